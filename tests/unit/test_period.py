from datetime import date

import pytest

from sources.period import due_date, parse_period


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("2019-03", date(2019, 3, 1)),
        ("1999-12", date(1999, 12, 1)),
        ("2019-3", None),
        ("2019-00", None),
        ("2019-13", None),
        ("201903", None),
        ("2019-03-01", None),
        ("3019-03", None),
        ("", None),
        ("2019-03\n", None),
        ("２０１９-03", None),
    ],
)
def test_a_period_is_a_year_and_a_month(text, first):
    assert parse_period(text) == first


@pytest.mark.parametrize(
    ("period", "due"), [("2019-03", date(2019, 4, 5)), ("2019-12", date(2020, 1, 5))]
)
def test_a_period_is_due_on_the_fifth_of_the_next_month(period, due):
    assert due_date(period) == due


def test_what_is_no_period_is_never_due():
    with pytest.raises(ValueError, match="YYYY-MM"):
        due_date("2019")
