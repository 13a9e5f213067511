"""The measurements' own parts: generated data, the rules as SQL, arithmetic, and children."""

import subprocess
import sys
from decimal import Decimal

import duckdb
import pyarrow as pa
import pytest

from benchmarks import __main__ as program
from benchmarks.generated import AMOUNT, AREA, HEADERS, Faults, rows
from benchmarks.lines import LINES, MAKERS, Bound, Line
from benchmarks.measuring import MeasurementError, Run, run_command
from benchmarks.province.watching import Watch
from benchmarks.report import HEADERS as TABLE_HEADERS
from benchmarks.report import bound_in_words, plain, row, show
from benchmarks.results import Result
from benchmarks.runner import measure
from benchmarks.steps.judging_million import failing_sql
from benchmarks.steps.rules import CROSS_RULES, ROW_RULES, cross_rules, row_contract
from benchmarks.tasks import TASKS
from benchmarks.workbooks import write_workbook
from expectations.rulebook import contract_rules
from expectations.suite import checked_frame, find_breaches
from sources.contract import load_contracts
from sources.reading import read_file
from sources.records import working_schema

NO_BOUND = Bound()


def runs(*seconds, mib=1.0):
    return [Run(one, one, mib) for one in seconds]


def result(ours, floor=(), bound=NO_BOUND, pieces=1):
    line = Line("x", "something", lambda _: ours[0], bound=bound, pieces=pieces)
    return Result(line, ours, floor)


def test_generated_rows_are_the_same_each_time_and_others_for_another_seed():
    assert list(rows(50)) == list(rows(50))
    assert list(rows(50)) != list(rows(50, seed=1))


def test_generated_names_are_marked():
    for one in rows(50):
        assert all(text.startswith("示例") for text in one if isinstance(text, str))


def test_faults_stand_in_every_so_manieth_row():
    made = list(rows(100, Faults(odd_area_every=50, odd_amount_every=10)))
    assert [n for n, one in enumerate(made, 1) if not one[AREA].endswith("村")] == [50, 100]
    odd = [n for n, one in enumerate(made, 1) if isinstance(one[AMOUNT], str)]
    assert odd == [10, 20, 30, 40, 50, 60, 70, 80, 90, 100]


def test_a_generated_workbook_is_read_with_every_row_amount_and_fault(tmp_path):
    made = list(rows(40, Faults(odd_amount_every=20)))
    write_workbook(tmp_path / "示例.xlsx", made)
    (table,) = read_file(tmp_path / "示例.xlsx", load_contracts()).tables
    assert (table.dataset, len(table.records), len(HEADERS)) == ("fund_allocation", 40, 22)
    good = [one[AMOUNT] for one in made if not isinstance(one[AMOUNT], str)]
    read = [value for value in table.records.columns["amount_yuan"].values if value is not None]
    assert read == [(Decimal(str(value)) * 10_000).quantize(Decimal("0.01")) for value in good]
    errors = [found.cell for found in table.findings if found.severity == "error"]
    column = chr(ord("A") + AMOUNT)
    assert errors == [f"{column}{3 + 20}", f"{column}{3 + 40}"]  # three rows stand above the first


def test_there_are_as_many_rules_as_the_bound_speaks_of():
    contract = row_contract()
    ids = [item.rule.id for item in (*contract_rules(contract), *cross_rules())]
    assert len(contract_rules(contract)) == ROW_RULES
    assert len(cross_rules()) == CROSS_RULES
    assert len(ids) == len(set(ids))


def test_every_rule_finds_in_sql_what_the_checker_finds():
    """The floor judges by the same rules: as many rows, rule by rule, in faulty records."""
    contract = row_contract()
    table = faulty_records(contract)
    rules = contract_rules(contract)
    breaches = find_breaches(rules, checked_frame(rules, table))
    judged = {one.rule.rule.id: len(one.rows) for one in breaches}
    with duckdb.connect(":memory:") as connection:
        connection.register("fund_allocation", table)
        found = {item.rule.id: len(connection.sql(failing_sql(item)).fetchall()) for item in rules}
    assert {name: count for name, count in found.items() if count} == judged
    assert len(judged) > 10


