from reading_kit import claims_in, findings_in, sheet_of, tables_in

HEADER = ["项目名称", "金额(元)"]


def money(text):
    return {"amount_yuan": text}


def test_a_total_is_the_sum_of_all_rows_wherever_it_stands():
    assert claims_in(HEADER, ["甲", 1], ["乙", 2], ["合计", 3]) == [("合计", money("3.00"), True)]
    assert claims_in(HEADER, ["合计", 3], ["甲", 1], ["乙", 2]) == [("合计", money("3.00"), True)]


def test_a_total_is_held_to_the_fen():
    assert claims_in(HEADER, ["甲", "0.1"], ["乙", "0.2"], ["合计", 0.3]) == [
        ("合计", money("0.30"), True)
    ]
    assert claims_in(HEADER, ["甲", "0.1"], ["合计", "0.11"]) == [("合计", money("0.11"), False)]


def test_subtotals_close_their_group_and_the_total_speaks_of_all():
    claims = claims_in(
        HEADER, ["甲", 1], ["乙", 2], ["小计", 3], ["丙", 4], ["小计", 4], ["丁", 5], ["合计", 12]
    )
    assert claims == [
        ("小计", money("3.00"), True),
        ("小计", money("4.00"), True),
        ("合计", money("12.00"), True),
    ]


def test_subtotals_that_open_their_group_speak_of_what_follows():
    claims = claims_in(HEADER, ["小计", 3], ["甲", 1], ["乙", 2], ["小计", 4], ["丙", 4])
    assert claims == [("小计", money("3.00"), True), ("小计", money("4.00"), True)]


def test_several_totals_under_one_grand_total_close_a_group_each():
    claims = claims_in(HEADER, ["甲", 1], ["合计", 1], ["乙", 2], ["合计", 2], ["总计", 3])
    assert claims == [
        ("合计", money("1.00"), True),
        ("合计", money("2.00"), True),
        ("总计", money("3.00"), True),
    ]


def test_a_part_that_cannot_be_read_leaves_the_total_undecided():
    assert claims_in(HEADER, ["甲", "待定"], ["乙", 2], ["合计", 5]) == [
        ("合计", money("5.00"), None)
    ]


def test_an_unreadable_part_is_one_fault_and_not_a_second_one_of_the_total():
    assert findings_in(HEADER, ["甲", "待定"], ["合计", 5]) == [("amount_not_number", "B2")]


def test_a_blank_part_counts_for_nothing():
    assert claims_in(
        ["项目名称", "地点", "金额(元)"], ["甲", "丙村", ""], ["乙", "丁村", 2], ["合计", "", 2]
    ) == [("合计", money("2.00"), True)]


def test_of_which_may_be_less_and_not_more():
    rows = [HEADER, ["甲", 5], ["其中：乙", 3], ["丙", 5], ["其中：丁", 6]]
    assert claims_in(*rows) == [("乙", money("3.00"), True), ("丁", money("6.00"), False)]


def test_of_which_rows_are_not_added_to_the_total():
    rows = [HEADER, ["甲", 5], ["其中：乙", 3], ["合计", 5]]
    assert ("合计", money("5.00"), True) in claims_in(*rows)


def test_a_total_of_nothing_is_said_so():
    assert ("total_without_parts", "B2") in findings_in(HEADER, ["合计", 5])


def test_counts_and_money_of_one_total_are_one_claim():
    header = ["乡镇", "户数", "金额(元)"]
    assert claims_in(header, ["甲镇", 1, 2], ["乙镇", 3, 4], ["合计", 4, 7]) == [
        ("合计", {"household_count": 4, "amount_yuan": "7.00"}, False)
    ]


def test_a_total_in_another_unit_is_compared_in_yuan():
    assert claims_in(["项目名称", "金额(万元)"], ["甲", "1.5"], ["合计", "15000元"]) == [
        ("合计", money("15000.00"), True)
    ]


def test_each_table_of_a_sheet_has_its_own_totals():
    first, second = tables_in(
        sheet_of(HEADER, ["甲", 1], ["合计", 1], [], HEADER, ["乙", 2], ["合计", 2])
    )
    assert [claim["holds"] for claim in (*first["claims"], *second["claims"])] == [True, True]
