"""A household list goes through the whole pipeline and into no file of a release or a candidate."""

import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from board_kit import HOUSEHOLDS, MONEY, SECRETS, SIGNERS, give_keys, workbook
from cli_kit import PERIOD, UNIT, mingzhang, submit

from assets.graph.metadata import findings_metadata, rows_metadata
from assets.stages.propose import propose
from assets.stages.settle import load_state
from assets.store import Store
from sources.contract import Channel, load_contracts
from sources.office import load_office

BOARD = load_contracts()["household_list"]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """One file of two sheets, money and households, accepted, signed and published."""
    folder = tmp_path_factory.mktemp("board")
    home = folder / "home"
    give_keys(home)
    assert submit(home, workbook(folder, MONEY, HOUSEHOLDS)).exit_code == 0
    assert mingzhang(home, "run").exit_code == 0
    for role, signer in SIGNERS.items():
        done = mingzhang(home, "sign", role, "--as", signer, "--key", home / "keys" / role)
        assert done.exit_code == 0, done.output
    assert mingzhang(home, "publish").exit_code == 0
    return home


def contents(path: Path) -> str:
    """Everything a file says: tables are decoded and packages unpacked, names included."""
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        return f"{path.name} {table.schema} {table.to_pylist()}"
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as package:
            parts = [package.read(name).decode("utf-8", "ignore") for name in package.namelist()]
        return f"{path.name} {parts}"
    return path.name + path.read_bytes().decode("utf-8", "ignore")


def files_that_say(folder: Path, words: tuple[str, ...]) -> list[tuple[str, str]]:
    files = {path: contents(path) for path in sorted(folder.rglob("*")) if path.is_file()}
    assert files
    return [
        (path.relative_to(folder).as_posix(), word)
        for path, text in files.items()
        for word in words
        if word in text
    ]


def test_the_households_are_accepted_and_kept_inside(home):
    table = pq.read_table(Store(home).dataset("household_list"))
    assert table["household_head"].to_pylist() == ["示例户主甲", "示例户主乙", "示例户主丙"]
    assert table["unit_code"].to_pylist() == [UNIT] * 3
    assert table["period"].to_pylist() == [PERIOD] * 3
    assert [one["rule"] for one in load_state(Store(home)).open_findings] == ["section_row"]


def test_no_file_under_public_holds_a_name_or_a_value_of_the_list(home):
    assert files_that_say(home / "public", ("水厂",))
    assert files_that_say(home / "public", SECRETS) == []


def test_no_published_file_or_page_is_about_the_list(home):
    assert [path for path in (home / "public").rglob("*") if BOARD.dataset in path.name] == []
    assert files_that_say(home / "public", (BOARD.dataset, BOARD.title)) == []


def test_no_file_of_the_candidate_holds_a_name_or_a_value_of_the_list(home):
    assert files_that_say(home / "candidates", ("水厂",))
    assert files_that_say(home / "candidates", SECRETS) == []


def test_a_home_with_nothing_but_household_lists_has_nothing_to_publish(tmp_path):
    home = tmp_path / "home"
    assert submit(home, workbook(tmp_path, HOUSEHOLDS)).exit_code == 0
    assert mingzhang(home, "run").exit_code == 0
    store = Store(home)
    assert pq.read_table(store.dataset("household_list")).num_rows == 3
    assert not propose(store, load_office(store.office)).waits
    assert not list((home / "public").rglob("*.csv"))


def test_a_change_of_the_list_alone_needs_no_new_release(home):
    store = Store(home)
    changed = [*HOUSEHOLDS[:-1], [4, "示例密镇", "示例密村", "示例户主丁", 3, "识别", "甲", "局"]]
    assert submit(home, workbook(home.parent, MONEY, changed)).exit_code == 0
    assert mingzhang(home, "run").exit_code == 0
    assert (
        "示例户主丁" in pq.read_table(store.dataset("household_list"))["household_head"].to_pylist()
    )
    assert not propose(store, load_office(store.office)).waits


def test_what_the_analyst_is_shown_of_the_list_names_nobody(home):
    store = Store(home)
    shown = rows_metadata(BOARD, pq.read_table(store.dataset("household_list")))
    shown |= findings_metadata(load_state(store).open_findings, {})
    assert [word for word in SECRETS if word in str(shown)] == []


def test_every_field_of_a_dataset_for_the_board_is_kept_off_the_site_by_itself():
    boards = [one for one in load_contracts().values() if one.channel is Channel.BOARD]
    assert BOARD in boards
    for contract in boards:
        assert {field.channel for field in contract.fields} <= {Channel.BOARD, Channel.NONE}
        assert contract.public_fields == ()
