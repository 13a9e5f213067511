"""One defect at a time planted into the real samples: exactly what it breaks is found, and where.

Each defect lists the findings that it adds and those of the untouched sample that it takes away.
"""

from collections import Counter
from dataclasses import dataclass, field

import openpyxl
import pytest
from planting import Planted, addresses, findings_of, misses_and_false_alarms, sample_path

Address = tuple[str, str]

# What the untouched samples break, by their own figures (see the golden tables).
UNTOUCHED: dict[str, list[Address]] = {
    "2018-10/610204": [],
    "2019-12/430511": [
        ("amount_with_note", "E19"),
        ("amount_with_note", "E20"),
        ("fund_allocation_area_is_a_place", "B23"),
    ],
    "2018-11/630200": [],
    "2019-01/430281": [("unit_missing", "E2")],
    "corrections/2019-01/430281": [],
    "2018-01/350322": [],
    "2021-12/500231": [],
    "2017-04/L43062101": [],
    "2020-12/610830": [
        ("unit_missing", "C6"),
        ("unit_missing", "B7"),
        *(("columns_shifted", cells) for cells in ("A12:D12", "A13:B13", "A14:C14")),
        *(("columns_shifted", cells) for cells in ("A15:C15", "A16:C16")),
    ],
    "2020-12/530300": [],
    "2024-03/511703": [("fund_allocation_management_fee", "B11")],
    "2019-03/532600": [],
    "2022-12/640502": [("fund_allocation_source_unnamed", f"B{row}") for row in range(3, 7)],
}


@dataclass(frozen=True)
class Defect:
    """Cells to change in a sample, and the findings that come and go."""

    name: str
    sample: str
    cells: dict[str, object]
    comes: list[Address]
    goes: list[Address] = field(default_factory=list)


YAOZHOU, BEITA, HAIDONG = "2018-10/610204", "2019-12/430511", "2018-11/630200"
XIANYOU, DIANJIANG, TAICHUANG = "2018-01/350322", "2021-12/500231", "2017-04/L43062101"
QINGJIAN, QUJING, DACHUAN = "2020-12/610830", "2020-12/530300", "2024-03/511703"
WENSHAN, SHAPOTOU = "2019-03/532600", "2022-12/640502"
SHIFTED = UNTOUCHED[QINGJIAN][2:]

