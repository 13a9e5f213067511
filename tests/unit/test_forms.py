from reading_kit import sheet_of, tables_in

HEAD = [["绩效目标申报表"], ["（2021年度）"]]
LABELS = [
    ["项目名称", "果园路", "项目负责人及联系电话", "甲 000"],
    ["主管部门", "交通局", "实施单位", "公路站"],
    ["年度资金总额（万元）:", 500, "", ""],
    ["年度目标", "", "", ""],
    ["建成2公里", "", "", ""],
]
LIST = ["一级指标", "二级指标", "三级指标", "指标值"]
ROWS = [
    ["产出指标", "数量指标", "长度", "2km"],
    ["", "", "座数", "1座"],
    ["", "质量指标", "合格率", "100%"],
]


def form(rows=ROWS, labels=LABELS, header=LIST, head=HEAD):
    return tables_in(sheet_of(*head, *labels, header, *rows))


def values(table, *names):
    return [tuple(record["values"].get(name) for name in names) for record in table["records"]]


def test_a_form_gives_one_record_a_row_with_the_labels_beside():
    (table,) = form()
    assert table["dataset"] == "performance_target"
    assert table["title"] == "绩效目标申报表（2021年度）"
    assert (
        values(table, "project_name", "responsible_unit", "annual_goal")
        == [("果园路", "公路站", "建成2公里")] * 3
    )
    assert {record["values"]["fund_total_yuan"] for record in table["records"]} == {"5000000.00"}
    assert table["findings"] == []


def test_levels_are_taken_from_the_rows_above():
    (table,) = form()
    assert values(table, "indicator_level1", "indicator_level2", "indicator") == [
        ("产出指标", "数量指标", "长度"),
        ("产出指标", "数量指标", "座数"),
        ("产出指标", "质量指标", "合格率"),
    ]


def test_a_row_that_moved_to_the_left_is_read_by_its_words():
    (table,) = form([["产出指标", "数量指标", "长度", "2km"], ["质量指标", "合格率", "100%"]])
    assert values(table, "indicator_level2", "indicator", "target_value")[1] == (
        "质量指标", "合格率", "100%",
    )  # fmt: skip
    assert [(one["rule"], one["cell"]) for one in table["findings"]] == [
        ("columns_shifted", "A10:C10")
    ]


def test_a_row_that_cannot_be_read_is_said_so_and_no_record():
    (table,) = form([["产出指标", "数量指标", "长度"], ROWS[0]])
    assert len(table["records"]) == 1
    assert [(one["rule"], one["cell"]) for one in table["findings"]] == [("row_not_readable", "A9")]


def test_a_level_that_no_row_above_could_give_stays_blank():
    (table,) = form(
        [["产出", "数量指标", "长度", "2km"], ["", "", "座数", "1座"], ["", "", "辆", "1"]]
    )
    assert values(table, "indicator_level1") == [(None,), (None,)]


def test_a_label_without_an_answer_takes_no_other_label_for_one():
    labels = [["项目名称", "果园路", "", ""], ["主管部门", "实施单位", "公路站", ""]]
    (table,) = form(labels=labels)
    assert values(table, "supervising_department", "responsible_unit")[0] == (None, "公路站")


def test_a_list_without_the_title_or_the_project_is_no_such_form():
    assert all(t["dataset"] is None for t in form(head=[["申报表"]]))
    assert all(t["dataset"] is None for t in form(labels=[["主管部门", "交通局"]]))


def test_an_amount_without_unit_is_left_blank_and_said_so():
    labels = [["项目名称", "果园路"], ["年度资金总额:", 500]]
    (table,) = form(labels=labels)
    assert values(table, "fund_total_yuan")[0] == (None,)
    assert [(f["rule"], f["severity"], f["cell"]) for f in table["findings"]] == [
        ("unit_missing", "warning", "B4")
    ]
