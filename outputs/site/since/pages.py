"""The pages that tell what changed between two releases, and the list of all of them; 改动.

Belongs here: what each page is given, and leaving pages alone that stand already. Does not belong
here: comparing and grouping. A page is made again only if something it follows from has changed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from outputs.site.addresses import page_file
from outputs.site.pages import Crumb, Page, newest_of, page_steps
from outputs.site.records.dating import Dated
from outputs.site.releases import Listed
from outputs.site.since.comparing import Compared, compare_pairs
from outputs.site.since.grouping import VIEWS, Grouped, grouped
from outputs.site.since.made import made_from, standing
from outputs.site.since.pairs import REACH, Pair, pairs

PATH = "changes/index.html"
TITLE = "各版之间的改动"
# Pairs that are compared together: the more, the faster, and the more is held in memory.
TOGETHER, MOST_RECORDS = 12, 500_000
Render = Callable[[Page], str]
Given = tuple[Pair, Mapping[str, Any]]


def since_pages(public: Path, listing: tuple[Listed, ...], render: Render) -> Iterator[Page]:
    """Yield all of them; those that need not be made again are marked as kept. Raises OSError."""
    newest = newest_of(listing)
    if newest is None:
        return
    found = tuple(pairs(listing))
    common = {"listing": listing, "newest": newest}
    steps = {pair.after.version: pair for pair in found if pair.is_step}
    earlier: dict[str, list[Pair]] = {}
    for pair in found:
        if len(pair.steps) > 1:
            earlier.setdefault(pair.after.version, []).append(pair)
    context = {**common, "release": newest, "steps": steps, "earlier": earlier, "reach": REACH}
    crumbs = (Crumb("首页", "index.html"), Crumb(TITLE, None))
    yield Page(PATH, "changes.html", TITLE, "版本", crumbs, context)
    stale: list[Given] = []
    for pair in found:
        shared = _shared(pair, common)
        made = made_from(pair, render(_page(pair, "since_frame.html", shared)))
        kept = standing(public, pair, made)
        for path in kept:
            yield Page(path, "", pair.title, "版本", (), {}, is_kept=True)
        if not kept:
            stale.append((pair, {**shared, "made_from": made}))
    for part in _batches(stale):
        compared = compare_pairs([pair for pair, _ in part])
        for (pair, given), one in zip(part, compared, strict=True):
            yield from _made(pair, one, given)


def _shared(pair: Pair, common: Mapping[str, Any]) -> dict[str, Any]:
    """What all pages of a pair are given; its dates are those of its later release."""
    at = pair.after.released_at
    return {**common, "release": pair.after, "pair": pair, "dated": Dated(at, at)}


def _batches(stale: Sequence[Given]) -> Iterator[list[Given]]:
    """Pairs in runs of few enough records, each run of one pair at least."""
    part: list[Given] = []
    records = 0
    for pair, given in stale:
        own = sum(facts.rows for one in (pair.before, pair.after) for facts in one.datasets)
        if part and (len(part) == TOGETHER or records + own > MOST_RECORDS):
            yield part
            part, records = [], 0
        part.append((pair, given))
        records += own
    if part:
        yield part


def _made(pair: Pair, found: Compared, shared: Mapping[str, Any]) -> Iterator[Page]:
    """The pages of one pair, the first one last: it vouches for the others."""
    titles = {one.id: one.title for one in found.datasets}
    views = tuple(grouped(view, found.rows, titles) for view in VIEWS)
    count = 1
    for view in views:
        for number in range(1, len(view.pages) + 1):
            yield _view_page(pair, view, number, shared)
            count += 1
    context = {**shared, "made_from": f"{shared['made_from']} {count}", **_told(found, views)}
    yield _page(pair, "since.html", context)


def _told(found: Compared, views: tuple[Grouped, ...]) -> dict[str, Any]:
    changed = [one for one in found.datasets if one.counts is not None and one.counts.total]
    return {
        "changed": changed,
        "silent": [one for one in found.datasets if one not in changed and one.counts is not None],
        "unknown": [one for one in found.datasets if one.counts is None],
        "views": views,
        "places": found.rows.num_rows,
    }


def _page(pair: Pair, template: str, context: Mapping[str, Any]) -> Page:
    return Page(pair.path, template, pair.title, "版本", _crumbs(Crumb(pair.title, None)), context)


def _view_page(pair: Pair, found: Grouped, number: int, shared: Mapping[str, Any]) -> Page:
    name = f"按{found.view.title}"
    title = f"{pair.title}：{name}" + (f"（第 {number} 页）" if number > 1 else "")
    context = {
        **shared,
        "view": found.view,
        "sections": found.pages[number - 1],
        "number": number,
        "steps": page_steps(number, len(found.pages)),
    }
    path = f"{pair.folder}{found.view.folder}/{page_file(number)}"
    crumbs = _crumbs(Crumb(pair.title, pair.path), Crumb(name, None))
    return Page(path, "since_view.html", title, "版本", crumbs, context)


def _crumbs(*last: Crumb) -> tuple[Crumb, ...]:
    return (Crumb("首页", "index.html"), Crumb(TITLE, PATH), *last)
