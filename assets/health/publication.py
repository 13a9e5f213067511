"""The last release, and whether the next is due; 发布的检查.

Belongs here: how the newest release and the waiting candidate stand to the 5th. Does not belong
here: who should hold the candidate (`planning.py`).
"""

from datetime import date, datetime

from assets.health.checks import Check
from assets.messages.review_events import Waiting
from assets.planning import month_plan
from assets.receipts import CHINA
from outputs.chain import Link
from sources.period import DUE_DAY
from sources.workdays import ONE_DAY, probably_worked

TITLE = "最近一次发布"
SOON_WORKDAYS = 2


def release_check(newest: Link | None, found: Waiting | None, now: datetime) -> Check:
    """How publication stands. A month without a change needs no release."""
    today = now.astimezone(CHINA).date()
    last = "还没有发布过"
    if newest is not None:
        at = datetime.fromisoformat(str(newest.document["released_at"])).astimezone(CHINA)
        last = f"{newest.version}，{at:%Y-%m-%d}"
    if found is None:
        return Check("release", TITLE, "ok", f"{last}；没有等着发布的内容")
    lacks = "、".join(dict.fromkeys(one.role.words for one in found.absent)) or "签批已齐，等发布"
    words, todo = f"{last}；候选稿在等：{lacks}", "请用 mingzhang candidate 查看，催办或发布。"
    if found.at.astimezone(CHINA).date() <= last_due(today) < today:
        missed = f"{words}；已过 {last_due(today)} 的公开期限"
        return Check("release", TITLE, "fault", missed, todo)
    due = month_plan(today).due
    if workdays_left(today, due) <= SOON_WORKDAYS:
        return Check("release", TITLE, "warning", f"{words}；{due} 前要公开", todo)
    return Check("release", TITLE, "ok", f"{words}；{due} 前公开")


def last_due(today: date) -> date:
    """The newest 5th that has come."""
    if today.day >= DUE_DAY:
        return today.replace(day=DUE_DAY)
    return (today.replace(day=1) - ONE_DAY).replace(day=DUE_DAY)


def workdays_left(today: date, due: date) -> int:
    """Working days from tomorrow to the due day, both counted."""
    days = (due - today).days
    return sum(probably_worked(today + ONE_DAY * step) for step in range(1, days + 1))
