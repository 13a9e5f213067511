"""Single values as OC4IDS wants them: amounts, days, periods, identifiers.

Belongs here: the form of a value. Does not belong here: which field it stands in. Whatever the
standard would have us sharpen (a month is no day) gives None, and the caller keeps the text.
"""

import hashlib
import re
from decimal import Decimal

from outputs.oc4ids.writing import Plain

CURRENCY = "CNY"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
ZONE = "+08:00"
LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
LENGTH = 16


def amount(yuan: str) -> dict[str, Plain]:
    """An amount in yuan, exact. Raises decimal.InvalidOperation for a text that is no number."""
    return {"amount": Decimal(yuan), "currency": CURRENCY}


def day_start(text: str) -> str | None:
    """The first moment of a day in China; None if the text does not say the day."""
    return f"{text}T00:00:00{ZONE}" if DAY.fullmatch(text) else None


def day_end(text: str) -> str | None:
    """The last second of a day in China; None if the text does not say the day."""
    return f"{text}T23:59:59{ZONE}" if DAY.fullmatch(text) else None


def period(text: str) -> dict[str, Plain] | None:
    """The period of `2019-04-01/2019-10-31`; None unless both ends are days."""
    first, _, last = text.partition("/")
    start, end = day_start(first), day_end(last)
    return {"startDate": start, "endDate": end} if start and end else None


def fiscal_year(year: str) -> dict[str, Plain]:
    """A budget year: 1 January to 31 December (预算法 第十八条)."""
    return {
        "startDate": f"{year}-01-01T00:00:00{ZONE}",
        "endDate": f"{year}-12-31T23:59:59{ZONE}",
    }


def stable_id(text: str) -> str:
    """A short identifier that follows from the text alone.

    Letters only: sixteen digits that fit a bank card's check would stop a release.
    """
    return hashlib.sha256(text.encode()).hexdigest()[:LENGTH].translate(LETTERS)
