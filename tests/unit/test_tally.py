"""Rule by rule and unit by unit: each record is counted once, and the sums are whole."""

import csv

import pyarrow as pa
import pytest
from home_kit import GOOD, OTHER, UNIT, WARNED, office_of, open_home, run, send
from made_once import made_once

from assets.stages.propose import accepted_data, current_digest, propose
from assets.stages.settle import load_state
from assets.store import Store
from expectations.rulebook import all_rules
from outputs.quality.tally import Judged, rule_tallies, unit_tallies

PLACE_RULE = "fund_allocation_area_is_a_place"
RULES = {rule.id: rule for rule in all_rules()}


def two_units(folder):
    """A home with a record of each of two units, one of them with a warning; a candidate waits."""
    store = open_home(folder)
    send(store, WARNED)
    send(store, GOOD, unit=OTHER)
    run(store)
    propose(store, office_of(store))


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return Store(made_once(tmp_path_factory, two_units))


def judged(store, **values):
    accepted = accepted_data(store, office_of(store), load_state(store), None)
    contracts = {one.dataset: one for one in accepted.contracts}
    found = {"contracts": contracts, "records": accepted.records, "findings": accepted.findings}
    return Judged(**(found | values))


def tally(store, rule, **values):
    (found,) = rule_tallies([RULES[rule]], judged(store, **values))
    return found


def test_every_rule_counts_what_it_looked_at(store):
    for one in rule_tallies(all_rules(), judged(store)):
        assert one.passed + one.failed + one.explained + one.waived == one.tried
        assert min(one.passed, one.failed, one.explained, one.waived) >= 0
    assert tally(store, PLACE_RULE).tried == 2
    assert tally(store, "file_unreadable").tried == 2
    assert tally(store, "change_unit_silent").tried == 0
    assert tally(store, "procurement_above_budget").tried == 0


@pytest.mark.parametrize("state", ["failed", "explained", "waived"])
def test_a_warning_has_failed_unless_somebody_explained_or_waived_it(store, state):
    findings = [{**one, "id": "f1"} for one in judged(store).findings]
    found = tally(store, PLACE_RULE, findings=findings, states={"f1": state})
    assert (found.passed, getattr(found, state)) == (1, 1)
    assert tally(store, PLACE_RULE).failed == 1


def test_of_several_findings_on_one_record_the_worst_counts(store):
    (one,) = judged(store).findings
    findings = [{**one, "id": "a"}, {**one, "id": "b"}, {**one, "severity": "info"}]
    found = tally(store, PLACE_RULE, findings=findings, states={"a": "explained", "b": "waived"})
    assert (found.waived, found.explained, found.noted, found.places) == (1, 0, 0, 3)


def test_a_cell_that_stands_for_several_records_fails_them_all(store):
    known = judged(store)
    table = known.records["fund_allocation"]
    doubled = {**known.records, "fund_allocation": pa.concat_tables([table, table])}
    found = tally(store, PLACE_RULE, records=doubled)
    assert (found.tried, found.failed, found.places) == (4, 2, 1)


def test_a_notice_is_no_failure(store):
    (one,) = judged(store).findings
    found = tally(store, PLACE_RULE, findings=[{**one, "severity": "info"}])
    assert (found.passed, found.failed, found.noted) == (2, 0, 1)


def test_each_unit_has_its_records_and_its_findings(store):
    names = {UNIT: "甲", OTHER: "乙"}
    found = {one.code: one for one in unit_tallies(all_rules(), judged(store), names)}
    assert (found[UNIT].records, found[UNIT].flagged, found[UNIT].failed) == (1, 1, 1)
    assert (found[OTHER].records, found[OTHER].flagged, found[OTHER].failed) == (1, 0, 0)


def test_a_candidate_freezes_its_counts(store):
    folder = store.candidates / current_digest(store) / "quality"
    with (folder / "rules.csv").open(encoding="utf-8", newline="") as stream:
        rows = {row["rule"]: row for row in csv.DictReader(stream)}
    assert (rows[PLACE_RULE]["tried"], rows[PLACE_RULE]["failed"]) == ("2", "1")
    assert not [rule for rule in rows if rule.startswith("household_list_")]
    assert (folder / "row_counts.csv").read_text("utf-8").splitlines()[1:] == [
        "current,fund_allocation,扶贫资金分配结果,430511,邵阳市北塔区,1,15000.00",
        "current,fund_allocation,扶贫资金分配结果,610204,铜川市耀州区,1,15000.00",
    ]
