"""`changes/index.json`: what became of every dataset since the release before; 变动汇总.

Belongs here: the summary, with datasets that came or went whole. Does not belong here: the lists of
single changes (change_files). It names all datasets and quotes sums, so it goes with
whatever is withdrawn.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from expectations.documents import document_bytes
from outputs.chain import Link
from outputs.change_files import CHANGES, FORMAT, KINDS, change_list
from outputs.change_reasons import REASONS
from outputs.comparing import Compared

INDEX = f"{CHANGES}/index.json"
STATES = {
    "first": "首次发布，没有上一版",
    "same": "没有变动",
    "changed": "有变动",
    "filled": "上一版没有记录，本版有了",
    "emptied": "上一版有记录，本版没有了",
    "new": "上一版没有这个数据集",
    "gone": "上一版有这个数据集，本版没有了",
    "incomparable": "上一版的这个数据集已撤下，无从比较",
}


def write_index(folder: Path, found: Sequence[Compared], base: Link | None) -> None:
    """Write `changes/index.json`: every dataset of this release, and those that are gone."""
    before = {} if base is None else base.document.get("datasets", {})
    names = {one.contract.dataset for one in found}
    lines = [_line(one, base) for one in found]
    lines += [_gone(name, before[name]) for name in sorted(before.keys() - names)]
    document = {
        "format": FORMAT,
        "previous": None if base is None else {"version": base.version, "digest": base.digest},
        "states": STATES,
        "kinds": KINDS,
        "reasons": {
            code: {"title": one.words, "title_en": one.words_en} for code, one in REASONS.items()
        },
        "datasets": sorted(lines, key=lambda line: str(line["dataset"])),
    }
    (folder / INDEX).write_bytes(document_bytes(document))


def _line(one: Compared, base: Link | None) -> dict[str, Any]:
    name = one.contract.dataset
    return {
        **one.summary.to_json(),
        "title": one.contract.title,
        "title_en": one.contract.title_en,
        "state": _state(one, base),
        "reasons": _counted(one.rows),
        "units": _by_unit(one.rows),
        "new_columns": list(one.new_columns),
        "lost_columns": list(one.lost_columns),
        "csv": change_list(name),
        "json": f"{CHANGES}/{name}.json",
    }


def _state(one: Compared, base: Link | None) -> str:
    name, summary = one.contract.dataset, one.summary
    if base is None:
        return "first"
    if name not in base.document.get("datasets", {}):
        return "new"
    if not (base.folder / "data" / f"{name}.parquet").exists():
        return "incomparable"
    if bool(summary.old_rows) != bool(summary.new_rows):
        return "filled" if summary.new_rows else "emptied"
    return "changed" if one.rows.num_rows else "same"


def _counted(rows: pa.Table) -> dict[str, int]:
    """Rows by code of the reason."""
    counts = pc.value_counts(rows["reason_code"]).to_pylist()
    return {one["values"]: one["counts"] for one in sorted(counts, key=lambda one: one["values"])}


def _by_unit(rows: pa.Table) -> list[dict[str, Any]]:
    """Records of each unit by kind of change, in the order of codes."""
    keys = ["unit_code", "unit_name", "change"]
    groups = rows.group_by(keys).aggregate([("record_id", "count_distinct")])
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in groups.sort_by([(key, "ascending") for key in keys]).to_pylist():
        code, name = row["unit_code"], row["unit_name"]
        nothing = {"unit_code": code, "unit_name": name, **dict.fromkeys(KINDS, 0)}
        unit = found.setdefault((code, name), nothing)
        unit[row["change"]] = row["record_id_count_distinct"]
    return list(found.values())


def _gone(name: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """A dataset that this release has not; its records are not quoted, for they may be private."""
    amount = facts.get("amount_yuan")
    return {
        "dataset": name,
        "title": facts.get("title", name),
        "title_en": facts.get("title_en", name),
        "state": "gone",
        "old_rows": facts.get("rows"),
        "new_rows": 0,
        "old_amount_yuan": amount,
        "new_amount_yuan": None,
    }
