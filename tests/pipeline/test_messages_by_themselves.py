"""Messages start by themselves, when there is something to say, and break nothing."""

from datetime import datetime, timedelta

import dagster as dg
import pytest
from post_kit import webhook, write_notify

from assets.graph.resource import DataHome
from assets.messages.trouble import SETTLES_WITHIN
from assets.receipts import CHINA, now_in_china
from assets.stages.receive import receive
from outputs.messages.wording import message
from pipelines.notifying import stamp_of, what_next
from pipelines.runs_seen import has_dagster, open_instance
from pipelines.telling import open_telling
from sources.office import load_office


@pytest.fixture
def hook():
    with webhook() as served:
        yield served


@pytest.fixture
def received(home, hook):
    """A home with one receipt to tell, and settings that lead to the hook."""
    path = home.inbox / "2018-10" / "610204" / "a.csv"
    path.parent.mkdir(parents=True)
    path.write_text("x", encoding="utf-8")
    receive(home)
    addresses = {"name": "群", "url": hook.url(), "to": ["units", "analyst"]}
    write_notify(home, addresses)
    return home


def next_of(home, instance):
    return what_next(instance, DataHome(path=str(home.home)), now_in_china())


def test_without_settings_nothing_starts(home, instance):
    assert "notify.yaml" in next_of(home, instance).skip_message


def test_nothing_is_looked_at_again_until_something_changed_or_half_an_hour_has_passed(received):
    start = datetime(2026, 11, 30, 12, 0, tzinfo=CHINA)
    first = stamp_of(received, start)
    assert stamp_of(received, start + timedelta(minutes=29)) == first
    assert stamp_of(received, start + timedelta(minutes=30)) != first
    path = received.signoffs / "candidates" / "0" / "secrecy.json"
    path.parent.mkdir(parents=True)
    path.write_text("{}", encoding="utf-8")
    assert stamp_of(received, start) != first


def test_settings_that_cannot_be_used_stop_no_sensor(received, instance):
    received.notify.chmod(0o644)
    assert "chmod 600" in next_of(received, instance).skip_message


def test_something_to_say_starts_a_run_that_says_it_once(received, hook, instance, run):
    assert isinstance(next_of(received, instance), dg.RunRequest)
    assert run(received, "messages").success
    assert [body["title"] for _, body in hook.taken] == [
        "【明账】收件回执：铜川市耀州区 2018年10月"
    ]
    assert "没有要发的消息" in next_of(received, instance).skip_message
    assert run(received, "messages").success
    assert len(hook.taken) == 1


def test_a_message_that_cannot_be_sent_fails_no_run(received, hook, instance, run):
    hook.status = 500
    assert run(received, "messages").success
    assert "等着再试 1 条" in next_of(received, instance).skip_message


def test_a_failed_run_reaches_the_analyst_from_the_memory_of_dagster(received):
    @dg.op
    def break_down():
        raise RuntimeError("13812345678")

    @dg.job(executor_def=dg.in_process_executor)
    def intake():
        break_down()

    assert not has_dagster(received)
    telling = open_telling(received, load_office(received.office))
    with open_instance(received) as own:
        failed = intake.execute_in_process(instance=own, raise_on_error=False)
    assert has_dagster(received)
    later = now_in_china() + SETTLES_WITHIN + timedelta(minutes=1)
    (one,) = [one for one in telling.events(later) if one.kind == "run_failed"]
    assert (one.line["job"], one.line["run"]) == ("intake", failed.run_id[:8])
    words = message("run_failed", {"office": "示例", "hotline": "12317"}, [one.line]).text
    assert "程序自身出错" in words
    assert "13812345678" not in words
