from datetime import UTC, datetime

import pytest
from home_kit import BAD, CORRECTED, GOOD, PERIOD, UNIT, archived, office_of, open_home, run, send

from assets.receipts import Receipt, read_receipts
from assets.stages.receive import NameRefusedError, drop, receive
from assets.store import read_json


@pytest.fixture
def store(tmp_path):
    return open_home(tmp_path / "home")


def numbers(store):
    return [receipt.number for receipt in read_receipts(store)]


def test_a_file_gets_a_receipt_and_is_kept_byte_for_byte(store):
    path = send(store, GOOD)
    (receipt,) = receive(store, "clerk")
    assert (receipt.number, receipt.period, receipt.unit) == (1, PERIOD, UNIT)
    assert (receipt.file, receipt.size) == ("表.csv", len(GOOD.encode()))
    assert receipt.submitted_by == "clerk"
    assert archived(store) == {receipt.sha256: path.read_bytes()}
    assert path.exists()
    assert read_receipts(store) == [receipt]


def test_the_same_file_twice_is_one_submission(store):
    send(store, GOOD)
    receive(store)
    send(store, GOOD)
    assert receive(store) == []
    assert numbers(store) == [1]


def test_a_file_that_returns_to_its_first_form_is_a_third_submission(store):
    for text in (GOOD, CORRECTED, GOOD):
        send(store, text)
        receive(store)
    assert numbers(store) == [1, 2, 3]
    assert len(archived(store)) == 2


def test_the_same_bytes_from_another_unit_are_another_submission(store):
    send(store, GOOD)
    send(store, GOOD, unit="430511")
    assert [receipt.unit for receipt in receive(store)] == ["430511", "610204"]
    assert len(archived(store)) == 1


def test_nothing_is_ever_deleted_from_the_archive(store):
    send(store, GOOD)
    receive(store)
    first = archived(store)
    send(store, CORRECTED).with_name("表.csv")
    receive(store)
    (store.inbox / PERIOD / UNIT / "表.csv").unlink()
    receive(store)
    assert first.items() < archived(store).items()


def test_archived_bytes_are_read_only_and_not_written_again(store):
    send(store, GOOD)
    (receipt,) = receive(store)
    path = store.archived_file(receipt.sha256)
    assert path.stat().st_mode & 0o222 == 0
    before = path.stat().st_mtime_ns
    send(store, GOOD, name="又一份.csv")
    receive(store)
    assert store.archived_file(receipt.sha256).stat().st_mtime_ns == before


@pytest.mark.parametrize(
    "name", [".hidden", "~$表.xlsx", "Thumbs.db", "desktop.ini", ".表.csv.part"]
)
def test_what_the_office_suite_leaves_behind_is_no_submission(store, name):
    send(store, GOOD, name=name)
    assert receive(store) == []


def test_a_link_is_not_followed(store, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text(GOOD, encoding="utf-8")
    folder = store.inbox / PERIOD / UNIT
    folder.mkdir(parents=True)
    (folder / "表.csv").symlink_to(secret)
    assert receive(store) == []


@pytest.mark.parametrize(
    ("unit", "period", "rule"),
    [
        ("999999", PERIOD, "unit_unknown"),
        ("某 单位", PERIOD, "unit_unknown"),
        (UNIT, "2019.3", "period_unknown"),
        (UNIT, "2011-01", "period_too_early"),
    ],
)
def test_a_file_in_a_wrong_folder_keeps_its_bytes_and_says_so(store, unit, period, rule):
    send(store, GOOD, unit=unit, period=period)
    state = run(store)
    (receipt,) = read_receipts(store)
    assert archived(store) == {receipt.sha256: GOOD.encode()}
    assert not receipt.is_placed(office_of(store))
    assert [found["rule"] for found in state.open_findings] == [rule]
    assert not state.submissions[0].accepted
    assert state.in_force == {}


def test_a_file_is_copied_into_the_inbox_whole(store, tmp_path):
    source = tmp_path / "资金表.csv"
    source.write_text(GOOD, encoding="utf-8")
    target = drop(store, source, PERIOD, UNIT)
    assert target == store.inbox / PERIOD / UNIT / "资金表.csv"
    assert [path.name for path in target.parent.iterdir()] == ["资金表.csv"]


@pytest.mark.parametrize("name", [".x.csv", "~$x.xlsx", "x\ny.csv", "长" * 121])
def test_a_name_that_cannot_be_kept_is_refused(store, tmp_path, name):
    with pytest.raises(NameRefusedError):
        drop(store, tmp_path / name, PERIOD, UNIT)


def test_a_changed_file_is_read_by_its_own_bytes(store):
    send(store, GOOD)
    run(store)
    send(store, BAD)
    state = run(store)
    assert [one.accepted for one in state.submissions] == [True, False]
    assert read_json(store.submission(PERIOD, UNIT, 1) / "judgement.json")["accepted"]


@pytest.mark.parametrize(("period", "due"), [("2019-12", "2020-01-05"), ("someday", "")])
def test_a_receipt_names_the_day_it_is_due(period, due):
    at = datetime(2026, 1, 1, tzinfo=UTC)
    receipt = Receipt(
        number=1, period=period, unit=UNIT, file="x", sha256="0", size=1, received_at=at
    )
    assert receipt.due == due
