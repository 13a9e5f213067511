"""The command notify, as an operator types it."""

import pytest
from cli_kit import answer_of, mingzhang, refusal_of
from home_kit import BAD, good_home, open_home, receive_only
from post_kit import mailbox, webhook, write_notify

from assets.store import Store


@pytest.fixture
def home(tmp_path):
    store = open_home(tmp_path / "home")
    receive_only(store, BAD)
    return store


def test_without_settings_it_says_so_and_sends_nothing(home):
    done = mingzhang(home.home, "notify")
    assert done.exit_code == 0
    assert "notify.yaml" in done.output
    assert answer_of(home.home, "notify") == {"configured": False}
    assert not home.messages.exists()


def test_a_dry_run_shows_every_text_and_sends_none(home):
    with mailbox() as box:
        write_notify(home, {"name": "单位", "url": box.url(), "to": ["units"]})
        said = mingzhang(home.home, "notify", "--dry-run").output
        (one,) = answer_of(home.home, "notify", "--dry-run")["messages"]
    assert "收件编号 000001" in said
    assert "共 1 条，这次都没有发" in said
    assert (one["kind"], one["address"], one["state"]) == ("receipt", "单位", "现在发")
    assert box.taken == []
    assert not home.messages.exists()


def test_a_round_sends_each_once_to_the_mailbox_and_the_hook(home):
    with mailbox() as box, webhook() as hook:
        write_notify(
            home,
            {"name": "单位", "url": box.url(), "to": ["610204"]},
            {"name": "群", "url": hook.url(), "to": ["units"]},
            {"name": "别的单位", "url": box.url(), "to": ["430511"]},
        )
        first = answer_of(home.home, "notify")
        second = answer_of(home.home, "notify")
    assert {(one["address"], one["kind"]) for one in first["sent"]} == {
        ("单位", "receipt"), ("群", "receipt"),
    }  # fmt: skip
    assert second["sent"] == []
    assert len(box.texts) == 1
    assert "收件编号 000001" in box.texts[0]
    assert "表.csv" not in box.texts[0]  # the name of a file may be a person's
    assert "收件编号 000001" in hook.taken[0][1]["message"]


def test_a_failure_is_told_and_is_no_failure_of_the_command(home):
    with webhook() as hook:
        hook.status = 500
        write_notify(home, {"name": "群", "url": hook.url("TOKEN"), "to": ["units"]})
        done = mingzhang(home.home, "notify")
    assert done.exit_code == 0
    assert "没送到：收件回执 → 群：对方拒收，HTTP 500；会再试" in done.output
    assert "TOKEN" not in done.output
    assert "TOKEN" not in done.stderr


def test_a_test_message_goes_to_each_address_at_any_hour(home):
    with mailbox() as box:
        write_notify(
            home,
            {"name": "好", "url": box.url(), "to": ["units"]},
            {"name": "坏", "url": "json://127.0.0.1:1/x", "to": ["analyst"]},
        )
        text = home.notify.read_text(encoding="utf-8").replace('end: "00:00"', 'end: "23:59"')
        home.notify.write_text(text, encoding="utf-8")
        done = mingzhang(home.home, "notify", "--test")
    assert done.exit_code == 1
    assert "好：对方已接收" in done.output
    assert "坏：连不上" in done.output
    assert "收件回执" in box.texts[0]
    assert "运行失败" not in box.texts[0]
    assert not home.messages.exists()


def test_settings_that_cannot_be_used_are_refused_in_chinese(home):
    write_notify(home, {"name": "群", "url": "slack://SECRET", "to": ["units"]})
    said = refusal_of(home.home, "notify")
    assert "群 的 url 不能用" in said
    assert "SECRET" not in said
    home.notify.chmod(0o644)
    assert "chmod 600" in refusal_of(home.home, "notify")


def test_reviewers_hear_of_a_waiting_candidate(tmp_path):
    good_home(tmp_path / "home")
    store = Store(tmp_path / "home")
    with webhook() as hook:
        write_notify(store, {"name": "审签群", "url": hook.url(), "to": ["reviewers"]})
        answer_of(store.home, "notify")
    ((_, body),) = hook.taken
    assert body["title"] == "【明账】候选稿待签批：提供单位"
    assert "还没有签字的提供单位：铜川市耀州区" in body["message"]
