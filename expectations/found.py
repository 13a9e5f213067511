"""Findings as columns of one table, for as long as there are many; 问题表.

Belongs here: making findings of a rule from the words of its failing rows, column by column, and
handing them out as records. Does not belong here: which rows fail (suite, queries).
"""

import dataclasses
from collections.abc import Iterable, Sequence
from string import Formatter

import pyarrow as pa
import pyarrow.compute as pc

from expectations.rulebook import Rule
from sources.finding import Finding, Severity

NAMES = tuple(field.name for field in dataclasses.fields(Finding))
TEXT = pa.string()
# The same in most rows of a rule, so written once and pointed to.
REPEATED = ("rule", "severity", "fix", "file", "sheet", "dataset", "submission")
KINDS = {name: pa.dictionary(pa.int32(), TEXT) if name in REPEATED else TEXT for name in NAMES}
SCHEMA = pa.schema(KINDS.items())
# Arrow makes an array of a list with a look at pandas, whose import costs a third of a second.
NONE_FOUND = pa.Table.from_batches([], schema=SCHEMA)
FROM_ROWS = ("submission", "sheet", "cell", "value", "expected", "difference")
MAY_COME = ("file", "dataset", "field")


def findings_table(rule: Rule, words: pa.Table) -> pa.Table:
    """Findings of one rule, one for each row of words, in their order.

    Raises KeyError for a word that the rule's message or fix, or every finding, needs and that the
    rows do not have.
    """
    missing = [name for name in FROM_ROWS if name not in words.column_names]
    if missing:
        raise KeyError(f"{rule.id} does not return {missing}")
    if not words.num_rows:
        _refuse_unknown(rule, words.column_names)
        return NONE_FOUND
    texts = {name: _texts(words.column(name)) for name in words.column_names}
    same = {"rule": rule.id, "severity": rule.severity.value, "dataset": rule.dataset or ""}
    columns = {name: _repeated(text, words.num_rows) for name, text in same.items()}
    columns |= {name: texts[name] for name in (*FROM_ROWS, *MAY_COME) if name in texts}
    columns["message"] = _filled(rule.message, texts, words.num_rows)
    columns["fix"] = _filled(rule.fix, texts, words.num_rows)
    blank = _repeated("", words.num_rows)
    return pa.table([_of_kind(name, columns.get(name, blank)) for name in NAMES], schema=SCHEMA)


def _refuse_unknown(rule: Rule, known: Sequence[str]) -> None:
    for template in (rule.message, rule.fix):
        for _, name, _, _ in Formatter().parse(template):
            if name is not None and name not in known:
                raise KeyError(name)


def _of_kind(name: str, array: pa.Array) -> pa.Array:
    is_dictionary = pa.types.is_dictionary(array.type)
    if name in REPEATED:
        return array if is_dictionary else array.dictionary_encode()
    return array.cast(TEXT) if is_dictionary else array


def _repeated(text: str, count: int) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int32()), count), [text])


def _texts(column: pa.ChunkedArray) -> pa.Array:
    """Values as text, blank for none; as Python writes those that Arrow would write otherwise."""
    kind = column.type
    if pa.types.is_floating(kind) or pa.types.is_boolean(kind) or pa.types.is_nested(kind):
        found = ("" if value is None else str(value) for value in column.to_pylist())
        return pa.array(found, TEXT)
    array = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    return pc.fill_null(array.cast(TEXT), "")


def _filled(template: str, texts: dict[str, pa.Array], count: int) -> pa.Array:
    """A template filled for each row."""
    parts: list[pa.Scalar | pa.Array] = []
    for literal, name, _, _ in Formatter().parse(template):
        parts.append(pa.scalar(literal, TEXT))
        if name is not None:
            parts.append(texts[name])
    if all(isinstance(part, pa.Scalar) for part in parts):
        return _repeated(template.format(), count) if count else pa.array([], TEXT)
    return pc.binary_join_element_wise(*parts, "")


def folded(found: pa.Table) -> pa.Table:
    """Findings without repetitions: a cell that stands for several rows is one fault."""
    keys = ["submission", "file", "sheet", "cell", "value", "message"]
    numbered = found.select(keys).append_column("row", pa.array(range(found.num_rows), pa.int64()))
    first = numbered.group_by(keys, use_threads=False).aggregate([("row", "min")])["row_min"]
    return found if len(first) == found.num_rows else found.take(first.sort())


def joined(tables: Iterable[pa.Table]) -> pa.Table:
    """All findings, in order."""
    return pa.concat_tables([NONE_FOUND, *tables])


def as_findings(found: pa.Table) -> list[Finding]:
    """Findings as records."""
    columns = {name: found.column(name).to_pylist() for name in NAMES}
    columns["severity"] = [Severity(text) for text in columns["severity"]]
    return [
        Finding(**dict(zip(NAMES, row, strict=True)))
        for row in zip(*(columns[name] for name in NAMES), strict=True)
    ]
