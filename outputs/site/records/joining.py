"""Which projects a release speaks of, and which of its records speak of which project; 项目归集.

Belongs here: finding them in bulk, from published tables alone. Does not belong here: what a page
says of a project. Nothing is guessed: a record belongs to a project if a value of the project, or
money that goes to it, was read from its own row; or else if it has the unit and the name of exactly
one project, and then it is told apart as `by_name`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from outputs.site.addresses import project_id
from sources.contract import load_contracts
from sources.parquet import read_parquet

PROJECT, FLOWS = "project", "fund_flows"
PLACED = (
    "record_id", "unit_code", "project_name", "area_code", "area_name", "location", "amount_yuan",
    "source_file", "source_sheet", "source_cells",
)  # fmt: skip
OF_PROJECT = (
    "record_id", "unit_code", "unit_name", "project_key", "project_name", "area_code", "area_name",
    "location", "life_stage", "amount_yuan",
)  # fmt: skip
OF_FLOW = (
    "unit_code", "unit_name", "payee_node", "payee_name", "payee_level", "source_file",
    "source_sheet", "source_cells",
)  # fmt: skip
OF_CELL = ("record_id", "source_file", "source_sheet", "cell")
# A row of the library is a project; so is whoever is paid as one and has no such row.
NODES = """
CREATE TABLE known AS
SELECT unit_code || '/项目/' || project_key AS node, unit_code, unit_name, project_name AS name,
    area_code, area_name, location, life_stage, amount_yuan AS planned_yuan, record_id
FROM project;
CREATE TABLE nodes AS
SELECT * EXCLUDE (record_id) FROM known
UNION ALL BY NAME
SELECT payee_node AS node, split_part(payee_node, '/', 1) AS unit_code,
    min(unit_name) FILTER (unit_code = split_part(payee_node, '/', 1)) AS unit_name,
    min(payee_name) AS name
FROM fund_flows WHERE payee_level = '项目'
    AND payee_node NOT IN (SELECT node FROM known) GROUP BY payee_node;
"""
# A cell that a row inherits stands in another row, and speaks of that one. Step by step: asked for
# at once, DuckDB pairs all records of equal row numbers first, and their number grows squared.
LINKS = """
CREATE TABLE places AS
SELECT source_file, source_sheet, row_number() OVER () AS place
FROM (SELECT DISTINCT source_file, source_sheet FROM project_cells);
CREATE TABLE own_cells AS
SELECT place, cell, record_id FROM project_cells JOIN places USING (source_file, source_sheet)
WHERE cell <> '';
CREATE TABLE shared AS
SELECT DISTINCT o.record_id AS project, d.dataset, d.record_id,
    regexp_extract(d.cell, '\\d+') AS line
FROM stage_cells AS d JOIN places USING (source_file, source_sheet)
JOIN own_cells AS o USING (place, cell);
CREATE TABLE spoken AS
SELECT DISTINCT f.payee_node AS node, s.dataset, s.record_id
FROM fund_flows AS f JOIN speaking AS s USING (unit_code, source_file, source_sheet, source_cells)
WHERE f.payee_level = '项目' AND s.project_name = f.payee_name
UNION
SELECT DISTINCT k.node, s.dataset, s.record_id
FROM shared AS c JOIN speaking AS s USING (dataset, record_id)
JOIN known AS k ON k.record_id = c.project
WHERE c.line = regexp_extract(s.source_cells, '\\d+');
"""
NAMED = """
CREATE TABLE single AS
SELECT unit_code, trim(name) AS name, min(node) AS node FROM nodes
GROUP BY unit_code, trim(name) HAVING count(*) = 1;
"""
ALL = """
SELECT node, dataset, record_id, false AS by_name FROM spoken
UNION ALL
SELECT g.node, s.dataset, s.record_id, true
FROM speaking AS s JOIN single AS g ON g.unit_code = s.unit_code AND g.name = trim(s.project_name)
WHERE NOT EXISTS (
    SELECT 1 FROM spoken AS p WHERE p.dataset = s.dataset AND p.record_id = s.record_id)
