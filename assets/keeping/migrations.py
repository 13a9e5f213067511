"""The steps from one version of our formats to the next, in their order; 升级步骤.

Belongs here: one function per step, each of which can be done again after it was killed. Does not
belong here: backups, locks and stamps around them (upgrade). What somebody signed or sent is never
rewritten: steps only renew what follows from it.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass

from pydantic import ValidationError

from assets.stages.propose import current_digest, settle_on
from assets.store import Store
from expectations.durable import write_file
from expectations.gate import changed_files
from expectations.manifest import MANIFEST, read_manifest
from outputs.chain import RELEASES, UNFINISHED, read_links
from outputs.finishing import settle as finish
from outputs.measuring import measures
from outputs.release_document import SIGNOFFS
from outputs.site.render import render_site
from sources.contract import load_contracts


@dataclass(frozen=True)
class Step:
    """The way into one version: what it does in words, and the function that does it.

    `hindrances` says what keeps a home from taking the step, before anything is touched.
    """

    into: int
    words: str
    hindrances: Callable[[Store], list[str]]
    take: Callable[[Store], None]


def unreadable_releases(store: Store) -> list[str]:
    """Releases signed in a form that nothing reads any more (until 24 November 2026)."""
    found = []
    for link in read_links(store.public):
        try:
            read_manifest(link.folder / SIGNOFFS / MANIFEST)
        except ValidationError:
            found.append(
                f"发布 {link.version} 的签批单是最早的试用格式（没有证据指纹），无法升级。"
                "已签的内容不能改写；请保留旧目录备查，另建数据目录，从 archive 里的原件重新报送。"
            )
    return found


def renew_what_follows(store: Store) -> None:
    """Into version 2: everything that follows from receipts, signatures and releases is made anew.

    Version 1 knew no change reasons, rule counts and causes in work/, candidates without them, and
    releases without catalogues, feed and archives above them.
    """
    for path in (store.home / "work").glob("*"):
        if path.is_dir() and not path.name.startswith("."):
            shutil.rmtree(path)
    store.state.unlink(missing_ok=True)
    store.seen_clean.unlink(missing_ok=True)
    if _is_outdated(store):
        settle_on(store, None, "")
    if read_links(store.public):
        # The publisher's own mark: whoever finds it brings all above the releases up to date.
        mark = store.public / RELEASES / UNFINISHED
        if not mark.exists():
            write_file(mark, f"{read_links(store.public)[0].version}\n".encode())
        finish(store.public, render_site)


def _is_outdated(store: Store) -> bool:
    digest = current_digest(store)
    return digest is not None and bool(
        changed_files(store.candidates / digest, measures(load_contracts()))
    )


STEPS = (
    Step(
        into=2,
        words="重做由原件、签名和发布推算出来的一切：读表结果、待签候选稿、目录、订阅和网站",
        hindrances=unreadable_releases,
        take=renew_what_follows,
    ),
)
