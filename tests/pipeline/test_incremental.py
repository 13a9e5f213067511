"""Nights that do only what is new end where one night that does everything ends, byte for byte."""

import random
import shutil
from pathlib import Path

import pytest

from assets.receipts import read_receipts
from assets.stages import settle as settling
from assets.stages.propose import current_digest, propose
from assets.stages.publish import people_of, publish
from assets.stages.settle import load_state
from assets.store import Store, write_bytes
from benchmarks.province.building import SIGNED_AT, Stages, night
from benchmarks.province.generated import Library
from benchmarks.province.home import prepare, send, sign_all

UNITS, MONTHS, RECORDS = ("610102", "610103"), (1, 2), 4
NIGHTS = 4


def of(store: Store, folder: str) -> dict[str, bytes]:
    below = store.home / folder
    return {
        path.relative_to(below).as_posix(): path.read_bytes()
        for path in below.rglob("*")
        if path.is_file()
    }


def anew(store: Store, home: Path) -> Store:
    """The same receipts and files in a home in which nothing was done yet."""
    made = ("work", "candidates", "returned", "public", "signoffs")
    shutil.copytree(store.home, home, ignore=lambda _, names: [n for n in names if n in made])
    return Store(home)


def change(store: Store, source: random.Random, count: int) -> None:
    """A new workbook, one with other money, or another document where one was."""
    unit, month = source.choice(UNITS), source.choice(MONTHS)
    there = (store.inbox / f"2016-{month:02}" / unit).exists()
    is_gone = there and source.random() < 0.5
    shown = Library(0, unit, 2016, month, RECORDS + count)
    send(store, [shown], changed=count)
    if is_gone:
        # The title names another month: of the document that was there nothing is left.
        path = store.inbox / shown.period / unit / "项目库.xlsx"
        other = Library(0, unit, 2016, month + 6, RECORDS + count)
        send(store, [other], changed=count)
        (store.inbox / other.period / unit / "项目库.xlsx").replace(path)


@pytest.fixture
def province(tmp_path):
    store = Store(tmp_path / "home")
    return store, prepare(store)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nights_one_after_another_make_the_candidate_of_one_night(province, tmp_path, seed):
    store, office = province
    source = random.Random(seed)
    for count in range(NIGHTS):
        change(store, source, count)
        night(store, office, Stages())
    fresh = anew(store, tmp_path / "fresh")
    night(fresh, office, Stages())
    digest = current_digest(store)
    assert digest is not None
    assert digest == current_digest(fresh)
    assert of(store, f"candidates/{digest}") == of(fresh, f"candidates/{digest}")
    assert of(store, "work/datasets") == of(fresh, "work/datasets")


@pytest.mark.slow
def test_a_release_after_several_nights_is_that_of_one_night(province, tmp_path):
    store, office = province
    source = random.Random(4)
    for count in range(NIGHTS):
        change(store, source, count)
        night(store, office, Stages())
    fresh = anew(store, tmp_path / "fresh")
    night(fresh, office, Stages())
    for one in (store, fresh):
        sign_all(one, office, SIGNED_AT)
        publish(one, office, people_of(office, load_state(one), read_receipts(one)))
    first, second = of(store, "public"), of(fresh, "public")
    # DuckDB writes a random identifier into each database; its tables are compared by `verify`.
    promised = {name for name in first if not name.startswith("databases/")}
    assert promised == {name for name in second if not name.startswith("databases/")}
    assert [name for name in sorted(promised) if first[name] != second[name]] == []


def test_a_night_without_news_makes_nothing_and_damage_is_made_good(province, monkeypatch):
    store, office = province
    send(store, [Library(0, UNITS[0], 2016, 1, RECORDS)])
    night(store, office, Stages())
    before = {**of(store, "work/datasets"), **of(store, "candidates")}
    with monkeypatch.context() as patched:
        patched.setattr(settling, "joined_tables", None)
        night(store, office, Stages())
    dataset = store.dataset("project")
    write_bytes(dataset, b"")
    night(store, office, Stages())
    assert {**of(store, "work/datasets"), **of(store, "candidates")} == before
    digest = current_digest(store)
    damaged = store.candidates / str(digest) / "withheld.json"
    write_bytes(damaged, b"[1]")
    propose(store, office)
    assert {name: content for name, content in of(store, "candidates").items()
            if not name.startswith(".changed-")} == of_candidates(before)  # fmt: skip


def of_candidates(content: dict[str, bytes]) -> dict[str, bytes]:
    return {name: one for name, one in content.items() if not name.endswith(".parquet")
            or "/" in name}  # fmt: skip
