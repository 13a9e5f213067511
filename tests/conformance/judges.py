"""Every judge by its name, and the verdicts of each over all of its files, asked once.

Belongs here: who there is. Does not belong here: what each of them does (judges_*.py).
"""

from functools import cache
from pathlib import Path

from conformance import judges_descriptors, judges_system, judges_tables, judges_web
from conformance.claims import judges_of, published

TOGETHER = {
    judge.__name__: judge
    for judge in (
        judges_system.diff, judges_tables.csvclean, judges_tables.duckdb_csv,
        judges_tables.duckdb_parquet, judges_tables.polars_csv, judges_tables.polars_parquet,
        judges_tables.openpyxl, judges_tables.calamine, judges_web.vnu, judges_web.node_json,
        judges_web.rdflib, judges_web.schema_org,
    )
}  # fmt: skip
ALONE = {
    judge.__name__: judge
    for judge in (
        judges_descriptors.frictionless, judges_descriptors.dp_profile,
        judges_descriptors.check_datapackage, judges_descriptors.csvw, judges_descriptors.oc4ids,
        judges_descriptors.flattentool, judges_descriptors.prov, judges_descriptors.metaschema,
        judges_descriptors.ajv, judges_descriptors.own_schema, judges_descriptors.licence,
        judges_system.sha256sum, judges_system.unzip, judges_system.iconv,
        judges_system.ssh_signature, judges_system.ssh_withdrawal, judges_system.ssh_keys,
        judges_tables.duckdb_file, judges_tables.duckdb_sql, judges_web.node_script,
        judges_web.dcat_ap, judges_web.jing, judges_web.xmlschema,
    )
}  # fmt: skip


def verdict(name: str, public: Path, path: str) -> str:
    """What a judge says against a file; empty if it accepts. Raises MissingError."""
    if name in ALONE:
        return ALONE[name](public, path)
    return _together(name, public)[path]


@cache
def _together(name: str, public: Path) -> dict[str, str]:
    paths = tuple(path for path in published(public) if name in judges_of(path))
    return TOGETHER[name](public, paths)
