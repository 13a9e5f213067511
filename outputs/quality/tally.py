"""Rule by rule: how many were looked at, how many passed, failed, were explained or waived; 质量.

Belongs here: counting what is in force against the open findings on it. Does not belong here:
applying rules, deciding what is explained or waived (both are handed in), and files.

What is counted differs: a rule of a dataset looks at records, a rule of any table at files, a rule
that compares with the last release at datasets or units. Of several findings of one rule on one
record the worst counts, so passed + failed + explained + waived = tried.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from expectations.rulebook import Rule
from sources.contract import Contract
from sources.finding import Severity

State = Literal["failed", "explained", "waived", "noted"]
Counted = Literal["record", "file", "dataset", "unit"]
Key = tuple[str, ...]
FindingLike = Mapping[str, str]
WORST: tuple[State, ...] = ("failed", "waived", "explained", "noted")
SPOT = ("unit_code", "period", "file", "sheet")


@dataclass(frozen=True)
class Judged:
    """What is in force, and what is open about it.

    `records`: working tables with unit and period, by dataset, of the datasets that may be on the
    site. `findings`: plain, with unit and period. `states`: id of a finding → explained or waived;
    a warning that is not named there has failed.
    """

    contracts: Mapping[str, Contract]
    records: Mapping[str, pa.Table]
    findings: Sequence[FindingLike]
    states: Mapping[str, State] = field(default_factory=dict)
    has_base: bool = False

    @cached_property
    def units(self) -> frozenset[Key]:
        """The units with records."""
        return self._distinct(("unit_code",))

    @cached_property
    def files(self) -> frozenset[Key]:
        """The files with records, by unit and period."""
        return self._distinct(("unit_code", "period", "file"))

    def _distinct(self, columns: Sequence[str]) -> frozenset[Key]:
        return frozenset(key for table in self.records.values() for key in distinct(table, columns))

    def state(self, found: FindingLike) -> State:
        """What became of a finding; a notice only informs, so it is no failure."""
        if found["severity"] == Severity.INFO:
            return "noted"
        return self.states.get(found.get("id", ""), "failed")


@dataclass(frozen=True)
class RuleTally:
    """One rule's counts; `noted` are among those that passed, `places` are cells."""

    rule: Rule
    counted: Counted
    tried: int
    failed: int
    explained: int
    waived: int
    noted: int
    places: int

    @property
    def passed(self) -> int:
        """Those that hold, with or without a notice."""
        return self.tried - self.failed - self.explained - self.waived


def rule_tallies(rules: Iterable[Rule], judged: Judged) -> list[RuleTally]:
    """A tally for each rule of any table and of the judged datasets, in the order of the rules."""
    by_rule: dict[str, list[FindingLike]] = {}
    for found in judged.findings:
        by_rule.setdefault(found["rule"], []).append(found)
    rows = Rows(judged)
    return [
        rule_tally(rule, by_rule.get(rule.id, []), judged, rows)
        for rule in rules
        if rule.dataset is None or rule.dataset in judged.contracts
    ]


def rule_tally(
    rule: Rule, findings: Sequence[FindingLike], judged: Judged, rows: "Rows"
) -> RuleTally:
    """Count one rule: each record, file, dataset or unit once, in the worst of its states."""
    counted = counted_by(rule)
    states: dict[Key, State] = {}
    for found in findings:
        for key in keys_of(found, counted, rule, rows):
            states[key] = worse(states.get(key), judged.state(found))
    by_state = {state: sum(one == state for one in states.values()) for state in WORST}
    tried = max(looked_at(rule, counted, judged), len(states))
    return RuleTally(rule, counted, tried, places=len(findings), **by_state)


def counted_by(rule: Rule) -> Counted:
    """What a rule looks at, one by one."""
    if rule.origin == "change":
        return "unit" if rule.id.startswith("change_unit") else "dataset"
    return "file" if rule.dataset is None else "record"


def worse(one: State | None, other: State) -> State:
    """The worse of two states of one thing."""
    return other if one is None else min(one, other, key=WORST.index)


def looked_at(rule: Rule, counted: Counted, judged: Judged) -> int:
    """How many a rule was tried on."""
    if rule.dataset is not None:
        return len(judged.records[rule.dataset])
    if rule.origin == "change" and not judged.has_base:
        return 0
    if counted == "dataset":
        return len(judged.contracts)
    return len(judged.units if counted == "unit" else judged.files)


