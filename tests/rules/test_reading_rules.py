"""Every rule that reading applies, each from a file as small as can be: rule and cell.

A case lists all findings of its file, so that no rule fires beside the one that is meant.
"""

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from workbook_cases import WORKBOOKS

import sources
from assets.receipts import Receipt
from assets.stages.read import placing_findings
from sources.contract import DATASETS, VOCABULARY, load_contracts, parse_contract, read_yaml
from sources.finding import Finding, reading_rules
from sources.limits import Limits
from sources.office import load_office
from sources.opening import Sheet, anchors_of
from sources.reading import read_file, read_sheet

OFFICE = load_office(Path(sources.__file__).parent / "samples" / "office.yaml")
FORM = "项目绩效目标申报表\n项目名称,水厂\n一级指标,二级指标,三级指标,指标值\n"


def bomb() -> bytes:
    """A zip whose directory claims 300 megabytes for a file of a few bytes."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("xl/workbook.xml", b"x" * 77)
    content = bytearray(sink.getvalue())
    size_at = content.index(b"PK\x01\x02") + 24
    content[size_at : size_at + 4] = (300 * 1024**2).to_bytes(4, "little")
    return bytes(content)


FILES: list[tuple[str, str | bytes, list[tuple[str, str]]]] = [
    ("nothing to say", "项目名称,金额(万元)\n水厂,1\n", []),
    ("an empty file", b"", [("file_unreadable", "")]),
    ("half a zip", b"PK\x03\x04cut", [("file_unreadable", "")]),
    ("a picture", b"\x89PNG\x00\x01\x02", [("file_unreadable", "")]),
    ("a zip that is no workbook", b"PK\x05\x06" + b"\x00" * 18, [("file_unreadable", "")]),
    ("a bomb", bomb(), [("file_too_big", "")]),
    ("no table", "明天开会\n", [("table_missing", "")]),
    ("no amount", "项目名称,地点\n水厂,甲村\n", [("table_unknown", "A1")]),
    ("an extra column", "项目名称,金额(万元),电话\n水厂,1,2\n", [("column_unknown", "C1")]),
    ("no header", "项目名称,金额(万元),\n水厂,1,2\n", [("column_unknown", "C1")]),
    ("no header over a signature", "项目名称,金额(万元),\n水厂,1,\n注：略,,审核：某\n", []),
    ("two amounts", "项目名称,金额(万元),投资规模(万元)\n水厂,1,2\n", [("column_twice", "C1")]),
    ("no unit", "项目名称,金额\n水厂,1\n", [("unit_missing", "B1")]),
    ("words for money", "项目名称,金额(万元)\n水厂,待定\n", [("amount_not_number", "B2")]),
    ("below a fen", "项目名称,金额(万元)\n水厂,0.0000015\n", [("amount_below_fen", "B2")]),
    ("a note", "项目名称,金额(万元)\n水厂,10(其中6万元)\n", [("amount_with_note", "B2")]),
    ("no day", "项目名称,下达日期,金额(元)\n水厂,尽快,1\n", [("date_not_readable", "B2")]),
    ("half a number", "项目名称,监督电话,金额(元)\n水厂,029-,1\n", [("phone_not_readable", "B2")]),
    (
        "half a document number",
        "示例资金下达表\n文号,接收单位,金额(元)\n示财农〔20193号,甲县,1\n",
        [("document_no_not_readable", "A3")],
    ),
    ("half a house", "项目名称,户数,金额(元)\n水厂,1.5,1\n", [("number_not_integer", "B2")]),
    (
        "last year",
        "某市贫困乡退出情况表\n退出时间,县区,贫困乡\n去年,会泽县,者海镇\n",
        [("year_not_readable", "A3")],
    ),
    (
        "a form out of line",
        f"{FORM},产出指标,数量指标,水厂1座,1座\n",
        [("columns_shifted", "B4:E4")],
    ),
    ("too many cells", f"{FORM}产出指标,数量指标,水厂,1座,多余\n", [("row_not_readable", "A4")]),
    (
        "a total of nothing",
        "项目名称,金额(元)\n合计,5\n",
        [("total_without_parts", "B2"), ("table_empty", "A1")],
    ),
    ("numbered columns", "项目名称,户数,金额(元)\n栏次,1,2\n路,1,1\n", [("column_numbers", "A2")]),
    ("an empty form", "序号,项目名称,金额(元)\n1,,\n2,,\n", [("table_empty", "A1")]),
    (
        "a lonely text",
        "彩票公益金\n项目类别,项目数,金额(元)\n一类,,\n养老,2,1\n",
        [("section_row", "A3")],
    ),
    (
        "a name or a title",
        "项目名称,金额(元)\n水厂,1\n路,\n项目名称,地点,金额(元)\n坝,甲村,3\n",
        [("title_unclear", "A3")],
    ),
    ("a name of many", "2019年资金表,\n县区,金额(元)\n鼓楼区,1\n", [("place_ambiguous", "A3")]),
    ("figures only", "乡镇,项目名称,金额(元)\n甲镇,路,1\n,,1\n", [("row_without_name", "A3")]),
    (
        "names slipped",
        "项目名称,地点,金额(元)\n11,甲村,1\n12,乙村,1\n13,丙村,1\n",
        [("column_contents", "A1")],
    ),
    *WORKBOOKS,
]


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / "表.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(("content", "expected"), [f[1:] for f in FILES], ids=[f[0] for f in FILES])
def test_a_file_gives_these_findings_and_no_other(tmp_path, content, expected):
    found = read_file(written(tmp_path, content), load_contracts()).all_findings
    assert [(one.rule, one.cell) for one in found] == expected
    for one in found:
        assert one.file == "表.csv"
        assert one.severity is reading_rules()[one.rule].severity
        assert "{" not in one.message + one.fix


def missing_column(tmp_path: Path) -> list[Finding]:
    """No list contract of ours requires a column that it can be recognised without; this one."""
    raw = read_yaml(DATASETS / "fund_allocation.yaml")
    fields = [f | {"required": f["name"] in ("location", "amount_yuan")} for f in raw["fields"]]
    contract = parse_contract(raw | {"fields": fields}, read_yaml(VOCABULARY))
    path = written(tmp_path, "项目名称,金额(元)\n水厂,1\n")
    return read_file(path, {contract.dataset: contract}).all_findings


def slow(tmp_path: Path) -> list[Finding]:
    path = written(tmp_path, b"," * 20_000_000)
    return read_file(path, load_contracts(), limits=Limits(seconds=0.01)).all_findings


def placed(unit: str, period: str) -> Callable[[Path], list[Finding]]:
    def findings(_: Path) -> list[Finding]:
        at = datetime(2026, 1, 1, tzinfo=UTC)
        receipt = Receipt(
            number=1, period=period, unit=unit, file="表.csv", sha256="0", size=1, received_at=at
        )
        return placing_findings(OFFICE, receipt)

    return findings


def shared_figure(_: Path) -> list[Finding]:
    merges = ((1, 1, 2, 1),)
    rows = [["项目名称", "金额(元)"], ["路", 5], ["桥", None]]
    sheet = Sheet("表", rows, merges, anchors_of(merges))
    (table,) = read_sheet(sheet, list(load_contracts().values()))
    return list(table.findings)


OTHERS = [
    (shared_figure, [("figure_merged", "B2:B3")]),
    (missing_column, [("column_missing", "A1")]),
    (slow, [("file_too_slow", "")]),
    (placed("610204", "2019-03"), []),
    (placed("999999", "2019-03"), [("unit_unknown", "")]),
    (placed("610204", "2019-13"), [("period_unknown", "")]),
    (placed("610204", "2017-03"), [("period_too_early", "")]),
    (placed("nobody", "someday"), [("unit_unknown", ""), ("period_unknown", "")]),
]


@pytest.mark.parametrize(("findings", "expected"), OTHERS)
def test_columns_units_and_months_give_these_findings(tmp_path, findings, expected):
    assert [(one.rule, one.cell) for one in findings(tmp_path)] == expected


def test_every_reading_rule_is_produced_by_a_case():
    cases = [*(case[2] for case in FILES), *(case[1] for case in OTHERS)]
    assert {rule for case in cases for rule, _ in case} == set(reading_rules())
