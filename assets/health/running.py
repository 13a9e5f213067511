"""The programs that run by themselves: heartbeat, switches, last night, the queue; 运行的检查.

Belongs here: pure judgement of what was seen. Does not belong here: looking (pipelines). Where
nobody runs them, as with cron, there is nothing to check.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from assets.health.checks import Check
from assets.mornings.night import STATE_WORDS, Night

BEAT = timedelta(minutes=5)
QUEUED_LONG, RUNNING_LONG = timedelta(hours=1), timedelta(hours=6)
START = "请重新启动后台程序（make ui，或管理员手册里的服务）；在它停着的时候，定时和监听都不会动。"
LOOK = "请运行 mingzhang morning 看晨报：夜里什么没做成、为什么、怎么办。"
TITLES = {
    "daemon": "后台程序",
    "switches": "定时和监听",
    "night": "夜间运行",
    "queue": "运行队列",
}


@dataclass(frozen=True)
class Seen:
    """What Dagster shows.

    `beats` is the last sign of life of each part that must run, `failing` are the parts that report
    errors, `off` the schedules and sensors that were switched off.
    """

    night: Night
    has_nights: bool
    beats: Mapping[str, datetime | None]
    failing: Sequence[str] = ()
    off: Sequence[str] = ()


def unreachable() -> Check:
    """Nothing can be seen."""
    todo = "请检查 dagster/dagster.yaml 里的存储设置，以及数据库是否在运行。"
    return Check("daemon", TITLES["daemon"], "fault", "读不到 Dagster 的存储", todo)


def running_checks(seen: Seen | None, now: datetime) -> list[Check]:
    """All checks of what runs; not applicable where Dagster was never started."""
    if seen is None:
        none = "没有用过 Dagster（没有启动过 make ui 或服务）"
        return [Check(name, title, "none", none) for name, title in TITLES.items()]
    return [daemon(seen, now), switches(seen), night(seen), queue(seen, now)]


def daemon(seen: Seen, now: datetime) -> Check:
    """Each part gave a sign of life lately, and reports no error."""
    name, title = "daemon", TITLES["daemon"]
    silent = [part for part, at in seen.beats.items() if at is None or now - at > BEAT]
    if silent or not seen.beats:
        known = [at for at in seen.beats.values() if at is not None]
        last = f"，最后一次心跳 {max(known):%Y-%m-%d %H:%M}" if known else "，从来没有心跳"
        return Check(name, title, "fault", f"没有在运行{last}", START)
    if seen.failing:
        words = f"在运行，但报告错误：{'、'.join(seen.failing)}"
        return Check(name, title, "fault", words, "请看后台程序的日志，或分析界面里的 Daemons 页。")
    return Check(name, title, "ok", f"在运行，{len(seen.beats)} 个部分都有心跳")


def switches(seen: Seen) -> Check:
    """Everything that should start by itself is switched on."""
    name, title = "switches", TITLES["switches"]
    if seen.off:
        words = f"已被关掉：{'、'.join(seen.off)}"
        return Check(name, title, "fault", words, "请在分析界面的 Automation 页把它们打开。")
    return Check(name, title, "ok", "都开着")


def night(seen: Seen) -> Check:
    """The nights came to their end, and what failed was made up for."""
    name, title, found = "night", TITLES["night"], seen.night
    if found.missed or found.left:
        days = [f"{day.month}月{day.day}日凌晨没有运行" for day in found.missed]
        jobs = sorted({one.job for one in found.left})
        failed = [f"{len(found.left)} 次运行失败，没有补上：{'、'.join(jobs)}"] if jobs else []
        return Check(name, title, "fault", "；".join([*days, *failed]), LOOK)
    if not seen.has_nights:
        return Check(name, title, "warning", "夜间定时没有启用", "请启动后台程序并打开夜间定时。")
    return Check(name, title, "ok", STATE_WORDS[found.state])


def queue(seen: Seen, now: datetime) -> Check:
    """Nothing waits or runs for hours."""
    name, title = "queue", TITLES["queue"]
    began = {
        status: [one.began for one in seen.night.runs if one.status == status]
        for status in ("waiting", "running")
    }
    waits, runs = (max((now - at for at in ats), default=timedelta()) for ats in began.values())
    words = f"排队 {len(began['waiting'])} 个，运行中 {len(began['running'])} 个"
    if waits > QUEUED_LONG:
        return Check(name, title, "fault", f"{words}；最久的已排队 {hours(waits)}", START)
    if runs > RUNNING_LONG:
        todo = "请在分析界面看它停在哪一步；确认卡住的，终止后重新运行，数据不会丢。"
        return Check(name, title, "fault", f"{words}；最久的已运行 {hours(runs)}", todo)
    return Check(name, title, "ok", words)


def hours(span: timedelta) -> str:
    """A span as 3 小时."""
    return f"{int(span.total_seconds() // 3600)} 小时"
