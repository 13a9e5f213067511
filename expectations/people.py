"""What only the office knows of the people who sign: who submitted, who answers for which unit.

Belongs here: the reasons that follow from that knowledge. Does not belong here: signatures.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from expectations.manifest import Slot
from expectations.reasons import Reason, reason
from expectations.signoff import Signoff


@dataclass(frozen=True)
class People:
    """Who signs for a unit, and who submitted what of it is in the candidate, by unit code.

    A provider of None means anybody whose key has the provider's namespace.
    """

    providers: Mapping[str, str | None]
    submitters: Mapping[str, frozenset[str]]


def examine_people(people: People, signoffs: Mapping[Slot, Signoff]) -> tuple[Reason, ...]:
    """Reasons against the persons who signed; a statement that cannot be read gives none here."""
    return tuple(
        found
        for slot, signoff in signoffs.items()
        if signoff.statement is not None
        for found in examine_person(people, slot, signoff.statement.principal)
    )


def examine_person(people: People, slot: Slot, principal: str) -> Iterator[Reason]:
    """Reasons for which this person may not sign this slot."""
    units = sorted(unit for unit, names in people.submitters.items() if principal in names)
    if units:
        yield reason("own_submission", slot, "、".join(units), principal)
    named = None if slot.unit is None else people.providers.get(slot.unit)
    if named is not None and named != principal:
        yield reason("wrong_provider", slot, named, principal)
