"""Open warnings as they are published beside the numbers: `quality/findings.csv`; 存疑与说明.

Belongs here: which warnings, in which words, and the file. Does not belong here: what became of a
warning (assets) and the page that shows it (site). Only what a reader may see is quoted: datasets
of the site, values of published fields that were read; of all else it is told which rule and cell.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from expectations.published_line import PERSONAL
from outputs.formats.csv_file import write_csv
from sources.contract import Contract
from sources.reading import UNREADABLE_VALUE

PATH = Path("quality") / "findings.csv"
COLUMNS = (
    "finding_id", "cause_id", "dataset", "unit_code", "unit_name", "period", "rule", "title",
    "record_id", "field", "field_title", "sheet", "cell", "value", "expected", "difference",
    "message", "state", "explanation", "explained_by", "explained_at", "waiver_reason", "waived_by",
    "waived_until",
)  # fmt: skip
SCHEMA = pa.schema([(name, pa.string()) for name in COLUMNS])
QUOTES = ("value", "expected", "difference")
SAID = ("state", "explanation", "explained_by", "waiver_reason", "waived_by", "waived_until")
NOTHING_SAID = ("failed", "", "", "", "", "")
Plain = Mapping[str, Any]


def warning_rows(
    contracts: Iterable[Contract], unit_names: Mapping[str, str], findings: Iterable[Plain]
) -> list[dict[str, str]]:
    """The warnings on published datasets, in a fixed order; `findings` as `plain_state` gives them.

    No receipt numbers and no file names: those are the unit's own business.
    """
    published = {contract.dataset: contract for contract in contracts}
    rows = [
        _row(published[found["dataset"]], unit_names, found)
        for found in findings
        if found["severity"] == "warning" and found["dataset"] in published
    ]
    order = ("dataset", "unit_code", "period", "rule", "sheet", "cell", "finding_id", "message")
    return sorted(rows, key=lambda row: [row[name] for name in order])


def _row(contract: Contract, unit_names: Mapping[str, str], found: Plain) -> dict[str, str]:
    fields = {field.name: field.title for field in contract.public_fields}
    is_quoted = found["field"] in _open_fields(contract) and _may_be_quoted(found)
    is_signed = found["explanation_signed"]
    known = {name: str(found[name]) for name in COLUMNS if name in found}
    quotes = {name: known[name] if is_quoted else "" for name in QUOTES}
    said = ("explanation", "explained_by", "explained_at")
    return {
        **known,
        **quotes,
        **{name: known[name] if is_signed else "" for name in said},
        "finding_id": found["id"],
        "cause_id": found["cause"],
        "unit_code": found["unit"],
        "unit_name": unit_names[found["unit"]],
        "field_title": fields.get(found["field"], ""),
        "message": found["message"] if is_quoted else f"与要求不符：{found['title']}。",
    }


def _open_fields(contract: Contract) -> set[str]:
    """Fields whose values are published as they are: neither masked nor left blank if small."""
    small = contract.small_groups.fields if contract.small_groups else ()
    return {one.name for one in contract.public_fields if one.mask is None} - set(small)


def _may_be_quoted(found: Plain) -> bool:
    words = (found["message"], *(found[name] for name in QUOTES))
    is_private = any(PERSONAL.search(text) for text in words)
    return found["rule"] not in UNREADABLE_VALUE and not is_private


def write_warnings(rows: Sequence[Mapping[str, str]], folder: Path) -> None:
    """Write `quality/findings.csv` below a folder; without warnings it has a header only."""
    path = folder / PATH
    path.parent.mkdir(parents=True, exist_ok=True)
    write_csv(pa.Table.from_pylist([dict(row) for row in rows], schema=SCHEMA), path)


def handling_words(found: Plain) -> str:
    """What became of a warning, in one line of Chinese: 豁免, 说明, or 未说明."""
    if found["waived_until"]:
        by, reason = found["waived_by"], found["waiver_reason"]
        return f"已豁免至 {found['waived_until']}：{reason}（{by}批准）"
    if found["state"] == "explained":
        return f"说明：{found['explanation']}（{found['explained_by']}）"
    return "未说明"


def says_more(new: Iterable[Plain], old: Iterable[Plain]) -> bool:
    """True if the new findings bear an explanation or waiver that the old ones do not, or less.

    Where a finding stands is no matter, nor one that came or went without a word.
    """
    # A candidate of an earlier version names no finding.
    before = {found["id"]: _said(found) for found in old if found.get("id")}
    return any(_said(found) != before.get(found["id"], NOTHING_SAID) for found in new)


def _said(found: Plain) -> tuple[str, ...]:
    if found["state"] == "failed":  # an unsigned note counts for nothing
        return NOTHING_SAID
    return tuple(str(found[name]) for name in SAID)
