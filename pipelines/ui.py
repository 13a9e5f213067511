"""`make ui`: the Dagster webserver and daemon on loopback, storage in the data home.

Belongs here: the settings with which they start. Does not belong here: a real installation's
services.
"""

import os
import sys
from pathlib import Path

import pipelines
from assets.receipts import now_in_china
from assets.store import HOME_VARIABLE, Store, store_from
from pipelines.home import prepare_home

LOOPBACK = "127.0.0.1"
PORT = "3000"
WORKSPACE = Path(pipelines.__file__).parent.parent / "workspace.yaml"


def main() -> None:
    """Replace this process by `dagster dev`."""
    store = store_from(os.environ)
    prepare_home(store)
    environment = {
        **os.environ,
        HOME_VARIABLE: str(store.home),
        "DAGSTER_HOME": str(store.dagster),
        "DAGSTER_DISABLE_TELEMETRY": "yes",
    }
    port = sys.argv[1] if len(sys.argv) > 1 else PORT
    catch_up(store)
    command = [sys.executable, "-m", "dagster", "dev", "-w", str(WORKSPACE)]
    command += ["--host", LOOPBACK, "--port", port]
    os.execve(sys.executable, command, environment)  # noqa: S606 our own interpreter


def catch_up(store: Store) -> None:
    """Let nothing wait for a time that a wrong clock has noted."""
    import dagster as dg

    from assets.graph.night_runs import forget_future

    with dg.DagsterInstance.from_config(str(store.dagster)) as instance:
        forget_future(instance, now_in_china())


if __name__ == "__main__":
    main()