def faulty_records(contract):
    """A blank record, and records with one value each that its field may not hold."""
    good = {"submission": "000001", "file": "示例.xlsx", "sheet": "表", "span": "A4:E4"}
    wrong = [{f.name: -1 if f.type in ("integer", "year") else None} for f in contract.fields]
    wrong += [
        {f.name: "？"} for f in contract.fields if f.type in ("text", "enum", "date", "phone")
    ]
    wrong += [{"amount_yuan": Decimal("-0.01")}, {"of_which_yuan": Decimal("9999999999999999.99")}]
    schema = working_schema(contract)
    rows = []
    for number, change in enumerate(wrong):
        row = dict.fromkeys(schema.names) | good | {"document": str(number // 2)}
        row |= {"amount_yuan": Decimal(number), "project_name": f"示例{number}"} | change
        for f in contract.fields:
            row[f"{f.name}__cell"] = f"{f.name}#{number}"
            row[f"{f.name}__text"] = "" if row[f.name] is None else str(row[f.name])
        rows.append(row)
    return pa.Table.from_pylist([*rows, rows[-1]], schema)


def test_ratio_and_spread_are_of_the_medians():
    found = result(runs(4.0, 9.0, 5.0), runs(2.0, 2.5, 8.0))
    assert (found.seconds, found.floor_seconds, found.ratio) == (5.0, 2.5, 2.0)
    assert found.spread == 1.0  # between 4 and 9 lies as much as the median
    assert result(runs(1.0)).ratio is None


def test_peak_memory_is_the_worst_of_all_runs():
    assert result([Run(1, 1, 20.0), Run(1, 1, 90.0), Run(1, 1, 30.0)]).mib == 90.0


@pytest.mark.parametrize(
    ("bound", "missed"),
    [
        (Bound(), False),
        (Bound(seconds=6.0), False),
        (Bound(seconds=5.9), True),
        (Bound(per_piece=0.03), False),
        (Bound(per_piece=0.02), True),
        (Bound(ratio=3.0), False),
        (Bound(ratio=2.9), True),
        (Bound(mib=100), False),
        (Bound(mib=99), True),
    ],
)
def test_a_bound_is_missed_only_above_it(bound, missed):
    found = result(runs(6.0, mib=100.0), runs(2.0), bound, pieces=200)
    assert bool(found.missed) is missed
    assert ("MISSED" in row(found)[-1]) is missed


def test_a_bound_is_told_in_words():
    assert bound_in_words(Bound()) == "–"
    assert bound_in_words(Bound(ratio=2.5, mib=1024)) == "2.5 ×, 1024 MiB"
    assert bound_in_words(Bound(per_piece=0.06)) == "60 ms each"


def test_the_table_is_plain_lines_where_nobody_looks_at_a_terminal(capsys):
    show([result(runs(1.0), runs(0.5))])
    header, line = capsys.readouterr().out.splitlines()
    assert tuple(header.split("\t")) == TABLE_HEADERS
    assert len(line.split("\t")) == len(TABLE_HEADERS)


def test_json_holds_every_single_run():
    told = plain(result(runs(1.0, 2.0), runs(0.5), Bound(seconds=3)))
    assert [run["seconds"] for run in told["runs"]] == [1.0, 2.0]
    assert (told["bound"], told["missed"]) == ({"seconds": 3}, [])


def test_every_line_can_be_made_and_has_a_name_of_its_own():
    names = [line.name for line in LINES]
    assert len(names) == len(set(names))
    assert {need for line in LINES for need in line.needs} == set(MAKERS)
    assert all(line.floor_is for line in LINES if line.floor)
    assert {"make_big", "read_big", "judge_all", "write_release_data"} <= set(TASKS)


def test_data_are_made_once_and_floor_and_ours_take_turns(tmp_path, monkeypatch):
    order = []

    def step(name):
        return lambda _: order.append(name) or Run(1, 1, 1)

    monkeypatch.setitem(MAKERS, "big", step("make"))
    lines = [Line(n, n, step(n), floor=step(f"floor {n}"), needs=("big",)) for n in "ab"]
    found = measure(lines, tmp_path, 2, lambda _: None)
    assert order == ["make", *["floor a", "a"] * 2, *["floor b", "b"] * 2]
    assert [len(one.ours) for one in found] == [2, 2]


def test_a_child_is_measured_by_its_own_memory():
    """From a small process: a child's peak begins at that of the process that started it."""
    code = (
        "import sys; from benchmarks.measuring import run_command as run; "
        "print(*(run([sys.executable, '-c', f'bytearray({n} * 1024**2)']).mib for n in (1, 200)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    small, large = map(float, done.stdout.split())
    assert 190 < large - small < 210


def test_a_failed_step_is_no_measurement():
    with pytest.raises(MeasurementError, match="broken"):
        run_command([sys.executable, "-c", "raise SystemExit('broken')"])


def test_the_measuring_process_stays_small():
    """What it imported would count as the memory of every child."""
    code = "import benchmarks.__main__, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"pyarrow", "pandas", "duckdb", "xlsxwriter"} & set(done.stdout.split())


@pytest.mark.parametrize("words", [["nothing"], ["--repeats", "0"]])
def test_unknown_lines_and_no_repeats_are_refused(words, capsys):
    with pytest.raises(SystemExit) as stopped:
        program.main(words)
    assert stopped.value.code == 2


def test_the_peak_of_a_part_is_its_own_and_counts_in_the_part_around_it():
    watch = Watch()
    with watch.open("whole"):
        with watch.open("small"):
            pass
        with watch.open("big"):
            assert len(bytearray(200 << 20)) == 200 << 20
        with watch.open("after"):
            pass
    peaks = watch.peaks
    assert peaks["whole"] == peaks["big"] > max(peaks["small"], peaks["after"]) + 150


def test_the_memory_of_a_process_that_was_started_counts():
    watch = Watch()
    words = "import time; held = bytearray(200 << 20); print(flush=True); time.sleep(60)"
    with watch.open("alone"):
        pass
    with watch.open("with a child"):
        child = subprocess.Popen([sys.executable, "-c", words], stdout=subprocess.PIPE)
        child.stdout.readline()
        with watch.open("looked at once more"):
            pass
        child.kill()
        child.wait()
    assert watch.peaks["looked at once more"] > watch.peaks["alone"] + 150
