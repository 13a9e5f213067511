"""Identity numbers, bank cards, mobile numbers in a text, however they were typed.

Belongs here: joining groups of digits and checking the result (check digit, county, date of birth,
Luhn). Does not belong here: words (words) and where the text stands (cells, parts).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from expectations.privacy.hits import Found, Kind

HALF = str.maketrans("０１２３４５６７８９ＸｘＥ＋．－＠Ⅹⅹ", "0123456789XxE+.-@Xx") | {
    0xFF21 + n: chr(0x41 + n) for n in range(26)
}
OTHER_DIGIT = re.compile(r"(?![0-9])\d")
GROUP = re.compile(r"[0-9]+")
WIDEST_GAP = 6
LETTER = re.compile(r"[A-Za-z]")
PLAIN_GAP = re.compile(r"[\s\-–—_.·'’,，、/()（）\u00a0\u200b\ufeff]{1,3}")
TIGHT_GAP = re.compile(r"[\s\-–—·\u00a0\u200b]{1,2}")
CHECK_X = re.compile(r"[^0-9A-Za-z]{0,2}[Xx](?![A-Za-z0-9])")
NEW_LENGTH, OLD_LENGTH, DISABILITY_LENGTH = 18, 15, 20
CARD_LENGTHS = range(16, 20)
# 62 is China UnionPay's; 4, 5 and 35 are the older foreign schemes', with 16 digits only.
UNIONPAY, OLD_SCHEMES, OLD_CARD_LENGTH = "62", ("4", "5", "35", "9558"), 16
SHORTEST_CARD_GROUP = 3
PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 "  # noqa: SIM905
    "61 62 63 64 65 71 81 82 83".split()
)
FIRST_BIRTH = 1900
# A project's number may be made of area, date and serial; of people who were born lately only
# those with a good check digit are taken for people.
LAST_LIKELY_BIRTH = 2010
# The shortest of all is an identity number that a spreadsheet took for a figure: 6.10102E+17.
ENOUGH_DIGITS = re.compile(r"(?:[0-9][^0-9]*){8}")
LOST = re.compile(r"(?<![0-9A-Za-z.])([1-9])\.([0-9]{5,16})[Ee]\+?(17|14)(?![0-9])")
COUNTY_DIGITS = 6
MOBILE = re.compile(
    r"(?:(?<![0-9A-Za-z])|(?<=[Tt][Ee][Ll])|(?<=hone)|(?<=obile))(?:(?:\+|00)?86[\s\-]{0,2})?"
    r"(1[3-9](?:[\s\-–—·.()（）\u00a0]{0,2}[0-9]){9})(?![0-9A-Za-z]|[.][0-9]{1,2}(?![0-9])|,[0-9]{3}(?![0-9]))"
)
MOBILE_LENGTH, MOBILE_RANGE = 11, 7
MOBILE_GROUPS = (
    (11,),
    (3, 4, 4),
    (4, 4, 3),
    (3, 3, 5),
    (3, 8),
    (7, 4),
    (5, 6),
    (4, 3, 4),
    (3, 5, 3),
)
ACCOUNT = re.compile(
    r"(?:账号|帐号|账户|帐户|卡号|一卡通|一折通|银行卡|存折)[^0-9\n]{0,12}([0-9](?:[\s\-]?[0-9]){11,22})(?![0-9])"
)
SAID_ID = re.compile(
    r"(?:身份证|证件号)[^0-9\n]{0,8}([0-9](?:[\s\-]?[0-9]){13,16}[\s\-]?[0-9Xx])(?![0-9])"
)


@dataclass(frozen=True)
class Run:
    """Groups of digits joined: their digits, where they stand, and what lay between."""

    digits: str
    start: int
    end: int
    gaps: tuple[str, ...]


def half_width(text: str) -> str:
    """The text with half-width digits and letters; every character stays where it is."""
    text = text.translate(HALF)
    if OTHER_DIGIT.search(text):
        text = OTHER_DIGIT.sub(lambda one: str(int(one[0])), text)
    return text


def find_numbers(text: str) -> list[Found]:
    """Every number in a half-width text that identifies a person; none is told twice."""
    if not ENOUGH_DIGITS.search(text):
        return []
    taken: list[Found] = []
    for finder in (_ids, _said_ids, _lost, _cards, _accounts, _mobiles):
        for found in finder(text):
            if not any(found.start < one.end and one.start < found.end for one in taken):
                taken.append(found)
    return taken


def _runs(text: str, longest: int) -> Iterator[Run]:
    """Every chain of neighbouring groups with at most so many digits."""
    groups = [(one.start(), one.end()) for one in GROUP.finditer(text)]
    for first in range(len(groups)):
        digits, gaps = "", []
        for number in range(first, len(groups)):
            start, end = groups[number]
            if number > first:
                gap = text[groups[number - 1][1] : start]
                if len(gap) > WIDEST_GAP or LETTER.search(gap):
                    break
                gaps.append(gap)
            digits += text[start:end]
            if len(digits) > longest:
                if number == first:
                    yield from _ends(digits, start)
                break
            yield Run(digits, groups[first][0], end, tuple(gaps))


def _ends(digits: str, start: int) -> Iterator[Run]:
    """Of a run that is too long, its two ends: a number may be glued to another."""
    yield Run(digits[:NEW_LENGTH], start, start + NEW_LENGTH, ())
    end = start + len(digits)
    yield Run(digits[-NEW_LENGTH:], end - NEW_LENGTH, end, ())


def _ids(text: str) -> Iterator[Found]:
    for run in _runs(text, DISABILITY_LENGTH):
        count = len(run.digits)
        if count == NEW_LENGTH - 1 and (x := CHECK_X.match(text, run.end)):
            yield from _new_id(f"{run.digits}X", run, x.end())
        elif count in (NEW_LENGTH, DISABILITY_LENGTH):
            yield from _new_id(run.digits[:NEW_LENGTH], run, run.end)
        elif count == OLD_LENGTH and is_old_id(run, text):
            yield Found(Kind.ID_NUMBER, run.digits, run.start, run.end)


def _new_id(number: str, run: Run, end: int) -> Iterator[Found]:
    if is_new_id(number):
        yield Found(Kind.ID_NUMBER, number, run.start, end)
    elif len(run.digits) != DISABILITY_LENGTH and is_likely_id(number, run.gaps):
        yield Found(Kind.ID_LIKELY, number, run.start, end)


def is_new_id(number: str) -> bool:
    """True for 18 characters with province, date of birth and check digit of GB 11643."""
    from stdnum.cn.ric import calc_check_digit

    return (
        number[:2] in PROVINCES
        and born(number[6:14]) is not None
        and calc_check_digit(number) == number[-1]
    )


def is_likely_id(number: str, gaps: Sequence[str]) -> bool:
    """True for a number of an existing county and a date of birth whose check digit fails."""
    birth = born(number[6:14])
    return (
        birth is not None
        and (birth.year <= LAST_LIKELY_BIRTH or number.endswith("000"))
        and all(PLAIN_GAP.fullmatch(gap) for gap in gaps)
        and is_county(number[:COUNTY_DIGITS])
    )


def is_old_id(run: Run, text: str) -> bool:
    """True for 15 digits with an existing county and a date of birth; they have no check digit."""
    around = text[max(run.start - 1, 0) : run.start] + text[run.end : run.end + 1]
    return (
        not LETTER.search(around)
        and "." not in around
        and all(TIGHT_GAP.fullmatch(gap) for gap in run.gaps)
        and born(f"19{run.digits[6:12]}") is not None
        and is_county(run.digits[:COUNTY_DIGITS])
    )


def born(digits: str) -> date | None:
    """The date that eight digits name, if a living person can be born on it."""
    try:
        birth = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
    return birth if FIRST_BIRTH <= birth.year <= date.today().year else None  # noqa: DTZ011 a year


@lru_cache(100_000)
def is_county(code: str) -> bool:
    """True for the code of a county that is or once was in force."""
    from stdnum import numdb

    if code[:2] not in PROVINCES or code[4:] == "00":
        return False
    found = numdb.get("cn/loc").info(code)
    return any("county" in properties for _, properties in found)


def _said_ids(text: str) -> Iterator[Found]:
    """What is called an identity number and has its length."""
    for said in SAID_ID.finditer(text):
        number = re.sub(r"[\s\-]", "", said[1]).upper()
        if len(number) in (OLD_LENGTH, NEW_LENGTH):
            yield Found(Kind.ID_LIKELY, number, said.start(1), said.end(1))


def _lost(text: str) -> Iterator[Found]:
    """6.10102E+17: an identity number that a spreadsheet took for a figure."""
    for lost in LOST.finditer(text):
        county = (lost[1] + lost[2])[:COUNTY_DIGITS]
        if is_county(county) or is_county(str(int(county) - 1)):
            yield Found(Kind.ID_LIKELY, lost[0].upper(), lost.start(), lost.end())


def _cards(text: str) -> Iterator[Found]:
    from stdnum import luhn

    for run in _runs(text, CARD_LENGTHS[-1]):
        if len(run.digits) not in CARD_LENGTHS or not _is_card_written(run, text):
            continue
        old = run.digits.startswith(OLD_SCHEMES) and len(run.digits) in (OLD_CARD_LENGTH, 19)
        if (run.digits.startswith(UNIONPAY) or old) and luhn.is_valid(run.digits):
            yield Found(Kind.BANK_CARD, run.digits, run.start, run.end)


def _is_card_written(run: Run, text: str) -> bool:
    """Digits in one or in groups of some length, not part of a decimal or of a code."""
    before, after = text[max(run.start - 2, 0) : run.start], text[run.end : run.end + 1]
    if LETTER.search(before[-1:] + after) or re.fullmatch(r"[0-9]\.", before):
        return False
    parts = GROUP.findall(text[run.start : run.end])
    return all(PLAIN_GAP.fullmatch(gap) for gap in run.gaps) and all(
        len(part) >= SHORTEST_CARD_GROUP for part in parts
    )


def _accounts(text: str) -> Iterator[Found]:
    """What is called an account or a card and has digits enough, whatever its check digit."""
    for said in ACCOUNT.finditer(text):
        number = re.sub(r"[\s\-]", "", said[1])
        yield Found(Kind.BANK_CARD, number, said.start(1), said.end(1))


def _mobiles(text: str) -> Iterator[Found]:
    for match in MOBILE.finditer(text):
        parts = GROUP.findall(match[1])
        number = "".join(parts)
        if tuple(map(len, parts)) in MOBILE_GROUPS and is_mobile(number):
            yield Found(Kind.MOBILE, number, match.start(), match.end())


def is_mobile(number: str) -> bool:
    """True for eleven digits that the numbering plan of China gives to mobile telephones."""
    return len(number) == MOBILE_LENGTH and _is_mobile_range(number[:MOBILE_RANGE])


@lru_cache(100_000)
def _is_mobile_range(head: str) -> bool:
    """Ranges are given to operators by the first seven digits; whole numbers are not kept here."""
    import phonenumbers

    parsed = phonenumbers.PhoneNumber(country_code=86, national_number=int(f"{head}0000"))
    return bool(phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.MOBILE)
