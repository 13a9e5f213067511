"""The dictionary's files in a release: `dictionary/` with JSON, XLSX and a page; 数据字典文件.

Belongs here: which files, and their JSON. Does not belong here: the workbook (book), the page
(page), what is said (entries, tables, first_seen). Made of contracts and the chain of releases
alone: no record is read, and no time is in it, so that the same release gives the same bytes
whenever it was signed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from expectations.documents import document_bytes
from outputs.dictionary.book import write_book
from outputs.dictionary.entries import (
    CHANNELS,
    KINDS,
    MASKS,
    TYPES,
    Described,
    Entry,
    described_dataset,
    gaps,
)
from outputs.dictionary.first_seen import DICTIONARY, First, Key, first_published
from outputs.dictionary.page import write_page
from outputs.dictionary.tables import derived_tables
from sources.contract import Contract

FORMAT = "mingzhang-dictionary/1"
BOOK = "dictionary/dictionary.xlsx"
PAGE = "dictionary/index.html"
TITLE, TITLE_EN = "数据字典", "Data dictionary"


@dataclass(frozen=True)
class Edition:
    """The release that a dictionary belongs to; `previous` is the folder of the one before."""

    folder: Path
    document: Mapping[str, Any]
    previous: Path | None


def write_dictionary(edition: Edition, contracts: Sequence[Contract]) -> None:
    """Write the three files and the page's style sheet.

    Raises ValueError if a field has no definition, English title or source, OSError.
    """
    content = dictionary(edition, [*map(described_dataset, contracts), *derived_tables()])
    (edition.folder / DICTIONARY).parent.mkdir(parents=True, exist_ok=True)
    (edition.folder / DICTIONARY).write_bytes(document_bytes(content))
    write_book(content, edition.folder / BOOK)
    write_page(content, edition.folder / PAGE)


def dictionary(edition: Edition, described: Sequence[Described]) -> dict[str, Any]:
    """The dictionary as one JSON value; raises as `write_dictionary` does."""
    missing = gaps(described)
    if missing:
        raise ValueError(f"fields without words: {', '.join(missing)}")
    document = edition.document
    firsts = first_published(edition.previous, document["version"], described)
    return {
        "format": FORMAT,
        "title": TITLE,
        "title_en": TITLE_EN,
        "publication": document["title"],
        "office": document["office"],
        "demo": document["demo"],
        "version": document["version"],
        "types": {name: {"title": zh, "title_en": en} for name, (zh, en) in TYPES.items()},
        "channels": {channel.value: words for channel, words in CHANNELS.items()},
        "kinds": KINDS,
        "masks": MASKS,
        "tables": [_table(one, firsts) for one in described],
    }


def _table(one: Described, firsts: Mapping[Key, First]) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "title_en": one.title_en,
        "description": one.description,
        "description_en": one.description_en,
        "kind": one.kind,
        "owner": one.owner or None,
        "basis": one.basis,
        "path": one.path,
        "key": list(one.key),
        "fields": [_field(entry, firsts.get((one.id, entry.name))) for entry in one.entries],
    }


def _field(entry: Entry, first: First | None) -> dict[str, Any]:
    said = None
    if first is not None:
        said = {"version": first.version, "or_earlier": first.or_earlier}
    return {
        "name": entry.name,
        "title": entry.title,
        "title_en": entry.title_en,
        "definition": entry.definition,
        "definition_en": entry.definition_en,
        "type": entry.type,
        "unit": entry.unit,
        "allowed": list(entry.allowed),
        "pattern": entry.pattern,
        "minimum": entry.minimum,
        "maximum": entry.maximum,
        "required": entry.required,
        "channel": entry.channel.value,
        "mask": entry.mask,
        "small_below": entry.small_below,
        "basis": entry.basis,
        "fiscal_type": entry.fiscal_type,
        "first_published": said,
    }
