"""Whether the pages of a pair stand already as they would be made again; no clock is asked.

Belongs here: what such pages follow from, as one hash, and finding it in pages that are there. Does
not belong here: making them. They follow from the releases, from what was withdrawn of them, from
our code, templates and contracts, and from what stands around every page (its frame).
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path

import outputs
import sources
from outputs.site.since.pairs import Pair

MARK = '<meta name="MadeFrom" content="{}"'
# A mark stands in the head of a page, which is no longer than that.
HEAD_BYTES = 8192
LENGTH = 32
OURS = (
    (outputs, "*.py"),
    (outputs, "site/templates/*.html"),
    (sources, "*.py"),
    (sources, "datasets/*.yaml"),
    (sources, "reference/*"),
)


def made_from(pair: Pair, frame: str) -> str:
    """The hash of all that the pages of a pair follow from; `frame` is the page without its text.

    Raises OSError.
    """
    # Where the folder stands is no part of what is in it.
    releases = [repr(replace(one, folder=Path())) for one in (pair.before, pair.after, *pair.steps)]
    texts = (_software(), frame, pair.path, *releases)
    return sha256("\0".join(texts).encode()).hexdigest()[:LENGTH]


def standing(public: Path, pair: Pair, made: str) -> tuple[str, ...]:
    """The pages of a pair below public/ if all stand that are made from this; else none.

    The first page is written last and tells how many there are. Raises OSError.
    """
    first = public / pair.path
    if not first.is_file():
        return ()
    found = [path for path in sorted((public / pair.folder).rglob("*.html")) if _bears(path, made)]
    if first not in found or MARK.format(f"{made} {len(found)}") not in _head(first):
        return ()
    return tuple(path.relative_to(public).as_posix() for path in found)


def _bears(path: Path, made: str) -> bool:
    return MARK.format(made).removesuffix('"') in _head(path)


def _head(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(HEAD_BYTES).decode(errors="ignore")


@cache
def _software() -> str:
    """The hash of our code, templates and contracts; they do not change while we run."""
    digest = sha256()
    for path in _ours():
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _ours() -> Iterator[Path]:
    for package, pattern in OURS:
        found = Path(str(package.__file__)).parent.rglob(pattern)
        yield from sorted(path for path in found if path.is_file())
