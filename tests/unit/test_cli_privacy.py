"""From a file with personal data to an allowance: returned, masked, allowed by one person only."""

import json
from dataclasses import replace

import pytest
from cli_kit import PERIOD, UNIT, answer_of, mingzhang, refusal_of, write
from home_kit import SAMPLE_OFFICE
from privacy_corpus import Maker
from release_kit import plan_of
from signing_kit import open_office

from assets.store import Store
from expectations.signatures import make_key
from outputs.finishing import PublishRefused
from outputs.release import publish_release

ID, MOBILE = Maker(9).id18(ends_in_x=False), Maker(9).mobile()  # 示例
CSV = f"2018年资金表,,\n单位：万元,,\n项目名称,金额,监督电话,备注\n水厂,1.5,{MOBILE},证号{ID}\n"
REVIEWER = "secrecy@example.org"
OTHER = "chief@example.org"


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "office.yaml").write_bytes(SAMPLE_OFFICE.read_bytes())
    lines = []
    for role in ("secrecy", "chief"):
        kind, blob, *_ = make_key(tmp_path / role, "示例").read_text(encoding="utf-8").split()
        lines.append(f'{role}@example.org namespaces="mingzhang-{role}" {kind} {blob}\n')
    (folder / "allowed_signers").write_text("".join(lines), encoding="utf-8")
    return folder


def send(home, tmp_path, *words):
    path = write(tmp_path, "表.csv", CSV)
    done = mingzhang(home, "submit", path, "--unit", UNIT, "--period", PERIOD, *words)
    assert done.exit_code == 0, done.output
    mingzhang(home, "run")


def findings(home):
    found = answer_of(home, "findings")["findings"]
    return {(one["rule"], one["severity"]) for one in found if one["rule"].startswith("privacy")}


def hits(home):
    return [one["hit"] for one in answer_of(home, "allow-privacy")["hits"]]


def allow(tmp_path, hit, name=REVIEWER, role="secrecy"):
    return (
        "allow-privacy",
        hit,
        "--as",
        name,
        "--key",
        tmp_path / role,
        "--reason",
        "核实（示例）",
    )


def test_an_identity_number_returns_the_file_and_a_public_mobile_only_warns(home, tmp_path):
    send(home, tmp_path)
    assert findings(home) == {("privacy_id_number", "error"), ("privacy_mobile", "warning")}
    assert len(hits(home)) == 1


def test_nothing_that_is_written_or_said_holds_the_number(home, tmp_path):
    send(home, tmp_path)
    spoken = mingzhang(home, "findings").output + mingzhang(home, "allow-privacy").output
    assert ID not in spoken
    returned = [one for one in (home / "returned").rglob("*") if one.suffix in (".csv", ".json")]
    kept = [*returned, *(home / "work").rglob("privacy.json"), *home.rglob("judgement.json")]
    assert kept
    for path in kept:
        assert ID not in path.read_text(encoding="utf-8-sig"), path.name


def test_the_reviewer_can_let_one_hit_pass_with_a_reason(home, tmp_path):
    send(home, tmp_path)
    (hit,) = hits(home)
    done = mingzhang(home, *allow(tmp_path, hit))
    assert done.exit_code == 0, done.output
    (line,) = Store(home).allowances.read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["allowance"]["reason"] == "核实（示例）"
    assert ID not in line
    mingzhang(home, "run")
    assert hits(home) == []
    assert ("privacy_id_number", "info") in findings(home)
    assert answer_of(home, "candidate")["digest"] is not None


def test_an_allowance_in_the_journal_without_a_good_signature_counts_for_nothing(home, tmp_path):
    send(home, tmp_path)
    (hit,) = hits(home)
    mingzhang(home, *allow(tmp_path, hit))
    journal = Store(home).allowances
    journal.write_text(journal.read_text("utf-8").replace("核实", "改写"), encoding="utf-8")
    mingzhang(home, "run")
    assert hits(home) == [hit]


@pytest.mark.parametrize(
    ("name", "role", "words"),
    [(OTHER, "chief", "mingzhang-secrecy"), ("nobody@example.org", "secrecy", "allowed_signers")],
)
def test_nobody_but_the_reviewer_can_allow(home, tmp_path, name, role, words):
    send(home, tmp_path)
    (hit,) = hits(home)
    assert words in refusal_of(home, *allow(tmp_path, hit, name, role))
    assert hits(home) == [hit]


def test_who_sent_the_file_cannot_allow_what_is_in_it(home, tmp_path):
    send(home, tmp_path, "--by", REVIEWER)
    (hit,) = hits(home)
    assert "自己报的不能自己放行" in refusal_of(home, *allow(tmp_path, hit))


def test_an_unknown_hit_and_a_missing_reason_are_refused(home, tmp_path):
    send(home, tmp_path)
    assert "没有编号为" in refusal_of(home, *allow(tmp_path, "0" * 16))
    assert "--reason" in refusal_of(home, "allow-privacy", "0" * 16, "--as", REVIEWER)


def test_a_staged_release_with_personal_data_is_refused_and_nothing_is_published(tmp_path):
    office = open_office(tmp_path)
    office.sign_all()
    plan = plan_of(office)

    def leak(staged):
        (staged.folder / "json" / "leak.json").write_text(json.dumps([ID]), encoding="utf-8")

    with pytest.raises(PublishRefused) as refused:
        publish_release(replace(plan, writers=(*plan.writers, leak)))
    (reason,) = refused.value.reasons
    assert (reason.code, "json/leak.json" in reason.message) == ("privacy", True)
    assert ID not in reason.message
    assert not (office.home / "public" / "releases" / "2026.11.0").exists()
