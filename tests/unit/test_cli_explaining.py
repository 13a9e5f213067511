"""From a warning to its explanation beside the number: explain, the review pack, the release."""

import csv
from datetime import timedelta

import pytest
import yaml
from cli_kit import answer_of, mingzhang, refusal_of
from home_kit import GOOD, OTHER, PERIOD, UNIT, office_of, open_home, send
from made_once import copied

from assets.gaps import explained_gaps
from assets.receipts import now_in_china
from assets.stages.propose import current_digest
from assets.stages.publish import OutdatedCandidateError, publish
from assets.store import Store
from expectations.people import People
from expectations.signatures import make_key
from expectations.statement import ROLES

PROVIDER = f"provider-{UNIT}@example.org"
RULE = "fund_allocation_area_is_a_place"
TEXT = "2019年资金表,,\n单位：万元,,\n村名,金额,监督电话\n贴息,1.5,\n补助,2.5,\n合计,4,\n"
REASON = "“贴息”是用途，原表没有村名（示例）"
PLACE = ("--unit", UNIT, "--period", PERIOD)
WAIVER = {
    "rule": RULE, "unit": UNIT, "reason": "旧表沿用（示例）", "approved_by": "张三（示例）",
    "starts": "2019-01-01", "ends": "2099-12-31",
}  # fmt: skip


def warned(folder):
    """A home with one table that has two warnings, its provider's key, and all other keys."""
    store = open_home(folder / "home")
    lines = []
    for role in ROLES:
        name = PROVIDER if role.value == "provider" else f"{role.value}@example.org"
        made = make_key(key_of(folder, role.value), role.value).read_text("utf-8").split()
        lines.append(f'{name} namespaces="{role.namespace}" {made[0]} {made[1]}\n')
    store.allowed_signers.write_text("".join(lines), encoding="utf-8")
    send(store, TEXT)
    mingzhang(store.home, "run")


def signed(folder):
    """The same with all signatures on the candidate."""
    warned(folder)
    sign_all(Store(folder / "home"))


def explained(folder):
    """One of the warnings explained, signed and published."""
    warned(folder)
    store = Store(folder / "home")
    explain(store, waiting(store)[0]["id"])
    sign_all(store)
    answer_of(store.home, "publish")


@pytest.fixture
def store(tmp_path, tmp_path_factory):
    return Store(copied(tmp_path_factory, warned, tmp_path / "made") / "home")


@pytest.fixture
def signed_store(tmp_path, tmp_path_factory):
    return Store(copied(tmp_path_factory, signed, tmp_path / "made") / "home")


@pytest.fixture
def explained_store(tmp_path, tmp_path_factory):
    return Store(copied(tmp_path_factory, explained, tmp_path / "made") / "home")


def key_of(folder, role):
    return folder / f"key-{role}"


def open_findings(store):
    return answer_of(store.home, "findings")["findings"]


def waiting(store):
    return answer_of(store.home, "explain")["findings"]


def explain(store, *ids, reason=REASON, key=True):
    signed = ("--key", key_of(store.home.parent, "provider")) if key else ()
    words = (*ids, *PLACE, "--as", PROVIDER, "--reason", reason, *signed)
    return mingzhang(store.home, "explain", *words)


def sign_all(store):
    for role in ROLES:
        name = PROVIDER if role.value == "provider" else f"{role.value}@example.org"
        key = key_of(store.home.parent, role.value)
        done = mingzhang(store.home, "sign", role.value, "--as", name, "--key", key, "--yes")
        assert done.exit_code == 0, done.output


def published(store):
    path = store.public / "latest" / "quality" / "findings.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_open_warnings_are_listed_until_they_are_explained(store):
    first, second = waiting(store)
    assert {one["state"] for one in (first, second)} == {"failed"}
    assert first["id"][:8] in mingzhang(store.home, "explain").stdout
    done = explain(store, first["id"][:8])
    assert done.exit_code == 0, done.output
    assert [one["id"] for one in waiting(store)] == [second["id"]]
    by_id = {one["id"]: one for one in open_findings(store)}
    assert by_id[first["id"]]["state"] == "explained"
    assert by_id[first["id"]]["explanation"] == REASON
    assert by_id[second["id"]]["state"] == "failed"
    assert "未说明" in mingzhang(store.home, "findings").stdout


