"""Formats that show another number than the cell holds are told from those that only dress it."""

import openpyxl
import pytest

from sources.number_formats import (
    Styles,
    as_percentage,
    read_styles,
    shows_a_percentage,
    shows_another_number,
    styled_cells,
)
from sources.opening import open_file


@pytest.mark.parametrize(
    ("code", "scaled"),
    [
        ("0!.0000", True),
        ("0!.0,", True),
        (r"0\.0000", True),
        ("#,##0,", True),
        ("0.00,,", True),
        ('0!.0,"万"', True),
        ("General", False),
        ("#,##0.00", False),
        ('0.00"万元"', False),
        ("0%", False),
        ('#,##0.00;"-",', False),
        ("yyyy-mm-dd", False),
        ("[>=10000]0.00;0", False),
    ],
)
def test_a_format_shows_the_value_or_another_number(code, scaled):
    assert shows_another_number(code) is scaled


def test_cells_are_found_whatever_the_order_of_their_attributes():
    xml = b'<row><c r="A1" s="3"><v>1</v></c><c s="3" t="n" r="B1"/><c r="C1" s="4"/></row>'
    assert sorted(styled_cells(xml, frozenset({3}))) == [b"A1", b"B1"]


def test_styles_that_cannot_be_parsed_tell_nothing():
    assert read_styles(b"<styleSheet") == Styles()


@pytest.mark.parametrize(("code", "percent"), [("0%", True), ("0.0%;-0.0%", True), ('0"%"', False)])
def test_a_format_shows_a_percentage_or_not(code, percent):
    assert shows_a_percentage(code) is percent


@pytest.mark.parametrize(
    ("value", "shown"), [(0.921, "92.1%"), (1.0, "100%"), (0.0, "0%"), (0.07, "7%")]
)
def test_a_percentage_is_what_the_cell_shows(value, shown):
    assert as_percentage(value) == shown


def test_a_rate_in_a_cell_formatted_as_a_percentage_is_read_as_shown(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["甲县", 0.921])
    book.active["B1"].number_format = "0.0%"
    book.save(tmp_path / "表.xlsx")
    (sheet,) = open_file(tmp_path / "表.xlsx")
    assert sheet.rows == [["甲县", "92.1%"]]
