"""A folder of canonical CSVs made from invented tables, and the projects of OC4IDS in it."""

import csv
import json
from decimal import Decimal
from functools import cache

from ledger_kit import CONTRACTS, NAMES, flow_records
from lifecycle_kit import PROJECT, joined_table, records

from outputs.canonical import canonical_table
from outputs.disclosure import published_table
from outputs.formats.csv_file import write_csv
from outputs.oc4ids.package import projects_text

RELEASE = {
    "office": "示例市扶贫办",
    "version": "2026.11.0",
    "released_at": "2026-11-24T10:00:00+08:00",
    "oc4ids_prefix": "abc123",
}
UNIT = "610124"
# Datasets that a project's package reads as they are sent.
AS_SENT = ("fund_allocation", "performance_target", "procurement", "policy_document",
           "plan_document")  # fmt: skip
BY = {"unit_code": UNIT, "unit_name": NAMES[UNIT], "document": "甲"}


def data_folder(folder, **rows):
    """Write what a release has of the rows, sent by a county: projects, flows, and other tables."""
    sent = {name: [BY | row for row in some] for name, some in rows.items()}
    joined = {name: some for name, some in sent.items() if name in CONTRACTS["fund_flows"].joins}
    tables = dict(made_of(json.dumps(joined)))
    tables |= {name: records(name, sent[name]) for name in AS_SENT if name in sent}
    data = folder / "data"
    data.mkdir(parents=True)
    for name, table in tables.items():
        contract = CONTRACTS[name]
        write_csv(canonical_table(contract, published_table(contract, table)), data / f"{name}.csv")
    return data


@cache
def made_of(sent):
    """The two tables that take long to make, once for the same rows in JSON."""
    rows = json.loads(sent)
    stages = {name: rows[name] for name in PROJECT.joins if name in rows}
    return {"project": joined_table(**stages), "fund_flows": flow_records(**rows)}


def text_of(folder, release=RELEASE, **rows):
    return "".join(projects_text(data_folder(folder, **rows), release))


def projects(folder, **rows):
    return json.loads(text_of(folder, **rows), parse_float=Decimal)["projects"]


def project(folder, **rows):
    (one,) = projects(folder, **rows)
    return one


def changed(folder, rows, **values):
    """A project of the rows, some of whose published values are others."""
    data = data_folder(folder, **rows)
    rewrite(data / "project.csv", lambda row: row | values)
    (one,) = read(data)
    return one


def rewrite(path, change):
    """Change each row of a canonical CSV; returns the rows as they are then."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [change(row) for row in csv.DictReader(file)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
    return rows


def read(folder):
    return json.loads("".join(projects_text(folder, RELEASE)), parse_float=Decimal)["projects"]
