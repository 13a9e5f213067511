"""Measuring published tables again from files, for the manifest and for the gate.

Belongs here: rows, sum and digest of one dataset, digests of units. Does not belong here: the
digest itself (canonical) and what a difference means (gate).
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from expectations.gate import Measures
from expectations.manifest import DatasetEntry
from outputs.canonical import unit_digests, values_digest
from outputs.evidence import evidence_digest
from outputs.review import pack_digest
from sources.contract import Contract
from sources.parquet import read_parquet

MAIN_AMOUNT = "amount_yuan"


def measures(contracts: Mapping[str, Contract]) -> Measures:
    """How the gate measures a candidate's files, by the contracts that made them."""
    return Measures(
        dataset=partial(measure_file, contracts),
        units=partial(measure_units, contracts),
        pack=pack_digest,
        evidence=evidence_digest,
    )


def measure_table(contract: Contract, table: pa.Table) -> DatasetEntry:
    """Rows, digest of values, and the sum of the main amount in yuan.

    The sum is None without such an amount, and in a ledger, whose stages must not be added.
    """
    return DatasetEntry(
        rows=table.num_rows,
        values_sha256=values_digest(contract, table),
        amount_yuan=None if contract.is_ledger else total_yuan(table),
    )


def total_yuan(table: pa.Table) -> str | None:
    """The sum of the main amount, as text with two decimals."""
    if MAIN_AMOUNT not in table.schema.names:
        return None
    total = pc.sum(table.column(MAIN_AMOUNT)).as_py()
    return f"{total or Decimal(0):.2f}"


def measure_file(contracts: Mapping[str, Contract], dataset: str, path: Path) -> DatasetEntry:
    """`measure_table` of a Parquet file. Raises KeyError for an unknown dataset, OSError."""
    return measure_table(contracts[dataset], read_parquet(path))


def measure_units(contracts: Mapping[str, Contract], paths: Mapping[str, Path]) -> dict[str, str]:
    """Digest of each unit's values over the Parquet files of all datasets."""
    return unit_digests((contracts[name], read_parquet(path)) for name, path in paths.items())
