"""Whether the withdrawals in `public/` hold: signed by two, in a chain, and nothing else missing.

Belongs here: each withdrawal by itself and their chain, and what a release may lack because of
them. Does not belong here: the releases themselves (`verify_release.py`, `verify.py`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from expectations.manifest import MANIFEST, read_manifest
from expectations.withdrawal import examine_statements
from outputs.chain import SUMS, Link, read_sums
from outputs.problem import Problem
from outputs.release_document import SIGNOFFS
from outputs.withdrawals import (
    NOTE,
    NUMBER,
    SIGNERS,
    STATEMENTS,
    WITHDRAWALS,
    Withdrawn,
    gone_files,
    tombstone_bytes,
    unfinished_withdrawal,
)
from sources.hashing import sha256_of_file

PAGE = "index.html"
SIGNED = (NOTE, *STATEMENTS, *(f"{name}.sig" for name in STATEMENTS), SIGNERS)


@dataclass(frozen=True)
class Gone:
    """What may, and must, be missing from a release: path inside it → SHA-256.

    `may_stay` are those whose removal was cut short and will be finished; `tombstones` the contents
    that its WITHDRAWN.json may have, None for no such file.
    """

    files: Mapping[str, str] = field(default_factory=dict)
    may_stay: frozenset[str] = frozenset()
    tombstones: frozenset[bytes | None] = frozenset({None})


NOTHING_GONE = Gone()


def finished_before(
    public: Path, withdrawals: Sequence[Withdrawn]
) -> tuple[tuple[Withdrawn, ...], ...]:
    """What pages and copies may know: all withdrawals, or all but one that was cut short."""
    known = tuple(withdrawals)
    if known and unfinished_withdrawal(public) == known[-1].id:
        return (known, known[:-1])
    return (known,)


def gone_from(version: str, states: Sequence[Sequence[Withdrawn]]) -> Gone:
    """What is gone from a release, by what `finished_before` says."""
    files = [gone_files(state, version) for state in states]
    return Gone(
        files=files[0],
        may_stay=frozenset(files[0].keys() - files[-1].keys()),
        tombstones=frozenset(tombstone_bytes(state, version) for state in states),
    )


def withdrawal_problems(
    links: Sequence[Link], withdrawals: Sequence[Withdrawn], allowed_signers: Path | None
) -> Iterator[Problem]:
    """All problems of the withdrawals. Raises OSError, ValueError if a release is unreadable."""
    by_version = {link.version: link for link in links}
    before = None
    for number, one in enumerate(withdrawals, start=1):
        where = one.path.rstrip("/")
        if one.id != f"{number:04d}" or one.document.earlier != before:
            words = "撤下单的编号或上一份的指纹对不上：有撤下单被删去或换了次序。"
            yield Problem("broken_withdrawals", where, words)
        before = one.digest
        yield from _signatures(one, allowed_signers)
        yield from _signers(one)
        yield from _strangers(one)
        yield from _files(one, by_version)
    yield from _pinned(links, withdrawals)


def _signatures(one: Withdrawn, allowed_signers: Path | None) -> Iterator[Problem]:
    for signers in (one.folder / SIGNERS, allowed_signers):
        if signers is not None:
            for fault in examine_statements(one.digest, one.statements, signers):
                yield Problem(fault.code, one.path.rstrip("/"), fault.message)


def _signers(one: Withdrawn) -> Iterator[Problem]:
    """The names and keys beside a withdrawal are those that the second person signed for."""
    said = one.statements[-1].statement if one.statements else None
    if said is not None and said.signers != sha256_of_file(one.folder / SIGNERS):
        yield Problem("changed_signers", f"{one.path}{SIGNERS}", "签署人名单在撤下以后被改动。")


def _strangers(one: Withdrawn) -> Iterator[Problem]:
    present = {path.name for path in one.folder.iterdir() if not path.name.startswith(".")}
    for name in sorted(present - {*SIGNED, PAGE}):
        yield Problem("extra_file", f"{one.path}{name}", "这里不该有这个文件或文件夹。")


def _files(one: Withdrawn, by_version: Mapping[str, Link]) -> Iterator[Problem]:
    """The releases must be those that were signed for; every file one that a release listed."""
    where = one.path.rstrip("/")
    for version, digest in one.document.releases.items():
        link = by_version.get(version)
        if link is None or link.digest != digest:
            yield Problem("wrong_release", where, f"撤下单所指的版本 {version} 不存在，或被改动。")
    listed = {
        version: read_sums((by_version[version].folder / SUMS).read_bytes())
        for version in {path.split("/", 2)[1] for path in one.document.removed}
        if version in by_version
    }
    for path, digest in one.document.removed.items():
        _, version, name = path.split("/", 2)
        if listed.get(version, {}).get(name) != digest:
            yield Problem("wrong_removal", where, f"撤下单列的文件与发布时的指纹不符：{path}。")


def _pinned(links: Sequence[Link], withdrawals: Sequence[Withdrawn]) -> Iterator[Problem]:
    """Each release's signed manifest names the withdrawals that were there before it."""
    known = [one.digest for one in withdrawals]
    for link in links:
        manifest, _ = read_manifest(link.folder / SIGNOFFS / MANIFEST)
        if manifest.withdrawals != known[: len(manifest.withdrawals)]:
            words = f"版本 {link.version} 签署时已有的撤下单缺失或被改动。"
            yield Problem("missing_withdrawal", WITHDRAWALS, words)


def strange_withdrawals(public: Path) -> Iterator[Problem]:
    """What lies in withdrawals/ and is none."""
    root = public / WITHDRAWALS
    for path in sorted(root.iterdir()) if root.is_dir() else ():
        if not NUMBER.fullmatch(path.name) and not path.name.startswith("."):
            where = f"{WITHDRAWALS}/{path.name}"
            yield Problem("extra_file", where, "这里不该有这个文件或文件夹。")
