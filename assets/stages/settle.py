"""Which submissions are in force, which are open, and the datasets that follow; 生效.

Belongs here: replacement of one submission by the next, datasets of accepted records. Does not
belong here: judging single submissions, rules over several (spanning). The state is recomputed from
receipts and judgements alone, so it never drifts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from assets.gaps import explained_gaps
from assets.receipts import Receipt, read_receipts
from assets.stages.compare import change_findings
from assets.stages.join import joined_tables
from assets.stages.judge import is_judged, placed_records, placed_schema
from assets.stages.read import submission_folder
from assets.stages.spanning import spanning_findings
from assets.store import Store, read_json, write_bytes, write_json
from expectations.waivers import load_waivers
from outputs.marked import marked_name
from sources.contract import load_contracts, submitted_contracts
from sources.office import Office
from sources.reading import plain_finding

Document = tuple[str, str, str, str]


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
    submissions = [settled(store, one) for one in read_receipts(store) if is_judged(store, one)]
    in_force = documents_in_force(submissions)
    tables = {
        name: records_in_force(store, office, submissions, in_force, name)
        for name in submitted_contracts()
    }
    tables |= joined_tables(tables, office, explained_gaps(store, office))
    for name, table in tables.items():
        write_table(store, name, table)
    receipts = [one.receipt for one in submissions]
    waivers = load_waivers(store.waivers, office)
    spanning = [plain_finding(found) for found in spanning_findings(tables, receipts, waivers)]
    changed = change_findings(store, office, tables)
    state = State(submissions, in_force, open_numbers(submissions), spanning, changed)
    write_json(store.state, plain_state(state))
    return state


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
    for one in submissions:
        if not one.accepted:
            continue
        same_file = {
            other.receipt.number
            for other in submissions
            if is_same_file(other.receipt, one.receipt)
        }
        in_force = {
            document: number for document, number in in_force.items() if number not in same_file
        }
        in_force |= dict.fromkeys(one.documents, one.receipt.number)
    return in_force


def is_same_file(one: Receipt, other: Receipt) -> bool:
    """True if both were sent under one name by one unit for one period."""
    return (one.file, one.unit, one.period) == (other.file, other.unit, other.period)


def answers(later: Settled, one: Settled) -> bool:
    """True if a returned workbook came back, perhaps under the name that its copy got from us."""
    names = (one.receipt.file, marked_name(one.receipt.file))
    place = (one.receipt.unit, one.receipt.period)
    return (
        later.sent_again
        and not one.accepted
        and (later.receipt.unit, later.receipt.period) == place
        and later.receipt.file in names
    )


def open_numbers(submissions: Sequence[Settled]) -> frozenset[int]:
    """Submissions that no later one replaces."""
    return frozenset(one.receipt.number for one in submissions) - replaced_by(submissions).keys()


def replaced_by(submissions: Sequence[Settled]) -> dict[int, int]:
    """Number of each replaced submission → number of the one that completed its replacement.

    Later submissions replace an earlier one by its name, by holding all its documents, or as the
    corrected copy that we made of it.
    """
    found = {}
    for index, one in enumerate(submissions):
        left = set(one.documents)
        for later in submissions[index + 1 :]:
            left -= later.documents
            is_whole = bool(one.documents) and not left
            if is_same_file(later.receipt, one.receipt) or is_whole or answers(later, one):
                found[one.receipt.number] = later.receipt.number
                break
    return found


def records_in_force(
    store: Store,
    office: Office,
    submissions: Sequence[Settled],
    in_force: Mapping[Document, int],
    dataset: str,
) -> pa.Table:
    """Working records of a dataset that are in force, in the order of arrival."""
    contract = load_contracts()[dataset]
    parts = [placed_schema(contract).empty_table()]
    for one in submissions:
        number = one.receipt.number
        held = [
            document[3]
            for document, holder in in_force.items()
            if holder == number and document[2] == dataset
        ]
        if held and one.receipt.is_placed(office):
            records = placed_records(store, office, one.receipt, contract)
            parts.append(records.filter(pa.compute.is_in(records["document"], pa.array(held))))
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
