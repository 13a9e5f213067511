"""What no program of others sees: our own checks, by the same form as theirs.

Belongs here: checks of published files that only we make; each is seen to fail on a defect.
Does not belong here: what `mingzhang verify` recomputes (outputs/verify*.py).
"""

import csv
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from conformance.running import standard

ATOM = "{http://www.w3.org/2005/Atom}"
FOR_EXCEL = "excel-csv"
TRIGGERS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")


def fen_match(public: Path, path: str) -> str:
    """Every column of fen is a hundred times its column of yuan."""
    for file, _, rows in _tables(public / path):
        for row in rows:
            for name in (name for name in row if name.endswith("_fen")):
                yuan = row.get(name.removesuffix("_fen") + "_yuan") or ""
                if bool(yuan) != bool(row[name]) or (
                    yuan and Decimal(yuan) * 100 != int(row[name])
                ):
                    return f"{file.name}: {name} {row[name]} is not a hundred times {yuan}"
    return ""


def no_formula(public: Path, path: str) -> str:
    """No text cell is one that a spreadsheet would run; numbers may be negative.

    Asked of the files that spreadsheets are given: excel-csv/ where a package has it, for then the
    files of the package itself are for programs and say what the source says, letter by letter.
    """
    for file, rows in _for_spreadsheets(public / path):
        for row in rows:
            for name, value in row.items():
                if _would_run(value):
                    return f"{file.name}: {name} begins with {value[0]!r}"
    return ""


def only_defused(public: Path, path: str) -> str:
    """A file for spreadsheets says what the canonical one says, but for `'` before a formula."""
    for file, _, rows in _tables(public / path):
        beside = _beside(public / path, file)
        if beside is None:
            continue
        for row, shown in zip(rows, _rows(beside), strict=True):
            if shown != {
                name: f"'{text}" if _would_run(text) else text for name, text in row.items()
            }:
                return f"{beside.parent.name}/{beside.name}: {shown} instead of {row}"
    return ""


def no_mark(public: Path, path: str) -> str:
    """Canonical CSV has no byte order mark."""
    marked = [
        file.name
        for file, _, _ in _tables(public / path)
        if file.read_bytes()[:3] == b"\xef\xbb\xbf"
    ]
    return f"a byte order mark in {marked}" if marked else ""


def second_version(public: Path, path: str) -> str:
    """Who has a role (version 1) has roles (version 2) too."""
    people = _json(public / path).get("contributors", [])
    return (
        "role as in version 1"
        if any("role" in one and "roles" not in one for one in people)
        else ""
    )


def unique_keys(public: Path, path: str) -> str:
    for file, schema, rows in _tables(public / path):
        for key in schema.get("uniqueKeys", []):
            found = [tuple(row[name] for name in key) for row in rows]
            if len(found) != len(set(found)):
                return f"{file.name}: {key} is not unique"
    return ""


def parts_add_up(public: Path, path: str) -> str:
    """Each way of breaking a budget down gives the budget."""
    for project in _json(public / path)["projects"]:
        budget = project.get("budget", {})
        for grouping in budget.get("budgetBreakdowns", []):
            parts = sum(part["amount"]["amount"] for part in grouping["budgetBreakdown"])
            if parts != budget["amount"]["amount"]:
                return f"{project['id']}: {grouping['id']} gives {parts}"
    return ""


def sectors_known(public: Path, path: str) -> str:
    """Sectors are of the standard's (open) list."""
    with Path(standard("oc4ids-0.9.5/codelists/projectSector.csv")).open(encoding="utf-8") as file:
        known = {row["Code"] for row in csv.DictReader(file)}
    used = {
        name for project in _json(public / path)["projects"] for name in project.get("sector", [])
    }
    return f"unknown sectors {sorted(used - known)}" if used - known else ""


def dates_typed(public: Path, path: str) -> str:
    """Dates of a catalogue say that they are dates."""
    for name, value in _pairs(_json(public / path)):
        if name in {"dct:issued", "dct:modified"} and not (
            isinstance(value, dict) and "@type" in value
        ):
            return f"{name} is plain text: {value}"
    return ""


def authored(public: Path, path: str) -> str:
    """The feed, or each of its entries, has an author."""
    feed = ET.parse(public / path).getroot()
    entries = feed.findall(f"{ATOM}entry")
    if feed.find(f"{ATOM}author") is not None:
        return ""
    if entries and all(entry.find(f"{ATOM}author") is not None for entry in entries):
        return ""
    return "no author"


def lengths_count(public: Path, path: str) -> str:
    """The length of what is enclosed is a number of bytes."""
    links = ET.parse(public / path).getroot().iter(f"{ATOM}link")
    bad = [link.get("length") for link in links if not (link.get("length") or "0").isdigit()]
    return f"lengths {bad}" if bad else ""


OWN: dict[str, Callable[[Path, str], str]] = {
    check.__name__: check
    for check in (
        fen_match, no_formula, only_defused, no_mark, second_version, unique_keys, parts_add_up,
        sectors_known, dates_typed, authored, lengths_count,
    )
}  # fmt: skip


def _json(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


def _tables(package: Path) -> Iterator[tuple[Path, dict[str, Any], list[dict[str, str]]]]:
    """Each CSV of a data package with its schema and rows."""
    for resource in _json(package)["resources"]:
        file = package.parent / resource["path"]
        if file.suffix == ".csv":
            yield file, resource["schema"], _rows(file)


def _for_spreadsheets(package: Path) -> Iterator[tuple[Path, list[dict[str, str]]]]:
    """The tables that are opened by a double click."""
    for file, _, rows in _tables(package):
        beside = _beside(package, file)
        if beside is not None:
            yield beside, _rows(beside)
        elif not (package.parent / FOR_EXCEL).is_dir():
            yield file, rows


def _beside(package: Path, file: Path) -> Path | None:
    """The same table for spreadsheets; none for what is not offered to them."""
    beside = package.parent / FOR_EXCEL / file.name
    return beside if file.parent == package.parent / "data" and beside.is_file() else None


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


def _would_run(text: str) -> bool:
    return text.startswith(TRIGGERS) and not _is_number(text)


def _is_number(text: str) -> bool:
    return text[1:].replace(".", "", 1).isdigit()


def _pairs(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name, inner
            yield from _pairs(inner)
    if isinstance(value, list):
        for inner in value:
            yield from _pairs(inner)