DEFECTS = [
    Defect("words_for_money", YAOZHOU, {"E5": "五百五十"}, [("amount_not_number", "E5")]),
    Defect("blank_amount", YAOZHOU, {"E5": None}, [("fund_allocation_amount_yuan_required", "E5")]),
    Defect("negative", YAOZHOU, {"E5": -550}, [("fund_allocation_amount_yuan_range", "E5")]),
    Defect("no_unit_line", YAOZHOU, {"A2": None}, [("unit_missing", "E3")]),
    Defect("below_a_fen", YAOZHOU, {"E5": "550.0000001"}, [("amount_below_fen", "E5")]),
    Defect("unknown_header", YAOZHOU, {"F3": "联络方式"}, [("column_unknown", "F3")]),
    Defect("no_project_column", YAOZHOU, {"B3": "神秘"}, [("table_unknown", "A3")]),
    Defect("column_twice", YAOZHOU, {"D3": "工程名称"}, [("column_twice", "D3")]),
    Defect(
        "row_twice",
        YAOZHOU,
        {
            "B11": "孙塬镇惠塬村巷道硬化及排水工程",
            "C11": "惠塬村",
            "E11": 30,
            "D11": "村内三组巷道硬化、六组至七组硬化巷道及排水渠铺设1000米",
        },
        [("fund_allocation_grain_unique", "A10:F10"), ("fund_allocation_grain_unique", "A11:F11")],
    ),
    Defect("subtotal", BEITA, {"E13": 161}, [("claim_total", "E13")]),
    Defect("total", BEITA, {"E24": 409}, [("claim_total", "E24")]),
    Defect("part", BEITA, {"E6": 21}, [("claim_total", "E13"), ("claim_total", "E24")]),
    Defect("part_of_first_total", HAIDONG, {"B4": "820"}, [("claim_total", "B3")]),
    Defect("words_for_count", XIANYOU, {"C4": "七十四"}, [("number_not_integer", "C4")]),
    Defect("no_unit_in_header", XIANYOU, {"D3": "资金安排额"}, [("unit_missing", "D3")]),
    Defect("no_place", XIANYOU, {"B4": "扶贫贴息"}, [("fund_allocation_area_is_a_place", "B4")]),
    Defect(
        "cell_of_a_cross_table",
        DIANJIANG,
        {"F4": 6.2},
        [
            ("claim_total", "J4"),
            ("claim_total", "F27"),
            ("claim_total", "J27"),
            ("fund_allocation_unit_price", "F4"),
        ],
    ),
    Defect("unreadable_part", DIANJIANG, {"C7": "一"}, [("number_not_integer", "C7")]),
    Defect("row_total", DIANJIANG, {"I9": 2}, [("claim_total", "I9")]),
    Defect("tree_part", TAICHUANG, {"C6": 150001}, [("claim_total", "C4")]),
    Defect("of_which", TAICHUANG, {"C8": 100001}, [("claim_of_which", "C8")]),
    Defect("count_in_tree", TAICHUANG, {"C15": "十"}, [("number_not_integer", "C15")]),
    Defect("no_unit_in_tree", TAICHUANG, {"A2": None}, [("unit_missing", "B3")]),
    Defect("two_funds", DACHUAN, {"B6": 1051}, [("claim_total", "B4"), ("claim_total", "B19")]),
    Defect(
        "fee",
        DACHUAN,
        {"B18": 55.08},
        [("claim_total", "B12"), ("claim_total", "B19"), ("fund_allocation_management_fee", "B18")],
    ),
    Defect(
        "no_unit_beside_number",
        DACHUAN,
        {"B2": None},
        [("unit_missing", "B3")],
        UNTOUCHED[DACHUAN],
    ),
    Defect("count_total", WENSHAN, {"B18": 407}, [("claim_total", "B18")]),
    Defect(
        "no_projects",
        WENSHAN,
        {"B8": 0},
        [("claim_total", "B18"), ("lottery_fund_count_without_amount", "B8")],
    ),
    Defect(
        "category_twice",
        WENSHAN,
        {"A5": "敬老院、老年活动场所建设项目"},
        [("lottery_fund_grain_unique", "A4:C4"), ("lottery_fund_grain_unique", "A5:C5")],
    ),
    Defect(
        "no_category", WENSHAN, {"A4": None}, [("lottery_fund_project_category_required", "A4")]
    ),
    Defect("title_of_nothing", WENSHAN, {"A1": "2018年使用情况表"}, [("table_unknown", "A3")]),
    Defect("year", QUJING, {"A5": "二〇一六年"}, [("year_not_readable", "A5")]),
    Defect("count_in_year", QUJING, {"A5": "2016 年 (共 11 个)"}, [("claim_total", "A5")]),
    Defect(
        "year_out_of_range",
        QUJING,
        {"A17": "1918年"},
        [("poverty_exit_exit_year_range", "A17")],
    ),
    Defect(
        "no_names",
        QUJING,
        {"C8": None},
        [("poverty_exit_exit_names_required", "C8"), ("claim_total", "A5")],
    ),
    Defect("no_target", QINGJIAN, {"B13": None}, [("row_not_readable", "A13")], SHIFTED[1:2]),
    Defect(
        "unknown_first_level",
        QINGJIAN,
        {"A12": "产出"},
        [
            ("row_not_readable", "A12"),
            *(("performance_target_indicator_level1_required", f"B{row}") for row in range(13, 17)),
            ("performance_target_indicator_level2_required", "C13"),
        ],
        SHIFTED[:1],
    ),
    Defect(
        "parts_above_whole",
        QINGJIAN,
        {"C6": "500万元", "B7": "600万元"},
        [("performance_target_fund_parts", "C6")],
        UNTOUCHED[QINGJIAN][:2],
    ),
    Defect(
        "part_column_above_whole",
        SHAPOTOU,
        {"C3": "273万元"},
        [("fund_allocation_of_which_above", "C3")],
        UNTOUCHED[SHAPOTOU][:1],
    ),
    Defect(
        "one_cell_without_unit",
        SHAPOTOU,
        {"B3": "206.7"},
        [("unit_missing", "B2")],
        UNTOUCHED[SHAPOTOU][:1],
    ),
]


