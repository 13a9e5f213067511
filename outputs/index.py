"""releases.json: the list of all releases, what became of each, corrections and withdrawals.

Belongs here: its bytes, which follow from the folders alone. Does not belong here: writing it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from expectations.documents import document_bytes
from expectations.gate import CORRECTION
from outputs.archives import ARCHIVES, SUFFIX, stem_of
from outputs.chain import RELEASES, SUMS, SUMS_LINE, Link
from outputs.portal.addresses import day_of, home_of
from outputs.withdrawals import (
    Withdrawn,
    gone_files,
    is_withdrawn,
    newest_shown,
    plain_withdrawn,
    touching,
)

INDEX_FORMAT = "mingzhang-releases/1"
CORRECTIONS = "corrections"
DESCRIPTOR = "datapackage.json"


def index_bytes(links: Sequence[Link], withdrawals: Sequence[Withdrawn] = ()) -> bytes:
    """Give the bytes of releases.json for these releases, newest first.

    Raises KeyError if a RELEASE.json lacks what the index repeats.
    """
    entries = [_entry(link, links, withdrawals) for link in links]
    document: dict[str, Any] = {"format": INDEX_FORMAT, "releases": entries}
    if withdrawals:
        document["withdrawals"] = [plain_withdrawn(one) for one in reversed(withdrawals)]
    return document_bytes(document)


def corrected_by(link: Link, links: Sequence[Link]) -> tuple[str, ...]:
    """The versions whose notices correct a release, newest first."""
    return tuple(
        other.version
        for other in links
        if link.version in (other.document.get("correction") or {}).get("corrects", ())
    )


def _entry(
    link: Link, links: Sequence[Link], withdrawals: Sequence[Withdrawn]
) -> Mapping[str, Any]:
    entry: dict[str, Any] = {
        "version": link.version,
        "released_at": link.document["released_at"],
        "digest": link.digest,
        "candidate": link.document["candidate"],
        "status": _status(link, links, withdrawals),
        "path": f"{RELEASES}/{link.version}/",
        "date": day_of(link.document["released_at"]),
        **_archived(link, withdrawals),
        **_addressed(link),
        **_described(link, withdrawals),
    }
    notice = link.document.get("correction")
    if notice:
        words = {name: notice[name] for name in ("reason", "affected", "corrects")}
        page = f"{CORRECTIONS}/{link.version}/index.html"
        entry["correction"] = {**words, "path": f"{entry['path']}{CORRECTION}", "page": page}
    if later := corrected_by(link, links):
        entry["corrected_by"] = list(later)
    if found := touching(withdrawals, link.version):
        entry["withdrawals"] = [one.id for one in found]
    return entry


def _archived(link: Link, withdrawals: Sequence[Withdrawn]) -> Mapping[str, str]:
    """Where all files of the release lie in one; a withdrawn release has no archive."""
    if is_withdrawn(withdrawals, link.version):
        return {}
    return {"archive": f"{ARCHIVES}/{stem_of(link)}{SUFFIX}"}


def _addressed(link: Link) -> Mapping[str, str]:
    """The release's whole address, where the release names the site."""
    site_url = link.document.get("site_url")
    return {"url": home_of(site_url).of(f"{RELEASES}/{link.version}/")} if site_url else {}


def _described(link: Link, withdrawals: Sequence[Withdrawn]) -> Mapping[str, str]:
    """The hash of the release's descriptor, as long as it has one."""
    if DESCRIPTOR in gone_files(withdrawals, link.version):
        return {}
    # Line by line: an index must be possible of a list that the verifier will object to.
    lines = (link.folder / SUMS).read_text(encoding="ascii", errors="replace").splitlines()
    found = [
        match[1] for line in lines if (match := SUMS_LINE.fullmatch(line)) if match[2] == DESCRIPTOR
    ]
    return {"datapackage_sha256": found[0]} if found else {}


def _status(link: Link, links: Sequence[Link], withdrawals: Sequence[Withdrawn]) -> str:
    if is_withdrawn(withdrawals, link.version):
        return "withdrawn"
    shown = newest_shown(links, withdrawals)
    if shown is not None and link.version == shown.version:
        return "current"
    return "corrected" if corrected_by(link, links) else "superseded"
