"""How far the money has come over time: what had arrived and was spent at each closing day; 进度.

Belongs here: sums of one dataset by closing day, each measure with a bar of its own. Does not
belong here: the drawing (bars). Measures speak of the same money and are never added, nor are days.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from outputs.site.addresses import records_place
from outputs.site.format import count, yuan
from outputs.site.pictures.bars import Bar, bars_drawing
from outputs.site.pictures.picture import Picture, readable
from sources.contract import Contract

DAY = "as_of"
MEASURES = ("amount_yuan", "arrived_yuan", "spent_yuan")
COURSE = (DAY, *MEASURES)
LATEST = 8


def progress_pictures(contract: Contract, data: pa.Table) -> Iterator[Picture]:
    """One picture of the latest closing days, where a dataset has two or more of them."""
    if DAY not in data.schema.names:
        return
    measures = [name for name in MEASURES if name in data.schema.names]
    known = data.filter(pc.is_valid(data[DAY]))
    days = sorted(pc.unique(known[DAY]).to_pylist())[-LATEST:]
    if len(days) < 2 or not measures:  # noqa: PLR2004 one day is no course
        return
    sums = known.group_by(DAY).aggregate([*((name, "sum") for name in measures), (DAY, "count")])
    by_day = {row[DAY]: row for row in sums.to_pylist()}
    yield _picture(contract, measures, [by_day[day] for day in days])


def _picture(
    contract: Contract, measures: Sequence[str], rows: Sequence[Mapping[str, Any]]
) -> Picture:
    titles = {name: contract.field(name).title for name in measures}
    found = [
        (f"{row[DAY]} {titles[name]}", row[f"{name}_sum"], kind)
        for row in rows
        for kind, name in enumerate(measures)
        if row[f"{name}_sum"] is not None
    ]
    return Picture(
        name=f"{contract.dataset.replace('_', '-')}-progress",
        title=f"{contract.title}：截至各时点的金额",
        sentence=_sentence(titles, rows),
        heads=("时点和口径", "金额（元）"),
        rows=tuple((label, yuan(amount)) for label, amount, _ in found),
        drawing=bars_drawing([Bar(label, amount, kind) for label, amount, kind in found]),
        proofs=(records_place(contract.dataset),) * len(found),
    )


def _sentence(titles: Mapping[str, str], rows: Sequence[Mapping[str, Any]]) -> str:
    last = rows[-1]
    told = "、".join(
        f"{title} {readable(last[f'{name}_sum'])}"
        for name, title in titles.items()
        if last[f"{name}_sum"] is not None
    )
    numbers = {row[f"{DAY}_count"] for row in rows}
    warning = "各时点报送的记录数不同，不能直接相比。" if len(numbers) > 1 else ""
    return f"截至 {last[DAY]}（{count(last[f'{DAY}_count'])} 条记录）：{told}。{warning}"
