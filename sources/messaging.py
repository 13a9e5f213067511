"""Whom messages go to, and when not to disturb them; 消息设置.

Belongs here: the model of `notify.yaml`. Does not belong here: what there is to say (assets), the
words (outputs), sending (pipelines). The file holds passwords and tokens, so it is kept apart from
office.yaml, nobody but its owner may read it, and no complaint about it quotes it.
"""

import stat
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated, Self, get_args

import yaml
from pydantic import ConfigDict, SecretStr, ValidationError, model_validator
from pydantic import Field as Setting

from sources.message_kinds import Kind
from sources.office import Office
from sources.strict import Strict, parse_yaml
from sources.workdays import probably_worked

UNITS, REVIEWERS, ANALYST = "units", "reviewers", "analyst"
REVIEWING = ("secrecy", "deputy", "chief")
GROUPS = frozenset({UNITS, REVIEWERS, ANALYST, *REVIEWING})
READABLE_BY_OTHERS = stat.S_IRWXG | stat.S_IRWXO
HOUR = r"^([01]\d|2[0-3]):[0-5]\d$"
Hour = Annotated[str, Setting(pattern=HOUR)]


class MessagingRefused(ValueError):  # noqa: N818 - a refusal is an answer
    """`notify.yaml` cannot be used; the reasons, which quote nothing of it."""


class Hidden(Strict):
    """A strict value whose errors never show what stood in the file."""

    model_config = ConfigDict(hide_input_in_errors=True)


class Quiet(Hidden):
    """When nobody is disturbed, 免打扰: hours of the day, and days off if `rest_days`."""

    start: Hour = "20:00"
    end: Hour = "08:00"
    rest_days: bool = True

    def holds(self, at: datetime) -> bool:
        """True if nothing is sent at this time of China."""
        hour, start, end = at.time(), time.fromisoformat(self.start), time.fromisoformat(self.end)
        inside = start <= hour < end if start <= end else hour >= start or hour < end
        return inside or (self.rest_days and not probably_worked(at.date()))


class Address(Hidden):
    """One place to send to, 收件地址: a name for lists and journals, and who is reached there.

    `to` names units by code, all `units`, the `reviewers` or one of their roles, the `analyst`.
    `kinds` narrows it to some messages; nothing older than `since` goes there.
    """

    name: str = Setting(pattern=r"^[^\s@:/\x00-\x1f]{1,40}$")
    url: SecretStr
    to: tuple[str, ...] = Setting(min_length=1)
    kinds: tuple[Kind, ...] = get_args(Kind)
    at_any_hour: bool = False
    since: date | None = None

    @property
    def groups(self) -> frozenset[str]:
        """Whom it reaches, a unit's code counted as `units`."""
        return frozenset(one if one in GROUPS else UNITS for one in self.to)

    def reaches(self, audience: str, kind: str) -> bool:
        """True if what is said to an audience goes here."""
        everyone = audience if audience in GROUPS else UNITS
        return kind in self.kinds and not {audience, everyone}.isdisjoint(self.to)


class Messaging(Hidden):
    """The whole of `notify.yaml`. What became true before `since` is not told any more.

    `pickup` says in one line how a unit gets at its marked workbooks.
    """

    enabled: bool = True
    since: date
    quiet: Quiet = Quiet()
    pickup: str = Setting(default="", max_length=120)
    addresses: tuple[Address, ...]

    @model_validator(mode="after")
    def _has_own_names(self) -> Self:
        names = [one.name for one in self.addresses]
        if len(names) != len(set(names)):
            raise ValueError("two addresses have one name")
        return self

    def since_of(self, address: Address) -> date:
        """The first day of what is told at an address."""
        return max(self.since, address.since or self.since)


def load_messaging(path: Path, office: Office) -> Messaging | None:
    """The settings; None if there are none or they are switched off. Raises MessagingRefused."""
    if not path.exists():
        return None
    if path.stat().st_mode & READABLE_BY_OTHERS:
        raise MessagingRefused(
            f"{path.name} 里有口令，却能被别人读取；请先运行 chmod 600 {path.name}。"
        )
    try:
        found = Messaging.model_validate(parse_yaml(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        raise MessagingRefused(f"{path.name} 有错，请改正：{_faults(error)}") from None
    except OSError:
        raise MessagingRefused(
            f"{path.name} 读不了；请让它属于运行明账的那个用户，权限 600。"
        ) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"第 {mark.line + 1} 行附近" if mark else ""
        raise MessagingRefused(f"{path.name} {where}不是正确的 YAML，请检查缩进和冒号。") from None
    _refuse_strangers(path, found, office)
    return found if found.enabled else None


def _faults(error: ValidationError) -> str:
    told = error.errors(include_url=False, include_input=False, include_context=False)
    return "；".join(f"{'.'.join(map(str, one['loc']))}：{one['msg']}" for one in told)


def _refuse_strangers(path: Path, found: Messaging, office: Office) -> None:
    """A name that matches nobody would reach nobody, unseen."""
    known = GROUPS | set(office.by_code)
    for one in found.addresses:
        strange = sorted(set(one.to) - known)
        if strange:
            raise MessagingRefused(
                f"{path.name} 的“{one.name}”写给 {'、'.join(strange)}，"
                "但 office.yaml 里没有这个单位；"
                f"除单位代码外可写 {'、'.join(sorted(GROUPS))}。"
            )
