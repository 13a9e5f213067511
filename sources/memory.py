"""What an analyst has answered about an office's own headers, kept for the next file; 版式记忆.

Belongs here: the model of a remembered layout and finding it again. Does not belong here: asking
(the command `learn`) and where the files lie (Store). An answer holds for one unit and for exactly
those headers; it is data with a name, a date and a reason, reviewed like any other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Self

from pydantic import Field as Setting
from pydantic import model_validator

from sources.contract import Contract, read_yaml, submitted_contracts
from sources.headers import HeaderText
from sources.office import UNIT_CODE
from sources.strict import Strict
from sources.text import fold

FINGERPRINT_LENGTH = 12


class Layout(Strict):
    """The headers of one office's table and what some of them mean."""

    unit: str = Setting(pattern=UNIT_CODE)
    dataset: str
    headers: tuple[str, ...]
    columns: Mapping[str, str]
    learned_from: str
    answered_by: str
    answered_on: date
    reason: str

    @model_validator(mode="after")
    def _names_exist(self) -> Self:
        contract = submitted_contracts().get(self.dataset)
        if contract is None:
            raise ValueError(f"no dataset {self.dataset!r}")
        known = {one.name for one in contract.fields}
        unknown = sorted(set(self.columns.values()) - known)
        strangers = sorted(set(self.columns) - set(self.headers))
        if unknown or strangers:
            raise ValueError(f"unknown fields {unknown}, headers not in the table {strangers}")
        return self

    @property
    def fingerprint(self) -> str:
        """A short name for exactly these headers."""
        return fingerprint_of(self.headers)

    @property
    def contract(self) -> Contract:
        """The dataset's contract."""
        return submitted_contracts()[self.dataset]

    @cached_property
    def answers(self) -> Mapping[str, str]:
        """Folded header → field."""
        return {fold(header): name for header, name in self.columns.items()}


def fingerprint_of(headers: Iterable[str]) -> str:
    """The first 12 hex digits of SHA-256 over the folded headers in their order."""
    joined = "\x1f".join(fold(header) for header in headers)
    return sha256(joined.encode()).hexdigest()[:FINGERPRINT_LENGTH]


def headers_of(texts: Sequence[HeaderText]) -> tuple[str, ...]:
    """The headers of a table as a layout keeps them."""
    return tuple("/".join(text.path) for text in texts)


@dataclass(frozen=True)
class Memory:
    """All remembered layouts of one unit, by fingerprint."""

    layouts: Mapping[str, Layout] = field(default_factory=dict)

    def recall(self, texts: Sequence[HeaderText]) -> Layout | None:
        """The layout with exactly these headers, or None."""
        if not self.layouts:
            return None
        return self.layouts.get(fingerprint_of(headers_of(texts)))

    @cached_property
    def words(self) -> frozenset[str]:
        """Folded texts that may stand in a remembered header."""
        return frozenset(
            fold(part)
            for layout in self.layouts.values()
            for header in layout.headers
            for part in header.split("/")
        )


NOTHING_REMEMBERED = Memory()


def load_memory(folder: Path) -> Memory:
    """The layouts of a unit's folder. Raises pydantic.ValidationError for one that is not valid."""
    layouts = [Layout.model_validate(read_yaml(path)) for path in sorted(folder.glob("*.yaml"))]
    return Memory({layout.fingerprint: layout for layout in layouts})
