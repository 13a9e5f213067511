"""Groups of rows with subtotals and a total: they hold, and one wrong part shows in exactly two."""

from dataclasses import dataclass
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sources.contract import load_contracts
from sources.opening import Sheet
from sources.reading import plain_table, read_sheet

OFTEN = settings(derandomize=True, max_examples=80, deadline=None)
LISTS = list(load_contracts().values())
FEN = st.integers(0, 10**9)
GROUPS = st.lists(st.lists(FEN, min_size=1, max_size=4), min_size=1, max_size=4)


@dataclass(frozen=True)
class Written:
    """The rows of a table, and the row of each part by its group and place."""

    rows: list[list[object]]
    places: dict[tuple[int, int], int]


def yuan(fen: int) -> str:
    return f"{Decimal(fen) / 100:.2f}"


def table_of(groups: list[list[int]], loose: list[int]) -> Written:
    """Each group is closed by its 小计; loose rows follow, then the 合计 of everything."""
    rows: list[list[object]] = [["项目名称", "建设地点", "金额（元）"]]
    places = {}
    for number, group in enumerate(groups):
        for place, fen in enumerate(group):
            places[number, place] = len(rows)
            rows.append([f"项目{len(rows)}", "某村", yuan(fen)])
        rows.append(["小计", "", yuan(sum(group))])
    rows += [[f"零星{number}", "某村", yuan(fen)] for number, fen in enumerate(loose)]
    rows.append(["合计", "", yuan(sum(map(sum, groups)) + sum(loose))])
    return Written(rows, places)


def claims(rows: list[list[object]]) -> list[dict]:
    (table,) = read_sheet(Sheet("表", rows), LISTS)
    return plain_table(table)["claims"]


@OFTEN
@given(GROUPS, st.lists(FEN, max_size=2))
def test_subtotals_and_total_hold(groups, loose):
    found = claims(table_of(groups, loose).rows)
    assert [one["label"] for one in found] == ["小计"] * len(groups) + ["合计"]
    assert all(one["holds"] for one in found)
    assert [one["actual"]["amount_yuan"] for one in found[:-1]] == [yuan(sum(g)) for g in groups]


@OFTEN
@given(GROUPS, st.lists(FEN, max_size=2), st.integers(-(10**6), 10**6), st.data())
def test_one_wrong_part_breaks_its_subtotal_and_the_total(groups, loose, by, data):
    assume(by != 0)
    written = table_of(groups, loose)
    group, place = data.draw(st.sampled_from(sorted(written.places)))
    row = written.rows[written.places[group, place]]
    row[2] = yuan(groups[group][place] + by)
    wrong = [number for number, one in enumerate(claims(written.rows)) if one["holds"] is False]
    assert wrong == [group, len(groups)]


@OFTEN
@given(GROUPS, st.data())
def test_one_row_left_out_breaks_its_subtotal_and_the_total(groups, data):
    written = table_of(groups, [])
    group, place = data.draw(st.sampled_from(sorted(written.places)))
    assume(len(groups[group]) > 1)
    assume(groups[group][place] > 0)
    rows = [
        row for number, row in enumerate(written.rows) if number != written.places[group, place]
    ]
    wrong = [number for number, one in enumerate(claims(rows)) if one["holds"] is False]
    assert wrong == [group, len(groups)]


@OFTEN
@given(st.lists(FEN, min_size=1, max_size=5))
def test_records_add_up_to_what_is_claimed_and_totals_are_never_among_them(amounts):
    """Amounts over wide groups: each row's total column, and the total row, hold to the fen."""
    head = [["乡镇", "C级", "", "合计", ""], ["", "户数", "金额（元）", "户数", "金额（元）"]]
    body = [[f"某{n}镇", 1, yuan(a), 1, yuan(a)] for n, a in enumerate(amounts)]
    total = yuan(sum(amounts))
    last = ["合计", len(amounts), total, len(amounts), total]
    (table,) = read_sheet(Sheet("表", [*head, *body, last]), LISTS)
    plain = plain_table(table)
    read = sum(Decimal(one["values"]["amount_yuan"]) for one in plain["records"])
    assert read == Decimal(total)
    assert len(plain["records"]) == len(amounts)
    assert all(claim["holds"] for claim in plain["claims"])
    assert len(plain["claims"]) == len(amounts) + 2