def distinct(table: pa.Table, columns: Sequence[str]) -> set[Key]:
    """The distinct values of some columns together."""
    if table.num_rows == 0:
        return set()
    groups = table.group_by(list(columns)).aggregate([])
    return set(zip(*(groups[name].to_pylist() for name in columns), strict=True))


def keys_of(found: FindingLike, counted: Counted, rule: Rule, rows: "Rows") -> Iterable[Key]:
    """What a finding speaks of: the records with its cell, or its file, dataset or unit."""
    if counted == "dataset":
        return [(found["dataset"],)]
    if counted == "unit":
        return [(found["unit"],)]
    place = (found["unit"], found["period"], found["file"])
    if counted == "file":
        return [place]
    spot = (*place, found["sheet"], found["cell"])
    numbers = rows.at(str(rule.dataset), spot)
    # A finding at no record's cell (a total, a missing row) counts once, by its place.
    return [(str(number),) for number in numbers] or [spot]


class Rows:
    """Numbers of the records that a cell belongs to; looked up for the findings' cells only."""

    def __init__(self, judged: Judged) -> None:
        self._judged = judged
        self._found: dict[str, Mapping[Key, set[int]]] = {}

    def at(self, dataset: str, spot: Key) -> list[int]:
        """Rows of a dataset one of whose cells, or whose range, is at (unit, …, sheet, cell)."""
        if dataset not in self._found:
            own = [one["cell"] for one in self._judged.findings if one["dataset"] == dataset]
            self._found[dataset] = rows_by_spot(self._judged.records[dataset], own)
        return sorted(self._found[dataset].get(spot, ()))


def rows_by_spot(table: pa.Table, cells: Iterable[str]) -> dict[Key, set[int]]:
    """(unit, period, file, sheet, cell) → rows that have a value from it, for some cells."""
    wanted = pa.array(sorted(set(cells)), pa.string())
    numbered = table.append_column("number", pa.array(range(table.num_rows), pa.int64()))
    found: dict[Key, set[int]] = {}
    for name in table.schema.names:
        if name == "span" or name.endswith("__cell"):
            hits = numbered.filter(pc.is_in(numbered[name], value_set=wanted))
            columns = [hits[column].to_pylist() for column in (*SPOT, name, "number")]
            for *spot, number in zip(*columns, strict=True):
                found.setdefault(tuple(spot), set()).add(number)
    return found


@dataclass(frozen=True)
class UnitTally:
    """One unit's records in a release, those of them with a warning, and its findings by state."""

    code: str
    name: str
    records: int
    flagged: int
    failed: int
    explained: int
    waived: int
    noted: int


def unit_tallies(
    rules: Iterable[Rule], judged: Judged, names: Mapping[str, str]
) -> list[UnitTally]:
    """A tally for each unit with records of its own, by code."""
    known = {rule.id: rule for rule in rules}
    records: dict[str, int] = {}
    own = (name for name, one in judged.contracts.items() if not one.is_ledger)
    for table in (judged.records[name] for name in own if name in judged.records):
        for code in table["unit_code"].to_pylist():
            records[code] = records.get(code, 0) + 1
    rows = Rows(judged)
    return [_unit_tally((code, names[code], records[code]), known, judged, rows)
            for code in sorted(records)]  # fmt: skip


def _unit_tally(
    unit: tuple[str, str, int], rules: Mapping[str, Rule], judged: Judged, rows: Rows
) -> UnitTally:
    code, name, records = unit
    own = [found for found in judged.findings if found["unit"] == code]
    states = [judged.state(found) for found in own]
    flagged = {
        (found["dataset"], number)
        for found, state in zip(own, states, strict=True)
        if state != "noted" and rules[found["rule"]].origin != "change"
        if found["dataset"] in judged.records
        for number in rows.at(found["dataset"], _spot(found))
    }
    counts = {state: states.count(state) for state in WORST}
    return UnitTally(code, name, records, len(flagged), **counts)


def _spot(found: FindingLike) -> Key:
    return (found["unit"], found["period"], found["file"], found["sheet"], found["cell"])
