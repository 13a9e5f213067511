"""Which submissions are in force, which are open, and the datasets that follow; 生效.

Belongs here: replacement of one submission by the next, datasets of accepted records. Does not
belong here: judging single submissions, rules over several (spanning). The state is recomputed from
receipts and judgements alone, so it never drifts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from assets.gaps import explained_gaps
from assets.receipts import Receipt, read_receipts
from assets.stages.compare import change_findings
from assets.stages.join import joined_tables
from assets.stages.judge import is_judged, placed_parts, placed_schema
from assets.stages.read import submission_folder
from assets.stages.spanning import spanning_findings
from assets.stages.standing import is_as_made, made_digests, standing_key
from assets.store import Store, read_json, write_bytes, write_json
from expectations.waivers import load_waivers
from outputs.marked import marked_name
from sources.contract import load_contracts, submitted_contracts
from sources.office import Office
from sources.reading import plain_finding

Document = tuple[str, str, str, str]
File = tuple[str, str, str]


@dataclass(frozen=True)
class Settled:
    """A judged submission: its documents, and what became of it.

    `sent_again` is True for a workbook that we had returned.
    """

    receipt: Receipt
    accepted: bool
    errors: int
    findings: Sequence[Mapping[str, str]]
    documents: frozenset[Document]
    datasets: Sequence[str]
    sent_again: bool = False


@dataclass(frozen=True)
class State:
    """All judged submissions, by what became of them.

    `in_force`: document → number of the accepted submission that holds it. `open`: numbers of
    submissions that nothing later has replaced; their findings are the open ones. `changed`: what
    moved against the newest release, with unit and period, for it may have no submission any more.
    """

    submissions: Sequence[Settled]
    in_force: Mapping[Document, int]
    open: frozenset[int]
    spanning: Sequence[Mapping[str, str]]
    changed: Sequence[Mapping[str, str]] = ()

    @property
    def open_submissions(self) -> list[Settled]:
        """Submissions whose findings are open, in the order of arrival."""
        return [one for one in self.submissions if one.receipt.number in self.open]

    @property
    def open_findings(self) -> list[dict[str, str]]:
        """Every open finding with the unit and period of its submission."""
        receipts = {f"{one.receipt.number:06d}": one.receipt for one in self.submissions}
        own = [found for one in self.open_submissions for found in one.findings]
        placed = [
            {**found, "unit": receipts[found["submission"]].unit,
             "period": receipts[found["submission"]].period}
            for found in (*own, *self.spanning)
        ]  # fmt: skip
        return [*placed, *map(dict, self.changed)]


def settle(store: Store, office: Office) -> State:
    """Recompute the state, write the datasets in force, and apply rules over several units.

    Under a lock, from what is on disk then: of two runs at once the later one knows everything.
    """
    with store.lock("settle"):
        return _settle(store, office)


def _settle(store: Store, office: Office) -> State:
    judged = [one for one in read_receipts(store) if is_judged(store, one)]
    key = standing_key(store, judged)
    if is_settled(store, key):
        return load_state(store)
    submissions = [settled(store, one) for one in judged]
    in_force = documents_in_force(submissions)
    tables = tables_in_force(store, office, submissions, in_force)
    for name, table in tables.items():
        write_table(store, name, table)
    waivers = load_waivers(store.waivers, office)
    spanning = [plain_finding(found) for found in spanning_findings(tables, judged, waivers)]
    changed = change_findings(store, office, tables)
    state = State(submissions, in_force, open_numbers(submissions), spanning, changed)
    made = made_digests(store.home, map(store.dataset, tables))
    write_json(store.state, {**plain_state(state), "key": key, "made": made})
    return state


def is_settled(store: Store, key: str) -> bool:
    """True if the state and the datasets on disk are what would be made now."""
    if not store.state.exists():
        return False
    known = read_json(store.state)
    return known.get("key") == key and is_as_made(store.home, known["made"])


def tables_in_force(
    store: Store,
    office: Office,
    submissions: Sequence[Settled],
    in_force: Mapping[Document, int],
) -> dict[str, pa.Table]:
    """Working records in force of every dataset, those that are made from others too."""
    held: dict[tuple[str, int], list[str]] = {}
    for (_, _, dataset, document), number in in_force.items():
        held.setdefault((dataset, number), []).append(document)
    tables = {
        name: records_in_force(store, office, submissions, held, name)
        for name in submitted_contracts()
    }
    return tables | joined_tables(tables, office, explained_gaps(store, office))


def settled(store: Store, receipt: Receipt) -> Settled:
    """One judged submission from its files."""
    folder = submission_folder(store, receipt)
    judgement = read_json(folder / "judgement.json")
    reading = read_json(folder / "reading.json")
    tables = [table for table in reading["tables"] if table["dataset"]]
    documents = frozenset(
        (receipt.period, receipt.unit, table["dataset"], table["document"]) for table in tables
    )
    return Settled(
        receipt=receipt,
        accepted=judgement["accepted"],
        errors=judgement["errors"],
        findings=judgement["findings"],
        documents=documents,
        datasets=sorted({table["dataset"] for table in tables}),
        sent_again=reading.get("sent_again", False),
    )


def documents_in_force(submissions: Sequence[Settled]) -> dict[Document, int]:
    """Document → the last accepted submission of it.

    A later accepted file replaces the documents it holds, and everything that an earlier file of
    the same name, unit and period held.
    """
    in_force: dict[Document, int] = {}
    held: dict[File, set[Document]] = {}
    holder: dict[Document, File] = {}
    for one in submissions:
        if not one.accepted:
            continue
        file = file_of(one.receipt)
        for document in held.pop(file, set()):
            del in_force[document], holder[document]
        for document in one.documents:
            if document in holder:
                held[holder[document]].discard(document)
            in_force[document], holder[document] = one.receipt.number, file
        held[file] = set(one.documents)
    return in_force


def file_of(receipt: Receipt) -> File:
    """What tells one unit's file for a period from the others, whatever its bytes."""
    return (receipt.unit, receipt.period, receipt.file)


