"""Whether `public/` is whole and true: every release, the chain, the index, latest/.

Belongs here: how releases stand to each other. Does not belong here: one release by itself
(`verify_release.py`), and the site's pages, which are rendered from releases at any time.

What nobody can find from the folder alone: that the newest releases were cut off together with
their lines in releases.json. Whoever keeps a digest, or an older copy, sees that too.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from outputs.chain import (
    INDEX,
    LATEST,
    RELEASES,
    UNFINISHED,
    Link,
    index_bytes,
    read_links,
    same_files,
)
from outputs.published_values import PUBLISHED, FileMeasures
from outputs.verify_release import Problem, verify_release


def verify_public(
    public: Path, allowed_signers: Path | None = None, measures: FileMeasures = PUBLISHED
) -> tuple[Problem, ...]:
    """All problems of a public folder; empty if everything holds.

    `allowed_signers` is a file that the verifier trusts for reasons of their own; without it the
    releases' own files are believed. Raises OSError if a file cannot be read.
    """
    try:
        links = read_links(public)
    except (FileNotFoundError, ValueError) as error:
        return (Problem("unreadable", RELEASES, f"发布文件夹不完整：{type(error).__name__}。"),)
    if not links:
        return (Problem("no_releases", RELEASES, "这里没有任何发布。"),)
    return (
        *_releases(links, measures, allowed_signers),
        *_chain(links),
        *_index(public, links),
        *_latest(public, links),
        *_strangers(public, links),
    )


def _releases(
    links: tuple[Link, ...], measures: FileMeasures, allowed_signers: Path | None
) -> Iterator[Problem]:
    for link in links:
        where = f"{RELEASES}/{link.version}"
        if link.document.get("version") != link.version:
            yield Problem("broken_chain", where, "文件夹名与其中的版本号不一致。")
        for found in verify_release(link.folder, measures, allowed_signers):
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


def _index(public: Path, links: tuple[Link, ...]) -> Iterator[Problem]:
    try:
        accepted = [index_bytes(state) for state in _states(public, links) if state]
    except KeyError:
        yield Problem("changed_index", INDEX, "有发布缺少目录所需的内容。")
        return
    path = public / INDEX
    content = path.read_bytes() if path.is_file() else b""
    unlisted = not content and () in _states(public, links)
    if content not in accepted and not unlisted:
        yield Problem(
            "changed_index", INDEX, "目录与各发布文件夹不一致：有缺、有多、换了次序或被改。"
        )


def _latest(public: Path, links: tuple[Link, ...]) -> Iterator[Problem]:
    latest = public / LATEST
    for state in _states(public, links):
        if not state and not latest.exists():
            return
        if state and latest.is_dir() and same_files(latest, state[0].folder):
            return
    yield Problem("latest_differs", LATEST, "latest/ 与最新一次发布不是逐字节相同。")


def _states(public: Path, links: tuple[Link, ...]) -> tuple[tuple[Link, ...], ...]:
    """What index and latest/ may show: all releases, or, in a publication cut short, all but one.

    The publisher leaves a mark with the version before it puts a release into place.
    """
    mark = public / RELEASES / UNFINISHED
    if mark.is_file() and mark.read_bytes() == f"{links[0].version}\n".encode():
        return (links, links[1:])
    return (links,)


def _strangers(public: Path, links: tuple[Link, ...]) -> Iterator[Problem]:
    known = {link.version for link in links}
    for path in sorted((public / RELEASES).iterdir()):
        if path.name not in known and not path.name.startswith("."):
            yield Problem("extra_file", f"{RELEASES}/{path.name}", "这里不该有这个文件或文件夹。")
