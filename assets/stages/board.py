"""Lists for village boards: frozen, signed apart from the site's data, put up as sheets; 公示.

Belongs here: the board candidate, its sign-offs and what was put up when. Does not belong here: how
a sheet looks (outputs). Nothing of it goes into `public/`.
"""

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from pydantic import BaseModel, ConfigDict

from assets.journal import add_lines, read_lines
from assets.receipts import now_in_china
from assets.stages.guard import reasons_against_lists
from assets.stages.propose import Proposal, findings_in_force, findings_of
from assets.stages.settle import State, load_state
from assets.store import Store, move_folder, place, write_bytes
from expectations.gate import GateContext, changed_files, reasons_to_refuse
from expectations.manifest import BOARD_FORM, MANIFEST, Manifest, read_manifest
from expectations.people import People
from expectations.reasons import Reason
from expectations.signing import SigningAct, SigningDesk, sign_candidate
from expectations.signoff import SignoffStore
from outputs.boards.document import board_document
from outputs.boards.page import board_page
from outputs.boards.sheets import BoardSheet, Posting, board_sheets
from outputs.candidate import Accepted, says_the_same, write_candidate
from outputs.finishing import PublishRefused
from outputs.measuring import measures
from outputs.open_warnings import says_more
from sources.contract import Channel, Contract, load_contracts
from sources.office import Office

NOTHING = "没有生效的公示名单。"


class NoBoardError(RuntimeError):
    """No board list waits for sign-offs."""


class Posted(BaseModel):
    """One sheet that was put up: what, where, from when, for how many days."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    candidate: str
    sheet: str
    unit: str
    title: str
    folder: str
    posted: date
    days: int
    recorded_at: datetime

    @property
    def posting(self) -> Posting:
        """When it hangs."""
        return Posting(self.posted, self.days)


@dataclass(frozen=True)
class Put:
    """What one call put up: the sheets' pages, and how many hung already."""

    pages: tuple[Path, ...]
    unchanged: int


def board_contracts() -> dict[str, Contract]:
    """The datasets for village boards, as the board sees them."""
    contracts = load_contracts().items()
    return {name: one.on_board for name, one in contracts if one.channel is Channel.BOARD}


def propose_board(store: Store, office: Office) -> Proposal:
    """Freeze the lists in force as the board candidate that waits; the waiting one if unchanged."""
    with store.lock("board"):
        accepted = accepted_lists(store, office, load_state(store))
        if not any(table.num_rows for table in accepted.records.values()):
            return settle_board(store, None, NOTHING)
        store.board_candidates.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=store.board_candidates, prefix=".making-"))
        try:
            manifest = write_candidate(made, accepted)
            kept = waiting_board(store)
            if kept is not None and is_unchanged(kept, manifest, accepted.findings):
                return settle_board(store, kept.name, "待签批，内容未变。")
            _, digest = read_manifest(made / MANIFEST)
            move_folder(made, store.board_candidates / digest)
        finally:
            shutil.rmtree(made, ignore_errors=True)
        return settle_board(store, digest, "待签批。")


