"""Which pages of records, projects, documents and places there are, for links between families.

Belongs here: asking for the address of a page that may not exist. Does not belong here: finding out
which there are. A template that gets None writes plain text, so that no link leads nowhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from outputs.site.addresses import (
    PAGE_ROWS,
    dataset_page,
    document_page,
    project_page,
    record_anchor,
    source_page,
    value_anchor,
)

Ids = Mapping[str, str]


@dataclass(frozen=True)
class Known:
    """Pages by family. Addresses are below public/.

    `sources`: records on a page of sources, by dataset. `numbers`: by dataset and record, its
    place in the dataset's table, from 1. `projects`: by dataset and record, the project it speaks
    of. `documents`: numbers of documents. `nodes`: projects by their nodes in the flows. `areas`,
    `funds`, `units`: address of each one's page, by code or key.
    """

    sources: Mapping[str, int] = field(default_factory=dict)
    numbers: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    projects: Mapping[str, Ids] = field(default_factory=dict)
    documents: frozenset[str] = frozenset()
    nodes: Ids = field(default_factory=dict)
    areas: Ids = field(default_factory=dict)
    funds: Ids = field(default_factory=dict)
    units: Ids = field(default_factory=dict)

    def source(self, dataset: str, record_id: str, place: int, name: str = "") -> str | None:
        """Where a record comes from, or one number of it; `place` is its row, from 1."""
        rows = self.sources.get(dataset)
        if not rows:
            return None
        anchor = value_anchor(record_id, name) if name else record_anchor(record_id)
        return f"{source_page(dataset, (place - 1) // rows + 1)}#{anchor}"

    def source_of(self, dataset: str, record_id: str, name: str = "") -> str | None:
        """Where a record of the newest release comes from, or one number of it."""
        place = self.numbers.get(dataset, {}).get(record_id)
        return None if place is None else self.source(dataset, record_id, place, name)

    def record(self, dataset: str, record_id: str) -> str | None:
        """The row of a record of the newest release on its dataset's page."""
        place = self.numbers.get(dataset, {}).get(record_id)
        return None if place is None else self.row(dataset, record_id, place)

    def row(self, dataset: str, record_id: str, place: int) -> str:
        """The row of a record on its dataset's page; `place` is its row, from 1."""
        return f"{dataset_page(dataset, (place - 1) // PAGE_ROWS + 1)}#{record_anchor(record_id)}"

    def project(self, dataset: str, record_id: str) -> str | None:
        """The page of the project that a record speaks of."""
        found = self.projects.get(dataset, {}).get(record_id)
        return None if found is None else project_page(found)

    def node(self, code: str | None, node: str | None) -> str | None:
        """The page of a party of the flows: an area, or a project."""
        found = self.nodes.get(node or "")
        return self.area(code) or (None if found is None else project_page(found))

    def document(self, number: str) -> str | None:
        """The page of a document by its number."""
        return document_page(number) if number in self.documents else None

    def area(self, code: str | None) -> str | None:
        """The page of an area by a code of it, also one that has ended."""
        return self.areas.get(code or "")

    def fund(self, key: str | None) -> str | None:
        """The page of a fund by its key in the ledger; "" and None are what names no fund."""
        return self.funds.get(key or "")

    def unit(self, code: str | None) -> str | None:
        """The page of a submitting unit."""
        return self.units.get(code or "")

    def origin(self, dataset: str, record_id: str, name: str = "") -> str | None:
        """Where a record comes from, or one number of it, else its row on its dataset's page."""
        return self.source_of(dataset, record_id, name) or self.record(dataset, record_id)
