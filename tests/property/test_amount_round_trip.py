"""Every amount that a clerk can write in 万元 comes back to the fen, as text and as a number."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from sources.amounts import YUAN_PER_UNIT, parse_amount, parse_integer

OFTEN = settings(derandomize=True, max_examples=300, deadline=None)
WAN = st.decimals(0, 10**8, places=6, allow_nan=False, allow_infinity=False)
SMALL = st.decimals(-(10**8), 10**8, places=6, allow_nan=False, allow_infinity=False)


@OFTEN
@given(SMALL)
def test_text_in_wan_is_exact_to_the_fen(wan):
    amount = parse_amount(f"{wan:f}", "万元")
    assert amount.yuan == wan * 10000
    assert amount.is_exact
    assert amount.rounded == amount.yuan


@OFTEN
@given(SMALL)
def test_a_number_in_wan_is_exact_to_the_fen(wan):
    """A workbook holds doubles; at most 15 digits of them were written."""
    amount = parse_amount(float(wan), "万元")
    assert amount.yuan == wan * 10000
    assert amount.is_exact


@OFTEN
@given(WAN)
def test_separators_width_and_units_change_nothing(wan):
    plain = f"{wan:f}"
    wide = plain.translate(str.maketrans("0123456789.-", "０１２３４５６７８９．－"))
    for text in (f"{wan:,f}", wide, f" {plain} ", f"{plain}万元", f"¥{plain}", f"{plain}（暂定）"):
        assert parse_amount(text, "万元").yuan == wan * 10000


@OFTEN
@given(WAN, st.sampled_from(sorted(YUAN_PER_UNIT)), st.sampled_from(sorted(YUAN_PER_UNIT)))
def test_the_unit_in_the_cell_wins(number, own, column):
    assert parse_amount(f"{number:f}{own}", column).yuan == number * YUAN_PER_UNIT[own]


@OFTEN
@given(st.integers(-(10**12), 10**12))
def test_whole_numbers_come_back_however_written(number):
    for written in (number, float(number), f"{number}", f"{number:,}", f"{number}户"):
        assert parse_integer(written) == number


@OFTEN
@given(st.lists(WAN, min_size=1, max_size=20))
def test_a_sum_of_parts_is_exact(parts):
    """Doubles would be off by a fen somewhere; the decimals of the parts never are."""
    read = [parse_amount(float(part), "万元").rounded for part in parts]
    assert sum(read) == sum((part * 10000 for part in parts), Decimal(0))
