"""Trees and levels of any flows: nothing is lost, added twice, or above its parent unsaid."""

import json
from decimal import Decimal

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from outputs.ledger.adjacency import NOBODY, added, networks
from outputs.ledger.files import LEVELS, TREE, derived_files
from outputs.ledger.levels import STAGE_COLUMNS, level_table
from outputs.ledger.statements import STAGES
from outputs.ledger.tree import branches, flattened, tree_of
from outputs.ledger.tree_schema import tree_schema

OFTEN = settings(derandomize=True, max_examples=150, deadline=None)
NODES = {"CN": "中央", "610000": "省", "610100": "市", "610124": "区县", "610124105": "乡镇",
         "610124/水务局": "单位", "610124/项目/路": "项目", "某处": ""}  # fmt: skip
COLUMNS = (
    "budget_year", "fund_key", "stage", "payer_node", "payer_name", "payer_code", "payer_level",
    "payee_node", "payee_name", "payee_code", "payee_level", "amount_yuan", "is_counted",
)  # fmt: skip


def party(side, node):
    name = f"{node}（示例）" if node else ""
    return {
        f"{side}_node": node, f"{side}_name": name, f"{side}_code": "",
        f"{side}_level": NODES.get(node, ""),
    }  # fmt: skip


def row(year, fund, stage, payer, payee, fen, *, counted="是"):
    head = {"budget_year": year, "fund_key": fund, "stage": stage, "is_counted": counted}
    amount = {"amount_yuan": f"{Decimal(fen) / 100:.2f}"}
    return head | party("payer", payer) | party("payee", payee) | amount


PARTIES = st.sampled_from(["", *NODES])
ROWS = st.lists(
    st.builds(
        row, st.sampled_from(["2019", "2020"]), st.sampled_from(["", "中央·发展"]),
        st.sampled_from(STAGES), PARTIES, PARTIES, st.integers(0, 10**6),
        counted=st.sampled_from(["是", "是", "否"]),
    ),
    max_size=25,
)  # fmt: skip


@OFTEN
@given(ROWS)
def test_flattening_a_tree_gives_its_edges_back(rows):
    for network in networks(rows):
        assert flattened(tree_of(network)) == network.edges


@OFTEN
@given(ROWS)
def test_every_amount_stands_at_the_places_of_its_payee_once(rows):
    for network in networks(rows):
        places = {}
        for branch in branches(tree_of(network)):
            places.setdefault(branch.node.key, []).append(branch)
        for key, found in places.items():
            assert added(one.stated for one in found) == found[0].received
            assert sum(not one.is_continued and bool(one.children) for one in found) <= 1
            passed = {edge.payee for edge in network.edges if edge.payer == key != NOBODY}
            assert passed == {one.node.key for place in found for one in place.children}


@OFTEN
@given(ROWS)
def test_children_are_never_above_their_parent_unsaid(rows):
    for network in networks(rows):
        for branch in branches(tree_of(network)):
            below = added(one.given for one in branch.children)
            for stage, amount in below.items():
                known = branch.received.get(stage)
                over = branch.overrun.get(stage, 0)
                assert known is None or amount <= known + over
                assert over == 0 or amount == known + over


@OFTEN
@given(ROWS)
def test_leaves_of_the_level_table_sum_to_the_tree_s_total(rows):
    for network in networks(rows):
        tree = tree_of(network)
        table = level_table([tree]).to_pylist()
        for stage, column in STAGE_COLUMNS.items():
            leaves = [one for one in table if stage in one["leaf_stages"].split("、")]
            total = sum(one[column] for one in leaves)
            assert total * 100 == tree.leaf_totals.get(stage, 0)


@OFTEN
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows, random):
    mixed = list(rows)
    random.shuffle(mixed)
    assert derived_files(table_of(mixed)) == derived_files(table_of(rows))


def table_of(rows):
    schema = pa.schema([(name, pa.string()) for name in COLUMNS])
    return pa.Table.from_pylist(rows, schema=schema)


def test_a_long_chain_and_a_circle_are_still_trees():
    chain = [row("2019", "", "拨付", f"n{i}", f"n{i + 1}", 100) for i in range(3000)]
    circle = [row("2019", "", "拨付", "n3000", "n0", 100)]
    for rows in (chain, chain + circle):
        (network,) = networks(rows)
        assert flattened(tree_of(network)) == network.edges
        assert set(derived_files(table_of(rows))) == {LEVELS, TREE}


def test_the_tree_says_what_was_overrun():
    rows = [
        row("2019", "", "拨付", "CN", "610000", 500),
        row("2019", "", "拨付", "610000", "610100", 700),
    ]
    (tree,) = json.loads(derived_files(table_of(rows))[TREE])["trees"]
    assert tree["control"]["overruns"] == [{"node": "610000", "disbursement": "2.00"}]
    assert tree["control"]["leaf_totals"] == {"disbursement": "7.00"}
    (root,) = tree["roots"]
    assert (root["node"], root["children"][0]["overrun"]) == ("CN", {"disbursement": "2.00"})


@OFTEN
@given(ROWS)
def test_the_tree_has_the_form_that_its_schema_says(rows):
    document = json.loads(derived_files(table_of(rows))[TREE])
    Draft202012Validator(tree_schema()).validate(document)


def test_the_schema_refuses_children_of_a_node_that_is_continued_elsewhere():
    (tree,) = trees_of([row("2019", "", "拨付", "CN", "610000", 500)])
    tree["roots"][0]["is_continued"] = True
    document = json.loads(derived_files(table_of([]))[TREE]) | {"trees": [tree]}
    assert not Draft202012Validator(tree_schema()).is_valid(document)


def trees_of(rows):
    return json.loads(derived_files(table_of(rows))[TREE])["trees"]
