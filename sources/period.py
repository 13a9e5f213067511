"""Months of disclosure, 公开月份: their form and when they are due.

Belongs here: the period `YYYY-MM`, due on the 5th of the next month (市扶办发〔2019〕5号 五).
Does not belong here: deadlines in working days of single items.
"""

import re
from datetime import date

PERIOD = re.compile(r"^(?P<year>(?:19|20)\d{2})-(?P<month>0[1-9]|1[0-2])$")
DUE_DAY = 5


def parse_period(text: str) -> date | None:
    """The first day of a period written YYYY-MM, or None."""
    found = PERIOD.fullmatch(text)
    return date(int(found["year"]), int(found["month"]), 1) if found else None


def due_date(period: str) -> date:
    """The day by which a period is due: the 5th of the next month. Raises ValueError."""
    first = parse_period(period)
    if first is None:
        raise ValueError(f"{period!r} is not YYYY-MM")
    year, month = divmod(first.year * 12 + first.month, 12)
    return date(year, month + 1, DUE_DAY)
