"""The scoreboard counts completeness, detail and timeliness exactly, from plain inputs."""

import csv
from dataclasses import fields, replace
from datetime import date, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from home_kit import GOOD, PERIOD, SAMPLE_OFFICE, UNIT, open_home, run, send

from assets.declarations import declare
from assets.receipts import CHINA, read_receipts
from assets.scoreboard import DATASET, Detail, Outcome, Score, scoreboard
from assets.scoring import (
    FIELDS,
    dataset_details,
    plain_score,
    publication_days,
    score_rows,
    scores,
    signing_units,
)
from assets.stages.judge import placed_schema
from assets.stages.propose import propose
from assets.stages.publish import people_of, sign
from assets.stages.settle import load_state
from expectations.declaration import Declaration
from expectations.signatures import make_key
from expectations.signing import SigningAct
from sources.contract import load_contracts, read_yaml
from sources.office import Office
from sources.reading import read_file

NAMES = {"610116": "长安区", "610124": "周至县"}
DUE = date(2019, 4, 5)
PROVIDER = f"provider-{UNIT}@example.org"


def outcome(unit="610116", delivered=DUE, period=PERIOD, due=DUE, **more):
    met = delivered is not None
    return Outcome(**{
        "period": period, "unit": unit, "due": due, "met": met, "signed": met,
        "delivered": delivered, **more,
    })  # fmt: skip


def only(*outcomes, detail=None):
    details = {} if detail is None else {(PERIOD, "610116"): detail}
    (score,) = scoreboard(outcomes, details, NAMES)
    return score


def test_completeness_counts_what_is_met_of_what_is_owed():
    score = only(outcome(), outcome(), outcome(delivered=None))
    assert (score.met, score.owed, score.signed) == (2, 3, 2)


def test_what_is_met_without_a_signature_is_not_counted_as_signed():
    score = only(outcome(signed=False), outcome(delivered=None, signed=True))
    assert (score.met, score.signed) == (1, 0)


def test_detail_is_a_pair_of_counts_never_a_rounded_share():
    score = only(outcome(), detail=Detail(1, 3))
    assert (score.fields_filled, score.fields_possible) == (1, 3)
    assert not [value for value in plain_score(score).values() if isinstance(value, float)]


def test_a_unit_without_records_has_no_detail():
    assert (only(outcome()).fields_filled, only(outcome()).fields_possible) == (0, 0)


@pytest.mark.parametrize(
    ("delivered", "on_time", "late", "workdays"),
    [
        (date(2019, 3, 20), 1, 0, 0),
        (date(2019, 4, 5), 1, 0, 0),  # the 5th itself, a holiday in 2019
        (date(2019, 4, 7), 0, 1, 0),  # a Sunday: late, and by no working day
        (date(2019, 4, 8), 0, 1, 1),
        (date(2019, 5, 5), 0, 1, 19),  # 28 April and 5 May worked, 1 to 4 May off
        (None, 0, 0, 0),
    ],
)
def test_timeliness_counts_working_days_after_the_due_day(delivered, on_time, late, workdays):
    score = only(outcome(delivered=delivered))
    assert (score.on_time, score.late, score.late_workdays) == (on_time, late, workdays)


def test_lateness_adds_up_over_what_was_late():
    score = only(outcome(delivered=date(2019, 4, 8)), outcome(delivered=date(2019, 4, 9)))
    assert (score.late, score.late_workdays) == (2, 3)


def test_an_unknown_calendar_leaves_lateness_in_days_open_but_not_whether_it_was_late():
    score = only(outcome(due=date(2031, 4, 5), delivered=date(2031, 4, 8)))
    assert (score.on_time, score.late, score.late_workdays) == (0, 1, None)


@pytest.mark.parametrize(
    ("published", "counts"), [(None, (0, 0)), (DUE, (1, 1)), (date(2019, 4, 6), (1, 0))]
)
def test_publication_is_on_time_until_the_due_day(published, counts):
    score = only(outcome(has_data=True, published=published))
    assert (score.published, score.published_on_time) == counts
    assert score.publishable == 1


def test_a_declaration_of_nothing_leaves_nothing_to_publish():
    assert only(outcome()).publishable == 0


def test_reasons_for_lateness_stand_once():
    reasons = only(outcome(late_reason="甲"), outcome(late_reason="甲"), outcome(late_reason=""))
    assert reasons.late_reasons == ("甲",)


def test_scores_stand_by_month_and_then_as_the_office_lists_its_units():
    found = scoreboard(
        [
            outcome("610124"),
            outcome("610116"),
            outcome("610124", period="2019-02"),
        ],
        {},
        NAMES,
    )
    assert [(one.period, one.unit_name) for one in found] == [
        ("2019-02", "周至县"), (PERIOD, "长安区"), (PERIOD, "周至县"),
    ]  # fmt: skip


