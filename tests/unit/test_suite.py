from decimal import Decimal

import pyarrow as pa
import pytest
from reading_kit import FUND

from expectations.breaches import Breach, findings_of
from expectations.rulebook import contract_rules
from expectations.suite import checked_frame, judge_records
from sources.records import working_schema

SCHEMA = working_schema(FUND)
ROW = {
    "submission": "000001", "file": "表.xlsx", "sheet": "表", "span": "A4:E4", "document": "甲",
    "area_name": "甲村", "area_name__text": "甲村", "area_name__cell": "B4",
    "amount_yuan": Decimal("1.00"), "amount_yuan__text": "1", "amount_yuan__cell": "E4",
}  # fmt: skip


def table(*rows):
    return pa.Table.from_pylist([dict.fromkeys(SCHEMA.names) | ROW | row for row in rows], SCHEMA)


def frame(*rows):
    return checked_frame(contract_rules(FUND), table(*rows))


def test_money_is_compared_to_the_fen_and_blanks_stay_blank():
    fen, yuan = Decimal("0.01"), Decimal("9999999999999999.99")
    side = frame({"amount_yuan": yuan}, {"amount_yuan": None}, {"amount_yuan": -fen})
    assert side["amount_yuan__side"].isna().tolist() == [False, True, False]
    assert side["amount_yuan__side"].dropna().tolist() == [0, -1]


def test_what_is_written_but_unreadable_is_not_blank():
    written = frame(
        {"amount_yuan": None, "amount_yuan__text": "待定"},
        {"amount_yuan": None, "amount_yuan__text": ""},
    )["amount_yuan__written"]
    assert written.isna().tolist() == [False, True]


def test_two_rows_with_the_same_blanks_are_the_same():
    keys = frame({"location": None}, {"location": None})["location__key"]
    assert keys.tolist() == ["", ""]


def test_the_same_record_in_another_document_or_submission_is_no_duplicate():
    rows = [{}, {"document": "乙"}, {"submission": "000002"}]
    assert judge_records(FUND, table(*rows)) == []


def test_duplicates_are_found_over_the_cells_of_their_rows():
    found = judge_records(FUND, table({}, {"span": "A5:E5", "amount_yuan": Decimal("2.00")}))
    assert [(one.rule, one.cell) for one in found] == [
        ("fund_allocation_grain_unique", "A4:E4"),
        ("fund_allocation_grain_unique", "A5:E5"),
    ]


def test_submissions_judged_together_keep_their_own_findings():
    found = judge_records(
        FUND,
        table(
            {"amount_yuan": Decimal("-1.00"), "amount_yuan__text": "-1"},
            {"submission": "000002"},
            {"submission": "000003", "amount_yuan": Decimal("-2.00"), "amount_yuan__text": "-2"},
        ),
    )
    assert [(one.submission, one.value) for one in found] == [("000001", "-1"), ("000003", "-2")]


@pytest.mark.parametrize(
    ("kind", "cell", "value", "expected"),
    [
        ("amount_yuan_range", "E4", "1", "不小于 0"),
        ("area_is_a_place", "B4", "甲村", ""),
        ("grain_unique", "A4:E4", "", ""),
    ],
)
def test_a_finding_points_at_the_field_or_at_the_row(kind, cell, value, expected):
    rule = next(one for one in contract_rules(FUND) if one.rule.id.endswith(kind))
    (found,) = findings_of(FUND, Breach(rule, [0]), table({}))
    assert (found.cell, found.value, found.expected) == (cell, value, expected)
    assert (found.file, found.sheet, found.dataset) == ("表.xlsx", "表", "fund_allocation")


def test_a_value_from_no_cell_points_at_its_row():
    rule = next(o for o in contract_rules(FUND) if o.rule.id == "fund_allocation_amount_yuan_range")
    nowhere = table({"amount_yuan__cell": None})
    assert findings_of(FUND, Breach(rule, [0]), nowhere)[0].cell == "A4:E4"
