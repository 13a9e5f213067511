"""What can be found: the records of a release with the words that name them; 检索条目.

Belongs here: from published tables to one table of entries. Does not belong here: how entries are
written for the page that searches them (shards), nor the search itself (static/site.js).
"""

from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from outputs.columns import MAIN_AMOUNT
from outputs.site.addresses import PAGE_ROWS, project_id, project_node
from outputs.site.records.joining import PROJECT
from outputs.site.releases import DatasetFacts, Release
from outputs.site.tables import read_rows
from outputs.slices.places import NAMED, SENDER, areas_by_code, mapped, own_areas
from sources.contract import Contract, FieldType, load_contracts

NAMING = (FieldType.TEXT, FieldType.ENUM, FieldType.DATE)
# By what readers narrow a search: the first of these that a record has.
FACETS: Mapping[str, Sequence[str]] = {
    "area": ("area_name", "county_name", "assisted_area", "payee_name"),
    "fund": ("fund_name", "fund_line", "fund_level"),
    "state": (
        "progress_state", "life_stage", "acceptance_result", "rectification_state",
        "validity_status", "proposal_result",
    ),
}  # fmt: skip
YEARS = ("budget_year", "library_year", "exit_year", "item_year", "table_year")
DOCUMENTS = ("document_title", "document_no", "own_document_no", "approval_no")
BESIDE = ("location", "responsible_unit", "supplier", "issuing_body", "exit_names")
FOUND = (
    "record_id", "unit_name", "project_key", SENDER, MAIN_AMOUNT, *NAMED, *YEARS, *DOCUMENTS,
    *BESIDE, *(name for names in FACETS.values() for name in names),
)  # fmt: skip
SCHEMA = pa.schema(
    [
        ("year", pa.string()),
        ("dataset", pa.string()),
        ("title", pa.string()),
        ("beside", pa.string()),
        ("document", pa.string()),
        ("area", pa.string()),
        ("fund", pa.string()),
        ("unit", pa.string()),
        ("state", pa.string()),
        ("amount", pa.string()),
        ("page", pa.int64()),
        ("id", pa.string()),
    ]
)


def entries(release: Release) -> pa.Table:
    """An entry for every record of a release that has a name of its own, dataset by dataset.

    Amounts are yuan as text, "" where there is none. A record without a year has "" for it. `id`
    is that of the record, or of a project.
    """
    parts = [_entries(contract, release) for contract, _ in searched(release)]
    return pa.concat_tables([SCHEMA.empty_table(), *parts])


def searched(release: Release) -> Iterator[tuple[Contract, DatasetFacts]]:
    """The datasets that are searched: those with records, but for ledgers, which name nothing."""
    contracts = load_contracts()
    for facts in release.datasets:
        contract = contracts.get(facts.id)
        if contract is None or contract.is_ledger or facts.withdrawn or not facts.rows:
            continue
        yield contract, facts


def _entries(contract: Contract, release: Release) -> pa.Table:
    named = (*naming(contract), *FOUND)
    table = read_rows(release.folder / "data" / f"{contract.dataset}.parquet", named)
    count = table.num_rows
    pages = pa.array((number // PAGE_ROWS + 1 for number in range(count)), pa.int64())
    columns = {
        "year": _first(table, YEARS),
        "dataset": pa.repeat(contract.dataset, count),
        "title": _joined(table, naming(contract)),
        "beside": _joined(table, BESIDE),
        "document": _joined(table, DOCUMENTS),
        **{name: _first(table, names) for name, names in FACETS.items()},
        "area": _area(table),
        "unit": _text(table, "unit_name"),
        "amount": _text(table, MAIN_AMOUNT),
        "page": pages,
        "id": _project_ids(table) if contract.dataset == PROJECT else _text(table, "record_id"),
    }
    return pa.table([columns[name] for name in SCHEMA.names], schema=SCHEMA)


def _project_ids(table: pa.Table) -> pa.Array:
    """A project is found on its own page."""
    keys = zip(table["unit_code"].to_pylist(), table["project_key"].to_pylist(), strict=True)
    return pa.array([project_id(project_node(*key)) for key in keys], pa.string())


def naming(contract: Contract) -> tuple[str, ...]:
    """The fields that name a record: of its grain, those that neither narrow nor date it."""
    known = {*YEARS, *DOCUMENTS, *BESIDE, *(name for names in FACETS.values() for name in names)}
    public = {field.name for field in contract.public_fields}
    own = [name for name in contract.grain if name in public and name not in known]
    named = [name for name in own if contract.field(name).type in NAMING]
    return tuple(name for name in named if not name.endswith("_key")) or tuple(
        name for name in ("project_name", "document_title") if name in public
    )


def _text(table: pa.Table, name: str) -> pa.ChunkedArray:
    if name not in table.schema.names:
        return pa.chunked_array([pa.repeat("", table.num_rows)])
    return pc.fill_null(table.column(name).cast(pa.string()), "")


def _first(table: pa.Table, names: Sequence[str]) -> pa.ChunkedArray:
    """The first of these fields that a record has, "" for none."""
    found = [table.column(name).cast(pa.string()) for name in names if name in table.schema.names]
    return pc.coalesce(*found, "") if found else _text(table, "")


def _area(table: pa.Table) -> pa.ChunkedArray:
    """The area that a record names, else the one that it belongs to as in the slices."""
    named, names = _first(table, FACETS["area"]), areas_by_code()
    own = mapped(own_areas(table), {code: region.name for code, region in names.items()})
    return pc.if_else(pc.equal(named, ""), pc.fill_null(own.cast(pa.string()), ""), named)


def _joined(table: pa.Table, names: Sequence[str]) -> pa.ChunkedArray:
    """What a record has of these fields, one behind the other; "" for none."""
    found = [table.column(name).cast(pa.string()) for name in names if name in table.schema.names]
    if not found:
        return _text(table, "")
    # Arrow leaves out a row in which all are null.
    has_none = pc.is_null(pc.coalesce(*found))
    found[0] = pc.if_else(has_none, "", found[0])
    return pc.binary_join_element_wise(*found, " · ", null_handling="skip")
