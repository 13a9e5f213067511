"""Nodes, funds and flows of everything said, decided in SQL and by the lists of areas and funds.

Belongs here: running the queries beside this file and looking up every distinct name once. Does
not belong here: what the ledger publishes of it (`flows.py`, `balances.py`).
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from outputs.ledger.funds import fund
from outputs.ledger.parties import Party, Unit, coded_party, party, unit_party
from outputs.ledger.statements import Ledger, members, statements

HERE = Path(__file__).parent
NAMES = """
SELECT DISTINCT unit_code, day, payer_name AS name, NULL::VARCHAR AS area_code FROM said
WHERE payer_name IS NOT NULL
UNION SELECT DISTINCT unit_code, day, payee_name, NULL FROM said WHERE payee_from = 'payee_name'
UNION SELECT DISTINCT unit_code, day, area_name, area_code FROM said WHERE payee_from = 'area_name'
"""
PARTY = ("node", "party_name", "code", "level", "doubt")


def place(ledger: Ledger, units: Mapping[str, Unit]) -> pa.Table:
    """All flows with both nodes, fund, year, and whether they count. Raises duckdb.Error."""
    with duckdb.connect(":memory:", config={"threads": 2}) as connection:
        connection.register("statements", statements(ledger))
        connection.register("members", members(ledger))
        connection.register("projects", ledger.matched.projects)
        connection.execute(query("begin"))
        connection.register("parties", _parties(connection, units))
        connection.register("units", _units(connection, units))
        connection.register("funds", _funds(connection))
        connection.execute(query("flows"))
        return connection.sql("SELECT * FROM flows ORDER BY unit_code, flow_key").to_arrow_table()


def query(name: str) -> str:
    """The text of one of the queries beside this file."""
    return (HERE / f"{name}.sql").read_text(encoding="utf-8")


def _unit(units: Mapping[str, Unit], code: str) -> Unit:
    """A unit that the office no longer lists keeps its code and is nobody's area."""
    return units.get(code) or Unit(code, code, "CN", is_area=False)


def _parties(connection: duckdb.DuckDBPyConnection, units: Mapping[str, Unit]) -> pa.Table:
    rows = connection.execute(NAMES).fetchall()
    found = [_party(_unit(units, code), day, name, area) for code, day, name, area in rows]
    keys = ("unit_code", "day", "name", "area_code")
    return _table(keys, rows, PARTY, [_values(one) for one in found])


def _party(unit: Unit, day: str, name: str, area: str | None) -> Party:
    """By the names of the year's last day, else of its first: an area may be renamed within it."""
    last = date.fromisoformat(day)
    if area is not None:
        return _first_known(lambda on: coded_party(area, unit, name, on), last)
    return _first_known(lambda on: party(name, unit, on), last)


def _first_known(look: Callable[[date], Party], last: date) -> Party:
    found = look(last)
    if found.level is not None:
        return found
    earlier = look(last.replace(month=1, day=1))
    return earlier if earlier.level is not None else found


def _units(connection: duckdb.DuckDBPyConnection, units: Mapping[str, Unit]) -> pa.Table:
    rows = connection.execute("SELECT DISTINCT unit_code, day FROM said").fetchall()
    found = [_own_party(_unit(units, code), day) for code, day in rows]
    values = [(one.node, one.name, one.code, one.level) for one in found]
    return _table(("unit_code", "day"), rows, ("node", "name", "code", "level"), values)


def _own_party(unit: Unit, day: str) -> Party:
    return _first_known(lambda on: unit_party(unit, on), date.fromisoformat(day))


def _funds(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    rows = connection.execute(
        "SELECT DISTINCT fund_name, fund_level, fund_line, day FROM said"
    ).fetchall()
    found = [fund(name, level, line, date.fromisoformat(day)) for name, level, line, day in rows]
    table = _table(
        ("name", "level", "line", "day"), rows,
        ("fund_level", "fund_line", "fund_key"),
        [(one.level, one.line, one.key) for one in found],
    )  # fmt: skip
    return table.append_column("is_known", pa.array([one.is_known for one in found], pa.bool_()))


def _values(one: Party) -> tuple[str | None, ...]:
    return (one.node, one.name, one.code, one.level, one.doubt)


def _table(
    keys: Sequence[str],
    rows: Sequence[Sequence[str | None]],
    names: Sequence[str],
    values: Sequence[Sequence[str | None]],
) -> pa.Table:
    """Text columns: the keys that were looked up, and what was found for each."""
    columns = (*keys, *names)
    schema = pa.schema([(name, pa.string()) for name in columns])
    lines = [
        dict(zip(columns, (*row, *found), strict=True))
        for row, found in zip(rows, values, strict=True)
    ]
    return pa.Table.from_pylist(lines, schema=schema)
