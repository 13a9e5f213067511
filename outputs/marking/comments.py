"""Comments of a sheet with ours added and those of an earlier return taken out; 批注.

Belongs here: the text of xl/comments and what of it is ours. Does not belong here: what a comment
says (problems) and the boxes that show it (shapes). Our text stands between two marks, so that it
can be taken out of a comment of hers, whoever has saved the file since.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from outputs.marking.package import (
    DECLARATION,
    MAIN,
    OddPackageError,
    attributes,
    children,
    escape,
    with_attribute,
)

COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
AUTHOR = "明账"
BEGIN, END = "〖明账〗", "〖明账批注完〗"
OURS = re.compile(rf"\n?{BEGIN}.*?(?:{END}|\Z)", re.DOTALL)
THREADED = "tc="
TEXT = re.compile(r"(<t\b[^>]*>)(.*?)</t>", re.DOTALL)
RUN = re.compile(r"<r>.*?</r>|<r\s[^>]*>.*?</r>|<t\b[^>]*>.*?</t>", re.DOTALL)
EMPTY_RUN = re.compile(r"<r>(?:(?!</r>).)*<t\b[^>]*></t></r>", re.DOTALL)
LOOK = '<rPr><sz val="9"/><color indexed="81"/><rFont val="宋体"/><charset val="134"/></rPr>'
EMPTY = (
    f'{DECLARATION}<comments xmlns="{MAIN}"><authors></authors>'
    "<commentList></commentList></comments>"
)


@dataclass(frozen=True)
class Commented:
    """The XML of a sheet's comments, the cells that have one, and those that took none of ours."""

    xml: str
    cells: frozenset[str]
    refused: frozenset[str]


def write_comments(xml: str | None, texts: Mapping[str, str]) -> Commented:
    """Comments with these texts by cell added, and older ones of ours removed.

    A cell with a conversation (threaded comment) is refused: who opens the file sees that alone.
    """
    xml = _unfolded(xml or EMPTY)
    names = [re.sub(r"<[^>]*>", "", tag) for tag in children(xml, "authors", "author")[2]]
    talks = {number for number, name in enumerate(names) if name.startswith(THREADED)}
    kept, refused = {}, set()
    for tag in children(xml, "commentList", "comment")[2]:
        known = attributes(tag[: tag.index(">")])
        cell = known.get("ref", "")
        if int(known.get("authorId", "0")) in talks:
            refused.add(cell)
            kept[cell] = tag
        elif (own := without_ours(tag)) is not None:
            kept[cell] = own
    author = names.index(AUTHOR) if AUTHOR in names else len(names)
    for cell, text in texts.items():
        if cell not in refused:
            kept[cell] = _with_ours(kept.get(cell), cell, author, text)
    return Commented(_assembled(xml, names, kept), frozenset(kept), frozenset(refused & set(texts)))


def _unfolded(xml: str) -> str:
    """With empty lists written as start and end."""
    for name in ("authors", "commentList"):
        xml = re.sub(rf"<{name}\s*/>", f"<{name}></{name}>", xml, count=1)
    return xml


def _assembled(xml: str, names: list[str], comments: Mapping[str, str]) -> str:
    start, end, _ = children(xml, "commentList", "comment")
    xml = xml[:start] + "".join(comments.values()) + xml[end:]
    if AUTHOR not in names:
        _, end, _ = children(xml, "authors", "author")
        xml = f"{xml[:end]}<author>{AUTHOR}</author>{xml[end:]}"
    return xml


def without_ours(comment: str) -> str | None:
    """A comment without what we wrote into it; None if nothing is left."""
    whole = "".join(found[2] for found in TEXT.finditer(comment))
    if BEGIN not in whole:
        return comment
    # The marks may have been saved in other runs than ours: places count in the whole text.
    cuts = [found.span() for found in OURS.finditer(whole)]
    if not OURS.sub("", whole).strip():
        return None
    done = 0

    def cut(found: re.Match[str]) -> str:
        nonlocal done
        start, done = done, done + len(found[2])
        kept = [
            letter
            for place, letter in enumerate(found[2], start)
            if not any(first <= place < last for first, last in cuts)
        ]
        return f"{found[1]}{''.join(kept)}</t>"

    return EMPTY_RUN.sub("", TEXT.sub(cut, comment))


def _with_ours(comment: str | None, cell: str, author: int, text: str) -> str:
    gap = "\n" if comment else ""
    told = escape(f"{gap}{BEGIN}{text}\n{END}")
    ours = f'<r>{LOOK}<t xml:space="preserve">{told}</t></r>'
    if comment is None:
        return f'<comment ref="{cell}" authorId="{author}"><text>{ours}</text></comment>'
    runs = "".join(_as_run(run) for run in RUN.findall(comment))
    start, end = re.search(r"<text\b[^>]*>", comment), comment.rfind("</text>")
    if start is None:
        raise OddPackageError("a comment without text")
    if end < 0:
        raise OddPackageError("a comment without text")
    return f"{comment[: start.end()]}{runs}{ours}{comment[end:]}"


def _as_run(text: str) -> str:
    """A run; text that is written without one in a run, for the two kinds do not mix."""
    if not text.startswith("<t"):
        return text
    tag = text[: text.index(">") + 1]
    kept = with_attribute(tag, "xml:space", "preserve")
    return f"<r>{kept}{text[len(tag) :]}</r>"
