"""The morning's page as data, 晨报: the night, the alarms, and who has to do what today.

Belongs here: gathering from the data home and from the night. Does not belong here: how it looks
(page.py), and where the night comes from. Nothing here imports Dagster.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from assets.clock import clock_changes, note_clocks
from assets.declarations import declared
from assets.disk import free_mib
from assets.messages.outbox import read_outbox
from assets.mornings.alarms import Alarm, clock_alarms, future_alarm, night_alarms
from assets.mornings.night import STATE_WORDS, Night, NightRun
from assets.planning import month_plan, plain_plan, reminder_day, waiting_for
from assets.receipts import CHINA, read_receipts
from assets.stages.propose import current_digest, newest_release
from assets.stages.publish import people_of, reasons_that_block
from assets.stages.settle import Settled, State, load_state
from assets.status import UnitStatus, unit_statuses
from assets.store import Store, read_json, write_bytes, write_json
from sources.office import Office

LONGEST_LOOK_BACK = timedelta(days=7)
UNREADABLE = "file_"
LATEST = "latest"


@dataclass(frozen=True)
class Task:
    """Something that waits for somebody: for whom, what it is, what to do."""

    who: str
    what: str
    todo: str


@dataclass(frozen=True)
class Morning:
    """One morning."""

    office: str
    demo: bool
    at: datetime
    since: datetime
    night: Night | None
    alarms: tuple[Alarm, ...]
    received: int
    tasks: tuple[Task, ...]
    candidate: str | None
    released: str | None
    free_mib: int
    plan: dict[str, Any]

    @property
    def state_words(self) -> str:
        """The night in one line."""
        words = "运行记录打不开" if self.night is None else STATE_WORDS[self.night.state]
        return f"{words}；有 {len(self.tasks)} 件事等人办" if self.tasks else f"{words}；没有待办"


def look_back(store: Store, now: datetime) -> datetime:
    """Since when to tell: the last page of an earlier day, at most a week, else a day."""
    pages = sorted(path.stem for path in store.mornings.glob("????-??-??.json"))
    earlier = [day for day in pages if day < f"{now:%Y-%m-%d}"]
    if not earlier:
        return now - timedelta(days=1)
    told = datetime.fromisoformat(read_json(store.mornings / f"{earlier[-1]}.json")["at"])
    return min(max(told, now - LONGEST_LOOK_BACK), now)


def look_at(store: Store, office: Office, night: Night | None, now: datetime) -> Morning:
    """The morning by the data home as it is; `night` is None if the records do not open."""
    since = look_back(store, now) if night is None else night.since
    note_clocks(store)
    receipts, state = read_receipts(store), load_state(store)
    release = newest_release(store)
    return Morning(
        office=office.name,
        demo=office.demo,
        at=now,
        since=since,
        night=night,
        alarms=tuple(alarms_of(store, office, night, since, now)),
        received=sum(since <= one.received_at <= now for one in receipts),
        tasks=tuple(tasks(store, office, state, now)),
        candidate=waiting_digest(store),
        released=None if release is None else release.version,
        free_mib=free_mib(store),
        plan=plain_plan(month_plan(now.date()), waiting_for(store)),
    )


def waiting_digest(store: Store) -> str | None:
    """The candidate that waits; after a release it stays the current one until the next run."""
    digest, newest = current_digest(store), newest_release(store)
    is_out = newest is not None and newest.document["candidate"] == digest
    return None if is_out else digest


def alarms_of(
    store: Store, office: Office, night: Night | None, since: datetime, now: datetime
) -> Iterator[Alarm]:
    """Everything that went wrong: runs, services, the clock, the disk."""
    if night is None:
        yield Alarm("records_unreadable", "Dagster 的存储")
    else:
        yield from night_alarms(night)
    yield from clock_alarms(clock_changes(store), since)
    newest = max((one.received_at for one in read_receipts(store)), default=None)
    yield from future_alarm(newest, now)
    free = free_mib(store)
    if free < office.reserve_mib:
        yield Alarm("disk_low", f"剩 {free} MiB，预留 {office.reserve_mib} MiB")


def tasks(store: Store, office: Office, state: State, now: datetime) -> Iterator[Task]:
    """Who has to do what: units that were sent something back, late ones, those who sign."""
    for one in state.open_submissions:
        if not one.accepted:
            yield returned_task(office, one)
    statuses = unit_statuses(
        office, read_receipts(store), state, now.date(), declared(store, office)
    )
    yield from (task for one in statuses for task in reporting_task(one, now))
    yield from signing_tasks(store, office, state)
    yield from message_tasks(store)


def returned_task(office: Office, one: Settled) -> Task:
    """A file that was returned: of whom, and whether it could be read at all."""
    receipt = one.receipt
    unit = office.by_code.get(receipt.unit)
    broken = any(str(found["rule"]).startswith(UNREADABLE) for found in one.findings)
    what = "打不开" if broken else f"有 {one.errors} 处必须改"
    return Task(
        receipt.unit if unit is None else unit.name,
        f"{receipt.period} 的文件“{receipt.file}”（收件号 {receipt.number}）{what}，已退回",
        f"把 returned/{receipt.period}/{receipt.unit}/{receipt.number:06d}/ 发还给单位，改好重报",
    )


def reporting_task(one: UnitStatus, now: datetime) -> Iterator[Task]:
    """A unit that is late with what it owes, or due within three working days."""
    if one.state in ("due", "late") and one.owed:
        missing = sum(not duty.is_met for duty in one.owed)
        day = datetime.fromisoformat(one.due).date()
        what = f"{one.period} 应报 {missing} 项，{one.due} 到期"
        if one.state == "late":
            yield Task(one.unit_name, f"{what}，逾期未报", "催报；没有可报的请单位签零报告")
        elif now.date() >= reminder_day(day):
            yield Task(one.unit_name, f"{what}，还没有报", "提醒单位")
    elif one.state == "nothing_unsigned":
        yield Task(one.unit_name, f"{one.period} 零报告还没有签字", "请单位签字，不签不算")


def signing_tasks(store: Store, office: Office, state: State) -> Iterator[Task]:
    """What keeps the candidate from being published, if one waits."""
    if waiting_digest(store) is None:
        return
    reasons = reasons_that_block(store, people_of(office, state, read_receipts(store)))
    for one in reasons:
        yield Task(signer(office, one.role, one.unit), one.message, "签批（mingzhang sign）或退回")
    if not reasons:
        todo = "今晚自动发布；现在就要，运行 mingzhang publish"
        yield Task("分析员", "候选稿签批齐全，可以发布", todo)


def message_tasks(store: Store) -> Iterator[Task]:
    """Messages that reached nobody: somebody has to ring up."""
    outbox = read_outbox(store.messages)
    lost, held = len(outbox.given_up), len(outbox.refused)
    if lost or held:
        what = f"{lost} 项消息送不出去，{held} 项被隐私审查拦下"
        todo = "急事先电话通知；mingzhang notify --test 查地址，改好后 mingzhang notify --retry"
        yield Task("分析员", what, todo)


def signer(office: Office, role: str | None, unit: str | None) -> str:
    """Who signs in a role: the unit if it is a provider, else the office."""
    if unit is not None and unit in office.by_code:
        return office.by_code[unit].name
    return "本单位签批人" if role else "分析员"


def plain_morning(morning: Morning) -> dict[str, Any]:
    """A morning as plain data."""
    return {
        "office": morning.office,
        "demo": morning.demo,
        "at": morning.at.isoformat(),
        "since": morning.since.isoformat(),
        "state": "unreadable" if morning.night is None else morning.night.state,
        "words": morning.state_words,
        "runs": [plain_run(one) for one in (morning.night.runs if morning.night else ())],
        "alarms": [
            {
                "kind": one.kind,
                "what": one.what,
                "meaning": one.meaning,
                "todo": one.todo,
                "settled": one.settled,
            }
            for one in morning.alarms
        ],
        "received": morning.received,
        "tasks": [{"who": one.who, "what": one.what, "todo": one.todo} for one in morning.tasks],
        "candidate": morning.candidate,
        "released": morning.released,
        "free_mib": morning.free_mib,
        "plan": morning.plan,
    }


def plain_run(run: NightRun) -> dict[str, Any]:
    """A run as plain data."""
    return {
        "run": run.run,
        "job": run.job,
        "by": run.by,
        "partition": run.partition,
        "status": run.status,
        "cause": run.cause,
        "step": run.step,
        "error": run.error,
        "began": run.began.isoformat(),
        "ended": None if run.ended is None else run.ended.isoformat(),
    }


def write_morning(store: Store, morning: Morning, page: str) -> None:
    """Write the page and the data of a day, and the page once more as the latest."""
    day = f"{morning.at.astimezone(CHINA):%Y-%m-%d}"
    for name in (day, LATEST):
        write_bytes(store.mornings / f"{name}.html", page.encode())
    write_json(store.mornings / f"{day}.json", plain_morning(morning))


def ordered(alarms: Sequence[Alarm]) -> list[Alarm]:
    """Alarms that need somebody first."""
    return sorted(alarms, key=lambda one: one.settled)
