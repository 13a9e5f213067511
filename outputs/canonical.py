"""Canonical values of published tables, and digests over them that do not depend on a format.

Belongs here: how a value is written canonically (the text that CSV, digests and comparisons
share), and the digests that are signed. Does not belong here: any file format's own syntax.

The digest is SHA-256 over UTF-8 text: the column names in alphabetical order, then the records in
the order of record_id; values are joined with U+001F; each line, the header too, ends in U+001E.
It covers the values alone. Where a record stands in its source and how its amount was written there
have a digest of their own; fen columns have none, for they must say what their yuan columns say.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from outputs.columns import EVIDENCE, PublishedColumn, published_columns
from sources.contract import Contract

VALUE_END = "\x1f"
RECORD_END = "\x1e"
# No format may carry these, and two of them are separators above; tab and line ends are text.
FEN, YUAN = "_fen", "_yuan"
CONTROL_CHARACTERS = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
REPLACEMENT = "\ufffd"
# Rows from which on it pays to look at different texts only.
FEW_ROWS = 10_000


def canonical_text(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Text in NFC without control characters; "" becomes null, for both mean unknown."""
    return each_text(values, canonical_values)


def each_text(
    values: pa.ChunkedArray, change: Callable[[pa.ChunkedArray], pa.ChunkedArray]
) -> pa.ChunkedArray:
    """Change texts one by one. Most columns say few different things: each is changed once.

    What changes nothing copies nothing.
    """
    if len(values) < FEW_ROWS or len(pc.unique(values.slice(0, FEW_ROWS))) > FEW_ROWS // 2:
        return change(values)
    encoded = values.dictionary_encode().unify_dictionaries()
    before = pa.chunked_array([encoded.chunk(0).dictionary])
    after = change(before)
    if after.equals(before):
        return values
    texts = after.combine_chunks()
    return pa.chunked_array([pc.take(texts, chunk.indices) for chunk in encoded.chunks])


