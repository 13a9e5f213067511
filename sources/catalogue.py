"""The disclosure catalogue, 公开目录 (标准目录): what is made public, by whom, where, by when.

Belongs here: the model of a catalogue, loading the lists of `reference/catalogue/`, and whether an
item may appear in a channel. Does not belong here: any fact of a list (those stand in the YAML),
counting days (`deadlines.py`), which unit of an installation owes what (assets).
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field as Setting
from pydantic import model_validator

from sources.contract import Channel, read_yaml
from sources.strict import Strict

FOUNDING = "xian"  # the list of the founding notice, 市扶办发〔2019〕5号
CATALOGUES = Path(__file__).parent / "reference" / "catalogue"


class Medium(StrEnum):
    """公开渠道和载体, the words of the national list (2019)."""

    PORTAL = "政府网站"
    GAZETTE = "政府公报"
    SOCIAL = "两微一端"
    PRESS = "发布会/听证会"
    BROADCAST = "广播电视"
    PAPER = "纸质媒体"
    READING_POINT = "公开查阅点"
    SERVICE_CENTRE = "政务服务中心"
    SERVICE_STATION = "便民服务站"
    VISIT = "入户/现场"
    BOARD = "社区/企事业单位/村公示栏(电子屏)"
    PUSH = "精准推送"
    OTHER = "其他"


class DeadlineKind(StrEnum):
    """What a deadline counts from, 时限的起算."""

    CHANGE = "workdays_after_change"
    ALLOCATION = "workdays_after_allocation"
    APPROVAL_WORKDAYS = "workdays_after_approval"
    APPROVAL = "days_after_approval"
    REQUEST = "workdays_after_request"
    MONTHLY = "monthly"
    ANNUAL = "annual"
    YEAR_END = "year_end"
    BOARD = "board_days"


COUNTED = frozenset(
    {
        DeadlineKind.CHANGE,
        DeadlineKind.ALLOCATION,
        DeadlineKind.APPROVAL_WORKDAYS,
        DeadlineKind.APPROVAL,
        DeadlineKind.REQUEST,
        DeadlineKind.BOARD,
    }
)


class Deadline(Strict):
    """One 时限. `days` are working days or calendar days as the kind says.

    `monthly` is the period's own due date (每月5日前); `annual` names month and day of the next
    year; `board_days` is how long a notice must hang, not by when. `confirmed` is False where no
    text was seen that says so.
    """

    kind: DeadlineKind
    days: int | None = Setting(default=None, ge=1)
    month: int | None = Setting(default=None, ge=1, le=12)
    day: int | None = Setting(default=None, ge=1, le=31)
    basis: str
    confirmed: bool

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.kind in COUNTED) != (self.days is not None):
            raise ValueError(f"{self.kind}: 'days' goes with deadlines that are counted")
        is_dated = self.month is not None and self.day is not None
        if (self.kind is DeadlineKind.ANNUAL) != is_dated:
            raise ValueError(f"{self.kind}: 'month' and 'day' go with 'annual'")
        return self


class Item(Strict):
    """One row of a catalogue, 公开事项.

    `departments` are the 责任处室 in the notice's words. `owed_by` says which kind of unit sends
    it to the office; empty where no table is sent. `confirmed` is False for general knowledge.
    """

    id: str = Setting(pattern=r"^[a-z][a-z0-9_]*$")
    level1: str
    level2: str
    elements: tuple[str, ...]
    basis: tuple[str, ...]
    deadlines: tuple[Deadline, ...]
    body: str
    departments: tuple[str, ...] = ()
    channels: tuple[Medium, ...]
    audience: Literal["全社会", "特定群众"]
    manner: tuple[Literal["主动", "依申请"], ...]
    levels: tuple[Literal["市级", "县级", "乡、村级"], ...]
    datasets: tuple[str, ...]
    clauses: tuple[str, ...] = ()
    frequency: Literal["monthly", "yearly", "on_event"]
    owed_by: tuple[Literal["department", "district"], ...] = ()
    confirmed: bool
    note: str = ""


class Validity(Strict):
    """From when to when a list holds: first day, first day no more; None is not known to end.

    `precision` is `year` where only the year is known; its first day then stands for it.
    """

    start: date
    end: date | None = None
    precision: Literal["day", "year"] = "day"

    def holds(self, day: date) -> bool:
        """True if the list is in force on that day."""
        return self.start <= day and (self.end is None or day < self.end)


class Catalogue(Strict):
    """One list: of a jurisdiction (GB/T 2260 code or CN), for a time.

    A local list that is `based_on` another holds its items too. Its own items replace those of the
    same id; `deadlines` replace the ones of the same kind in what it takes over.
    """

    id: str = Setting(pattern=r"^[a-z][a-z0-9_]*$")
    jurisdiction: str = Setting(pattern=r"^(CN|\d{6})$")
    title: str
    title_en: str
    source: str
    validity: Validity
    based_on: str | None = None
    deadlines: tuple[Deadline, ...] = ()
    items: tuple[Item, ...] = ()
    note: str = ""

    @model_validator(mode="after")
    def _ids_are_single(self) -> Self:
        ids = [item.id for item in self.items]
        if len(ids) != len(set(ids)):
            raise ValueError(f"{self.id}: an item is listed twice")
        if self.deadlines and self.based_on is None:
            raise ValueError(f"{self.id}: 'deadlines' replace those of the list it is based on")
        return self

    @property
    def datasets(self) -> tuple[str, ...]:
        """All datasets that items name, in alphabetical order."""
        return tuple(sorted({name for item in self.items for name in item.datasets}))


def may_appear(item: Item, channel: Channel) -> bool:
    """Whether an item's records may appear in a channel. The medium decides, never the audience.

    A village list is often ticked 全社会 with 公示栏 as its only medium: it may not go on the site.
    What is on the site is given on request too. Nothing "appears" in the channel `none`.
    """
    on_site = Medium.PORTAL in item.channels
    return {
        Channel.SITE: on_site,
        Channel.BOARD: Medium.BOARD in item.channels,
        Channel.REQUEST: on_site or "依申请" in item.manner,
        Channel.NONE: False,
    }[channel]


def inherit(local: Catalogue, base: Catalogue) -> Catalogue:
    """A local list with what it takes over; a deadline put in place of another marks its item."""
    own = {item.id for item in local.items}
    taken = [_replaced(item, local) for item in base.items if item.id not in own]
    return local.model_copy(update={"items": (*taken, *local.items)})


def _replaced(item: Item, local: Catalogue) -> Item:
    by_kind = {deadline.kind: deadline for deadline in local.deadlines}
    deadlines = tuple(by_kind.get(one.kind, one) for one in item.deadlines)
    if deadlines == item.deadlines:
        return item
    note = f"时限按{local.title}；其余按{local.based_on}。{item.note}"
    return item.model_copy(update={"deadlines": deadlines, "note": note})


def parse_catalogues(raw: Mapping[str, object]) -> dict[str, Catalogue]:
    """Catalogues by id from their parsed YAML by file name, with what they take over.

    Raises pydantic.ValidationError on unknown keys, ValueError where id and file name differ or
    the list that one is based on is not there, or is itself based on another.
    """
    found = {name: Catalogue.model_validate(plain) for name, plain in raw.items()}
    for name, one in found.items():
        base = found.get(one.based_on or "")
        if one.id != name:
            raise ValueError(f"{name}.yaml declares catalogue {one.id!r}")
        if one.based_on is not None and (base is None or base.based_on is not None):
            raise ValueError(f"{name}: based_on {one.based_on!r} is not a list of its own")
    return {
        name: one if one.based_on is None else inherit(one, found[one.based_on])
        for name, one in found.items()
    }


@cache
def load_catalogues() -> Mapping[str, Catalogue]:
    """All catalogues of `reference/catalogue/`, by id."""
    return parse_catalogues({path.stem: read_yaml(path) for path in sorted(CATALOGUES.glob("*"))})
