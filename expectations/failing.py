"""Which rows break a rule, by Arrow: the same test as the checker's, without its lists; 不合格行.

Belongs here: the kinds of rule that the checker applies most, as one mask each. Does not belong
here: the verdict; that is the checker's, and the two must count the same (suite).

The checker takes a minute to list a million failing rows, for it makes a Python object of each.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from expectations.rulebook import IN_SET, ContractRule
from expectations.working import columns_of

Column = Any  # pa.ChunkedArray, or what comes of it


def failing_rows(rule: ContractRule, column_of: Callable[[str], Column]) -> Sequence[int] | None:
    """Numbers of the rows that break a rule, ascending; None for a kind that has no mask here.

    A blank value breaks no rule but the one that it must be filled.
    """
    if rule.expect not in BREAKS:
        return None
    columns = [column_of(name) for name in columns_of(rule)]
    mask = BREAKS[rule.expect](columns, rule.arguments)
    found = pc.indices_nonzero(mask)
    # To hand over numbers imports pandas, a third of a second.
    rows: Sequence[int] = found.to_numpy() if len(found) else ()
    return rows


def _null(columns: list[Column], _: Mapping[str, Any]) -> Column:
    return pc.is_null(columns[0])


def _other(columns: list[Column], given: Mapping[str, Any]) -> Column:
    if columns[0].null_count == len(columns[0]):
        return pc.is_valid(columns[0])  # an array of a list would import pandas, for nothing
    values = pa.array(given["value_set"], columns[0].type)
    return pc.and_(pc.is_valid(columns[0]), pc.invert(pc.is_in(columns[0], value_set=values)))


def _unlike(columns: list[Column], given: Mapping[str, Any]) -> Column:
    """By pandas, as the checker does: its $ matches before a last line break, Arrow's does not."""
    like = columns[0].to_pandas().astype("str").str.contains(given["regex"], regex=True, na=True)
    return pc.and_(pc.is_valid(columns[0]), pa.chunked_array([pa.array(~like.astype(bool))]))


def _repeated(columns: list[Column], _: Mapping[str, Any]) -> Column:
    import pandas as pd

    names = [f"column{number}" for number in range(len(columns))]
    keys = pd.DataFrame(dict(zip(names, map(_codes, columns), strict=True)))
    return pa.chunked_array([pa.array(keys.duplicated(keep=False))])


def _codes(column: Column) -> Any:
    encoded = column.combine_chunks().dictionary_encode()
    return pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)


BREAKS: Mapping[str, Callable[[list[Column], Mapping[str, Any]], Column]] = {
    "expect_column_values_to_not_be_null": _null,
    IN_SET: _other,
    "expect_column_values_to_match_regex": _unlike,
    "expect_compound_columns_to_be_unique": _repeated,
}
