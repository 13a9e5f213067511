"""Any list table that holds the same records reads back to them, however it is laid out."""

import csv
import io
import tempfile
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.amounts import YUAN_PER_UNIT
from sources.contract import load_contracts
from sources.reading import plain_reading, read_file

MOST_EXAMPLES = settings(derandomize=True, max_examples=60, deadline=None)
HEADERS = {
    "serial_no": "序号",
    "project_name": "项目名称",
    "location": "建设地点",
    "household_count": "户数",
    "amount_yuan": "资金金额",
    "remark": "备注",
}
WORD = st.text("甲乙丙丁村镇项目道路水厂（）、", min_size=1, max_size=8).map(lambda t: f"某{t}程")
TITLES = ["示例县2019年资金安排表", "附件1", "示财农〔2019〕7号", "（第一批）"]


@dataclass(frozen=True)
class Record:
    serial_no: str
    project_name: str
    location: str | None
    household_count: int | None
    fen: int
    remark: str | None


@dataclass(frozen=True)
class Layout:
    """How a table is written down."""

    titles: tuple[str, ...]
    unit: str
    unit_in_header: bool
    columns: tuple[str, ...]
    total: str
    blank_rows: tuple[int, ...]
    as_text: bool
    suffix: str


@st.composite
def records(draw):
    count = draw(st.integers(1, 6))
    return [
        Record(
            serial_no=str(number),
            project_name=draw(WORD),
            location=draw(st.none() | WORD),
            household_count=draw(st.none() | st.integers(0, 10**6)),
            fen=draw(st.integers(0, 10**11)),
            remark=draw(st.none() | WORD),
        )
        for number in range(1, count + 1)
    ]


@st.composite
def layouts(draw):
    return Layout(
        titles=tuple(draw(st.lists(st.sampled_from(TITLES), unique=True, max_size=3))),
        unit=draw(st.sampled_from(["元", "千元", "万元", "亿元"])),
        unit_in_header=draw(st.booleans()),
        columns=tuple(draw(st.permutations(list(HEADERS)))),
        total=draw(st.sampled_from(["none", "first", "last"])),
        blank_rows=tuple(draw(st.lists(st.integers(0, 8), max_size=3))),
        as_text=draw(st.booleans()),
        suffix=draw(st.sampled_from([".csv", ".xlsx"])),
    )


def amount_cell(fen: int, layout: Layout) -> object:
    amount = Decimal(fen) / 100 / YUAN_PER_UNIT[layout.unit]
    return f"{amount:f}" if layout.as_text or layout.suffix == ".csv" else float(amount)


def cell_of(record: Record, name: str, layout: Layout) -> object:
    return amount_cell(record.fen, layout) if name == "amount_yuan" else getattr(record, name)


def total_row(written: list[Record], layout: Layout) -> list[object]:
    """合计 stands where the first text of a row does; its amount is the sum."""
    row: list[object] = [None] * len(layout.columns)
    label = next(i for i, name in enumerate(layout.columns) if name in ("serial_no", "location"))
    row[label] = "合计"
    total = sum(record.fen for record in written)
    row[layout.columns.index("amount_yuan")] = amount_cell(total, layout)
    return row


def rows_of(written: list[Record], layout: Layout) -> list[list[object]]:
    headers = dict(HEADERS)
    if layout.unit_in_header:
        headers["amount_yuan"] += f"（{layout.unit}）"
    body = [[cell_of(one, name, layout) for name in layout.columns] for one in written]
    if layout.total != "none":
        body.insert(0 if layout.total == "first" else len(body), total_row(written, layout))
    for position in layout.blank_rows:
        body.insert(min(position, len(body)), [])
    unit = [] if layout.unit_in_header else [[f"单位：{layout.unit}"]]
    titles = [[title] for title in layout.titles]
    return [*titles, *unit, [headers[name] for name in layout.columns], *body]


def write(rows: list[list[object]], path: Path) -> None:
    if path.suffix == ".csv":
        sink = io.StringIO()
        csv.writer(sink).writerows(["" if v is None else v for v in row] for row in rows)
        path.write_text(sink.getvalue(), encoding="utf-8")
        return
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)


def read(written: list[Record], layout: Layout) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"表{layout.suffix}"
        write(rows_of(written, layout), path)
        return plain_reading(read_file(path, load_contracts()))


def values_of(record: Record) -> dict[str, object]:
    values = {name: getattr(record, name) for name in HEADERS if name != "amount_yuan"}
    values["amount_yuan"] = f"{record.fen // 100}.{record.fen % 100:02d}"
    return {name: value for name, value in values.items() if value is not None}


def read_values(reading: dict) -> list[dict[str, object]]:
    (table,) = reading["tables"]
    assert table["dataset"] == "fund_allocation"
    return [{k: v for k, v in r["values"].items() if k in HEADERS} for r in table["records"]]


@MOST_EXAMPLES
@given(records(), layouts())
def test_a_table_reads_back_to_its_records(written, layout):
    reading = read(written, layout)
    assert read_values(reading) == [values_of(record) for record in written]
    (table,) = reading["tables"]
    assert table["unit"] == layout.unit
    assert table["findings"] == []
    assert [claim["holds"] for claim in table["claims"]] == [True] * (layout.total != "none")


@MOST_EXAMPLES
@given(records(), layouts(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_addresses_only(written, layout, random):
    shuffled = random.sample(written, len(written))
    first, second = read(written, layout), read(shuffled, layout)
    by_number = {one["serial_no"]: one for one in read_values(second)}
    assert [by_number[one["serial_no"]] for one in read_values(first)] == read_values(first)
    for name in ("range", "title", "unit", "columns", "claims"):
        assert first["tables"][0][name] == second["tables"][0][name]


@MOST_EXAMPLES
@given(records(), layouts(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_finding_but_its_address(written, layout, random):
    """An amount in every third row is finer than a fen allows: written as text in 元."""
    fine = replace(layout, unit="元", as_text=True)
    faulty = [
        replace(one, fen=Decimal(f"{one.fen}.5")) if number % 3 == 0 else one
        for number, one in enumerate(written)
    ]
    shuffled = random.sample(faulty, len(faulty))

    def findings(rows: list[Record]) -> list[tuple[str, str]]:
        found = read(rows, replace(fine, total="none"))["tables"][0]["findings"]
        return sorted((one["rule"], one["message"]) for one in found)

    assert findings(faulty) == findings(shuffled)
    assert len(findings(faulty)) == (len(written) + 2) // 3
