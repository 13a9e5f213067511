"""Every format holds the same values, is safe to open, and has the same bytes each time."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pyarrow as pa
import pytest
from published_sample import allocation, nasty, record, table
from pyarrow import parquet

from outputs.canonical import values_digest
from outputs.columns import published_columns
from outputs.formats.csv_file import write_csv, write_excel_csv
from outputs.formats.json_file import write_json
from outputs.formats.parquet_file import write_parquet
from outputs.formats.table_schema import table_schema, write_table_schema
from outputs.formats.xlsx_file import CELL_CHARACTERS, fitting, write_xlsx


def rows_of(path: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode(encoding), newline="")))


def test_csv_is_rfc_4180_with_minimal_quotes(tmp_path):
    source = pa.table(
        {
            "text": ["a", 'q"x', "l1\r\nl2", "a,b", None],
            "money": pa.array(
                [Decimal("1.00"), None, Decimal("-3.50")] + [None] * 2, pa.decimal128(18, 2)
            ),
        }
    )
    write_csv(source, tmp_path / "a.csv")
    expected = b'text,money\r\na,1.00\r\n"q""x",\r\n"l1\r\nl2",-3.50\r\n"a,b",\r\n,\r\n'
    assert (tmp_path / "a.csv").read_bytes() == expected


def test_canonical_csv_never_defuses_and_is_nfc(tmp_path):
    write_csv(nasty(), tmp_path / "a.csv")
    rows = rows_of(tmp_path / "a.csv")
    assert [row["remark"] for row in rows] == ["=1+1", '他说"好",\r\n第二行', "é"]
    assert [row["amount_yuan"] for row in rows] == ["100.00", "-0.50", "100.00"]


@pytest.mark.parametrize(
    "text", ["=1+1", "+x", "-x", "@SUM", "\tx", "\rx", "\nx", "＝x", "＋x", "－x", "＠x"]
)
def test_excel_csv_defuses_whatever_a_spreadsheet_would_run(tmp_path, text):
    write_excel_csv(pa.table({"a": [text]}), tmp_path / "a.csv")
    assert rows_of(tmp_path / "a.csv", "utf-8-sig")[0]["a"] == "'" + text


@pytest.mark.parametrize("text", ["-5", "+1.5", "-1,300.00", "甲=乙", "100%"])
def test_excel_csv_leaves_numbers_and_plain_text_alone(tmp_path, text):
    write_excel_csv(pa.table({"a": [text]}), tmp_path / "a.csv")
    assert rows_of(tmp_path / "a.csv", "utf-8-sig")[0]["a"] == text


def test_excel_csv_leaves_negative_amounts_alone_and_has_a_bom(tmp_path):
    write_excel_csv(nasty(), tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbfrecord_id,")
    assert "-0.50" in [row["amount_yuan"] for row in rows_of(tmp_path / "a.csv", "utf-8-sig")]


def test_parquet_keeps_exact_types_meanings_and_values(tmp_path):
    write_parquet(allocation(), nasty(), tmp_path / "a.parquet")
    found = parquet.read_table(tmp_path / "a.parquet")
    assert found.schema.field("amount_yuan").type == pa.decimal128(18, 2)
    assert found.schema.field("amount_yuan").metadata[b"title"].decode() == "金额"
    assert found["record_id"].to_pylist() == ["r0001", "r0002", "r0003"]
    assert values_digest(allocation(), found) == values_digest(allocation(), nasty())


def test_json_has_money_as_text_and_fen_as_a_number(tmp_path):
    write_json(allocation(), nasty(), tmp_path / "a.json")
    found = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert (found["dataset"], found["title"]) == ("fund_allocation", allocation().title)
    assert found["records"][0]["amount_yuan"] == "-0.50"
    assert found["records"][0]["amount_fen"] == -50
    assert found["records"][0]["fund_level"] is None
    names = [field["name"] for field in found["fields"]]
    assert names == list(found["records"][0])


def sheet_values(path: Path, name: str) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(path)[name].iter_rows(values_only=True))


def test_the_workbook_holds_text_as_text_and_amounts_as_numbers(tmp_path):
    write_xlsx(allocation(), nasty(), tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["数据"]
    header = [cell.value for cell in sheet[1]]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    third = dict(zip(header, sheet[4], strict=True))
    assert third["备注"].value == "=1+1"
    assert third["备注"].data_type == "s"
    assert third["报送单位代码"].value == "610124"
    amount = third["金额（元）"]
    assert (amount.value, amount.number_format) == (100, "#,##0.00")
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref is not None


def test_the_workbook_explains_itself(tmp_path):
    write_xlsx(allocation(), nasty(), tmp_path / "a.xlsx")
    text = str(sheet_values(tmp_path / "a.xlsx", "说明"))
    for words in (allocation().description, "CC-BY-4.0", "12317"):
        assert words in text
    for column in published_columns(allocation()):
        assert column.name in text
        assert column.definition in text


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(tmp_path):
    many = table([record(number) for number in range(1, 6)])
    write_xlsx(allocation(), many, tmp_path / "a.xlsx", sheet_rows=3)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["数据1", "数据2", "数据3", "说明"]
    assert [book[f"数据{part}"].max_row for part in (1, 2, 3)] == [3, 3, 2]


def test_a_text_longer_than_a_cell_says_that_it_was_cut():
    assert fitting("甲" * CELL_CHARACTERS) == "甲" * CELL_CHARACTERS
    cut = fitting("甲" * (CELL_CHARACTERS + 1))
    assert len(cut) == CELL_CHARACTERS
    assert "CSV" in cut


def test_an_empty_dataset_gives_files_with_a_header(tmp_path):
    empty = table([])
    write_csv(empty, tmp_path / "a.csv")
    write_json(allocation(), empty, tmp_path / "a.json")
    write_xlsx(allocation(), empty, tmp_path / "a.xlsx")
    write_parquet(allocation(), empty, tmp_path / "a.parquet")
    assert (tmp_path / "a.csv").read_bytes().count(b"\r\n") == 1
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["records"] == []
    assert len(sheet_values(tmp_path / "a.xlsx", "数据")) == 1
    assert parquet.read_table(tmp_path / "a.parquet").num_rows == 0


def test_the_same_values_give_the_same_bytes_in_any_order(tmp_path):
    turned = pa.concat_tables([nasty().slice(1), nasty().slice(0, 1)])
    for writer in (write_json, write_parquet, write_xlsx):
        writer(allocation(), nasty(), tmp_path / "one")
        writer(allocation(), turned, tmp_path / "two")
        assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_the_workbook_carries_no_time_of_the_clock(tmp_path):
    write_xlsx(allocation(), nasty(), tmp_path / "a.xlsx")
    with ZipFile(tmp_path / "a.xlsx") as parts:
        assert b"2000-01-01T00:00:00Z" in parts.read("docProps/core.xml")
        assert {item.date_time[0] for item in parts.infolist()} == {1980}


def test_table_schema_names_every_column_with_its_limits(tmp_path):
    fields = {field["name"]: field for field in table_schema(allocation())["fields"]}
    assert list(fields) == [column.name for column in published_columns(allocation())]
    assert fields["record_id"]["constraints"] == {"required": True, "unique": True}
    assert fields["fund_level"]["constraints"]["enum"] == ["中央", "省级", "市级", "县级", "自筹"]
    assert (fields["amount_yuan"]["type"], fields["amount_yuan"]["unit"]) == ("number", "元")
    write_table_schema(allocation(), tmp_path / "s.json")
    text = (tmp_path / "s.json").read_text(encoding="utf-8")
    assert json.loads(text) == table_schema(allocation())
