"""Dagster's runs where they are kept in PostgreSQL: out of it and into an empty one; 运行记录库.

Belongs here: calling PostgreSQL's own pg_dump and psql. Does not belong here: whether PostgreSQL is
used (pipelines).
"""

from collections.abc import Mapping
from pathlib import Path

from assets.keeping.vault import VaultError, run_program

DUMP = "dagster-postgres.sql"


def dump(database: Mapping[str, str], target: Path) -> None:
    """Write everything that a database holds; `database` is the environment that libpq reads."""
    options = ("--no-owner", "--no-privileges", "--no-password", "--file", str(target))
    run_program(("pg_dump", *options), database)


def load(database: Mapping[str, str], source: Path) -> None:
    """Fill an empty database, all or nothing. Raises VaultError if it is not empty."""
    asked = "select count(*) from information_schema.tables where table_schema = 'public'"
    found = run_program(("psql", "--no-psqlrc", "--no-password", "-Atc", asked), database)
    if found.strip() != "0":
        raise VaultError("PostgreSQL 里已经有表，不覆盖；请给一个空的数据库。")
    options = ("--no-psqlrc", "--no-password", "--quiet", "--single-transaction")
    run_program(
        ("psql", *options, "-v", "ON_ERROR_STOP=1", "--file", str(source)),
        {**database, "PGOPTIONS": "--client-min-messages=warning"},
    )
