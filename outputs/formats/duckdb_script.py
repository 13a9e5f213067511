"""`sql/duckdb.sql`: a script by which DuckDB makes one database of all tables of a release.

Belongs here: its SQL. Does not belong here: running it; readers do, in the release's folder:
`duckdb mingzhang.duckdb < sql/duckdb.sql`. So does `databases.py`, for those who want the file.
"""

from collections.abc import Iterator, Sequence

import pyarrow as pa

from outputs.columns import ARROW_TYPES, PublishedColumn, published_columns
from sources.contract import Contract

SCRIPT = "sql/duckdb.sql"
SQL_TYPES = {
    pa.string(): "VARCHAR",
    pa.int64(): "BIGINT",
    pa.decimal128(18, 2): "DECIMAL(18,2)",
}


def duckdb_script(contracts: Sequence[Contract]) -> str:
    """The script's text: tables with keys and comments, and a view with Chinese names of each."""
    head = "-- 在发布文件夹中运行：duckdb mingzhang.duckdb < sql/duckdb.sql\n"
    return head + "".join(line + "\n" for one in contracts for line in _table(one))


def _table(contract: Contract) -> Iterator[str]:
    columns = published_columns(contract)
    name = _name(contract.dataset)
    defined = ",\n  ".join(map(_definition, columns))
    yield f"\nCREATE TABLE {name} (\n  {defined}\n);"
    path = _text(f"data/{contract.dataset}.parquet")
    names = ", ".join(_name(column.name) for column in columns)
    yield f"INSERT INTO {name} SELECT {names} FROM read_parquet({path});"  # noqa: S608 - our names
    yield f"COMMENT ON TABLE {name} IS {_text(f'{contract.title}：{contract.description}')};"
    for column in columns:
        words = f"{column.title}{f'（{column.unit}）' if column.unit else ''}：{column.definition}"
        yield f"COMMENT ON COLUMN {name}.{_name(column.name)} IS {_text(words)};"
    shown = ",\n  ".join(f"{_name(column.name)} AS {_name(column.title)}" for column in columns)
    yield f"CREATE VIEW {_name(contract.title)} AS SELECT\n  {shown}\nFROM {name};"


def _definition(column: PublishedColumn) -> str:
    key = " PRIMARY KEY" if column.name == "record_id" else ""
    return f"{_name(column.name)} {SQL_TYPES[ARROW_TYPES[column.type]]}{key}"


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
