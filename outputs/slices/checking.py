"""Whether slices and the tree of areas hold what the published tables hold; 切片核对.

Belongs here: what `verify` asks of them. Does not belong here: making them. The lists of areas
change with this software, so an old release is not cut again: its slices must share out the very
lines of its tables, each record once in the parts, and nothing else.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from outputs.canonical import read_csv_as_text
from outputs.problem import Problem
from outputs.slices.files import AREA_INDEX, YEAR_INDEX
from outputs.slices.lines import Lines, csv_lines, json_lines
from outputs.slices.tree_file import TREE

FOLDERS = {"csv": "data", "json": "json"}
READERS = {"csv": csv_lines, "json": json_lines}
PART = "是"
Entry = Mapping[str, str]


def slice_problems(folder: Path) -> Iterator[Problem]:
    """What differs; a release without slices has no problem. Raises OSError, ValueError."""
    for index in (AREA_INDEX, YEAR_INDEX):
        if (folder / index).is_file():
            yield from _index_problems(folder, index)
    if (folder / TREE).is_file():
        yield from _tree_problems(folder)


def _index_problems(folder: Path, index: str) -> Iterator[Problem]:
    entries: list[Entry] = read_csv_as_text(folder / index).to_pylist()
    listed = {entry[kind] for entry in entries for kind in FOLDERS}
    below = folder / Path(index).parent
    present = {path.relative_to(folder).as_posix() for path in below.rglob("*") if path.is_file()}
    for name in sorted((listed ^ present) - {index}):
        yield Problem("changed_slice", name, "切片目录与文件不一致：有缺或有多。")
    for dataset in sorted({entry["dataset"] for entry in entries}):
        own = [entry for entry in entries if entry["dataset"] == dataset]
        for kind in FOLDERS:
            yield from _dataset_problems(folder, index, kind, own)


def _dataset_problems(
    folder: Path, index: str, kind: str, entries: list[Entry]
) -> Iterator[Problem]:
    name = entries[0]["dataset"]
    whole = READERS[kind]((folder / FOLDERS[kind] / f"{name}.{kind}").read_bytes())
    parts = []
    for entry in entries:
        path = folder / entry[kind]
        if not path.is_file():
            continue
        lines = READERS[kind](path.read_bytes())
        if entry.get("is_part", PART) == PART:
            parts.append(lines.records)
        if not _is_cut_from(lines, whole) or len(lines.records) != int(entry["records"]):
            yield Problem("changed_slice", entry[kind], "切片与全表不一致。")
    together = pa.concat_arrays(parts) if parts else whole.records.slice(0, 0)
    if not _ordered(together).equals(_ordered(whole.records)):
        words = f"{name}：各切片合起来不是全部记录。"
        yield Problem("changed_slice", index, words)


def _is_cut_from(lines: Lines, whole: Lines) -> bool:
    known = pc.all(pc.is_in(lines.records, value_set=whole.records), min_count=0).as_py()
    return bool(known) and lines.head == whole.head


def _ordered(records: pa.LargeBinaryArray) -> pa.LargeBinaryArray:
    return records.take(pc.sort_indices(records))


def _tree_problems(folder: Path) -> Iterator[Problem]:
    """The roots' totals must be those of the tables; the rest follows from the tables by lists."""
    told: dict[str, int] = {}
    for root in json.loads((folder / TREE).read_bytes())["roots"]:
        for total in root["with_below"]:
            told[total["dataset"]] = told.get(total["dataset"], 0) + total["records"]
    for name, records in sorted(told.items()):
        if len(csv_lines((folder / "data" / f"{name}.csv").read_bytes()).records) != records:
            yield Problem("changed_hierarchy", TREE, f"{name}：地区树的记录数与全表不同。")
