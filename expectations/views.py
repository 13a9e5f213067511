"""Views over all datasets at once, for rules that hold in any table; 各表合看.

Belongs here: which columns the views have. Does not belong here: macros and lists (known), rules.
A row names its `dataset`, its address (submission, file, sheet, document) and, where submissions
are placed, its unit_code, unit_name and period; what a dataset lacks is null.

| view | a row for each | further columns |
|---|---|---|
| `every_record` | record | each of SHARED with its cell (NAME__cell); place_cell, where it begins |
| `every_amount` | main amount | field, title, cell, value |
| `every_date` | date on which something was done | field, title, cell, value |
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from sources.contract import Contract, load_contracts, submitted_contracts
from sources.records import TYPES

if TYPE_CHECKING:
    import pyarrow.dataset as pads

ADDRESS = ("submission", "file", "sheet", "document")
PLACING = ("unit_code", "unit_name", "period")
SHARED = (
    "serial_no", "document_title", "document_no", "budget_year", "table_year", "area_name",
    "area_code", "project_no", "project_name", "location", "construction_task", "household_count",
    "person_count", "subject_code", "subject_name",
)  # fmt: skip
AMOUNTS = ("amount_yuan", "spent_yuan")
# Dates of what is over once it is reported; those of plans, terms and publication are not.
DONE = (
    "as_of", "allocated_on", "approved_on", "started_on", "accepted_on", "contracted_on",
    "issued_on", "replied_on", "inspected_on", "helped_on", "report_month",
)  # fmt: skip


def view_statements(tables: Mapping[str, "pa.Table | pads.Dataset"]) -> Iterator[str]:
    """SQL that makes the views of the tables of datasets that are given.

    Planning a query over all datasets takes a tenth of a second, so empty ones stay out.
    """
    known = [
        (one, tables[name].schema.names)
        for name, one in submitted_contracts().items()
        if name in tables
    ]
    filled = [one for one in known if not is_empty(tables[one[0].dataset])]
    for view, parts in (("record", _record), ("amount", _amounts), ("date", _dates)):
        selects = [text for one in filled for text in parts(*one)]
        selects = selects or [text for one in known for text in parts(*one)][:1]
        if selects:
            yield f"CREATE VIEW every_{view} AS\n" + "\nUNION ALL\n".join(selects)


def is_empty(table: pa.Table) -> bool:
    """True if it is known without reading that a table has no rows."""
    return isinstance(table, pa.Table) and table.num_rows == 0


def _select(contract: Contract, columns: Sequence[str], more: Sequence[str]) -> str:
    placed = [name if name in columns else f"NULL::VARCHAR AS {name}" for name in PLACING]
    head = [f"'{contract.dataset}' AS dataset", *ADDRESS, *placed]
    return f"SELECT {', '.join((*head, *more))} FROM {contract.dataset}"  # noqa: S608 our own names


def _record(contract: Contract, columns: Sequence[str]) -> list[str]:
    kinds = {field.name: field.type for one in load_contracts().values() for field in one.fields}
    more = ["split_part(span, ':', 1) AS place_cell"]
    for name in SHARED:
        number = "BIGINT" if pa.types.is_integer(TYPES[kinds[name]]) else "VARCHAR"
        has = name in columns
        more.append(name if has else f"NULL::{number} AS {name}")
        more.append(f"{name}__cell" if has else f"NULL::VARCHAR AS {name}__cell")
    return [_select(contract, columns, more)]


def _amounts(contract: Contract, columns: Sequence[str]) -> list[str]:
    return _one_each(contract, columns, AMOUNTS)


def _dates(contract: Contract, columns: Sequence[str]) -> list[str]:
    return _one_each(contract, columns, DONE)


def _one_each(contract: Contract, columns: Sequence[str], names: Sequence[str]) -> list[str]:
    """A query for each field that the dataset has, with its title, cell and value."""
    return [
        _select(
            contract,
            columns,
            (
                f"'{name}' AS field",
                f"'{contract.field(name).title}' AS title",
                f"{name}__cell AS cell",
                f"{name} AS value",
            ),
        )
        for name in names
        if name in columns
    ]
