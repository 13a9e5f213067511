"""Where Dagster enters: workspace.yaml names this file; nothing imports it.

Belongs here: the one look at the environment. Does not belong here: anything else.
"""

import os

import dagster as dg

from assets.store import store_from
from pipelines.build import build_definitions
from pipelines.desk import DESK_VARIABLE
from pipelines.home import prepare_home
from pipelines.logs import mask_records
from pipelines.spreading import spread_from
from sources.pool import use_returning_pool


@dg.definitions
def mingzhang() -> dg.Definitions:
    """The code location of the data home that MINGZHANG_HOME names."""
    mask_records()
    use_returning_pool()
    store = store_from(os.environ)
    prepare_home(store)
    return build_definitions(
        store, spread=spread_from(os.environ), desk=os.environ.get(DESK_VARIABLE, "")
    )
