"""What units are told, and when: receipts, returns, reminders, what is late."""

from datetime import date, datetime

import pytest
from home_kit import BAD, CORRECTED, OTHER, UNIT, WARNED, office_of
from message_kit import NOON, PERIOD, Post, message_home, receive, tell

from assets.messages.events import look
from assets.messages.unit_events import unit_events
from assets.planning import reminder_day
from assets.receipts import CHINA


@pytest.fixture
def store(tmp_path):
    return message_home(tmp_path / "home")


def told(store, now=NOON):
    return {one.key.split("|")[0] for one in unit_events(look(store, office_of(store), now))}


def keys(store, now=NOON):
    return {one.key for one in unit_events(look(store, office_of(store), now))}


def test_a_unit_is_told_of_receipt_and_return_and_questions(store):
    receive(store)
    receive(store, BAD, unit=OTHER)
    receive(store, WARNED, unit="350322")
    assert {"receipt|1", "receipt|2", "returned|2", "questions|3"} <= keys(store)
    assert not {"returned|1", "questions|1", "returned|3"} & keys(store)


def test_what_a_newer_file_has_replaced_is_not_returned_any_more(store):
    receive(store, BAD)
    receive(store, CORRECTED)
    assert {"receipt|1", "receipt|2"} <= keys(store)
    assert "returned" not in told(store)


def test_a_file_that_belongs_nowhere_is_told_to_the_analyst(store):
    receive(store, unit="999999")
    (one,) = [e for e in unit_events(look(store, office_of(store), NOON)) if "unplaced" in e.key]
    assert one.to == "analyst"


# 2026-11-05 is a Thursday: three working days before it is Monday the 2nd.
@pytest.mark.parametrize(
    ("day", "kind"),
    [(1, set()), (2, {"due_soon"}), (5, {"due_soon"}), (6, {"late"}), (30, {"late"})],
)
def test_a_unit_is_reminded_three_working_days_before_and_told_when_it_is_late(store, day, kind):
    assert told(store, datetime(2026, 11, day, 0, 1, tzinfo=CHINA)) == kind


def test_a_reminder_counts_working_days_even_where_no_order_on_holidays_is_known():
    assert reminder_day(date(2026, 10, 5)) == date(2026, 9, 28)  # over the National Day
    assert reminder_day(date(2029, 3, 5)) == date(2029, 2, 28)  # a Monday; no calendar yet


def test_what_came_is_not_reminded_of(store):
    receive(store)
    late = {key for key in keys(store) if key.startswith("late")}
    assert late == {f"late|{PERIOD}|{UNIT}|2026-11-05|budget"}


def test_a_sample_office_says_that_it_is_one(store):
    receive(store)
    post = Post()
    tell(store, post)
    assert all("这是示例，不是真实的报送。" in words.body for _, words in post.sent)
    text = store.office.read_text(encoding="utf-8").replace("demo: true", "demo: false")
    store.office.write_text(text, encoding="utf-8")
    receive(store, unit=OTHER)
    tell(store, post)
    assert "示例，不是" not in post.sent[-1][1].body


def test_nothing_older_than_the_beginning_is_told(store):
    receive(store)
    text = store.notify.read_text(encoding="utf-8")
    store.notify.write_text(text.replace("2019-01-01", "2999-01-01"), encoding="utf-8")
    post = Post()
    tell(store, post)
    assert post.sent == []
