"""Tables of cells as sheets, and what is read from them, for the tests of reading."""

from typing import Any

from sources.contract import submitted_contracts
from sources.opening import Merge, Sheet, anchors_of
from sources.reading import plain_table, read_sheet

CONTRACTS = submitted_contracts()
FUND = CONTRACTS["fund_allocation"]
THREE_PUBLIC = CONTRACTS["three_public"]


def sheet_of(*rows: list[object], merges: tuple[Merge, ...] = ()) -> Sheet:
    return Sheet("表", rows, merges, anchors_of(merges))


def tables_in(sheet: Sheet) -> list[dict[str, Any]]:
    return [plain_table(table) for table in read_sheet(sheet, list(CONTRACTS.values()))]


def table_in(*rows: list[object]) -> dict[str, Any]:
    (table,) = tables_in(sheet_of(*rows))
    return table


def claims_in(*rows: list[object]) -> list[tuple[str, dict[str, object], bool | None]]:
    return [(one["label"], one["values"], one["holds"]) for one in table_in(*rows)["claims"]]


def findings_in(*rows: list[object]) -> list[tuple[str, str]]:
    return [(one["rule"], one["cell"]) for one in table_in(*rows)["findings"]]
