"""The sample workbooks against tables that were written by hand from the printed cells.

Each YAML file here is one workbook, a real one (`file`) or an invented one (`workbook`): `shared`
holds what every record says, `fields` names the values of each row of `records`, claims are
[cells, label, kind, values, holds], findings are [rule, severity, cell].
"""

from pathlib import Path
from typing import Any

import pytest

import sources
from sources.contract import load_contracts, read_yaml
from sources.reading import plain_reading, read_file

SAMPLES = Path(sources.__file__).parent / "samples"
HERE = Path(__file__).parent
WORKBOOKS = HERE / "workbooks"
GOLDEN = {path.stem: read_yaml(path) for path in sorted(HERE.glob("*.yaml"))}
HEAD = ("sheet", "range", "dataset", "title", "unit", "document_no")


def read(golden: dict[str, Any]) -> dict[str, Any]:
    return plain_reading(read_file(path_of(golden), load_contracts()))


def path_of(golden: dict[str, Any]) -> Path:
    """A real sample, or an invented workbook beside the golden tables."""
    return SAMPLES / golden["file"] if "file" in golden else WORKBOOKS / golden["workbook"]


def expected_records(golden: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "cells": cells,
            "values": golden["shared"]
            | {
                name: value
                for name, value in zip(golden["fields"], row, strict=True)
                if value is not None
            },
        }
        for cells, row in golden["records"].items()
    ]


def expected_claims(golden: dict[str, Any]) -> list[dict[str, Any]]:
    names = ("cells", "label", "kind", "values", "holds")
    claims = [dict(zip(names, claim, strict=True)) for claim in golden["claims"]]
    return sorted(claims, key=lambda claim: claim["cells"])


@pytest.mark.parametrize("golden", GOLDEN.values(), ids=GOLDEN)
def test_a_sample_reads_as_its_table_was_read_by_hand(golden):
    reading = read(golden)
    assert reading["readable"]
    assert reading["findings"] == []
    assert len(reading["tables"]) == 1
    table = reading["tables"][0]
    assert {name: table[name] for name in HEAD} == {name: golden[name] for name in HEAD}
    shown = {column["cells"]: [column["header"], column["field"]] for column in table["columns"]}
    assert shown == golden["columns"]
    assert table["records"] == expected_records(golden)
    claims = [{k: v for k, v in claim.items() if k != "actual"} for claim in table["claims"]]
    assert sorted(claims, key=lambda claim: claim["cells"]) == expected_claims(golden)
    found = [[one["rule"], one["severity"], one["cell"]] for one in table["findings"]]
    assert sorted(found) == sorted(golden["findings"])
    assert {one["file"] for one in table["findings"]} <= {path_of(golden).name}


@pytest.mark.parametrize("golden", GOLDEN.values(), ids=GOLDEN)
def test_a_claim_that_holds_says_what_its_parts_make(golden):
    for claim in read(golden)["tables"][0]["claims"]:
        if claim["kind"] == "total" and claim["holds"]:
            assert claim["actual"] == claim["values"]


def test_every_sample_has_a_golden_table():
    workbooks = {
        path.relative_to(SAMPLES).as_posix()
        for path in SAMPLES.rglob("*")
        if path.suffix in (".xlsx", ".xls", ".csv")
    }
    assert workbooks == {golden["file"] for golden in GOLDEN.values() if "file" in golden}
    invented = {golden["workbook"] for golden in GOLDEN.values() if "workbook" in golden}
    assert invented == {path.name for path in WORKBOOKS.iterdir()}


def test_every_dataset_has_a_golden_table():
    assert {golden["dataset"] for golden in GOLDEN.values()} == set(load_contracts())
