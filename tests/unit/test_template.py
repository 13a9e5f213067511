from decimal import Decimal

import openpyxl
import pytest
from cli_kit import answer_of, mingzhang, refusal_of

from sources.contract import FieldType, Origin, submitted_contracts
from sources.reading import plain_reading, read_file
from sources.template import FILLABLE_ROWS, NOTES, write_template
from sources.template_fields import columns_of, labels_of

CONTRACTS = submitted_contracts()
YEAR = 2019
ROWS = 3
MADE: dict[str, bytes] = {}
YUAN_PER_UNIT = {"单位：万元": 10_000, "单位：元": 1}


def template_of(dataset, tmp_path):
    """A template of its own for each test; the same bytes, made once."""
    path = tmp_path / f"{dataset}.xlsx"
    if dataset not in MADE:
        write_template(CONTRACTS[dataset], path, YEAR)
        MADE[dataset] = path.read_bytes()
    path.write_bytes(MADE[dataset])
    return path


def find_cells(sheet, header):
    return next(cell for row in sheet.iter_rows() for cell in row if cell.value == header)


def written(blank, number, unit):
    """What a clerk types for the contract's example, a little different in each row."""
    field = blank.field
    if field.type is FieldType.MONEY:
        return float((Decimal(field.example) + number) / YUAN_PER_UNIT[unit])
    if field.type in (FieldType.INTEGER, FieldType.YEAR):
        return int(field.example)
    if field.type is FieldType.ENUM:
        return field.allowed[number % len(field.allowed)]
    if field.type in (FieldType.DATE, FieldType.PHONE, FieldType.DOCUMENT):
        return field.example
    return f"{field.example}{'甲乙丙'[number]}" if field.origin is Origin.COLUMN else field.example


def expected(blank, number):
    if blank.field.type is FieldType.MONEY:
        return f"{Decimal(blank.field.example) + number:.2f}"
    return written(blank, number, "单位：万元")


def fill(path, contract, unit):
    book = openpyxl.load_workbook(path)
    sheet = book["填报表"]
    labels, columns = labels_of(contract), columns_of(contract, YEAR)
    sheet["A1"] = f"示例县{YEAR}年{contract.title}"
    sheet["A2"] = "示财农〔2019〕3号"
    if contract.money_fields:
        find_cells(sheet, "单位：万元").value = unit
    for blank in labels:
        label = find_cells(sheet, blank.header)
        sheet.cell(label.row, 2, written(blank, 0, unit))
    for blank in columns:
        header = find_cells(sheet, blank.header)
        for number in range(ROWS):
            at = header.row + 1 + number
            sheet.cell(at, header.column, written(blank, number, unit))
    book.save(path)


def read(path):
    return plain_reading(read_file(path, CONTRACTS))


@pytest.mark.parametrize("unit", ["单位：万元", "单位：元"])
@pytest.mark.parametrize("dataset", CONTRACTS)
def test_a_filled_template_reads_back_as_what_was_filled_in(dataset, unit, tmp_path):
    contract = CONTRACTS[dataset]
    path = template_of(dataset, tmp_path)
    fill(path, contract, unit)
    (table,) = read(path)["tables"]
    assert (table["dataset"], table["findings"]) == (dataset, [])
    assert table["title"] == f"示例县{YEAR}年{contract.title}"
    assert table["document_no"] == "示财农〔2019〕3号"
    headers = {column["header"] for column in table["columns"]}
    assert headers == {
        blank.header for blank in [*labels_of(contract), *columns_of(contract, YEAR)]
    }
    for number, row in enumerate(rows_of(table["records"], contract)):
        wanted = {b.field.name: expected(b, 0) for b in labels_of(contract)}
        wanted |= {b.field.name: expected(b, number) for b in columns_of(contract, YEAR)}
        assert {name: row[name] for name in wanted} == wanted


def rows_of(records, contract):
    """Values of each filled row; a wide row gives two records, the same but for the column."""
    per_row = len(records) // ROWS
    assert len(records) == per_row * ROWS
    is_wide = any("wide" in group for group in contract.identified_by)
    assert per_row == (2 if is_wide else 1)
    return [record["values"] for record in records[::per_row]]


def test_the_wide_columns_of_a_template_carry_year_and_stage(tmp_path):
    path = template_of("three_public", tmp_path)
    fill(path, CONTRACTS["three_public"], "单位：元")
    records = read(path)["tables"][0]["records"][:2]
    stages = {(one["values"]["item_year"], one["values"]["stage"]) for one in records}
    assert stages == {(2019, "预算数"), (2018, "执行数")}


