"""The command line on a home that has run: candidate, signatures, publication, verification.

The home is run once, since the checker takes seconds to import; what changes it works on a copy.
"""

import csv
import shutil
import sys
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import yaml
from cli_kit import PERIOD, SAMPLE, UNIT, answer_of, mingzhang, refusal_of, submit, write

from assets.store import Store, read_json
from expectations.signatures import make_key
from expectations.statement import ROLES
from pipelines import cli
from pipelines.home import SAMPLE_OFFICE
from sources.hashing import sha256_of_file

SIGNERS = {
    "provider": f"provider-{UNIT}@example.org",
    "secrecy": "secrecy@example.org",
    "deputy": "deputy@example.org",
    "chief": "chief@example.org",
}


def sign(home, role, *words, signer=None, key=None):
    principal = signer or SIGNERS[role]
    path = key or home / "keys" / role
    return mingzhang(home, "sign", role, "--as", principal, "--key", path, *words)


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """A home with one accepted submission, keys for every role, and a candidate that waits."""
    home = tmp_path_factory.mktemp("ran") / "home"
    keys = home / "keys"
    keys.mkdir(parents=True)
    lines = []
    for role in ROLES:
        make_key(keys / role.value, role.value)
        public = (keys / f"{role.value}.pub").read_text(encoding="utf-8").split()
        lines.append(f'{SIGNERS[role]} namespaces="{role.namespace}" {public[0]} {public[1]}\n')
    (home / "allowed_signers").write_text("".join(lines), encoding="utf-8")
    assert submit(home, SAMPLE, "--by", "clerk@example.org").exit_code == 0
    assert mingzhang(home, "run").exit_code == 0
    return home


@pytest.fixture
def waiting(ran, tmp_path):
    return shutil.copytree(ran, tmp_path / "waiting")


@pytest.fixture(scope="module")
def published(ran, tmp_path_factory):
    home = shutil.copytree(ran, tmp_path_factory.mktemp("published") / "home")
    for role in SIGNERS:
        assert sign(home, role).exit_code == 0
    assert mingzhang(home, "publish").exit_code == 0
    return home


def test_run_again_changes_nothing(waiting):
    before = Store(waiting).current_candidate.read_text(encoding="utf-8").strip()
    summary = answer_of(waiting, "run")
    assert (summary["received"], summary["read"], summary["judged"]) == (0, 0, 0)
    assert summary["accepted"] == [1]
    assert summary["candidate"] == before


def test_status_tells_what_was_accepted_and_that_it_was_late(ran):
    (own,) = [one for one in answer_of(ran, "status")["units"] if one["period"] == PERIOD]
    assert (own["unit"], own["state"], own["due"]) == (UNIT, "accepted", "2018-11-05")
    assert own["on_time"] is False


def test_findings_of_an_unknown_unit_are_refused(ran):
    assert "没有登记" in refusal_of(ran, "findings", "--unit", "999999")


def test_findings_of_a_clean_table_are_none(ran):
    assert answer_of(ran, "findings", "--unit", UNIT) == {"findings": []}


def test_candidate_names_every_missing_signature(ran):
    missing = answer_of(ran, "candidate")["missing"]
    assert [(one["role"], one["unit"]) for one in missing] == [
        ("provider", UNIT), ("secrecy", None), ("deputy", None), ("chief", None),
    ]  # fmt: skip


def test_publish_without_signatures_names_all_reasons(ran):
    said = refusal_of(ran, "publish").splitlines()
    for words in (f"提供单位 {UNIT}", "保密审查", "分管领导审核", "主要领导审定"):
        assert [line for line in said if line.startswith(f"{words}：没有签署")], words
    assert not list((ran / "public").rglob("RELEASE.json"))


def test_publish_that_is_refused_prints_nothing_on_stdout(ran):
    done = mingzhang(ran, "publish", "--json")
    assert (done.exit_code, done.stdout) == (2, "")


def test_sign_with_the_wrong_key_is_refused(waiting):
    done = sign(waiting, "provider", key=waiting / "keys" / "chief")
    assert done.exit_code == 2
    assert "换用本人登记过的私钥" in done.stderr
    assert not list((waiting / "signoffs").rglob("*.sig"))


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ({"role": "secrecy"}, "签署顺序不对"),
        ({"role": "provider", "signer": "nobody@example.org"}, "没有要由“nobody@example.org”"),
        ({"role": "provider", "key": Path("nowhere")}, "ssh-keygen 没有签成"),
    ],
    ids=["out of order", "unknown person", "no such key"],
)
def test_sign_is_refused_with_its_reason(waiting, words, reason):
    done = sign(waiting, **words)
    assert done.exit_code == 2
    assert reason in done.stderr


