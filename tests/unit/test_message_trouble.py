"""What the analyst is told of the night: failures of ours, and a night on which nothing ran."""

from datetime import date, timedelta

import pytest
from message_kit import FRAME, NOON

from assets.messages.trouble import run_events
from assets.mornings.night import Night, NightRun
from outputs.messages.wording import message


def seen(cause="ours", status="failed", began=NOON - timedelta(hours=3), job="intake", run="0"):
    return NightRun(run * 36, job, "sensor", "", status, began, began, cause=cause)


def night(*runs, missed=()):
    return Night(NOON - timedelta(days=1), NOON, runs, missed, NOON, None)


def kinds_of(found):
    return [(one.kind, one.to) for one in run_events(found, NOON)]


@pytest.mark.parametrize("cause", ["disk", "killed", "too_long", "locked", "ours"])
def test_a_run_that_failed_by_our_fault_is_told_to_the_analyst(cause):
    (one,) = run_events(night(seen(cause)), NOON)
    assert (one.kind, one.to) == ("run_failed", "analyst")
    message("run_failed", dict.fromkeys(FRAME, "示例"), [one.line])


def test_what_the_gate_refused_or_a_later_run_made_up_for_is_not_told():
    assert kinds_of(night(seen("refused"))) == []
    later = seen(None, "done", NOON - timedelta(hours=1), job="nightly", run="1")
    assert kinds_of(night(seen(), later)) == []
    assert kinds_of(night(seen(began=NOON - timedelta(minutes=5)))) == []  # may be tried again
    assert kinds_of(None) == []


def test_a_night_on_which_nothing_ran_is_told():
    assert kinds_of(night(missed=(date(2026, 11, 30),))) == [("night_missed", "analyst")]