def is_unchanged(kept: Path, manifest: Manifest, findings: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the waiting candidate is whole and says the same as this manifest.

    It does not if it lacks an explanation or waiver that was given since.
    """
    if changed_files(kept, measures(board_contracts())) or says_more(findings, findings_of(kept)):
        return False
    return says_the_same(manifest, read_manifest(kept / MANIFEST)[0])


def settle_board(store: Store, digest: str | None, reason: str) -> Proposal:
    """Make a board candidate the current one, or none."""
    write_bytes(store.current_board, f"{digest or ''}\n".encode())
    return Proposal(digest, reason)


def accepted_lists(store: Store, office: Office, state: State) -> Accepted:
    """Everything that a board candidate is made of."""
    contracts = board_contracts()
    paths = {name: store.dataset(name) for name in contracts}
    return Accepted(
        office=office.name,
        demo=office.demo,
        contracts=[one for name, one in contracts.items() if paths[name].exists()],
        records={name: pq.read_table(path) for name, path in paths.items() if path.exists()},
        unit_names={unit.code: unit.name for unit in office.units},
        findings=findings_in_force(store, office, state, contracts.keys()),
        returned=(),
        base=None,
        form=BOARD_FORM,
    )


def waiting_board(store: Store) -> Path | None:
    """Folder of the board candidate that waits, or None."""
    path = store.current_board
    digest = path.read_text(encoding="utf-8").strip() if path.exists() else ""
    folder = store.board_candidates / digest
    return folder if digest and (folder / MANIFEST).exists() else None


def board_of(store: Store) -> Path:
    """Folder of the board candidate that waits. Raises NoBoardError."""
    folder = waiting_board(store)
    if folder is None:
        raise NoBoardError(NOTHING)
    return folder


def board_reasons(store: Store, people: People) -> tuple[Reason, ...]:
    """Everything that keeps the lists off the boards. Raises NoBoardError."""
    context = GateContext(
        measures=measures(board_contracts()),
        people=people,
        now=now_in_china(),
        newest=None,
        form=BOARD_FORM,
    )
    folder = board_of(store)
    return (
        *reasons_to_refuse(folder, SignoffStore(store.signoffs), store.allowed_signers, context),
        *reasons_against_lists(store, board_contracts(), folder),
    )


def sign_board(store: Store, people: People, act: SigningAct) -> tuple[Path, ...]:
    """Sign or return the waiting board candidate. Raises SignoffRefused, NoBoardError."""
    candidate = board_of(store)
    desk = SigningDesk(
        store=SignoffStore(store.signoffs),
        candidate=candidate,
        current=candidate.name,
        allowed_signers=store.allowed_signers,
        people=people,
    )
    return sign_candidate(desk, act)


def sheets_of(folder: Path) -> Iterator[tuple[BoardSheet, int]]:
    """The sheets of a board candidate, each with the days that it hangs at least."""
    for name, contract in board_contracts().items():
        path = folder / "data" / f"{name}.parquet"
        if contract.board is not None and path.exists():
            for sheet in board_sheets(contract, pq.read_table(path)):
                yield sheet, contract.board.days


def put_up(store: Store, office: Office, people: People, on: date) -> Put:
    """Write the approved sheets that do not hang yet, and record from when they hang.

    A list that hung already keeps its days. Raises PublishRefused with every reason, NoBoardError.
    """
    with store.lock("board"):
        reasons = board_reasons(store, people)
        if reasons:
            raise PublishRefused(reasons)
        folder = board_of(store)
        hung = {one.sheet for one in read_lines(store.posted, Posted)}
        sheets = list(sheets_of(folder))
        fresh = [(sheet, days) for sheet, days in sheets if sheet.digest not in hung]
        pages = tuple(_put(store, office, sheet, Posting(on, days)) for sheet, days in fresh)
        lines = [
            Posted(
                candidate=folder.name,
                sheet=sheet.digest,
                unit=sheet.unit_code,
                title=sheet.title,
                folder=page.parent.relative_to(store.boards).as_posix(),
                posted=on,
                days=days,
                recorded_at=now_in_china(),
            )
            for (sheet, days), page in zip(fresh, pages, strict=True)
        ]
        add_lines(store.posted, lines)
        return Put(pages, len(sheets) - len(fresh))


def _put(store: Store, office: Office, sheet: BoardSheet, posting: Posting) -> Path:
    """Write one sheet as page and as PDF; its page."""
    name = "".join(c for c in sheet.title if c.isalnum()) or sheet.dataset
    folder = store.boards / place(sheet.unit_code) / posting.posted.isoformat()
    stem = f"{name[:60]}-{sheet.digest[:8]}"
    page = board_page(sheet, posting, office.hotline, demo=office.demo)
    document = board_document(sheet, posting, office.hotline, demo=office.demo)
    write_bytes(folder / f"{stem}.pdf", document)
    write_bytes(folder / f"{stem}.html", page.encode())
    return folder / f"{stem}.html"


def posted_sheets(store: Store) -> list[Posted]:
    """Everything that was put up, in the order of putting up."""
    return read_lines(store.posted, Posted)
