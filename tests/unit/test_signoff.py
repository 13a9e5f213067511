"""Signing a candidate: what is written, and every refusal, with real keys."""

import json
import sys
from dataclasses import replace
from datetime import timedelta

import pytest
from signing_kit import MORNING, open_office, signer_line, write_candidate

from expectations import approval
from expectations.documents import document_bytes
from expectations.manifest import Slot, read_manifest, slots
from expectations.people import People
from expectations.placing import place
from expectations.signatures import verify_bytes
from expectations.signing import SignoffRefused, sign_candidate
from expectations.signoff import collect, read_signoff
from expectations.statement import ROLES, Role, Statement
from sources.hashing import sha256_of_file


@pytest.fixture
def office(tmp_path):
    return open_office(tmp_path)


def refused(office, *arguments, **more):
    files = {path: path.read_bytes() for path in office.store.root.rglob("*.json*")}
    with pytest.raises(SignoffRefused) as caught:
        office.sign(*arguments, **more)
    assert files == {path: path.read_bytes() for path in office.store.root.rglob("*.json*")}
    assert all(one.message in str(caught.value) for one in caught.value.reasons)
    return [one.code for one in caught.value.reasons]


def test_roles_stand_in_the_order_of_the_notice():
    assert [role.words for role in ROLES] == [
        "提供单位",
        "保密审查",
        "分管领导审核",
        "主要领导审定",
    ]


def test_a_provider_signs_the_values_of_each_unit(office):
    paths = office.sign("provider", "wang")
    names = [path.relative_to(office.store.root).as_posix() for path in paths]
    assert [name.split("/")[:2] for name in names] == [["units", "610116"], ["units", "610124"]]
    statement = Statement.model_validate_json(paths[0].read_bytes())
    assert (statement.unit, statement.candidate, statement.earlier) == ("610116", None, {})
    assert names[0].split("/")[2] == statement.values_sha256
    assert statement.signed_at == "2026-11-24T10:00:00+08:00"


def test_a_later_role_signs_over_all_earlier_signatures(office):
    office.sign_all()
    folder = office.store.root / "candidates" / office.digest
    chief = Statement.model_validate_json((folder / "chief.json").read_bytes())
    assert chief.candidate == office.digest
    assert set(chief.earlier) == {
        "provider-610116.json.sig",
        "provider-610124.json.sig",
        "secrecy.json.sig",
        "deputy.json.sig",
    }
    assert chief.earlier["deputy.json.sig"] == sha256_of_file(folder / "deputy.json.sig")
    content = (folder / "chief.json").read_bytes()
    assert content == document_bytes(json.loads(content))


def test_a_providers_signature_outlives_the_candidate_while_values_stay(office):
    office.sign("provider", "wang")
    changed = replace(office, candidate=write_candidate(office.home, ["610116,1", "610124,3"]))
    assert len(changed.sign("provider", "wang", 1)) == 1


def test_a_provider_waits_for_no_other_providers_signature_to_be_verified(office, monkeypatch):
    verified = []

    def counted(content, *names):
        verified.append(content)
        return verify_bytes(content, *names)

    monkeypatch.setattr(approval, "verify_bytes", counted)
    office.sign("provider", "wang", units=("610116",))
    office.sign("provider", "wang", units=("610124",))
    assert len(verified) == 2
    office.sign("secrecy", "zhang", 1)
    assert len(verified) == 2 + 3


def test_an_unknown_role_is_refused(office):
    assert refused(office, "mayor", "wang") == ["unknown_role"]


@pytest.mark.parametrize(("role", "name"), [("secrecy", "zhang"), ("chief", "zhao")])
def test_signing_before_earlier_roles_is_refused(office, role, name):
    assert {"missing", "out_of_order"} == set(refused(office, role, name))


def test_one_unsigned_unit_holds_up_the_secrecy_review(office):
    office.sign("provider", "wang", units=("610116",))
    assert refused(office, "secrecy", "zhang") == ["missing", "out_of_order"]


def test_signing_at_an_earlier_time_than_the_one_before_is_refused(office):
    office.sign("provider", "wang", 5)
    assert refused(office, "secrecy", "zhang", 4) == ["out_of_order"]


def test_a_role_without_permission_is_refused(office):
    assert refused(office, "provider", "zhang") == ["wrong_namespace"] * 2


def test_an_unlisted_person_is_refused(office):
    assert set(refused(office, "provider", "stranger")) == {"unknown_principal"}


def test_anothers_key_is_refused(office):
    codes = refused(office, "provider", "wang", key=office.key("extra"))
    assert set(codes) == {"key_mismatch"}


def test_a_key_that_cannot_be_read_is_refused(office):
    assert refused(office, "provider", "wang", key=office.key("none")) == ["signing_failed"]


def test_an_expired_key_is_refused(office):
    line = signer_line(office.key("wang"), "wang", "mingzhang-*", ',valid-before="20261101"')
    office.signers.write_text(line, encoding="utf-8")
    assert set(refused(office, "provider", "wang")) == {"expired"}


def test_one_person_does_not_sign_two_roles(office):
    office.sign("provider", "extra")
    assert refused(office, "secrecy", "extra", 1) == ["same_person"]


def test_one_key_under_two_names_is_one_person(office):
    office.sign("provider", "wang")
    line = signer_line(office.key("wang"), "alias", "mingzhang-secrecy")
    with office.signers.open("a", encoding="utf-8") as stream:
        stream.write(line)
    assert refused(office, "secrecy", "alias", 1, key=office.key("wang")) == ["same_person"]


def test_who_signed_a_later_role_does_not_sign_an_earlier_one(office):
    office.sign("provider", "wang")
    office.sign("secrecy", "zhang", 1)
    office.sign("deputy", "extra", 2)
    again = refused(office, "secrecy", "extra", 3, decision="return", note="再看")
    assert again == ["same_person"]


