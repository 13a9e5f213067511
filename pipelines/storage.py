"""Where Dagster keeps its runs, 运行记录存放处: SQLite in the data home, or PostgreSQL.

Belongs here: the names of the environment's variables, and what follows from them for Dagster and
for PostgreSQL's own programs. Does not belong here: the look at the environment, other settings.
"""

from collections.abc import Mapping
from typing import Any

# Variable → what Dagster, and what libpq calls it. Without the first there is no PostgreSQL.
VARIABLES = {
    "MINGZHANG_POSTGRES_HOST": ("hostname", "PGHOST"),
    "MINGZHANG_POSTGRES_PORT": ("port", "PGPORT"),
    "MINGZHANG_POSTGRES_USER": ("username", "PGUSER"),
    "MINGZHANG_POSTGRES_PASSWORD": ("password", "PGPASSWORD"),
    "MINGZHANG_POSTGRES_DATABASE": ("db_name", "PGDATABASE"),
}

POSTGRES: dict[str, Any] = {
    "postgres": {
        "postgres_db": {
            **{of: {"env": name} for name, (of, _) in VARIABLES.items()},
            # The driver that dagster-postgres brings; SQLAlchemy would take another by itself.
            "scheme": "postgresql+psycopg2",
        }
    }
}


def uses_postgres(environment: Mapping[str, str]) -> bool:
    """True if the environment names a PostgreSQL server."""
    return bool(environment.get(next(iter(VARIABLES))))


def storage_settings(environment: Mapping[str, str]) -> dict[str, Any] | None:
    """The part `storage` of dagster.yaml, which names variables and no password; None for SQLite.

    Raises KeyError if a variable is missing.
    """
    if not uses_postgres(environment):
        return None
    missing = [name for name in VARIABLES if not environment.get(name)]
    if missing:
        raise KeyError(f"PostgreSQL 的设置不全，还缺：{'、'.join(missing)}")
    return POSTGRES


def database(environment: Mapping[str, str]) -> dict[str, str] | None:
    """What pg_dump and psql read of the environment; None for SQLite."""
    if not uses_postgres(environment):
        return None
    return {libpq: environment[name] for name, (_, libpq) in VARIABLES.items()}
