"""Back to the units: for every open submission with findings, the marked workbook; 退回.

Belongs here: what goes into `returned/`. Does not belong here: how a workbook is marked (outputs).
"""

from collections.abc import Sequence
from pathlib import Path

from assets.receipts import Receipt
from assets.stages.read import Progress
from assets.stages.settle import Settled, State
from assets.store import Store, read_json, write_json
from outputs.marked import write_findings_csv, write_marked
from sources.finding import Finding, Severity


def hand_back(store: Store, state: State, progress: Progress) -> list[Path]:
    """Folders that were written or renewed; those whose findings are unchanged stay."""
    return [
        folder
        for one in state.open_submissions
        if any(found["severity"] != Severity.INFO for found in one.findings)
        and (folder := return_submission(store, one, progress))
    ]


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


def marked_name(file: str) -> str:
    """The name of the marked copy: the file's own, as .xlsx."""
    return f"{Path(file).stem}.xlsx"


def as_finding(plain: dict[str, str] | object) -> Finding:
    """A finding from its plain form."""
    values = dict(plain)  # type: ignore[call-overload]
    return Finding(**{**values, "severity": Severity(values["severity"])})


def marked_workbooks(store: Store, submissions: Sequence[Settled]) -> list[Path]:
    """Marked workbooks that lie ready for their units."""
    paths = [
        returned_folder(store, one.receipt) / marked_name(one.receipt.file) for one in submissions
    ]
    return [path for path in paths if path.exists()]
