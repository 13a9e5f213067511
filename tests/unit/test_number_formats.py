"""Formats that show another number than the cell holds are told from those that only dress it."""

import pytest

from sources.number_formats import scaled_cells, scaled_styles, shows_another_number


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
    assert sorted(scaled_cells(xml, frozenset({3}))) == [b"A1", b"B1"]


def test_styles_that_cannot_be_parsed_tell_nothing():
    assert scaled_styles(b"<styleSheet") == frozenset()
