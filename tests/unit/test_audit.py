"""The trail names every thing that happened; no line and no fact can be changed or lost unseen."""

import json
import shutil
from datetime import datetime

import openpyxl
import pytest
from cli_kit import answer_of, mingzhang, refusal_of
from withdrawal_kit import TWO, open_published, versions, withdraw

from assets.audit import entries, keep_trail, read_trail, trail_faults
from assets.declarations import Entry
from assets.journal import add_lines
from assets.receipts import CHINA, Receipt, add_receipts
from assets.store import Store, write_json
from expectations.declaration import Declaration
from pipelines.home import prepare_home

AT = "2026-11-24T09:00:00+08:00"
CLERK, PRIVATE = "clerk-li@example.org", "家中有事（示例，不公开的原因）"


def write_registers(store: Store) -> None:
    receipt = Receipt(
        number=1,
        period="2026-10",
        unit="610124",
        file="李某的表.xlsx",
        sha256="a" * 64,
        size=10,
        received_at=datetime(2026, 11, 24, 8, tzinfo=CHINA),
        submitted_by=CLERK,
    )
    add_receipts(store, [receipt])
    said = Declaration(
        kind="late",
        period="2026-10",
        unit="610116",
        reason=PRIVATE,
        declared_by=CLERK,
        declared_at=AT,
    )
    add_lines(store.declarations, [Entry(declaration=said)])
    found = [{"severity": "error", "submission": "000001", "message": "=1+1"}]
    write_json(store.returned("2026-10", "610124", 1) / ".findings.json", found)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A home with two releases, one withdrawn, a receipt, a declaration and a returned workbook."""
    office = open_published(tmp_path_factory.mktemp("audit") / "home")
    store = Store(office.home)
    prepare_home(store)
    write_registers(store)
    withdraw(office, versions(office)[0], *TWO)
    keep_trail(store)
    return store


@pytest.fixture
def store(kept, tmp_path):
    return Store(shutil.copytree(kept.home, tmp_path / "home"))


def kinds(store):
    return [one.kind for one in entries(store)]


def test_every_thing_that_happened_has_one_line(kept):
    found = kinds(kept)
    for kind, count in {
        "收件": 1, "逾期说明": 1, "发出问题": 1, "签批同意": 9, "发布": 2, "紧急撤下": 1,
    }.items():  # fmt: skip
        assert found.count(kind) == count, kind
    assert trail_faults(kept) == ()
    assert keep_trail(kept) == 0


def test_the_withdrawal_names_its_signers_in_their_roles(kept):
    (one,) = [one for one in entries(kept) if one.kind == "紧急撤下"]
    assert one.who == "保密审查 zhang、分管领导审核 li"
    assert "全部数据" in one.what


def test_nobody_is_named_but_signers(kept):
    text = json.dumps([one.to_json() for one in entries(kept)], ensure_ascii=False)
    assert CLERK not in text
    assert PRIVATE not in text
    assert "李某" not in text


def test_a_line_that_is_changed_or_taken_out_is_found(store):
    lines = store.audit.read_bytes().splitlines(keepends=True)
    for number in range(len(lines) - 1):
        store.audit.write_bytes(b"".join(lines[:number] + lines[number + 1 :]))
        assert trail_faults(store), number
    changed = lines[3].replace(b'"place":"', b'"place":"x', 1)
    store.audit.write_bytes(b"".join([*lines[:3], changed, *lines[4:]]))
    assert trail_faults(store)
    store.audit.write_bytes(b"".join([*lines[:3], b"{}\n", *lines[4:]]))
    assert trail_faults(store)


def test_a_trail_that_is_cut_off_is_found_by_whoever_kept_its_last_line(store):
    head = read_trail(store.audit).head
    lines = store.audit.read_bytes().splitlines(keepends=True)
    store.audit.write_bytes(b"".join(lines[:-1]))
    assert trail_faults(store) == ()
    assert trail_faults(store, head)


def test_a_fact_that_is_changed_or_taken_away_is_found(store):
    store.receipts.write_text(
        store.receipts.read_text(encoding="utf-8").replace("610124", "610125"), encoding="utf-8"
    )
    (fault,) = trail_faults(store)
    assert "收件" in fault
    statement = next((store.signoffs / "candidates").glob("*/chief.json"))
    statement.unlink()
    assert len(trail_faults(store)) == 2
    assert "依据缺失：已被改动或删去" in [one.what for one in entries(store)]


def test_what_was_sent_back_stays_when_its_folder_is_renewed(store):
    stamp = next(store.home.glob("returned/*/*/*/.findings.json"))
    write_json(stamp, [])
    assert keep_trail(store) == 1
    assert kinds(store).count("发出问题") == 2
    assert trail_faults(store) == ()


def test_half_a_line_of_a_killed_run_is_written_again(store):
    content = store.audit.read_bytes()
    store.audit.write_bytes(content[:-20])
    assert keep_trail(store) == 1
    assert trail_faults(store) == ()


def test_the_command_checks_and_exports(store, tmp_path):
    assert answer_of(store.home, "audit", "--verify")["ok"] is True
    book = tmp_path / "台账.xlsx"
    told = answer_of(store.home, "audit", "-o", book)
    assert told["entries"][0]["number"] == 1
    sheet = openpyxl.load_workbook(book)["台账"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:4] == ("序号", "时间", "事项", "经办（签署人）")
    assert len(rows) == 1 + len(told["entries"])
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert not [cell for row in sheet.iter_rows() for cell in row if str(cell.value)[:1] == "="]
    assert sheet.page_setup.orientation == "landscape"
    assert "不覆盖" in refusal_of(store.home, "audit", "-o", book)
    store.audit.write_bytes(store.audit.read_bytes().replace(b'"number":2,', b'"number":7,'))
    done = mingzhang(store.home, "audit", "--verify")
    assert done.exit_code == 1
    assert "接不上" in done.stderr
