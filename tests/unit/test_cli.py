"""The command line before anything has run: help, looking, handing in, refusing."""

import re
import shutil

import pytest
from cli_kit import (
    CHINESE,
    PERIOD,
    SAMPLE,
    UNIT,
    answer_of,
    archived,
    mingzhang,
    refusal_of,
    submit,
    write,
)

from assets.store import Store
from expectations.signatures import make_key
from pipelines import cli
from pipelines.home import SAMPLE_OFFICE
from sources.hashing import sha256_of_file

UNKNOWN_TABLE = "项目名称,联系人,经费出处,地点\n水厂,甲,省级,丙村\n道路,乙,市级,丁村\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(1024)


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


def test_help_lists_every_command_with_a_chinese_line(home):
    done = mingzhang(home, "--help")
    assert done.exit_code == 0
    for name in cli.group.commands:
        (line,) = re.findall(rf"^  {name}  +(.+)$", done.stdout, re.MULTILINE)
        assert CHINESE.search(line)


@pytest.mark.parametrize("name", sorted(cli.group.commands))
def test_every_command_explains_itself_in_chinese(home, name):
    done = mingzhang(home, name, "--help")
    assert done.exit_code == 0
    assert CHINESE.search(done.stdout)


def test_help_tells_what_exit_status_means(home):
    assert "退出码" in mingzhang(home, "-h").stdout


def test_unknown_command_exits_2(home):
    assert mingzhang(home, "obliterate").exit_code == 2


def test_inspect_changes_nothing(home):
    assert mingzhang(home, "inspect", SAMPLE).exit_code == 0
    assert not home.exists()


def test_inspect_shows_dataset_unit_and_records(home):
    (file,) = answer_of(home, "inspect", SAMPLE)["files"]
    (table,) = file["tables"]
    assert file["readable"] is True
    assert file["sha256"] == sha256_of_file(SAMPLE)
    assert (table["dataset"], table["unit"]) == ("fund_allocation", "万元")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rubbish.xlsx", b"PK\x03\x04 this is no workbook"),
        ("encrypted.xlsx", ENCRYPTED),
        ("rubbish.xls", OLE + bytes(64)),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256))),
    ],
)
def test_inspect_of_a_file_that_cannot_be_opened_is_a_finding(home, tmp_path, name, content):
    (file,) = answer_of(home, "inspect", write(tmp_path, name, content))["files"]
    assert file["readable"] is False
    assert file["tables"] == []
    assert [found["severity"] for found in file["findings"]] == ["error"]
    assert all(CHINESE.search(found["message"]) for found in file["findings"])


def test_inspect_of_an_empty_file_is_a_finding(home, tmp_path):
    (file,) = answer_of(home, "inspect", write(tmp_path, "empty.csv", b""))["files"]
    assert file["tables"] == []
    assert [found["severity"] for found in file["findings"]] == ["error"]


def test_inspect_of_an_unknown_table_says_what_came_close_and_what_it_lacks(home, tmp_path):
    (file,) = answer_of(home, "inspect", write(tmp_path, "odd.csv", UNKNOWN_TABLE))["files"]
    (table,) = file["tables"]
    (found,) = table["findings"]
    assert (table["dataset"], table["records"]) == (None, [])
    assert table["score"] == 2 - 2 * 0.5  # two known headers, two unknown ones, no word in a title
    assert any("联系人" in reason for reason in table["reasons"])
    assert (found["rule"], found["severity"]) == ("table_unknown", "error")
    assert all(word in found["message"] for word in ("扶贫资金分配结果", "金额", "联系人"))


def test_inspect_looks_at_every_file_though_one_is_unreadable(home, tmp_path):
    bad = write(tmp_path, "bad.xlsx", b"PK\x03\x04")
    files = answer_of(home, "inspect", bad, SAMPLE)["files"]
    assert [file["readable"] for file in files] == [False, True]


def test_inspect_for_people_speaks_chinese_without_a_traceback(home, tmp_path):
    done = mingzhang(home, "inspect", write(tmp_path, "bad.xlsx", b"PK\x03\x04"))
    assert done.exit_code == 0
    assert "必须改" in done.stdout
    assert "Traceback" not in done.output


def test_inspect_of_a_missing_file_exits_2(home, tmp_path):
    assert "nowhere.xlsx" in refusal_of(home, "inspect", tmp_path / "nowhere.xlsx")


# --- submit


def test_submit_with_an_unknown_unit_refuses_and_keeps_the_bytes(home):
    said = refusal_of(home, "submit", SAMPLE, "--unit", "999999", "--period", PERIOD)
    assert "999999" in said
    assert "没有登记" in said
    assert archived(home, SAMPLE)
    assert not Store(home).receipts.exists()


@pytest.mark.parametrize("period", ["2018-13", "201810", "十月", "2018-10-01", "1999-01"])
def test_submit_with_a_wrong_month_refuses_and_keeps_the_bytes(home, period):
    said = refusal_of(home, "submit", SAMPLE, "--unit", UNIT, "--period", period)
    assert f"公开月份“{period}”" in said
    assert archived(home, SAMPLE)


