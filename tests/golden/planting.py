"""Copies of the sample workbooks with one cell or a few changed, and their findings."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pyarrow as pa

import sources
from expectations.queries import judge_queries
from expectations.rulebook import query_rules
from expectations.suite import judge_records
from sources.contract import submitted_contracts
from sources.finding import Finding
from sources.limits import DEFAULT_LIMITS, Limits
from sources.opening import open_file
from sources.reading import read_file
from sources.records import claim_table, working_table
from sources.table import Reading

SAMPLES = Path(sources.__file__).parent / "samples"
WORKBOOKS = Path(__file__).parent / "workbooks"
Book = openpyxl.Workbook


def as_it_is(content: bytes) -> bytes:
    return content


def nothing(_: Book) -> None:
    return None


@dataclass(frozen=True)
class Planted:
    """A copy of a sample: its name, the sample's path below `samples`, and the changed cells.

    `edit` changes the workbook before it is saved, `rework` its bytes afterwards.
    """

    name: str
    sample: str
    cells: dict[str, object]
    edit: Callable[[Book], None] = nothing
    rework: Callable[[bytes], bytes] = as_it_is
    limits: Limits = DEFAULT_LIMITS


def sample_path(part: str) -> Path:
    """The file of a sample, or an invented workbook (示例) where no sample has such a table."""
    if part.endswith(".xlsx"):
        return WORKBOOKS / part
    return next(path for path in SAMPLES.glob(f"{part}/*") if path.is_file())


def plant(planted: Planted, folder: Path) -> Path:
    """Write the copy as .xlsx, whatever the sample's own format."""
    source = sample_path(planted.sample)
    if source.suffix == ".xlsx":
        book = openpyxl.load_workbook(source)
    else:
        book = openpyxl.Workbook()
        book.active.title = "表"
        for row in open_file(source)[0].rows:
            book.active.append([value if value != "" else None for value in row])
    for cell, value in planted.cells.items():
        book.active[cell] = value
    planted.edit(book)
    target = folder / f"{planted.name}.xlsx"
    book.save(target)
    target.write_bytes(planted.rework(target.read_bytes()))
    return target


def judge(readings: dict[str, Reading]) -> dict[str, list[Finding]]:
    """All findings of many files by name: those of reading, of contracts, and of SQL rules."""
    contracts = submitted_contracts()
    tables = {}
    for dataset, contract in contracts.items():
        parts = [working_table(contract, reading, name) for name, reading in readings.items()]
        tables[dataset] = pa.concat_tables(parts)
    claims = [claim_table(list(contracts.values()), r, name) for name, r in readings.items()]
    judged = [one for name, c in contracts.items() for one in judge_records(c, tables[name])]
    rules = [item for item in query_rules() if not item.rule.spans]
    judged += judge_queries(rules, {**tables, "claims": pa.concat_tables(claims)})
    return {
        name: [*reading.all_findings, *(one for one in judged if one.submission == name)]
        for name, reading in readings.items()
    }


def findings_of(planted: list[Planted], folder: Path) -> dict[str, list[Finding]]:
    contracts = submitted_contracts()
    return judge(
        {one.name: read_file(plant(one, folder), contracts, limits=one.limits) for one in planted}
    )


def addresses(found: Sequence[Finding]) -> Counter[tuple[str, str]]:
    """Rule and cell of findings, counted."""
    return Counter((one.rule, one.cell) for one in found)


def misses_and_false_alarms(
    findings: Mapping[str, Sequence[Finding]], wanted: Mapping[str, Counter[tuple[str, str]]]
) -> tuple[int, int]:
    """How many wanted findings of many files are not there, and how many are that should not."""
    found = {name: addresses(findings[name]) for name in wanted}
    missed = sum((one - found[name]).total() for name, one in wanted.items())
    return missed, sum((found[name] - one).total() for name, one in wanted.items())
