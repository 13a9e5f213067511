"""Back to the units: for every open submission with findings, the marked workbook; 退回.

Belongs here: what goes into `returned/`, and the word that something in it is out of date. Does not
belong here: how a workbook is marked (outputs).
"""

from collections.abc import Sequence
from pathlib import Path

from assets.receipts import Receipt
from assets.stages.read import Progress
from assets.stages.settle import Settled, State, replaced_by
from assets.store import Store, read_json, write_bytes, write_json
from outputs.marked import marked_name, write_marked
from outputs.marking.findings_file import write_findings_csv
from sources.finding import Severity, as_finding

REPLACED = "已由新稿代替.txt"


def hand_back(store: Store, state: State, progress: Progress) -> list[Path]:
    """Folders that were written or renewed; those whose findings are unchanged stay."""
    tell_replaced(store, state)
    return [
        folder
        for one in state.open_submissions
        if any(found["severity"] != Severity.INFO for found in one.findings)
        and (folder := return_submission(store, one, progress))
    ]


def tell_replaced(store: Store, state: State) -> None:
    """Say in every returned folder whether a later submission has replaced what lies in it."""
    newer = replaced_by(state.submissions)
    for one in state.submissions:
        note = returned_folder(store, one.receipt) / REPLACED
        number = newer.get(one.receipt.number)
        if number is None:
            # A new rule of reading can take a replacement back, and then the note would mislead.
            note.unlink(missing_ok=True)
        elif note.parent.is_dir():
            words = f"这里的材料已由收件编号 {number:06d} 的新稿代替，请以新稿的结果为准。"
            # As the older editors of Windows want it: with a mark of the encoding, and CR.
            content = f"{words}\r\n".encode("utf-8-sig")
            if not note.exists() or note.read_bytes() != content:
                write_bytes(note, content)


def return_submission(store: Store, one: Settled, progress: Progress) -> Path | None:
    """Write the marked workbook and findings.csv of one submission; None if they are there."""
    receipt = one.receipt
    folder = returned_folder(store, receipt)
    stamp = folder / ".findings.json"
    if stamp.exists() and read_json(stamp) == list(one.findings):
        return None
    progress(receipt.file)
    findings = [as_finding(found) for found in one.findings]
    write_marked(store.archived_file(receipt.sha256), findings, folder / marked_name(receipt.file))
    write_findings_csv(one.findings, folder / "findings.csv")
    write_json(stamp, list(one.findings))
    return folder


def returned_folder(store: Store, receipt: Receipt) -> Path:
    """Where a submission's marked workbook lies."""
    return store.returned(receipt.period, receipt.unit, receipt.number)


def marked_workbooks(store: Store, submissions: Sequence[Settled]) -> list[Path]:
    """Marked workbooks that lie ready for their units."""
    paths = [
        returned_folder(store, one.receipt) / marked_name(one.receipt.file) for one in submissions
    ]
    return [path for path in paths if path.exists()]
