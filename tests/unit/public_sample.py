"""A public folder with releases of one dataset, for the tests of the site."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
from published_sample import allocation, reasoned, table
from pyarrow import parquet

from expectations.rulebook import all_rules
from outputs.canonical import canonical_table, values_digest
from outputs.change_files import write_changes
from outputs.disclosure import PROVENANCE, STEPS
from outputs.formats.csv_file import write_csv
from outputs.formats.parquet_file import write_parquet
from outputs.quality.files import rules_table, write_quality
from outputs.quality.history import CURRENT, UNITS, counts_of, table_of
from outputs.quality.tally import RuleTally
from sources.contract import FieldType

AT = "2026-11-24T10:00:00+08:00"
SIGNED = (("provider", "610124"), ("chief", None))


def release(public: Path, version: str, rows: list[dict[str, object]], **stated: object) -> None:
    folder = public / "releases" / version
    for name in ("data", "changes", "provenance", "signoffs"):
        (folder / name).mkdir(parents=True)
    data = canonical_table(allocation(), table(rows))
    write_data(folder, data)
    write_quality_files(folder)
    write_signoffs(folder, data)
    document = statement(version, rows) | stated
    write_json(folder / "RELEASE.json", document)
    for name in ("SHA256SUMS", "datapackage.json"):
        write_json(folder / name, {})


def write_data(folder: Path, data: pa.Table) -> None:
    write_csv(data, folder / "data" / "fund_allocation.csv")
    write_parquet(allocation(), data, folder / "data" / "fund_allocation.parquet")
    write_provenance(folder, data)
    write_changes(allocation(), reasoned(None, data, is_first=True), folder, None)


def write_provenance(folder: Path, data: pa.Table) -> None:
    """Each amount and each name stand in column E and B of their row."""
    names = {"amount_yuan": ("E", STEPS[FieldType.MONEY]), "project_name": ("B", "去掉首尾空白")}
    rows = [
        {
            "record_id": row["record_id"],
            "field": name,
            "value": str(row[name]),
            "source_file": row["source_file"],
            "source_sheet": row["source_sheet"],
            "cell": row["source_cells"].replace("A", column).split(":")[0],
            "original": str(row[name]),
            "unit": "元" if name == "amount_yuan" else None,
            "steps": steps,
        }
        for row in data.to_pylist()
        for name, (column, steps) in names.items()
    ]
    path = folder / "provenance" / "fund_allocation.parquet"
    parquet.write_table(pa.Table.from_pylist(rows, schema=PROVENANCE), path)


def write_quality_files(folder: Path) -> None:
    """Three rules, one of which one record fails; one unit, in an earlier release as well."""
    contracts = {"fund_allocation": allocation()}
    rules = [rule for rule in all_rules() if rule.dataset == "fund_allocation"][:3]
    tallies = [
        RuleTally(
            rule, "record", 10, failed=int(number == 0), explained=0, waived=0, noted=0, places=1
        )
        for number, rule in enumerate(rules)
    ]
    rows = [("2026.10.0", "610124", "周至县", 4, 4, 4, 0, 0, 0),
            (CURRENT, "610124", "周至县", 10, 1, 1, 0, 0, 0)]  # fmt: skip
    counts = counts_of(CURRENT, [allocation()], {"fund_allocation": table([])})
    write_quality(folder, rules_table(tallies, contracts), table_of(rows, UNITS), counts)


def write_signoffs(folder: Path, data: pa.Table) -> None:
    digest = values_digest(allocation(), data)
    manifest = {
        "datasets": {"fund_allocation": {"values_sha256": digest}},
        "units": {"610124": {"name": "周至县"}},
    }
    write_json(folder / "signoffs" / "manifest.json", manifest)
    write_json(folder / "signoffs" / "withheld.json", [])
    for role, _ in SIGNED:
        for end in ("json", "json.sig"):
            write_json(folder / "signoffs" / f"{role}.{end}", {})


def statement(version: str, rows: list[dict[str, object]]) -> dict[str, Any]:
    total = sum((row["amount_yuan"] for row in rows), Decimal(0))
    facts = {"title": "扶贫资金分配结果", "title_en": "Allocation", "rows": len(rows)}
    return {
        "version": version,
        "demo": True,
        "office": "示例市扶贫办",
        "hotline": "12317",
        "title": "示例市扶贫资金公开数据",
        "released_at": AT,
        "candidate": "c" * 64,
        "previous": None,
        "datasets": {"fund_allocation": facts | {"amount_yuan": f"{total:.2f}"}},
        "signoffs": [signoff(role, unit) for role, unit in SIGNED],
    }


def signoff(role: str, unit: str | None) -> dict[str, str | None]:
    return {
        "role": role,
        "unit": unit,
        "principal": "甲 乙@示例",
        "signed_at": AT,
        "file": f"signoffs/{role}.json",
        "signature": f"signoffs/{role}.json.sig",
    }


def write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def list_releases(public: Path, *versions: str) -> None:
    entries = [
        {
            "version": version,
            "released_at": AT,
            "digest": "d" * 64,
            "candidate": "c" * 64,
            "status": "superseded" if number else "current",
            "path": f"releases/{version}/",
        }
        for number, version in enumerate(versions)
    ]
    write_json(public / "releases.json", {"releases": entries})
