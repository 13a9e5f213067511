"""Where the datasets of a withdrawal still stand: other versions may hold the same records.

Belongs here: the warning after a withdrawal. Does not belong here: withdrawing; what other versions
hold may be right there, so people decide.
"""

from collections.abc import Sequence

from outputs.chain import Link
from outputs.withdrawals import Withdrawn, is_withdrawn, withdrawn_datasets


def still_published(
    links: Sequence[Link], withdrawals: Sequence[Withdrawn], done: Withdrawn
) -> dict[str, list[str]]:
    """Dataset → the versions, newest first, that hold records of it and are not withdrawn."""
    found = {
        dataset: [
            link.version
            for link in links
            if link.document.get("datasets", {}).get(dataset, {}).get("rows")
            and not is_withdrawn(withdrawals, link.version)
            and dataset not in withdrawn_datasets(withdrawals, link.version)
        ]
        for dataset in done.document.values
    }
    return {dataset: versions for dataset, versions in found.items() if versions}
