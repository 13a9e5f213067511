"""What units, reviewers and the analyst are told: once, in time, never in the night, no person."""

import os
import signal
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from home_kit import BAD, CORRECTED, GOOD, OTHER, UNIT, WARNED, office_of, open_home, run, send
from post_kit import write_notify

from assets.audit import keep_trail, trail_faults
from assets.messages.events import look
from assets.messages.outbox import MOST_TRIES, Line, add_to_outbox, read_outbox
from assets.messages.review_events import review_events, waiting
from assets.messages.rounds import MOST_AT_ONCE, Desk, plan_round, send_round, try_again
from assets.messages.trouble import run_events
from assets.messages.unit_events import unit_events
from assets.mornings.morning import message_tasks
from assets.mornings.night import Night, NightRun
from assets.planning import reminder_day
from assets.receipts import CHINA, now_in_china
from assets.stages.propose import propose
from outputs.messages.wording import LONGEST, PersonalDataError, message
from pipelines.demo import demo_keys
from sources.contract import load_contracts
from sources.message_kinds import AUDIENCES, KIND_WORDS
from sources.messaging import MessagingRefused, Quiet, load_messaging

PERIOD = "2026-10"
NOON = datetime(2026, 11, 30, 12, tzinfo=CHINA)
MOBILE = "13812345678"


@pytest.fixture
def store(tmp_path):
    made = open_home(tmp_path / "home")
    own = made.office.read_text(encoding="utf-8")
    owing = own.replace('{code: "610204",', '{code: "610204", owes: [fund_allocation, budget],')
    made.office.write_text(owing.replace('"2017-04"', '"2026-10"'), encoding="utf-8")
    write_notify(made, {"name": "各方", "url": "json://127.0.0.1/x", "to": ALL})
    return made


ALL = ["units", "reviewers", "secrecy", "analyst"]


def told(store, now=NOON):
    return {one.key.split("|")[0] for one in unit_events(look(store, office_of(store), now))}


def keys(store, now=NOON):
    return {one.key for one in unit_events(look(store, office_of(store), now))}


class Post:
    """Takes every message, or fails it; the clock goes with the test."""

    def __init__(self, now=NOON):
        self.now, self.fault, self.sent = now, None, []

    def send(self, address, words):
        self.sent.append((address.name, words))
        return self.fault

    def clock(self):
        return self.now


def tell(store, post, events=None):
    office = office_of(store)
    desk = Desk(store, office, load_messaging(store.notify, office), post.send, post.clock)
    found = unit_events(look(store, office, post.now)) if events is None else events
    return send_round(desk, found)


def receive(store, text=None, **place):
    """By default a good table, another one for each unit."""
    text = text or GOOD.replace("1.5", f"{1 + int(place.get('unit', UNIT)) % 97}.5")
    send(store, text, period=PERIOD, **place)
    run(store)


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


def test_a_killed_process_loses_no_message_and_repeats_few(store, tmp_path):
    """Killed for real between sending and writing down, again and again."""
    receive(store)
    receipt = [e for e in unit_events(look(store, office_of(store), NOON)) if e.kind == "receipt"]

    def send_and_die(address, words):
        with (tmp_path / "sent").open("a", encoding="utf-8") as stream:
            stream.write(f"{words.title}\n")
        os.kill(os.getpid(), signal.SIGKILL)

    for day in range(MOST_TRIES + 2):
        post = Post(NOON + timedelta(days=day))
        post.send = send_and_die if day < MOST_TRIES else post.send
        ended = in_a_fork(lambda: tell(store, post, receipt))  # noqa: B023 it ends at once
        assert ended == (-signal.SIGKILL if day < MOST_TRIES else 0)
    sent = (tmp_path / "sent").read_text(encoding="utf-8").splitlines()
    assert sent == ["【明账】收件回执：铜川市耀州区 2026年10月"] * MOST_TRIES
    (one,) = read_outbox(store.messages).given_up
    assert "中断" in one.why


def in_a_fork(call):
    """How a process of its own ends that makes a call."""
    process = os.fork()
    if not process:
        call()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def test_a_half_written_line_is_cut_and_its_message_sent(store):
    receive(store, unit=OTHER)
    tell(store, Post())
    whole = store.messages.read_bytes()
    sent = whole.splitlines(keepends=True)[-1]
    store.messages.write_bytes(whole[: -len(sent)] + sent[:20])
    keep_trail(store)
    post = Post(NOON + timedelta(days=1))
    tell(store, post)
    assert len(post.sent) == 1
    assert all(line.endswith(b"}") for line in store.messages.read_bytes().splitlines())
    keep_trail(store)
    assert trail_faults(store) == ()


def test_the_journal_and_the_trail_name_no_address(store):
    url = "mailto://user:secret@mail.example.org?to=someone@example.org"
    write_notify(store, {"name": "单位邮箱", "url": url, "to": ["units"]})
    receive(store)
    tell(store, Post())
    keep_trail(store)
    kept = store.messages.read_text(encoding="utf-8") + store.audit.read_text(encoding="utf-8")
    assert "单位邮箱" in kept
    assert "example.org" not in kept
    assert "secret" not in kept


def test_a_message_with_anything_personal_is_not_sent_and_the_analyst_is_told(store):
    text = store.office.read_text(encoding="utf-8")
    store.office.write_text(text.replace("铜川市耀州区", f"耀州区 {MOBILE}"), encoding="utf-8")
    receive(store)
    post = Post()
    done = tell(store, post)
    assert {why for _, why in done.refused} == {"mobile"}
    tell(store, post)
    assert [words.title for _, words in post.sent] == ["【明账】消息被隐私审查拦下：2 条"]
    assert MOBILE not in store.messages.read_text(encoding="utf-8")
    assert not any(MOBILE in words.text for _, words in post.sent)


