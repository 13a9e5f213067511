"""Whether slices and the tree of areas hold what the published tables hold; 切片核对.

Belongs here: what `verify` asks of them, and which slices hold nothing but lines of the whole. Does
not belong here: making them. The lists of areas change with this software, so an old release is not
cut again: its slices must share out the very lines of its tables, each record once in the parts,
and nothing else.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from outputs.canonical import read_csv_as_text
from outputs.problem import Problem
from outputs.slices.files import AREA_INDEX, FOLDERS, YEAR_INDEX
from outputs.slices.lines import Lines, mapped, read_lines
from outputs.slices.tree_file import TREE

PART = "是"
# As much of a line as tells it from all others, in most tables: the record's id stands first.
PREFIX, LONGEST = 64, 1 << 31
Entry = Mapping[str, str]


def slice_problems(folder: Path) -> Iterator[Problem]:
    """What differs; a release without slices has no problem. Raises OSError, ValueError."""
    for index in (AREA_INDEX, YEAR_INDEX):
        if (folder / index).is_file():
            yield from _index_problems(folder, index)
    if (folder / TREE).is_file():
        yield from _tree_problems(folder)


def cut_from_whole(folder: Path) -> frozenset[str]:
    """Paths of the slices that are lines of `data/*.csv` and `json/*.json` and nothing else.

    Whoever has looked at the whole files has seen all that these hold. Raises OSError, ValueError.
    """
    indexes = [one for one in (AREA_INDEX, YEAR_INDEX) if (folder / one).is_file()]
    return frozenset(
        path
        for index in indexes
        for name, own in _by_dataset(folder / index).items()
        for kind in FOLDERS
        for path, rows in Sliced(folder, name, kind, own).rows().items()
        if rows is not None
    )


def _by_dataset(index: Path) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in read_csv_as_text(index).to_pylist():
        found.setdefault(entry["dataset"], []).append(entry)
    return dict(sorted(found.items()))


def _index_problems(folder: Path, index: str) -> Iterator[Problem]:
    datasets = _by_dataset(folder / index)
    listed = {entry[kind] for own in datasets.values() for entry in own for kind in FOLDERS}
    below = folder / Path(index).parent
    present = {path.relative_to(folder).as_posix() for path in below.rglob("*") if path.is_file()}
    for name in sorted((listed ^ present) - {index}):
        yield Problem("changed_slice", name, "切片目录与文件不一致：有缺或有多。")
    for name, own in datasets.items():
        for kind in FOLDERS:
            yield from _dataset_problems(index, Sliced(folder, name, kind, own))


def _dataset_problems(index: str, sliced: "Sliced") -> Iterator[Problem]:
    rows = sliced.rows()
    parts = []
    for entry in sliced.entries:
        path = entry[sliced.kind]
        if path not in rows:
            continue
        own = rows[path]
        if own is None or len(own) != int(entry["records"]):
            yield Problem("changed_slice", path, "切片与全表不一致。")
        if own is not None and entry.get("is_part", PART) == PART:
            parts.append(own)
    if not sliced.is_shared_out(parts):
        words = f"{sliced.name}：各切片合起来不是全部记录。"
        yield Problem("changed_slice", index, words)


@dataclass(frozen=True)
class Sliced:
    """One table of a release in one format, with its slices by what their list says of them."""

    folder: Path
    name: str
    kind: str
    entries: Sequence[Entry]

    @cached_property
    def whole(self) -> Lines:
        """The file that they are cut from."""
        return read_lines(self.folder / FOLDERS[self.kind] / f"{self.name}.{self.kind}")

    @cached_property
    def key_end(self) -> int:
        """As much of a line as tells it from the others; all of it if two begin alike."""
        short = pc.binary_slice(self.whole.records, 0, PREFIX)
        is_enough = pc.count_distinct(short).as_py() == len(short)
        return PREFIX if is_enough else -self.whole.trailing or LONGEST

    @cached_property
    def keys(self) -> pa.LargeBinaryArray:
        """What tells the lines of the whole file apart."""
        return pc.binary_slice(self.whole.records, 0, self.key_end)

    def rows(self) -> dict[str, pa.Array | None]:
        """By path of a slice that is there, the rows of the whole that it has; None: others too."""
        paths = [entry[self.kind] for entry in self.entries]
        there = [path for path in paths if (self.folder / path).is_file()]
        # Looked up once for all slices, for a look-up goes through the whole file.
        asked = pa.chunked_array(map(self._keys_of, there), pa.large_binary())
        found = pc.index_in(asked, value_set=self.keys)
        told: dict[str, pa.Array | None] = {}
        start = 0
        for path, keys in zip(there, asked.chunks, strict=True):
            own = found.slice(start, len(keys)).combine_chunks()
            start += len(keys)
            told[path] = own if _is_cut(self.whole, mapped(self.folder / path), own) else None
        return told

    def _keys_of(self, path: str) -> pa.LargeBinaryArray:
        return pc.binary_slice(read_lines(self.folder / path).records, 0, self.key_end)

    def is_shared_out(self, parts: Sequence[pa.Array]) -> bool:
        """Whether these rows together are all rows, each as often as it stands there."""
        together = pa.concat_arrays(parts) if parts else pa.array([], pa.int32())
        every = pc.index_in(self.keys, value_set=self.keys)
        return bool(_ordered(together).equals(_ordered(every)))


def _is_cut(whole: Lines, content: pa.Buffer, rows: pa.Array) -> bool:
    """Whether the file is, byte for byte, what cutting these rows gives."""
    if rows.null_count or not len(rows):
        return False
    start = 0
    for piece in whole.pieces(rows):
        if not content.slice(start, piece.size).equals(piece):
            return False
        start += piece.size
    return start == int(content.size)


def _ordered(rows: pa.Array) -> pa.Array:
    return rows.take(pc.sort_indices(rows))


def _tree_problems(folder: Path) -> Iterator[Problem]:
    """The roots' totals must be those of the tables; the rest follows from the tables by lists."""
    told: dict[str, int] = {}
    for root in json.loads((folder / TREE).read_bytes())["roots"]:
        for total in root["with_below"]:
            told[total["dataset"]] = told.get(total["dataset"], 0) + total["records"]
    for name, records in sorted(told.items()):
        if len(read_lines(folder / "data" / f"{name}.csv").records) != records:
            yield Problem("changed_hierarchy", TREE, f"{name}：地区树的记录数与全表不同。")
