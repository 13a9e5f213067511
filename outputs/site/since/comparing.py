"""Two releases held beside each other, dataset by dataset; 两版对比.

Belongs here: what became of each dataset, its money before and after, and all rows together. Does
not belong here: the rows of one dataset (moves), grouping and pages. Amounts are given by dataset
and stage and are never added across them, nor parents to children.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from outputs.change_files import KINDS, change_list
from outputs.site.releases import DatasetFacts, Release
from outputs.site.since.moves import ROWS, moves, read_published
from outputs.site.since.pairs import Pair
from outputs.slices.cutting import AMOUNT
from sources.contract import Contract, load_contracts

SAME, CHANGED, NEW, GONE = "same", "changed", "new", "gone"
WITHDRAWN, UNSHOWN = "withdrawn", "unshown"
STATES = {
    SAME: "没有变动",
    CHANGED: "有变动",
    NEW: "新的数据集",
    GONE: "后一版没有这个数据集",
    WITHDRAWN: "有一版已撤下，无从比较",
    UNSHOWN: "按现在的规定不再公布，不作比较",
}
UNKNOWN = (GONE, WITHDRAWN, UNSHOWN)
STAGES = ("stage", "lottery_stage")
# Of a ledger only what the leaves of one stage received adds up, each told once.
ADDED_UP = ("is_leaf", "is_counted")
YES = "是"
LEAVES = "（末端）"


@dataclass(frozen=True)
class Money:
    """The main amount of a dataset, or of one stage of it, in yuan; None where nothing says so."""

    stage: str
    before: Decimal | None
    after: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        """How much more it is; None unless both are known."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before


@dataclass(frozen=True)
class Counts:
    """Records by kind of change."""

    added: int
    removed: int
    modified: int
    restated: int

    @property
    def total(self) -> int:
        """All that changed in any way."""
        return self.added + self.removed + self.modified + self.restated


@dataclass(frozen=True)
class DatasetMoves:
    """What became of a dataset: records before and after, None where a release has no such dataset.

    `counts` is None where nothing can be compared. `list_path` is the signed list of a single step.
    """

    id: str
    title: str
    state: str
    before: int | None
    after: int | None
    counts: Counts | None
    money: tuple[Money, ...]
    list_path: str | None

    @property
    def state_title(self) -> str:
        """The state in words."""
        return STATES[self.state]


@dataclass(frozen=True)
class Compared:
    """All datasets of two releases in the order of their ids, and the rows of all that changed."""

    datasets: tuple[DatasetMoves, ...]
    rows: pa.Table

    def having(self, *states: str) -> tuple[DatasetMoves, ...]:
        """The datasets in one of these states."""
        return tuple(one for one in self.datasets if one.state in states)


def compare_pair(pair: Pair) -> Compared:
    """Compare two releases. Raises OSError."""
    names = sorted({facts.id for one in (pair.before, pair.after) for facts in one.datasets})
    found = [_dataset(pair, name) for name in names]
    rows = pa.concat_tables([ROWS.empty_table(), *(rows for _, rows in found)])
    return Compared(tuple(one for one, _ in found), rows)


def _dataset(pair: Pair, name: str) -> tuple[DatasetMoves, pa.Table]:
    before, after = pair.before.dataset(name), pair.after.dataset(name)
    contract = load_contracts().get(name)
    state = _state(pair, name, contract)
    rows, money = ROWS.empty_table(), tuple[Money, ...]()
    if contract is not None and state in (CHANGED, NEW):
        old = None if before is None else read_published(pair.before, name)
        new = read_published(pair.after, name)
        if new is not None:
            rows = moves(contract, old, new, pair.steps)
            if not pair.is_step:
                rows = rows.filter(pc.not_equal(rows["change"], "restated"))
            money = tuple(_money(contract, (before, after), (old, new)))
    if state == CHANGED and not rows.num_rows:
        state, money = SAME, ()
    facts = after or before
    moved = DatasetMoves(
        id=name,
        title=name if facts is None else facts.title,
        state=state,
        before=None if before is None else before.rows,
        after=None if after is None else after.rows,
        counts=None if state in UNKNOWN else counts_of(rows),
        money=money,
        list_path=_list_path(pair, name),
    )
    return moved, rows


def _state(pair: Pair, name: str, contract: Contract | None) -> str:
    before, after = pair.before.dataset(name), pair.after.dataset(name)
    if any(facts is not None and facts.withdrawn for facts in (before, after)):
        return WITHDRAWN
    if after is None:
        return GONE
    if contract is None or not contract.public_fields or not _holds(pair.after, name):
        return UNSHOWN
    if before is None:
        return NEW
    # A single step tells of amounts only written otherwise, too; a digest of values does not.
    is_known = not pair.is_step and before.values_sha256 is not None
    if is_known and before.values_sha256 == after.values_sha256:
        return SAME
    return CHANGED if _holds(pair.before, name) else WITHDRAWN


def _holds(release: Release, name: str) -> bool:
    return (release.folder / "data" / f"{name}.parquet").is_file()


def _list_path(pair: Pair, name: str) -> str | None:
    is_there = pair.is_step and (pair.after.folder / change_list(name)).is_file()
    return f"{pair.after.path}{change_list(name)}" if is_there else None


def counts_of(rows: pa.Table) -> Counts:
    """Records by kind of change, each once however many of its fields changed."""
    grouped = rows.group_by(["dataset", "change"]).aggregate([("record_id", "count_distinct")])
    found = dict.fromkeys(KINDS, 0)
    for row in grouped.to_pylist():
        found[row["change"]] += row["record_id_count_distinct"]
    return Counts(**found)


def _money(
    contract: Contract,
    facts: tuple[DatasetFacts | None, DatasetFacts | None],
    tables: tuple[pa.Table | None, pa.Table],
) -> Iterator[Money]:
    """The whole dataset, or each of its stages if it has any."""
    old, new = tables
    stage = next((name for name in STAGES if name in new.schema.names), None)
    if AMOUNT not in new.schema.names:
        return
    if stage is None:
        if not contract.is_ledger:
            yield Money("", *(None if one is None else one.shown_yuan for one in facts))
        return
    before = {} if old is None else _by_stage(old, stage)
    after = _by_stage(new, stage)
    leaves = LEAVES if contract.is_ledger else ""
    for name in sorted(before.keys() | after.keys()):
        label = f"{name or '没有写明环节'}{leaves}"
        yield Money(label, before.get(name), after.get(name))


def _by_stage(table: pa.Table, stage: str) -> dict[str, Decimal | None]:
    if stage not in table.schema.names or AMOUNT not in table.schema.names:
        return {}
    for name in ADDED_UP:
        if name in table.schema.names:
            table = table.filter(pc.equal(table[name], YES))
    keyed = pa.table({"stage": pc.fill_null(table[stage], ""), "amount": table[AMOUNT]})
    summed = keyed.group_by("stage").aggregate([("amount", "sum")])
    return {row["stage"]: row["amount_sum"] for row in summed.to_pylist()}
