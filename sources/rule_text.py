"""A dataset's own rule as its contract states it; 数据集自定的规则.

Belongs here: the words and arguments of one rule. Does not belong here: the rules that fields
imply, and applying any (expectations).
"""

import re
from typing import Any, Literal, Self

from pydantic import model_validator

from sources.following import Follow
from sources.strict import Strict

RULE_ID = re.compile(r"^[A-Za-z0-9_]+$")


class RuleText(Strict):
    """One rule beyond those that fields imply: a Great Expectations type with its arguments."""

    id: str
    expect: str
    arguments: dict[str, Any]
    severity: Literal["error", "warning", "info"]
    category: Literal["精确", "完整", "存在", "一致", "及时"]
    title: str
    message: str
    fix: str
    waivable: bool = True
    follows: tuple[Follow, ...] = ()

    @model_validator(mode="after")
    def _id_is_usable(self) -> Self:
        if not RULE_ID.match(self.id):
            raise ValueError(f"rule id {self.id!r}: letters, digits and _ only")
        return self
