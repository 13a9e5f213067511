"""The files of deploy/cluster are what Dagster, Celery and this program take, and agree."""

import os
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from pipelines.instance import dagster_settings
from pipelines.spreading import CLUSTER_VARIABLE, ONE_MACHINE, spread_from
from pipelines.storage import POSTGRES

CLUSTER = Path(__file__).parents[2] / "deploy" / "cluster"
KUBERNETES = CLUSTER / "kubernetes"
# What only Kubernetes needs: a run is a job there, and a pod's own disk goes with the pod.
OWN = ("run_launcher", "compute_logs", "local_artifact_storage")

SECRET = {"password", "broker", "backend"}


def need(package: str) -> None:
    if find_spec(package) is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"{package} not installed")


def documents() -> list[dict]:
    return [
        one
        for path in sorted(KUBERNETES.glob("*.yaml"))
        for one in yaml.safe_load_all(path.read_text(encoding="utf-8"))
        if "kind" in one and one["kind"] != "Kustomization"
    ]


def named(kind: str, name: str) -> dict:
    (found,) = [d for d in documents() if (d["kind"], d["metadata"]["name"]) == (kind, name)]
    return found


def test_without_a_file_one_machine_does_everything():
    assert spread_from({}) is ONE_MACHINE


def test_a_file_of_another_form_is_refused(tmp_path):
    wrong = tmp_path / "cluster.yaml"
    wrong.write_text("executor: dask\nexecution: {config: {}}\n")
    with pytest.raises(ValidationError, match="executor"):
        spread_from({CLUSTER_VARIABLE: str(wrong)})


@pytest.mark.parametrize(
    ("folder", "package", "name"),
    [("celery", "dagster_celery", "celery"), ("kubernetes", "dagster_k8s", "k8s")],
)
def test_dagster_takes_the_settings_of_its_executor(folder, package, name):
    need(package)
    from dagster._config import validate_config

    path = CLUSTER / folder / "cluster.yaml"
    spread = spread_from({CLUSTER_VARIABLE: str(path)})
    assert spread.executor.name == name
    assert spread.workbooks > 0
    config = yaml.safe_load(path.read_text(encoding="utf-8"))["execution"]["config"]
    schema = {"celery": "celery_executor", "k8s": "k8s_job_executor"}[name]
    executor = getattr(__import__(package), schema)
    said = validate_config(executor.config_schema.config_type, config)
    assert said.success, said.errors


def test_a_step_stays_its_workers_until_it_is_done():
    path = CLUSTER / "celery" / "cluster.yaml"
    config = yaml.safe_load(path.read_text(encoding="utf-8"))["execution"]["config"]
    assert config["config_source"]["task_acks_late"] is True
    assert config["config_source"]["broker_transport_options"]["visibility_timeout"] >= 300


def test_kubernetes_has_the_settings_of_every_other_installation():
    deployed = yaml.safe_load((KUBERNETES / "dagster.yaml").read_text(encoding="utf-8"))
    ours = yaml.safe_load(dagster_settings(POSTGRES))
    assert {k: v for k, v in deployed.items() if k not in OWN} == {
        k: v for k, v in ours.items() if k not in OWN
    }


def test_dagster_takes_the_settings_of_the_launcher():
    need("dagster_k8s")
    from dagster._config import Shape, validate_config
    from dagster_k8s import K8sRunLauncher

    deployed = yaml.safe_load((KUBERNETES / "dagster.yaml").read_text(encoding="utf-8"))
    schema = Shape(K8sRunLauncher.config_type())
    said = validate_config(schema, deployed["run_launcher"]["config"])
    assert said.success, said.errors


def test_what_a_manifest_names_is_there():
    launcher = yaml.safe_load((KUBERNETES / "dagster.yaml").read_text(encoding="utf-8"))
    config = launcher["run_launcher"]["config"]
    named("ServiceAccount", config["service_account_name"])
    named("PersistentVolumeClaim", config["volumes"][0]["persistentVolumeClaim"]["claimName"])
    kustomization = yaml.safe_load((KUBERNETES / "kustomization.yaml").read_text(encoding="utf-8"))
    (settings,) = kustomization["configMapGenerator"]
    assert settings["name"] == config["instance_config_map"]
    assert all((KUBERNETES / name).is_file() for name in settings["files"])
    assert all((KUBERNETES / name).is_file() for name in kustomization["resources"])
    for one in documents():
        if one["kind"] == "Deployment":
            named("ServiceAccount", one["spec"]["template"]["spec"]["serviceAccountName"])


def test_no_pod_may_do_more_than_it_needs():
    for one in documents():
        if one["kind"] != "Deployment":
            continue
        pod = one["spec"]["template"]["spec"]
        assert pod["securityContext"]["runAsNonRoot"] is True
        for container in pod["containers"]:
            assert container["securityContext"]["readOnlyRootFilesystem"] is True
            assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
            assert "memory" in container["resources"]["limits"]


def secrets(value):
    """Everything in a document that stands below a key for what is secret."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from [(key, below)] if key in SECRET else secrets(below)
    elif isinstance(value, list):
        for below in value:
            yield from secrets(below)


def test_no_file_holds_a_secret():
    found = []
    for path in CLUSTER.rglob("*.yaml"):
        for one in yaml.safe_load_all(path.read_text(encoding="utf-8")):
            found += secrets(one)
    assert {key for key, _ in found} == SECRET
    assert all(list(value) == ["env"] for _, value in found), found
