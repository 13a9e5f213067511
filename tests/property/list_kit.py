"""Lists made from the fields of a contract: title lines, header, records, totals, blank rows."""

from dataclasses import dataclass, field, replace
from decimal import Decimal

from grid_kit import Grid, Medium
from hypothesis import strategies as st
from written_kit import BLANK, UNITS, Written, amounts, headers, integers, written

from sources.contract import Contract, Field, FieldType, Origin, load_contracts

FIGURES = (FieldType.MONEY, FieldType.INTEGER)
TOTALS = ("合计", "总计", "合 计", "总　计", " 合  计 ", "总計", "合计：")
UNIT_LINES = ("单位：{}", "（单位：{}）", "金额单位:{}", "单 位： {}", "计量单位：{}")
FILLED_BY = st.none() | st.just("填报单位：某某局")
EMPTY: list[object] = []
# Of three_public only its tree in years makes sense; a form is no list.
LISTS = [
    name
    for name, contract in load_contracts().items()
    if contract.layout == "list" and not any(w.measures and not w.field for w in contract.wide[:1])
]
# What the year of a title may be called.
YEARS = {"budget_year", "table_year"}
# One of these names a record, and a record without a name is a fault.
KEPT = ("area_name", "project_name", "purpose", "fund_name")


@dataclass(frozen=True)
class Heading:
    """What stands above a table, and what it says of every record."""

    rows: list[list[object]]
    says: dict[str, object]
    title_rows: tuple[int, ...] = ()


@dataclass
class Plan:
    """A list before it is written: its columns from left to right, and its records."""

    contract: Contract = field(repr=False)
    fields: list[Field] = field(repr=False)
    header: list[str]
    units: dict[str, str]
    heading: Heading
    records: list[dict[str, Written]]
    shared: tuple[str, int, int] | None = None
    labels: list[tuple[int, str, int]] = field(default_factory=list)
    blanks: list[int] = field(default_factory=list)


def list_fields(contract: Contract) -> list[Field]:
    """The fields that a column may hold."""
    return [
        one
        for one in contract.fields
        if one.origin is Origin.COLUMN or (one.origin is Origin.TITLE and one.aliases)
    ]


def names_of(one: Field) -> tuple[str, ...]:
    own = (one.title,) if one.origin in (Origin.COLUMN, Origin.LABEL) else ()
    return tuple(dict.fromkeys((*own, *one.aliases)))


@st.composite
def chosen_fields(draw, contract: Contract) -> list[Field]:
    """What identifies the dataset, what it cannot do without, and any of the rest, in any order."""
    able = list_fields(contract)
    names = {one.name for one in able}
    sure = {one.name for one in able if one.required}
    sure |= {draw(st.sampled_from(sorted(set(g) & names))) for g in contract.identified_by}
    rest = [name for name in sorted(names) if name not in sure]
    kept = sure | set(draw(st.lists(st.sampled_from(rest), unique=True)))
    return draw(st.permutations([one for one in able if one.name in kept]))


@st.composite
def headings(draw, contract: Contract, width: int, unit_line: str | None) -> Heading:
    """An annex number, a title in one or two lines, a document number, a unit: in this order."""
    year = draw(st.none() | st.integers(2012, 2029))
    word = draw(st.sampled_from(contract.title_words))
    stated = "" if year is None else f"{year}年"
    lines = draw(
        st.sampled_from([(f"示例县{stated}某项{word}表",), ("示例县", f"{stated}{word}表")])
    )
    number = draw(st.none() | st.sampled_from(["示财农〔2019〕7号", "示财农[2019]7号"]))
    rows: list[list[object]] = [["附件1"]] if draw(st.booleans()) else []
    rows += [EMPTY] * draw(st.integers(0, 1))
    titled = range(len(rows), len(rows) + len(lines))
    rows += [[line] for line in lines]
    rows += [[number]] if number else []
    rows += [EMPTY] * draw(st.integers(0, 1))
    if unit_line is not None:
        filler = draw(FILLED_BY)
        blanks: list[object] = [None] * draw(st.integers(0 if filler is None else 1, width))
        rows.append([*([filler] if filler else []), *blanks[bool(filler) :], unit_line])
    says = {"document_title": "".join(lines)}
    says |= dict.fromkeys(YEARS & names_in(contract), year) if year else {}
    says |= {"document_no": "示财农〔2019〕7号"} if number else {}
    return Heading(rows, says, tuple(titled))


def names_in(contract: Contract) -> set[str]:
    return {one.name for one in contract.fields}


@st.composite
def plans(draw, contract: Contract, medium: Medium, *, may_share: bool = True) -> Plan:
    fields = draw(chosen_fields(contract))
    money = [one for one in fields if one.type is FieldType.MONEY]
    in_header = draw(st.booleans())
    unit = draw(UNITS)
    units = {one.name: draw(UNITS) if in_header else unit for one in money}
    stated = {name: units[name] for name in units} if in_header else {}
    header = [draw(headers(names_of(one), stated.get(one.name))) for one in fields]
    line = draw(st.sampled_from(UNIT_LINES)).format(unit) if money and not in_header else None
    heading = draw(headings(contract, len(fields), line))
    count = draw(st.integers(1, 5))
    records = [draw(records_of(fields, units, number, medium)) for number in range(count)]
    plan = Plan(contract, fields, header, units, heading, records)
    return draw(shared(plan, medium)) if may_share and draw(st.booleans()) else plan


