"""The published file of warnings quotes nothing that is not published, and no receipt."""

import csv

import pytest

from outputs.open_warnings import COLUMNS, PATH, says_more, warning_rows, write_warnings
from sources.contract import load_contracts

CONTRACTS = load_contracts()
SITE = [one for one in CONTRACTS.values() if one.public_fields]
UNITS = {"610204": "耀州区"}
FOUND = {
    "id": "0123456789abcdef", "cause": "", "severity": "warning", "rule": "claim_total",
    "title": "合计等于各部分之和", "dataset": "fund_allocation", "unit": "610204",
    "period": "2019-03", "file": "内部.xlsx", "submission": "000007", "sheet": "表", "cell": "B6",
    "message": "“合计”写的金额是 4 元。", "value": "4", "expected": "2", "difference": "2",
    "record_id": "", "field": "amount_yuan", "state": "failed", "explanation": "",
    "explained_by": "", "explained_at": "", "explanation_signed": False, "waiver_reason": "",
    "waived_by": "", "waived_until": "", "fix": "请核对。",
}  # fmt: skip


def rows(**changes):
    return warning_rows(SITE, UNITS, [FOUND | changes])


def test_a_warning_on_a_published_field_is_quoted_without_file_and_receipt():
    (row,) = rows()
    assert set(row) >= set(COLUMNS)
    assert (row["value"], row["message"], row["field_title"]) == ("4", FOUND["message"], "金额")
    write = {name: row[name] for name in COLUMNS}
    assert "000007" not in str(write)
    assert "内部.xlsx" not in str(write)


@pytest.mark.parametrize(
    "change",
    [
        {"field": ""},
        {"field": "serial_no"},
        {"rule": "phone_not_readable", "field": "supervision_phone"},
        {"message": "“13912345678”不像地名。"},
        {"value": "610102199001011234"},
        {"dataset": "project_library", "field": "household_count"},
    ],
)
def test_what_is_not_published_is_not_quoted(change):
    (row,) = rows(**change)
    assert (row["value"], row["expected"], row["difference"]) == ("", "", "")
    assert row["message"] == "与要求不符：合计等于各部分之和。"
    assert row["cell"] == "B6"


@pytest.mark.parametrize("change", [{"dataset": "household_list"}, {"dataset": ""}])
def test_other_datasets_and_the_file_as_such_stay_out(change):
    assert rows(**change) == []


@pytest.mark.parametrize("severity", ["error", "info"])
def test_only_warnings_are_published(severity):
    assert rows(severity=severity) == []


def test_a_note_without_a_signature_is_not_published():
    said = {"explanation": "话", "explained_by": "某人", "explained_at": "某时"}
    assert [row["explanation"] for row in rows(**said)] == [""]
    signed = said | {"explanation_signed": True, "state": "explained"}
    assert [row["explanation"] for row in rows(**signed)] == ["话"]


def test_without_warnings_there_is_a_header(tmp_path):
    write_warnings([], tmp_path)
    with (tmp_path / PATH).open(encoding="utf-8", newline="") as stream:
        assert list(csv.reader(stream)) == [list(COLUMNS)]


EXPLAINED = FOUND | {"state": "explained", "explanation": "话", "explained_by": "某人"}


@pytest.mark.parametrize(
    ("new", "old", "more"),
    [
        ([FOUND], [FOUND | {"cell": "C9"}], False),
        ([FOUND], [], False),
        ([], [EXPLAINED], False),
        ([EXPLAINED], [FOUND], True),
        ([EXPLAINED], [], True),
        ([FOUND], [EXPLAINED], True),
        ([EXPLAINED | {"explanation": "别的话"}], [EXPLAINED], True),
        ([FOUND | {"explanation": "未签字的话"}], [FOUND], False),
        ([EXPLAINED], [{"message": "旧版候选稿"}], True),
    ],
)
def test_only_a_word_more_or_less_says_more(new, old, more):
    assert says_more(new, old) is more
