"""Sending a message through Apprise, one address at a time; 发送.

Belongs here: which services there are, the call, and what went wrong, in words without an address.
Does not belong here: what is sent and when (assets). Apprise takes half a second to import, so it
is imported when something is sent.
"""

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any
from urllib.parse import quote

from outputs.messages.wording import Message
from sources.messaging import Address, Messaging, MessagingRefused

SERVICES = {
    "mailto": "电子邮件",
    "mailtos": "电子邮件（加密）",
    "dingtalk": "钉钉群机器人",
    "wecombot": "企业微信群机器人",
    "feishu": "飞书群机器人",
    "lark": "飞书国际版群机器人",
    "json": "本单位的接口",
    "jsons": "本单位的接口（加密）",
}
# What the platforms show to be copied, and Apprise's own form of the same.
PASTED = {
    "dingtalk": re.compile(r"^https://oapi\.dingtalk\.com/robot/send\?access_token=(\w+)$"),
    "wecombot": re.compile(r"^https://qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=([\w-]+)$"),
    "feishu": re.compile(r"^https://open\.feishu\.cn/open-apis/bot/v2/hook/([\w-]+)/?$"),
}
# These answer a refusal with HTTP 200 and a number, which Apprise takes for a success.
ANSWER_IN_BODY = ("dingtalk", "wecombot")
REFUSED_INSIDE = 502
STATUS = re.compile(r"error=(\d{3})")
REJECTED = re.compile(r"code=(-?\d+)")
UNREACHABLE = "连不上，或者对方没有接收"


class Answers:
    """`requests` for a plugin that looks at the HTTP status only: an answer must say errcode 0."""

    def __init__(self, real: Any) -> None:
        self._real = real
        self.code: str = ""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def post(self, *values: Any, **options: Any) -> Any:
        """Post, and turn a refusal inside an HTTP 200 into one that shows."""
        answer = self._real.post(*values, **options)
        self.code = ""
        if answer.status_code == self._real.codes.ok:
            self.code = error_code(answer)
            if self.code != "0":
                answer.status_code = REFUSED_INSIDE
        return answer


def error_code(answer: Any) -> str:
    """What an answer gives as `errcode`; `?` if it is no such answer at all."""
    try:
        said = answer.json()
    except ValueError:
        return "?"
    return str(said.get("errcode", "?")) if isinstance(said, dict) else "?"


class Heard(logging.Handler):
    """What Apprise complains of. It names addresses, so it is listened to and never passed on."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one complaint."""
        self.said.append(record.getMessage())


@contextmanager
def listening() -> Iterator[Heard]:
    """Apprise's own log kept from everybody else's."""
    log, heard = logging.getLogger("apprise"), Heard()
    before = log.propagate, log.level, log.handlers
    log.propagate, log.handlers = False, [heard]
    log.setLevel(logging.WARNING)
    try:
        yield heard
    finally:
        log.propagate, log.handlers = before[0], before[2]
        log.setLevel(before[1])


class Sender:
    """Sends to the addresses of `notify.yaml`; keeps each service's own pace between messages."""

    def __init__(self) -> None:
        self._services: dict[str, Any] = {}
        self._answers: dict[str, Answers] = {}

    def send(self, address: Address, message: Message) -> str | None:
        """Send one message. None if it was accepted, else what went wrong."""
        with listening() as heard:
            service = self._service(address)
            if service is None:
                return "地址不能用"
            said = self._answers.get(service_of(address))
            is_sent = service.notify(body=message.body, title=message.title, body_format="text")
        if is_sent:
            return None
        return fault_words(heard.said, "" if said is None else said.code)

    def _service(self, address: Address) -> Any:
        if address.name not in self._services:
            self._services[address.name] = self._opened(address)
        return self._services[address.name]

    def _opened(self, address: Address) -> Any:
        import apprise

        asset = apprise.AppriseAsset(
            app_id="mingzhang", app_desc="明账", async_mode=False, plugin_paths=[]
        )
        found = apprise.Apprise.instantiate(
            apprise_url(address), asset=asset, suppress_exceptions=True
        )
        name = service_of(address)
        if found is not None and name.startswith("mailto"):
            # A robot shuts out who sends too fast, so Apprise waits; a mail server does not.
            found.request_rate_per_sec = 0
        if found is not None and name in ANSWER_IN_BODY and name not in self._answers:
            plugin = import_module(f"apprise.plugins.{name}")
            real = plugin.requests
            self._answers[name] = real if isinstance(real, Answers) else Answers(real)
            plugin.requests = self._answers[name]
        return found


def apprise_url(address: Address) -> str:
    """The address as Apprise reads it; a robot's own address may be pasted as it is shown."""
    url = address.url.get_secret_value().strip()
    for schema, pattern in PASTED.items():
        if found := pattern.fullmatch(url):
            return f"{schema}://{quote(found[1])}"
    if url.startswith("mailto"):
        # Else Apprise makes a web page of the text.
        return f"{url}{'&' if '?' in url else '?'}format=text"
    return url


def service_of(address: Address) -> str:
    """The service's short name."""
    return apprise_url(address).partition("://")[0]


def refuse_unknown_services(messaging: Messaging) -> None:
    """Raise MessagingRefused for an address that cannot be sent to."""
    with listening():
        bad = [one.name for one in messaging.addresses if not _is_usable(one)]
    if bad:
        raise MessagingRefused(
            f"notify.yaml 里 {'、'.join(bad)} 的 url 不能用；可用的写法以这些开头："
            f"{'、'.join(f'{name}://（{words}）' for name, words in SERVICES.items())}。"
        )


def _is_usable(address: Address) -> bool:
    return service_of(address) in SERVICES and Sender()._opened(address) is not None  # noqa: SLF001


def fault_words(said: Sequence[str], code: str) -> str:
    """What went wrong, from what Apprise complained of, without quoting it."""
    if code == "?":
        return "对方的回答认不出来"
    if code not in ("", "0"):
        return f"对方拒收，errcode {code}"
    text = " ".join(said)
    if found := REJECTED.search(text):
        return f"对方拒收，code {found[1]}"
    if found := STATUS.search(text):
        return f"对方拒收，HTTP {found[1]}"
    return UNREACHABLE
