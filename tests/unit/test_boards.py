"""Lists for village boards: signed apart, printed on A3, hung ten days, never on the site."""

from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from board_kit import HOUSEHOLDS, MONEY, SECRETS, SIGNERS, give_keys, workbook
from cli_kit import UNIT, answer_of, mingzhang, refusal_of, submit
from made_once import copied

from assets.stages.board import board_contracts, waiting_board
from assets.stages.guard import reasons_against_lists
from assets.stages.propose import current_digest
from assets.store import Store
from outputs.boards.document import board_document
from outputs.boards.page import board_page
from outputs.boards.sheets import BoardSheet, Posting
from sources.contract import load_contracts

PHONES = [
    [*HOUSEHOLDS[1], "家庭住址", "联系电话"],
    [1, "示例密镇", "示例密村", "示例户主甲", 7, "退出", "示例帮扶人", "示例密局",
     "示例密镇示例密村三组9号", "13800001234"],
    [2, "示例密镇", "示例密村", "示例户主乙", 9, "识别", "示例帮扶人", "示例密局", None, None],
]  # fmt: skip


def sign_all(home, *words):
    for role, signer in SIGNERS.items():
        key = home / "keys" / role
        done = mingzhang(home, "sign", role, "--as", signer, "--key", key, *words)
        assert done.exit_code == 0, done.output


def accepted_home(home):
    """One file of two sheets, money and households, accepted; nothing is signed."""
    give_keys(home)
    sent = submit(home, workbook(home.parent, MONEY, [HOUSEHOLDS[0], *PHONES]))
    assert sent.exit_code == 0
    assert mingzhang(home, "run").exit_code == 0


@pytest.fixture
def home(tmp_path, tmp_path_factory):
    return copied(tmp_path_factory, accepted_home, tmp_path / "home")


def posted_pages(home):
    return sorted((home / "boards" / UNIT).rglob("*.html"))


def test_nothing_is_posted_before_all_have_signed_the_lists(home):
    said = refusal_of(home, "post")
    assert "保密审查" in said
    assert "主要领导审定" in said
    assert not posted_pages(home)


def test_a_board_candidate_cannot_be_published(home):
    assert answer_of(home, "board")["digest"]
    sign_all(home, "--board")
    store = Store(home)
    board = waiting_board(store)
    (store.candidates / board.name).parent.mkdir(exist_ok=True)
    board.rename(store.candidates / board.name)
    store.current_candidate.write_text(board.name, encoding="utf-8")
    assert current_digest(store) == board.name
    assert "名单不得上网" in refusal_of(home, "publish")
    assert not (home / "public" / "releases").exists()


def test_each_kind_of_list_of_a_village_is_a_sheet_with_masked_values(home):
    answer_of(home, "board")
    sign_all(home, "--board")
    answer = answer_of(home, "post", "--on", "2019-03-01")
    assert len(answer["pages"]) == 2
    exit_page, other_page = (path.read_text(encoding="utf-8") for path in posted_pages(home))
    both = exit_page + other_page
    assert "示例户主甲" in both
    assert "138****1234" in both
    assert "13800001234" not in both
    assert "三组" not in both
    assert "2019年3月1日至2019年3月10日（10天）" in exit_page
    assert sorted(path.suffix for path in posted_pages(home)[0].parent.iterdir()) == [
        ".html", ".html", ".pdf", ".pdf",
    ]  # fmt: skip


def test_a_list_that_hangs_keeps_its_days_and_a_changed_one_is_posted_anew(home):
    answer_of(home, "board")
    sign_all(home, "--board")
    assert len(answer_of(home, "post", "--on", "2019-03-01")["pages"]) == 2
    again = answer_of(home, "post", "--on", "2019-03-05")
    assert (again["pages"], again["unchanged"]) == ([], 2)
    changed = [HOUSEHOLDS[0], *PHONES[:-1], [*PHONES[-1][:4], 3, *PHONES[-1][5:]]]
    assert submit(home, workbook(home.parent, MONEY, changed)).exit_code == 0
    assert mingzhang(home, "run").exit_code == 0
    assert refusal_of(home, "post", "--on", "2019-03-06")
    sign_all(home, "--board")
    third = answer_of(home, "post", "--on", "2019-03-06")
    assert (len(third["pages"]), third["unchanged"]) == (1, 1)
    shown = answer_of(home, "board")["posted"]
    assert [(one["posted"], one["until"]) for one in shown] == [
        ("2019-03-01", "2019-03-10"),
        ("2019-03-01", "2019-03-10"),
        ("2019-03-06", "2019-03-15"),
    ]
    assert {one["days_left"] for one in shown} == {0}