@pytest.fixture(scope="module")
def findings(tmp_path_factory):
    untouched = [
        Planted(f"untouched{number}", sample, {}) for number, sample in enumerate(UNTOUCHED)
    ]
    planted = [Planted(one.name, one.sample, one.cells) for one in DEFECTS]
    judged = findings_of([*untouched, *planted], tmp_path_factory.mktemp("planted"))
    return judged | {one.sample: judged[one.name] for one in untouched}


@pytest.mark.parametrize("sample", UNTOUCHED)
def test_an_untouched_sample_breaks_what_its_own_figures_break(findings, sample):
    assert sample_path(sample).exists()
    assert addresses(findings[sample]) == Counter(UNTOUCHED[sample])


@pytest.mark.parametrize("defect", DEFECTS, ids=[one.name for one in DEFECTS])
def test_a_defect_is_found_where_it_is_and_nothing_else_is(findings, defect):
    assert addresses(findings[defect.name]) == expected(defect)


def expected(defect):
    left = Counter(UNTOUCHED[defect.sample])
    left.subtract(defect.goes)
    left.update(defect.comes)
    return +left


def test_over_all_samples_nothing_is_missed_and_nothing_is_a_false_alarm(findings):
    wanted = {one.name: expected(one) for one in DEFECTS}
    wanted |= {sample: Counter(own) for sample, own in UNTOUCHED.items()}
    assert misses_and_false_alarms(findings, wanted) == (0, 0)


@pytest.mark.parametrize("defect", DEFECTS, ids=[one.name for one in DEFECTS])
def test_a_finding_names_the_file_and_the_sheet(findings, defect):
    for one in findings[defect.name]:
        assert one.file == f"{defect.name}.xlsx"
        assert one.sheet


def test_a_total_that_is_off_says_by_how_much(findings):
    (found,) = [one for one in findings["total"] if one.rule == "claim_total"]
    assert (found.value, found.expected, found.difference) == (
        "4090000.00",
        "4080000.00",
        "10000.00",
    )
    assert "“合计”写的金额是 4090000.00 元" in found.message


def test_a_fee_that_is_off_says_what_it_should_be(findings):
    """1% of 5273万元 is 52.73万元; the table says 46.3."""
    (found,) = findings[DACHUAN]
    assert (found.value, found.expected, found.difference) == (
        "463000.00",
        "527300.00",
        "-64300.00",
    )


def turned(sample, first, last, width, change):
    """Cells that put the rows first…last of a sample upside down after changing some."""
    page = openpyxl.load_workbook(sample_path(sample)).worksheets[0]
    for cell, value in change.items():
        page[cell] = value
    return {
        page.cell(last - offset, column).coordinate: page.cell(first + offset, column).value
        for offset in range(last - first + 1)
        for column in range(1, width + 1)
    }


def test_the_order_of_a_sample_s_rows_changes_addresses_only(tmp_path):
    change = {"F4": 6.2, "G8": "一", "H13": 2.2}
    planted = [
        Planted("as_it_is", DIANJIANG, change),
        Planted("upside_down", DIANJIANG, turned(DIANJIANG, 4, 26, 10, change)),
    ]
    judged = findings_of(planted, tmp_path)
    said = {
        name: sorted((one.rule, one.message, one.value, one.difference) for one in found)
        for name, found in judged.items()
    }
    assert len(said["as_it_is"]) > 5
    assert said["as_it_is"] == said["upside_down"]
    assert addresses(judged["as_it_is"]) != addresses(judged["upside_down"])
