"""The gate: each fault alone, made with real keys, gives its own reason and no other."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from made_once import copied
from signing_kit import MORNING, open_office, opened, signed_office, signer_line, write_candidate

from expectations.documents import document_bytes
from expectations.gate import reasons_to_refuse
from expectations.manifest import Base
from expectations.people import People
from expectations.reasons import MESSAGES
from expectations.signatures import sign_file


@pytest.fixture
def office(tmp_path, tmp_path_factory):
    return opened(copied(tmp_path_factory, signed_office, tmp_path / "office"))


def office_file(office, name):
    return office.store.root / "candidates" / office.digest / name


def resign(office, name, key, **changes):
    """Write a role's statement anew, with changes that signing itself would refuse."""
    path = office_file(office, f"{name}.json")
    statement = {**json.loads(path.read_bytes()), **changes}
    path.write_bytes(document_bytes(statement))
    sign_file(path, office.key(key), f"mingzhang-{name}")


def test_a_fully_signed_candidate_may_be_published(office):
    assert office.codes() == []


@pytest.mark.parametrize("name", ["secrecy", "deputy", "chief"])
def test_a_missing_role(office, name):
    office_file(office, f"{name}.json").unlink()
    later = {"secrecy": 2, "deputy": 1, "chief": 0}[name]
    assert office.codes() == ["missing"] + ["out_of_order"] * later


def test_a_missing_signature_is_a_missing_sign_off(office):
    office_file(office, "chief.json.sig").unlink()
    assert office.codes() == ["missing"]


def test_a_missing_provider_is_named_with_its_unit(tmp_path):
    fresh = open_office(tmp_path / "fresh")
    fresh.sign("provider", "wang", units=("610124",))
    found = reasons_to_refuse(fresh.candidate, fresh.store, fresh.signers, fresh.context())
    named = [(one.code, one.role, one.unit) for one in found]
    assert named[0] == ("missing", "provider", "610116")
    assert named[1:] == [("missing", role, None) for role in ("secrecy", "deputy", "chief")]
    assert "提供单位 610116" in found[0].message


def test_one_changed_value_voids_the_signatures_of_its_unit_and_of_the_office(office):
    changed = replace(office, candidate=write_candidate(office.home, ["610116,1", "610124,3"]))
    assert changed.codes() == ["stale"] * 4


def test_signatures_on_a_published_candidate_are_spent_not_stale(office):
    changed = replace(office, candidate=write_candidate(office.home, ["610116,1"]))
    assert changed.codes() == ["stale"] * 3
    assert replace(changed, released=frozenset({office.digest})).codes() == ["missing"] * 3


def test_a_statement_about_another_candidate_in_the_right_place_is_stale(office):
    resign(office, "chief", "zhao", candidate="0" * 64)
    assert office.codes() == ["stale"]


def test_a_changed_statement_is_a_bad_signature(office):
    path = office_file(office, "chief.json")
    path.write_bytes(path.read_bytes().replace(b"T10:03:00", b"T10:03:01"))
    assert office.codes() == ["bad_signature"]


def test_an_unreadable_statement(office):
    office_file(office, "chief.json").write_text("{}", encoding="utf-8")
    assert office.codes() == ["unreadable"]


def test_a_statement_of_another_role(office):
    resign(office, "chief", "zhao", role="deputy")
    assert office.codes() == ["wrong_role"]


def test_an_unknown_signer(office):
    resign(office, "chief", "stranger", principal="stranger")
    assert office.codes() == ["unknown_principal"]


def test_a_signer_without_the_role(office):
    office.signers.write_text(
        office.signers.read_text("utf-8").replace("mingzhang-chief", "mingzhang-other"), "utf-8"
    )
    assert office.codes() == ["wrong_namespace"]


@pytest.mark.parametrize(
    ("limit", "code"), [("valid-before", "expired"), ("valid-after", "not_yet_valid")]
)
def test_a_key_out_of_its_time(office, limit, code):
    day = "20261101" if limit == "valid-before" else "20261201"
    lines = office.signers.read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("zhao")]
    late = signer_line(office.key("zhao"), "zhao", "mingzhang-chief", f',{limit}="{day}"')
    office.signers.write_text("".join([*kept, late]), encoding="utf-8")
    assert office.codes() == [code]


def test_a_returned_candidate(office):
    office.sign("chief", "zhao", 9, decision="return", note="时机不宜")
    assert office.codes() == ["returned"]


def test_a_signature_that_does_not_cover_an_earlier_one(office):
    resign(office, "chief", "zhao", earlier={})
    assert office.codes() == ["out_of_order"]


def test_a_signature_that_covers_more_than_there_is(office):
    path = office_file(office, "chief.json")
    earlier = {**json.loads(path.read_bytes())["earlier"], "mayor.json.sig": "0" * 64}
    resign(office, "chief", "zhao", earlier=earlier)
    assert office.codes() == ["out_of_order"]


def test_a_signature_dated_before_an_earlier_one(office):
    resign(office, "chief", "zhao", signed_at="2026-11-24T09:00:00+08:00")
    assert office.codes() == ["out_of_order"]


def test_an_earlier_signature_made_anew(office):
    resign(office, "secrecy", "zhang", note="补注")
    assert office.codes() == ["out_of_order"] * 2


