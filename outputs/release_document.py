"""RELEASE.json: what a release says of itself.

Belongs here: composing it, and the part of it that follows from the signed manifest and the
sign-offs, which the verifier compares. Does not belong here: the changelog and licence texts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from expectations.manifest import Manifest, Slot
from expectations.signoff import SIGNATURE_SUFFIX, Signoff
from expectations.statement import Role

FORMAT = "mingzhang-release/1"
SIGNOFFS = "signoffs"
DEMO_NOTICE = "示例：签字不是真实签字；数字为转录的真实公开表。"


@dataclass(frozen=True)
class ReleaseDetails:
    """What the office adds: title, hotline, (Chinese, English) title per dataset, site address.

    And the prefix that is registered for its projects, if there is one. `summed`: by dataset the
    money columns whose totals RELEASE.json tells. `site`: what pages say of those who run the site
    (`sources.host`), frozen with the release.
    """

    title: str
    hotline: str
    dataset_titles: Mapping[str, tuple[str, str]]
    site_url: str | None = None
    oc4ids_prefix: str | None = None
    summed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    site: Mapping[str, object] = field(default_factory=dict)


def release_document(
    manifest: Manifest,
    digest: str,
    signoffs: Mapping[Slot, Signoff],
    version: str,
    details: ReleaseDetails,
) -> dict[str, Any]:
    """Compose RELEASE.json. Raises KeyError if a dataset has no title or the chief has not signed.

    Its time is the chief's: nothing is taken from the clock.
    """
    document = {
        **signed_part(manifest, digest, signoffs),
        "format": FORMAT,
        "version": version,
        "hotline": details.hotline,
        "title": details.title,
    }
    for dataset, entry in document["datasets"].items():
        chinese, english = details.dataset_titles[dataset]
        entry.update(title=chinese, title_en=english)
    if details.site_url:
        document["site_url"] = details.site_url
    if details.oc4ids_prefix:
        document["oc4ids_prefix"] = details.oc4ids_prefix
    if details.site:
        document["site"] = dict(details.site)
    if manifest.demo:
        document["notice"] = DEMO_NOTICE
    if document["correction"] is None:
        del document["correction"]
    return document


def signed_part(
    manifest: Manifest, digest: str, signoffs: Mapping[Slot, Signoff]
) -> dict[str, Any]:
    """Derive what RELEASE.json must say by the signatures; titles and hotline are not in it.

    Raises KeyError if the chief has not signed or a statement cannot be read.
    """
    previous = manifest.previous
    chief = signoffs[Slot(Role.CHIEF)].statement
    if chief is None:
        raise KeyError(Role.CHIEF.value)
    return {
        "office": manifest.office,
        "demo": manifest.demo,
        "candidate": digest,
        "released_at": chief.signed_at,
        "previous": None if previous is None else previous.model_dump(),
        "datasets": {
            dataset: {"rows": entry.rows, "amount_yuan": entry.amount_yuan}
            for dataset, entry in sorted(manifest.datasets.items())
        },
        "signoffs": [_line(slot, signoff) for slot, signoff in signoffs.items()],
        "correction": None if manifest.correction is None else manifest.correction.model_dump(),
    }


def contradictions(document: Mapping[str, Any], signed: Mapping[str, Any]) -> tuple[str, ...]:
    """List the keys of a RELEASE.json that do not say what the signed part says."""
    datasets = document.get("datasets")
    said = datasets if isinstance(datasets, dict) else {}
    figures = {
        name: {key: entry.get(key) for key in ("rows", "amount_yuan")}
        for name, entry in said.items()
        if isinstance(entry, dict)
    }
    compared = {**document, "datasets": figures}
    return tuple(key for key in signed if compared.get(key) != signed[key])


def _line(slot: Slot, signoff: Signoff) -> dict[str, Any]:
    statement = signoff.statement
    if statement is None:
        raise KeyError(slot.name)
    file = f"{SIGNOFFS}/{slot.name}.json"
    return {
        "role": slot.role.value,
        "unit": slot.unit,
        "principal": statement.principal,
        "signed_at": statement.signed_at,
        "file": file,
        "signature": f"{file}{SIGNATURE_SUFFIX}",
    }
