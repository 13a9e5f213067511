"""Bringing `public/` up to its newest release, by one publisher at a time, after a kill too.

Belongs here: the lock, what follows once a release is in its place (latest/, archives, the index,
catalogues, the site, the feed), and finishing or clearing away what a killed run left. Does not
belong here: making a release (`release.py`).
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from expectations.durable import swap_folder, sync_tree, write_file
from expectations.reasons import Reason, reason
from outputs.archives import renew_archives
from outputs.chain import INDEX, LATEST, RELEASES, SUMS, UNFINISHED, Link, read_links
from outputs.clearing import clear_withdrawn
from outputs.databases import renew_databases
from outputs.index import index_bytes
from outputs.portal.files import write_catalogues, write_feed, write_sitemap
from outputs.withdrawals import TOMBSTONE, WITHDRAWALS, newest_shown, read_withdrawals

STAGING = ".staging-"
NEW_LATEST = ".latest.new"

RenderSite = Callable[[Path], None]


class PublishRefused(ValueError):  # noqa: N818 - a refusal is an answer
    """The candidate was not published; `reasons` holds all reasons, `public/` is as before."""

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        super().__init__("\n".join(one.message for one in reasons))
        self.reasons = reasons


def finish_release(public: Path, render_site: RenderSite) -> None:
    """Finish or clear away what a killed publication left; nothing to do if nothing was left.

    Raises PublishRefused if somebody is publishing, OSError.
    """
    with alone(public):
        settle(public, render_site)


@contextmanager
def alone(public: Path) -> Iterator[None]:
    """Hold the publisher's lock. Raises PublishRefused if somebody else holds it, OSError."""
    # The folder itself is made by whoever publishes something: a refusal leaves no trace in it.
    public.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(public.parent / f".{public.name}.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise PublishRefused((reason("busy"),)) from error
    try:
        yield
    finally:
        lock.release()


def settle(public: Path, render_site: RenderSite) -> None:
    """Do what `finish_release` does, while the lock is held."""
    staged = [
        path for part in (RELEASES, WITHDRAWALS) for path in (public / part).glob(f"{STAGING}*")
    ]
    for left in (*staged, public / NEW_LATEST):
        if left.exists():
            shutil.rmtree(left)
    (public / RELEASES / f".{UNFINISHED}.new").unlink(missing_ok=True)
    if (public / RELEASES / UNFINISHED).exists():
        follow(public, render_site)


def follow(public: Path, render_site: RenderSite) -> None:
    """Bring all that stands above the releases up to the newest, then take the mark away.

    What is withdrawn goes first, wherever it is. Each step can be repeated, so a run that was
    killed in between is finished by the next.
    """
    links = read_links(public)
    withdrawals = read_withdrawals(public)
    if links:
        clear_withdrawn(public, links, withdrawals)
        renew_archives(public, links, withdrawals)
        renew_databases(public, links, withdrawals)
        _renew_latest(public, newest_shown(links, withdrawals))
        content = index_bytes(links, withdrawals)
        index = public / INDEX
        if not index.is_file() or index.read_bytes() != content:
            write_file(index, content)
        write_catalogues(public, links, withdrawals)
        render_site(public)
        write_sitemap(public, links, withdrawals)
        # Last: whoever is told of a release must find all of it.
        write_feed(public, links, withdrawals)
    (public / RELEASES / UNFINISHED).unlink()


def _renew_latest(public: Path, newest: Link | None) -> None:
    """Make latest/ a copy of that release; without one it goes."""
    latest = public / LATEST
    beside = public / NEW_LATEST
    if newest is None:
        if latest.exists():
            latest.rename(beside)
            shutil.rmtree(beside)
        return
    if all(_content(latest / name) == _content(newest.folder / name) for name in (SUMS, TOMBSTONE)):
        return
    shutil.copytree(newest.folder, beside, copy_function=shutil.copyfile)
    sync_tree(beside)
    swap_folder(beside, latest)


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
