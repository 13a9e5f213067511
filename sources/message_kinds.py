"""The kinds of messages, each with its Chinese name; 消息种类.

Belongs here: the list, and whom each goes to. Does not belong here: their words (outputs) and when
each is due (assets).
"""

from collections.abc import Mapping
from typing import Literal

Kind = Literal[
    "receipt", "returned", "questions", "due_soon", "late", "to_sign",
    "waits", "turn", "sent_back",
    "unplaced", "run_failed", "night_missed", "undelivered", "refused",
]  # fmt: skip

KIND_WORDS: Mapping[Kind, str] = {
    "receipt": "收件回执",
    "returned": "退回通知",
    "questions": "请说明",
    "due_soon": "到期提醒",
    "late": "逾期提醒",
    "to_sign": "请提供单位签字",
    "waits": "候选稿在谁手里",
    "turn": "轮到签批",
    "sent_back": "候选稿被退回",
    "unplaced": "来件无法归属",
    "run_failed": "运行失败",
    "night_missed": "夜间没有运行",
    "undelivered": "消息送不出去",
    "refused": "消息被隐私审查拦下",
}

_UNITS, _ANALYST = ("units",), ("analyst",)
# Groups of `notify.yaml` that a kind goes to; a unit's own code stands for `units`.
AUDIENCES: Mapping[Kind, tuple[str, ...]] = {
    "receipt": _UNITS,
    "returned": _UNITS,
    "questions": _UNITS,
    "due_soon": _UNITS,
    "late": _UNITS,
    "to_sign": _UNITS,
    "waits": ("reviewers",),
    "turn": ("secrecy", "deputy", "chief"),
    "sent_back": ("reviewers", "analyst"),
    "unplaced": _ANALYST,
    "run_failed": _ANALYST,
    "night_missed": _ANALYST,
    "undelivered": _ANALYST,
    "refused": _ANALYST,
}