def test_all_findings_of_a_rule_are_explained_at_once(store):
    answer_of(
        store.home, "explain", *PLACE, "--rule", RULE, "--submission", 1, "--as", PROVIDER,
        "--reason", REASON, "--key", key_of(store.home.parent, "provider"),
    )  # fmt: skip
    assert waiting(store) == []
    assert len(store.declarations.read_text("utf-8").splitlines()) == 1


def test_an_explanation_without_a_signature_does_not_count(store):
    first, _ = waiting(store)
    assert "未签字" in explain(store, first["id"], key=False).stdout
    assert len(waiting(store)) == 2
    by_id = {one["id"]: one for one in open_findings(store)}
    assert by_id[first["id"]]["state"] == "failed"
    assert not by_id[first["id"]]["explanation_signed"]
    explain(store, first["id"])
    explain(store, first["id"], reason="改主意（示例）", key=False)
    by_id = {one["id"]: one for one in open_findings(store)}
    assert by_id[first["id"]]["explanation"] == REASON


def test_an_explanation_holds_while_the_value_does_and_falls_with_it(store):
    for one in waiting(store):
        explain(store, one["id"])
    send(store, TEXT.replace("贴息,1.5,\n补助,2.5,", "补助,2.5,\n贴息,1.5,"))
    mingzhang(store.home, "run")
    assert waiting(store) == []
    send(store, TEXT.replace("贴息", "贴息款"))
    mingzhang(store.home, "run")
    assert [one["value"] for one in waiting(store)] == ["贴息款"]


def test_a_new_explanation_reaches_the_pack_and_voids_what_the_office_signed(signed_store):
    before = answer_of(signed_store.home, "candidate")
    assert before["reasons"] == []
    explain(signed_store, waiting(signed_store)[0]["id"])
    after = answer_of(signed_store.home, "candidate")
    assert after["digest"] != before["digest"]
    page = (signed_store.candidates / after["digest"] / "review" / "index.html").read_text("utf-8")
    assert REASON in page
    assert "未说明" in page
    # The unit's values are the same, so what its provider signed still stands.
    assert [one["role"] for one in after["missing"]] == ["secrecy", "deputy", "chief"]


def test_an_unexplained_warning_does_not_block_and_is_published_as_such(explained_store):
    rows = published(explained_store)
    assert {row["state"] for row in rows} == {"explained", "failed"}
    assert {row["explanation"] for row in rows} == {REASON, ""}
    page = (explained_store.public / "datasets" / "fund_allocation" / "index.html").read_text(
        "utf-8"
    )
    assert "存疑与说明" in page
    assert REASON in page
    assert "未说明" in page
    assert answer_of(explained_store.home, "verify")["ok"]


def test_a_changed_explanation_in_a_release_is_found(explained_store):
    for path in explained_store.public.glob("*/**/quality/findings.csv"):
        path.write_text(path.read_text("utf-8").replace("原表没有村名", "别的话"), "utf-8")
    problems = answer_of(explained_store.home, "verify", status=1)["problems"]
    assert "changed_evidence" in {one["code"] for one in problems}


def test_a_new_explanation_after_the_release_proposes_nothing(signed_store):
    answer_of(signed_store.home, "publish")
    explain(signed_store, waiting(signed_store)[0]["id"])
    mingzhang(signed_store.home, "run")
    assert current_digest(signed_store) is None


def test_nothing_is_published_that_lacks_what_was_said(signed_store):
    digest = current_digest(signed_store)
    first = waiting(signed_store)[0]
    explain(signed_store, first["id"])
    signed_store.current_candidate.write_text(f"{digest}\n", encoding="utf-8")
    with pytest.raises(OutdatedCandidateError, match="mingzhang run"):
        publish(signed_store, office_of(signed_store), People({}, {}))


def test_a_waiver_is_published_with_reason_and_end(store):
    text = yaml.safe_dump({"waivers": [WAIVER]}, allow_unicode=True)
    store.waivers.write_text(text, encoding="utf-8")
    mingzhang(store.home, "run")
    assert waiting(store) == []
    (shown,) = answer_of(store.home, "status")["waivers"]
    assert (shown["state"], shown["ends"]) == ("active", "2099-12-31")
    sign_all(store)
    answer_of(store.home, "publish")
    for row in published(store):
        assert (row["state"], row["waiver_reason"]) == ("waived", WAIVER["reason"])
        assert row["waived_until"] == "2099-12-31"


