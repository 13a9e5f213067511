"""Values identify, evidence is signed beside them: what voids signatures, what cannot be changed.

A data home with real signatures; the clerk sends her table again, or somebody changes an address.
"""

import json
from datetime import timedelta

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from forging_kit import consistent
from home_kit import CORRECTED, UNIT, good_home, office_of, run, send
from made_once import copied

from assets.receipts import now_in_china, read_receipts
from assets.stages.propose import propose
from assets.stages.publish import people_of, publish, reasons_that_block, sign
from assets.stages.settle import load_state
from assets.store import Store
from expectations.signatures import make_key
from expectations.signing import SigningAct
from expectations.statement import ROLES, Role
from outputs.chain import DOCUMENT, LATEST, SUMS, read_links
from outputs.formats.csv_file import write_csv
from outputs.verify import verify_public

DATA = "data/fund_allocation"
PROVENANCE = "provenance/fund_allocation.parquet"


def proposed(store):
    run(store)
    return propose(store, office_of(store))


def people(store):
    return people_of(office_of(store), load_state(store), read_receipts(store))


def codes(store):
    return {one.code for one in reasons_that_block(store, people(store))}


def principal(store, role):
    provider = office_of(store).by_code[UNIT].provider
    return provider if role is Role.PROVIDER and provider else f"{role.value}@example.org"


def sign_all(store):
    lines = []
    for role in ROLES:
        key, name = store.home / "keys" / role.value, principal(store, role)
        key.parent.mkdir(exist_ok=True)
        make_key(key, role.value)
        public = key.with_name(f"{key.name}.pub").read_text(encoding="utf-8").split()
        lines.append(f'{name} namespaces="{role.namespace}" {public[0]} {public[1]}\n')
    store.allowed_signers.write_text("".join(lines), encoding="utf-8")
    start = now_in_china() - timedelta(minutes=10)
    for minutes, role in enumerate(ROLES):
        at = start + timedelta(minutes=minutes)
        key = store.home / "keys" / role.value
        sign(store, people(store), SigningAct(role.value, principal(store, role), key, at))


def signed_home(folder):
    good_home(folder)
    sign_all(Store(folder))


def released_home(folder):
    signed_home(folder)
    assert released(Store(folder)).fresh


@pytest.fixture
def store(tmp_path, tmp_path_factory):
    """A home whose candidate everybody has signed."""
    return Store(copied(tmp_path_factory, signed_home, tmp_path / "home"))


@pytest.fixture
def published(tmp_path, tmp_path_factory):
    """A home that has published it."""
    return Store(copied(tmp_path_factory, released_home, tmp_path / "home"))


def send_workbook(store):
    """GOOD as another program writes it: another file and sheet, one row lower, in yuan."""
    book = openpyxl.Workbook()
    book.active.title = "资金"
    for row in ([], ["2019年资金表"], ["单位：元"], ["项目名称", "金额"], ["水厂", 15000]):
        book.active.append(row)
    book.active.append(["合计", 15000])
    book.save(send(store, "", "另存.xlsx"))


def released(store):
    return publish(store, office_of(store), people(store))


def rewritten(path, **columns):
    """Write a Parquet file again with the first row's values changed."""
    table = pq.read_table(path)
    for name, value in columns.items():
        values = [value, *table[name].to_pylist()[1:]]
        place = table.schema.get_field_index(name)
        table = table.set_column(place, table.schema.field(name), pa.array(values, pa.string()))
    pq.write_table(table, path)
    return table


def test_the_same_values_in_another_workbook_void_nothing(store):
    before = propose(store, office_of(store))
    send_workbook(store)
    after = proposed(store)
    assert [one.accepted for one in load_state(store).open_submissions] == [True]
    assert len(read_receipts(store)) == 2
    assert after.digest == before.digest
    assert codes(store) == set()
    assert released(store).fresh
    assert list(verify_public(store.public, store.allowed_signers)) == []


def test_the_same_values_sent_again_after_the_release_propose_nothing(published):
    send_workbook(published)
    assert not proposed(published).waits


def test_one_changed_value_voids_every_signature(store):
    before = propose(store, office_of(store))
    send(store, CORRECTED)
    assert proposed(store).digest != before.digest
    found = reasons_that_block(store, people(store))
    assert {(one.code, one.role) for one in found} == {("stale", role.value) for role in ROLES}


@pytest.mark.parametrize(
    ("file", "columns"),
    [
        (PROVENANCE, {"cell": "Z9"}),
        (PROVENANCE, {"original": "9.9"}),
        (f"{DATA}.parquet", {"source_cells": "Z9:Z9"}),
        (f"{DATA}.parquet", {"amount_text": "9.9"}),
    ],
)
def test_a_changed_address_or_original_text_stops_at_the_gate(store, file, columns):
    candidate = store.candidates / propose(store, office_of(store)).digest
    rewritten(candidate / file, **columns)
    assert codes(store) == {"changed_evidence"}


