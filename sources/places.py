"""Codes of the areas that records name, as of the record's year; 地区代码.

Belongs here: resolving a column of names, and the finding for a name that fits several areas. Does
not belong here: the list of areas (regions). A village that the list does not hold stays blank.
"""

from collections.abc import Iterator, Mapping, Sequence

from sources.casting import Value
from sources.contract import Contract, Field
from sources.finding import Finding, Place, find
from sources.opening import address
from sources.regions import Resolution, resolve
from sources.sender import Sender
from sources.table import RecordColumn
from sources.text import as_text

HOW = "region"
YEAR = "budget_year"
LISTED = 4
UNKNOWN = Resolution(None)


def region_columns(
    contract: Contract, made: Mapping[str, RecordColumn], sender: Sender, sheet: str
) -> tuple[dict[str, RecordColumn], list[Finding]]:
    """Fields that hold the code of a place that another field names; findings where unclear."""
    columns: dict[str, RecordColumn] = {}
    findings: list[Finding] = []
    for field in contract.fields:
        if field.derive is None or field.derive.how != HOW or field.derive.source not in made:
            continue
        source = made[field.derive.source]
        found = _resolutions(source, made.get(YEAR), sender)
        columns[field.name] = RecordColumn(
            [one.code for one in found], source.originals, [None] * len(found), source.anchors
        )
        findings += _ambiguous(field, source, found, sheet)
    return columns, findings


def _resolutions(
    names: RecordColumn, years: RecordColumn | None, sender: Sender
) -> list[Resolution]:
    """The resolution of each name; the same name in the same year is looked up once."""
    blank: Sequence[Value] = [None] * len(names.values)
    pairs = list(zip(names.values, blank if years is None else years.values, strict=True))
    known = {pair: _resolution(*pair, sender) for pair in set(pairs)}
    return [known[pair] for pair in pairs]


def _resolution(name: Value, year: Value, sender: Sender) -> Resolution:
    if not isinstance(name, str):
        return UNKNOWN
    for day in sender.days(year if isinstance(year, int) else None):
        found = resolve(name, day, sender.within)
        if found.candidates:
            return found
    return UNKNOWN


def _ambiguous(
    field: Field, names: RecordColumn, found: Sequence[Resolution], sheet: str
) -> Iterator[Finding]:
    """One finding for each name that fits several areas, at its first cell."""
    told: set[str] = set()
    for name, anchor, one in zip(names.values, names.anchors, found, strict=True):
        if not one.is_ambiguous or (text := as_text(name)) in told:
            continue
        told.add(text)
        areas = "、".join(f"{area.code} {area.name}" for area in one.candidates[:LISTED])
        cell = "" if anchor is None else address(*anchor)
        words = {"value": text, "expected": areas, "title": field.title, "field": field.name}
        yield find("place_ambiguous", Place(sheet, cell), **words)
