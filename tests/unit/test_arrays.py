"""Arrow arrays built from buffers hold what was put in, and spare the import of pandas."""

import subprocess
import sys
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.arrays import (
    SEPARATOR,
    cell_array,
    constant_array,
    row_numbers,
    text_array,
    typed_array,
)

TEXTS = st.one_of(
    st.none(),
    st.text(st.characters(exclude_categories=["Cs"])),
    st.just(SEPARATOR),
    st.just("示例"),
)


@settings(deadline=None)  # the import of pandas
@given(st.lists(TEXTS))
def test_texts_come_back_as_they_were(texts: list[str | None]) -> None:
    built = text_array(texts)
    built.validate(full=True)
    assert built.equals(pa.array(texts, pa.string()))


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([1, None, -(10**16)], pa.int64()),
        ([Decimal("-0.05"), None, Decimal("1234567890123456.78")], pa.decimal128(18, 2)),
        ([7, Decimal("0.10")], pa.decimal128(30, 2)),
        ([None, None], pa.int64()),
        ([], pa.decimal128(18, 2)),
        (["示例", None, ""], pa.string()),
    ],
)
def test_values_come_back_as_they_were(values: list[object], kind: pa.DataType) -> None:
    assert typed_array(values, kind).equals(pa.array(values, kind))


def test_finer_than_a_fen_is_refused() -> None:
    with pytest.raises(pa.ArrowInvalid):
        typed_array([Decimal("0.001")], pa.decimal128(18, 2))


def test_cells_count_rows_from_one() -> None:
    assert cell_array(row_numbers([0, 8, 99_999]), "AB").to_pylist() == ["AB1", "AB9", "AB100000"]


def test_a_constant_may_be_nothing() -> None:
    assert constant_array(None, 2).to_pylist() == [None, None]


def test_pandas_is_not_imported() -> None:
    code = (
        "import sys\n"
        "from sources.arrays import cell_array, row_numbers, text_array\n"
        "text_array(['a', None]), text_array([]), cell_array(row_numbers([1]), 'A')\n"
        "sys.exit('pandas' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