def test_what_the_command_shows_names_no_household(home):
    shown = str(answer_of(home, "board"))
    assert not [word for word in SECRETS if word in shown and word not in ("示例密村", "示例密镇")]


def test_signatures_on_the_site_are_none_on_the_lists_and_nothing_of_those_reaches_it(home):
    sign_all(home)
    assert refusal_of(home, "post")
    assert not posted_pages(home)
    answer_of(home, "board")
    sign_all(home, "--board")
    assert mingzhang(home, "post").exit_code == 0
    assert posted_pages(home)
    assert mingzhang(home, "publish").exit_code == 0
    texts = [
        str(pq.read_table(path).to_pylist()) if path.suffix == ".parquet" else
        path.read_bytes().decode("utf-8", "ignore")
        for path in (home / "public").rglob("*") if path.is_file()
    ]  # fmt: skip
    assert texts
    assert not [word for word in SECRETS for text in texts if word in text]


@pytest.mark.parametrize(
    ("today", "left"),
    [("2019-03-01", 10), ("2019-03-10", 1), ("2019-03-11", 0), ("2019-02-20", 10)],
)
def test_a_sheet_hangs_ten_days_with_the_first_and_the_last(today, left):
    assert Posting(date(2019, 3, 1), 10).days_left(date.fromisoformat(today)) == left


def sheet(rows: int, columns: int = 4) -> BoardSheet:
    titles = ("序号", *(f"栏{number}" for number in range(1, columns)))
    cells = tuple((str(n), *(f"示例<{n}>&" for _ in titles[1:])) for n in range(1, rows + 1))
    return BoardSheet("household_list", UNIT, "示例区", "2019-03", "示例村", "示例", titles, cells)


def test_marks_in_a_name_are_no_markup():
    page = board_page(sheet(1), Posting(date(2019, 3, 1), 10), "12317", demo=False)
    assert "示例&lt;1&gt;&amp;" in page
    assert board_document(sheet(1), Posting(date(2019, 3, 1), 10), "12317", demo=False)


def test_a_long_list_is_printed_on_several_pages_of_a3_the_same_each_time():
    posting = Posting(date(2019, 3, 1), 10)
    first = board_document(sheet(200, 9), posting, "12317", demo=True)
    assert first == board_document(sheet(200, 9), posting, "12317", demo=True)
    assert first.count(b"/MediaBox [ 0 0 1190.551 841.8898 ]") > 1


def test_every_dataset_for_boards_says_where_it_hangs():
    boards = [one for one in load_contracts().values() if one.board is not None]
    assert boards
    for contract in boards:
        assert contract.on_board.public_fields
        assert contract.board.days >= 10


def test_a_number_that_slipped_into_a_list_keeps_it_off_the_boards(home):
    store = Store(home)
    answer_of(home, "board")
    folder = waiting_board(store)
    contracts = board_contracts()
    assert reasons_against_lists(store, contracts, folder) == ()
    path = folder / "data" / "household_list.parquet"
    table = pq.read_table(path)
    index = table.schema.get_field_index("helper_unit")
    spoiled = pa.array(["示例局 13800001234"] * table.num_rows)
    pq.write_table(table.set_column(index, table.schema.field(index), spoiled), path)
    (reason,) = reasons_against_lists(store, contracts, folder)
    assert reason.code == "privacy"
    assert "13800001234" not in reason.message
    assert "示例户主" not in reason.message
