"""Every rule of reading and every kind of contract rule, broken in a real sample, is found there.

Beside test_seeded_defects: what breaks a rule by layout, styles or the file itself.
"""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random

import openpyxl
import pytest
from planting import Planted, addresses, findings_of, misses_and_false_alarms, sample_path
from rule_plants import (
    BUDGET,
    CELLS,
    DIANJIANG,
    FILES,
    OWN,
    ROWS,
    TRANSFER,
    YAOZHOU,
    planted,
)
from test_seeded_defects import DEFECTS

import sources
from assets.receipts import Receipt
from assets.stages.read import placing_findings
from expectations.rulebook import kinds
from sources.contract import DATASETS, VOCABULARY, parse_contract, read_yaml
from sources.finding import reading_rules
from sources.hashing import sha256_of_file
from sources.office import load_office
from sources.reading import read_file

FAULTS = {"E4": "待定", "E5": None, "E6": -1, "E7": "49(略)", "G3": "下达日期", "G9": "尽快"}


@pytest.fixture(scope="module")
def findings(tmp_path_factory):
    samples = [Planted(one, one, {}) for one in (BUDGET, TRANSFER)]
    every = [*samples, *map(planted, [*CELLS, *FILES])]
    return findings_of(every, tmp_path_factory.mktemp("planted"))


def expected(one):
    left = Counter(OWN[one.sample])
    left.subtract(one.goes)
    left.update(one.comes)
    return +left


@pytest.mark.parametrize("defect", [*CELLS, *FILES], ids=[one.name for one in [*CELLS, *FILES]])
def test_a_broken_rule_is_found_where_it_is_broken_and_no_other_is(findings, defect):
    assert addresses(findings[defect.name]) == expected(defect)


PLACES = {
    "unit_unknown": ("999999", "2019-03"),
    "period_unknown": ("610204", "2019-13"),
    "period_too_early": ("610204", "2017-03"),
}


@pytest.mark.parametrize("rule", PLACES)
def test_a_sample_sent_for_the_wrong_unit_or_month_gives_one_finding(rule):
    unit, period = PLACES[rule]
    path = sample_path(YAOZHOU)
    office = load_office(Path(sources.__file__).parent / "samples" / "office.yaml")
    receipt = Receipt(
        number=1,
        period=period,
        unit=unit,
        file=path.name,
        sha256=sha256_of_file(path),
        size=path.stat().st_size,
        received_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    (found,) = placing_findings(office, receipt)
    assert found.rule == rule


def test_a_column_that_a_contract_needs_is_missed_in_a_sample():
    raw = read_yaml(DATASETS / "fund_allocation.yaml")
    fields = [f | {"required": f["name"] in ("remark", "amount_yuan")} for f in raw["fields"]]
    contract = parse_contract(raw | {"fields": fields}, read_yaml(VOCABULARY))
    found = read_file(sample_path(YAOZHOU), {contract.dataset: contract}).all_findings
    assert addresses(found) == Counter([("column_missing", "A3")])


def test_every_rule_of_reading_and_every_kind_of_contract_rule_is_seeded():
    seeded = {rule for one in [*DEFECTS, *CELLS, *FILES] for rule, _ in one.comes}
    # A sample's own faults are no plants, but are found all the same.
    seeded |= {*PLACES, "column_missing", *(rule for own in OWN.values() for rule, _ in own)}
    assert set(reading_rules()) - seeded == set()
    assert [kind for kind in kinds() if not any(rule.endswith(kind) for rule in seeded)] == []


def test_over_all_samples_nothing_is_missed_and_nothing_is_a_false_alarm(findings):
    """With the same count in test_seeded_defects: every sample, as it is and with each plant."""
    wanted = {one.name: expected(one) for one in [*CELLS, *FILES]}
    wanted |= {one: Counter(OWN[one]) for one in (BUDGET, TRANSFER)}
    assert misses_and_false_alarms(findings, wanted) == (0, 0)


def test_twenty_one_bad_rows_give_twenty_one_findings(tmp_path):
    cells = {f"F{row}": "待定" for row in range(4, 25)}
    found = findings_of([Planted("many", DIANJIANG, cells)], tmp_path)["many"]
    assert addresses(found) - Counter(OWN[DIANJIANG]) == Counter(
        ("amount_not_number", cell) for cell in cells
    )


@pytest.fixture(scope="module")
def permuted(tmp_path_factory):
    """The rows of a sample with defects in them, in orders drawn once: each costs a judgement."""
    orders = [ROWS, *(Random(seed).sample(ROWS, len(ROWS)) for seed in range(12))]
    every = [
        Planted(f"order{number}", YAOZHOU, FAULTS, partial(reorder, order))
        for number, order in enumerate(orders)
    ]
    return orders, findings_of(every, tmp_path_factory.mktemp("permuted"))


def reorder(order: Sequence[int], book: openpyxl.Workbook) -> None:
    page = book.active
    rows = {row: [cell.value for cell in page[row]] for row in ROWS}
    for target, source in zip(ROWS, order, strict=True):
        for column, value in enumerate(rows[source], start=1):
            page.cell(target, column).value = value


def test_the_order_of_rows_changes_nothing_but_addresses(permuted):
    orders, judged = permuted
    for number, order in enumerate(orders):
        moved = {source: target for target, source in zip(ROWS, order, strict=True)}
        there = Counter(
            (one.rule, one.message, moved_cell(one.cell, moved)) for one in judged["order0"]
        )
        assert there.total() == len(("E4", "E5", "E6", "E7", "G9"))
        assert there == Counter((o.rule, o.message, o.cell) for o in judged[f"order{number}"])


def moved_cell(cell: str, moved: dict[int, int]) -> str:
    """Where a cell of a row went; one of the header stays."""
    return re.sub(r"\d+", lambda found: str(moved.get(int(found[0]), found[0])), cell)
