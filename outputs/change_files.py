"""The files of `changes/`: each dataset's changes as CSV and JSON; 变动文件.

Belongs here: their columns in words, their schemas, and writing them. Does not belong here:
comparing (changes), reasons (change_reasons) and the index of all datasets (change_index). The
folder is part of the evidence: what is signed covers every byte of it.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from expectations.documents import document_bytes
from outputs.canonical import join_rows, raw_bytes
from outputs.chain import Link
from outputs.change_reasons import REASONS
from outputs.changes import WHOSE
from outputs.columns import IDENTITY, OUR_RULE, PublishedColumn
from outputs.formats.csv_file import write_csv
from outputs.formats.told import Writable
from sources.contract import Contract

CHANGES = "changes"
JSON_SCHEMA = "schema/changes.schema.json"
FORMAT = "mingzhang-changes/1"
JSON_START = b',"changes":['
KINDS = {"added": "新增", "removed": "删除", "modified": "修改", "restated": "只改写法"}
# What a text in JSON must not hold as it is; canonical text has no other control characters.
NEEDS_ESCAPE = r'[\\"\t\r\n]'
ESCAPES = (("\\", r"\\"), ('"', r"\""), ("\t", r"\t"), ("\r", r"\r"), ("\n", r"\n"))
SLICE_ROWS = 50_000


def _text(name: str, titles: tuple[str, str], words: tuple[str, str], **more: Any) -> Any:
    return PublishedColumn(name, *titles, "text", *words, basis=OUR_RULE, **more)


def _choice(name: str, titles: tuple[str, str], words: tuple[str, str], allowed: Any) -> Any:
    return PublishedColumn(
        name, *titles, "enum", *words, basis=OUR_RULE, required=True, allowed=tuple(allowed)
    )


CHANGE_COLUMNS: tuple[PublishedColumn, ...] = (
    IDENTITY[0],
    _choice(
        "change",
        ("改动", "Change"),
        (
            "；".join(f"{code}：{words}" for code, words in KINDS.items()) + "。",
            "A record was added, removed, modified (one row per field), or only restated.",
        ),
        KINDS,
    ),
    _text(
        "field",
        ("字段名", "Field"),
        ("改动的字段；整条增删时为空。", "The field that changed; blank for a whole record."),
    ),
    _text(
        "field_title",
        ("字段", "Title of the field"),
        ("改动字段的中文名称。", "Chinese title of the field."),
    ),
    _text(
        "old",
        ("原来", "Before"),
        (
            "上一版的值；整条删除时是记录的名称和金额。按今天的口径脱敏或留空。",
            "The value before, or a removed record in words; masked by the rules of today.",
        ),
    ),
    _text(
        "new",
        ("现在", "Now"),
        (
            "本版的值；整条新增时是记录的名称和金额。",
            "The value now, or an added record in words.",
        ),
    ),
    _choice(
        "reason_code",
        ("原因代码", "Code of the reason"),
        ("变动的原因；只说文件和规定可以证明的。", "Why it changed, as far as it can be shown."),
        REASONS,
    ),
    _text("reason", ("原因", "Reason"), ("原因的中文说明。", "The reason in Chinese.")),
    *(column for column in IDENTITY if column.name in WHOSE),
    _text(
        "source_before",
        ("原来的原文件指纹", "Source file before"),
        (
            "上一版的记录所依据的文件的 SHA-256；新增的为空。",
            "SHA-256 of the file behind the record before; blank for an added one.",
        ),
    ),
    _text(
        "source_after",
        ("现在的原文件指纹", "Source file now"),
        (
            "本版的记录所依据的文件的 SHA-256；删除的为空。",
            "SHA-256 of the file behind the record now; blank for a removed one.",
        ),
    ),
)


def change_list(dataset: str) -> str:
    """The path of a dataset's changes below a release."""
    return f"{CHANGES}/{dataset}.csv"


def json_schema() -> dict[str, Any]:
    """The JSON Schema of `changes/<dataset>.json`."""
    nothing = ["string", "null"]
    known = {one.name: _json_type(one, nothing) for one in CHANGE_COLUMNS}
    row = {
        "type": "object",
        "properties": known,
        "required": list(known),
        "additionalProperties": False,
    }
    text: dict[str, Any] = {"type": "string"}
    head = {
        "format": {"const": FORMAT},
        "dataset": text,
        "title": text,
        "previous": {"type": nothing},
        "changes": {"type": "array", "items": row},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "与上一版相比的改动 Changes against the release before",
        "type": "object",
        "properties": head,
        "required": list(head),
        "additionalProperties": False,
    }


def _json_type(column: PublishedColumn, nothing: Sequence[str]) -> dict[str, Any]:
    words = {"title": column.title, "description": f"{column.definition} {column.definition_en}"}
    if column.allowed:
        return {**words, "enum": list(column.allowed)}
    return {**words, "type": "string" if column.required else list(nothing)}


def write_json_schema(folder: Path) -> None:
    """Write `schema/changes.schema.json` into a release."""
    path = folder / JSON_SCHEMA
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(document_bytes(json_schema()))


def write_changes(contract: Contract, rows: pa.Table, folder: Path, base: Link | None) -> None:
    """Write `changes/<dataset>.csv` and `.json` below a folder; without a change, heads only.

    `rows`: the result of `with_reasons`.
    """
    target = folder / CHANGES
    target.mkdir(parents=True, exist_ok=True)
    write_csv(rows, target / f"{contract.dataset}.csv")
    head = {
        "format": FORMAT,
        "dataset": contract.dataset,
        "title": contract.title,
        "previous": None if base is None else base.version,
    }
    _write_json(head, rows, target / f"{contract.dataset}.json")


def _write_json(head: Mapping[str, Any], rows: pa.Table, path: Path) -> None:
    opening = json.dumps(head, ensure_ascii=False, separators=(",", ":"))[:-1]
    with path.open("wb") as file:
        file.write(opening.encode() + JSON_START)
        tell_changes(rows, file)


def tell_changes(rows: pa.Table, file: Writable) -> None:
    """Behind JSON_START, one change per line and the end; what is blank in the CSV is null."""
    for start in range(0, rows.num_rows, SLICE_ROWS):
        part = rows.slice(start, SLICE_ROWS)
        names = part.schema.names
        texts = [_member(name, part[name]) for name in names]
        lines = join_rows(texts, ",", "}")
        before = pa.array([",\n{"] * len(lines), pa.large_string())
        opened = pc.binary_join_element_wise(before, lines, pa.scalar("", pa.large_string()))
        pieces = [bytes(piece) for piece in raw_bytes(opened)]
        file.write(b"".join(pieces)[1 if start == 0 else 0 :])
    file.write(b"\n]}\n")


def _member(name: str, texts: pa.ChunkedArray) -> pa.ChunkedArray:
    escaped = texts
    if pc.any(pc.match_substring_regex(texts, pattern=NEEDS_ESCAPE), min_count=0).as_py():
        for plain, written in ESCAPES:
            escaped = pc.replace_substring(escaped, pattern=plain, replacement=written)
    nothing = pa.scalar("", pa.large_string())
    quoted = pc.binary_join_element_wise(
        pa.scalar(f'"{name}":"', pa.large_string()), escaped, pa.scalar('"', pa.large_string()),
        nothing,
    )  # fmt: skip
    return pc.if_else(pc.equal(texts, ""), pa.scalar(f'"{name}":null', quoted.type), quoted)
