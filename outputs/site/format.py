"""How numbers, amounts, sizes and times are written for readers.

Belongs here: text from one value. Does not belong here: which values a page shows.
"""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

UNKNOWN = "—"
WAN = Decimal(10_000)
YI = Decimal(100_000_000)
CENT = Decimal("0.01")
KILO = 1000
AMOUNT_END = "_yuan"


def yuan(amount: Decimal | None) -> str:
    """Write an amount in yuan with grouping and two decimals: 1,300,000.00."""
    return UNKNOWN if amount is None else f"{amount:,.2f}"


def wan(amount: Decimal | None) -> str:
    """Write an amount in yuan as 万元, rounded half up to two decimals: 130.00."""
    if amount is None:
        return UNKNOWN
    return f"{(amount / WAN).quantize(CENT, rounding=ROUND_HALF_UP):,.2f}"


def readable(amount: Decimal) -> str:
    """Write an amount in yuan as 亿元 or 万元, rounded half up to two decimals; "" below 1 万元."""
    size = abs(amount)
    unit, word = (YI, "亿元") if size >= YI else (WAN, "万元")
    if size < WAN:
        return ""
    return f"{(amount / unit).quantize(CENT, rounding=ROUND_HALF_UP):,.2f} {word}"


def value_words(field: str, text: str) -> str:
    """Write a value of a list of changes as readers write it: amounts with grouping."""
    return yuan(Decimal(text)) if text and field.endswith(AMOUNT_END) else text


def share(part: Decimal, whole: Decimal) -> str:
    """Write a part of a whole in per cent, rounded half up to a tenth; "" of nothing."""
    if not whole:
        return ""
    return f"{(part * 100 / whole).quantize(Decimal('0.1'), rounding=ROUND_HALF_UP):,.1f}%"


def count(number: int) -> str:
    """Write a count with grouping: 1,234."""
    return f"{number:,}"


def size(length: int) -> str:
    """Write a file's length in bytes as B, KB or MB (powers of 1000)."""
    if length < KILO:
        return f"{length} B"
    if length < KILO * KILO:
        return f"{length / KILO:.1f} KB"
    return f"{length / KILO / KILO:.1f} MB"


def moment(stamp: str) -> str:
    """Write an RFC 3339 time as YYYY-MM-DD HH:MM in the zone in which it was made."""
    return dt.datetime.fromisoformat(stamp).strftime("%Y-%m-%d %H:%M")


def verify_time(stamp: str) -> str:
    """Write an RFC 3339 time as ssh-keygen's -Overify-time wants it, in UTC."""
    return dt.datetime.fromisoformat(stamp).astimezone(dt.UTC).strftime("%Y%m%d%H%M%SZ")
