"""The entries as script files, one per year: a page opened from a folder can load nothing else.

Belongs here: the files under search/. Does not belong here: what is found in them (entries).
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from outputs.site.releases import Release
from outputs.site.search.entries import SCHEMA, entries
from outputs.site.search.synonyms import synonyms

FOLDER = "search"
UNDATED = "other"
# Columns with few different values are lists of them, and numbers that point there.
FEW = ("dataset", "document", "beside", "area", "fund", "unit", "state")
# A year of so many entries is a file of some 10 MB, which a telephone has to load before it finds
# anything. A year of more is told of, with where to look instead: any part of it would mislead.
MOST_ROWS = 50_000


@dataclass(frozen=True)
class Shard:
    """The entries of one year; `year` is "" without one, `content` is b"" if they are too many."""

    year: str
    path: str
    rows: int
    content: bytes

    @property
    def is_searched(self) -> bool:
        """False for a year of more than MOST_ROWS entries: it has no file."""
        return bool(self.content)


def shards(release: Release) -> tuple[Shard, ...]:
    """One per year, newest first, those without a year last."""
    found = entries(release)
    years = sorted(pc.unique(found["year"]).to_pylist(), key=lambda year: (year != "", year))
    return tuple(shard_of(found, year) for year in reversed(years))


def shard_of(found: pa.Table, year: str) -> Shard:
    """The entries of a year as a script file that calls `mingzhang.shard`."""
    rows = found.filter(pc.equal(found["year"], year)).drop_columns(["year"])
    path = f"{FOLDER}/titles-{year or UNDATED}.js"
    if rows.num_rows > MOST_ROWS:
        return Shard(year, path, rows.num_rows, b"")
    columns = {name: _column(rows[name], name) for name in SCHEMA.names if name != "year"}
    return Shard(year, path, rows.num_rows, _script("shard", year, columns))


def _column(values: pa.ChunkedArray, name: str) -> Any:
    if name not in FEW:
        return values.to_pylist()
    encoded = values.combine_chunks().dictionary_encode()
    return {"words": encoded.dictionary.to_pylist(), "at": encoded.indices.to_pylist()}


def words_script(release: Release, parts: Sequence[Shard]) -> bytes:
    """What the page must know before it searches: titles of datasets, synonyms, the shards."""
    known = {
        "datasets": {facts.id: facts.title for facts in release.datasets},
        "synonyms": synonyms(),
        "shards": [
            {"year": one.year, "file": one.path.removeprefix(f"{FOLDER}/"), "rows": one.rows}
            for one in parts
            if one.is_searched
        ],
    }
    return _script("words", known)


def _script(call: str, *values: Any) -> bytes:
    texts = (json.dumps(value, ensure_ascii=False, separators=(",", ":")) for value in values)
    return f"mingzhang.{call}({','.join(texts)});\n".encode()


def search_files(release: Release, parts: Sequence[Shard]) -> Iterator[tuple[str, bytes]]:
    """Address and content of every script file of the search."""
    yield f"{FOLDER}/words.js", words_script(release, parts)
    for part in filter(lambda one: one.is_searched, parts):
        yield part.path, part.content
