"""The flows of funds as a working table, each value with its true cell; 资金流向.

Belongs here: which record and column a published value is taken from. Does not belong here: which
flows there are (`placing.py`). A flow is one record of one table, so its cells are that record's.
"""

import pyarrow as pa
import pyarrow.compute as pc

from outputs.ledger.statements import Ledger
from outputs.lifecycle.values import joined_schema
from sources.contract import Contract, Field, FieldType

FROM_RECORDS = "由资金流向的各字段和其他记录得出"
BY_LISTS = "由资金名称按资金层级表、资金类别表认出"
BY_AREAS = "由名称按行政区划表认出"
BY_UNIT = "原表没有这一栏；以报送单位为准（谁分配、谁公开）"
ADVANCED = "提前下达：下达年份的下一年度"
HEAD = ("submission", "file", "source_file", "sheet", "span", "document")
PLACING = ("unit_code", "unit_name", "period")
TAKEN = ("document_no", "is_advance", "subject_code", "as_of", "arrived_yuan")
# Published field → column of the placed flows, and what is done to get it.
MADE = {
    "flow_key": ("flow_key", FROM_RECORDS),
    "stage": ("stage", FROM_RECORDS),
    "payer_code": ("from_code", BY_AREAS),
    "payer_level": ("from_level", BY_AREAS),
    "payer_node": ("from_node", BY_AREAS),
    "payee_code": ("to_code", BY_AREAS),
    "payee_level": ("to_level", BY_AREAS),
    "payee_node": ("to_node", BY_AREAS),
    "fund_key": ("fund_key", BY_LISTS),
    "found_in": ("title", FROM_RECORDS),
    "flow_note": ("flow_note", FROM_RECORDS),
}
Columns = dict[str, pa.Array | pa.ChunkedArray]


def flow_table(contract: Contract, ledger: Ledger, placed: pa.Table) -> pa.Table:
    """The working table of flows, with unit and period, in the order of unit and key."""
    return _Flows(contract, ledger.rows().take(placed["row"]), placed).table()


class _Flows:
    """The placed flows, and beside each the record it was said in."""

    def __init__(self, contract: Contract, records: pa.Table, placed: pa.Table) -> None:
        self.contract = contract
        self.records = records
        self.placed = placed
        self.count = placed.num_rows

    def table(self) -> pa.Table:
        schema = joined_schema(self.contract)
        columns: Columns = {name: self.records.column(name) for name in (*HEAD, *PLACING)}
        columns |= self._taken("amount_yuan", ("amount_yuan", "spent_yuan"), "amount_from")
        columns |= self._taken("fund_name", ("fund_name", "fund_source"), "fund_from")
        columns |= self._parties() | self._fund() | self._year() | self._flags()
        for name in TAKEN:
            columns |= self._taken(name, (name,))
        for name, (source, steps) in MADE.items():
            columns |= self._made(name, self.placed.column(source), steps)
        arrays = [
            columns[name].cast(kind) if name in columns else pa.nulls(self.count, kind)
            for name, kind in zip(schema.names, schema.types, strict=True)
        ]
        return pa.table(arrays, schema=schema)

    def _taken(self, name: str, sources: tuple[str, ...], chosen: str | None = None) -> Columns:
        """A value as its record states it, in the column that `chosen` names."""
        field = self.contract.field(name)
        return {
            f"{name}{part}": self._chosen(field, part, sources, chosen) for part in _parts(field)
        }

    def _chosen(
        self, field: Field, part: str, sources: tuple[str, ...], chosen: str | None
    ) -> pa.Array | pa.ChunkedArray:
        kind = joined_schema(self.contract).field(f"{field.name}{part}").type
        found = pa.nulls(self.count, kind)
        for source in sources:
            if f"{source}{part}" not in self.records.column_names:
                continue
            values = self.records.column(f"{source}{part}").cast(kind)
            if chosen is not None:
                is_it = pc.equal(self.placed.column(chosen), pa.scalar(source))
                values = pc.if_else(_true(is_it), values, pa.scalar(None, kind))
            found = pc.coalesce(found, values)
        return found

    def _made(self, name: str, values: pa.Array | pa.ChunkedArray, steps: str) -> Columns:
        return {
            name: values,
            f"{name}__cell": pa.repeat(pa.scalar(""), self.count),
            f"{name}__steps": pa.repeat(pa.scalar(steps), self.count),
        }

    def _else_made(self, taken: Columns, name: str, value: str, steps: str) -> Columns:
        """What the record states, and where it states nothing what was found out instead."""
        made = self._made(name, self.placed.column(value), steps)
        stated = _true(pc.equal(taken[name], made[name]))
        columns = {key: pc.if_else(stated, values, made.get(key)) for key, values in taken.items()}
        nothing = pa.scalar(None, pa.string())
        return columns | {f"{name}__steps": pc.if_else(stated, nothing, made[f"{name}__steps"])}

    def _parties(self) -> Columns:
        payer = self._taken("payer_name", ("payer_name",))
        payee = self._taken("payee_name", ("payee_name", "project_name", "area_name"), "payee_from")
        return {
            **self._else_made(payer, "payer_name", "from_name", BY_UNIT),
            **self._else_made(payee, "payee_name", "to_name", BY_UNIT),
        }

    def _fund(self) -> Columns:
        columns: Columns = {}
        for name, found in (("fund_level", "level"), ("fund_line", "line")):
            columns |= self._else_made(self._taken(name, (name,)), name, found, BY_LISTS)
        is_second = pc.equal(self.placed["dataset"], "integrated_fund")
        purpose = self._taken("integrated_purpose", ("purpose",))
        return columns | {
            key: pc.if_else(is_second, values, pa.scalar(None, values.type))
            for key, values in purpose.items()
        }

    def _year(self) -> Columns:
        return self._else_made(
            self._taken("budget_year", ("budget_year",)), "budget_year", "year", ADVANCED
        )

    def _flags(self) -> Columns:
        columns: Columns = {}
        for name in ("is_leaf", "is_counted"):
            words = pc.if_else(self.placed.column(name), "是", "否")
            columns |= self._made(name, words, FROM_RECORDS)
        return columns


def _parts(field: Field) -> tuple[str, ...]:
    """What a working table holds of a field: value, text, cell, and of money the unit."""
    return ("", "__text", "__cell", *(("__unit",) if field.type is FieldType.MONEY else ()))


def _true(found: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """Where it is so; unknown is not."""
    return pc.coalesce(found, pa.scalar(False))
