"""A published home whose people may withdraw, for the tests of withdrawals."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from release_kit import MEASURES, publish_some, render_site
from signing_kit import MORNING, PEOPLE, Office, signer_line, write_candidate

from assets.stages import withdraw as stage
from assets.store import Store
from expectations.signing import SignoffRefused
from expectations.withdrawal import NAMESPACE
from outputs.chain import read_links
from outputs.verify import verify_public
from outputs.withdrawals import Withdrawn, withdrawals_by_digest
from outputs.withdrawing import WithdrawalRefused

REASON = "附件误含个人信息（示例）"
TWO = ("zhang", "li")


def open_published(home: Path, count: int = 2) -> Office:
    """An office with that many releases, whose keys of all roles are allowed to withdraw."""
    office = publish_some(home, count)
    lines = [
        signer_line(office.key(name), name, f"mingzhang-{role},{NAMESPACE}")
        for name, role in PEOPLE.items()
    ]
    office.signers.write_text("".join(lines), encoding="utf-8")
    return office


def versions(office: Office) -> list[str]:
    """All versions, newest first."""
    return [link.version for link in read_links(office.home / "public")]


def act_of(office: Office, version: str, *names: str, **more: object) -> stage.WithdrawalAct:
    act = stage.WithdrawalAct(
        version=version,
        datasets=(),
        reason=REASON,
        signers=tuple((name, office.key(name)) for name in names),
        at=MORNING,
    )
    return replace(act, **more)


def withdraw(office: Office, version: str, *names: str, **more: object) -> Withdrawn:
    """Withdraw with the kit's small site."""
    former, stage.render_site = stage.render_site, render_site
    try:
        return stage.withdraw(Store(office.home), act_of(office, version, *names, **more))
    finally:
        stage.render_site = former


def refused(office: Office, version: str, *names: str, **more: object) -> list[str]:
    """The codes of a refusal; public/ must be as it was."""
    before = all_bytes(office.home / "public")
    with pytest.raises(WithdrawalRefused) as refusal:
        withdraw(office, version, *names, **more)
    reasons = refusal.value.reasons
    assert all(any("一" <= sign <= "鿿" for sign in one.message) for one in reasons)
    assert all_bytes(office.home / "public") == before
    return [one.code for one in reasons]


def all_bytes(folder: Path) -> dict[str, bytes]:
    """Every file below, hidden ones too."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def problems(office: Office) -> list[str]:
    """Codes of what does not hold, by the keys of the office too."""
    public = office.home / "public"
    found = verify_public(public, measures=MEASURES)
    return [one.code for one in found]


def next_office(office: Office, row: str, corrects: tuple[str, ...] = ()) -> Office:
    """A further candidate that knows of all withdrawals, signed by those who have not yet."""
    public = office.home / "public"
    newest = read_links(public)[0]
    rows = ["610116,1", row]
    known = tuple(withdrawals_by_digest(public))
    candidate = write_candidate(office.home, rows, newest.base, known, corrects)
    later = replace(office, candidate=candidate)
    for number, (name, role) in enumerate(PEOPLE.items()):
        # Values that a provider has signed once stay signed.
        with suppress(SignoffRefused):
            later.sign(role, name, 60 * 24 * 70 + number)
    return later
