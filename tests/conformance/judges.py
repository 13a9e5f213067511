"""Every judge by its name: those that take one file, and those that take many at once.

Belongs here: who there is. Does not belong here: what each of them does (judges_*.py).
"""

from conformance import judges_descriptors, judges_system, judges_tables, judges_web

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
