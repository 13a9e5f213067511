"""As much of a Kubernetes as Dagster's executor speaks to: what a job's pod would run, is run.

A job's own words are taken as they come: arguments and environment. A pod's image and volumes are
this machine's program and folders.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from server_kit import ROOT

JOBS = "/apis/batch/v1/namespaces/mingzhang/jobs"
KUBECONFIG = """apiVersion: v1
kind: Config
clusters: [{{name: here, cluster: {{server: "http://127.0.0.1:{port}"}}}}]
users: [{{name: nobody, user: {{}}}}]
contexts: [{{name: here, context: {{cluster: here, user: nobody, namespace: mingzhang}}}}]
current-context: here
"""


@dataclass
class Pods:
    """Jobs that were asked for, and the process of each one's pod."""

    folder: Path
    mounted: Mapping[str, str]
    jobs: dict[str, dict[str, Any]] = field(default_factory=dict)
    processes: dict[str, subprocess.Popen] = field(default_factory=dict)

    def start(self, job: dict[str, Any]) -> None:
        """Start the one container of a job's pod, with the environment that it is given."""
        (container,) = job["spec"]["template"]["spec"]["containers"]
        name = job["metadata"]["name"]
        told = {one["name"]: one["value"] for one in container["env"] if "value" in one}
        scripts = Path(sys.executable).parent
        path = {"PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
        with (self.folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                [*(container.get("command") or ()), *container["args"]],
                cwd=ROOT,
                env={**told, **path, **self.mounted},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.jobs[name], self.processes[name] = job, process

    def status(self, name: str) -> dict[str, Any]:
        ended = self.processes[name].poll()
        words = {None: {"active": 1}, 0: {"succeeded": 1}}
        return {**self.jobs[name], "status": words.get(ended, {"failed": 1})}


class _Api(BaseHTTPRequestHandler):
    def do_POST(self):
        job = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert self.path == JOBS, self.path
        self.server.pods.start(job)
        self.answer(201, job)

    def do_GET(self):
        name = self.path.removeprefix(f"{JOBS}/").removesuffix("/status")
        if name in self.server.pods.jobs:
            self.answer(200, self.server.pods.status(name))
        else:
            self.answer(404, {"kind": "Status", "code": 404})

    def answer(self, status, words):
        body = json.dumps(words).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        return


@contextmanager
def kubernetes(folder: Path, mounted: Mapping[str, str]) -> Iterator[tuple[Pods, Path]]:
    """The pods, and the file by which a client finds the way to them."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Api)
    server.pods = Pods(folder, mounted)
    way = folder / "kubeconfig"
    way.write_text(KUBECONFIG.format(port=server.server_port), encoding="utf-8")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.pods, way
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        for process in server.pods.processes.values():
            process.kill()
            process.wait()