def test_nobody_signs_what_they_submitted(office):
    assert set(refused(office, "provider", "clerk")) == {"own_submission"}
    office.sign("provider", "wang")
    assert refused(office, "secrecy", "clerk", 1) == ["own_submission"]


def test_a_unit_with_a_named_provider_takes_no_other(office):
    named = replace(office, people=People({"610116": "wang", "610124": "extra"}, {}))
    assert refused(named, "provider", "zhang") == ["not_yours"]
    assert refused(named, "provider", "wang", units=("610124",)) == ["wrong_provider"]
    assert [path.parts[-3] for path in named.sign("provider", "wang")] == ["610116"]
    assert [path.parts[-3] for path in named.sign("provider", "extra")] == ["610124"]


def test_a_unit_that_is_not_in_the_candidate_is_refused(office):
    assert refused(office, "provider", "wang", units=("610000",)) == ["not_yours"]


def test_a_candidate_that_is_not_the_current_one_is_refused(office):
    old = office.desk
    newer = write_candidate(office.home, ["610116,9"])
    stale = replace(old, current=newer.name)
    with pytest.raises(SignoffRefused) as caught:
        sign_candidate(stale, office.act("provider", "wang"))
    assert [one.code for one in caught.value.reasons] == ["not_current"]


def test_a_changed_manifest_is_refused(office):
    manifest = office.candidate / "manifest.json"
    manifest.write_bytes(manifest.read_bytes().replace(b'"demo": true', b'"demo": false'))
    assert refused(office, "provider", "wang") == ["changed_manifest"]


def test_a_bad_earlier_signature_is_refused_before_the_next_one(office):
    path = office.sign("provider", "wang")[0]
    path.write_bytes(path.read_bytes().replace(b"wang", b"wong"))
    assert refused(office, "secrecy", "zhang", 1) == ["unknown_principal"]


def test_signing_twice_is_refused_as_done(office):
    office.sign("provider", "wang")
    assert refused(office, "provider", "wang", 1) == ["already_signed"] * 2


def test_drafts_of_a_killed_signing_are_cleared_away(office):
    left = office.store.root / ".signing-old"
    left.mkdir(parents=True)
    (left / "secrecy.json").write_text("{}", encoding="utf-8")
    office.sign("provider", "wang")
    assert [path.name for path in office.store.root.iterdir() if path.is_dir()] == ["units"]


def test_a_name_that_is_no_plain_name_is_refused(office):
    assert set(refused(office, "provider", "wang", principal="wang *")) == {"bad_request"}


def test_a_return_needs_a_note(office):
    for note in (None, "  "):
        assert refused(office, "provider", "wang", decision="return", note=note) == ["bad_request"]


def test_a_return_blocks_until_the_role_approves_and_is_kept(office):
    office.sign("provider", "wang")
    [path] = office.sign("secrecy", "zhang", 1, decision="return", note="含个人信息")
    first, seal = path.read_bytes(), path.with_name("secrecy.json.sig").read_bytes()
    assert refused(office, "deputy", "li", 2) == ["returned"]
    office.sign("secrecy", "zhang", 2, decision="return", note="仍含个人信息")
    office.sign("secrecy", "extra", 3)
    assert path.with_name("secrecy.returned-1.json").read_bytes() == first
    assert path.with_name("secrecy.returned-1.json.sig").read_bytes() == seal
    assert path.with_name("secrecy.returned-2.json").is_file()
    office.sign("deputy", "li", 4)
    office.sign("chief", "zhao", 5)
    assert office.codes() == []


def test_a_renewed_earlier_signature_voids_the_later_ones_until_renewed(office):
    office.sign_all()
    office.sign("deputy", "li", 10, decision="return", note="金额待核")
    assert set(office.codes()) == {"returned", "out_of_order"}
    office.sign("deputy", "li", 11)
    assert office.codes() == ["out_of_order"]
    office.sign("chief", "zhao", 12)
    assert office.codes() == []


def test_a_statement_is_never_seen_beside_anothers_signature(office, monkeypatch, tmp_path):
    """Stopped between any two renames, the sign-off is absent or whole."""
    office.sign("provider", "wang")
    [path] = office.sign("secrecy", "zhang", 1, decision="return", note="退")
    draft = read_signoff(Slot(Role.SECRECY), path)
    kept = {one.name: one.read_bytes() for one in path.parent.iterdir()}
    for name, content in kept.items():
        (tmp_path / name).write_bytes(content)
    other = office.sign("secrecy", "extra", 2)[0]
    pairs = {draft.content: kept["secrecy.json.sig"]}
    pairs[other.read_bytes()] = other.with_name("secrecy.json.sig").read_bytes()
    seen = []

    def watch(event, _arguments):
        if watching and event in {"os.rename", "os.link", "open"} and path.is_file():
            seen.append((path.read_bytes(), path.with_name("secrecy.json.sig").read_bytes()))

    watching: list[bool] = []
    sys.addaudithook(lambda event, arguments: _quietly(watching, watch, event, arguments))
    watching.append(True)
    place(replace(draft, path=tmp_path / "secrecy.json"), path)
    watching.clear()
    assert seen
    assert all(pairs[statement] == signature for statement, signature in seen)


def _quietly(watching, watch, event, arguments):
    if watching and watching[-1]:
        watching.append(False)
        watch(event, arguments)
        watching.pop()


def test_collect_gives_what_is_there_in_order(office):
    of, digest = read_manifest(office.candidate / "manifest.json")
    assert collect(office.store, of, digest) == {}
    office.sign_all()
    assert list(collect(office.store, of, digest)) == list(slots(of.units))
    assert office.codes(now=MORNING + timedelta(minutes=3)) == []
