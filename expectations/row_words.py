"""Title, message and fix of a rule within a record: its own words, else those of its kind; 措辞.

Belongs here: filling what is known before any row is judged. Does not belong here: the words
themselves (row_kinds.yaml, contracts).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from expectations.row_rules import Comparison
from sources.contract import read_yaml

ROW_KINDS = Path(__file__).parent / "row_kinds.yaml"


@dataclass(frozen=True)
class RowWords:
    """What is said of a rule; the message keeps the words in braces that each row fills."""

    title: str
    message: str
    fix: str


class Known(dict[str, str]):
    """Words that are known; any other stays in its braces."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


def row_words(one: Comparison) -> RowWords:
    """The words of one rule. Raises KeyError for a kind that row_kinds.yaml does not know."""
    kind, own = row_kinds()[one.kind], one.declared
    known = Known(one.known)
    return RowWords(
        title=own.title or kind["title"].format_map(known),
        message=own.message or kind["message"].format_map(known),
        fix=own.fix or kind["fix"].format_map(known) + row_kinds()["endings"][own.severity],
    )


@cache
def row_kinds() -> Mapping[str, Mapping[str, str]]:
    """Words by kind, and the endings by severity."""
    found: Mapping[str, Mapping[str, str]] = read_yaml(ROW_KINDS)
    return found
