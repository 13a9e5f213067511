"""SQL for how far two written dates lie apart, as precisely as both are written; 日期先后.

Belongs here: dates as text in ISO 8601, 2019, 2019-03, 2019-03-15, and spans of them. Does not
belong here: which dates must be in order.
"""

from dataclasses import dataclass

DAY, MONTH, YEAR = len("2019-03-15"), len("2019-03"), len("2019")


@dataclass(frozen=True)
class Apart:
    """How much later the second date is, as a number and, where it is earlier, in words."""

    number: str
    words: str


def first_day(name: str) -> str:
    """The beginning of a span, or the date itself."""
    return f"split_part({name}, '/', 1)"


def last_day(name: str) -> str:
    """The end of a span, or the date itself."""
    return f"split_part({name}, '/', -1)"


def apart(earlier: str, later: str) -> Apart:
    """Days, months or years from one date to another, by the coarser of the two.

    NULL if either is missing or no date.
    """
    coarser = f"least(length({earlier}), length({later}))"
    # least() passes over NULL; a missing date must leave nothing to compare.
    known = f"CASE WHEN {earlier} IS NOT NULL AND {later} IS NOT NULL THEN {coarser} END"
    days = _difference("day", earlier, later, DAY, "")
    months = _difference("month", earlier, later, MONTH, "-01")
    years = _difference("year", earlier, later, YEAR, "-01-01")
    number = (
        f"CASE {known} WHEN {DAY} THEN {days} WHEN {MONTH} THEN {months}"
        f" WHEN {YEAR} THEN {years} END"
    )
    words = (
        f"CASE {known} WHEN {DAY} THEN -{days} || ' 天' WHEN {MONTH} THEN -{months} || ' 个月'"
        f" ELSE -{years} || ' 年' END"
    )
    return Apart(number, words)


def _difference(part: str, earlier: str, later: str, length: int, ending: str) -> str:
    one, other = (
        f"TRY_CAST(left({date}, {length}) || '{ending}' AS DATE)" for date in (earlier, later)
    )
    return f"date_diff('{part}', {one}, {other})"
