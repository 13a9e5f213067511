"""`make ui`: the Dagster webserver and daemon on loopback, storage in the data home.

Belongs here: the settings with which they start. Does not belong here: a real installation's
services.
"""

import os
import sys
from pathlib import Path

import pipelines
from assets.store import HOME_VARIABLE, store_from
from pipelines.home import prepare_home
from pipelines.logs import wants_json

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
    program = ("pipelines.service", "ui") if wants_json(os.environ) else ("dagster", "dev")
    command = [sys.executable, "-m", *program, "-w", str(WORKSPACE)]
    command += ["--host", LOOPBACK, "--port", port]
    os.execve(sys.executable, command, environment)  # noqa: S606 our own interpreter


if __name__ == "__main__":
    main()
