"""Two releases held beside each other, dataset by dataset; 两版对比.

Belongs here: what became of each dataset, its money before and after, and all rows together. Does
not belong here: the rows of one dataset (moves), grouping and pages. Amounts are given by dataset
and stage and are never added across them, nor parents to children.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial

import pyarrow as pa
import pyarrow.compute as pc

from outputs.change_files import KINDS, change_list
from outputs.site.releases import DatasetFacts, Release
from outputs.site.since.moves import ROWS, Sides, moves, read_published
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
LEAVES = "，只计末端"


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


def compare_pairs(pairs: Sequence[Pair]) -> list[Compared]:
    """Compare several pairs of releases, dataset by dataset over all of them. Raises OSError."""
    releases = [one for pair in pairs for one in (pair.before, pair.after)]
    names = sorted({facts.id for release in releases for facts in release.datasets})
    by_dataset = [_dataset(pairs, name) for name in names]
    return [
        Compared(
            datasets=tuple(found[number][0] for found in by_dataset if number in found),
            rows=pa.concat_tables(
                [ROWS.empty_table(), *(found[number][1] for found in by_dataset if number in found)]
            ),
        )
        for number in range(len(pairs))
    ]


def _dataset(pairs: Sequence[Pair], name: str) -> dict[int, tuple[DatasetMoves, pa.Table]]:
    """What became of one dataset in each pair that has it, by the number of the pair."""
    contract = load_contracts().get(name)
    read = cache(partial(read_published, dataset=name))
    states = {
        number: _state(pair, name, contract)
        for number, pair in enumerate(pairs)
        if pair.before.dataset(name) or pair.after.dataset(name)
    }
    sides: dict[int, Sides] = {}
    for number, state in states.items():
        new = read(pairs[number].after.folder) if state in (CHANGED, NEW) else None
        if new is not None:
            old = None if state == NEW else read(pairs[number].before.folder)
            sides[number] = Sides(old, new, pairs[number].steps)
    rows = moves(contract, [*sides.values()]) if contract is not None else []
    found = dict(zip(sides, rows, strict=True))
    return {
        number: _moved(pairs[number], name, state, sides.get(number), found.get(number))
        for number, state in states.items()
    }


def _moved(
    pair: Pair, name: str, state: str, sides: Sides | None, rows: pa.Table | None
) -> tuple[DatasetMoves, pa.Table]:
    shown = ROWS.empty_table() if rows is None else rows
    if not pair.is_step:
        shown = shown.filter(pc.not_equal(shown["change"], "restated"))
    if state == CHANGED and not shown.num_rows:
        state = SAME
    before, after = pair.before.dataset(name), pair.after.dataset(name)
    facts = after or before
    moved = DatasetMoves(
        id=name,
        title=name if facts is None else facts.title,
        state=state,
        before=None if before is None else before.rows,
        after=None if after is None else after.rows,
        counts=None if state in UNKNOWN else counts_of(shown),
        money=tuple(_money(name, (before, after), sides)) if sides and state != SAME else (),
        list_path=_list_path(pair, name),
    )
    return moved, shown


def _state(pair: Pair, name: str, contract: Contract | None) -> str:
    before, after = pair.before.dataset(name), pair.after.dataset(name)
    if any(_is_gone(release, name) for release in (pair.before, pair.after)):
        return WITHDRAWN
    if after is None:
        return GONE
    if contract is None or not contract.public_fields:
        return UNSHOWN
    if before is None:
        return NEW
    # A single step tells of amounts only written otherwise, too; a digest of values does not.
    is_known = not pair.is_step and before.values_sha256 is not None
    if is_known and before.values_sha256 == after.values_sha256:
        return SAME
    return CHANGED


def _is_gone(release: Release, name: str) -> bool:
    """Whether a dataset was taken down: one made from it goes too, though no notice names it."""
    facts = release.dataset(name)
    is_there = (release.folder / "data" / f"{name}.parquet").is_file()
    return facts is not None and (facts.withdrawn or not is_there)


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
    name: str, facts: tuple[DatasetFacts | None, DatasetFacts | None], sides: Sides
) -> Iterator[Money]:
    """The whole dataset, or each of its stages if it has any."""
    contract, old, new = load_contracts()[name], sides.old, sides.new
    stage = next((one for one in STAGES if one in new.schema.names), None)
    if AMOUNT not in new.schema.names:
        return
    if stage is None:
        if not contract.is_ledger:
            yield Money("", *(None if one is None else one.shown_yuan for one in facts))
        return
    before = {} if old is None else _by_stage(old, stage)
    after = _by_stage(new, stage)
    leaves = LEAVES if contract.is_ledger else ""
    for one in sorted(before.keys() | after.keys()):
        label = f"{one or '没有写明环节'}{leaves}"
        yield Money(label, before.get(one), after.get(one))


def _by_stage(table: pa.Table, stage: str) -> dict[str, Decimal | None]:
    if stage not in table.schema.names or AMOUNT not in table.schema.names:
        return {}
    for name in ADDED_UP:
        if name in table.schema.names:
            table = table.filter(pc.equal(table[name], YES))
    keyed = pa.table({"stage": pc.fill_null(table[stage], ""), "amount": table[AMOUNT]})
    summed = keyed.group_by("stage").aggregate([("amount", "sum")])
    return {row["stage"]: row["amount_sum"] for row in summed.to_pylist()}
