"""Which files a withdrawal takes from `public/`, and with which hashes.

Belongs here: the rule that decides for every file of every release. Does not belong here: removing.

The rule fails closed. A file belongs to a dataset if a part of its path bears the dataset's name. A
file that names no dataset may hold data of any, so it goes too, unless it is known to hold none.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from expectations.gate import CORRECTION
from outputs.areas import AREAS_FILE
from outputs.chain import DOCUMENT, SUMS, Link, read_sums
from outputs.portal.entry import ENTRY
from outputs.release_document import SIGNOFFS
from outputs.release_notes import CHANGELOG, LICENSE
from sources.contract import load_contracts

CHANGES = "changes"
# What moved since the release before is said with the values that it had.
ALERTS = ("quality/findings.csv",)
# They hold names, counts, totals, hashes and signatures, no record; chain and proofs need them.
PROOFS = frozenset({DOCUMENT, CHANGELOG, LICENSE})
# What describes the files that stay when only some datasets go.
DESCRIPTIONS = frozenset(
    {
        "datapackage.json",
        "csv-metadata.json",
        ENTRY,
        "schema/changes.schema.json",
        # Names from the lists of areas and units only; keys of the tables that stay point to it.
        AREAS_FILE,
        "dictionary/dictionary.json",
        "dictionary/dictionary.xlsx",
        "dictionary/index.html",
        "dictionary/site.css",
    }
)


def datasets_of(link: Link) -> frozenset[str]:
    """The datasets that a release says it has."""
    return frozenset(link.document.get("datasets", {}))


def with_joined(datasets: frozenset[str]) -> frozenset[str]:
    """The datasets, and those that are made from them."""
    joined = {
        name for name, one in load_contracts().items() if one.is_joined and datasets & {*one.joins}
    }
    return datasets | joined


def files_to_remove(
    links: Sequence[Link], target: Link, datasets: frozenset[str]
) -> dict[str, str]:
    """Path below public/ → SHA-256 of all files that go; no datasets stands for all.

    Besides the release itself: the changes and warnings of the next release, which quote its
    values, and every notice of correction that does. Files that are gone already are left out.
    Raises OSError.
    """
    found = {}
    for link in links:
        listed = read_sums((link.folder / SUMS).read_bytes())
        for name in _names(link, target, datasets, tuple(listed)):
            if (link.folder / name).is_file():
                found[f"{link.folder.parent.name}/{link.version}/{name}"] = listed[name]
    return dict(sorted(found.items()))


def _names(
    link: Link,
    target: Link,
    datasets: frozenset[str],
    listed: tuple[str, ...],
) -> Iterator[str]:
    chosen = datasets or datasets_of(target)
    if link.version == target.version:
        yield from (name for name in listed if _goes(name, datasets, datasets_of(link)))
    elif (link.document.get("previous") or {}).get("version") == target.version:
        changed = (name for name in listed if name.startswith(f"{CHANGES}/"))
        yield from (name for name in changed if _quotes_before(name, chosen, datasets_of(link)))
        yield from (name for name in listed if name in ALERTS)
    if CORRECTION in listed and _quotes(link, target, chosen):
        yield CORRECTION


def _goes(name: str, datasets: frozenset[str], known: frozenset[str]) -> bool:
    """Whether a file of the withdrawn release goes; no datasets stands for all."""
    if name in PROOFS or name.startswith(f"{SIGNOFFS}/") or name == CORRECTION:
        return False
    if not datasets:
        return True
    if _stems(name) & datasets:
        return True
    return not (name in DESCRIPTIONS or _stems(name) & known)


def _quotes_before(name: str, chosen: frozenset[str], known: frozenset[str]) -> bool:
    """Whether a list of changes says what stood before; one that names no dataset says all."""
    return bool(_stems(name) & chosen) or not _stems(name) & known


def _stems(name: str) -> frozenset[str]:
    """The names that the parts of a path may bear: up to the first dot."""
    return frozenset(part.split(".")[0] for part in PurePosixPath(name).parts)


def _quotes(link: Link, target: Link, datasets: frozenset[str]) -> bool:
    """Whether a release's notice of correction quotes values of the withdrawn ones."""
    path = link.folder / CORRECTION
    said = link.document.get("correction") or {}
    is_about = link.version == target.version or target.version in said.get("corrects", ())
    if not is_about or not path.is_file():
        return False
    return bool(datasets & json.loads(path.read_bytes())["datasets"].keys())
