"""What is in force beside the newest release: gone records, moved amounts, units fallen silent."""

import json
import shutil
from datetime import timedelta

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from home_kit import UNIT, office_of, open_home, run, send
from made_once import copied, made_once

from assets.receipts import now_in_china
from assets.stages.propose import current_digest, propose
from assets.stages.settle import load_state
from assets.store import Store
from expectations.change_rules import change_limits, change_rules
from outputs.chain import DOCUMENT, SUMS, sums_bytes
from outputs.quality.history import ROW_COUNTS, read_history
from outputs.quality.moves import beyond
from outputs.quality.silence import earlier, silent_units
from sources.contract import load_contracts

TABLE = "2019年资金表,\n单位：元\n项目名称,金额\n水厂,100000\n道路,200000\n"
MONTHS = ("2019-01", "2019-02", "2019-03", "2019-04")


def release_roughly(store, version="2026.10.0"):
    """Lay the waiting candidate out as a release; nobody signs, for nobody verifies it here."""
    candidate = store.candidates / current_digest(store)
    folder = store.public / "releases" / version
    for part in ("data", "quality"):
        shutil.copytree(candidate / part, folder / part)
    (folder / "signoffs").mkdir()
    shutil.copyfile(candidate / "manifest.json", folder / "signoffs" / "manifest.json")
    at = (now_in_china() - timedelta(days=1)).isoformat()
    document = {"candidate": candidate.name, "released_at": at, "version": version}
    (folder / DOCUMENT).write_text(json.dumps(document), encoding="utf-8")
    (folder / SUMS).write_bytes(sums_bytes(folder))


def released_home(folder):
    """A home whose one table is released."""
    made = open_home(folder)
    send(made, TABLE)
    run(made)
    propose(made, office_of(made))
    release_roughly(made)


@pytest.fixture
def store(tmp_path, tmp_path_factory):
    return Store(copied(tmp_path_factory, released_home, tmp_path / "home"))


def changed(store, text):
    send(store, text)
    state = run(store)
    assert all(one.accepted for one in state.open_submissions)
    return {one["rule"]: one for one in state.changed}


def test_the_same_again_moves_nothing(store):
    assert changed(store, TABLE + ",\n") == {}


def test_without_a_release_nothing_has_moved(tmp_path):
    made = open_home(tmp_path / "home")
    send(made, TABLE)
    run(made)
    assert changed(made, TABLE.replace("道路,200000\n", "")) == {}


def test_a_record_that_is_gone_is_told_with_its_name(store):
    found = changed(store, TABLE.replace("道路,200000\n", ""))
    one = found["change_records_vanished"]
    assert (one["unit"], one["period"], one["severity"]) == (UNIT, "2019-03", "warning")
    assert (one["expected"], one["value"], one["difference"]) == ("2", "1", "-1")
    assert "道路" in one["message"]
    assert "2026.10.0" in one["message"]


def test_an_amount_in_another_unit_is_told_at_its_cell(store):
    found = changed(store, TABLE.replace("100000", "100000000"))
    one = found["change_amount_moved"]
    assert (one["cell"], one["file"]) == ("B4", "表.csv")
    assert (one["expected"], one["value"]) == ("100000.00", "100000000.00")
    assert "+99900.0%" in one["message"]
    assert "水厂" in one["message"]
    assert "change_total_moved" in found


def test_a_little_correction_is_no_alert(store):
    assert changed(store, TABLE.replace("200000", "210000")) == {}


def test_a_total_may_move_though_no_record_moved_far(store):
    found = changed(store, TABLE.replace("200000", "270000"))
    assert list(found) == ["change_total_moved"]
    assert found["change_total_moved"]["difference"] == "70000.00"


def home_with_a_change(folder):
    """The same with a table sent that has a record less, and a candidate that waits."""
    released_home(folder)
    store = Store(folder)
    changed(store, TABLE.replace("道路,200000\n", ""))
    propose(store, office_of(store))


