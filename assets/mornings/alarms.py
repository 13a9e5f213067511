"""What a bad night is called, what it means, what to do, 异常: one entry for each kind.

Belongs here: kinds with their Chinese words, and which of them a night shows. Does not belong here:
what units, reviewers and providers have to do (morning.py).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from assets.clock import TOLERATED, ClockChange
from assets.mornings.night import Cause, Night, NightRun

DAEMON_SILENT = timedelta(minutes=10)
Kind = Literal[
    "night_missed", "disk", "killed", "too_long", "locked", "ours", "running",
    "daemon_silent", "clock_changed", "schedule_waits", "disk_low", "records_unreadable",
]  # fmt: skip
MEANING: dict[Kind, tuple[str, str]] = {
    "night_missed": (
        "没有夜间运行：机器关着，或服务没有启动。新文件还在收件箱里，一份不少。",
        "启动服务；启动后会自动补跑一次，也可以现在运行 mingzhang run。",
    ),
    "disk": (
        "磁盘满了，运行停下。已收的文件、已发布的内容都完整；没写完的当作没写。",
        "腾出空间。下一次运行会自动接着做，不必清理什么。",
    ),
    "killed": (
        "运行的进程被中途杀死（断电、重启、内存不足）。每个文件要么写完、要么没写。",
        "不必处理：会自动重新运行，下一次运行从断处接着做。常有这种事就看内存够不够。",
    ),
    "too_long": (
        "运行超过了最长时间，被停下。",
        "看这次运行停在哪一步；下一次运行会接着做。",
    ),
    "locked": (
        "另一个运行正占用着数据目录，等了两分钟没有等到。",
        "不必处理：会自动再试。若总是这样，看有没有停不下来的运行。",
    ),
    "ours": (
        "程序自身出错，不是报来的表有问题。",
        "把运行号和这一页发给维护人员；下一次运行会再试。",
    ),
    "running": ("运行还没有完，或还在排队。", "等它完成，再运行 mingzhang morning。"),
    "daemon_silent": (
        "Dagster 的守护进程没有应答：收件箱没人看，今晚也不会运行。",
        "启动或重启服务；启动后会自动补跑。",
    ),
    "clock_changed": (
        "机器的时钟被改动过：这段时间的收件时间、是否逾期、签名时间都以改动后的钟为准。",
        "核对时钟（最好开启网络校时）；逾期与否有疑问的，看收件号的先后。",
    ),
    "schedule_waits": (
        "定时运行在等一个还没到的时刻：时钟曾被拨到将来，又拨了回来。",
        "已经把等待的时刻改回现在；请重启服务，今晚就照常运行。",
    ),
    "disk_low": (
        "磁盘快满了：剩下的少于预留的空间，运行不会开始。",
        "腾出空间；下一次运行会自动接着做。",
    ),
    "records_unreadable": (
        "Dagster 的运行记录打不开，不知道夜里运行了什么。下面的报送情况来自数据目录，照样可信。",
        "看磁盘是否满了、数据库是否开着。",
    ),
}
OF_CAUSE: dict[Cause, Kind] = {
    "disk": "disk", "killed": "killed", "too_long": "too_long", "locked": "locked", "ours": "ours",
}  # fmt: skip


@dataclass(frozen=True)
class Alarm:
    """One thing that went wrong: `settled` if it was made good without anybody's help."""

    kind: Kind
    what: str
    settled: bool = False

    @property
    def meaning(self) -> str:
        """What it means for the data."""
        return MEANING[self.kind][0]

    @property
    def todo(self) -> str:
        """What to do."""
        return "已经自动补上，不必处理。" if self.settled else MEANING[self.kind][1]


def night_alarms(night: Night) -> Iterator[Alarm]:
    """What went wrong with runs and services."""
    for day in night.missed:
        yield Alarm("night_missed", f"{day.isoformat()} 凌晨")
    left = set(night.left)
    for run in night.runs:
        if run.status in ("running", "waiting"):
            yield Alarm("running", run_words(run))
        elif run.is_ours and run.cause is not None:
            yield Alarm(OF_CAUSE[run.cause], run_words(run), settled=run not in left)
    if night.daemon_seen is not None and night.until - night.daemon_seen > DAEMON_SILENT:
        yield Alarm("daemon_silent", f"最后一次应答 {night.daemon_seen:%Y-%m-%d %H:%M}")
    if night.waits_until is not None:
        yield Alarm("schedule_waits", f"等到 {night.waits_until:%Y-%m-%d %H:%M}")


def run_words(run: NightRun) -> str:
    """A run in one line: when, which job, for whom, where it stopped."""
    where = f"，停在 {run.step}" if run.step else ""
    error = f"（{run.error}）" if run.error else ""
    place = f" {run.partition}" if run.partition else ""
    return f"{run.began:%m-%d %H:%M} 作业 {run.job}{place}{where}{error}，运行号 {run.run[:8]}"


def clock_alarms(changes: Sequence[ClockChange], since: datetime) -> Iterator[Alarm]:
    """Changes of the clock that were noticed since a time, by either clock."""
    for one in changes:
        if max(one.before, one.after) >= since:
            moved = "向前拨" if one.by > timedelta() else "向后拨"
            size = shown_span(abs(one.by))
            yield Alarm("clock_changed", f"{one.after:%Y-%m-%d %H:%M} 发现：{moved}了约 {size}")


def future_alarm(newest: datetime | None, now: datetime) -> Iterator[Alarm]:
    """A file that was received later than now: the clock stands before what it has already seen."""
    if newest is not None and newest - now > TOLERATED:
        yield Alarm("clock_changed", f"最新的收件时间是 {newest:%Y-%m-%d %H:%M}，比现在还晚")


def shown_span(span: timedelta) -> str:
    """A span of time in its two largest units."""
    minutes = int(span.total_seconds() // 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [(days, "天"), (hours, "小时"), (rest, "分钟")]
    return "".join(f"{count} {word}" for count, word in parts if count)