def canonical_values(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """`canonical_text` of texts that hardly repeat."""
    text = values
    if not pc.all(pc.string_is_ascii(text), min_count=0).as_py():
        text = pc.utf8_normalize(text, form="NFC")
    if pc.any(pc.match_substring_regex(text, pattern=CONTROL_CHARACTERS)).as_py():
        text = pc.replace_substring_regex(text, pattern=CONTROL_CHARACTERS, replacement=REPLACEMENT)
    if pc.any(pc.equal(text, "")).as_py():
        text = pc.if_else(pc.equal(text, ""), pa.scalar(None, text.type), text)
    return text


def canonical_table(contract: Contract, table: pa.Table) -> pa.Table:
    """Return the published columns in order, text made canonical, rows sorted by record_id.

    Raises KeyError if a published column is missing. Types are kept as they are.
    """
    names = [column.name for column in published_columns(contract)]
    return _sorted(with_canonical_text(table.select(names)))


def _sorted(table: pa.Table) -> pa.Table:
    """By record_id; a table in that order is not copied."""
    ids = table.column("record_id")
    following = pc.less_equal(ids.slice(0, max(len(ids) - 1, 0)), ids.slice(1))
    if ids.null_count == 0 and pc.all(following, min_count=0).as_py():
        return table
    return table.sort_by("record_id")


def with_canonical_text(table: pa.Table) -> pa.Table:
    """Return the table with every text column made canonical."""
    for index, field in enumerate(table.schema):
        if is_text(field.type):
            table = table.set_column(index, field, canonical_text(table.column(index)))
    return table


def text_columns(table: pa.Table) -> list[pa.ChunkedArray]:
    """Every column as canonical text (large_string): money `123.00`, null as ""."""
    return [_as_text(column) for column in table.columns]


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    text = column.cast(pa.large_string())
    if is_text(column.type):
        text = canonical_text(text)
    return pc.fill_null(text, "")


def is_text(kind: pa.DataType) -> bool:
    """Whether values of the type are text."""
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def join_rows(columns: Sequence[pa.ChunkedArray], between: str, end: str) -> pa.ChunkedArray:
    """One text per row: its values joined by `between`, with `end` behind the last."""
    rows = pc.binary_join_element_wise(*columns, _large(between))
    return pc.binary_join_element_wise(rows, _large(end), _large(""))


def _large(text: str) -> pa.Scalar:
    return pa.scalar(text, pa.large_string())


def raw_bytes(rows: pa.ChunkedArray) -> Iterable[pa.Buffer]:
    """Yield the texts of a large_string column without nulls, one behind the other, not copied."""
    for chunk in rows.chunks:
        _, starts, text = chunk.buffers()
        if len(chunk) == 0 or text is None:
            continue
        ends = pa.Array.from_buffers(
            pa.int64(), len(chunk) + 1, [None, starts], offset=chunk.offset
        )
        first, last = ends[0].as_py(), ends[-1].as_py()
        yield text.slice(first, last - first)


def values_digest(of: Contract | Sequence[PublishedColumn], table: pa.Table) -> str:
    """SHA-256 in hex over the canonical values of the published columns but EVIDENCE and fen.

    Neither the order of columns or rows nor null against "" changes it. Raises KeyError if a
    column misses, ValueError if a fen column contradicts its yuan column.
    """
    return digest_of_values(_names(of), table)


def digest_of_values(names: Sequence[str], table: pa.Table) -> str:
    """`values_digest` of a table that has these columns."""
    for name in names:
        if name.endswith(FEN):
            _check_fen(table, name)
    return _digest([name for name in names if not _is_unsigned(name)], table)


def digest_of_sources(table: pa.Table) -> str:
    """SHA-256 in hex, made as the other, over record_id and the columns of EVIDENCE it has."""
    present = [name for name in EVIDENCE if name in table.schema.names]
    return _digest(["record_id", *present], table)


def digest_of_csv(contract: Contract, path: Path) -> str:
    """`values_digest` recomputed from a published canonical CSV, every column read as text.

    Raises ValueError if the file's columns are not the contract's, in whatever order.
    """
    table = read_csv_as_text(path)
    names = _names(contract)
    if sorted(table.schema.names) != sorted(names):
        raise ValueError(f"{path.name}: columns are not those of {contract.dataset}")
    return values_digest(contract, table)


def read_csv_as_text(path: Path) -> pa.Table:
    """Read a canonical CSV, every column as text. Raises OSError, ValueError."""
    with csv.open_csv(path, read_options=csv.ReadOptions(encoding="utf8")) as reader:
        names = reader.schema.names
    return csv.read_csv(
        path,
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(column_types=dict.fromkeys(names, pa.large_string())),
    )


def _digest(names: Sequence[str], table: pa.Table) -> str:
    ordered = sorted(names)
    digest = hashlib.sha256((VALUE_END.join(ordered) + RECORD_END).encode())
    for piece in raw_bytes(_sorted_rows(table.select(ordered))):
        digest.update(piece)
    return digest.hexdigest()


def _check_fen(table: pa.Table, name: str) -> None:
    """No digest covers fen, so nobody may be able to publish fen that are not the yuan."""
    twin = name.removesuffix(FEN) + YUAN
    if twin not in table.schema.names:
        raise ValueError(f"{name}: no column {twin} beside it")
    if table.num_rows == 0:
        return
    fen, yuan = text_columns(table.select([name, twin]))
    digits = pc.replace_substring(yuan, pattern=".", replacement="")
    wanted = pc.replace_substring_regex(digits, pattern=r"^(-?)0+(\d)", replacement=r"\1\2")
    if not pc.all(pc.equal(fen, wanted), min_count=0).as_py():
        raise ValueError(f"{name}: not the same money as {twin}")


def unit_digests(published: Iterable[tuple[Contract, pa.Table]]) -> dict[str, str]:
    """By unit code, SHA-256 in hex over all of the unit's records in all datasets.

    Per unit it covers a line `<dataset> U+001F <values_digest of its rows> U+001E` for each
    dataset in which the unit has records, in the alphabetical order of datasets. Ledgers are left
    out: one unit's correction changes what they say of others, whose signatures it may not void.
    """
    lines: dict[str, str] = {}
    own = [pair for pair in published if not pair[0].is_ledger]
    for contract, table in sorted(own, key=lambda pair: pair[0].dataset):
        for unit in sorted(pc.unique(table["unit_code"]).drop_null().to_pylist()):
            rows = table.filter(pc.equal(table["unit_code"], unit))
            line = f"{contract.dataset}{VALUE_END}{values_digest(contract, rows)}{RECORD_END}"
            lines[unit] = lines.get(unit, "") + line
    return {unit: hashlib.sha256(lines[unit].encode()).hexdigest() for unit in sorted(lines)}


def _is_unsigned(name: str) -> bool:
    return name in EVIDENCE or name.endswith(FEN)


def _names(of: Contract | Sequence[PublishedColumn]) -> list[str]:
    columns = published_columns(of) if isinstance(of, Contract) else of
    return [column.name for column in columns]


def _sorted_rows(table: pa.Table) -> pa.ChunkedArray:
    if table.num_rows == 0:
        return pa.chunked_array([], pa.large_string())
    columns = text_columns(table)
    rows = join_rows(columns, VALUE_END, RECORD_END)
    keyed = pa.table({"key": columns[table.schema.names.index("record_id")], "row": rows})
    # The row itself is the second key, so that a repeated id cannot make the order matter.
    return keyed.sort_by([("key", "ascending"), ("row", "ascending")])["row"]
