"""What hangs on a village board: one sheet for each place and kind of list; 公示单.

Belongs here: the content of a sheet, from the signed table of a board candidate. Does not belong
here: how it is printed (page, document) and whether it may hang (gate).
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

import pyarrow as pa

from sources.contract import Contract, Origin

BLANK = ""


@dataclass(frozen=True)
class BoardSheet:
    """One sheet: whose board, what it lists, titles of its columns, rows of text."""

    dataset: str
    unit_code: str
    unit_name: str
    period: str
    place: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def digest(self) -> str:
        """SHA-256 of all that the sheet says; the same list hangs only once."""
        plain = {name: value for name, value in asdict(self).items() if name != "period"}
        text = json.dumps(plain, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Posting:
    """When a sheet is put up and how many days it hangs, the first and the last included."""

    posted: date
    days: int

    @property
    def last(self) -> date:
        """The last day on which it has to hang."""
        return self.posted + timedelta(days=self.days - 1)

    def days_left(self, today: date) -> int:
        """Days on which it still has to hang, today included; 0 when it may be taken down."""
        return max(0, min(self.days, (self.last - today).days + 1))


def board_sheets(contract: Contract, table: pa.Table) -> list[BoardSheet]:
    """The sheets of one dataset, by unit, place and kind.

    `contract`: as the board sees it; `table`: its published form. Raises ValueError if the dataset
    is not for boards.
    """
    board = contract.board
    if board is None:
        raise ValueError(f"{contract.dataset} is not for village boards")
    keys = ("unit_code", "period", *board.fields)
    order = [(name, "ascending") for name in (*keys, "record_id")]
    rows = table.sort_by(order).to_pylist()
    return [
        sheet_of(contract, list(group))
        for _, group in groupby(rows, key=lambda row: tuple(row[name] for name in keys))
    ]


def sheet_of(contract: Contract, rows: list[dict[str, Any]]) -> BoardSheet:
    """The sheet of rows that hang together; a column that is blank in all of them is left out."""
    shown = list(columns_of(contract, rows))
    first = rows[0]
    place = "".join(str(first[name] or BLANK) for name in contract.board.places)  # type: ignore[union-attr]
    kind = first[contract.board.kind] if contract.board and contract.board.kind else None
    return BoardSheet(
        dataset=contract.dataset,
        unit_code=first["unit_code"],
        unit_name=first["unit_name"],
        period=first["period"],
        place=place,
        title=f"{place}{contract.title}公示" + (f"（{kind}）" if kind else BLANK),
        columns=("序号", *(contract.field(name).title for name in shown)),
        rows=tuple(
            (str(number), *(BLANK if row[name] is None else str(row[name]) for name in shown))
            for number, row in enumerate(rows, start=1)
        ),
    )


def columns_of(contract: Contract, rows: list[dict[str, Any]]) -> Iterator[str]:
    """The fields that a sheet shows, apart from what its title says."""
    said = set(contract.board.fields) if contract.board else set()
    for field in contract.public_fields:
        is_value = field.origin is not Origin.TITLE and field.name not in said
        if is_value and any(row[field.name] is not None for row in rows):
            yield field.name
