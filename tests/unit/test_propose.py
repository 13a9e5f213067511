import json

import pyarrow.parquet as pq
import pytest
from home_kit import BAD, CORRECTED, GOOD, OTHER, WARNED, good_home, office_of, open_home, run, send
from made_once import copied

from assets.stages.propose import current_digest, propose
from assets.store import Store
from expectations.manifest import MANIFEST, read_manifest


@pytest.fixture
def store(tmp_path):
    return open_home(tmp_path / "home")


@pytest.fixture
def good(tmp_path, tmp_path_factory):
    return Store(copied(tmp_path_factory, good_home, tmp_path / "good"))


def proposed(store):
    run(store)
    return propose(store, office_of(store))


def candidate(store, *parts):
    return store.candidates.joinpath(current_digest(store), *parts)


def test_without_accepted_data_there_is_no_candidate(store):
    send(store, BAD)
    proposal = proposed(store)
    assert not proposal.waits
    assert proposal.reason
    assert current_digest(store) is None


def test_a_candidate_lies_in_a_folder_named_by_its_digest(good):
    proposal = propose(good, office_of(good))
    assert proposal.waits
    assert current_digest(good) == proposal.digest
    manifest, digest = read_manifest(candidate(good, MANIFEST))
    assert digest == proposal.digest
    assert manifest.previous is None
    assert list(manifest.units) == ["610204"]
    assert not [path.name for path in good.candidates.iterdir() if path.name.startswith(".")]


def test_a_candidate_holds_what_is_in_force_and_nothing_that_was_returned(store):
    send(store, GOOD)
    send(store, BAD.replace("水厂", "退回的"), unit=OTHER)
    proposed(store)
    rows = pq.read_table(candidate(store, "data", "fund_allocation.parquet")).to_pylist()
    assert [(row["project_name"], str(row["amount_yuan"])) for row in rows] == [
        ("水厂", "15000.00")
    ]
    texts = [path.read_bytes() for path in candidate(store, "data").iterdir()]
    assert not [one for one in texts if "退回的".encode() in one]


def test_another_run_over_the_same_files_keeps_the_candidate(good):
    first = current_digest(good)
    send(good, GOOD)
    assert proposed(good).digest == first


def test_the_same_amount_from_another_file_is_the_same_candidate(good):
    """It keeps naming the file that it was made from; only what is published identifies it."""
    first = current_digest(good)
    before = {path: path.read_bytes() for path in candidate(good).rglob("*") if path.is_file()}
    send(good, GOOD.replace("1.5", "1.50"))
    assert proposed(good).digest == first
    assert {path: path.read_bytes() for path in before} == before
    assert len([path for path in good.candidates.iterdir() if path.is_dir()]) == 1


def test_a_returned_file_voids_no_signature(good):
    first = current_digest(good)
    send(good, BAD, unit=OTHER)
    assert proposed(good).digest == first


def test_one_changed_value_makes_another_candidate_and_keeps_the_first(good):
    first = current_digest(good)
    send(good, CORRECTED)
    second = proposed(good)
    assert second.digest != first
    assert (good.candidates / first / MANIFEST).exists()


def test_warnings_on_what_is_in_force_are_told_to_the_reviewers(store):
    send(store, WARNED)
    proposed(store)
    findings = json.loads(candidate(store, "findings.json").read_bytes())
    assert [one["rule"] for one in findings] == ["fund_allocation_area_is_a_place"]
    assert findings[0]["title"] == "地区列写的是地名"
    assert "submission" not in findings[0]
