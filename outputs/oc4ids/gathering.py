"""Every project of a release with its flows, from the published tables; 汇集.

Belongs here: reading `data/*.csv` and finding what belongs to one project. Does not belong here:
the standard. Only what is published is read, so nothing of another channel can be in the result.

A project is a row of `project`, or the payee of a flow that goes to a project. What an allocation
says of a project of its own is taken where all its rows say the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from outputs.canonical import read_csv_as_text
from outputs.columns import published_columns
from outputs.oc4ids.paths import ALLOCATION, PROJECT, Row
from sources.contract import load_contracts

FLOWS = "fund_flows"
BATCH = 2000
FLOW_FIELDS = (
    "record_id", "stage", "payer_name", "payer_code", "payer_level", "payee_name", "payee_code",
    "payee_level", "budget_year", "fund_level", "fund_name", "document_no", "flow_note", "as_of",
    "is_counted", "amount_yuan",
)  # fmt: skip
OF_PROJECTS = """
SELECT *, payee_node AS node FROM fund_flows WHERE payee_level = '项目' AND amount_yuan <> ''
"""
# A wide row makes several records of the same cells: they speak of one project.
TOLD = """
CREATE TABLE told AS
WITH placed AS (
    SELECT DISTINCT node, unit_code, unit_name, period, payee_name, source_file, source_sheet,
        source_cells
    FROM of_projects WHERE stage = '分配'
)
SELECT p.node, min(p.unit_code) AS unit_code, min(p.unit_name) AS unit_name,
    max(p.period) AS period, min(p.payee_name) AS project_name, {columns}
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
IDENTITY = frozenset({"record_id", "unit_code", "unit_name", "period", "project_name"})


@dataclass(frozen=True)
class Gathered:
    """One project: its texts by field, and the flows that go to it in the order of record_id."""

    row: Row
    flows: tuple[Row, ...]


def gather(data: Path) -> Iterator[Gathered]:
    """All projects of the folder of canonical CSVs, in a fixed order. Raises OSError, duckdb.Error.

    A dataset that the release does not have is an empty one.
    """
    import duckdb

    with duckdb.connect(":memory:", config={"threads": 2}) as connection:
        for name in (PROJECT, ALLOCATION, FLOWS):
            connection.register(name, _texts(data, name))
        connection.execute(f"CREATE TABLE of_projects AS {OF_PROJECTS}")
        connection.execute(TOLD.format(columns=", ".join(map(_agreed, _said()))))
        flows = _flows(
            connection.sql("SELECT * FROM of_projects ORDER BY record_id").to_arrow_table()
        )
        extra = ", ".join(f"t.{name}" for name in _only_allocated())
        rows = connection.sql(ALL.format(extra=extra)).to_arrow_table()
    for batch in rows.to_batches(max_chunksize=BATCH):
        for row in batch.to_pylist():
            yield Gathered(row, tuple(flows.get(row["node"], ())))


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


def _flows(table: pa.Table) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for batch in table.select(["node", *FLOW_FIELDS]).to_batches(max_chunksize=BATCH):
        for row in batch.to_pylist():
            found.setdefault(row["node"], []).append(row)
    return found
