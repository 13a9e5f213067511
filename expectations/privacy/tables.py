"""The guard over a table of records, column by column; 记录审查.

Belongs here: the vectorised prefilter on Arrow columns and the exact look at what passes it. Does
not belong here: files (leaving) and what is personal (detecting). Arrow looks at every value, RE2
runs in native code on two threads, and Python sees each different suspect once.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc

from expectations.privacy.cells import FIRST_LONG, in_figure
from expectations.privacy.detecting import detect_private
from expectations.privacy.headings import below, is_heading
from expectations.privacy.hits import Found, Hit, Kind, Spot, seal
from expectations.privacy.roles import severity_in
from expectations.privacy.words import GAP, MAY_HOLD
from sources.contract import MONEY_SUFFIX, Contract, Field
from sources.finding import Severity

THREADS, WORTH_THREADS = 2, 10_000
WORTH_COMPILING = 200  # different texts; Arrow compiles its pattern anew for every call, in 2 ms
MOST_HITS = 1000  # of one column; each is a fault of its own, but nobody reads more
DIGIT, RE2_DIGIT = r"\d", r"\p{Nd}"
# RE2 counts to a bound in as many states and then takes ten times as long; what passes here
# meets the bound in Python.
PREFILTER = f"(?s){'|'.join(MAY_HOLD).replace(DIGIT, RE2_DIGIT).replace(GAP, '*')}"
FEN_SUFFIX = "_fen"
# Made of a digest: of a million, some hundred are all digits, and some of those pass for a card.
RECORD_ID, RECORD_ID_LENGTH = "record_id", 16
AMOUNT_ENDS = (FEN_SUFFIX, MONEY_SUFFIX, "（元）", "（分）", "(元)", "(分)")
Excuse = Callable[[Found], bool]
ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


class Columnar(Protocol):
    """Columns by name, such as a table; a file hands each over when it is asked for."""

    @property
    def column_names(self) -> Sequence[str]:
        """The names, in order."""

    @property
    def num_rows(self) -> int:
        """The number of rows."""

    def column(self, name: str) -> pa.ChunkedArray:
        """One column; texts may be given by dictionary."""


@dataclass(frozen=True)
class Column:
    """One column: its name, its values, and the field that it is, if a contract says so."""

    name: str
    values: pa.ChunkedArray
    field: Field | None = None

    @property
    def is_amount(self) -> bool:
        """True for money, in yuan or fen."""
        return self.name.endswith(AMOUNT_ENDS)

    def weigh(self, found: Found) -> Severity | None:
        """How bad a value is in this column; None if it may stand there."""
        if self.is_amount and found.kind is Kind.MOBILE:
            return None
        if self.name == RECORD_ID and found.kind is Kind.BANK_CARD:
            return None if len(found.value) == RECORD_ID_LENGTH else Severity.ERROR
        mild = found.is_public or found.kind is Kind.SMALL_GROUP
        otherwise = Severity.WARNING if mild else Severity.ERROR
        return severity_in(self.field, found.kind, otherwise)


def nothing_excused(_: Found) -> bool:
    """What nobody has allowed."""
    return False


def scan_table(
    contract: Contract | None,
    table: Columnar,
    salt: str = "",
    excused: Excuse = nothing_excused,
) -> list[Hit]:
    """The hits of a table of records, in the order of its columns, worst first in each.

    Columns are named as the contract's fields, or FIELD__text and the like. `salt` is the SHA-256
    of the file that holds the table. `excused` tells what somebody was allowed to publish.
    """

    def look(name: str) -> list[Hit]:
        return list(scan_column(column_of(contract, table, name), salt, excused))

    if table.num_rows < WORTH_THREADS:
        return [hit for name in table.column_names for hit in look(name)]
    with ThreadPoolExecutor(THREADS) as pool:
        return [hit for hits in pool.map(look, table.column_names) for hit in hits]


def columns_of(contract: Contract | None, table: Columnar) -> Iterator[Column]:
    """The columns of a table with their fields, one after the other."""
    return (column_of(contract, table, name) for name in table.column_names)


def column_of(contract: Contract | None, table: Columnar, name: str) -> Column:
    """One column with its field."""
    field = name.split("__", maxsplit=1)[0]
    known = contract is not None and any(one.name == field for one in contract.fields)
    return Column(name, table.column(name), contract.field(field) if contract and known else None)


def scan_column(column: Column, salt: str, excused: Excuse) -> Iterator[Hit]:
    """The hits of one column."""
    placed = (*suspects(column), *_under_heading(column))
    weighed = [
        (severity, found, row)
        for found, row in placed
        if (severity := column.weigh(found)) is not None and not excused(found)
    ]
    weighed.sort(key=lambda one: (ORDER[one[0]], one[2]))
    for severity, found, row in islice(weighed, MOST_HITS):
        hit = seal(found, Spot(f"列“{column.name}”第 {row + 1} 行"), salt)
        yield hit if hit.severity is severity else hit.weighed(severity)


def suspects(column: Column) -> list[tuple[Found, int]]:
    """Every found value of a column with its row."""
    values = column.values
    kind = values.type.value_type if pa.types.is_dictionary(values.type) else values.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _in_texts(values)
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return _in_figures(values.cast(kind))
    if pa.types.is_decimal(kind):
        return _in_figures(pc.cast(values.cast(kind), pa.float64(), safe=False))
    return []


def _different(values: pa.ChunkedArray) -> pa.Array:
    """Each text once; what is given by dictionary has its texts there."""
    if not pa.types.is_dictionary(values.type):
        return pc.unique(values)
    texts = pa.chunked_array([one.dictionary for one in values.chunks], values.type.value_type)
    return pc.unique(texts)


def _in_texts(values: pa.ChunkedArray) -> list[tuple[Found, int]]:
    different = _different(values)
    if len(different) >= WORTH_COMPILING:
        different = different.filter(pc.match_substring_regex(different, PREFILTER))
    holding = {
        text: found
        for text in different.to_pylist()
        if text is not None and (found := detect_private(text))
    }
    if not holding:
        return []
    if pa.types.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    wanted = pc.is_in(values, value_set=pa.array(list(holding), values.type))
    rows = pc.indices_nonzero(wanted)
    texts = values.take(rows).to_pylist()
    return [
        (one, row)
        for row, text in zip(rows.to_pylist(), texts, strict=True)
        for one in holding[text]
    ]


def _in_figures(values: pa.ChunkedArray) -> list[tuple[Found, int]]:
    rows = pc.indices_nonzero(pc.fill_null(pc.greater_equal(values, FIRST_LONG), False))
    figures = values.take(rows).to_pylist()
    return [
        (one, row)
        for row, figure in zip(rows.to_pylist(), figures, strict=True)
        for one in in_figure(figure)
    ]


def _under_heading(column: Column) -> Iterator[tuple[Found, int]]:
    """What the name of a column makes of its values, where no contract says what it is."""
    if column.field is not None or not is_heading(column.name):
        return
    texts = column.values.cast(pa.string()).to_pylist()
    values = {row: text.strip() for row, text in enumerate(texts) if text and text.strip()}
    for told in below(column.name, (), values, ""):
        yield told.found, told.row