@pytest.mark.parametrize("dataset", CONTRACTS)
def test_headers_are_locked_and_all_that_is_filled_in_is_not(dataset, tmp_path):
    sheet = openpyxl.load_workbook(template_of(dataset, tmp_path))["填报表"]
    assert sheet.protection.sheet
    assert not sheet["A1"].protection.locked
    assert not sheet["A2"].protection.locked
    for blank in labels_of(CONTRACTS[dataset]):
        label = find_cells(sheet, blank.header)
        assert label.protection.locked
        assert not sheet.cell(label.row, 2).protection.locked
    for blank in columns_of(CONTRACTS[dataset], YEAR):
        header = find_cells(sheet, blank.header)
        assert header.protection.locked
        below = [sheet.cell(header.row + at, header.column) for at in (1, FILLABLE_ROWS)]
        assert not any(cell.protection.locked for cell in below)


@pytest.mark.parametrize("dataset", CONTRACTS)
def test_each_thing_to_fill_in_is_explained_where_it_is_filled_in(dataset, tmp_path):
    book = openpyxl.load_workbook(template_of(dataset, tmp_path))
    sheet, notes = book["填报表"], book[NOTES]
    explained = {row[0]: row for row in notes.iter_rows(min_row=2, values_only=True)}
    for blank in [*labels_of(CONTRACTS[dataset]), *columns_of(CONTRACTS[dataset], YEAR)]:
        comment = find_cells(sheet, blank.header).comment.text
        assert blank.field.definition in comment
        assert blank.field.definition == explained[blank.header][3]
        assert explained[blank.header][1] == ("必填" if blank.required else "可空")


def test_choices_drop_down(tmp_path):
    sheet = openpyxl.load_workbook(template_of("performance_target", tmp_path))["填报表"]
    header = find_cells(sheet, "一级指标")
    below = sheet.cell(header.row + 1, header.column).coordinate
    (rule,) = [r for r in sheet.data_validations.dataValidation if below in r.sqref]
    assert (rule.type, rule.formula1) == ("list", '"产出指标,效益指标,满意度指标"')


@pytest.mark.parametrize("dataset", CONTRACTS)
def test_texts_of_validation_fit_what_excel_takes(dataset, tmp_path):
    """Longer ones make Excel offer to repair the file."""
    sheet = openpyxl.load_workbook(template_of(dataset, tmp_path))["填报表"]
    for rule in sheet.data_validations.dataValidation:
        assert len(rule.prompt) <= 255
        assert len(rule.promptTitle) <= 32
        assert len(rule.error or "") <= 225
        assert len(rule.formula1 or "") <= 257


def test_only_fields_that_a_clerk_writes_are_asked_for():
    asked = {blank.field.name for blank in columns_of(CONTRACTS["fund_allocation"], YEAR)}
    assert "amount_yuan" in asked
    assert asked.isdisjoint({"document_title", "budget_year", "category", "of_which_yuan"})
    assert asked.isdisjoint({"of_which_fund", "fund_level", "amount_note"})


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.mark.parametrize("dataset", CONTRACTS)
def test_the_command_writes_an_empty_template_that_inspect_recognises(home, dataset, tmp_path):
    path = tmp_path / "模板.xlsx"
    done = mingzhang(home, "template", dataset, "-o", path)
    assert done.exit_code == 0, done.output
    assert str(path) in done.stdout
    (file,) = answer_of(home, "inspect", path)["files"]
    assert [(one["dataset"], one["records"]) for one in file["tables"]] == [(dataset, [])]


def test_the_command_takes_the_year_of_year_columns(home, tmp_path):
    path = tmp_path / "t.xlsx"
    mingzhang(home, "template", "three_public", "-o", path, "--year", "2020")
    sheet = openpyxl.load_workbook(path)["填报表"]
    assert find_cells(sheet, "2020年预算数").row == find_cells(sheet, "2019年执行数").row


def test_an_unknown_dataset_is_refused_with_those_there_are(home, tmp_path):
    said = refusal_of(home, "template", "nosuch", "-o", tmp_path / "t.xlsx")
    assert "nosuch" in said
    assert [dataset for dataset in CONTRACTS if dataset not in said] == []
    assert not (tmp_path / "t.xlsx").exists()


def test_an_existing_file_is_not_written_over(home, tmp_path):
    path = tmp_path / "t.xlsx"
    path.write_text("mine")
    assert "不覆盖" in refusal_of(home, "template", "fund_allocation", "-o", path)
    assert path.read_text() == "mine"


@pytest.mark.parametrize(
    ("name", "reason"), [("t.xls", ".xlsx"), ("t", ".xlsx"), ("nosuch/t.xlsx", "没有文件夹")]
)
def test_a_name_that_cannot_be_is_refused(home, tmp_path, name, reason):
    path = tmp_path / name
    assert reason in refusal_of(home, "template", "fund_allocation", "-o", path)
    assert not path.exists()


def test_a_dataset_that_is_made_from_others_has_no_template(home, tmp_path):
    said = refusal_of(home, "template", "project", "-o", tmp_path / "模板.xlsx")
    assert "不另行报送" in said
    assert "project_library" in said
    assert not list(tmp_path.glob("*.xlsx"))
