"""All assets of this installation, from the contracts and the office.

Belongs here: which assets there are. Does not belong here: how each works.
"""

from collections.abc import Mapping

import dagster as dg

from assets.graph.datasets import dataset_asset, judgement_asset, returned_asset, status_asset
from assets.graph.mornings import morning_asset
from assets.graph.partitions import submission_partitions
from assets.graph.releases import candidate_asset, release_asset
from assets.graph.submissions import records_asset, submission_asset
from assets.graph.sweeping import sweep_asset
from sources.contract import Contract
from sources.office import Office


def build_assets(
    contracts: Mapping[str, Contract], office: Office, most: int | None = None
) -> list[dg.AssetsDefinition]:
    """Assets in the order of the flow; a step of the sweep takes `most` submissions, None: all."""
    declared = list(contracts.values())
    submitted = [one for one in declared if not one.is_joined]
    partitions = submission_partitions(office)
    return [
        sweep_asset(submitted, most),
        submission_asset(office, partitions),
        *(records_asset(contract, partitions) for contract in submitted),
        judgement_asset(submitted),
        returned_asset(),
        status_asset(office),
        *(dataset_asset(contract, office) for contract in declared),
        candidate_asset(declared),
        release_asset(),
        morning_asset(),
    ]
