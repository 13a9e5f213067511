"""Putting values where a contract's `oc4ids` paths say; 标准路径.

Belongs here: the small language of paths and placing typed values by it. Does not belong here:
organisations, places and money that come from several fields or rows (the modules beside this).

A path is names separated by dots. `name[x]` is the member of a list whose `id` is x, `name[]` its
only member, without an id. A path that ends in `+` takes "title：value" beside what stands there.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from outputs.oc4ids.codes import CODES
from outputs.oc4ids.values import amount, day_end, day_start, period
from outputs.oc4ids.writing import Plain
from sources.contract import Field, FieldType, load_contracts

PROJECT, ALLOCATION = "project", "fund_allocation"
STEP = re.compile(r"([a-zA-Z]+)(?:\[(\w*)\])?")
MEASURES = ("metrics[", "forecasts[")
Row = Mapping[str, str]


@cache
def mapped_fields() -> Mapping[str, Field]:
    """Fields with a path, by name: a project's, then what only an allocation says of it."""
    contracts = load_contracts()
    found: dict[str, Field] = {}
    for name in (PROJECT, ALLOCATION):
        for field in contracts[name].public_fields:
            if field.oc4ids:
                found.setdefault(field.name, field)
    return found


def place_fields(project: dict[str, Any], row: Row) -> None:
    """Place every value of the row that has a path; what fits none is told in `description`."""
    for field, path, text in _pairs(row):
        if path.endswith("+"):
            tell(project, path.removesuffix("+"), field.title, text)
            continue
        value = _value(field, path, text)
        if value is not None:
            put(project, path, value)
            _name_measure(project, field, path)
        elif field.type is FieldType.DATE:
            tell(project, "description", field.title, text)


def _pairs(row: Row) -> Iterator[tuple[Field, str, str]]:
    """Plain values first, so that what is told beside them comes after."""
    for name, field, path in _ordered():
        text = row.get(name)
        if text:
            yield field, path, text


@cache
def _ordered() -> tuple[tuple[str, Field, str], ...]:
    pairs = [(name, one, path) for name, one in mapped_fields().items() for path in one.oc4ids]
    return tuple(sorted(pairs, key=lambda pair: pair[2].endswith("+")))


def _value(field: Field, path: str, text: str) -> "Plain | None":
    leaf = path.rpartition(".")[2]
    if path in CODES:
        return CODES[path].get(text)
    if field.type is FieldType.MONEY:
        return amount(text)
    if field.type is FieldType.DATE:
        read = period if leaf == "period" else day_end if leaf == "endDate" else day_start
        return read(text)
    return text


def put(project: dict[str, Any], path: str, value: Plain) -> None:
    """Set the value at the path, making what is not there yet."""
    holder, leaf = _walk(project, path)
    holder[leaf] = value


def tell(project: dict[str, Any], path: str, title: str, text: str) -> None:
    """Add "title：text" to the text at the path, once."""
    holder, leaf = _walk(project, path)
    said = f"{title}：{text}"
    parts = [one for one in holder.get(leaf, "").split("\n") if one]
    if said not in parts:
        holder[leaf] = "\n".join((*parts, said))


def _walk(project: dict[str, Any], path: str) -> tuple[dict[str, Any], str]:
    holder = project
    steps, leaf = _steps(path)
    for name, key in steps:
        holder = holder.setdefault(name, {}) if key is None else _member(holder, name, key)
    return holder, leaf


@cache
def _steps(path: str) -> tuple[tuple[tuple[str, str | None], ...], str]:
    *steps, leaf = path.split(".")
    found = []
    for step in steps:
        match = STEP.fullmatch(step)
        if match is None:
            raise ValueError(f"{path!r} is no path: {step!r}")
        found.append((match[1], match[2]))
    return tuple(found), leaf


def _member(holder: dict[str, Any], name: str, key: str) -> dict[str, Any]:
    members: list[dict[str, Any]] = holder.setdefault(name, [])
    found = next((one for one in members if one.get("id", "") == key or not key), None)
    if found is None:
        found = {"id": key} if key else {}
        members.append(found)
    return found


def _name_measure(project: dict[str, Any], field: Field, path: str) -> None:
    """A measure says by itself what it counts, and in what."""
    if not path.startswith(MEASURES):
        return
    put(project, f"{path.split('.', maxsplit=1)[0]}.title", field.title)
    if field.unit and field.type is not FieldType.MONEY:
        put(project, f"{path.rpartition('.')[0]}.unit.name", field.unit)