@pytest.mark.parametrize(
    "value", [MOBILE, "610204199001011234", "张三，肺癌", "someone@example.org"]
)
@pytest.mark.parametrize("kind", KIND_WORDS)
def test_no_kind_of_message_lets_personal_data_pass(kind, value):
    frame, line = dict.fromkeys(FRAME, "示例"), dict.fromkeys(LINE, "示例")
    message(kind, frame, [line])
    with pytest.raises(PersonalDataError) as held:
        message(kind, {**frame, "office": value}, [line])
    assert value not in str(held.value)


FRAME = (
    "office", "hotline", "pickup", "unit_name", "period", "due", "digest", "holder",
    "waiting_units", "signed", "is_signed", "plan", "tries",
)  # fmt: skip
LINE = (
    "number", "received", "state", "errors", "warnings", "folder", "dataset", "job", "run",
    "ended", "meaning", "night", "kind", "address", "why",
)  # fmt: skip


@pytest.mark.parametrize("kind", KIND_WORDS)
def test_the_longest_message_fits_a_robot_and_says_what_it_leaves_out(kind):
    frame = dict.fromkeys(FRAME, "很长的名称" * 8)
    made = message(kind, frame, [dict.fromkeys(LINE, "一二三四五六七八九十")] * 500)
    assert len(made.text.encode()) <= LONGEST
    assert made.title.startswith("【明账】")
    assert "\n" not in made.title
    if "·" in made.body:
        shown = made.body.count("·")
        assert f"另有 {500 - shown} 件" in made.body


def test_the_names_of_all_datasets_pass_the_guard():
    for contract in load_contracts().values():
        line = {"dataset": contract.title, "state": "逾期未报"}
        message("late", dict.fromkeys(FRAME, "示例"), [line])


def test_every_kind_has_words_and_an_audience():
    assert set(KIND_WORDS) == set(AUDIENCES)


def test_reviewers_are_told_who_holds_the_candidate_and_units_to_sign(store):
    receive(store)
    propose(store, office_of(store))
    found = review_events(waiting(store), NOON)
    assert [(one.kind, one.to) for one in found] == [("to_sign", UNIT), ("waits", "reviewers")]
    assert found[1].frame["holder"] == "提供单位"


def test_when_units_have_signed_it_is_the_turn_of_the_next_role(store):
    sign_by(store, "provider")
    found = review_events(waiting(store), NOON)
    assert [(one.kind, one.to) for one in found] == [("waits", "reviewers"), ("turn", "secrecy")]


def test_when_all_have_signed_it_waits_for_publication(store):
    sign_by(store, "provider", "secrecy", "deputy", "chief")
    (one,) = review_events(waiting(store), NOON)
    assert one.frame["holder"] == "签批齐全，等待发布"


def test_a_candidate_that_was_sent_back_is_held_by_nobody(store):
    sign_by(store, "provider")
    sign_by(store, "secrecy", decision="return", note=f"请联系 {MOBILE}")
    found = review_events(waiting(store), NOON)
    assert {(one.kind, one.to) for one in found} == {
        ("sent_back", "reviewers"), ("sent_back", "analyst"),
    }  # fmt: skip
    assert not any(MOBILE in str(one) for one in found)


def sign_by(store, *roles, **act):
    from assets.receipts import read_receipts
    from assets.stages.publish import people_of, sign
    from assets.stages.settle import load_state
    from expectations.signing import SigningAct

    office = office_of(store)
    if not store.current_candidate.exists():
        receive(store)
        propose(store, office)
    people = people_of(office, load_state(store), read_receipts(store))
    for (role, principal), key in demo_keys(store, office).items():
        if role in roles and (role != "provider" or UNIT in principal):
            made = SigningAct(
                role=role, principal=principal, key=key, signed_at=now_in_china(), **act
            )
            sign(store, people, made)


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


def test_settings_that_others_may_read_are_refused(store):
    store.notify.chmod(0o640)
    with pytest.raises(MessagingRefused, match="chmod 600"):
        load_messaging(store.notify, office_of(store))


@pytest.mark.parametrize(
    "text",
    [
        "since: 2026-01-01\naddresses: [{name: a, url: 'mailto://u:SECRET@h', to: units}]",
        "since: 2026-01-01\naddresses: [{name: a b, url: 'mailto://u:SECRET@h', to: [units]}]",
        "since: 2026-01-01\naddresses: [{name: a, url: 'mailto://u:SECRET@h', to: ['9']}]",
        "since: 2026-01-01\naddresses: [{name: a, urls: 'mailto://u:SECRET@h', to: [units]}]",
        "since: 2026-01-01\naddresses: [{name: a, url: 'mailto://u:SECRET@h'\n  to: [units",
        "since: 'SECRET'\naddresses: []",
    ],
)
def test_a_complaint_about_the_settings_quotes_no_secret(store, text):
    store.notify.write_text(text, encoding="utf-8")
    with pytest.raises(MessagingRefused) as refused:
        load_messaging(store.notify, office_of(store))
    assert "SECRET" not in str(refused.value)
    assert "notify.yaml" in str(refused.value)


def test_settings_that_cannot_be_read_are_refused_and_no_failure_of_ours(store):
    store.notify.unlink()
    store.notify.mkdir(mode=0o700)
    with pytest.raises(MessagingRefused, match="读不了"):
        load_messaging(store.notify, office_of(store))


def test_without_settings_or_switched_off_nothing_is_sent(store):
    text = store.notify.read_text(encoding="utf-8")
    store.notify.write_text(f"enabled: false\n{text}", encoding="utf-8")
    assert load_messaging(store.notify, office_of(store)) is None
    store.notify.unlink()
    assert load_messaging(store.notify, office_of(store)) is None


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
