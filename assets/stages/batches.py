"""Submissions in batches that fit into memory together; 分批.

Belongs here: how many are judged at once. Does not belong here: judging them.
"""

from collections.abc import Iterator, Sequence

import pyarrow.parquet as pq

from assets.receipts import Receipt
from assets.stages.read import submission_folder
from assets.store import Store

# A run of the checker costs a tenth of a second however few the rows; 200,000 take some 200 MiB.
MOST_ROWS = 200_000


def in_batches(
    store: Store, receipts: Sequence[Receipt], most: int = MOST_ROWS
) -> Iterator[Sequence[Receipt]]:
    """Receipts in their order, as many at a time as hold so many records; at least one."""
    batch: list[Receipt] = []
    rows = 0
    for receipt in receipts:
        held = records_held(store, receipt)
        if batch and rows + held > most:
            yield batch
            batch, rows = [], 0
        batch.append(receipt)
        rows += held
    if batch:
        yield batch


def records_held(store: Store, receipt: Receipt) -> int:
    """Rows of the tables of a submission that was read."""
    paths = submission_folder(store, receipt).glob("*.parquet")
    return sum(pq.read_metadata(path).num_rows for path in paths)