def test_submit_of_an_unreadable_file_gives_a_receipt_keeps_the_bytes_and_refuses(home, tmp_path):
    bad = write(tmp_path, "bad.xlsx", b"PK\x03\x04 this is no workbook")
    done = submit(home, bad)
    assert done.exit_code == 2
    assert "回执第 1 号：bad.xlsx" in done.stdout
    assert "打不开" in done.stderr
    assert archived(home, bad)


def test_submit_of_an_unreadable_file_still_answers_in_json(home, tmp_path):
    bad = write(tmp_path, "bad.xlsx", b"PK\x03\x04 this is no workbook")
    words = ("submit", bad, "--unit", UNIT, "--period", PERIOD)
    (receipt,) = answer_of(home, *words, status=2)["receipts"]
    assert receipt["sha256"] == sha256_of_file(bad)


def test_receipt_holds_number_fingerprint_and_due_date(home):
    (receipt,) = answer_of(home, "submit", SAMPLE, "--unit", UNIT, "--period", PERIOD)["receipts"]
    assert receipt["number"] == 1
    assert receipt["sha256"] == sha256_of_file(SAMPLE)
    assert receipt["due"] == "2018-11-05"
    assert (home / "inbox" / PERIOD / UNIT / SAMPLE.name).read_bytes() == SAMPLE.read_bytes()


def test_the_same_file_again_gets_the_same_receipt(home):
    first, second = submit(home, SAMPLE), submit(home, SAMPLE)
    assert first.stdout == second.stdout
    assert len(Store(home).receipts.read_text(encoding="utf-8").splitlines()) == 1


def test_submit_of_a_folder_is_refused(home, tmp_path):
    assert "不是文件" in refusal_of(
        home, "submit", tmp_path, "--unit", UNIT, "--period", PERIOD
    )  # fmt: skip


def test_submit_under_a_name_that_cannot_be_kept_is_refused(home, tmp_path):
    hidden = shutil.copyfile(SAMPLE, tmp_path / ".hidden.xlsx")
    said = refusal_of(home, "submit", hidden, "--unit", UNIT, "--period", PERIOD)
    assert ".hidden.xlsx" in said
    assert "改名" in said


def test_run_on_an_empty_home_has_nothing_to_do(home):
    assert answer_of(home, "run") == {
        "received": 0, "read": 0, "judged": 0, "accepted": [], "returned": [],
        "open_findings": 0, "candidate": None, "reason": "还没有任何通过校验的数据。",
    }  # fmt: skip


def test_run_of_an_unknown_unit_or_month_is_refused(home):
    assert "没有登记" in refusal_of(home, "run", "--unit", "999999")
    assert "认不出来" in refusal_of(home, "run", "--period", "2019")


def test_candidate_before_anything_says_that_there_is_none(home):
    assert "没有待签批的候选稿" in mingzhang(home, "candidate").stdout
    shown = answer_of(home, "candidate")
    assert (shown["digest"], shown["missing"]) == (None, [])


def test_publish_without_a_candidate_is_refused(home):
    assert "没有待签批的候选稿" in refusal_of(home, "publish")


def test_sign_without_a_candidate_is_refused(home, tmp_path):
    make_key(tmp_path / "key", "key")
    words = ("sign", "chief", "--as", "chief@example.org", "--key", tmp_path / "key")
    assert "没有待签批的候选稿" in refusal_of(home, *words)


def test_verify_where_nothing_was_published_exits_1(home, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    assert mingzhang(home, "verify", empty).exit_code == 1
    assert mingzhang(home, "verify").exit_code == 1


def test_trace_before_any_release_is_refused(home):
    assert "没有这条记录" in refusal_of(home, "trace", "fund_allocation", "0000000000000000")


def test_correct_before_any_release_is_refused_and_says_what_to_do(home):
    assert "--reason、--affected" in refusal_of(home, "correct")
    said = refusal_of(home, "correct", "--reason", "示例", "--affected", "示例")
    assert "没有待签批的候选稿" in said
    assert "重新报送" in said


def test_withdraw_before_any_release_is_refused(home, tmp_path):
    words = ("--reason", "示例", "--as", "zhang", "--key", tmp_path / "key")
    assert "没有签署人名单" in refusal_of(home, "withdraw", "2026.11.0", *words)


def test_serve_before_any_release_is_refused(home):
    assert "还没有发布过" in refusal_of(home, "serve", "--port", "0")


@pytest.mark.parametrize(
    ("text", "word"), [("demo: true\ncolour: red\n", "colour"), ("a: [", "office.yaml")]
)
def test_unusable_office_is_refused_with_its_fault(home, text, word):
    home.mkdir()
    write(home, "office.yaml", text)
    assert word in refusal_of(home, "status")


def test_new_home_is_the_sample_office(home):
    mingzhang(home, "status")
    assert (home / "office.yaml").read_bytes() == SAMPLE_OFFICE.read_bytes()
