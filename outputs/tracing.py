"""From a published value back to its cell; 溯源.

Belongs here: looking up the provenance of the newest release. Does not belong here: making it
(disclosure).
"""

from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from outputs.chain import LATEST


def trace(
    public: Path, dataset: str, record_id: str, field: str | None = None
) -> list[dict[str, Any]]:
    """Provenance of a record's values, or of one; empty if the newest release has none such."""
    folder = public / LATEST / "provenance"
    known = {path.stem: path for path in folder.glob("*.parquet")}
    if dataset not in known:
        return []
    table = pq.read_table(known[dataset])
    wanted = pc.equal(table["record_id"], record_id)
    if field is not None:
        wanted = pc.and_(wanted, pc.equal(table["field"], field))
    rows: list[dict[str, Any]] = table.filter(wanted).to_pylist()
    return rows