def test_sign_by_the_person_who_submitted_is_refused(waiting):
    office = yaml.safe_load(SAMPLE_OFFICE.read_text(encoding="utf-8"))
    for unit in office["units"]:
        if unit["code"] == UNIT:
            unit["provider"] = "clerk@example.org"
    text = yaml.safe_dump(office, allow_unicode=True)
    (waiting / "office.yaml").write_text(text, encoding="utf-8")
    signers = waiting / "allowed_signers"
    lines = signers.read_text(encoding="utf-8").replace(SIGNERS["provider"], "clerk@example.org")
    signers.write_text(lines, encoding="utf-8")
    done = sign(waiting, "provider", signer="clerk@example.org")
    assert done.exit_code == 2
    assert "不得自报自签" in done.stderr


def test_return_needs_a_note(waiting):
    done = sign(waiting, "provider", "--return")
    assert done.exit_code == 2
    assert "写明原因" in done.stderr


def test_returned_candidate_is_not_published_and_tells_why(waiting):
    assert sign(waiting, "provider", "--return", "--note", "数与文件不一致").exit_code == 0
    assert "数与文件不一致" in refusal_of(waiting, "publish")


def test_sign_in_an_unknown_role_exits_2(waiting):
    words = ("sign", "king", "--as", "chief@example.org", "--key", waiting / "keys" / "chief")
    assert mingzhang(waiting, *words).exit_code == 2


def test_published_release_verifies(published):
    assert answer_of(published, "verify") == {"ok": True, "problems": []}
    assert "核验通过" in mingzhang(published, "verify", published / "public").stdout


def test_publish_again_publishes_nothing_new(published):
    assert answer_of(published, "publish")["fresh"] is False


def test_nothing_waits_after_publication(published, tmp_path):
    home = shutil.copytree(published, tmp_path / "home")
    summary = answer_of(home, "run")
    assert summary["candidate"] is None
    assert "无需发布" in summary["reason"]


def test_verify_exits_1_after_one_changed_byte(published, tmp_path):
    public = shutil.copytree(published / "public", tmp_path / "public")
    (data,) = public.glob("releases/*/data/fund_allocation.csv")
    content = bytearray(data.read_bytes())
    content[-3] ^= 1
    data.write_bytes(content)
    done = mingzhang(published, "verify", public)
    assert done.exit_code == 1
    assert "data/fund_allocation.csv" in done.stderr
    assert answer_of(published, "verify", public, status=1)["ok"] is False


def test_verify_with_keys_that_the_verifier_trusts(published, tmp_path):
    good = published / "allowed_signers"
    assert mingzhang(published, "verify", "--allowed-signers", good).exit_code == 0
    none = write(tmp_path, "none", "# nobody\n")
    assert mingzhang(published, "verify", "--allowed-signers", none).exit_code == 1


def test_trace_leads_every_amount_back_to_its_cell(published):
    sheets = openpyxl.load_workbook(SAMPLE)
    with (published / "public/latest/data/fund_allocation.csv").open(encoding="utf-8") as file:
        records = list(csv.DictReader(file))
    assert records
    for record in records:
        words = ("trace", "fund_allocation", record["record_id"], "amount_yuan")
        (value,) = answer_of(published, *words)["values"]
        written = sheets[value["source_sheet"]][value["cell"]].value
        assert Decimal(str(written)) * 10_000 == Decimal(record["amount_yuan"])
        assert value["source_file"] == sha256_of_file(SAMPLE)


@pytest.mark.parametrize(
    "words",
    [("fund_allocation", "0000000000000000"), ("no_such_dataset", "0000000000000000")],
)
def test_trace_of_an_unknown_record_is_refused(published, words):
    assert "没有这条记录" in refusal_of(published, "trace", *words)


@pytest.mark.parametrize(
    "words", [("inspect", SAMPLE), ("run",), ("status",), ("findings",), ("candidate",)]
)
def test_json_is_one_document_and_nothing_else(waiting, words):
    assert isinstance(answer_of(waiting, *words), dict)


def test_our_own_failure_exits_1_and_says_that_it_is_ours(waiting, monkeypatch, capsys):
    Store(waiting).receipts.write_text("this is no receipt\n", encoding="utf-8")
    monkeypatch.setenv("MINGZHANG_HOME", str(waiting))
    monkeypatch.setattr(sys, "argv", ["mingzhang", "status"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr()
    assert ended.value.code == 1
    assert "Traceback" in said.err
    assert "不是您的表有问题" in said.err
    assert said.out == ""


def test_candidate_manifest_is_the_one_on_disk(ran):
    shown = answer_of(ran, "candidate")
    assert shown["manifest"] == read_json(Store(ran).candidates / shown["digest"] / "manifest.json")
    assert Path(shown["review"]).is_file()
