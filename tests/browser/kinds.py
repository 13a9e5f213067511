"""Which template made which page.

Belongs here: the templates that make pages, and the pages of each on a made site. Does not belong
here: what must hold of them.
"""

import os
import shutil
import tempfile
from pathlib import Path

from outputs.site import render
from outputs.site.addresses import OWN_FOLDERS
from outputs.site.former import is_former
from outputs.site.kit import kits
from outputs.site.pages import newest_of
from outputs.site.releases import read_listing
from outputs.site.search.shards import shards

TEMPLATES = Path(render.__file__).parent / "templates"
# Rendered to tell whether pages must be made again, and never written.
NO_PAGE = frozenset({"since_frame.html"})
FORMER = "no_longer.html"


def kinds() -> tuple[str, ...]:
    """The templates that make a page of the site."""
    found = [
        path.name
        for path in sorted(TEMPLATES.glob("*.html"))
        if '{% extends "base.html" %}' in path.read_text(encoding="utf-8")
    ]
    return tuple(name for name in found if name not in NO_PAGE)


def pages_by_kind(public: Path) -> dict[str, list[str]]:
    """The pages that each template made; what is kept of an earlier rendering is made again."""
    with tempfile.TemporaryDirectory(dir=public.parent) as folder:
        fresh = Path(folder) / "public"
        gone = shutil.ignore_patterns("changes")
        shutil.copytree(public, fresh, copy_function=os.link, ignore=_at_the_top(public, gone))
        listing = read_listing(fresh)
        newest = newest_of(listing)
        parts = () if newest is None else shards(newest)
        found: dict[str, list[str]] = {}
        for page in render._pages(fresh, listing, parts, tuple(kits(listing))):
            found.setdefault(page.template, []).append(page.path)
    own = (path for name in OWN_FOLDERS for path in (public / name).rglob("*.html"))
    found[FORMER] = [one.relative_to(public).as_posix() for one in own if is_former(one)]
    return {name: sorted(paths) for name, paths in sorted(found.items())}


def _at_the_top(public, ignore):
    """Releases have folders of the same names, which stay."""
    return lambda folder, names: ignore(folder, names) if Path(folder) == public else set()
