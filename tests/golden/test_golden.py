"""Workbooks against tables that were written by hand from their cells.

Each YAML file here is one workbook: `file` names a real one among the samples, `workbook` an
invented one in the folder beside this file, marked 示例. `shared` holds what every record says,
`fields` names the values of each row of `records`, claims are [cells, label, kind, values, holds],
findings are [rule, severity, cell].
"""

from pathlib import Path
from typing import Any

import pytest
from planting import judge

import sources
from sources.contract import load_contracts, read_yaml, submitted_contracts
from sources.reading import plain_reading, read_file

SAMPLES = Path(sources.__file__).parent / "samples"
HERE = Path(__file__).parent
WORKBOOKS = HERE / "workbooks"
GOLDEN = {path.stem: read_yaml(path) for path in sorted(HERE.glob("*.yaml"))}
HEAD = ("sheet", "range", "dataset", "title", "unit", "document_no")


def path_of(golden: dict[str, Any]) -> Path:
    return SAMPLES / golden["file"] if "file" in golden else WORKBOOKS / golden["workbook"]


def read(golden: dict[str, Any]) -> dict[str, Any]:
    return plain_reading(read_file(path_of(golden), load_contracts()))


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


def test_every_workbook_has_a_golden_table():
    files = {
        path
        for folder in (SAMPLES, WORKBOOKS)
        for path in folder.rglob("*")
        if path.suffix in (".xlsx", ".xls", ".csv")
    }
    assert files == {path_of(golden) for golden in GOLDEN.values()}


def test_every_dataset_has_a_golden_table():
    assert {golden["dataset"] for golden in GOLDEN.values()} == set(submitted_contracts())


def test_an_invented_workbook_says_so():
    for golden in GOLDEN.values():
        assert "file" in golden or "示例" in golden["title"]


def test_an_invented_workbook_breaks_no_rule():
    readings = {
        name: read_file(path_of(golden), load_contracts())
        for name, golden in GOLDEN.items()
        if "workbook" in golden
    }
    judged = judge(readings)
    assert {name: [one.rule for one in found] for name, found in judged.items() if found} == {}
