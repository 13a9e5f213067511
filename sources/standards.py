"""What the world's standards call a field: Fiscal Data Package type, reference table; 对应的标准.

Belongs here: the keys of a field that only descriptors of releases use, and the words that they may
hold. Does not belong here: writing descriptors (outputs), nor which field is what (contracts).
"""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator

from sources.strict import Strict

# Budget Standard Taxonomy 1.0rc1 (2018-04-22), as far as tables of public money can use it;
# `transaction-id` is of the Spending Taxonomy.
TAXONOMY = (
    "value", "value-kind:code", "value-kind:label", "value-currency:code", "value-currency:label",
    "date:fiscal-year", "date:fiscal:activity-approval", "date:fiscal:activity-end",
    "date:fiscal:activity-start", "date:fiscal:final-payment", "date:fiscal:first-payment",
    "date:generic", "budget-line-id", "direction", "phase:id", "phase:label", "transaction-id",
    "expenditure-type:code", "expenditure-type:label",
)  # fmt: skip
CLASSIFIED = (
    r"(?:functional|administrative)-classification:generic:(?:level[1-8]:)?(?:code|label)",
    r"economic-classification:generic:(?:level[1-4]:)?(?:code|label)",
    r"activity:generic:(?:program|subprogram|project|subproject|contract):(?:code|label)",
    r"fin-source:generic:(?:level[1-3]:)?(?:code|label)",
    r"geo:(?:generic|source|target):(?:code|title)",
)
# A type of one's own is legal, and inherits from the longest known name that it begins with.
KNOWN = re.compile(f"(?:{'|'.join((*map(re.escape, TAXONOMY), *CLASSIFIED))})(?::[a-z][a-z-]*)?")

ReferenceTable = Literal["admin_units"]


def _known(text: str) -> str:
    if not KNOWN.fullmatch(text):
        raise ValueError(f"{text!r} is no type of the Fiscal Data Package")
    return text


FiscalType = Annotated[str, AfterValidator(_known)]


class Mapped(Strict):
    """`fiscal_type`: the field's `columnType`; `refers_to`: the table that lists its values."""

    fiscal_type: FiscalType | None = None
    refers_to: ReferenceTable | None = None
