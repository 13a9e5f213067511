"""What says the same as a table is looked at in the table, and nothing beside it is overlooked."""

import io
import json
import zipfile
from types import SimpleNamespace

import openpyxl
import pyarrow as pa
import pytest
from privacy_corpus import Maker
from published_sample import allocation, nasty, reasoned, record, table
from test_reading_back import DOCUMENT

from expectations.privacy.leaving import scan_bytes, scan_folder
from expectations.privacy.stored import StoredColumns
from outputs import retold
from outputs.canonical import canonical_table
from outputs.change_files import write_changes
from outputs.edition import write_dataset
from outputs.publisher import Publisher
from sources.parquet import read_parquet

ID, MOBILE = Maker(5).id18(ends_in_x=False), Maker(5).mobile()  # 示例
NAME = "fund_allocation"
RETOLD = (
    f"changes/{NAME}.json", f"data/{NAME}.csv", f"excel-csv/{NAME}.csv", f"json/{NAME}.json",
    f"xlsx/{NAME}.xlsx",
)  # fmt: skip


def write(folder, rows: pa.Table):
    staged = SimpleNamespace(folder=folder, document=DOCUMENT)
    write_dataset(allocation(), canonical_table(allocation(), rows), staged, Publisher("示例"))
    write_changes(allocation(), reasoned(None, rows), folder, None)
    return folder


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path, nasty())


def reasons(folder) -> list[str]:
    return sorted(scan_folder(folder, rests=retold.rests(folder, fewest=0)))


@pytest.mark.parametrize("rows", [nasty(), table([]), table([record(n) for n in range(50)])])
def test_every_form_that_is_written_of_a_table_is_told_to_say_the_same(tmp_path, rows):
    found = retold.rests(write(tmp_path, rows), fewest=0)
    assert sorted(found) == sorted(RETOLD)


def test_what_is_left_of_a_workbook_is_a_workbook_without_records(folder):
    left = retold.rests(folder, fewest=0)[f"xlsx/{NAME}.xlsx"]
    whole = openpyxl.load_workbook(folder / "xlsx" / f"{NAME}.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(left))
    assert [sheet.max_row for sheet in whole] == [4, book["说明"].max_row]
    assert [sheet.title for sheet in book] == ["数据", "说明"]
    assert book["数据"].max_row == 1
    assert [one.value for one in book["数据"][1]] == [one.value for one in whole["数据"][1]]
    assert all(
        [cell.value for cell in row] == [cell.value for cell in other]
        for row, other in zip(book["说明"], whole["说明"], strict=True)
    )


def test_what_is_left_of_json_is_json_without_records(folder):
    found = retold.rests(folder, fewest=0)
    assert json.loads(found[f"json/{NAME}.json"])["records"] == []
    assert json.loads(found[f"changes/{NAME}.json"])["changes"] == []
    assert json.loads(found[f"changes/{NAME}.json"])["dataset"] == NAME


def test_a_number_in_the_table_is_found_there(tmp_path):
    rows = table([record(1, remark=f"示例{MOBILE}")])
    assert f"data/{NAME}.parquet" in reasons(write(tmp_path, rows))


@pytest.mark.parametrize("path", [one for one in RETOLD if not one.startswith("xlsx")])
@pytest.mark.parametrize("put", ["replaced", "behind"])
def test_a_number_in_one_form_alone_is_found_in_that(folder, path, put):
    assert reasons(folder) == []
    file = folder / path
    content = file.read_bytes()
    assert "项目2".encode() in content
    told = f"示例{ID}".encode()
    changed = content + told if put == "behind" else content.replace("项目2".encode(), told, 1)
    file.write_bytes(changed)
    assert reasons(folder) == [path]


def in_frozen_row(book):
    book["数据"]["A1"] = f"示例{ID}"


def in_record(book):
    book["数据"]["E2"] = f"示例{ID}"


def below(book):
    book["数据"]["A9"] = f"示例{ID}"


def in_notes(book):
    book["说明"]["A1"] = f"示例{ID}"


def in_author(book):
    book.properties.creator = f"示例{MOBILE}"


def in_comment(book):
    book["数据"]["A2"].comment = openpyxl.comments.Comment(f"示例{ID}", "示例")


@pytest.mark.parametrize("put", [in_frozen_row, in_record, below, in_notes, in_author, in_comment])
def test_a_number_in_the_workbook_alone_is_found_in_it(folder, put):
    path = folder / "xlsx" / f"{NAME}.xlsx"
    book = openpyxl.load_workbook(path)
    put(book)
    book.save(path)
    assert reasons(folder) == [f"xlsx/{NAME}.xlsx"]


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/sharedStrings.xml", b"</sst>", f"<si><t>{ID}</t></si></sst>".encode()),
        ("xl/worksheets/sheet1.xml", b"</sheetData>", f"</sheetData><x>{ID}</x>".encode()),
        ("docProps/core.xml", b"<dc:title>", f"<dc:title>{ID}".encode()),
        ("xl/worksheets/sheet1.xml", b"<sheetData>", f"<sheetData><!--{ID}-->".encode()),
    ],
)
def test_a_number_beside_the_rows_of_the_package_is_not_overlooked(folder, part, old, new):
    path = folder / "xlsx" / f"{NAME}.xlsx"
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new, 1)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    whole = [hit.kind for hit in scan_bytes(path)]
    left = retold.rests(folder, fewest=0).get(f"xlsx/{NAME}.xlsx")
    # Whatever the guard sees in the whole file it sees in what is left, or it sees the whole.
    assert left is None or (reasons(folder) == [f"xlsx/{NAME}.xlsx"]) is bool(whole)


def test_a_broken_workbook_is_looked_at_as_a_whole(folder):
    path = folder / "xlsx" / f"{NAME}.xlsx"
    path.write_bytes(path.read_bytes()[:-40])
    assert f"xlsx/{NAME}.xlsx" not in retold.rests(folder, fewest=0)


def test_columns_of_a_file_are_those_of_its_table_and_texts_stay_by_dictionary(folder):
    path = folder / "data" / f"{NAME}.parquet"
    stored, whole = StoredColumns(path), read_parquet(path)
    assert stored.num_rows == whole.num_rows
    for name in whole.column_names:
        column = stored.column(name)
        assert column.cast(whole[name].type).equals(whole[name])
        assert pa.types.is_dictionary(column.type) is pa.types.is_string(whole[name].type)
