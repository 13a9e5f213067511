import hashlib
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from reading_kit import CONTRACTS, FUND

from outputs import disclosure
from outputs.disclosure import (
    fen_of,
    provenance_table,
    published_table,
    record_ids,
    withheld_items,
)
from sources.contract import Channel
from sources.parquet import read_records
from sources.reading import read_file
from sources.records import working_table

TEXT = "2019年资金表,\n单位：万元\n序号,村名,项目名称,金额\n1,甲村,水厂,1.5\n2,乙村,路,2\n"
PLACED = {"unit_code": "610124", "unit_name": "周至县", "period": "2019-03"}


def placed(tmp_path, text=TEXT, **changes):
    path = tmp_path / "表.csv"
    path.write_text(text, encoding="utf-8")
    table = working_table(FUND, read_file(path, CONTRACTS), "000001")
    for name, value in (PLACED | changes).items():
        table = table.append_column(name, pa.array([value] * table.num_rows, pa.string()))
    return table


def ids(table):
    return record_ids(FUND, table).to_pylist()


def test_an_id_is_made_of_what_identifies_a_record(tmp_path):
    first, _ = ids(placed(tmp_path))
    key = ["fund_allocation", "610124", "2019-03", "2019年资金表"]
    key += ["2019", "", "", "", "", "", "甲村", "水厂", "", ""]  # the grain in its order
    assert first == hashlib.sha256("\x1f".join(key).encode()).hexdigest()[:16]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1.5", "9.9"),
        ("1,甲村", "7,甲村"),
        ("单位：万元", "单位：元"),
        ("1,甲村,水厂,1.5\n2,乙村,路,2", "2,乙村,路,2\n1,甲村,水厂,1.5"),
    ],
)
def test_an_id_outlives_what_does_not_identify(tmp_path, old, new):
    assert sorted(ids(placed(tmp_path))) == sorted(ids(placed(tmp_path, TEXT.replace(old, new))))


@pytest.mark.parametrize(
    "change",
    [
        {"text": TEXT.replace("甲村", "丙村").replace("乙村", "丁村")},
        {"text": TEXT.replace("水厂", "桥").replace("路", "渠")},
        {"text": TEXT.replace("2019年资金表", "2020年资金表")},
        {"unit_code": "610125"},
        {"period": "2019-04"},
    ],
)
def test_an_id_differs_when_what_identifies_differs(tmp_path, change):
    assert not set(ids(placed(tmp_path))) & set(ids(placed(tmp_path, **change)))


def test_two_records_of_one_id_are_our_fault(tmp_path):
    table = placed(tmp_path)
    with pytest.raises(ValueError, match="same id"):
        published_table(FUND, pa.concat_tables([table, table]))


def test_withheld_fields_are_never_in_the_published_table(tmp_path):
    table = published_table(FUND, placed(tmp_path))
    assert "serial_no" not in table.column_names
    assert not [name for name in table.column_names if name.endswith(("__text", "__cell"))]
    board = FUND.field("area_name").model_copy(update={"channel": Channel.BOARD})
    fields = tuple(board if f.name == "area_name" else f for f in FUND.fields)
    contract = FUND.model_copy(update={"fields": fields})
    kept = published_table(contract, placed(tmp_path))
    assert "area_name" not in kept.column_names
    assert "甲村" not in str(kept.to_pylist())
    assert "甲村" not in str(provenance_table(contract, placed(tmp_path)).to_pylist())


def test_published_rows_are_sorted_and_carry_their_source(tmp_path):
    records = placed(tmp_path)
    rows = published_table(FUND, records).to_pylist()
    assert [row["record_id"] for row in rows] == sorted(ids(records))
    plant = next(row for row in rows if row["project_name"] == "水厂")
    assert (plant["amount_yuan"], plant["amount_fen"]) == (Decimal("15000.00"), 1500000)
    assert (plant["amount_text"], plant["amount_unit"]) == ("1.5", "万元")
    assert (plant["source_sheet"], plant["source_cells"]) == ("表", "A4:D4")
    assert plant["source_file"] == hashlib.sha256(TEXT.encode()).hexdigest()
    assert plant["unit_name"] == "周至县"


def test_provenance_points_at_the_cell_and_what_stood_there(tmp_path):
    rows = provenance_table(FUND, placed(tmp_path)).to_pylist()
    (amount,) = [r for r in rows if r["field"] == "amount_yuan" and r["cell"] == "D4"]
    assert (amount["original"], amount["unit"], amount["value"]) == ("1.5", "万元", "15000.00")
    assert "万元" not in amount["steps"]
    assert "换算" in amount["steps"]
    (area,) = [r for r in rows if r["field"] == "area_name" and r["value"] == "乙村"]
    assert (area["cell"], area["original"], area["unit"]) == ("B5", "乙村", None)
    assert {row["field"] for row in rows} == {
        "amount_yuan", "area_name", "project_name", "document_title", "budget_year",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("yuan", "fen"),
    [("0.01", 1), ("-0.50", -50), ("9999999999999999.99", 999999999999999999), (None, None)],
)
def test_fen_are_exact(yuan, fen):
    values = [None if yuan is None else Decimal(yuan)]
    column = pa.chunked_array([pa.array(values, pa.decimal128(18, 2))])
    assert fen_of(column).to_pylist() == [fen]


def test_what_is_withheld_is_listed_with_a_reason():
    five = {FUND.dataset: pa.table({"record": range(5)})}
    (serial,) = withheld_items([FUND], five)
    assert (serial["field"], serial["channel"], serial["records"]) == ("serial_no", "none", 5)
    assert serial["reason"]
    assert withheld_items([FUND], {FUND.dataset: five[FUND.dataset].slice(5)}) == []
    whole = FUND.model_copy(update={"channel": Channel.REQUEST})
    (item,) = withheld_items([whole], five)
    assert (item["field"], item["reason"]) == (None, "依申请公开")


def test_where_values_come_from_is_the_same_however_few_records_are_taken_at_once(
    tmp_path, monkeypatch
):
    lines = "".join(f"{n},甲村,水厂{n},{n}.5\n" for n in range(1, 10))
    records = placed(tmp_path, TEXT.split("1,", maxsplit=1)[0] + lines)
    pq.write_table(records, tmp_path / "records.parquet", row_group_size=4)
    whole = provenance_table(FUND, records)
    keys = list(zip(*(whole[name].to_pylist() for name in ("record_id", "field")), strict=True))
    assert keys == sorted(keys)
    assert len({record for record, _ in keys}) == records.num_rows == 9
    monkeypatch.setattr(disclosure, "SLICE_RECORDS", 2)
    monkeypatch.setattr(disclosure, "GROUP_ROWS", 7)
    stored = read_records(tmp_path / "records.parquet")
    assert pa.types.is_dictionary(stored["amount_yuan__cell"].type)
    disclosure.write_provenance(FUND, stored, tmp_path / "provenance.parquet")
    with pq.ParquetFile(tmp_path / "provenance.parquet") as file:
        groups = [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)]
        assert file.read().equals(whole)
    assert set(groups[:-1]) == {7}
    assert 0 < groups[-1] <= 7
