"""The tree of areas: every total is own and children's, nothing is lost, every area stands once."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from outputs.slices.places import areas_by_code
from outputs.slices.totals import Kind, Total, added
from outputs.slices.tree import Project, area_trees, flattened, nodes
from outputs.slices.tree_file import tree_bytes
from outputs.slices.tree_schema import TREE_SCHEMA

FEW = settings(derandomize=True, max_examples=60, deadline=None)
CODES = ("CN", "610000", "610100", "610102", "610102001", "610124", "610125", "610118", "unplaced")
KINDS = (
    Kind("project", "", ""),
    Kind("fund_flows", "拨付", "是"),
    Kind("fund_flows", "支出", "是"),
)
TOTAL = st.builds(
    Total, st.integers(1, 9), st.integers(0, 3), st.none() | st.integers(-(10**6), 10**12)
)
OWN = st.dictionaries(
    st.sampled_from(CODES), st.dictionaries(st.sampled_from(KINDS), TOTAL, min_size=1)
)


@FEW
@given(OWN)
def test_a_total_with_below_is_own_and_children_s(own):
    for node in nodes(area_trees(own, {})):
        assert node.with_below == added((node.own, *(one.with_below for one in node.children)))


@FEW
@given(OWN)
def test_flattening_gives_the_own_totals_back(own):
    assert flattened(area_trees(own, {})) == own


@FEW
@given(OWN)
def test_the_roots_hold_everything_once(own):
    roots = area_trees(own, {})
    assert added(root.with_below for root in roots) == added(own.values())


@FEW
@given(OWN)
def test_every_area_stands_once_under_the_area_around_it(own):
    roots = area_trees(own, {})
    codes = [node.code for node in nodes(roots)]
    assert len(codes) == len(set(codes)) >= len(own)
    for node in nodes(roots):
        for child in node.children:
            assert areas_by_code()[child.code].parent == node.code


@FEW
@given(OWN)
def test_the_file_has_the_form_that_its_schema_says(own):
    projects = {code: [Project("r1", "示例项目", 5)] for code in own}
    document = json.loads(tree_bytes(area_trees(own, projects)))
    Draft202012Validator(TREE_SCHEMA).validate(document)


def test_an_area_that_ended_keeps_its_name_and_its_end():
    codes = {"610125": "户县", "610118": "鄠邑区"}
    own = {code: {KINDS[0]: Total(1, 0, 100)} for code in codes}
    found = {one["code"]: one for one in plain_nodes(json.loads(tree_bytes(area_trees(own, {}))))}
    assert {code: found[code]["name"] for code in codes} == codes
    assert found["610125"]["valid_to"] == found["610118"]["valid_from"] is not None


def test_the_schema_refuses_an_amount_that_is_a_number():
    own = {"610124": {KINDS[0]: Total(1, 0, 100)}}
    document = json.loads(tree_bytes(area_trees(own, {})))
    document["roots"][0]["with_below"][0]["amount_yuan"] = 1.0
    assert not Draft202012Validator(TREE_SCHEMA).is_valid(document)


def plain_nodes(document):
    waiting = list(document["roots"])
    while waiting:
        node = waiting.pop()
        yield node
        waiting += node["children"]
