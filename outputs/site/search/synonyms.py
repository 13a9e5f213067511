"""Words that mean the same to a reader who searches: 易地搬迁 and 易地扶贫搬迁; 同义词.

Belongs here: groups of words, from the list of fund lines and from `synonyms.yaml` for what no list
says. Does not belong here: how a query uses them (static/site.js).
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from sources.codelists import load_list
from sources.contract import read_yaml
from sources.strict import Strict

OWN = Path(__file__).parent / "synonyms.yaml"
LINES = "fund_lines"


class Group(Strict):
    """Words that find each other, and why."""

    words: tuple[str, ...]
    reason: str


@cache
def synonyms() -> tuple[tuple[str, ...], ...]:
    """Groups of words, each word in one group; longest words first, for they hold shorter ones.

    Raises pydantic.ValidationError if `synonyms.yaml` is not what it must be.
    """
    own = TypeAdapter(tuple[Group, ...]).validate_python(read_yaml(OWN))
    return tuple(_united([*(group.words for group in own), *_fund_lines()]))


def _fund_lines() -> Iterable[tuple[str, ...]]:
    """What one fund line was called over the years; only words that stand inside longer texts."""
    words: dict[str, list[str]] = defaultdict(list)
    for entry in load_list(LINES):
        words[entry.code] += [entry.name, *entry.phrases]
    return (tuple(found) for found in words.values() if len(found) > 1)


def _united(groups: Iterable[Iterable[str]]) -> list[tuple[str, ...]]:
    """Groups that share a word are one."""
    united: list[set[str]] = []
    for group in groups:
        found = set(group)
        sharing = [one for one in united if one & found]
        united = [one for one in united if not one & found]
        united.append(found.union(*sharing))
    return sorted(tuple(sorted(one, key=lambda word: (-len(word), word))) for one in united)
