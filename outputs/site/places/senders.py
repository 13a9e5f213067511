"""Who submitted the records of an area, whether on time, and what is doubtful in them; 报送单位.

Belongs here: one line per unit and area, from counts, sign-offs, the scoreboard and open findings
of the release. Does not belong here: the page of a unit (`units.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from outputs.site.format import moment
from outputs.site.front import Score
from outputs.site.grid import Cell, Column, Grid, number
from outputs.site.known import Known
from outputs.site.places.facts import Count, PlaceFacts

COLUMNS = (
    Column("报送单位", "text"),
    Column("记录", "number", "条"),
    Column("最近月份", "short"),
    Column("签字确认时间", "short"),
    Column("最近一次评分的月份", "short"),
    Column("当月公开情况", "text"),
    Column("疑点，没有说明", "number", "处"),
)
NOTE = "签字确认时间是报送单位对本版所含内容签字的时间，来自签字文件，不是本页生成的时间。"


@dataclass(frozen=True)
class Sender:
    """A unit among those that sent records of an area; `open_findings` None if none are listed."""

    code: str
    name: str
    records: int
    period: str
    signed_at: str
    score_period: str
    score_state: str
    open_findings: int | None


@dataclass(frozen=True)
class UnitState:
    """What the release says of units beside their records, by unit code."""

    signed: Mapping[str, str]
    scores: Mapping[str, Sequence[tuple[str, Score]]]
    open_findings: Mapping[str, int] | None


def senders_of(facts: PlaceFacts, state: UnitState) -> Mapping[str, Sequence[Sender]]:
    """By area, the units that sent records of it, and what it sent itself, of whatever area.

    Of a county also those that sent records of its towns.
    """
    found: dict[str, tuple[Sender, ...]] = {}
    by_unit = facts.unit_counts
    for code in facts.areas:
        below = facts.children.get(code, ()) if facts.is_low(code) else ()
        told = [one for area in (code, *below) for one in facts.own_counts.get(area, ())]
        counts = [*(one for one in told if one.unit != code), *by_unit.get(code, ())]
        if counts:
            found[code] = tuple(_senders(counts, state))
    return found


def _senders(counts: Sequence[Count], state: UnitState) -> list[Sender]:
    grouped: dict[str, list[Count]] = {}
    for one in counts:
        grouped.setdefault(one.unit, []).append(one)
    return [_sender(code, own, state) for code, own in sorted(grouped.items())]


def _sender(code: str, own: Sequence[Count], state: UnitState) -> Sender:
    scored = state.scores.get(code, ())
    return Sender(
        code=code,
        name=own[0].unit_name,
        records=sum(one.records for one in own),
        period=max(one.period for one in own),
        signed_at=state.signed.get(code, ""),
        score_period=scored[0][0] if scored else "",
        score_state=scored[0][1].state if scored else "",
        open_findings=None if state.open_findings is None else state.open_findings.get(code, 0),
    )


def sender_grid(name: str, senders: Sequence[Sender], known: Known) -> Grid:
    """The table of those who submitted an area's records."""
    rows = tuple(
        (
            Cell(one.name, known.unit(one.code)),
            number(one.records, known.unit(one.code)),
            Cell(one.period),
            Cell(moment(one.signed_at) if one.signed_at else ""),
            Cell(one.score_period),
            Cell(one.score_state),
            number(one.open_findings, known.unit(one.code)),
        )
        for one in senders
    )
    caption = f"报送{name}的记录的单位，和{name}自己报送的"
    return Grid("senders", "谁报送的", caption, COLUMNS, rows, NOTE)
