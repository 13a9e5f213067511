"""The life cycle of projects as a working table, each value with its true cell; 项目全过程.

Belongs here: which stage a value is taken from, and its provenance. Does not belong here: which
records are one project (`matching.py`).

Number, name, place and year are the first stage's that states them, so that a project keeps its
identity; everything else is the last one's. Columns beside those of any working table: for each
field NAME, NAME__source_file, NAME__sheet and NAME__steps, where they are not the record's own.
"""

from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from outputs.lifecycle.matching import Matched, Stage, match
from sources.contract import Contract, Field, FieldType
from sources.records import working_schema

PLACING = ("unit_code", "unit_name", "period")
FIRST = frozenset({"project_no", "project_name", "area_name", "location", "budget_year"})
# A code is that of the name beside it.
BESIDE = {"area_code": "area_name"}
DERIVED = ("project_key", "life_stage", "found_in", "join_note", "acceptance_count")
# Sums over the levels of one stage, by the number of the stage.
SUMS = {"library_yuan": 1, "amount_yuan": 2}
SUMMED = "读出数字；按单位换算为元；取到分；各级资金的几格相加"
FROM_RECORDS = "由合成本行的各条记录得出"
FROM_RECORD = "由同一记录的其他字段得出"
EXTRA = ("source_file", "sheet", "steps")
Columns = dict[str, pa.Array | pa.ChunkedArray]


def life_cycles(
    contract: Contract, stages: Sequence[Stage], matched: Matched | None = None
) -> pa.Table:
    """The working table of a joined dataset, with unit and period, in a fixed order.

    `matched`: which rows are one project, if that is known already.
    """
    return _Joining(contract, stages, matched or match(stages)).table()


def joined_schema(contract: Contract) -> pa.Schema:
    """Schema of the working table of a joined dataset."""
    schema = working_schema(contract)
    names = [f"{field.name}__{extra}" for field in contract.fields for extra in EXTRA]
    for name in (*PLACING, *names):
        schema = schema.append(pa.field(name, pa.string()))
    return schema


class _Joining:
    """Rows of all stages one under the other, and for each project its row in each stage."""

    def __init__(self, contract: Contract, stages: Sequence[Stage], matched: Matched) -> None:
        self.contract = contract
        self.stages = stages
        self.projects = matched.projects
        self.count = matched.projects.num_rows
        self.rows = pa.concat_tables([one.records for one in stages], promote_options="default")
        self.joined = _placed(matched.joined, self._starts())
        self.reached = [
            pc.add(self.projects.column(f"row_{number}"), start)
            for number, start in self._starts().items()
        ]

    def _starts(self) -> dict[int, int]:
        starts, total = {}, 0
        for number, stage in enumerate(self.stages, 1):
            starts[number] = total
            total += stage.records.num_rows
        return starts

    def table(self) -> pa.Table:
        schema = joined_schema(self.contract)
        columns = self._head()
        chosen: dict[str, pa.ChunkedArray] = {}
        for field in self.contract.fields:
            columns |= self._derived(field) if field.name in DERIVED else {}
            columns |= self._sum(field) if field.name in SUMS else {}
            if field.name not in columns:
                leader = BESIDE.get(field.name)
                chosen[field.name] = chosen[leader] if leader else self._choice(field.name)
                columns |= self._taken(field, chosen[field.name])
        arrays = [
            columns[name].cast(kind) if name in columns else pa.nulls(self.count, kind)
            for name, kind in zip(schema.names, schema.types, strict=True)
        ]
        return pa.table(arrays, schema=schema)

    def _head(self) -> Columns:
        """Whose row it is, and the newest record in it."""
        newest = pc.coalesce(*reversed(self.reached))
        names = ("submission", "file", "source_file", "sheet", "span", "unit_code", "unit_name")
        columns = {name: self.rows.column(name).take(newest) for name in names}
        document = pa.repeat(pa.scalar(""), self.count)
        return {**columns, "document": document, "period": self.projects.column("period")}

    def _choice(self, name: str) -> pa.ChunkedArray:
        """For each project the row that a field is taken from; null if no stage states it.

        Rows of one stage that contradict each other state nothing.
        """
        values = self.rows.column(name)
        is_one = self._is_one(values)
        order = self.reached if name in FIRST else self.reached[::-1]
        stated = [pc.if_else(pc.is_in(rows, value_set=is_one), rows, None) for rows in order]
        return pc.coalesce(*stated)

    def _is_one(self, values: pa.ChunkedArray) -> pa.Array:
        """First rows, of a project in a stage, whose value is that of all its rows."""
        rows = self.joined.append_column("value", values.take(self.joined["row"]))
        grouped = rows.group_by(["stage", "p"]).aggregate(
            [("row", "min"), ("value", "count_distinct")]
        )
        alone = grouped.filter(pc.equal(grouped["value_count_distinct"], 1))
        firsts = alone["row_min"]
        return firsts.filter(pc.is_valid(values.take(firsts))).combine_chunks()

    def _taken(self, field: Field, rows: pa.ChunkedArray) -> Columns:
        name = field.name
        parts = ["", "__text", "__cell", *(["__unit"] if field.type is FieldType.MONEY else [])]
        columns = {f"{name}{part}": self.rows.column(f"{name}{part}").take(rows) for part in parts}
        columns |= self._source(name, rows)
        if name in BESIDE:
            columns[f"{name}__steps"] = pa.repeat(pa.scalar(FROM_RECORD), self.count)
        return columns

    def _source(self, name: str, rows: pa.ChunkedArray) -> Columns:
        return {
            f"{name}__{part}": self.rows.column(part).take(rows)
            for part in ("source_file", "sheet")
        }

    def _sum(self, field: Field) -> Columns:
        names = [f"{field.name}{part}" for part in ("", "__text", "__cell", "__unit")]
        columns: Columns = {name: self.projects.column(name) for name in names}
        columns |= self._source(field.name, self.reached[SUMS[field.name] - 1])
        is_sum = self.projects.column(f"{field.name}__is_sum")
        columns[f"{field.name}__steps"] = pc.if_else(
            is_sum, pa.scalar(SUMMED), pa.scalar(None, pa.string())
        )
        return columns

    def _derived(self, field: Field) -> Columns:
        known = {**_plain(self.projects), "found_in": self._found_in()}
        return {
            field.name: known[field.name],
            f"{field.name}__cell": pa.repeat(pa.scalar(""), self.count),
            f"{field.name}__steps": pa.repeat(pa.scalar(FROM_RECORDS), self.count),
        }

    def _found_in(self) -> pa.ChunkedArray:
        titles = [
            pc.if_else(
                pc.is_valid(rows), pa.scalar(stage.contract.title), pa.scalar(None, pa.string())
            )
            for rows, stage in zip(self.reached, self.stages, strict=True)
        ]
        return pc.binary_join_element_wise(*titles, "、", null_handling="skip")


def _plain(table: pa.Table) -> dict[str, pa.ChunkedArray]:
    return {name: table.column(name) for name in table.column_names}


def _placed(joined: pa.Table, starts: Mapping[int, int]) -> pa.Table:
    """Rows in force with their place among the rows of all stages."""
    numbers = pa.array(list(starts), pa.int32())
    start = pa.array(list(starts.values()), pa.int64()).take(
        pc.index_in(joined["stage"], value_set=numbers).combine_chunks()
    )
    return joined.append_column("row", pc.add(joined["i"], start))
