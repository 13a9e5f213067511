"""Everything personal in one text; 识别.

Belongs here: the prefilter, the detectors in their order, and office telephones that a text itself
names. Does not belong here: the detectors (numbers, words) and where the text stands.
"""

import re
from dataclasses import replace

from expectations.privacy.hits import Found, Kind, mask_text
from expectations.privacy.numbers import find_numbers, half_width
from expectations.privacy.words import WORTH_A_LOOK, find_words

# Before a number, these say that it was given to the public on purpose.
CALLED_PUBLIC = {
    Kind.MOBILE: re.compile(
        r"(?:监督|举报|投诉|信访|服务|热线|咨询)[^0-9\n]{0,8}?(?:电话|手机|热线|号码)[^\n]{0,40}?$"
    ),
    Kind.EMAIL: re.compile(r"(?:监督|举报|投诉|电子)?(?:邮箱|邮件|信箱)[^\n]{0,12}?$"),
}


def detect(text: str) -> list[Found]:
    """All that a text holds, in the order in which it stands there."""
    if not WORTH_A_LOOK.search(text):
        return []
    half = half_width(text)
    found = [*find_numbers(half), *find_words(half)]
    return sorted(found, key=lambda one: (one.start, one.end))


def detect_private(text: str) -> list[Found]:
    """What a text holds, its office's e-mail left out and its office's mobile number marked."""
    found = []
    for one in detect(text):
        is_public = _is_called_public(text, one)
        if not (is_public and one.kind is Kind.EMAIL):
            found.append(replace(one, is_public=is_public) if is_public else one)
    return found


def _is_called_public(text: str, found: Found) -> bool:
    """True if the words before a number or address say that the public is to use it."""
    pattern = CALLED_PUBLIC.get(found.kind)
    before = half_width(text)[max(found.start - 60, 0) : found.start]
    return pattern is not None and pattern.search(before) is not None


def without_values(text: str) -> str:
    """A text in which everything personal is masked; for messages, logs and pages."""
    found = detect(text)
    return mask_text(text, found) if found else text
