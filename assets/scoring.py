"""What the scoreboard counts, gathered from this data home: duties, records, sign-offs; 评分取数.

Belongs here: inputs of the scoreboard, and the scoreboard as a table that can be submitted. Does
not belong here: the counting itself (`scoreboard.py`). Nothing here imports Dagster.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from assets.declarations import declared
from assets.receipts import CHINA, read_receipts
from assets.scoreboard import DATASET, Detail, Outcome, Place, Score, scoreboard
from assets.stages.propose import current_digest, newest_release
from assets.stages.settle import load_state
from assets.status import UnitStatus, unit_statuses
from assets.store import Store
from expectations.approval import Case, examine
from expectations.manifest import MANIFEST, read_manifest
from expectations.signoff import SignoffStore, collect
from expectations.statement import Role
from outputs.chain import read_links
from sources.contract import Contract, Origin, submitted_contracts
from sources.office import Office

Published = tuple[str, str, str]
PLACE = ["period", "unit_code"]
# What a score counts → the field of the dataset that says it.
FIELDS = {
    "period": "scored_period",
    "unit": "scored_unit_code",
    "unit_name": "scored_unit_name",
    "due": "due_on",
    "owed": "owed_count",
    "met": "met_count",
    "signed": "signed_count",
    "fields_filled": "fields_filled",
    "fields_possible": "fields_possible",
    "on_time": "on_time_count",
    "late": "late_count",
    "late_workdays": "late_workdays",
    "publishable": "publishable_count",
    "published": "published_count",
    "published_on_time": "published_on_time_count",
    "late_reasons": "late_reasons",
}


def scores(store: Store, office: Office, today: date, period: str | None = None) -> list[Score]:
    """The scoreboard of a data home up to the running month, or of one period."""
    statuses = [
        one
        for one in unit_statuses(
            office, read_receipts(store), load_state(store), today, declared(store, office)
        )
        if one.owed and period in (None, one.period)
    ]
    names = {unit.code: unit.name for unit in office.units}
    found = outcomes(statuses, signing_units(store), publication_days(store))
    return scoreboard(found, details(store), names)


def outcomes(
    statuses: Iterable[UnitStatus], signing: frozenset[str], published: Mapping[Published, date]
) -> list[Outcome]:
    """What came of each duty. Data counts as signed if its unit's values in force are signed."""
    return [
        Outcome(
            period=duty.duty.period,
            unit=duty.duty.unit,
            due=duty.duty.due,
            met=duty.is_met,
            signed=duty.state == "nothing" or duty.duty.unit in signing,
            delivered=duty.delivered,
            has_data=duty.state in ("accepted", "stale"),
            published=published.get((duty.duty.dataset, duty.duty.period, duty.duty.unit)),
            late_reason=duty.late_reason,
        )
        for status in statuses
        for duty in status.owed
    ]


def signing_units(store: Store) -> frozenset[str]:
    """Units whose provider has signed, with effect, the values that are in force.

    Of the waiting candidate; where none waits, the newest release says the same values, signed.
    """
    digest = current_digest(store)
    if digest is None:
        newest = newest_release(store)
        if newest is None:
            return frozenset()
        manifest, _ = read_manifest(newest.folder / "signoffs" / MANIFEST)
        return frozenset(manifest.units)
    if not store.allowed_signers.is_file():
        return frozenset()
    manifest, _ = read_manifest(store.candidates / digest / MANIFEST)
    signoffs = collect(SignoffStore(store.signoffs), manifest, digest)
    case = Case(manifest, digest, store.allowed_signers, signoffs)
    faulty = {one.unit for one in examine(case) if one.role == Role.PROVIDER}
    return frozenset(manifest.units) - faulty


def publication_days(store: Store) -> dict[Published, date]:
    """Day in China of the chief's signature on the first release that holds records of each."""
    found: dict[Published, date] = {}
    for link in reversed(read_links(store.public)):
        at = datetime.fromisoformat(link.document["released_at"]).astimezone(CHINA).date()
        for path in sorted((link.folder / "data").glob("*.parquet")):
            for row in pq.read_table(path, columns=PLACE).group_by(PLACE).aggregate([]).to_pylist():
                found.setdefault((path.stem, row["period"], row["unit_code"]), at)
    return found


def details(store: Store) -> dict[Place, Detail]:
    """Optional public fields filled in the records in force, by period and unit."""
    found: dict[Place, Detail] = {}
    for contract in submitted_contracts().values():
        path = store.dataset(contract.dataset)
        if path.exists():
            for place, own in dataset_details(contract, pq.read_table(path)).items():
                before = found.get(place, Detail(0, 0))
                found[place] = Detail(before.filled + own.filled, before.possible + own.possible)
    return found


def dataset_details(contract: Contract, records: pa.Table) -> dict[Place, Detail]:
    """The same of one dataset. Derived fields are made here, so they say nothing of the unit."""
    fields = [
        field.name
        for field in contract.public_fields
        if not field.required and field.origin is not Origin.DERIVED
    ]
    if not fields or not records.num_rows:
        return {}
    counted = records.group_by(PLACE).aggregate(
        [*((name, "count") for name in fields), ([], "count_all")]
    )
    return {
        (row["period"], row["unit_code"]): Detail(
            sum(row[f"{name}_count"] for name in fields), row["count_all"] * len(fields)
        )
        for row in counted.to_pylist()
    }


def plain_score(score: Score) -> dict[str, Any]:
    """A score as plain data."""
    return {**asdict(score), "late_reasons": list(score.late_reasons)}


def score_rows(found: Sequence[Score]) -> list[list[str]]:
    """The scoreboard as a table with Chinese headers, as the dataset's contract knows them."""
    contract = submitted_contracts()[DATASET]
    rows = [[contract.field(name).title for name in FIELDS.values()]]
    for one in found:
        plain = {**asdict(one), "late_reasons": "；".join(one.late_reasons)}
        rows.append(["" if plain[name] is None else str(plain[name]) for name in FIELDS])
    return rows
