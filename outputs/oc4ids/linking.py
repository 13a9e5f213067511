"""Which records of other datasets speak of which project, and the registers of documents; 归属.

Belongs here: finding performance forms and procurements by the project's name, and documents by
their numbers. Does not belong here: allocations, whose project the flows of funds know.

A record is a project's if its unit has only one project of that name, folded, in that year. What
fits two is left out, and so is a project that the life cycle could not tell from others.
"""

from collections.abc import Iterable

import duckdb
import pyarrow as pa

from outputs.lifecycle.matching import folded
from outputs.oc4ids.paths import Row
from sources.text import fold, with_document_brackets

REGISTERS = ("policy_document", "plan_document")
PAPER = ("document_name", "link_url", "published_on", "issuing_body")
# `projects`: node, unit_code, name, year, is_apart; `records`: a dataset with the folded name.
LINKED = """
WITH meant AS (
    SELECT r.record_id, min(p.node) AS node
    FROM records AS r JOIN projects AS p ON p.unit_code = r.unit_code AND p.name = r.name
        AND coalesce(nullif(p.year, '') = nullif(r.budget_year, ''), true)
    GROUP BY r.record_id HAVING count(DISTINCT p.node) = 1 AND NOT bool_or(p.is_apart)
)
SELECT m.node, r.* FROM records AS r JOIN meant AS m USING (record_id) ORDER BY r.record_id
"""
Grouped = dict[str, list[Row]]


def with_name(table: pa.Table) -> pa.Table:
    """The table with the folded project name beside; null where it is blank."""
    return table.append_column("name", folded(table["project_name"]))


def linked(projects: pa.Table, records: pa.Table) -> Grouped:
    """The records of each project, by node. Raises duckdb.Error."""
    if not records.num_rows:
        return {}
    with duckdb.connect(":memory:", config={"threads": 2}) as connection:
        connection.register("projects", projects)
        connection.register("records", with_name(records))
        return grouped(connection.sql(LINKED).to_arrow_table())


def grouped(table: pa.Table, batch: int = 2000) -> Grouped:
    """The rows by their column `node`, in the order of the table."""
    found: Grouped = {}
    for part in table.to_batches(max_chunksize=batch):
        for row in part.to_pylist():
            found.setdefault(row["node"], []).append(row)
    return found


def paper_key(number: str) -> str:
    """A document's number for comparing, with 〔〕 for whatever brackets stand in it."""
    return fold(with_document_brackets(number) or number)


def papers(registers: Iterable[pa.Table]) -> dict[str, Row]:
    """What the registers say of a document, by its folded number.

    A number that two rows give to different documents says nothing of either. A later row adds
    nothing to an earlier one.
    """
    found: dict[str, Row] = {}
    unclear = set()
    for register in registers:
        for row in register.select(["own_document_no", *PAPER]).to_pylist():
            number = paper_key(row["own_document_no"])
            first = found.setdefault(number, row)
            if fold(first["document_name"]) != fold(row["document_name"]):
                unclear.add(number)
    return {number: row for number, row in found.items() if number and number not in unclear}
