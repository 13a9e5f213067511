"""Days and periods as they are read aloud; 日期的写法.

Belongs here: text from one ISO 8601 text of a table. Does not belong here: moments of sign-offs.
"""

import re

DAY = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


def day_words(text: str) -> str:
    """Write 2019-03-05 as 2019年3月5日, a span with 至; anything else stays as it is."""
    parts = [_day(part) for part in text.split("/")]
    return text if None in parts else "至".join(part for part in parts if part)


def _day(text: str) -> str | None:
    found = DAY.fullmatch(text)
    if found is None:
        return None
    year, month, day = found.groups()
    words = f"{year}年"
    words += f"{int(month)}月" if month else ""
    return words + (f"{int(day)}日" if day else "")
