"""The counts in docs/oc4ids.md are those of the demonstration's release."""

import json
import re

import pytest
from conformance.running import PUBLIC, ROOT

pytestmark = pytest.mark.conform
ROW = re.compile(r"^\|[^|]+\|[^|]+\| `([\w.]+)`(?:「([^」]+)」)?[^|]*\| (\d+) \|$", re.MULTILINE)
TOTAL = re.compile(r"Demo, of (\d+)")


def found(value, path):
    """Everything at a path of names; lists are gone through."""
    if isinstance(value, list):
        return [one for member in value for one in found(member, path)]
    if not path:
        return [value]
    return found(value[path[0]], path[1:]) if path[0] in value else []


def test_the_page_counts_the_projects_of_the_demonstration():
    if not PUBLIC.is_dir():
        pytest.fail(f"nothing is published in {PUBLIC}: make conform-setup")
    page = (ROOT / "docs" / "oc4ids.md").read_text(encoding="utf-8")
    text = (PUBLIC / "latest" / "oc4ids" / "projects.json").read_text(encoding="utf-8")
    projects = json.loads(text)["projects"]
    rows = ROW.findall(page)
    assert len(rows) == page.count("\n| ") - 1
    assert int(TOTAL.findall(page)[0]) == len(projects)
    for path, words, count in rows:
        values = [found(one, path.split(".")) for one in projects]
        holding = [one for one in values if one and (not words or words in str(one))]
        assert len(holding) == int(count), path
