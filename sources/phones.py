"""Telephone numbers in a text, with their kind and one form for each; 电话.

Belongs here: finding and naming numbers of China. Does not belong here: whether a number may be
published (expectations) and any logging of them. A masked or incomplete number is none.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from sources.text import as_text

REGION = "CN"
FEWEST_DIGITS = 7  # of a number that is not a hotline
HALF_WIDTH = str.maketrans("０１２３４５６７８９－（）＊", "0123456789-()*")
# 12317 and its like: hotlines of the government have five digits from 12; a count has a unit.
SHORT = re.compile(r"(?<![\d.\-])12[0-9]{3}(?![\d.%×*\-]|\s*[千万亿元户人个亩])")


class PhoneKind(StrEnum):
    """Landlines and hotlines are offices'; a mobile number belongs to a person."""

    LANDLINE = "landline"
    MOBILE = "mobile"
    SHORT = "short"


@dataclass(frozen=True)
class Phone:
    """One number: its kind, normal form (029-86781234, 13800001111, 12317), and its text."""

    kind: PhoneKind
    number: str
    text: str


def parse_phones(text: object) -> list[Phone]:
    """All telephone numbers of a text in the order in which they stand there."""
    written = as_text(text).translate(HALF_WIDTH)
    found = {**_short_numbers(written), **_full_numbers(written)}
    return [found[start] for start in sorted(found)]


def _short_numbers(written: str) -> dict[int, Phone]:
    return {one.start(): Phone(PhoneKind.SHORT, one[0], one[0]) for one in SHORT.finditer(written)}


def _full_numbers(written: str) -> dict[int, Phone]:
    if sum(map(str.isdigit, written)) < FEWEST_DIGITS:
        return {}
    # Imported here: its tables cost a tenth of a second, and only columns of telephones need it.
    import phonenumbers

    types = phonenumbers.PhoneNumberType
    found = {}
    for match in phonenumbers.PhoneNumberMatcher(written, REGION):
        national = phonenumbers.national_significant_number(match.number)
        kind = phonenumbers.number_type(match.number)
        if match.number.country_code != phonenumbers.country_code_for_region(REGION):
            continue
        if kind == types.MOBILE:
            found[match.start] = Phone(PhoneKind.MOBILE, national, match.raw_string)
        elif kind == types.FIXED_LINE:
            area = phonenumbers.length_of_geographical_area_code(match.number)
            number = f"0{national[:area]}-{national[area:]}"
            found[match.start] = Phone(PhoneKind.LANDLINE, number, match.raw_string)
    return found