def test_a_bad_waiver_refuses_the_run_with_the_reason(store):
    store.waivers.write_text("waivers: [{rule: no_such}]", encoding="utf-8")
    for command in ("run", "findings", "status", "explain"):
        assert "waivers.yaml" in refusal_of(store.home, command)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("0000000000",), "没有编号"),
        (("000",), "太短"),
        (("--rule", "no_such"), "没有规则 no_such"),
    ],
)
def test_what_is_no_open_warning_cannot_be_explained(store, words, said):
    given = (*PLACE, "--as", PROVIDER, "--reason", REASON)
    assert said in refusal_of(store.home, "explain", *words, *given)


def test_an_error_must_be_corrected(store):
    send(store, GOOD.replace("合计,1.5", "合计,1.6"), "错.csv")
    mingzhang(store.home, "run")
    (error,) = [one for one in open_findings(store) if one["severity"] == "error"]
    given = (*PLACE, "--as", PROVIDER, "--reason", REASON)
    assert "必须改正" in refusal_of(store.home, "explain", error["id"], *given)


def test_another_unit_cannot_explain_it(store):
    first = waiting(store)[0]
    given = ("--unit", OTHER, "--period", PERIOD, "--as", PROVIDER, "--reason", REASON)
    assert "没有编号" in refusal_of(store.home, "explain", first["id"], *given)


@pytest.mark.parametrize("reason", [" ", "两\n行", "长" * 201, "电话13912345678", "=1+1"])
def test_a_reason_that_cannot_stand_beside_the_number_is_refused(store, reason):
    done = explain(store, waiting(store)[0]["id"], reason=reason)
    assert done.exit_code == 2
    assert not store.declarations.exists()


def test_a_strangers_signature_is_refused(store, tmp_path):
    make_key(tmp_path / "stranger", "示例")
    first = waiting(store)[0]
    given = (*PLACE, "--as", PROVIDER, "--reason", REASON, "--key", tmp_path / "stranger")
    assert "没有登记" in refusal_of(store.home, "explain", first["id"], *given)


def test_an_explanation_says_who_and_of_what(store):
    first = waiting(store)[0]
    assert "--as" in refusal_of(store.home, "explain", first["id"])


GAP = {
    "--unit": UNIT, "--node": "610204", "--fund": "中央财政专项扶贫资金（示例）", "--year": 2019,
    "--category": "结转", "--amount": "120000.00", "--reason": "年底下达，结转使用（示例）",
    "--until": f"{now_in_china().date() + timedelta(days=30)}", "--as": PROVIDER,
}  # fmt: skip


def gap(store, **changes):
    given = GAP | {f"--{name}": value for name, value in changes.items()}
    return ("explain-gap", *(word for pair in given.items() for word in pair))


def test_a_gap_is_explained_by_amount_and_until_a_day(store):
    key = key_of(store.home.parent, "provider")
    assert mingzhang(store.home, *gap(store)).exit_code == 0
    (noted,) = explained_gaps(store, office_of(store))
    assert not noted.is_signed
    mingzhang(store.home, *gap(store, amount="-130000.00"), "--key", key)
    mingzhang(store.home, *gap(store, amount="1.00"))
    (one,) = explained_gaps(store, office_of(store))
    assert one.is_signed
    assert (str(one.amount_yuan), one.category, one.year) == ("-130000.00", "结转", 2019)
    assert one.until.isoformat() == GAP["--until"]


@pytest.mark.parametrize(
    "change",
    [
        {"category": "别的"}, {"amount": "12万"}, {"amount": "-0.00"}, {"amount": "1"},
        {"until": "2019-01-01"}, {"until": "年底"}, {"node": " "}, {"year": 1900},
        {"unit": "999999"}, {"reason": ""},
    ],
)  # fmt: skip
def test_a_gap_that_cannot_be_is_refused(store, change):
    assert refusal_of(store.home, *gap(store, **change))
    assert not store.declarations.exists()
