"""Rendering the site of a release with 20,000 projects: all pages, then again with nothing changed.

Belongs here: the tasks and the release, whose tables are made by column. Does not belong here: the
rendering itself (outputs/site).
"""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pyarrow as pa

from sources.contract import Contract, load_contracts

PROJECTS = 20_000
VERSION, AT = "2026.11.0", "2026-11-24T10:00:00+08:00"
DATASETS = ("annual_plan", "project", "project_progress")
FILE = "ab" * 32
HEADER_ROWS = 4


class RewrittenError(RuntimeError):
    """A page was written though nothing had changed: our own fault."""


def pages(folder: Path) -> Callable[[], None]:
    """Render every page of the site."""
    return _rendering(_public(folder, PROJECTS))


def pages_again(folder: Path) -> Callable[[], None]:
    """Render with every page in its place already."""
    public = _public(folder, PROJECTS)
    action = _rendering(public)
    action()
    before = _times(public)

    def again() -> None:
        action()
        if _times(public) != before:
            raise RewrittenError(str(public))

    return again


def _times(public: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in public.rglob("*") if path.is_file()}


def _rendering(public: Path) -> Callable[[], None]:
    from outputs.site.render import render_site

    def action() -> None:
        render_site(public)

    return action


def _public(folder: Path, count: int) -> Path:
    """A public folder with one release of so many projects, each planned and under way."""
    public = folder / "public"
    release = public / "releases" / VERSION
    for part in ("data", "provenance", "changes", "signoffs"):
        (release / part).mkdir(parents=True, exist_ok=True)
    for name in DATASETS:
        _write_dataset(release, name, count)
    _write_documents(public, release, count)
    return public


def _write_dataset(release: Path, name: str, count: int) -> None:
    from pyarrow import csv, parquet

    from outputs.formats.parquet_file import write_parquet

    contract = load_contracts()[name]
    table = _table(contract, count)
    write_parquet(contract, table, release / "data" / f"{name}.parquet")
    parquet.write_table(_provenance(table), release / "provenance" / f"{name}.parquet")
    changes = pa.table({"record_id": table["record_id"], "change": pa.repeat("added", count)})
    for column in ("field", "field_title", "old", "new", "reason"):
        changes = changes.append_column(column, pa.nulls(count, pa.string()))
    csv.write_csv(changes, release / "changes" / f"{name}.csv")


def _table(contract: Contract, count: int) -> pa.Table:
    from outputs.columns import arrow_schema

    schema = arrow_schema(contract)
    numbers = range(count)
    known = {
        "record_id": [f"{contract.dataset[:2].encode().hex()}{n:012x}" for n in numbers],
        "unit_code": ["610124"] * count,
        "unit_name": ["周至县"] * count,
        "period": ["2026-11"] * count,
        "project_key": [f"示例-{n:05}" for n in numbers],
        "project_no": [f"示例-{n:05}" for n in numbers],
        "project_name": [f"示例村{n}组产业路硬化工程" for n in numbers],
        "location": [f"示例{n % 97}镇示例{n % 1009}村" for n in numbers],
        "construction_task": ["硬化道路2公里，宽4.5米，厚18厘米"] * count,
        "responsible_unit": [f"示例{n % 97}镇人民政府" for n in numbers],
        "performance_goal": ["改善群众出行条件，带动产业发展"] * count,
        "document_no": [f"示财农〔2026〕{n % 50 + 1}号" for n in numbers],
        "life_stage": ["在建"] * count,
        "progress_state": ["在建"] * count,
        "started_on": ["2026-04-01"] * count,
        "source_file": [FILE] * count,
        "source_sheet": ["表1"] * count,
        "source_cells": [f"A{n + HEADER_ROWS}:M{n + HEADER_ROWS}" for n in numbers],
    }
    columns = [_column(field, known.get(field.name), count) for field in schema]
    return pa.table(columns, schema=schema).sort_by("record_id")


def _column(field: pa.Field, texts: list[str] | None, count: int) -> pa.Array:
    if texts is not None:
        return pa.array(texts, field.type)
    if field.name in ("amount_yuan", "spent_yuan", "budget_year"):
        return pa.array([Decimal(2026)] * count).cast(field.type)
    return pa.nulls(count, field.type)


def _provenance(table: pa.Table) -> pa.Table:
    """One row per value that is there, each in the cell that is its record's first."""
    import pyarrow.compute as pc

    from outputs.disclosure import PROVENANCE

    parts = []
    cells = pc.list_element(pc.split_pattern(table["source_cells"], ":"), 0)
    for name in table.schema.names[4:-3]:
        if table[name].null_count == table.num_rows or name.endswith("_fen"):
            continue
        texts = table[name].cast(pa.string())
        count = table.num_rows
        columns = [
            table["record_id"], pa.repeat(name, count), texts, table["source_file"],
            table["source_sheet"], cells, texts, pa.nulls(count, pa.string()),
            pa.repeat("去掉首尾空白", count),
        ]  # fmt: skip
        parts.append(pa.table(columns, schema=PROVENANCE))
    return pa.concat_tables(parts)


def _write_documents(public: Path, release: Path, count: int) -> None:
    contracts = load_contracts()
    stated = {
        "version": VERSION, "demo": True, "office": "示例市扶贫办", "hotline": "12317",
        "title": "示例市扶贫资金公开数据", "released_at": AT, "candidate": "c" * 64,
        "previous": None, "signoffs": [],
        "datasets": {
            name: {"title": contracts[name].title, "title_en": contracts[name].title_en,
                   "rows": count, "amount_yuan": None}
            for name in DATASETS
        },
    }  # fmt: skip
    entry = {
        "version": VERSION, "released_at": AT, "digest": "d" * 64, "candidate": "c" * 64,
        "status": "current", "path": f"releases/{VERSION}/",
    }  # fmt: skip
    _write_json(release / "RELEASE.json", stated)
    _write_json(public / "releases.json", {"releases": [entry]})
    for name in ("signoffs/manifest.json", "datapackage.json"):
        _write_json(release / name, {})


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


TASKS = {"pages": pages, "pages_again": pages_again}
