"""The journal of messages: a killed process loses none, and nobody's address stands in it."""

import os
import signal
from datetime import timedelta

import pytest
from home_kit import OTHER, office_of
from message_kit import NOON, Post, message_home, receive, tell
from post_kit import write_notify

from assets.audit import keep_trail, trail_faults
from assets.messages.events import look
from assets.messages.outbox import MOST_TRIES, read_outbox
from assets.messages.unit_events import unit_events


@pytest.fixture
def store(tmp_path):
    return message_home(tmp_path / "home")


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
