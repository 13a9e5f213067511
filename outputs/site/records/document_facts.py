"""Documents by their numbers, and the records that name them; 文号与记录.

Belongs here: finding both in bulk in published tables. Does not belong here: pages. A number is a
document's only name here: a document without one has its row in its dataset, and no page.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
from pyarrow import parquet

from outputs.site.tables import read_rows
from sources.contract import load_contracts

OWN, FUND, APPROVAL = "own_document_no", "document_no", "approval_no"
ROLES = {OWN: "文件本身", FUND: "依据或载明于这份文件", APPROVAL: "由这份文件批复"}
WHO = ("payee_name", "project_name", "area_name", "county_name", "audited_unit", "document_name")
WHAT = ("fund_name", "fund_source", "purpose", "construction_task", "remark")
TOLD = (
    "record_id", "unit_name", "period", "document_title", "amount_yuan", "document_kind",
    "document_name", "issuing_body", "issuing_level", "issued_on", "published_on",
    "validity_status", "plan_kind", "plan_period", "plan_progress", "link_url",
    "interpretation_url", "interpreted_url", "payer_name", *WHO, *WHAT, *ROLES,
)  # fmt: skip
INTERPRETATION = "解读材料"
POLICY = "policy_document"
BATCH_ROWS = 1000
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Mention:
    """A record that names a document, and in which of its fields."""

    dataset: str
    field: str
    row: Row


@dataclass(frozen=True)
class Mentions:
    """By number of a document: the records that name it. `policies`: all rows about policies."""

    by_number: Mapping[str, tuple[Mention, ...]]
    policies: tuple[Row, ...]

    @property
    def numbers(self) -> tuple[str, ...]:
        """All numbers, sorted."""
        return tuple(sorted(self.by_number))

    def interpreting(self, own: Row) -> tuple[Row, ...]:
        """The interpretations of a document, as far as the links of either row lead there."""
        address, link = own.get("link_url"), own.get("interpretation_url")
        return tuple(
            row
            for row in self.policies
            if row.get("document_kind") == INTERPRETATION
            and ((address and row.get("interpreted_url") == address)
                 or (link and row.get("link_url") == link))
        )  # fmt: skip


def read_mentions(folder: Path, datasets: Iterable[str]) -> Mentions:
    """The documents that a release's own tables name; ledgers and joined tables only repeat them.

    Raises OSError.
    """
    found: dict[str, list[Mention]] = {}
    contracts = load_contracts()
    for name in datasets:
        contract = contracts.get(name)
        if contract is None or contract.is_ledger or contract.is_joined:
            continue
        for number, mention in _mentions(folder / "data" / f"{name}.parquet", name):
            found.setdefault(number, []).append(mention)
    return Mentions(
        by_number={number: tuple(mentions) for number, mentions in found.items()},
        policies=tuple(_policies(folder)) if POLICY in set(datasets) else (),
    )


def _mentions(path: Path, dataset: str) -> Iterator[tuple[str, Mention]]:
    names = set(parquet.read_schema(path).names)
    fields = [field for field in ROLES if field in names]
    if not fields:
        return
    data = read_rows(path, TOLD)
    told = data.filter(pc.is_valid(pc.coalesce(*(data[field] for field in fields))))
    for batch in told.to_batches(max_chunksize=BATCH_ROWS):
        for row in batch.to_pylist():
            for number, field in _named(row, fields):
                yield number, Mention(dataset, field, row)


def _named(row: Row, fields: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each number once, by the field that says most of it."""
    shown: set[str] = set()
    for field in fields:
        number = row[field]
        if number and number not in shown:
            shown.add(number)
            yield number, field


def _policies(folder: Path) -> Iterator[Row]:
    path = folder / "data" / f"{POLICY}.parquet"
    if path.is_file():
        yield from read_rows(path, parquet.read_schema(path).names).to_pylist()
