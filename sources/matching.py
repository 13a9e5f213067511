"""How well the headers of a table fit a contract: a score and its reasons; 认表.

Belongs here: bringing single columns together, deciding whether the table can be read. Does not
belong here: the meaning of one header (headers). Below the threshold nothing is guessed: the table
is asked about.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sources.amounts import header_unit
from sources.contract import Contract, FieldType
from sources.grouping import settle_groups
from sources.headers import Column, HeaderText, Meaning, known_field, meaning_of
from sources.memory import Layout
from sources.text import fold

TITLE_BONUS = 2.0
UNKNOWN_PENALTY = 0.5
CONTRADICTION_PENALTY = 3
LEAST_SHARE = 0.5
FIGURES = (FieldType.MONEY, FieldType.INTEGER)


@dataclass(frozen=True)
class Match:
    """A contract against the headers of a table: the score, why, and what did not fit."""

    contract: Contract
    columns: tuple[Column, ...]
    score: float
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    reasons: tuple[str, ...] = ()

    @property
    def fits(self) -> bool:
        """True if the table can be read as this dataset."""
        return not self.missing


def match_contract(
    contract: Contract,
    texts: Sequence[HeaderText],
    title: str,
    layout: Layout | None = None,
) -> Match:
    """How well the headers fit a contract. The score counts known columns and the title.

    With a remembered `layout` its answers come first, and no word of the title is asked for.
    """
    answers = {} if layout is None else layout.answers
    columns = settle_groups(contract, [_column(contract, text, answers) for text in texts])
    return match_columns(contract, columns, title, is_told=layout is not None)


def match_columns(
    contract: Contract, columns: Sequence[Column], title: str, *, is_told: bool = False
) -> Match:
    """The match that columns of settled meaning make; `is_told` asks for no word of the title."""
    known = dict.fromkeys(c.meaning.field for c in columns if c.meaning.field)
    known.pop("serial_no", None)
    unknown = tuple(c.header for c in columns if c.meaning.field is None)
    titled = [word for word in contract.title_words if word in fold(title)]
    count = sum(c.meaning.field not in (None, "serial_no") for c in columns)
    contradicted = sum(_is_contradicted(contract, column) for column in columns)
    score = count + (TITLE_BONUS if titled else 0)
    score -= UNKNOWN_PENALTY * len(unknown) + CONTRADICTION_PENALTY * contradicted
    return Match(
        contract=contract,
        columns=tuple(columns),
        score=score,
        missing=_missing(contract, columns, titled=bool(titled) or is_told),
        unknown=unknown,
        reasons=_reasons(contract, [name for name in known if name], unknown, titled),
    )


def _is_contradicted(contract: Contract, column: Column) -> bool:
    """True if a header row above names another field: then one of the rows is a record."""
    above = (known_field(contract, upper) for upper in column.path[:-1])
    names = {field.name for field in above if field is not None}
    return bool(names - {column.meaning.field})


def _column(contract: Contract, text: HeaderText, answers: Mapping[str, str]) -> Column:
    answered = answers.get(fold("/".join(text.path)))
    meaning = meaning_of(contract, text.path) if answered is None else Meaning(answered)
    return Column(
        index=text.index,
        top=text.top,
        bottom=text.bottom,
        header="/".join(text.path),
        unit=next((u for u in map(header_unit, reversed(text.path)) if u), None),
        meaning=meaning,
        is_figure=meaning.field is not None and contract.field(meaning.field).type in FIGURES,
        path=text.path,
    )


def _missing(contract: Contract, columns: Sequence[Column], *, titled: bool) -> tuple[str, ...]:
    present = {column.meaning.field for column in columns}
    if any(column.meaning.group for column in columns):
        present.add("wide")
    missing = [
        "或".join(_title(contract, name) for name in group)
        for group in contract.identified_by
        if not present.intersection(group)
    ]
    if contract.title_required and not titled:
        missing.append(f"表题里的“{'”或“'.join(contract.title_words)}”")
    known = sum(column.meaning.field is not None for column in columns)
    if known < LEAST_SHARE * len(columns):
        missing.append(f"一半以上认得出的列（现在 {len(columns)} 列里认出 {known} 列）")
    return tuple(missing)


def _title(contract: Contract, name: str) -> str:
    return "按年度和口径分列的金额" if name == "wide" else contract.field(name).title


def _reasons(
    contract: Contract, known: Sequence[str], unknown: Sequence[str], titled: Sequence[str]
) -> tuple[str, ...]:
    reasons = [f"认出的列：{'、'.join(contract.field(name).title for name in known) or '无'}"]
    if unknown:
        reasons.append(f"认不出的列：{'、'.join(unknown)}")
    if titled:
        reasons.append(f"表题含有：{'、'.join(titled)}")
    return tuple(reasons)
