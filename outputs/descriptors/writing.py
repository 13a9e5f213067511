"""All descriptors of a release, written when its tables are in place; 说明文件.

Belongs here: which there are, and what they are told. Does not belong here: the form of any.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from outputs.datapackage import PackageFacts, package_id, write_datapackage
from outputs.descriptors.csvw import csv_metadata, write_csv_metadata
from outputs.descriptors.prov import write_prov
from outputs.descriptors.tables import described_tables
from outputs.publisher import Publisher
from sources.contract import load_contracts


def write_descriptors(folder: Path, document: Mapping[str, Any], publisher: Publisher) -> None:
    """Write datapackage.json, csv-metadata.json and prov.json; `document`: RELEASE.json's value.

    Raises KeyError for a dataset without contract, FileNotFoundError if a data file is missing.
    """
    known = load_contracts()
    contracts = [known[name] for name in sorted(document["datasets"])]
    facts = PackageFacts(
        title=document["title"],
        version=document["version"],
        released_at=document["released_at"],
        publisher=publisher,
    )
    write_datapackage(folder, contracts, facts)
    tables = described_tables(folder, contracts)
    metadata = csv_metadata(tables, facts.title, publisher.office, facts.released_at)
    write_csv_metadata(folder, metadata)
    sources = {one.name: one.sources for one in tables if one.name in document["datasets"]}
    write_prov(folder, document, package_id(publisher.office), sources)
