"""The disclosure scoreboard, 公开情况评分: 完整性, 详细度, 及时性 per unit and month; 评分表.

Belongs here: counting, as a pure function over plain inputs. Counts only, never a share as a float:
who wants one divides. Does not belong here: where the inputs come from (`scoring.py`), what is owed
and where it stands (`owed.py`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sources.workdays import CalendarUnknownError, workdays_between

DATASET = "disclosure_scoreboard"
Place = tuple[str, str]


@dataclass(frozen=True)
class Outcome:
    """One duty and what came of it: met or not, since when, signed by the provider or not.

    `has_data` is False for a 零报告, which leaves nothing to publish; `published` is the day of the
    chief's signature on the first release that holds records of it.
    """

    period: str
    unit: str
    due: date
    met: bool
    signed: bool
    delivered: date | None
    has_data: bool = False
    published: date | None = None
    late_reason: str = ""


@dataclass(frozen=True)
class Detail:
    """Optional public fields in the accepted records of one unit and month: filled, of how many."""

    filled: int
    possible: int


@dataclass(frozen=True)
class Score:
    """One unit in one month. Each measure is a pair of counts: how many, of how many.

    `on_time` and `late` speak of the unit's delivery, `published_on_time` of the whole office: what
    was published by the due day, of what there was to publish. `late_workdays` adds up the working
    days between due day and delivery over what was late; None where the calendar is unknown. What
    never came is not in it, but in owed less met.
    """

    period: str
    unit: str
    unit_name: str
    due: str
    owed: int
    met: int
    signed: int
    fields_filled: int
    fields_possible: int
    on_time: int
    late: int
    late_workdays: int | None
    publishable: int
    published: int
    published_on_time: int
    late_reasons: tuple[str, ...]


def scoreboard(
    outcomes: Iterable[Outcome], details: Mapping[Place, Detail], names: Mapping[str, str]
) -> list[Score]:
    """One score for each unit and month that owes something, by month, then as units are named."""
    grouped: dict[Place, list[Outcome]] = {}
    for one in outcomes:
        grouped.setdefault((one.period, one.unit), []).append(one)
    order = {unit: number for number, unit in enumerate(names)}
    places = sorted(grouped, key=lambda place: (place[0], order[place[1]]))
    return [
        score(grouped[place], details.get(place, Detail(0, 0)), names[place[1]]) for place in places
    ]


def score(outcomes: Sequence[Outcome], detail: Detail, name: str) -> Score:
    """The score of one unit and month from its outcomes, of which there is at least one."""
    first = outcomes[0]
    late = [one for one in outcomes if one.delivered is not None and one.delivered > one.due]
    return Score(
        period=first.period,
        unit=first.unit,
        unit_name=name,
        due=max(one.due for one in outcomes).isoformat(),
        owed=len(outcomes),
        met=sum(one.met for one in outcomes),
        signed=sum(one.met and one.signed for one in outcomes),
        fields_filled=detail.filled,
        fields_possible=detail.possible,
        on_time=sum(one.delivered is not None and one.delivered <= one.due for one in outcomes),
        late=len(late),
        late_workdays=late_workdays(late),
        publishable=sum(one.has_data for one in outcomes),
        published=sum(one.published is not None for one in outcomes),
        published_on_time=sum(
            one.published is not None and one.published <= one.due for one in outcomes
        ),
        late_reasons=tuple(dict.fromkeys(one.late_reason for one in outcomes if one.late_reason)),
    )


def late_workdays(late: Iterable[Outcome]) -> int | None:
    """Working days after the due day until delivery, added up; None if the calendar is unknown.

    Late over a weekend only is late by none.
    """
    try:
        return sum(
            workdays_between(one.due + timedelta(days=1), one.delivered)
            for one in late
            if one.delivered is not None
        )
    except CalendarUnknownError:
        return None
