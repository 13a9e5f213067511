"""What each unit owed for a month and what came of it, by the published scoreboard; 公开情况.

Belongs here: reading the scoreboard, sign-offs and open findings of a release by unit. Does not
belong here: the scoreboard's own page (`outputs/site/front.py`).
"""

import csv
from collections.abc import Mapping, Sequence
from typing import Any

from pyarrow import parquet

from outputs.open_warnings import PATH as FINDINGS
from outputs.site.front import SCORES, Score
from outputs.site.places.facts import PlaceFacts, standing
from outputs.site.places.senders import UnitState
from outputs.site.releases import Release

Row = Mapping[str, Any]


def scored_rows(release: Release) -> Sequence[Row]:
    """The rows of the published scoreboard, the newest month first; none without it."""
    if not any(one.dataset == SCORES for one in standing(release)):
        return ()
    rows = parquet.read_table(release.folder / "data" / f"{SCORES}.parquet").to_pylist()
    return sorted(rows, key=lambda row: (row["scored_period"], row["record_id"]), reverse=True)


def finding_rows(release: Release) -> Sequence[Mapping[str, str]] | None:
    """The published doubts; None for a release of earlier software, which lists none."""
    path = release.folder / FINDINGS
    if not path.exists():
        return None
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def unit_state(
    facts: PlaceFacts, scored: Sequence[Row], findings: Sequence[Mapping[str, str]] | None
) -> UnitState:
    """Sign-off, scores and open findings of each unit."""
    scores: dict[str, list[tuple[str, Score]]] = {}
    for row in scored:
        month = (row["scored_period"], score_of(row))
        scores.setdefault(row["scored_unit_code"], []).append(month)
    counted: dict[str, int] = {}
    for row in findings or ():
        if row["state"] == "failed":
            counted[row["unit_code"]] = counted.get(row["unit_code"], 0) + 1
    return UnitState(signed_times(facts.release), scores, None if findings is None else counted)


def signed_times(release: Release) -> dict[str, str]:
    """When each unit last signed what a release holds of it, RFC 3339."""
    found: dict[str, str] = {}
    for one in release.signatures:
        if one.role == "provider" and one.unit:
            found[one.unit] = max(found.get(one.unit, ""), one.signed_at)
    return found


def score_of(row: Row) -> Score:
    """A row of the scoreboard in the words of its page."""
    return Score(
        unit=row.get("scored_unit_name") or row["scored_unit_code"],
        due_on=row.get("due_on") or "",
        owed=row["owed_count"],
        met=row["met_count"],
        late=row.get("late_count") or 0,
        reasons=row.get("late_reasons") or "",
        record_id=row["record_id"],
    )