UNION ALL
SELECT node, 'project', record_id, false FROM known
ORDER BY node, dataset, record_id
"""
# Amounts of several allocations are not added: they may be the same money twice.
PROJECTS = """
WITH told AS (
    SELECT node,
        CASE WHEN min(area_code) = max(area_code) THEN min(area_code) END AS told_code,
        CASE WHEN min(area_name) = max(area_name) THEN min(area_name) END AS told_area,
        CASE WHEN min(location) = max(location) THEN min(location) END AS told_location,
        count(*) FILTER (dataset = 'fund_allocation') AS allocations,
        min(amount_yuan) FILTER (dataset = 'fund_allocation') AS allocated_yuan
    FROM spoken JOIN speaking USING (dataset, record_id) GROUP BY node
)
SELECT n.* REPLACE (
        coalesce(n.area_code, t.told_code) AS area_code,
        coalesce(n.area_name, t.told_area) AS area_name,
        coalesce(n.location, t.told_location) AS location),
    coalesce(t.allocations, 0) AS allocations,
    CASE WHEN t.allocations = 1 THEN t.allocated_yuan END AS allocated_yuan
FROM nodes AS n LEFT JOIN told AS t USING (node)
ORDER BY coalesce(n.area_code, t.told_code, n.unit_code), n.unit_code, n.name, n.node
"""


@dataclass(frozen=True)
class Joined:
    """`projects`: one row each, by area: node, unit, name, area, place, stage, amounts as text, id.

    `records`: node, dataset, record_id, by_name, id (of the project), for every record of one.
    """

    projects: pa.Table
    records: pa.Table


def join_projects(folder: Path) -> Joined:
    """The projects of a release folder; a withdrawn dataset has no file there.

    Raises OSError, duckdb.Error.
    """
    import duckdb

    with duckdb.connect(":memory:", config={"threads": 2}) as connection:
        connection.register(PROJECT, _read(folder / "data", PROJECT, OF_PROJECT))
        connection.register(FLOWS, _read(folder / "data", FLOWS, OF_FLOW))
        connection.register("speaking", _speaking(folder))
        connection.execute(f"CREATE VIEW project_cells AS {_cells(folder, (PROJECT,))}")
        stages = load_contracts()[PROJECT].joins
        connection.execute(f"CREATE VIEW stage_cells AS {_cells(folder, stages)}")
        for query in (NODES, LINKS, NAMED):
            connection.execute(query)
        projects = connection.sql(PROJECTS).to_arrow_table()
        records = connection.sql(ALL).to_arrow_table()
    ids = {node: project_id(node) for node in projects["node"].to_pylist()}
    return Joined(_with_ids(projects, ids), _with_ids(records, ids))


def speaking_datasets() -> tuple[str, ...]:
    """The datasets that name projects: those of the life cycle in its order, then the others."""
    contracts = load_contracts()
    stages = contracts[PROJECT].joins
    others = [
        name
        for name, contract in sorted(contracts.items())
        if name not in (PROJECT, *stages) and not contract.is_ledger
        if any(field.name == "project_name" for field in contract.public_fields)
    ]
    return (*stages, *others)


def _speaking(folder: Path) -> pa.Table:
    parts = []
    for name in speaking_datasets():
        found = _read(folder / "data", name, PLACED)
        parts.append(found.append_column("dataset", pa.repeat(name, found.num_rows)))
    return pa.concat_tables(parts)


def _cells(folder: Path, datasets: Sequence[str]) -> str:
    """A query over the cells of these datasets' values: ten for each record, so none is kept."""
    paths = {name: folder / "provenance" / f"{name}.parquet" for name in datasets}
    nothing = ", ".join(f"NULL::VARCHAR AS {column}" for column in ("dataset", *OF_CELL))
    parts = [
        f"SELECT '{name}' AS dataset, {', '.join(OF_CELL)} FROM read_parquet({_quoted(path)})"  # noqa: S608
        for name, path in paths.items()
        if path.is_file()
    ]
    return " UNION ALL ".join(parts) or f"SELECT {nothing} WHERE false"


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _read(folder: Path, name: str, columns: tuple[str, ...]) -> pa.Table:
    """Columns of a published table as text; an empty one where the release has none."""
    path = folder / f"{name}.parquet"
    schema = pa.schema([(column, pa.string()) for column in columns])
    if not path.is_file():
        return schema.empty_table()
    present = [name for name in columns if name in parquet.read_schema(path).names]
    table = read_parquet(path, present)
    arrays = [
        table[column].cast(pa.string())
        if column in table.schema.names
        else pa.nulls(table.num_rows, pa.string())
        for column in columns
    ]
    return pa.table(arrays, schema=schema)


def _with_ids(table: pa.Table, ids: Mapping[str, str]) -> pa.Table:
    values = pa.array([ids[node] for node in table["node"].to_pylist()], pa.string())
    return table.append_column("id", values)
