"""What a contract's field means before it is parsed: the shared vocabulary under it; 共用词汇.

Belongs here: laying a contract's words over the shared ones, for a dataset that is read and for one
that is joined. Does not belong here: the model of a contract.
"""

from collections.abc import Mapping
from itertools import chain
from typing import Any

from sources.codelists import choices

# What says how a field is written by clerks; of no use where nothing is read. What one stage must
# state (`required`) may be missing where another stage alone is known.
WRITING = frozenset(
    {
        "aliases", "inherit", "below", "year_of_title", "claim_pattern", "claim_field", "derive",
        "required",
    }
)  # fmt: skip


def merge_field(declared: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> dict[str, Any]:
    """A contract's field on top of the shared vocabulary; aliases add up, the rest overrides.

    Allowed values and synonyms of a field with `codelist` are those of that list, and only they.
    Raises ValueError if such a field declares its own, FileNotFoundError if there is no such list.
    """
    merged = {**vocabulary.get(declared["name"], {}), **declared}
    aliases = [one.get("aliases", ()) for one in (vocabulary.get(declared["name"], {}), declared)]
    merged["aliases"] = tuple(dict.fromkeys(chain.from_iterable(aliases)))
    if merged.get("codelist") is None:
        return merged
    if {"allowed", "synonyms"} & merged.keys():
        raise ValueError(f"{declared['name']}: its values are those of {merged['codelist']}")
    return merged | choices(merged["codelist"])


def joined_words(
    raw: Mapping[str, Any], others: Mapping[str, Any], vocabulary: Mapping[str, Any]
) -> dict[str, Any]:
    """The vocabulary of a joined dataset: a field means what it means in the datasets it joins."""
    words = dict(vocabulary)
    for name in raw.get("joins", ()):
        for field in others[name]["fields"]:
            known = {**vocabulary.get(field["name"], {}), **field}
            words.setdefault(field["name"], known)
    return {
        name: {key: value for key, value in known.items() if key not in WRITING}
        | {"origin": "joined"}
        for name, known in words.items()
    }
