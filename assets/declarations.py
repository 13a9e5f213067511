"""The journal of what units declared, 声明登记: nothing to publish, lateness, explanations.

Belongs here: writing and reading the journal, which declaration of a month stands. Does not belong
here: the signed texts (expectations), what follows for a unit's state (`owed.py`), and which
explanation stands (`explanations.py`, `gaps.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from assets.journal import add_lines, read_lines
from assets.store import Store
from expectations.declaration import (
    FAULT_WORDS,
    Declaration,
    Fault,
    Said,
    fault_of,
    sign_declaration,
)
from expectations.explanation import GapExplanation, WarningExplanation
from sources.office import Office

Kind = Literal["nothing", "late"]
Key = tuple[str, str, str, str | None]


class Entry(BaseModel):
    """One line of the journal: what was declared, with the armoured signature if it was signed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    declaration: Annotated[
        Declaration | WarningExplanation | GapExplanation, Field(discriminator="kind")
    ]
    signature: str | None = None

    def fault(self, store: Store, office: Office) -> Fault:
        """Why it does not count as signed by the unit's provider; `ok` if it does."""
        unit = office.by_code.get(self.declaration.unit)
        provider = None if unit is None else unit.provider
        return fault_of(self.declaration, self.signature, store.allowed_signers, provider)


@dataclass(frozen=True)
class Standing:
    """A declaration that stands, and whether its signature is good."""

    declaration: Declaration
    fault: Fault

    @property
    def is_signed(self) -> bool:
        """True if the unit's provider signed it."""
        return self.fault == "ok"


class DeclarationRefused(ValueError):  # noqa: N818 - a refusal is an answer
    """A signature that would not count; nothing was written."""


@dataclass(frozen=True)
class Declared:
    """All declarations that stand, by what they speak of."""

    by_key: Mapping[Key, Standing]

    def of(self, kind: Kind, period: str, unit: str, dataset: str | None = None) -> Standing | None:
        """The one that speaks of a dataset, else the one of everything the unit owes."""
        own = self.by_key.get((kind, period, unit, dataset))
        return own or self.by_key.get((kind, period, unit, None))


NOTHING_DECLARED = Declared({})


def read_entries(store: Store) -> list[Entry]:
    """All lines of the journal in the order of their writing."""
    return read_lines(store.declarations, Entry)


def declared(store: Store, office: Office) -> Declared:
    """What stands: the last declaration of each thing; no unsigned one replaces a signed one."""
    found: dict[Key, Standing] = {}
    for entry in read_entries(store):
        said = entry.declaration
        if not isinstance(said, Declaration):
            continue
        key = (said.kind, said.period, said.unit, said.dataset)
        standing = Standing(said, entry.fault(store, office))
        before = found.get(key)
        if standing.is_signed or before is None or not before.is_signed:
            found[key] = standing
    return Declared(found)


def declare(store: Store, office: Office, declaration: Said, key: Path | None) -> Entry:
    """Write what a unit says into the journal, signed if a key is given.

    Raises DeclarationRefused if the signature would not count, SigningError.
    """
    signature = None if key is None else sign_declaration(declaration, key)
    entry = Entry.model_validate({"declaration": declaration, "signature": signature})
    fault = entry.fault(store, office)
    if fault not in ("ok", "unsigned"):
        raise DeclarationRefused(f"{declaration.declared_by}：{FAULT_WORDS[fault]}。")
    with store.lock("declare"):
        add_lines(store.declarations, [entry])
    return entry