def open_numbers(submissions: Sequence[Settled]) -> frozenset[int]:
    """Submissions that no later one replaces."""
    return frozenset(one.receipt.number for one in submissions) - replaced_by(submissions).keys()


def replaced_by(submissions: Sequence[Settled]) -> dict[int, int]:
    """Number of each replaced submission → number of the one that completed its replacement.

    Later submissions replace an earlier one by its name, by holding all its documents, or as the
    corrected copy that we made of it.
    """
    found = {}
    later = Later({}, {}, {})
    for one in reversed(submissions):
        number = later.replacing(one)
        if number is not None:
            found[one.receipt.number] = number
        later.add(one)
    return dict(reversed(found.items()))


@dataclass(frozen=True)
class Later:
    """The nearest later submission by file, by document, and by copy of ours that came back."""

    files: dict[File, int]
    documents: dict[Document, int]
    copies: dict[File, int]

    def add(self, one: Settled) -> None:
        """Take in a submission that came before all that are known."""
        number, file = one.receipt.number, file_of(one.receipt)
        self.files[file] = number
        self.documents.update(dict.fromkeys(one.documents, number))
        if one.sent_again:
            self.copies[file] = number

    def replacing(self, one: Settled) -> int | None:
        """The first submission that completed the replacement of an earlier one."""
        unit, period, name = file_of(one.receipt)
        by_document = [self.documents.get(document) for document in one.documents]
        found = [self.files.get((unit, period, name))]
        if by_document and None not in by_document:
            found.append(max(number for number in by_document if number is not None))
        if not one.accepted:
            found += [self.copies.get((unit, period, file)) for file in (name, marked_name(name))]
        return min((number for number in found if number is not None), default=None)


def records_in_force(
    store: Store,
    office: Office,
    submissions: Sequence[Settled],
    held: Mapping[tuple[str, int], Sequence[str]],
    dataset: str,
) -> pa.Table:
    """Working records of a dataset that are in force, in the order of arrival.

    `held`: by dataset and number of a submission, the documents that it holds.
    """
    contract = load_contracts()[dataset]
    receipts = [
        one.receipt
        for one in submissions
        if (dataset, one.receipt.number) in held and one.receipt.is_placed(office)
    ]
    parts = [placed_schema(contract).empty_table()]
    for receipt, records in placed_parts(store, office, receipts, contract):
        own = pc.is_in(records["document"], pa.array(held[dataset, receipt.number]))
        parts.append(records if pc.all(own).as_py() else records.filter(own))
    return pa.concat_tables(parts)


def write_table(store: Store, dataset: str, table: pa.Table) -> None:
    """Write a dataset in force, whole or not at all."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    write_bytes(store.dataset(dataset), sink.getvalue().to_pybytes())


def plain_state(state: State) -> dict[str, Any]:
    """The state as plain data."""
    return {
        "in_force": [[*document, number] for document, number in sorted(state.in_force.items())],
        "open": sorted(state.open),
        "spanning": list(state.spanning),
        "changed": list(state.changed),
        "submissions": [
            {
                "number": one.receipt.number,
                "accepted": one.accepted,
                "errors": one.errors,
                "datasets": list(one.datasets),
                "documents": [list(document) for document in sorted(one.documents)],
            }
            for one in state.submissions
        ],
    }


def load_state(store: Store) -> State:
    """The state that `settle` last wrote; an empty one before the first run."""
    receipts = read_receipts(store)
    if not store.state.exists():
        return State([], {}, frozenset(), [])
    plain = read_json(store.state)
    numbers = {entry["number"] for entry in plain["submissions"]}
    return State(
        submissions=[settled(store, one) for one in receipts if one.number in numbers],
        in_force={tuple(entry[:4]): entry[4] for entry in plain["in_force"]},
        open=frozenset(plain["open"]),
        spanning=plain["spanning"],
        changed=plain.get("changed", ()),
    )
