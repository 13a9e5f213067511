"""Sending in rounds: once, in time, never in the night, tried again and not for ever."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from home_kit import OTHER, office_of
from message_kit import ALL, NOON, Post, message_home, receive, tell
from post_kit import write_notify

from assets.messages.events import look
from assets.messages.outbox import MOST_TRIES, Line, add_to_outbox, read_outbox
from assets.messages.rounds import MOST_AT_ONCE, plan_round, try_again
from assets.messages.unit_events import unit_events
from assets.mornings.morning import message_tasks
from assets.receipts import CHINA
from sources.messaging import Quiet, load_messaging


@pytest.fixture
def store(tmp_path):
    return message_home(tmp_path / "home")


def test_each_thing_is_said_once(store):
    receive(store)
    post = Post()
    assert len(tell(store, post).sent) == 2  # a receipt, and one message for all that is late
    first = len(post.sent)
    tell(store, post)
    assert len(post.sent) == first
    receive(store, unit=OTHER)
    tell(store, post)
    assert [words.title for _, words in post.sent[first:]] == [
        "【明账】收件回执：邵阳市北塔区 2026年10月"
    ]


def test_what_falls_into_quiet_hours_is_sent_in_the_morning(store):
    receive(store)
    text = store.notify.read_text(encoding="utf-8").replace('start: "00:00"', 'start: "20:00"')
    store.notify.write_text(text.replace('end: "00:00"', 'end: "08:00"'), encoding="utf-8")
    post = Post(NOON.replace(hour=23))
    tell(store, post)
    assert post.sent == []
    assert not store.messages.exists()
    post.now = NOON.replace(day=30, hour=8) + timedelta(days=1)
    tell(store, post)
    assert len(post.sent) == 2


def test_quiet_hours_pass_midnight_and_hold_all_day_on_days_off():
    quiet = Quiet()

    def at(day, hour):
        return quiet.holds(datetime(2026, 10, day, hour, tzinfo=CHINA))

    assert [at(28, hour) for hour in (7, 8, 19, 20)] == [True, False, False, True]
    assert at(1, 12)  # National Day
    assert not at(10, 12)  # a Saturday that is worked for it
    assert Quiet(rest_days=False).holds(datetime(2026, 10, 1, 12, tzinfo=CHINA)) is False


def test_an_address_may_want_to_be_woken(store):
    address = {"name": "各方", "url": "json://127.0.0.1/x", "to": ALL, "at_any_hour": True}
    write_notify(store, address)
    text = store.notify.read_text(encoding="utf-8")
    store.notify.write_text(text.replace('end: "00:00"', 'end: "23:59"'), encoding="utf-8")
    receive(store)
    post = Post()
    tell(store, post)
    assert post.sent


def test_a_failure_is_tried_again_later_and_not_for_ever(store):
    receive(store)
    post = Post()
    post.fault = "连不上"
    receipt = [e for e in unit_events(look(store, office_of(store), NOON)) if e.kind == "receipt"]
    for _ in range(MOST_TRIES):
        assert [one.kind for one, _ in tell(store, post, receipt).failed] == ["receipt"]
        again = tell(store, post, receipt).failed  # not at once
        assert "receipt" not in [one.kind for one, _ in again]
        post.now += timedelta(days=1)
    (one,) = read_outbox(store.messages).given_up
    assert (one.key, one.why) == ("receipt|1", "连不上")
    post.fault = None
    done = tell(store, post, receipt)
    assert [envelope.kind for envelope in done.sent] == ["undelivered"]


def test_what_was_given_up_is_told_to_the_analyst_and_can_be_tried_again(store):
    write_notify(
        store,
        {"name": "单位", "url": "json://127.0.0.1/x", "to": ["units"]},
        {"name": "分析", "url": "json://127.0.0.1/y", "to": ["analyst"]},
    )
    receive(store, unit=OTHER)
    lines = [
        Line(at=NOON, step="trying", kind="receipt", address="单位", keys=("receipt|1",))
    ] * MOST_TRIES
    add_to_outbox(store.messages, lines)
    post = Post()
    tell(store, post)
    assert [one.what for one in message_tasks(store)] == ["1 项消息送不出去，0 项被隐私审查拦下"]
    about = [words for name, words in post.sent if name == "分析"]
    assert [one.title for one in about] == ["【明账】消息送不出去：1 条"]
    assert "收件回执 → 单位" in about[0].body
    tell(store, post)
    assert len([1 for name, _ in post.sent if name == "分析"]) == 1
    try_again(store, NOON)
    tell(store, post)
    assert any("收件回执：邵阳" in words.title for name, words in post.sent if name == "单位")


def test_an_address_that_fails_is_asked_once_a_round_and_others_go_on(store):
    write_notify(
        store,
        {"name": "坏", "url": "json://127.0.0.1/x", "to": ["units"]},
        {"name": "好", "url": "json://127.0.0.1/y", "to": ["units"]},
    )
    receive(store)
    receive(store, unit=OTHER)
    post = Post()

    def send_some(address, words):
        post.sent.append((address.name, words))
        return "连不上" if address.name == "坏" else None

    post.send = send_some
    done = tell(store, post)
    assert [name for name, _ in post.sent].count("坏") == 1
    assert len(done.sent) == 3
    assert done.left == 2


def test_one_address_gets_no_more_than_its_share_in_a_round(store):
    receive(store)
    office = office_of(store)
    some = unit_events(look(store, office, NOON))[0]
    many = [replace(some, key=f"receipt|{n}", topic=str(n)) for n in range(MOST_AT_ONCE + 5)]
    post = Post()
    done = tell(store, post, many)
    assert (len(done.sent), done.left) == (MOST_AT_ONCE, 5)
    plan = plan_round(many, load_messaging(store.notify, office), read_outbox(store.messages), NOON)
    assert len(plan.ready) == 5