def test_one_person_in_two_roles(office):
    with office.signers.open("a", encoding="utf-8") as stream:
        stream.write(signer_line(office.key("li"), "li", "mingzhang-chief"))
    resign(office, "chief", "li", principal="li")
    assert office.codes() == ["same_person"]


def test_one_key_under_two_names(office):
    with office.signers.open("a", encoding="utf-8") as stream:
        stream.write(signer_line(office.key("li"), "zhao2", "mingzhang-chief"))
    resign(office, "chief", "li", principal="zhao2")
    assert office.codes() == ["same_person"]


def test_a_submitter_who_signed(office):
    people = replace(office.people, submitters={"610124": frozenset({"zhang"})})
    assert replace(office, people=people).codes() == ["own_submission"]


def test_a_provider_who_does_not_answer_for_the_unit(office):
    people = People({"610116": "extra", "610124": "wang"}, {})
    assert replace(office, people=people).codes() == ["wrong_provider"]


def test_a_signature_from_the_future(office):
    assert office.codes(now=MORNING + timedelta(minutes=2)) == ["future"]


def test_a_candidate_made_against_another_release(office):
    newest = Base(version="2026.10.0", digest="0" * 64)
    assert replace(office, newest=newest).codes() == ["stale_base"]


def test_a_changed_manifest_is_found_by_its_folders_name(office):
    manifest = office.candidate / "manifest.json"
    manifest.write_bytes(manifest.read_bytes() + b"\n")
    assert "changed_manifest" in office.codes()


def test_a_manifest_that_is_none(office):
    for content in (b"", b"{}", b"[" * 9):
        (office.candidate / "manifest.json").write_bytes(content)
        assert office.codes() == ["changed_manifest"]
    (office.candidate / "manifest.json").unlink()
    assert office.codes() == ["changed_manifest"]


def test_a_changed_value_is_found_for_the_dataset_and_the_unit(office):
    data = office.candidate / "data" / "fund.parquet"
    data.write_text("610116,1\n610124,3\n", encoding="utf-8")
    assert office.codes() == ["changed_values"] * 2


def test_a_row_moved_to_another_unit_needs_that_units_signature(office):
    """The manifest's unit digests are measured too, or a provider could be made to sign unseen."""
    manifest = office.candidate / "manifest.json"
    made = json.loads(manifest.read_bytes())
    made["units"]["610124"]["values_sha256"] = "0" * 64
    manifest.write_bytes(document_bytes(made))
    assert "changed_values" in office.codes()


def test_a_missing_and_an_extra_dataset(office):
    data = office.candidate / "data" / "fund.parquet"
    data.with_name("more.parquet").write_text("610116,1\n", encoding="utf-8")
    assert office.codes() == ["changed_values", "changed_evidence"]
    data.with_name("more.parquet").unlink()
    data.unlink()
    assert set(office.codes()) == {"changed_values", "changed_evidence"}


def test_a_changed_or_missing_withheld_list(office):
    path = office.candidate / "withheld.json"
    path.write_text("[1]\n", encoding="utf-8")
    assert office.codes() == ["changed_withheld"]
    path.unlink()
    assert office.codes() == ["changed_withheld"]


def test_a_changed_or_extended_review_pack(office):
    (office.candidate / "review" / "more.html").write_text("更多", encoding="utf-8")
    assert office.codes() == ["changed_pack"]
    (office.candidate / "review" / "more.html").unlink()
    assert office.codes() == []
    (office.candidate / "review" / "index.html").write_text("改", encoding="utf-8")
    assert office.codes() == ["changed_pack"]


def test_without_allowed_signers_nothing_is_approved(office):
    office.signers.unlink()
    assert office.codes() == ["no_signers"]


def test_without_allowed_signers_what_is_not_signed_is_named_all_the_same(office):
    office_file(office, "chief.json").unlink()
    office.signers.unlink()
    found = reasons_to_refuse(office.candidate, office.store, office.signers, office.context())
    assert [(one.code, one.role) for one in found] == [("no_signers", None), ("missing", "chief")]
    assert "建立该文件" in found[0].message
    assert "docs/operator.md" in found[0].message
    assert (Path(__file__).parents[2] / "docs" / "operator.md").is_file()


@pytest.mark.parametrize("part", ["changes", "provenance", "reference"])
def test_changed_added_or_missing_evidence(office, part):
    path = office.candidate / part / "fund.csv"
    content = path.read_bytes()
    path.write_text("A1,B2\n", encoding="utf-8")
    assert office.codes() == ["changed_evidence"]
    path.unlink()
    assert office.codes() == ["changed_evidence"]
    path.write_bytes(content)
    path.with_name("more.csv").write_bytes(content)
    assert office.codes() == ["changed_evidence"]
    path.with_name("more.csv").unlink()
    assert office.codes() == []


def test_evidence_that_cannot_be_read_is_changed_evidence(office):
    path = office.candidate / "provenance" / "fund.csv"
    path.rename(path.with_name("elsewhere.csv"))
    path.symlink_to("elsewhere.csv")
    assert office.codes() == ["changed_evidence"]


def test_every_message_says_what_to_do():
    told = ("请", "不必再签", "角色为", "签署请求不对")
    assert [code for code, text in MESSAGES.items() if not any(word in text for word in told)] == []
