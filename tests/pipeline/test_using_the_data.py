"""Every example in docs/using-the-data.md runs in the folder of a real release and is right."""

import csv
import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import pytest
import python_calamine

ROOT = Path(__file__).parent.parent.parent
ENGLISH, CHINESE = "using-the-data.md", "using-the-data.zh-CN.md"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PATIENCE = 120
# What R prints depends on the locale; Excel is a person's, and formulas are run where they can be.
LOCALE = {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}


def blocks(name, language=None):
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    return [block for kind, block in FENCE.findall(text) if language in (None, kind)]


def the_block(language):
    (block,) = blocks(ENGLISH, language)
    return block


def run(command, folder):
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **LOCALE},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    return done.stdout


@pytest.fixture
def release(ledger_release):
    return ledger_release.public / "latest"


@pytest.fixture
def sums(release):
    """What the examples must come to, added up by other means."""
    found = defaultdict(Decimal)
    with (release / "data" / "fund_allocation.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["unit_name"]] += Decimal(row["amount_yuan"])
    assert found
    return found


def test_both_languages_give_the_same_examples():
    assert blocks(ENGLISH) == blocks(CHINESE)
    languages = {kind for kind, _ in FENCE.findall((ROOT / "docs" / ENGLISH).read_text("utf-8"))}
    assert languages == {"sh", "python", "sql", "r", "excel", "powerquery", "console"}


def test_examples_have_few_lines():
    for kind in ("sh", "python", "sql", "r", "excel"):
        for block in blocks(ENGLISH, kind):
            assert len(list(filter(None, block.splitlines()))) <= 5


def test_checksums_hold_and_a_changed_file_does_not(release, tmp_path):
    assert run(["bash", "-euc", the_block("sh")], release) == ""
    copy = shutil.copytree(release, tmp_path / "copy")
    with (copy / "data" / "fund_allocation.csv").open("a", encoding="utf-8") as file:
        file.write("\r\n")
    with pytest.raises(AssertionError, match="fund_allocation"):
        run(["bash", "-euc", the_block("sh")], copy)


def test_pandas_adds_up_to_the_fen(release, sums):
    said = run([sys.executable, "-c", the_block("python")], release)
    assert dict(re.findall(r"^(\S+)\s+(\d+\.\d\d)$", said, re.MULTILINE)) == {
        unit: f"{total:.2f}" for unit, total in sums.items()
    }


def asked(release, number):
    """The rows that DuckDB answers to one of the examples, with the names of their columns."""
    query = blocks(ENGLISH, "sql")[number]
    with duckdb.connect(config={"file_search_path": str(release)}) as connection:
        answer = connection.execute(query)
        names = [one[0] for one in answer.description]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def test_duckdb_adds_up_to_the_fen(release, sums):
    assert {row["unit_name"]: row["yuan"] for row in asked(release, 0)} == sums


def test_duckdb_leads_a_value_back_to_its_cell(release, sums):
    rows = asked(release, 1)
    assert sum(Decimal(row["value"]) for row in rows) == sum(sums.values())
    assert all(row["cell"] and row["original"] and row["unit"] for row in rows)


def test_duckdb_tells_what_changed(release):
    assert [(row["change"], row["reason_code"]) for row in asked(release, 2)] == [
        ("added", "first_release")
    ]
    assert asked(release, 2)[0]["rows"] == 2


def test_r_adds_up(release, sums):
    if shutil.which("Rscript") is None:
        assert not os.environ.get("CI"), "Rscript is missing: apt-get install r-base-core"
        pytest.skip("Rscript is not installed")
    said = run(["Rscript", "--vanilla", "-e", the_block("r")], release)
    found = re.findall(r"^\d+\s+(\S+)\s+(\d+(?:\.\d+)?)$", said, re.MULTILINE)
    assert {unit: Decimal(yuan) for unit, yuan in found} == sums


def test_excel_finds_text_and_numbers_under_the_titles(release, sums):
    path = release / "xlsx" / "fund_allocation.xlsx"
    sheet = openpyxl.load_workbook(path)["数据"]
    columns = {column[0].value: [cell.value for cell in column[1:]] for column in sheet.iter_cols()}
    assert sum(Decimal(str(one)) for one in columns["金额（元）"]) == sum(sums.values())
    assert set(columns["报送单位"]) == set(sums)
    again = python_calamine.load_workbook(path).get_sheet_by_name("数据").to_python()
    column = again[0].index("金额（元）")
    assert sum(Decimal(str(row[column])) for row in again[1:]) == sum(sums.values())


@pytest.mark.slow
def test_the_formula_adds_up_in_a_spreadsheet_program(release, sums, tmp_path):
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    book = openpyxl.load_workbook(release / "xlsx" / "fund_allocation.xlsx")
    book.create_sheet("和", 0)["A1"] = the_block("excel").strip()
    book.save(tmp_path / "sum.xlsx")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "csv", "sum.xlsx"]
    run(command, tmp_path)
    assert Decimal((tmp_path / "sum.csv").read_text("utf-8").strip()) == sum(sums.values())


def test_the_query_for_excel_names_a_file_and_a_column_that_exist(release):
    query = the_block("powerquery")
    (file,) = re.findall(r'Folder & "\\([^"]+)"', query)
    (column,) = re.findall(r'\{\{"(\w+)"', query)
    header = (release / file.replace("\\", "/")).read_text("utf-8").splitlines()[0]
    assert column in header.split(",")


def test_frictionless_is_told_a_file_that_exists(release):
    command, verb, file = the_block("console").split()
    assert (command, verb) == ("frictionless", "validate")
    assert (release / file).is_file()
    if shutil.which(command):
        run([command, verb, file], release)
