"""Reading one file: sheets → tables, or a finding that says why not; 读表.

Belongs here: the way from a path to a `Reading`, and its plain form. Does not belong here: how
tables are found (layout), read (listing, forms) or judged (expectations).
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from sources.collecting import collector_paused
from sources.contract import Contract
from sources.evidence import contents_of, likeness, sample_rows
from sources.finding import Finding, Place, find
from sources.forms import read_forms
from sources.hashing import sha256_of_file
from sources.layout import Area, find_areas, guess_area
from sources.limits import DEFAULT_LIMITS, Limits
from sources.listing import read_list, shown_columns, table_range
from sources.matching import Match
from sources.notices import package_findings
from sources.opening import Sheet, UnreadableFileError, address, open_file, sheet_is_blank
from sources.problem_list import is_problem_list
from sources.sender import NOBODY, Sender
from sources.table import Claim, Reading, Records, Table

UNREADABLE_VALUE = (
    "amount_not_number", "number_not_integer", "year_not_readable", "date_not_readable",
    "phone_not_readable",
)  # fmt: skip


def read_file(
    path: Path,
    contracts: Mapping[str, Contract],
    name: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
    sender: Sender = NOBODY,
) -> Reading:
    """Everything that a file says. `name` is shown instead of the path's own name.

    `sender` is what is known of the unit that sent the file.
    """
    shown = name or path.name
    digest = sha256_of_file(path)
    try:
        sheets = open_file(path, limits)
    except UnreadableFileError as error:
        found = replace(find(error.rule, Place(), **error.words), file=shown)
        return Reading(shown, digest, readable=False, tables=[], findings=[found])
    with collector_paused():
        return _read_sheets(sheets, list(contracts.values()), sender, shown, digest)


def _read_sheets(
    sheets: Sequence[Sheet], contracts: Sequence[Contract], sender: Sender, name: str, digest: str
) -> Reading:
    received = len(sheets)
    sheets = [sheet for sheet in sheets if not is_problem_list(sheet)]
    filled = [sheet for sheet in sheets if not sheet_is_blank(sheet)]
    tables = [table for sheet in filled for table in read_sheet(sheet, contracts, sender)]
    tables = [_named(table, name) for table in tables or unknown_tables(filled, contracts)]
    found_in_file = [] if tables else [find("table_missing", Place())]
    found_in_file += package_findings(sheets, tables)
    findings = [replace(one, file=name) for one in found_in_file]
    tables = [_without_errors_told_twice(table, findings) for table in tables]
    sent_again = len(sheets) < received
    return Reading(name, digest, True, tables, findings, sent_again)


def _without_errors_told_twice(table: Table, findings: Sequence[Finding]) -> Table:
    """A table without findings that say of #REF! that it is no number."""
    told = {(one.sheet, one.cell) for one in findings if one.rule == "cell_error"}
    kept = [
        one
        for one in table.findings
        if one.rule not in UNREADABLE_VALUE or (one.sheet, one.cell) not in told
    ]
    return table if len(kept) == len(table.findings) else replace(table, findings=kept)


def _named(table: Table, file: str) -> Table:
    dataset = table.dataset or ""
    findings = [replace(found, file=file, dataset=dataset) for found in table.findings]
    return replace(table, findings=findings)


def unknown_tables(sheets: Sequence[Sheet], contracts: Sequence[Contract]) -> list[Table]:
    """For a file in which nothing was recognised: what looks like its table, to ask about."""
    lists = [contract for contract in contracts if contract.layout == "list"]
    guessed = ((sheet, guess_area(sheet, lists)) for sheet in sheets)
    return [unknown_table(sheet, area) for sheet, area in guessed if area is not None][:1]


def read_sheet(sheet: Sheet, contracts: Sequence[Contract], sender: Sender = NOBODY) -> list[Table]:
    """All tables of a sheet: its form, or else its lists from the top down."""
    forms = read_forms(sheet, contracts)
    if forms:
        return forms
    lists = [contract for contract in contracts if contract.layout == "list"]
    return [
        read_list(sheet, area, sender) if area.match.fits else unknown_table(sheet, area)
        for area in find_areas(sheet, lists, sender.memory)
    ]


def unknown_table(sheet: Sheet, area: Area) -> Table:
    """A rectangle that no contract fits, with the closest one and what is missing."""
    match: Match = area.match
    first = match.columns[0]
    finding = find(
        "table_unknown",
        Place(sheet.name, address(first.bottom, first.index)),
        sheet=sheet.name,
        closest=match.contract.title,
        missing="；".join(match.missing),
        unknown="、".join(_with_likeness(sheet, area)) or "（无）",
        expected="；".join(match.missing),
    )
    return Table(
        sheet=sheet.name,
        range=table_range(sheet, area),
        dataset=None,
        title=area.preface.title,
        unit=area.preface.unit,
        document_no=area.preface.document_no,
        columns=shown_columns(area),
        records=Records({}, []),
        claims=[],
        findings=[finding],
        score=match.score,
        reasons=match.reasons,
        closest=match.contract.dataset,
    )


def _with_likeness(sheet: Sheet, area: Area) -> list[str]:
    """Each unknown header with what it may be."""
    rows = sample_rows(area.body)
    told = []
    for column in area.match.columns:
        if column.meaning.field is None:
            contents = contents_of(sheet, column.index, rows)
            words = likeness(area.match.contract, column.header, contents).words
            told.append(f"{column.header}（{words}）" if words else column.header)
    return told


def plain_reading(reading: Reading) -> dict[str, Any]:
    """A reading as plain data for JSON, in the form of design §7: amounts are strings in yuan."""
    return {
        "file": reading.file,
        "sha256": reading.sha256,
        "readable": reading.readable,
        "tables": [plain_table(table) for table in reading.tables],
        "findings": [plain_finding(found) for found in reading.findings],
    }


def plain_table(table: Table) -> dict[str, Any]:
    """One table as plain data."""
    return {
        "sheet": table.sheet,
        "range": table.range,
        "dataset": table.dataset,
        "title": table.title,
        "unit": table.unit,
        "document_no": table.document_no,
        "score": None if table.score is None else round(table.score, 1),
        "reasons": list(table.reasons),
        "columns": [asdict(column) for column in table.columns],
        "records": plain_records(table.records),
        "claims": [plain_claim(claim) for claim in table.claims],
        "findings": [plain_finding(found) for found in table.findings],
    }


def plain_records(records: Records) -> list[dict[str, Any]]:
    """Records as plain data: fields with a value, in the contract's order."""
    return [
        {
            "cells": cells,
            "values": {
                name: plain_value(column.values[index])
                for name, column in records.columns.items()
                if column.values[index] is not None
            },
        }
        for index, cells in enumerate(records.spans)
    ]


def plain_claim(claim: Claim) -> dict[str, Any]:
    """A claim as plain data; `holds` is null where the parts cannot be judged."""
    return {
        "cells": claim.cells,
        "label": claim.label,
        "kind": claim.kind,
        "values": {value.field: plain_value(value.claimed) for value in claim.values},
        "actual": {value.field: plain_value(value.actual) for value in claim.values},
        "holds": claim.holds,
    }


def plain_finding(found: Finding) -> dict[str, str]:
    """A finding as plain data."""
    return {name: str(value) for name, value in asdict(found).items()}


def plain_value(value: Any) -> Any:
    """Yuan as a string with two decimals; everything else as it is."""
    return f"{value:.2f}" if isinstance(value, Decimal) else value