@pytest.mark.parametrize(
    "file", [PROVENANCE, f"{DATA}.parquet", "manifest.json", "review/index.html", "withheld.json"]
)
def test_a_changed_candidate_is_made_anew_and_its_signatures_hold_again(store, file):
    """As the gate's messages tell people to do; what was changed stays to be looked at."""
    candidate = store.candidates / propose(store, office_of(store)).digest
    (candidate / file).write_bytes(b"changed")
    assert codes(store)
    assert proposed(store).digest == candidate.name
    assert codes(store) == set()
    (aside,) = store.candidates.glob(".changed-*")
    assert (aside / file).read_bytes() == b"changed"


def test_a_changed_list_of_changes_stops_at_the_gate(store):
    candidate = store.candidates / propose(store, office_of(store)).digest
    with (candidate / "changes" / "fund_allocation.csv").open("a", encoding="utf-8") as stream:
        stream.write("0,added,,,,\r\n")
    assert codes(store) == {"changed_evidence"}


@pytest.mark.parametrize("file", ["rules.csv", "rules.json", "units.csv", "row_counts.csv"])
def test_a_changed_result_of_a_check_stops_at_the_gate_and_is_found_in_a_release(published, file):
    (link,) = read_links(published.public)
    folder = link.folder
    candidate = published.candidates / json.loads((folder / DOCUMENT).read_bytes())["candidate"]
    frozen = (candidate / "quality" / file).read_bytes()
    assert (folder / "quality" / file).read_bytes() == frozen
    (folder / "quality" / file).write_bytes(frozen[:-1] + b" ")
    found = {one.code for one in verify_public(published.public, published.allowed_signers)}
    assert {"changed_file", "changed_evidence"} <= found
    consistent(published.public)
    found = {one.code for one in verify_public(published.public, published.allowed_signers)}
    assert found == {"changed_evidence"}
    (candidate / "quality" / file).write_bytes(frozen[:-1] + b" ")
    reasons = reasons_that_block(published, people(published))
    assert "changed_evidence" in {one.code for one in reasons}


def test_what_was_checked_is_described_and_summed_like_any_file_of_a_release(published):
    folder = published.public / LATEST
    package = json.loads((folder / "datapackage.json").read_bytes())
    paths = {one["path"]: one for one in package["resources"]}
    for name in ("rules.csv", "units.csv", "row_counts.csv"):
        header = (folder / "quality" / name).read_text("utf-8").splitlines()[0].split(",")
        fields = paths[f"quality/{name}"]["schema"]["fields"]
        assert [field["name"] for field in fields] == header
        assert f"  quality/{name}\n" in (folder / SUMS).read_text("utf-8")


@pytest.mark.parametrize("forge", ["provenance", "csv", "parquet"])
def test_a_changed_address_in_a_release_is_found_whatever_its_checksums_say(published, forge):
    (link,) = read_links(published.public)
    folder = link.folder
    if forge == "provenance":
        rewritten(folder / PROVENANCE, cell="Z9")
    else:
        file = folder / f"{DATA}.parquet"
        original = file.read_bytes()
        table = rewritten(file, source_cells="Z9:Z9")
        if forge == "csv":
            file.write_bytes(original)
            write_csv(table, folder / f"{DATA}.csv")
    consistent(published.public)
    found = {one.code for one in verify_public(published.public, published.allowed_signers)}
    # What is cut or made from the table of the release does not fit it any more either.
    made_of = {"changed_slice", "changed_projects"} if forge == "csv" else set()
    assert found == {"changed_evidence"} | made_of


def test_changed_projects_are_found_whatever_their_checksums_say(published):
    (link,) = read_links(published.public)
    path = link.folder / "oc4ids" / "projects.json"
    content = path.read_bytes()
    path.write_bytes(content.replace(b'"currency":"CNY"', b'"currency":"USD"', 1))
    assert path.read_bytes() != content
    consistent(published.public)
    found = {one.code for one in verify_public(published.public, published.allowed_signers)}
    assert found == {"changed_projects"}


def test_fen_that_are_not_the_yuan_are_found_in_a_release(published):
    (link,) = read_links(published.public)
    path = link.folder / f"{DATA}.csv"
    content = path.read_bytes()
    assert content.count(b"15000.00,1500000,") == 1
    path.write_bytes(content.replace(b"15000.00,1500000,", b"15000.00,1400000,"))
    consistent(published.public)
    found = {one.code for one in verify_public(published.public, published.allowed_signers)}
    assert found == {"changed_values", "changed_slice"}
