"""What follows from the facts of a night, and from two clocks; no Dagster, no files."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from assets.clock import Note, changes
from assets.month_calendar import calendar_of
from assets.mornings.alarms import MEANING, Kind, clock_alarms, night_alarms, shown_span
from assets.mornings.night import STATE_WORDS, Night, NightRun
from assets.receipts import CHINA
from pipelines.home import SAMPLE_OFFICE
from sources.office import load_office

EVENING = datetime(2026, 7, 2, 7, 30, tzinfo=CHINA)
MORNING = datetime(2026, 7, 3, 7, 30, tzinfo=CHINA)
DAY = date(2026, 7, 3)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 7, 3, hour, minute, tzinfo=CHINA)


def run(status, hour=2, job="nightly", cause=None, partition="") -> NightRun:
    return NightRun(f"run-{hour}", job, "schedule", partition, status, at(hour), at(hour, 5), cause)


def night(*runs: NightRun, missed=(), seen=MORNING, waits=None) -> Night:
    return Night(EVENING, MORNING, runs, tuple(missed), seen, waits)


@pytest.mark.parametrize(
    ("one", "state"),
    [
        (night(run("done")), "done"),
        (night(run("failed", cause="killed"), run("done", 3)), "recovered"),
        (night(run("failed", cause="disk")), "failed"),
        (night(run("done"), run("failed", 3, cause="ours")), "failed"),
        (night(run("running")), "running"),
        (night(run("waiting")), "running"),
        (night(missed=[DAY]), "missed"),
        (night(seen=None), "unwatched"),
        (night(), "done"),
        # What the gate refuses is no failure of the night.
        (night(run("done"), run("failed", 3, "release", "refused")), "done"),
        # A run for one file is made up for by one for everything, a nightly run by itself only.
        (night(run("failed", 1, "intake", "killed", "2026-06|610204"), run("done")), "recovered"),
        (night(run("failed", cause="killed"), run("done", 3, "refresh")), "failed"),
    ],
)
def test_a_night_has_one_state(one, state):
    assert one.state == state


def test_every_state_and_every_kind_of_bad_night_has_its_words():
    assert all(STATE_WORDS.values())
    assert set(MEANING) == set(Kind.__args__)
    assert all(len(words) == 2 and all(words) for words in MEANING.values())


@pytest.mark.parametrize(
    ("one", "kind", "settled"),
    [
        (night(run("failed", cause="killed"), run("done", 3)), "killed", True),
        (night(run("failed", cause="disk")), "disk", False),
        (night(run("failed", cause="too_long")), "too_long", False),
        (night(run("failed", cause="locked")), "locked", False),
        (night(run("failed", cause="ours")), "ours", False),
        (night(run("waiting")), "running", False),
        (night(missed=[DAY]), "night_missed", False),
        (night(run("done"), seen=MORNING - timedelta(minutes=11)), "daemon_silent", False),
        (night(run("done"), waits=MORNING + timedelta(days=9)), "schedule_waits", False),
    ],
)
def test_each_bad_night_is_explained_once(one, kind, settled):
    (alarm,) = night_alarms(one)
    assert (alarm.kind, alarm.settled) == (kind, settled)
    assert alarm.meaning
    assert alarm.todo


def test_a_good_night_raises_no_alarm():
    assert list(night_alarms(night(run("done"), run("failed", 3, "release", "refused")))) == []


def notes(*told: tuple[datetime, float, str]) -> list[Note]:
    return [Note(at=time, seconds=seconds, boot=boot) for time, seconds, boot in told]


@pytest.mark.parametrize(
    ("second", "by"),
    [
        ((at(3), 3600.0, "a"), None),
        ((at(3, 2), 3600.0, "a"), None),
        # An hour has passed by the kernel, three by the clock.
        ((at(5), 3600.0, "a"), timedelta(hours=2)),
        ((at(1), 3600.0, "a"), timedelta(hours=-2)),
        # Across a restart nobody knows how long the machine was off, only that time runs on.
        ((at(5), 10.0, "b"), None),
        ((at(1), 10.0, "b"), timedelta(hours=-1)),
    ],
)
def test_a_changed_clock_shows_against_the_kernels(second, by):
    found = changes(notes((at(2), 0.0, "a"), second))
    assert [one.by for one in found] == ([] if by is None else [by])


def test_a_change_of_the_clock_is_told_until_the_morning_has_told_it():
    found = changes(notes((at(2), 0.0, "a"), (at(5), 3600.0, "a")))
    (alarm,) = clock_alarms(found, EVENING)
    assert "向前拨了约 2 小时" in alarm.what
    assert list(clock_alarms(found, at(6))) == []


def test_a_span_is_told_in_days_hours_and_minutes():
    assert shown_span(timedelta(days=2, hours=3, minutes=4)) == "2 天3 小时4 分钟"


def test_the_month_is_planned_backwards_from_a_fifth_that_is_a_sunday():
    # 5 July 2026 is a Sunday, 19 June the Dragon Boat Festival. By hand: public on Friday 3 July,
    # chief on the 2nd, deputy on the 1st, secrecy on seven working days back from 30 June:
    # 30, 29, 26, 25, 24, 23, 22; the units until the working day before, Thursday 18 June, which
    # is the 14th working day of June (1-5, 8-12, 15-18).
    found = calendar_of(load_office(SAMPLE_OFFICE), "2026-06", date(2026, 6, 1))
    assert [(one.step, f"{one.first:%m-%d}", f"{one.last:%m-%d}", one.workdays)
            for one in found.lines] == [
        ("provider", "06-01", "06-18", 14),
        ("secrecy", "06-22", "06-30", 7),
        ("deputy", "07-01", "07-01", 1),
        ("chief", "07-02", "07-02", 1),
        ("publish", "07-03", "07-03", 1),
    ]  # fmt: skip
    assert (
        found.note == "7月5日是星期日，不上班；时限不顺延，最后一个工作日是7月3日，当天就要公开。"
    )


def test_a_worked_sunday_is_a_day_to_publish_on():
    # 5 May 2019 was a Sunday that was worked for the holiday of May.
    found = calendar_of(load_office(SAMPLE_OFFICE), "2019-04", date(2019, 4, 1))
    assert found.lines[-1].last == date(2019, 5, 5)
    assert found.note == "5月5日是星期日，是工作日，当天公开。"


def test_a_month_without_known_holidays_is_not_guessed():
    found = calendar_of(load_office(SAMPLE_OFFICE), "2026-12", date(2026, 11, 30))
    assert found.lines == ()
    assert "日历未知" in found.note


def test_a_unit_is_named_with_what_it_owes():
    office = load_office(SAMPLE_OFFICE)
    first, *rest = office.units
    owing = first.model_copy(update={"owes": ("fund_allocation", "lottery_fund")})
    found = calendar_of(
        office.model_copy(update={"units": (owing, *rest)}), "2026-06", date(2026, 6, 1)
    )
    assert found.lines[0].who == f"{first.name}（2 项）"


def test_a_night_is_frozen():
    assert replace(night(), missed=(DAY,)).state == "missed"
