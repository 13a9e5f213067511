"""What a provider says of a warning, or of a gap in the fund ledger; 说明.

Belongs here: the two texts that are signed. Does not belong here: their journal and which of them
stands (assets), how a signature is judged (declaration), the gap itself (the ledger).
"""

import re
from datetime import date
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from expectations.declaration import Said
from expectations.published_line import PublishedLine
from sources.period import PERIOD

FINDING_ID = r"^[0-9a-f]{16}$"
YUAN = re.compile(r"^-?(?:0|[1-9]\d{0,15})\.\d\d$")
GapCategory = Literal["结转", "尚未分解", "调整"]
GAP_CATEGORIES: tuple[GapCategory, ...] = ("结转", "尚未分解", "调整")


class ExplainedFinding(BaseModel):
    """One warning that is explained: its id, which holds its value, and what it said."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: str = Field(pattern=FINDING_ID)
    rule: str
    message: str


class WarningExplanation(Said):
    """Why some warnings of a unit's month are right as they are, in one line for all of them.

    It holds as long as the values do that it speaks of: another value makes another id.
    """

    format: Literal["mingzhang-explanation/1"] = "mingzhang-explanation/1"
    kind: Literal["explain"] = "explain"
    period: str = Field(pattern=PERIOD.pattern)
    reason: PublishedLine
    findings: tuple[ExplainedFinding, ...] = Field(min_length=1)


class GapExplanation(Said):
    """Why money of a year stays at a node of the ledger: how much in yuan, and until which day.

    `node` and `fund` are as `fund_balances` names them; without a fund it speaks of all. The
    amount has the sign of the gap. It counts up to and on the day `until`.
    """

    format: Literal["mingzhang-gap/1"] = "mingzhang-gap/1"
    kind: Literal["gap"] = "gap"
    node: str = Field(pattern=r"\S")
    fund: str | None = Field(default=None, pattern=r"\S")
    year: int = Field(ge=1980, le=2100)
    category: GapCategory
    amount_yuan: str = Field(pattern=YUAN.pattern)
    reason: PublishedLine
    until: str

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        if date.fromisoformat(self.until) < self.at.date():
            raise ValueError(f"说明的期限 {self.until} 已经过去")
        if not self.amount_yuan.strip("-0."):
            raise ValueError("金额是 0，没有要说明的差额")
        return self
