"""A step of a run as a pod would run it: by the job that Dagster asks Kubernetes for."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml
from pods import kubernetes
from server_kit import ROOT, need

from assets.store import Store
from pipelines.home import prepare_home

pytestmark = pytest.mark.slow
DEPLOYED = ROOT / "deploy" / "cluster" / "kubernetes"
DAGSTER = Path(sys.executable).with_name("dagster")
# Of the deployed settings what lies elsewhere there: the database, and folders of a pod.
ELSEWHERE = ("storage", "compute_logs", "local_artifact_storage")


def write_settings(store: Store, way: Path) -> None:
    """The deployed settings with this machine's storage, and the way to these pods."""
    settings = yaml.safe_load((DEPLOYED / "dagster.yaml").read_text(encoding="utf-8"))
    kept = {name: value for name, value in settings.items() if name not in ELSEWHERE}
    own = {"load_incluster_config": False, "kubeconfig_file": str(way)}
    kept["run_launcher"]["config"] |= own
    (store.dagster / "dagster.yaml").write_text(yaml.safe_dump(kept), encoding="utf-8")


def test_a_step_is_a_pod_that_does_the_work(tmp_path):
    need({"dagster-k8s (make server-setup)": find_spec("dagster_k8s")})
    store = Store(tmp_path / "home")
    prepare_home(store)
    mounted = {
        "MINGZHANG_HOME": str(store.home),
        "MINGZHANG_CLUSTER": str(DEPLOYED / "cluster.yaml"),
        "DAGSTER_HOME": str(store.dagster),
    }
    with kubernetes(tmp_path, mounted) as (pods, way):
        write_settings(store, way)
        done = subprocess.run(
            [str(DAGSTER), "job", "execute", "-f", "pipelines/definitions.py", "-j", "morning"],
            cwd=ROOT,
            env={**os.environ, **mounted, "DAGSTER_DISABLE_TELEMETRY": "yes"},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        assert {one.wait(60) for one in pods.processes.values()} == {0}
    steps = {one["metadata"]["labels"]["dagster/op"]: one for one in pods.jobs.values()}
    assert "morning_page" in steps
    for job in steps.values():
        pod = job["spec"]["template"]["spec"]
        (container,) = pod["containers"]
        assert container["image"] == "mingzhang:0.1.0"
        assert container["args"][:3] == ["dagster", "api", "execute_step"]
        assert container["resources"]["limits"] == {"memory": "2Gi"}
        assert pod["securityContext"]["runAsNonRoot"] is True
    assert list(store.mornings.glob("*.html"))
