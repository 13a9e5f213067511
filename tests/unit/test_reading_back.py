"""Programs that nobody here wrote read the same values to the fen, and no cell is a formula."""

import csv
import json
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import duckdb
import openpyxl
import pytest
import python_calamine
from published_sample import allocation, nasty, record, table
from pyarrow import parquet

from outputs.columns import published_columns
from outputs.edition import write_dataset
from outputs.formats.duckdb_script import duckdb_script
from outputs.formats.xlsx_file import write_xlsx
from outputs.publisher import Publisher

ODD = "000123"
PLACE = next(one.title for one in published_columns(allocation()) if one.name == "location")
ROWS = [
    record(1, remark="=1+1", location=ODD, construction_task="_x0041_<&>\r\n尾 "),
    record(2, remark="-0.50", location="９", amount_yuan="-0.50"),
    record(3, remark=None, location="123456789012345678", amount_yuan="9999999999999.99"),
]
DOCUMENT = {
    "version": "2026.11.0",
    "released_at": "2026-11-24T10:00:00+08:00",
    "signoffs": [
        {
            "role": "chief",
            "unit": None,
            "principal": "someone@example.org",
            "signed_at": "2026-11-24T10:00:00+08:00",
        }
    ],
}
FEN = {"r0001": 10000, "r0002": -50, "r0003": 999999999999999}


def write(folder: Path, rows: list[dict[str, object]] = ROWS) -> Path:
    staged = SimpleNamespace(folder=folder, document=DOCUMENT)
    write_dataset(allocation(), table(rows), staged, Publisher(office="示例"))
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write(tmp_path_factory.mktemp("release"))


def fen(amount: object) -> int:
    return round(Decimal(str(amount)) * 100)


def calamine_rows(path: Path, sheet: str = "数据") -> list[list[object]]:
    book = python_calamine.CalamineWorkbook.from_path(path)
    return book.get_sheet_by_name(sheet).to_python()


def dicts(rows: list[list[object]]) -> list[dict[object, object]]:
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_two_engines_read_the_workbook_to_the_fen(folder):
    path = folder / "xlsx" / "fund_allocation.xlsx"
    sheet = openpyxl.load_workbook(path)["数据"]
    for rows in (calamine_rows(path), [list(row) for row in sheet.iter_rows(values_only=True)]):
        found = {row["记录编号"]: fen(row["金额（元）"]) for row in dicts(rows)}
        assert found == FEN


def test_duckdb_and_pyarrow_read_parquet_and_csv_to_the_fen(folder):
    for suffix in ("parquet", "csv"):
        path = folder / "data" / f"fund_allocation.{suffix}"
        rows = duckdb.sql(f"SELECT record_id, amount_yuan FROM '{path}'").fetchall()
        assert {key: fen(amount) for key, amount in rows} == FEN
    rows = parquet.read_table(folder / "data" / "fund_allocation.parquet").to_pylist()
    assert {row["record_id"]: row["amount_fen"] for row in rows} == FEN
    text = (folder / "data" / "fund_allocation.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines(keepends=True)))
    assert {row["record_id"]: fen(row["amount_yuan"]) for row in rows} == FEN


def test_json_is_read_to_the_fen_by_two_engines(folder):
    path = folder / "json" / "fund_allocation.json"
    records = json.loads(path.read_text(encoding="utf-8"))["records"]
    assert {row["record_id"]: fen(row["amount_yuan"]) for row in records} == FEN
    query = f"SELECT unnest(records, recursive := true) FROM read_json('{path}')"
    found = duckdb.sql(f"SELECT record_id, amount_fen FROM ({query})").fetchall()
    assert dict(found) == FEN


def test_no_cell_of_a_workbook_is_a_formula_or_loses_a_character(folder):
    path = folder / "xlsx" / "fund_allocation.xlsx"
    sheet = openpyxl.load_workbook(path)["数据"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    book = python_calamine.CalamineWorkbook.from_path(path)
    formulas = getattr(book.get_sheet_by_name("数据"), "formulas", None)
    assert not formulas
    first, second, third = dicts(calamine_rows(path))
    assert (first["备注"], first[PLACE]) == ("=1+1", ODD)
    assert (second["备注"], second[PLACE]) == ("-0.50", "９")
    assert third[PLACE] == "123456789012345678"
    assert "_x0041_<&>\r\n尾 " in first.values()


def test_the_workbook_tells_release_and_roles_but_no_address(folder):
    text = str(calamine_rows(folder / "xlsx" / "fund_allocation.xlsx", "说明"))
    for words in ("2026.11.0", "2026-11-24", "主要领导审定"):
        assert words in text
    assert "someone" not in text


def test_the_script_makes_a_database_with_keys_comments_and_views(folder, monkeypatch):
    monkeypatch.chdir(folder)
    script = duckdb_script([allocation()])
    with duckdb.connect() as connection:
        connection.execute(script)
        rows = connection.execute("SELECT record_id, amount_fen FROM fund_allocation").fetchall()
        assert dict(rows) == FEN
        view = f'SELECT "记录编号", "金额" FROM "{allocation().title}"'
        assert {key: fen(amount) for key, amount in connection.execute(view).fetchall()} == FEN
        comments = connection.execute("SELECT comment FROM duckdb_columns() WHERE table_name = ?",
                                      ["fund_allocation"]).fetchall()  # fmt: skip
        assert all(comment for (comment,) in comments)
        with pytest.raises(duckdb.ConstraintException):
            connection.execute("INSERT INTO fund_allocation SELECT * FROM fund_allocation")


def test_every_file_has_the_same_bytes_when_made_again(folder, tmp_path):
    again = write(tmp_path)
    names = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    assert len(names) == 7
    for name in names:
        assert (folder / name).read_bytes() == (again / name).read_bytes(), name


def test_many_rows_with_few_and_many_texts_are_read_back(tmp_path):
    many = [
        record(n, remark=f"注{n % 3}", location=f"{n:06}", record_id=f"r{n:06}")
        for n in range(1, 12_001)
    ]
    write_xlsx(allocation(), table(many), tmp_path / "a.xlsx", sheet_rows=7_001)
    rows = [
        one for part in "12" for one in dicts(calamine_rows(tmp_path / "a.xlsx", f"数据{part}"))
    ]
    assert [row[PLACE] for row in rows] == [row["location"] for row in many]
    assert [row["备注"] for row in rows] == [row["remark"] for row in many]


def test_an_empty_workbook_says_that_there_are_no_records(tmp_path):
    write_xlsx(allocation(), table([]), tmp_path / "a.xlsx")
    assert "不等于零报告" in str(calamine_rows(tmp_path / "a.xlsx", "说明"))
    write_xlsx(allocation(), nasty(), tmp_path / "b.xlsx")
    assert "不等于零报告" not in str(calamine_rows(tmp_path / "b.xlsx", "说明"))
