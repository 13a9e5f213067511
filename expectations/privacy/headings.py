"""What the header of a column makes of the values below it; 表头.

Belongs here: headers under which a bare name, a digit string or an illness is personal. Does not
belong here: texts that are personal wherever they stand (numbers, words), contracts (roles).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from expectations.privacy.hits import Found, Kind
from expectations.privacy.numbers import half_width
from expectations.privacy.words import ILLNESS, NAME, POOR

LONGEST_HEAD = 30
ID_HEAD = re.compile(r"身份证|证件号")
ACCOUNT_HEAD = re.compile(r"银行卡|银行账|银行帐|账号|帐号|卡号|一卡通|一折通|存折")
HOUSE_HEAD = re.compile(
    rf"^(?:{POOR}|贫困人口|农户|受益户|残疾人|学生|受助学生|家庭成员|成员)(?:姓名|名单|名字)?(?:\(.*\))?$|^户主姓名|^户主名"
)
NAME_HEAD = re.compile(r"^姓\s*名$|^户\s*主$")
POOR_SHEET = re.compile(
    r"贫困|脱贫户|低保|五保|特困|残疾|致贫|建档立卡|与户主关系|家庭人口|危房|受助"
)
STAFF_HEAD = re.compile(r"职务|职称|工作单位|所在单位|办公电话")
HEALTH_HEAD = re.compile(
    r"健康状况|健康情况|身体状况|残疾(?:类|等级|程度|证|情况)|患病(?:情况|名称|病种|类)|病种|所患|疾病名|疾病种|"
    r"致贫原因|病情"
)
GROUP_HEAD = re.compile(
    r"(?:贫困|脱贫|建档立卡|少数民族|残疾|低保|五保|监测)[^人元金数]{0,4}(?:户数?|家庭数?)(?:\(户\))?$"
)
ANY_HEAD = re.compile(
    "|".join(
        head.pattern
        for head in (ID_HEAD, ACCOUNT_HEAD, HOUSE_HEAD, NAME_HEAD, HEALTH_HEAD, GROUP_HEAD)
    )
)
VILLAGE_HEAD = re.compile(
    r"^(?:行政)?村(?:名|名称|组|\(社区\)|\(居\))?$|所在村|行政村|村组|村民小组"
)
IS_NAME = re.compile(
    rf"{NAME}|[\u4e00-\u9fff]{{2,3}}|[\u4e00-\u9fff]{{1,6}}·[\u4e00-\u9fff·]{{1,10}}"
)
NO_NAME = re.compile(r"合\s*计|小\s*计|总\s*计|[村镇乡县市区组户]$|公司$|合作社$|^其中")
IS_SICK = re.compile(ILLNESS)
DIGITS = re.compile(r"[0-9](?:[\s\-]?[0-9Xx*]){8,24}")
FEWEST_ID, FEWEST_ACCOUNT = 14, 9
SMALL = ("1", "2")
LIKE_NAMES = 0.5


@dataclass(frozen=True)
class Told:
    """A found value with the row at which it stands first, and that where it stands last."""

    found: Found
    row: int
    last: int


@lru_cache(1 << 14)
def is_heading(text: str) -> bool:
    """True for a text that, over a column, says something personal of what is below."""
    folded = _folded(text)
    return len(folded) <= LONGEST_HEAD and ANY_HEAD.search(folded) is not None


# Headings and names repeat from sheet to sheet, and each is asked about many times.
@lru_cache(1 << 14)
def _folded(text: str) -> str:
    folded = half_width(text).replace("（", "(").replace("）", ")")
    return re.sub(r"\s", "", folded)


def below(
    heading: str, around: Sequence[str], values: Mapping[int, str], sheet_words: str
) -> Iterator[Told]:
    """What the values below a header are. `around` are the other headers of its row.

    `values` are the texts below, by row. `sheet_words` are the title and headers of the sheet.
    """
    head = _folded(heading)
    if ID_HEAD.search(head):
        yield from _digits(values, Kind.ID_LIKELY, FEWEST_ID)
    elif ACCOUNT_HEAD.search(head):
        yield from _digits(values, Kind.BANK_CARD, FEWEST_ACCOUNT)
    elif _is_house(head, around, sheet_words):
        yield from _names(values)
    elif HEALTH_HEAD.search(head) and any(_names_people(_folded(one)) for one in around):
        yield from _illnesses(values)
    elif GROUP_HEAD.search(head) and any(VILLAGE_HEAD.search(_folded(one)) for one in around):
        yield from _small(values)


def _names_people(head: str) -> bool:
    return bool(NAME_HEAD.search(head) or HOUSE_HEAD.search(head))


def _is_house(head: str, around: Sequence[str], sheet_words: str) -> bool:
    """Names of households; under a bare 姓名 only if the sheet is about the poor, not staff."""
    if HOUSE_HEAD.search(head):
        return True
    if not (NAME_HEAD.search(head) and POOR_SHEET.search(sheet_words)):
        return False
    return not any(STAFF_HEAD.search(_folded(one)) for one in around)


def _digits(values: Mapping[int, str], kind: Kind, fewest: int) -> Iterator[Told]:
    for row, text in values.items():
        match = DIGITS.search(half_width(text))
        number = "" if match is None else re.sub(r"[\s\-]", "", match[0]).upper()
        if match is not None and len(number) >= fewest and "*" not in number:
            yield Told(Found(kind, number, match.start(), match.end()), row, row)


def _names(values: Mapping[int, str]) -> Iterator[Told]:
    """One for the whole column: a list of names is one fault."""
    named = {row: _folded(text) for row, text in values.items() if _is_name(_folded(text))}
    if not named or len(named) < LIKE_NAMES * len(values):
        return
    rows = sorted(named)
    text = "\n".join(named[row] for row in rows)
    yield Told(Found(Kind.HOUSEHOLD_NAME, text, 0, len(text), len(rows)), rows[0], rows[-1])


def _is_name(text: str) -> bool:
    return bool(IS_NAME.fullmatch(text)) and not NO_NAME.search(text)


def _illnesses(values: Mapping[int, str]) -> Iterator[Told]:
    sick = {row: text for row, text in values.items() if IS_SICK.search(text)}
    if sick:
        rows = sorted(sick)
        text = "\n".join(sick[row] for row in rows)
        yield Told(Found(Kind.HEALTH, text, 0, len(text), len(rows)), rows[0], rows[-1])


def _small(values: Mapping[int, str]) -> Iterator[Told]:
    for row, text in values.items():
        if text.strip().removesuffix("户").removesuffix(".0") in SMALL:
            yield Told(Found(Kind.SMALL_GROUP, text.strip(), 0, len(text)), row, row)
