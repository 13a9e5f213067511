"""The real Dagster as `make ui` starts it, spoken to over HTTP only."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server_kit import ROOT, free_port, wait_for

START_SECONDS = 120
RUN_SECONDS = 180
STOP_SECONDS = 30
LOCATION = {"repositoryName": "__repository__", "repositoryLocationName": "mingzhang"}

LAUNCH = """mutation($params: ExecutionParams!) {
  launchRun(executionParams: $params) {
    __typename
    ... on LaunchRunSuccess { run { runId } }
    ... on RunConfigValidationInvalid { errors { message } }
    ... on PythonError { message }
  }
}"""
EVENTS = """query($run: ID!) {
  logsForRun(runId: $run) { ... on EventConnection { events {
    __typename
    ... on MessageEvent { message }
    ... on ExecutionStepFailureEvent {
      error { message }
      failureMetadata { description metadataEntries {
        label ... on MarkdownMetadataEntry { mdStr } } }
    }
  } } }
}"""


@dataclass
class Webserver:
    """One `dagster dev` in a process group of its own."""

    process: subprocess.Popen
    port: int
    log: Path

    @classmethod
    def start(cls, home: Path, folder: Path) -> "Webserver":
        """Start it from `folder` on a free port of this machine and wait until it answers."""
        port = free_port()
        environment = {**os.environ, "MINGZHANG_HOME": str(home), "PYTHONPATH": str(ROOT)}
        for outside in ("DAGSTER_HOME", "MINGZHANG_DESK"):
            environment.pop(outside, None)
        log = folder / "ui.log"
        with log.open("wb") as stream:
            process = subprocess.Popen(
                [sys.executable, "-m", "pipelines.ui", str(port), "--desk-port", str(free_port())],
                cwd=folder,
                env=environment,
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        server = cls(process, port, log)
        try:
            wait_for("the webserver", START_SECONDS, server.answers)
        except BaseException:
            server.stop()
            raise
        return server

    def answers(self) -> bool:
        if self.process.poll() is not None:
            raise AssertionError(self.log.read_text(encoding="utf-8"))
        try:
            return bool(self.query("{ version }")["version"])
        except (urllib.error.URLError, ConnectionError):
            return False

    def query(self, text: str, **variables: Any) -> dict[str, Any]:
        body = json.dumps({"query": text, "variables": variables}).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/graphql", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=60) as response:
            answer = json.load(response)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def launch(
        self, job: str, config: dict[str, Any] | None = None, partition: str | None = None
    ) -> dict[str, Any]:
        """Launch a job as the UI's button does: with the tags of a partition, if one is chosen."""
        tags = {}
        if partition is not None:
            period, unit = partition.split("|")
            tags = {"": partition, "/period": period, "/unit": unit}
        return self.query(
            LAUNCH,
            params={
                "selector": {**LOCATION, "jobName": job},
                "runConfigData": config or {},
                "mode": "default",
                "executionMetadata": {
                    "tags": [
                        {"key": f"dagster/partition{part}", "value": value}
                        for part, value in tags.items()
                    ]
                },
            },
        )["launchRun"]

    def finish(self, job: str, partition: str | None = None) -> tuple[str, str]:
        """Launch a job and wait; its run's id and how it ended."""
        launched = self.launch(job, partition=partition)
        assert launched["__typename"] == "LaunchRunSuccess", launched
        run = launched["run"]["runId"]
        return run, self.end_of(run)

    def end_of(self, run: str) -> str:
        def ended() -> str | None:
            text = "query($run: ID!) { runOrError(runId: $run) { ... on Run { status } } }"
            status = self.query(text, run=run)["runOrError"]["status"]
            return status if status in ("SUCCESS", "FAILURE", "CANCELED") else None

        return wait_for(f"run {run}", RUN_SECONDS, ended)

    def events(self, run: str) -> list[dict[str, Any]]:
        return self.query(EVENTS, run=run)["logsForRun"]["events"]

    def stop(self) -> None:
        """End it as Ctrl-C does, then whatever is left of its process group.

        A SIGTERM to the whole group sometimes leaves the leader waiting for ever; a SIGINT to the
        leader alone lets it end its children in order, within a quarter of a minute.
        """
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        end = time.monotonic() + STOP_SECONDS
        while self.is_alive() and time.monotonic() < end:
            time.sleep(0.5)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(STOP_SECONDS)
        wait_for("the end of the process group", STOP_SECONDS, lambda: not self.is_alive())

    def is_alive(self) -> bool:
        self.process.poll()
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return False
        return True
