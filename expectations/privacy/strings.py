"""The texts of a package's table of strings, where it is written as nearly every program does.

Belongs here: taking them out by one pattern, faster than walking through XML. Does not
belong here: any other part (parts), and a table with formats or readings in its strings, which is
walked through.
"""

import html
import re

HEAD = re.compile(
    rb"(?:<\?xml version=\"1\.0\"(?: encoding=\"(?i:utf-8)\")?(?: standalone=\"yes\")? *\?>)?\s*"
    rb"<sst xmlns=\"[^\"<]*\"(?: (?:uniqueCount|count)=\"\d+\")*>"
)
ITEM = (
    rb"<si><t(?: xml:space=\"preserve\")?>([^<]*)</t>"
    rb"(?:<phoneticPr(?: (?:fontId|type|alignment)=\"\w*\")*/>)?</si>\s*"
)
BODY = re.compile(rb"\s*(?:" + ITEM + rb")*+</sst>\s*")
TEXT = re.compile(ITEM)
# What XML reads otherwise than it is written, or not at all: it is for the parser to say.
LEFT_TO_PARSER = re.compile(rb"[\x00-\x08\x0b-\x1f]|&(?!(?:amp|lt|gt|quot|apos);)|\]\]>")


def plain_strings(xml: bytes) -> list[str] | None:
    """The strings of a table of nothing but plain texts, in their order; None for anything else."""
    head = HEAD.match(xml)
    if head is None or not BODY.fullmatch(xml, head.end()) or LEFT_TO_PARSER.search(xml):
        return None
    try:
        return [html.unescape(text.decode()) for text in TEXT.findall(xml, head.end())]
    except UnicodeDecodeError:
        return None
