"""Every project of a release with its flows, from the published tables; 汇集.

Belongs here: reading `data/*.csv` and finding what belongs to one project. Does not belong here:
the standard. Only what is published is read, so nothing of another channel can be in the result.

A project is a row of `project`, or what an allocation goes to. What an allocation says of a project
of its own is taken where all its rows say the same. A flow that another table names a project for
is not given to one that the life cycle could not tell from others: it makes a project of its own,
which says so.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from outputs.canonical import read_csv_as_text
from outputs.columns import published_columns
from outputs.oc4ids.contracting import PURCHASES
from outputs.oc4ids.linking import REGISTERS, grouped, linked, papers, with_name
from outputs.oc4ids.paths import ALLOCATION, PROJECT, Row
from outputs.oc4ids.targets import TARGETS
from sources.contract import load_contracts

FLOWS = "fund_flows"
# What the file is made from.
SOURCES = (PROJECT, ALLOCATION, FLOWS, TARGETS, PURCHASES, *REGISTERS)
BATCH = 2000
FLOW_FIELDS = (
    "record_id", "stage", "payer_name", "payer_code", "payer_level", "payee_name", "payee_code",
    "payee_level", "budget_year", "fund_level", "fund_name", "document_no", "flow_note", "as_of",
    "is_counted", "amount_yuan",
)  # fmt: skip
# As outputs/lifecycle/finish.sql writes it.
APART = "本条没有合并"
UNPLACED = "有几个同名项目分不清，没有归入其中任何一个。"
# The plan's and the progress report's own rows are of the project, whichever it is.
OF_PROJECTS = """
CREATE TABLE of_projects AS
WITH known AS (
    SELECT unit_code || '/项目/' || project_key AS node FROM project
    WHERE contains(join_note, $apart)
)
SELECT f.*, known.node IS NOT NULL AS is_unplaced,
    f.payee_node || CASE WHEN known.node IS NULL THEN '' ELSE '/分不清' END AS node
FROM fund_flows AS f LEFT JOIN known
    ON known.node = f.payee_node AND f.found_in NOT IN (SELECT unnest($own))
WHERE f.payee_level = '项目' AND f.amount_yuan <> ''
"""
# A wide row makes several records of the same cells: they speak of one project.
TOLD = """
CREATE TABLE told AS
WITH placed AS (
    SELECT DISTINCT node, unit_code, unit_name, period, payee_name, budget_year, is_unplaced,
        source_file, source_sheet, source_cells
    FROM of_projects WHERE stage = '分配'
)
SELECT p.node, min(p.unit_code) AS unit_code, min(p.unit_name) AS unit_name,
    max(p.period) AS period, min(p.payee_name) AS project_name,
    CASE WHEN min(p.budget_year) = max(p.budget_year) THEN min(p.budget_year) END AS money_year,
    CASE WHEN bool_or(is_unplaced) THEN $unplaced END AS join_note, {columns}
FROM placed AS p LEFT JOIN fund_allocation AS a ON a.unit_code = p.unit_code
    AND a.source_file = p.source_file AND a.source_sheet = p.source_sheet
    AND a.source_cells = p.source_cells AND a.project_name = p.payee_name
GROUP BY p.node
"""
ALL = """
WITH known AS (SELECT unit_code || '/项目/' || project_key AS node, * FROM project)
SELECT * FROM (
    SELECT known.*, {extra} FROM known LEFT JOIN told AS t ON t.node = known.node
    UNION ALL BY NAME
    SELECT * FROM told WHERE node NOT IN (SELECT node FROM known)
) ORDER BY node
"""
NAMED = """
SELECT node, unit_code, name, coalesce(nullif(budget_year, ''), money_year) AS year,
    coalesce(contains(join_note, $apart) OR join_note = $unplaced, false) AS is_apart
FROM named
"""
IDENTITY = frozenset({"record_id", "unit_code", "unit_name", "period", "project_name"})


@dataclass(frozen=True)
class Gathered:
    """One project: its texts by field, what goes to it, and what else is said of it.

    Every list is in the order of record_id. `papers`: what is known of documents, for all projects,
    by `linking.paper_key`.
    """

    row: Row
    flows: tuple[Row, ...]
    targets: tuple[Row, ...]
    purchases: tuple[Row, ...]
    papers: Mapping[str, Row]


def gather(data: Path) -> Iterator[Gathered]:
    """All projects of the folder of canonical CSVs, in a fixed order. Raises OSError, duckdb.Error.

    A dataset that the release does not have is an empty one.
    """
    tables = {name: _texts(data, name) for name in SOURCES}
    with duckdb.connect(":memory:", config={"threads": 2}) as connection:
        rows, flows = _projects(connection, tables)
        connection.register("named", with_name(rows))
        words = {"apart": APART, "unplaced": UNPLACED}
        named = connection.sql(NAMED, params=words).to_arrow_table()
    targets, purchases = (linked(named, tables[name]) for name in (TARGETS, PURCHASES))
    known = papers(tables[name] for name in REGISTERS)
    by_node = grouped(flows)
    for batch in rows.to_batches(max_chunksize=BATCH):
        for row in batch.to_pylist():
            node = row["node"]
            of_it, aimed, bought = (
                tuple(some.get(node, ())) for some in (by_node, targets, purchases)
            )
            yield Gathered(row, of_it, aimed, bought, known)


def _projects(
    connection: duckdb.DuckDBPyConnection, tables: Mapping[str, pa.Table]
) -> tuple[pa.Table, pa.Table]:
    """The projects, one row each, and all flows that go to them."""
    contracts = load_contracts()
    for name in (PROJECT, ALLOCATION, FLOWS):
        connection.register(name, tables[name])
    own = [contracts[name].title for name in contracts[PROJECT].joins]
    connection.execute(OF_PROJECTS, {"own": own, "apart": APART})
    told = TOLD.format(columns=", ".join(map(_agreed, _said())))
    connection.execute(told, {"unplaced": UNPLACED})
    ordered = connection.table("of_projects").order("record_id")
    flows = ordered.project(", ".join(("node", *FLOW_FIELDS))).to_arrow_table()
    extra = ", ".join(f"t.{name}" for name in ("money_year", *_only_allocated()))
    return connection.sql(ALL.format(extra=extra)).to_arrow_table(), flows


def _texts(data: Path, name: str) -> pa.Table:
    path = data / f"{name}.csv"
    if path.exists():
        return read_csv_as_text(path)
    columns = published_columns(load_contracts()[name])
    return pa.schema([(one.name, pa.large_string()) for one in columns]).empty_table()


def _said() -> list[str]:
    """Fields that both an allocation and a project have, or that only the former has a path for."""
    project = {field.name for field in load_contracts()[PROJECT].public_fields}
    common = [
        one.name
        for one in load_contracts()[ALLOCATION].public_fields
        if one.name in project and not one.name.endswith("_yuan") and one.name not in IDENTITY
    ]
    return common + _only_allocated()


def _only_allocated() -> list[str]:
    project = {field.name for field in load_contracts()[PROJECT].public_fields}
    fields = load_contracts()[ALLOCATION].public_fields
    return [one.name for one in fields if one.oc4ids and one.name not in project]


def _agreed(name: str) -> str:
    return f"CASE WHEN min(a.{name}) = max(a.{name}) THEN min(a.{name}) END AS {name}"
