"""Amounts of one dataset by year and by unit; 各年度、各单位的金额.

Belongs here: which amounts of a dataset may stand side by side, from its published table. Does not
belong here: the drawing (bars). Rows of different stages (预算、决算) are never added: each stage
has bars of its own.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from outputs.columns import MAIN_AMOUNT
from outputs.site.addresses import records_place
from outputs.site.format import yuan
from outputs.site.pictures.bars import Bar, bars_drawing
from outputs.site.pictures.picture import Picture, readable
from sources.contract import Contract

YEARS = ("budget_year", "item_year", "library_year", "table_year")
STAGES = ("stage", "lottery_stage", "budget_kind", "as_of", "plan_version", "unit")
DRAWN = (*YEARS, *STAGES, MAIN_AMOUNT, "unit_name")
LARGEST = 12
TWO = 2


def amount_pictures(contract: Contract, data: pa.Table) -> Iterator[Picture]:
    """By year, where there are two or more; by unit, where there are two or more.

    Nothing for ledgers, whose amounts never add up, nor where no row has an amount.
    """
    if contract.is_ledger or MAIN_AMOUNT not in data.schema.names:
        return
    known = data.filter(pc.is_valid(data[MAIN_AMOUNT]))
    year = next((name for name in YEARS if name in data.schema.names), None)
    if year is not None:
        yield from _by(contract, known, year, "各年度")
    yield from _by(contract, known, "unit_name", "各报送单位")


def _by(contract: Contract, data: pa.Table, key: str, words: str) -> Iterator[Picture]:
    stages = [name for name in STAGES if name in data.schema.names]
    dated = data.filter(pc.is_valid(data[key]))
    if len(pc.unique(dated[key])) < TWO or _mixes(data, stages):
        return
    sums = dated.group_by(key).aggregate([(MAIN_AMOUNT, "sum")]).to_pylist()
    amounts = [(str(row[key]), Decimal(row[f"{MAIN_AMOUNT}_sum"])) for row in sums]
    if any(amount < 0 for _, amount in amounts):
        return
    by_time = key != "unit_name"
    ordered = sorted(amounts, key=(lambda one: one[0]) if by_time else _largest_first)
    left = data.num_rows - dated.num_rows
    tail = f"另有 {left} 条没有写明年度，不在图中。" if left else ""
    shown = ordered if by_time else _with_others(ordered)
    yield _picture(contract, words, shown, key, tail)


def _mixes(data: pa.Table, stages: Sequence[str]) -> bool:
    """Whether rows speak of the same money at different times, so that no sum is right."""
    return any(len(pc.unique(data[name])) > 1 for name in stages)


def _largest_first(one: tuple[str, Decimal]) -> tuple[Decimal, str]:
    return -one[1], one[0]


def _with_others(ordered: Sequence[tuple[str, Decimal]]) -> list[tuple[str, Decimal]]:
    shown, others = list(ordered[:LARGEST]), ordered[LARGEST:]
    if len(others) <= 1:
        return list(ordered)
    return [*shown, (f"其他 {len(others)} 个", sum((one[1] for one in others), Decimal(0)))]


def _picture(
    contract: Contract, words: str, amounts: Sequence[tuple[str, Decimal]], key: str, tail: str
) -> Picture:
    title = f"{contract.title}：{words}的金额"
    most = max(amounts, key=lambda one: one[1])
    total = sum((amount for _, amount in amounts), Decimal(0))
    suffix = "" if key == "unit_name" else " 年"
    sentence = f"合计 {readable(total)}，最多的是 {most[0]}{suffix}，{readable(most[1])}。{tail}"
    return Picture(
        name=f"{contract.dataset.replace('_', '-')}-{key.replace('_', '-')}",
        title=title,
        sentence=sentence,
        heads=(words.removeprefix("各"), "金额（元）"),
        rows=tuple((f"{label}{suffix}", yuan(amount)) for label, amount in amounts),
        drawing=bars_drawing([Bar(f"{label}{suffix}", amount) for label, amount in amounts]),
        proofs=(records_place(contract.dataset),) * len(amounts),
    )
