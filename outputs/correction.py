"""A notice of correction, 更正公告: which published values were wrong, since when, what is right.

Belongs here: deriving the notice from the changes and the chain of releases. Does not belong here:
signing it (the manifest binds it) and showing it. Only the reason and who was affected are typed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from expectations.documents import document_bytes, sha256_of
from expectations.gate import CORRECTION
from expectations.manifest import CorrectionEntry
from outputs.canonical import text_columns
from outputs.chain import DOCUMENT, Link
from outputs.changes import ChangeSummary

FORMAT = "mingzhang-correction/1"
CORRECTED = ("modified", "removed")
SHOWN = ("record_id", "change", "field", "field_title", "old", "new")
Texts = Mapping[str, Mapping[str, str]]


class NothingToCorrectError(ValueError):
    """The candidate changes nothing that is published, or nothing in the named datasets."""


@dataclass(frozen=True)
class CorrectionRequest:
    """What is typed, and the releases to look into, newest first; no datasets stands for all."""

    reason: str
    affected: str
    history: Sequence[Link]
    datasets: tuple[str, ...] = ()

    def covers(self, dataset: str) -> bool:
        """Whether the notice speaks of a dataset's changes."""
        return not self.datasets or dataset in self.datasets


@dataclass(frozen=True)
class Correctable:
    """The changes of one dataset against the newest release, as `outputs.changes` gives them."""

    title: str
    rows: pa.Table
    summary: ChangeSummary


@dataclass(frozen=True)
class WrongValue:
    """One published value that is corrected, and the first release known to carry it.

    `or_earlier` is True where a still earlier release held the dataset and it was withdrawn, so
    that nobody can look; `is_open` while earlier releases are still to be looked into.
    """

    row: Mapping[str, str]
    unit: str
    since: Link
    or_earlier: bool = False
    is_open: bool = True

    def to_json(self) -> dict[str, Any]:
        """Return a JSON value."""
        return {
            **{name: self.row[name] for name in SHOWN},
            "unit_name": self.unit,
            "since": self.since.version,
            "or_earlier": self.or_earlier,
        }


def write_correction(
    folder: Path, request: CorrectionRequest, found: Mapping[str, Correctable]
) -> tuple[CorrectionEntry, dict[str, Any]]:
    """Write CORRECTION.json; what the manifest binds of it, and its content.

    Raises NothingToCorrectError, OSError.
    """
    wrong = {
        dataset: wrong_values(dataset, one.rows, request.history)
        for dataset, one in found.items()
        if request.covers(dataset)
    }
    wrong = {dataset: values for dataset, values in wrong.items() if values}
    if not wrong:
        raise NothingToCorrectError
    document = _document(request, wrong, found)
    content = document_bytes(document)
    (folder / CORRECTION).write_bytes(content)
    entry = CorrectionEntry(
        reason=request.reason,
        affected=request.affected,
        corrects=document["corrects"],
        sha256=sha256_of(content),
    )
    return entry, document


def wrong_values(dataset: str, changes: pa.Table, history: Sequence[Link]) -> list[WrongValue]:
    """The modified and removed values of a dataset, each with the release it first stood in.

    A value was wrong since the first of the releases in unbroken sequence that say the same.
    """
    rows = changes.filter(pc.is_in(changes["change"], pa.array(CORRECTED, pa.large_string())))
    if rows.num_rows == 0:
        return []
    ids = rows["record_id"].combine_chunks()
    newest = history[0]
    units = released_texts(newest, dataset, ids) or {}
    found = [
        WrongValue(row, units.get(row["record_id"], {}).get("unit_name", ""), newest)
        for row in rows.to_pylist()
    ]
    for link in history[1:]:
        if not any(one.is_open for one in found):
            break
        texts = released_texts(link, dataset, ids)
        found = [_further(one, link, dataset, texts) if one.is_open else one for one in found]
    return found


def _further(one: WrongValue, link: Link, dataset: str, texts: Texts | None) -> WrongValue:
    """Date a value back to an earlier release that says it too, else close it."""
    record = None if texts is None else texts.get(one.row["record_id"])
    name = one.row["field"]
    if record is not None and (not name or record.get(name, "") == one.row["old"]):
        return replace(one, since=link)
    is_gone = texts is None and dataset in link.document.get("datasets", {})
    return replace(one, is_open=False, or_earlier=is_gone)


def released_texts(link: Link, dataset: str, ids: pa.Array) -> Texts | None:
    """Some records of a release as text by column; None if it has no such data (any more)."""
    path = link.folder / "data" / f"{dataset}.parquet"
    if not path.exists():
        return None
    table = pq.read_table(path)
    known = pc.is_in(table["record_id"].cast(pa.large_string()), ids)
    chosen = table.filter(known)
    texts = pa.table(dict(zip(chosen.schema.names, text_columns(chosen), strict=True)))
    return {row["record_id"]: row for row in texts.to_pylist()}


def _document(
    request: CorrectionRequest,
    wrong: Mapping[str, Sequence[WrongValue]],
    found: Mapping[str, Correctable],
) -> dict[str, Any]:
    order = [link.version for link in reversed(request.history)]
    first = min(order.index(one.since.version) for values in wrong.values() for one in values)
    since = next(link for link in request.history if link.version == order[first])
    return {
        "format": FORMAT,
        "reason": request.reason,
        "affected": request.affected,
        "corrects": order[first:],
        "since": {"version": since.version, "released_at": since.document["released_at"]},
        "approved_in": DOCUMENT,
        "datasets": dict(_datasets(wrong, found)),
    }


def _datasets(
    wrong: Mapping[str, Sequence[WrongValue]], found: Mapping[str, Correctable]
) -> Iterator[tuple[str, dict[str, Any]]]:
    for dataset, values in sorted(wrong.items()):
        summary = found[dataset].summary.to_json()
        counted = {name: summary[name] for name in (*CORRECTED, "difference_yuan")}
        units = sorted({one.unit for one in values if one.unit})
        yield (
            dataset,
            {
                "title": found[dataset].title,
                **counted,
                "units": units,
                "changes": [one.to_json() for one in values],
            },
        )
