"""Numbers in tables, and whether each leads to what proves it.

Belongs here: finding them in a page's HTML. Does not belong here: which may stand without
(test_proofs.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

NUMBERS = {"number", "amount"}


@dataclass
class Place:
    """A cell of a table, or a fact at the head of a page; `row` holds the links of its row."""

    table: str
    head: str
    text: str = ""
    links: list[str] = field(default_factory=list)
    row: list[str] = field(default_factory=list)


class Numbers(HTMLParser):
    """Collects the cells of a page that are set as numbers, and facts that hold a digit."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.places: list[Place] = []
        self._caption, self._said, self._heads, self._at = "", "", [], 0
        self._cell: Place | None = None
        self._row: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        kinds = set((told.get("class") or "").split())
        if tag == "table":
            self._caption, self._heads = "", []
        elif tag == "tr":
            self._at, self._row = 0, []
        elif tag in ("td", "th") and told.get("scope") != "col":
            if tag == "td" and kinds & NUMBERS:
                self._begin(self._caption, self._head())
            self._at += int(told.get("colspan") or 1)
        elif tag == "dd":
            self._begin("facts", self._said)
        elif tag == "a" and told.get("href"):
            self._row.append(told["href"])
            if self._cell:
                self._cell.links.append(told["href"])
        if tag in ("caption", "th", "dt"):
            self._said = ""

    def handle_data(self, data: str) -> None:
        self._said += data
        if self._cell:
            self._cell.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "caption":
            self._caption = self._said.strip()
        elif tag == "th" and self._caption and not self._at:
            self._heads.append(self._said.strip())
        elif tag in ("td", "dd"):
            self._end()

    def _begin(self, table: str, head: str) -> None:
        self._cell = Place(table, head.strip(), row=self._row)

    def _end(self) -> None:
        if self._cell and any(sign.isdigit() for sign in self._cell.text):
            self.places.append(self._cell)
        self._cell = None

    def _head(self) -> str:
        return self._heads[self._at] if self._at < len(self._heads) else ""


def numbers_of(html: str) -> Iterator[Place]:
    """The numbers of a page. A table in a picture's details is one like any other."""
    reader = Numbers()
    reader.feed(html)
    yield from reader.places
