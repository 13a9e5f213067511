"""A form with its labels and its list of indicators, however it is laid out, reads back."""

from dataclasses import dataclass, field

import pytest
from grid_kit import MEDIA, Grid, Medium, only_table, read, values_in
from hypothesis import given, settings
from hypothesis import strategies as st
from list_kit import names_of
from written_kit import UNITS, Written, headers, written

from sources.contract import FieldType, Origin, load_contracts

FEW = settings(derandomize=True, max_examples=30, deadline=None)
MANY = settings(FEW, max_examples=80)
CONTRACT = load_contracts()["performance_target"]
LABELS = [one for one in CONTRACT.fields if one.origin is Origin.LABEL]
INDICATORS = ("indicator_level1", "indicator_level2", "indicator", "target_value")
TITLE = ["项目支出绩效目标申报表"]


@dataclass
class Form:
    """A form under way: rows of cells, merged ranges, and the records that it makes."""

    medium: Medium
    unit: str
    said: dict[str, object] = field(default_factory=dict)
    rows: list[list[object]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    records: list[dict[str, object]] = field(default_factory=list)


@st.composite
def forms(draw) -> Form:
    form = Form(draw(MEDIA), draw(UNITS))
    year = draw(st.none() | st.integers(2012, 2029))
    head = [TITLE, *([[f"（{year}年度）"]] if year else [])]
    form.said = {"document_title": "".join(line for (line,) in head)}
    form.said |= {"budget_year": year} if year else {}
    form.merges = [(row, 0, row, 3) for row in range(len(head))]
    unit_line = draw(st.booleans())
    form.rows = [*head, *([[f"单位：{form.unit}"]] if unit_line else [])]
    draw(labels(form, None if unit_line else form.unit))
    draw(indicators(form))
    return form


@st.composite
def labels(draw, form: Form, unit: str | None) -> None:
    """One or two labels a row, each with its answer or none; the goal in a cell below, perhaps."""
    rest = [one for one in LABELS if one.name not in ("project_name", "annual_goal")]
    kept = draw(st.lists(st.sampled_from(rest), unique_by=lambda one: one.name))
    shown = draw(st.permutations([CONTRACT.field("project_name"), *kept]))
    cells = []
    for one in shown:
        is_blank = not one.required and draw(st.integers(0, 4)) == 0
        value = draw(written(one, form.unit, in_workbook=form.medium.is_workbook))
        value = Written(None, None) if is_blank else value
        stated = unit if one.type is FieldType.MONEY else None
        label = draw(headers(names_of(one), stated)) + draw(st.sampled_from(["", "：", ":"]))
        cells.append([label, value.cell])
        form.said |= {} if is_blank else {one.name: value.meant}
    while cells:
        taken = draw(st.integers(1, 2))
        form.rows.append([cell for pair in cells[:taken] for cell in pair])
        cells = cells[taken:]
    goal = CONTRACT.field("annual_goal")
    label = draw(headers(names_of(goal)))
    answer = draw(written(goal, form.unit, in_workbook=form.medium.is_workbook))
    form.rows += [[label], [answer.cell]] if draw(st.booleans()) else [[label, answer.cell]]
    form.said |= {goal.name: answer.meant}


@st.composite
def indicators(draw, form: Form) -> None:
    """Rows of indicators; a level is written once for the rows below it, merged in a workbook."""
    fields = [CONTRACT.field(name) for name in INDICATORS]
    form.rows.append([draw(headers(names_of(one))) for one in fields])
    upper = draw(st.lists(st.sampled_from(fields[0].allowed), min_size=1, unique=True))
    for level in upper:
        first = len(form.rows)
        middle = st.lists(st.sampled_from(fields[1].allowed), min_size=1, max_size=3, unique=True)
        for lower in draw(middle):
            draw(indicator_rows(form, [level, lower]))
        for row in form.rows[first + 1 :]:
            row[0] = None
        form.merges += [(first, 0, len(form.rows) - 1, 0)] * (len(form.rows) > first + 1)


@st.composite
def indicator_rows(draw, form: Form, levels: list[str]) -> None:
    first = len(form.rows)
    for _ in range(draw(st.integers(1, 3))):
        name = draw(written(CONTRACT.field("indicator"), "元", in_workbook=False)).cell
        target = draw(st.sampled_from(["100%", "≥95%", "2公里", "1", "１座", "<10万元"]))
        record = dict(zip(INDICATORS, (*levels, name, target), strict=True))
        form.records.append(form.said | record)
        form.rows.append([levels[0], levels[1], name, target])
    for row in form.rows[first + 1 :]:
        row[1] = None
    form.merges += [(first, 1, len(form.rows) - 1, 1)] * (len(form.rows) > first + 1)


def reads_back(form: Form) -> None:
    table = only_table(read(Grid(form.rows, form.merges), form.medium), "performance_target")
    assert values_in(table) == form.records
    assert table["claims"] == []


@FEW
@given(forms())
def test_a_form_reads_back_to_its_labels_and_indicators(form):
    reads_back(form)


@pytest.mark.slow
@MANY
@given(forms())
def test_many_forms_read_back_to_their_labels_and_indicators(form):
    reads_back(form)
