"""A place becomes a code as of its year and in the sender's area, or stays blank and is told."""

from datetime import date

import pytest
from reading_kit import CONTRACTS, sheet_of

from sources.reading import plain_table, read_sheet
from sources.sender import NOBODY, Sender


def codes(name, title, sender=NOBODY):
    sheet = sheet_of([title], ["县区", "金额(元)"], [name, 1])
    (table,) = (plain_table(one) for one in read_sheet(sheet, list(CONTRACTS.values()), sender))
    return table["records"][0]["values"].get("area_code"), [
        found["rule"] for found in table["findings"]
    ]


@pytest.mark.parametrize(
    ("name", "year", "code"),
    [
        ("鄠邑区", 2019, "610118"),
        ("户县", 2015, "610125"),
        ("户县", 2016, "610125"),
        ("户县", 2019, None),
        ("周至", 2019, "610124"),
        ("某某村", 2019, None),
    ],
)
def test_a_name_means_the_area_of_its_year(name, year, code):
    assert codes(name, f"{year}年资金表") == (code, [])


def test_a_name_of_several_areas_is_told_and_left_blank():
    assert codes("鼓楼区", "2019年资金表") == (None, ["place_ambiguous"])


def test_within_the_area_of_the_sender_it_is_clear():
    assert codes("鼓楼区", "2019年资金表", Sender(region="320100")) == ("320106", [])


def test_without_a_year_the_month_of_disclosure_counts():
    assert codes("鄠邑区", "资金表") == (None, [])
    assert codes("鄠邑区", "资金表", Sender(month=date(2019, 3, 1))) == ("610118", [])
    assert codes("鄠邑区", "资金表", Sender(region="CN", month=date(2015, 3, 1))) == (None, [])