def test_nothing_owed_is_no_score():
    assert scoreboard([], {}, NAMES) == []


def test_detail_counts_optional_public_fields_that_are_neither_required_nor_derived():
    contract = load_contracts()["lottery_fund"]
    fields = {"project_count": 5, "remark": None, "serial_no": "1", "project_category": "甲"}
    row = dict.fromkeys(placed_schema(contract).names) | fields
    row |= {"period": PERIOD, "unit_code": UNIT}
    table = pa.Table.from_pylist([row, row | {"remark": "乙"}], schema=placed_schema(contract))
    optional = [f for f in contract.public_fields if not f.required and f.derive is None]
    assert dataset_details(contract, table) == {
        (PERIOD, UNIT): Detail(filled=3, possible=2 * len(optional))
    }
    assert dataset_details(contract, table.slice(0, 0)) == {}


# --- from a data home


@pytest.fixture
def store(tmp_path):
    return open_home(tmp_path / "home")


@pytest.fixture
def key(store, tmp_path):
    kind, blob, *_ = make_key(tmp_path / "provider", "示例").read_text(encoding="utf-8").split()
    store.allowed_signers.write_text(
        f'{PROVIDER} namespaces="mingzhang-provider" {kind} {blob}\n', encoding="utf-8"
    )
    return tmp_path / "provider"


def office():
    raw = read_yaml(SAMPLE_OFFICE) | {"first_period": PERIOD}
    first, *rest = raw["units"]
    owes = ["fund_allocation", "lottery_fund"]
    return Office.model_validate(raw | {"units": [first | {"owes": owes}, *rest]})


def month_of(store):
    (score,) = scores(store, office(), date(2019, 4, 10), PERIOD)
    return score


def test_a_silent_month_scores_nothing(store):
    score = month_of(store)
    assert (score.owed, score.met, score.on_time, score.late) == (2, 0, 0, 0)


def test_receipts_records_and_declarations_make_the_score(store, key):
    send(store, GOOD)
    run(store)
    at = datetime(2019, 4, 8, 9, tzinfo=CHINA).isoformat()
    said = Declaration(kind="nothing", period=PERIOD, unit=UNIT, dataset="lottery_fund",
                       reason="示例", declared_by=PROVIDER, declared_at=at)  # fmt: skip
    declare(store, office(), said, key)
    score = month_of(store)
    assert (score.owed, score.met, score.signed) == (2, 2, 1)
    assert score.late == 2  # the file came when this test ran; 零报告 was a working day late
    assert 0 < score.fields_filled < score.fields_possible


def test_data_counts_as_signed_once_its_provider_has_signed_the_values_in_force(store, key):
    send(store, GOOD)
    run(store)
    propose(store, office())
    assert signing_units(store) == frozenset()
    people = people_of(office(), load_state(store), read_receipts(store))
    act = SigningAct("provider", PROVIDER, key, datetime.now(CHINA))
    sign(store, people, act)
    assert signing_units(store) == {UNIT}
    assert month_of(store).signed == 1
    store.allowed_signers.unlink()
    assert signing_units(store) == frozenset()


def test_a_place_is_published_with_the_first_release_that_holds_it(tmp_path):
    public = tmp_path / "home" / "public"
    add = {"2019.4.0": ("2019-04-03", [PERIOD]), "2019.5.0": ("2019-05-05", [PERIOD, "2019-04"])}
    for version, (day, periods) in add.items():
        folder = public / "releases" / version
        (folder / "data").mkdir(parents=True)
        (folder / "SHA256SUMS").write_text("")
        (folder / "RELEASE.json").write_text(f'{{"released_at": "{day}T23:30:00+08:00"}}')
        table = pa.table({"unit_code": [UNIT] * len(periods), "period": periods})
        pq.write_table(table, folder / "data" / "lottery_fund.parquet")
    assert publication_days(open_home(tmp_path / "home")) == {
        ("lottery_fund", PERIOD, UNIT): date(2019, 4, 3),
        ("lottery_fund", "2019-04", UNIT): date(2019, 5, 5),
    }


def test_the_written_scoreboard_is_read_as_its_own_dataset(tmp_path):
    """So it can be submitted, judged, signed and published like any other table."""
    score = only(outcome(), outcome(delivered=date(2019, 4, 8)), detail=Detail(2, 5))
    unknown = replace(score, unit="610124", unit_name="周至县", late_workdays=None)
    path = tmp_path / "评分.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(score_rows([score, unknown]))
    reading = read_file(path, load_contracts(), path.name)
    (table,) = reading.tables
    assert table.dataset == DATASET
    assert [found for found in reading.all_findings if found.severity == "error"] == []
    assert len(table.records) == 2


def test_the_written_scoreboard_has_a_column_for_everything_that_a_score_says():
    assert list(FIELDS) == [field.name for field in fields(Score)]
