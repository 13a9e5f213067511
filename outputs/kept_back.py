"""Datasets that are kept out of a candidate because the same values were withdrawn, 撤下未改.

Belongs here: finding them, and the item of the withheld list that says so. Does not belong here:
withdrawing. One withdrawn dataset must not keep all others from being published; once its unit has
sent other values, it is back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from expectations.withdrawal import Withdrawal
from outputs.disclosure import published_table
from outputs.measuring import measure_table
from sources.contract import Channel, Contract

REASON = "与已紧急撤下的内容相同，未改正前不公开"


@dataclass(frozen=True)
class Kept:
    """The records that may go into a candidate, and what is said of those that may not."""

    records: Mapping[str, pa.Table]
    items: tuple[dict[str, Any], ...]


def keep_back(
    contracts: Sequence[Contract],
    records: Mapping[str, pa.Table],
    withdrawals: Iterable[Withdrawal],
) -> Kept:
    """Empty each dataset whose values were withdrawn by its name."""
    gone: dict[str, set[str]] = {}
    for one in withdrawals:
        if not one.is_whole_release:
            for dataset, digest in one.values.items():
                gone.setdefault(dataset, set()).add(digest)
    held = [one for one in contracts if _says_again(one, records[one.dataset], gone)]
    emptied = {one.dataset: records[one.dataset].slice(0, 0) for one in held}
    items = tuple(
        {
            "dataset": one.dataset,
            "dataset_title": one.title,
            "field": None,
            "field_title": None,
            "channel": Channel.NONE.value,
            "records": records[one.dataset].num_rows,
            "reason": REASON,
        }
        for one in held
    )
    return Kept({**records, **emptied}, items)


def _says_again(contract: Contract, records: pa.Table, gone: Mapping[str, set[str]]) -> bool:
    known = gone.get(contract.dataset)
    if not known or records.num_rows == 0:
        return False
    measured = measure_table(contract, published_table(contract, records))
    return measured.values_sha256 in known
