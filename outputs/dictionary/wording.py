"""The dictionary's facts as words for people, from its JSON; the workbook and the page share them.

Belongs here: one line of text per fact. Does not belong here: laying out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class FieldLine:
    """One field in words."""

    name: str
    title: str
    title_en: str
    type: str
    unit: str
    demands: str
    channel: str
    definition: str
    definition_en: str
    basis: str
    first: str


def field_line(dictionary: Mapping[str, Any], field: Mapping[str, Any]) -> FieldLine:
    """What the workbook and the page say of a field."""
    return FieldLine(
        name=field["name"],
        title=field["title"],
        title_en=field["title_en"],
        type=dictionary["types"][field["type"]]["title"],
        unit=field["unit"] or "",
        demands="；".join(_demands(field)),
        channel="；".join(_channel(dictionary, field)),
        definition=field["definition"],
        definition_en=field["definition_en"],
        basis=field["basis"],
        first=_first(field["first_published"]),
    )


def _demands(field: Mapping[str, Any]) -> Iterator[str]:
    if field["required"]:
        yield "必填"
    if field["allowed"]:
        yield f"取值：{'、'.join(field['allowed'])}"
    if field["minimum"] is not None:
        yield f"不小于 {field['minimum']}"
    if field["maximum"] is not None:
        yield f"不大于 {field['maximum']}"
    if field["pattern"]:
        yield f"写法：{field['pattern']}"


def _channel(dictionary: Mapping[str, Any], field: Mapping[str, Any]) -> Iterator[str]:
    yield dictionary["channels"][field["channel"]]
    if field["mask"]:
        yield f"脱敏：{dictionary['masks'][field['mask']]}"
    if field["small_below"]:
        yield f"户数少于 {field['small_below']} 时留空"


def _first(first: Mapping[str, Any] | None) -> str:
    if first is None:
        return ""
    return f"{first['version']}{'（或更早）' if first['or_earlier'] else ''}"
