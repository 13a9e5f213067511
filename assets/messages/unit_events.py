"""What units should be told: receipts, returned workbooks, what is due soon or late; 给单位的消息.

Belongs here: pure functions from the sight of a home. Does not belong here: signatures, which are
told with the candidate (`review_events.py`).
"""

from collections.abc import Iterator

from assets.messages.events import Event, Sight, date_words, day_words, month_words, start_of
from assets.owed import DutyStatus
from assets.planning import reminder_day
from assets.receipts import Receipt
from assets.stages.settle import Settled
from assets.status import WORDS, UnitStatus
from sources.contract import load_contracts
from sources.finding import Severity
from sources.messaging import ANALYST
from sources.period import due_date
from sources.workdays import ONE_DAY

UNMET = frozenset({"due", "late", "returned", "nothing_unsigned"})


def unit_events(sight: Sight) -> list[Event]:
    """Everything that units should have been told by now, in no order."""
    return [
        *_receipts(sight),
        *_judged(sight),
        *(event for status in sight.statuses for event in _deadlines(sight, status)),
    ]


def _receipts(sight: Sight) -> Iterator[Event]:
    known = {one.receipt.number: one for one in sight.state.submissions}
    for receipt in sight.receipts:
        line = {"number": f"{receipt.number:06d}", "received": day_words(receipt.received_at)}
        if receipt.is_placed(sight.office):
            line["state"] = _state_words(known.get(receipt.number))
            key = f"receipt|{receipt.number}"
            yield Event(key, "receipt", receipt.unit, receipt.received_at,
                        _place(receipt), _frame(sight, receipt), line)  # fmt: skip
        else:
            key = f"unplaced|{receipt.number}"
            yield Event(key, "unplaced", ANALYST, receipt.received_at, line=line)


def _state_words(settled: Settled | None) -> str:
    if settled is None:
        return "待校验"
    return "已通过校验" if settled.accepted else "有问题要改"


def _judged(sight: Sight) -> Iterator[Event]:
    """Of what nothing later has replaced: what was returned, and what only asks for a word."""
    for one in sight.state.open_submissions:
        receipt, asked = one.receipt, sight.questions.get(one.receipt.number, 0)
        if not receipt.is_placed(sight.office) or (one.accepted and not asked):
            continue
        kind = "questions" if one.accepted else "returned"
        errors = sum(found["severity"] == Severity.ERROR for found in one.findings)
        line = {
            "number": f"{receipt.number:06d}",
            "received": day_words(receipt.received_at),
            "errors": str(errors),
            "warnings": str(asked),
            "folder": f"returned/{receipt.period}/{receipt.unit}/{receipt.number:06d}",
        }
        key = f"{kind}|{receipt.number}"
        yield Event(key, kind, receipt.unit, receipt.received_at,
                    _place(receipt), _frame(sight, receipt), line)  # fmt: skip


def _place(receipt: Receipt) -> str:
    return f"{receipt.period}|{receipt.unit}"


def _frame(sight: Sight, receipt: Receipt) -> dict[str, str]:
    name = sight.office.by_code[receipt.unit].name
    return {
        "unit_name": name,
        "period": month_words(receipt.period),
        "due": date_words(due_date(receipt.period)),
    }


def _deadlines(sight: Sight, status: UnitStatus) -> Iterator[Event]:
    """What of one unit and month is due within three working days or late, by its due day."""
    for due in sorted({one.duty.due for one in status.owed}):
        unmet = [one for one in status.owed if one.duty.due == due and _is_unmet(one)]
        is_late = sight.today > due
        first = due + ONE_DAY if is_late else reminder_day(due)
        if sight.today < first:
            continue
        kind = "late" if is_late else "due_soon"
        place = f"{status.period}|{status.unit}|{due}"
        frame = {
            "unit_name": status.unit_name,
            "period": month_words(status.period),
            "due": date_words(due),
        }
        for one in unmet:
            yield Event(f"{kind}|{place}|{one.duty.dataset}", kind, status.unit, start_of(first),
                        place, frame, _duty_line(one))  # fmt: skip


def _is_unmet(one: DutyStatus) -> bool:
    """Who has said and signed why it is late knows that it is."""
    return one.state in UNMET and not (one.late_reason and one.late_reason_signed)


def _duty_line(one: DutyStatus) -> dict[str, str]:
    contract = load_contracts().get(one.duty.dataset)
    title = one.duty.dataset if contract is None else contract.title
    return {"dataset": title, "state": WORDS[one.state]}
