"""The texts of files that are not tables: pages, JSON, plain text; 文本文件.

Belongs here: taking a file's text apart so that what stands together for a reader is looked at
together. Does not belong here: tables (tables, cells) and what a text holds (detecting).
"""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from expectations.privacy.cells import in_figure
from expectations.privacy.detecting import detect_private
from expectations.privacy.hits import Found, Kind, Spot
from expectations.privacy.parts import Spoken
from expectations.privacy.tables import AMOUNT_ENDS

COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
INLINE = re.compile(r"</?(?:a|abbr|b|bdi|em|i|mark|small|span|strong|sub|sup|u|wbr)\b[^<>]*>")
TAG = re.compile(r"<[^<>]*>")
SAID = re.compile(
    r"\b(?:content|alt|title|href|value|label|placeholder|aria-label|data-[\w-]+)=\"([^\"]*)\""
)
BREAK = "\n\n\n"  # wider than any gap inside a number but an identity number's
BLOCK = re.compile(r"\n{3,}")


def page_texts(text: str) -> Iterator[Spoken]:
    """The paragraphs of a page, what its tags say, and its comments."""
    for number, line in enumerate(text.split("\n"), 1):
        for said in SAID.findall(line):
            yield Spoken(html.unescape(said), Spot(f"第 {number} 行 标签属性"))
    for comment in COMMENT.findall(text):
        yield Spoken(html.unescape(comment), Spot("网页注释"))
    seen = TAG.sub(BREAK, INLINE.sub("", COMMENT.sub(BREAK, text)))
    yield from plain_texts(html.unescape(seen))


def plain_texts(text: str) -> Iterator[Spoken]:
    """The paragraphs of a plain text, numbered."""
    for number, block in enumerate(BLOCK.split(text), 1):
        yield Spoken(block, Spot(f"第 {number} 段"))


def json_hits(content: bytes) -> Iterator[tuple[Found, Spot]]:
    """What a JSON document holds, keys too. Raises ValueError if it is none."""
    # By kind too: a figure with a point has lost digits that the same whole number has.
    known: dict[tuple[type, str | float], list[Found]] = {}
    for key, value in _leaves(json.loads(content), ""):
        found = known.get((value.__class__, value))
        if found is None:
            found = in_figure(value) if isinstance(value, int | float) else detect_private(value)
            known[value.__class__, value] = found
        for one in found:
            if not (_is_amount(key) and one.kind is Kind.MOBILE):
                yield one, Spot(f"键 {key}")


def _is_amount(key: str) -> bool:
    return key.rpartition(".")[2].partition("[")[0].endswith(AMOUNT_ENDS)


def _leaves(value: Any, key: str) -> Iterator[tuple[str, str | float]]:
    """Texts and figures with the path of keys to each; without recursion, for depth costs."""
    waiting = [(key, value)]
    while waiting:
        at, one = waiting.pop()
        if isinstance(one, dict):
            yield from ((at, str(name)) for name in one)
            waiting.extend(
                (f"{at}.{name}" if at else str(name), inner) for name, inner in one.items()
            )
        elif isinstance(one, list):
            waiting.extend((f"{at}[{number}]", inner) for number, inner in enumerate(one))
        elif isinstance(one, str | float) or (isinstance(one, int) and not isinstance(one, bool)):
            yield at, one