def test_changes_reach_reviewers_and_never_return_a_file(tmp_path, tmp_path_factory):
    store = Store(copied(tmp_path_factory, home_with_a_change, tmp_path / "home"))
    assert all(one.accepted for one in load_state(store).open_submissions)
    assert load_state(store).changed == run(store).changed
    review = store.candidates / current_digest(store) / "review"
    html = (review / "index.html").read_text("utf-8")
    assert "四、变动提醒" in html
    assert "已公布的记录这次都还在（1 处）" in html
    assert '<td class="r">2</td><td class="r">1</td><td class="r">-1</td>' in html
    book = openpyxl.load_workbook(review / "review.xlsx")
    assert [cell.value for cell in book["记录数"][1]][2:] == ["2026.10.0", "本次", "增减"]
    assert [cell.value for cell in book["记录数"][2]][2:] == [2, 1, -1]
    assert book["变动提醒"].max_row > 1


def test_counts_are_carried_from_release_to_release(tmp_path_factory):
    store = Store(made_once(tmp_path_factory, home_with_a_change))
    path = store.candidates / current_digest(store) / "quality" / "row_counts.csv"
    rows = read_history(path, ROW_COUNTS).to_pylist()
    assert [(row["release"], row["records"]) for row in rows] == [("2026.10.0", 2), ("current", 1)]


def test_a_release_without_counts_is_counted_from_its_data(store):
    shutil.rmtree(store.public / "releases" / "2026.10.0" / "quality")
    changed(store, TABLE.replace("道路,200000\n", ""))
    propose(store, office_of(store))
    path = store.candidates / current_digest(store) / "quality" / "row_counts.csv"
    rows = read_history(path, ROW_COUNTS).to_pylist()
    assert [(row["release"], row["records"]) for row in rows] == [("2026.10.0", 2), ("current", 1)]


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        (100_000, 150_000, False),
        (100_000, 150_001, True),
        (100_000, 49_999, True),
        (100_000, None, True),
        (None, 100_000, False),
        (0, 10_000, True),
        (100, 9_000, False),
    ],
)
def test_an_amount_moved_if_by_more_than_the_share_and_not_little(was, now, expected):
    assert change_limits().record_percent == 50
    assert beyond(was, now, change_limits().record_percent) is expected


def months_table(pairs):
    units, periods = zip(*pairs, strict=True)
    return pa.table({"unit_code": list(units), "period": list(periods)})


def silent(pairs, excused=lambda *_: False):
    contract = load_contracts()["fund_allocation"]
    records = {"fund_allocation": months_table(pairs)}
    return [(one.unit, one.period) for one in silent_units([contract], records, {}, excused)]


STEADY = [(unit, month) for unit in "abc" for month in MONTHS]


def test_a_unit_that_always_reports_and_now_does_not_is_told():
    assert silent(STEADY) == []
    assert silent([pair for pair in STEADY if pair != ("c", "2019-04")]) == [("c", "2019-04")]


def test_a_unit_with_a_gap_before_is_not_expected():
    gone = {("c", "2019-04"), ("c", "2019-02")}
    assert silent([pair for pair in STEADY if pair not in gone]) == []


def test_a_month_that_is_only_beginning_is_not_looked_at():
    early = [*STEADY, ("a", "2019-05")]
    assert silent(early) == []
    assert silent([*early, ("b", "2019-05")]) == [("c", "2019-05")]


def test_a_signed_declaration_of_nothing_excuses():
    pairs = [pair for pair in STEADY if pair != ("c", "2019-04")]
    asked = []
    assert silent(pairs, lambda *place: not asked.append(place)) == []
    assert asked == [("2019-04", "c", "fund_allocation")]


def test_months_are_counted_back_over_a_year():
    assert [earlier("2020-02", number) for number in (0, 1, 2, 14)] == [
        "2020-02", "2020-01", "2019-12", "2018-12",
    ]  # fmt: skip


def test_every_change_rule_is_used():
    assert set(change_rules()) == {
        "change_records_vanished", "change_amount_moved", "change_total_moved",
        "change_unit_silent",
    }  # fmt: skip


def test_a_released_table_that_has_other_columns_is_compared_as_far_as_it_goes(store):
    path = store.public / "releases" / "2026.10.0" / "data" / "fund_allocation.parquet"
    table = pq.read_table(path).drop_columns(["remark"]).append_column("old", pa.array(["x"] * 2))
    pq.write_table(table, path)
    found = changed(store, TABLE.replace("道路,200000\n", ""))
    assert list(found) == ["change_records_vanished", "change_total_moved"]
