"""From invented workbooks to the ledger in a release: its page, its hierarchies, its proof."""

import csv
import json
import shutil
from pathlib import Path

import pytest

from assets.store import Store
from outputs.ledger.files import LEVELS, TREE
from outputs.site.addresses import ledger_page
from outputs.tracing import trace
from outputs.verify import verify_public

KEY = "中央·扶贫发展资金"


@pytest.fixture
def released(ledger_release) -> Store:
    return ledger_release


def rows_of(store: Store, name: str) -> list[dict[str, str]]:
    path = store.public / "latest" / "data" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_chain_balances_by_hand(released):
    found = {row["node_name"]: row for row in rows_of(released, "fund_balances")}
    names = ("received_yuan", "passed_on_yuan", "spent_yuan", "gap_yuan")
    assert {name: tuple(row[one] for one in names) for name, row in found.items()} == {
        "中央": ("", "1000000.00", "", ""),
        "陕西省": ("1000000.00", "600000.00", "", "400000.00"),
        "铜川市": ("600000.00", "500000.00", "", "100000.00"),
        "耀州区": ("500000.00", "450000.00", "305000.00", "50000.00"),
        "示例产业路": ("305000.00", "", "", "305000.00"),
        "示例水厂": ("145000.00", "", "", "145000.00"),
    }
    assert {row["fund_key"] for row in found.values()} == {KEY}


def test_the_level_table_has_a_column_for_each_level(released):
    by_node = {row["node"].split("/")[-1]: row for row in rows_of(released, "fund_flows_levels")}
    road = by_node["示例产业路|示例村|2019"]
    names = ("central", "province", "city", "county", "project")
    assert [road[name] for name in names] == [
        "中央财政", "陕西省财政厅", "铜川市财政局", "耀州区", "示例产业路",
    ]  # fmt: skip
    assert (road["is_leaf"], road["leaf_stages"]) == ("是", "分配")
    assert (road["allocation_yuan"], road["disbursement_yuan"]) == ("305000.00", "")
    county = by_node["610204"]
    assert (county["leaf_stages"], county["disbursement_yuan"]) == ("拨付、支出", "500000.00")


def test_the_tree_has_control_totals(released):
    tree = json.loads((released.public / "latest" / TREE).read_bytes())["trees"][0]
    assert tree["control"]["leaf_totals"] == {
        "allocation": "450000.00", "disbursement": "500000.00", "expenditure": "305000.00",
    }  # fmt: skip
    assert tree["control"]["overruns"] == []
    (root,) = tree["roots"]
    assert root["node"] == "CN"


def test_a_flow_leads_back_to_its_cell(released):
    flow = next(r for r in rows_of(released, "fund_flows") if r["payee_name"] == "耀州区财政局")
    (found,) = trace(released.public, "fund_flows", flow["record_id"], "amount_yuan")
    assert (found["cell"], found["original"], found["value"]) == ("F6", "50", "500000.00")


def test_the_page_shows_the_gap_and_leads_home(released):
    own = ledger_page(2019, KEY)
    page = (released.public / own).read_text("utf-8")
    assert '<data value="50000.00">50,000.00</data>' in page
    assert "45.00 万元（分配）" in page
    assert f'href="../{own}"' in (released.public / "ledger" / "index.html").read_text("utf-8")
    assert 'href="ledger/index.html"' in (released.public / "index.html").read_text("utf-8")


def test_the_hierarchies_are_summed_described_and_derived_again(released, tmp_path: Path):
    latest = released.public / "latest"
    assert LEVELS in (latest / "SHA256SUMS").read_text("utf-8")
    resources = json.loads((latest / "datapackage.json").read_bytes())["resources"]
    assert {LEVELS, TREE} <= {one["path"] for one in resources}
    assert list(verify_public(released.public, released.allowed_signers)) == []
    copy = tmp_path / "public"
    shutil.copytree(released.public, copy)
    version = json.loads((latest / "RELEASE.json").read_bytes())["version"]
    for path in (LEVELS, TREE):
        file = copy / "releases" / version / path
        file.write_bytes(file.read_bytes().replace(b"305000.00", b"305000.01"))
    codes = [(one.code, Path(one.path).name) for one in verify_public(copy)]
    assert ("changed_hierarchy", Path(LEVELS).name) in codes
    assert ("changed_hierarchy", Path(TREE).name) in codes


def test_no_sum_over_stages_is_shown_anywhere(released):
    document = json.loads((released.public / "latest" / "RELEASE.json").read_bytes())
    for name in ("fund_flows", "fund_balances"):
        assert document["datasets"][name]["amount_yuan"] is None