@st.composite
def records_of(
    draw, fields: list[Field], units: dict[str, str], number: int, medium: Medium
) -> dict[str, Written]:
    """A record with blanks, but never of one cell only: that would be a heading or a note."""
    record: dict[str, Written] = {}
    full: dict[str, Written] = {}
    for one in fields:
        if one.name == "serial_no":
            full[one.name] = record[one.name] = Written(number + 1, str(number + 1))
            continue
        is_kept = one.required or one.name in KEPT or draw(st.integers(0, 4))
        unit = units.get(one.name, "元")
        cell = draw(written(one, unit, in_workbook=medium.is_workbook))
        record[one.name] = cell if is_kept else BLANK
        full[one.name] = cell
    said = [name for name, cell in record.items() if name != "serial_no" and cell is not BLANK]
    return record if len(said) > 1 else full


@st.composite
def shared(draw, plan: Plan, medium: Medium) -> Plan:
    """The plan with one text that several rows in a row share: merged, or said only once."""
    able = [
        one.name
        for one in plan.fields
        if one.type not in FIGURES and one.name != "serial_no"
        if one.inherit or medium.is_workbook
    ]
    if not able or len(plan.records) < 2:
        return plan
    name = draw(st.sampled_from(able))
    first = draw(st.integers(0, len(plan.records) - 2))
    last = draw(st.integers(first + 1, len(plan.records) - 1))
    if plan.records[first][name].meant is None:
        return plan
    meant = plan.records[first][name].meant
    records = [
        {**record, name: Written(None, meant)} if first < number <= last else record
        for number, record in enumerate(plan.records)
    ]
    said = [sum(c.cell is not None for n, c in one.items() if n != "serial_no") for one in records]
    if not medium.is_workbook and min(said[first : last + 1]) < 2:
        return plan  # one text alone is asked about, unless a merged cell stands beside it
    return replace(plan, records=records, shared=(name, first, last))


def gaps(plan: Plan) -> list[int]:
    """Places between records where another row may stand: not inside of what is shared."""
    inner = range(plan.shared[1] + 1, plan.shared[2] + 1) if plan.shared else ()
    return [place for place in range(len(plan.records) + 1) if place not in inner]


@st.composite
def dressed(draw, plan: Plan) -> Plan:
    """The plan with a total row anywhere, or none, and with blank rows."""
    blanks = draw(st.lists(st.sampled_from(gaps(plan)), max_size=3))
    texts = [i for i, one in enumerate(plan.fields) if one.type is FieldType.TEXT]
    has_figures = any(one.type in FIGURES for one in plan.fields)
    if not (texts and has_figures and draw(st.integers(0, 3))):
        return replace(plan, blanks=blanks)
    label = (draw(st.sampled_from(gaps(plan))), draw(st.sampled_from(TOTALS)))
    return replace(plan, blanks=blanks, labels=[(*label, draw(st.sampled_from(texts)))])


def sums(plan: Plan) -> dict[str, object]:
    """What the total row says: fen as yuan, and counts; nothing where every part is blank."""
    found: dict[str, object] = {}
    for one in plan.fields:
        parts = [record[one.name].meant for record in plan.records]
        parts = [part for part in parts if part is not None]
        if one.type is FieldType.INTEGER and parts:
            found[one.name] = sum(parts)
        if one.type is FieldType.MONEY and parts:
            found[one.name] = f"{sum(map(Decimal, parts)):.2f}"
    return found


@st.composite
def grids(draw, plan: Plan, medium: Medium) -> Grid:
    """The plan as rows of cells, with merged title lines and merged shared texts in a workbook."""
    width = len(plan.fields)
    rows = [*plan.heading.rows, list(plan.header)]
    merges = []
    if medium.is_workbook and width > 1 and draw(st.booleans()):
        merges += [(row, 0, row, width - 1) for row in plan.heading.title_rows]
    placed = {}
    for number, record in enumerate([*plan.records, None]):
        for place, label, column in plan.labels:
            if place == number:
                rows.append(draw(total_rows(plan, label, column, medium)))
                merges += (
                    merged_label(rows[-1], len(rows) - 1, column) if draw(st.booleans()) else []
                )
        rows += [EMPTY for place in plan.blanks if place == number]
        placed[number] = len(rows)
        rows += [[record[one.name].cell for one in plan.fields]] if record else []
    if plan.shared and medium.is_workbook:
        name, first, last = plan.shared
        column = [one.name for one in plan.fields].index(name)
        merges.append((placed[first], column, placed[last], column))
    at = [placed[number] for number in range(len(plan.records))]
    return Grid(rows, merges if medium.is_workbook else [], at)


def merged_label(row: list[object], at: int, left: int) -> list[tuple[int, int, int, int]]:
    """The label of a total merged with the blank cells on its right, if there are any."""
    right = left
    while right + 1 < len(row) and row[right + 1] is None:
        right += 1
    return [(at, left, at, right)] if right > left else []


@st.composite
def total_rows(draw, plan: Plan, label: str, column: int, medium: Medium) -> list[object]:
    row: list[object] = [None] * len(plan.fields)
    total = sums(plan)
    for index, one in enumerate(plan.fields):
        if one.name not in total:
            continue
        value = total[one.name]
        if one.type is FieldType.INTEGER:
            row[index] = draw(integers(value, in_workbook=medium.is_workbook))
        else:
            fen = int(Decimal(value) * 100)
            row[index] = draw(amounts(fen, plan.units[one.name], in_workbook=medium.is_workbook))
    row[column] = label
    return row


def meant(plan: Plan) -> list[dict[str, object]]:
    """The values of each record as `inspect` shows them: a column says more than the title.

    With what is made from them: the number of names in a list.
    """
    records = (
        plan.heading.says | {name: value.meant for name, value in record.items()}
        for record in plan.records
    )
    known = [
        {name: value for name, value in record.items() if value is not None} for record in records
    ]
    return [one | ({"exit_count": 1} if "exit_names" in one else {}) for one in known]
