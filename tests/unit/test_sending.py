"""What leaves this machine, byte for byte, for each service: a real mail server and a real webhook.

DingTalk, WeCom and Feishu are played by a server on this machine: Apprise makes its own request for
each, and only the address that it goes to is another. That the platforms themselves accept these
bodies is not proved here.
"""

import logging
from importlib import import_module

import pytest
from post_kit import mailbox, webhook

from outputs.messages.wording import Message
from pipelines.sending import UNREACHABLE, Answers, Sender, apprise_url, refuse_unknown_services
from sources.messaging import Address, Messaging, MessagingRefused

WORDS = Message("【明账】收件回执", "第一行\n第二行 <b>&amp; * # _")
PLAYED = {
    "dingtalk": ("dingtalk", "NotifyDingTalk", "robot/send?access_token={token}"),
    "wecombot": ("wecombot", "NotifyWeComBot", "cgi-bin/webhook/send?key={key}"),
    "feishu": ("feishu", "NotifyFeishu", "open-apis/bot/v2/hook/{token}/"),
}
BODIES = {
    "dingtalk": {
        "msgtype": "text",
        "at": {"atMobiles": [], "isAtAll": False},
        "text": {"content": f"{WORDS.title}\r\n{WORDS.body}"},
    },
    "wecombot": {"msgtype": "text", "text": {"content": f"{WORDS.title}\r\n{WORDS.body}"}},
    "feishu": {"msg_type": "text", "content": {"text": f"{WORDS.title}\r\n{WORDS.body}"}},
}
PATHS = {
    "dingtalk": "/robot/send?access_token=abc123",
    "wecombot": "/cgi-bin/webhook/send?key=abc123",
    "feishu": "/open-apis/bot/v2/hook/abc123/",
}
REFUSALS = {
    "dingtalk": ({"errcode": 310000, "errmsg": "keywords not in content"}, "errcode 310000"),
    "wecombot": ({"errcode": 93000, "errmsg": "invalid webhook url"}, "errcode 93000"),
    "feishu": ({"code": 19024, "msg": "Key Words Not Found"}, "code 19024"),
}
each_robot = pytest.mark.parametrize("service", PLAYED)


def address(url, name="地址"):
    return Address(name=name, url=url, to=("units",))


@pytest.fixture
def hook():
    with webhook() as served:
        yield served


@pytest.fixture
def play(hook, monkeypatch):
    """Let a platform's own requests go to the server of this test."""

    def played(service):
        module, name, path = PLAYED[service]
        plugin = import_module(f"apprise.plugins.{module}")
        monkeypatch.setattr(getattr(plugin, name), "notify_url", f"{hook.base}/{path}")
        return address(f"{service}://abc123")

    return played


@each_robot
def test_a_robot_gets_the_text_as_it_stands(play, hook, service):
    assert Sender().send(play(service), WORDS) is None
    assert hook.taken == [(PATHS[service], BODIES[service])]


@each_robot
def test_a_refusal_inside_a_success_is_a_failure(play, hook, service):
    hook.answer, words = REFUSALS[service]
    assert Sender().send(play(service), WORDS) == f"对方拒收，{words}"
    hook.answer = {"errcode": 0, "code": 0}
    assert Sender().send(play(service), WORDS) is None


@pytest.mark.parametrize("service", ["dingtalk", "wecombot"])
def test_a_page_of_some_proxy_is_no_success(play, hook, service):
    hook.answer = "<html>please log in</html>"
    assert Sender().send(play(service), WORDS) == "对方的回答认不出来"


@pytest.mark.parametrize("service", ["dingtalk", "wecombot"])
def test_apprise_alone_takes_such_a_refusal_for_a_success(play, hook, service):
    """When this fails, Apprise looks into the answer by itself, and `Answers` can go."""
    import apprise

    where = play(service)
    plugin = import_module(f"apprise.plugins.{service}")
    if isinstance(plugin.requests, Answers):
        plugin.requests = plugin.requests._real
    hook.answer, _ = REFUSALS[service]
    found = apprise.Apprise.instantiate(apprise_url(where))
    assert found.notify(body="x", body_format="text") is True


@each_robot
def test_a_status_that_is_none_of_success_is_told(play, hook, service):
    hook.status = 503
    assert Sender().send(play(service), WORDS) == "对方拒收，HTTP 503"


def test_a_signed_robot_of_dingtalk_signs(play, hook):
    play("dingtalk")
    assert Sender().send(address("dingtalk://SEC0abc@abc123"), WORDS) is None
    ((path, _),) = hook.taken
    assert "&timestamp=" in path
    assert "&sign=" in path


def test_an_interface_of_ones_own_gets_title_and_text(hook):
    assert Sender().send(address(hook.url()), WORDS) is None
    ((path, body),) = hook.taken
    assert (path, body["title"], body["message"]) == ("/hook", WORDS.title, WORDS.body)


def test_a_mail_is_plain_text_in_chinese():
    with mailbox() as box:
        assert Sender().send(address(box.url()), WORDS) is None
    ((sender, to, mail),) = box.taken
    assert sender.startswith("mail FROM:<mingzhang@example.org>")
    assert to == ["rcpt TO:<office@example.org>"]
    assert mail["Subject"] == WORDS.title
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().replace("\r\n", "\n").strip() == WORDS.body


def test_a_mail_that_the_server_refuses_is_a_failure():
    with mailbox() as box:
        box.refuses = True
        assert Sender().send(address(box.url()), WORDS) == UNREACHABLE
    assert Sender().send(address(box.url()), WORDS) == UNREACHABLE  # nobody listens any more


def test_no_log_names_an_address(hook, caplog):
    caplog.set_level(logging.DEBUG)
    hook.status = 500
    with mailbox() as box:
        box.refuses = True
        for one in (hook.url("token123"), box.url("someone@example.org")):
            assert Sender().send(address(one), WORDS)
    said = "\n".join(record.getMessage() for record in caplog.records if record.name == "apprise")
    assert said == ""


@pytest.mark.parametrize(
    ("pasted", "read"),
    [
        ("https://oapi.dingtalk.com/robot/send?access_token=ab12", "dingtalk://ab12"),
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a-b-1", "wecombot://a-b-1"),
        ("https://open.feishu.cn/open-apis/bot/v2/hook/a-b-1", "feishu://a-b-1"),
        ("mailto://h?from=b@b.cn&to=a@b.cn", "mailto://h?from=b@b.cn&to=a@b.cn&format=text"),
    ],
)
def test_what_a_platform_shows_may_be_pasted(pasted, read):
    assert apprise_url(address(pasted)) == read
    refuse_unknown_services(Messaging(since="2026-01-01", addresses=(address(pasted),)))


@pytest.mark.parametrize("url", ["http://SECRET", "slack://SECRET/a/b", "dingtalk://", "x"])
def test_a_service_that_is_not_known_is_refused_without_quoting_it(url):
    with pytest.raises(MessagingRefused) as refused:
        refuse_unknown_services(Messaging(since="2026-01-01", addresses=(address(url, "群"),)))
    assert "群" in str(refused.value)
    assert "SECRET" not in str(refused.value)
