"""Finished releases as the site sees them, read from a public folder.

Belongs here: reading releases.json, RELEASE.json, datapackage.json and the signed manifest.
Does not belong here: judging a release (that is `mingzhang verify`), nor how it is shown.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from outputs.site.imprint import Imprint, read_imprint

ROLES = {
    "provider": "报送单位确认",
    "secrecy": "保密审查",
    "deputy": "分管领导审核",
    "chief": "主要领导审定",
}
STATUSES = {
    "current": "现行",
    "superseded": "已由新版取代",
    "corrected": "已更正",
    "withdrawn": "已撤回",
}


@dataclass(frozen=True)
class Signature:
    """One sign-off of a release; `file` and `signature` are paths inside the release."""

    role: str
    role_title: str
    unit: str | None
    unit_name: str
    principal: str
    signed_at: str
    file: str
    signature: str


@dataclass(frozen=True)
class WithdrawnNote:
    """A withdrawal; without datasets it is the whole release that was taken down.

    `signers` holds role, principal and time of each of the two; `path` is its folder.
    """

    id: str
    path: str
    version: str
    datasets: tuple[str, ...]
    reason: str
    withdrawn_at: str
    signers: tuple[tuple[str, str, str], ...]

    def covers(self, version: str, dataset: str) -> bool:
        """Whether a dataset of a release was taken down by it."""
        return self.version == version and (not self.datasets or dataset in self.datasets)


@dataclass(frozen=True)
class DatasetFacts:
    """A dataset of a release; the amount is the sum of its rows in yuan, None if it has none.

    `withdrawn` is True once its data have been taken down.
    """

    id: str
    title: str
    title_en: str
    description: str
    rows: int
    amount_yuan: Decimal | None
    values_sha256: str | None
    withdrawn: bool = False

    @property
    def shown_yuan(self) -> Decimal | None:
        """The amount to show: none without a record, for 0 would say that there was no money."""
        return self.amount_yuan if self.rows else None


@dataclass(frozen=True)
class Release:
    """A release whose folder is in place; `path` is relative to the public folder."""

    version: str
    released_at: str
    digest: str
    candidate: str
    status: str
    path: str
    folder: Path
    title: str
    office: str
    hotline: str
    site_url: str | None
    notice: str | None
    previous: str | None
    datasets: tuple[DatasetFacts, ...]
    signatures: tuple[Signature, ...]
    correction: Mapping[str, Any] | None = None
    corrected_by: tuple[str, ...] = ()
    withdrawals: tuple[WithdrawnNote, ...] = ()
    imprint: Imprint = field(default_factory=Imprint)

    @property
    def is_withdrawn(self) -> bool:
        """Whether the whole release was taken down."""
        return self.status == "withdrawn"

    @property
    def status_title(self) -> str:
        """The status in Chinese."""
        return STATUSES.get(self.status, self.status)

    @property
    def has_quality(self) -> bool:
        """True if the release says what was checked; one of earlier software does not."""
        return (self.folder / "quality" / "rules.csv").exists()

    @property
    def has_dictionary(self) -> bool:
        """True if the release says what its fields mean; one of earlier software does not."""
        return (self.folder / "dictionary" / "dictionary.json").exists()

    @property
    def ledger(self) -> DatasetFacts | None:
        """The balances of funds, None if the release has none or nobody sent what they rest on."""
        facts = self.dataset("fund_balances")
        is_there = facts is not None and facts.rows and not facts.withdrawn
        return facts if is_there else None

    def dataset(self, name: str) -> DatasetFacts | None:
        """Return the dataset of that id, None if the release has none."""
        return next((facts for facts in self.datasets if facts.id == name), None)


@dataclass(frozen=True)
class Listed:
    """A line of releases.json; `release` is None where the folder is not there any more."""

    version: str
    released_at: str
    digest: str
    status_title: str
    release: Release | None


def read_listing(public: Path) -> tuple[Listed, ...]:
    """Read all releases that releases.json lists, newest first; none if there is no such file.

    Raises KeyError or json.JSONDecodeError if a file is not what the format says.
    """
    path = public / "releases.json"
    if not path.exists():
        return ()
    document = _json(path)
    notes = {item["id"]: _note(item) for item in document.get("withdrawals", ())}
    return tuple(_listed(public, entry, notes) for entry in document["releases"])


def _note(item: Mapping[str, Any]) -> WithdrawnNote:
    return WithdrawnNote(
        id=item["id"],
        path=item["path"],
        version=item["version"],
        datasets=tuple(item["datasets"]),
        reason=item["reason"],
        withdrawn_at=item["withdrawn_at"],
        signers=tuple(
            (ROLES.get(one["role"], one["role"]), one["principal"], one["signed_at"])
            for one in item["signed_by"]
        ),
    )


def _listed(public: Path, entry: Mapping[str, Any], notes: Mapping[str, WithdrawnNote]) -> Listed:
    folder = public / entry["path"]
    found = tuple(notes[number] for number in entry.get("withdrawals", ()))
    release = _release(folder, entry, found) if (folder / "RELEASE.json").exists() else None
    return Listed(
        version=entry["version"],
        released_at=entry["released_at"],
        digest=entry["digest"],
        status_title=STATUSES.get(entry["status"], entry["status"]),
        release=release,
    )


def _release(folder: Path, entry: Mapping[str, Any], notes: tuple[WithdrawnNote, ...]) -> Release:
    stated = _json(folder / "RELEASE.json")
    manifest = _json_if_there(folder / "signoffs" / "manifest.json")
    descriptions = _descriptions(folder)
    previous = stated["previous"]
    return Release(
        version=entry["version"],
        released_at=stated["released_at"],
        digest=entry["digest"],
        candidate=stated["candidate"],
        status=entry["status"],
        path=entry["path"].rstrip("/") + "/",
        folder=folder,
        title=stated["title"],
        office=stated["office"],
        hotline=stated["hotline"],
        site_url=stated.get("site_url"),
        notice=_notice(stated),
        previous=previous["version"] if previous else None,
        datasets=_datasets(stated, descriptions, manifest, notes),
        signatures=tuple(_signature(item, manifest) for item in stated["signoffs"]),
        correction=stated.get("correction"),
        corrected_by=tuple(entry.get("corrected_by", ())),
        withdrawals=notes,
        imprint=read_imprint(stated),
    )


def _notice(stated: Mapping[str, Any]) -> str | None:
    if not stated["demo"]:
        return None
    notice = str(stated.get("notice") or "签字不是真实签字；数字为转录的真实公开表。")
    # The banner sets the word itself.
    return notice.removeprefix("示例").lstrip("：:，。 ")


def _descriptions(folder: Path) -> dict[str, str]:
    package = _json_if_there(folder / "datapackage.json")
    resources = package.get("resources", [])
    return {item["name"]: item.get("description", "") for item in resources}


def _datasets(
    stated: Mapping[str, Any],
    descriptions: Mapping[str, str],
    manifest: Mapping[str, Any],
    notes: tuple[WithdrawnNote, ...],
) -> tuple[DatasetFacts, ...]:
    digests = manifest.get("datasets", {})
    return tuple(
        DatasetFacts(
            id=name,
            title=facts["title"],
            title_en=facts["title_en"],
            description=descriptions.get(name, ""),
            rows=facts["rows"],
            amount_yuan=_amount(facts),
            values_sha256=digests.get(name, {}).get("values_sha256"),
            withdrawn=any(note.covers(stated["version"], name) for note in notes),
        )
        for name, facts in sorted(stated["datasets"].items())
    )


def _amount(facts: Mapping[str, Any]) -> Decimal | None:
    """The sum of the main amount; None if no record states one: nothing said is not zero."""
    total = facts.get("totals", {}).get("amount_yuan")
    is_unsaid = total is not None and not total["stated"]
    return None if is_unsaid or facts["amount_yuan"] is None else Decimal(facts["amount_yuan"])


def _signature(item: Mapping[str, Any], manifest: Mapping[str, Any]) -> Signature:
    unit = item["unit"]
    units = manifest.get("units", {})
    return Signature(
        role=item["role"],
        role_title=ROLES.get(item["role"], item["role"]),
        unit=unit,
        unit_name=units.get(unit, {}).get("name", unit) if unit else "",
        principal=item["principal"],
        signed_at=item["signed_at"],
        file=item["file"],
        signature=item["signature"],
    )


def _json_if_there(path: Path) -> dict[str, Any]:
    return _json(path) if path.exists() else {}


def _json(path: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return value
