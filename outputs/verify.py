"""Whether `public/` is whole and true: every release, the chain, the index, latest/.

Belongs here: how releases stand to each other and to what stands above them. Does not belong here:
one release by itself (`verify_release.py`), and the site's pages, which are rendered at any time.

What nobody can find from the folder alone: that the newest releases were cut off together with
their lines in releases.json. Whoever keeps a digest, or an older copy, sees that too.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from outputs.archives import archive_problems
from outputs.chain import INDEX, LATEST, RELEASES, UNFINISHED, Link, read_links
from outputs.databases import database_problems
from outputs.index import index_bytes
from outputs.portal.facts import read_published
from outputs.portal.files import strange_files
from outputs.problem import Problem
from outputs.published_values import PUBLISHED, FileMeasures
from outputs.verify_latest import shows
from outputs.verify_release import verify_release
from outputs.verify_withdrawals import (
    finished_before,
    gone_from,
    strange_withdrawals,
    withdrawal_problems,
)
from outputs.withdrawals import WITHDRAWALS, Withdrawn, newest_shown, read_withdrawals

# A moment in which releases.json and latest/ may stand: the releases and withdrawals they know.
State = tuple[tuple[Link, ...], tuple[Withdrawn, ...]]


def verify_public(
    public: Path, allowed_signers: Path | None = None, measures: FileMeasures = PUBLISHED
) -> tuple[Problem, ...]:
    """All problems of a public folder; empty if everything holds.

    `allowed_signers` is a file that the verifier trusts for reasons of their own; without it the
    releases' own files are believed. Raises OSError if a file cannot be read.
    """
    try:
        links = read_links(public)
        withdrawals = read_withdrawals(public)
    except (FileNotFoundError, ValueError) as error:
        return (Problem("unreadable", RELEASES, f"发布文件夹不完整：{type(error).__name__}。"),)
    if not links:
        return (Problem("no_releases", RELEASES, "这里没有任何发布。"),)
    known = finished_before(public, withdrawals)
    states = _states(public, links, known)
    return (
        *_releases(links, measures, allowed_signers, known),
        *_chain(links),
        *_withdrawals(links, withdrawals, allowed_signers),
        *_index(public, states),
        *_latest(public, states, known),
        *_catalogues(public, links, known),
        *_strangers(public, links),
        *archive_problems(public, links, withdrawals),
        *database_problems(public, links, withdrawals),
        *strange_withdrawals(public),
    )


def _withdrawals(
    links: tuple[Link, ...], withdrawals: tuple[Withdrawn, ...], allowed_signers: Path | None
) -> tuple[Problem, ...]:
    try:
        return tuple(withdrawal_problems(links, withdrawals, allowed_signers))
    except (FileNotFoundError, ValueError) as error:
        words = f"无法核对撤下单：{type(error).__name__}。"
        return (Problem("unreadable", WITHDRAWALS, words),)


def _releases(
    links: tuple[Link, ...],
    measures: FileMeasures,
    allowed_signers: Path | None,
    known: tuple[tuple[Withdrawn, ...], ...],
) -> Iterator[Problem]:
    for link in links:
        where = f"{RELEASES}/{link.version}"
        if link.document.get("version") != link.version:
            yield Problem("broken_chain", where, "文件夹名与其中的版本号不一致。")
        gone = gone_from(link.version, known)
        for found in verify_release(link.folder, measures, allowed_signers, gone):
            path = f"{where}/{found.path}".rstrip("/")
            yield Problem(found.code, path, f"{link.version}：{found.message}")


def _chain(links: tuple[Link, ...]) -> Iterator[Problem]:
    for newer, older in zip(links, (*links[1:], None), strict=True):
        where = f"{RELEASES}/{newer.version}"
        wanted = None if older is None else older.base.model_dump()
        if newer.document.get("previous") != wanted:
            yield Problem("broken_chain", where, "上一版的版本号或指纹对不上，链条断开。")
        if older is not None and not _is_later(newer, older):
            yield Problem("broken_chain", where, "发布时间早于上一版。")


def _is_later(newer: Link, older: Link) -> bool:
    try:
        times = [datetime.fromisoformat(link.document["released_at"]) for link in (newer, older)]
        return times[0] >= times[1]
    except (KeyError, TypeError, ValueError):
        return False


def _index(public: Path, states: tuple[State, ...]) -> Iterator[Problem]:
    try:
        accepted = [index_bytes(links, withdrawals) for links, withdrawals in states if links]
    except KeyError:
        yield Problem("changed_index", INDEX, "有发布缺少目录所需的内容。")
        return
    path = public / INDEX
    content = path.read_bytes() if path.is_file() else b""
    unlisted = not content and any(not links for links, _ in states)
    if content not in accepted and not unlisted:
        yield Problem(
            "changed_index", INDEX, "目录与各发布文件夹不一致：有缺、有多、换了次序或被改。"
        )


def _latest(
    public: Path, states: tuple[State, ...], known: tuple[tuple[Withdrawn, ...], ...]
) -> Iterator[Problem]:
    latest = public / LATEST
    for links, withdrawals in states:
        shown = newest_shown(links, withdrawals)
        if shown is None and not latest.exists():
            return
        if shown is not None and shows(latest, shown, gone_from(shown.version, known)):
            return
    yield Problem("latest_differs", LATEST, "latest/ 与最新一次发布不是逐字节相同。")


def _catalogues(
    public: Path, links: tuple[Link, ...], known: tuple[tuple[Withdrawn, ...], ...]
) -> Iterator[Problem]:
    """Catalogues, feed and map say what follows from the releases.

    While a run that was cut short waits to be finished they may lag behind, and what an old one
    said of files that are gone cannot be told any more; the next run writes them all anew.
    """
    if len(known) > 1 or _is_unfinished(public, links):
        return
    try:
        strange = strange_files(read_published(public, links, known[0]))
    except (FileNotFoundError, KeyError, ValueError) as error:
        words = f"无法核对数据目录和订阅源：{type(error).__name__}。"
        yield Problem("changed_catalogue", INDEX, words)
        return
    for path in strange:
        yield Problem("changed_catalogue", path, "与各发布不一致：被改动、缺失或多出。")


def _is_unfinished(public: Path, links: tuple[Link, ...]) -> bool:
    mark = public / RELEASES / UNFINISHED
    return mark.is_file() and mark.read_bytes() == f"{links[0].version}\n".encode()


def _states(
    public: Path, links: tuple[Link, ...], known: tuple[tuple[Withdrawn, ...], ...]
) -> tuple[State, ...]:
    """What index and latest/ may show: all there is, or, where a run was cut short, all but one.

    The publisher leaves a mark with the version before it puts a release into place; whoever
    withdraws leaves one with the number.
    """
    states = tuple((links, withdrawals) for withdrawals in known)
    if _is_unfinished(public, links):
        return (*states, (links[1:], known[0]))
    return states


def _strangers(public: Path, links: tuple[Link, ...]) -> Iterator[Problem]:
    known = {link.version for link in links}
    for path in sorted((public / RELEASES).iterdir()):
        if path.name not in known and not path.name.startswith("."):
            yield Problem("extra_file", f"{RELEASES}/{path.name}", "这里不该有这个文件或文件夹。")
