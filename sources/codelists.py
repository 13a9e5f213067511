"""Lists of codes with the time in which each holds: offices, funds, subjects, types; 代码表.

Belongs here: reading `reference/*.csv` and looking words up in them. Does not belong here: lists
of other columns (regions, poor_counties), nor what an unknown or ambiguous word means for a table
(expectations).
"""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from sources.text import fold
from sources.validity import Dated, read_bound

LISTS = Path(__file__).parent / "reference"
OWN_MODULE = frozenset({"regions", "region_successors", "poor_counties"})
COLUMNS = ("code", "name", "valid_from", "valid_to", "source")
MORE_COLUMNS = ("title_en", "aliases", "phrases", "parent", "replaces")
BETWEEN_WORDS = "|"


@dataclass(frozen=True, kw_only=True)
class Entry(Dated):
    """One row of a list: what a code is called in a span of time.

    `aliases` are other words for it where they are the whole text, `phrases` also inside a longer
    one. `replaces` is the code that it follows in a line of succession. `sources` are explained in
    `reference/README.md`; K among them is general knowledge that nobody confirmed.
    """

    code: str
    name: str
    title_en: str
    aliases: tuple[str, ...]
    phrases: tuple[str, ...]
    parent: str
    replaces: str
    sources: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """Its name and every other word for it."""
        return (self.name, *self.phrases, *self.aliases)


def list_names() -> tuple[str, ...]:
    """Names of all lists but those that have a module of their own, in alphabetical order."""
    return tuple(sorted(path.stem for path in LISTS.glob("*.csv") if path.stem not in OWN_MODULE))


@cache
def load_list(name: str) -> tuple[Entry, ...]:
    """All entries of a list, in its order.

    Raises FileNotFoundError if there is no such list, ValueError if its columns are not those of
    a list or a date is none.
    """
    with (LISTS / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream)
        given = set(rows.fieldnames or ())
        if not set(COLUMNS) <= given <= {*COLUMNS, *MORE_COLUMNS}:
            raise ValueError(f"{name}.csv: columns {sorted(given)}")
        return tuple(_entry(row) for row in rows)


def _entry(row: Mapping[str, str]) -> Entry:
    return Entry(
        code=row["code"],
        name=row["name"],
        title_en=row.get("title_en", ""),
        aliases=_words(row.get("aliases", "")),
        phrases=_words(row.get("phrases", "")),
        parent=row.get("parent", ""),
        replaces=row.get("replaces", ""),
        valid_from=read_bound(row["valid_from"], date.min),
        valid_to=read_bound(row["valid_to"], date.max),
        sources=tuple(row["source"].split()),
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split(BETWEEN_WORDS)) if text else ()


def in_force(name: str, day: date) -> tuple[Entry, ...]:
    """The entries of a list that hold on a day."""
    return tuple(entry for entry in load_list(name) if entry.holds(day))


def entry_of(name: str, code: str, day: date) -> Entry | None:
    """The entry of a code that holds on a day, or None."""
    return next((entry for entry in in_force(name, day) if entry.code == code), None)


def resolve(name: str, text: str, day: date) -> tuple[Entry, ...]:
    """The entries that a text means on a day: none, the one, or all candidates.

    A code wins over a name, a name over another word for it. The nearest word is never taken for
    the one that was meant.
    """
    key = fold(text)
    entries = in_force(name, day)
    for words_of in (_codes, _names, _other_words):
        found = tuple(entry for entry in entries if key in map(fold, words_of(entry)))
        if found and key:
            return found
    return ()


def code_of(name: str, text: str, day: date) -> str | None:
    """The code that a text means on a day; None if it means none or more than one."""
    found = resolve(name, text, day)
    return found[0].code if len(found) == 1 else None


def mentioned(name: str, text: str, day: date | None = None) -> tuple[Entry, ...]:
    """The entries that a longer text names, in the order of the list; on a day if one is given.

    Words are found from the left, of those that begin at one place the longest: 自治区级 is not
    区级. A word of several entries mentions all of them (中省 is 中央 and 省级).
    """
    entries = load_list(name) if day is None else in_force(name, day)
    by_phrase = _by_phrase(entries)
    longest_first = sorted(by_phrase, key=len, reverse=True)
    words = re.findall("|".join(map(re.escape, longest_first)), fold(text)) if by_phrase else ()
    codes = set().union(*(by_phrase[word] for word in words))
    return tuple(entry for entry in entries if entry.code in codes)


def succession(name: str, code: str) -> tuple[Entry, ...]:
    """The whole line that a code stands in, from the oldest: 扶贫办, 乡村振兴局, 农业农村局.

    Raises ValueError if the line runs in a circle.
    """
    older = {entry.code: entry.replaces for entry in load_list(name) if entry.replaces}
    newer = {old: code for code, old in older.items()}
    line = [*reversed(_follow(older, code)), code, *_follow(newer, code)]
    return tuple(entry for one in line for entry in load_list(name) if entry.code == one)


def choices(name: str) -> dict[str, object]:
    """The names of a list with their other words, as a contract's field declares them.

    A word of several names is left out: it decides nothing (中省 is 中央 and 省级).
    """
    entries = load_list(name)
    by_word: dict[str, set[str]] = {}
    for entry in entries:
        for word in entry.words:
            by_word.setdefault(fold(word), set()).add(entry.name)
    synonyms = {
        entry.name: tuple(word for word in entry.words[1:] if len(by_word[fold(word)]) == 1)
        for entry in entries
    }
    return {"allowed": tuple(synonyms), "synonyms": synonyms}


def _codes(entry: Entry) -> tuple[str, ...]:
    return (entry.code,)


def _names(entry: Entry) -> tuple[str, ...]:
    return (entry.name,)


def _other_words(entry: Entry) -> tuple[str, ...]:
    return entry.words[1:]


def _by_phrase(entries: Iterable[Entry]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    for entry in entries:
        for word in (entry.name, *entry.phrases):
            found.setdefault(fold(word), set()).add(entry.code)
    return found


def _follow(steps: Mapping[str, str], code: str) -> list[str]:
    line: list[str] = []
    while code in steps:
        code = steps[code]
        if code in line:
            raise ValueError(f"{code} follows itself")
        line.append(code)
    return line
