"""catalogue-entry.json: what a release tells catalogues of itself and RELEASE.json does not say.

Belongs here: the file that a release carries. It freezes what the contracts and office.yaml said
when the release was made, so that catalogues follow from the releases alone. It holds names, counts
of months and areas, no record. Does not belong here: the catalogues.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from expectations.documents import document_bytes
from outputs.publisher import Publisher
from sources.catalogue import Item
from sources.contract import Contract
from sources.regions import region_of

ENTRY = "catalogue-entry.json"
ENTRY_FORMAT = "mingzhang-catalogue-entry/1"
# 每月5日前公开 (founding notice): a month is the unit of disclosure where no list says otherwise.
MONTHLY = "monthly"
OFTEN = (MONTHLY, "yearly", "on_event")
CENTRE = "CN"


def frequencies_of(items: Iterable[Item]) -> dict[str, str]:
    """How often each dataset must be disclosed by an office's list: the most frequent of its items.

    Datasets that the list does not name are not in it.
    """
    found: dict[str, str] = {}
    for item in items:
        for name in item.datasets:
            found[name] = min(found.get(name, item.frequency), item.frequency, key=OFTEN.index)
    return found


def write_entry(
    folder: Path,
    published: Iterable[tuple[Contract, pa.Table]],
    publisher: Publisher,
    released_at: str,
) -> None:
    """Write the file into a release folder. Raises OSError."""
    datasets = {
        contract.dataset: _dataset(contract, table, publisher.frequencies)
        for contract, table in published
    }
    on = datetime.fromisoformat(released_at).date()
    document = {
        "format": ENTRY_FORMAT,
        "publisher": _publisher(publisher, on),
        "datasets": datasets,
    }
    (folder / ENTRY).write_bytes(document_bytes(document))


def _publisher(publisher: Publisher, on: date) -> dict[str, Any]:
    """What is known of the office; what office.yaml leaves out is left out."""
    said = {
        "uscc": publisher.uscc,
        "department": publisher.department,
        "homepage": publisher.homepage,
        "region": None if publisher.region is None else _region(publisher.region, on),
    }
    return {key: value for key, value in said.items() if value}


def _region(code: str, on: date) -> dict[str, str]:
    if code == CENTRE:
        return {"code": code, "name": "中央"}
    region = region_of(code, on)
    return {"code": code} if region is None else {"code": code, "name": region.name}


def _dataset(contract: Contract, table: pa.Table, frequencies: Mapping[str, str]) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "description": contract.description,
        "description_en": contract.description_en,
        "basis": contract.basis,
        "frequency": frequencies.get(contract.dataset, MONTHLY),
        "related": list(contract.joins),
    }
    months = _distinct(table, ["period"])
    if months:
        ordered = sorted(month["period"] for month in months)
        entry["months"] = {"first": ordered[0], "last": ordered[-1]}
    areas = _distinct(table, ["unit_code", "unit_name"])
    entry["areas"] = [{"code": one["unit_code"], "name": one["unit_name"]} for one in areas]
    return entry


def _distinct(table: pa.Table, columns: Sequence[str]) -> list[dict[str, str]]:
    """The different values of some columns, sorted; none where the table lacks one of them."""
    if not table.num_rows or not set(columns) <= set(table.column_names):
        return []
    groups = table.select(columns).group_by(columns).aggregate([])
    whole = groups.filter(groups[columns[0]].is_valid())
    order = [(name, "ascending") for name in columns]
    rows: list[dict[str, str]] = whole.sort_by(order).to_pylist()
    return rows
