"""Every manifest of deploy/cluster/kubernetes fits the schemas of Kubernetes."""

import shutil
import subprocess

import pytest
import yaml
from server_kit import ROOT, need

JUDGE = ROOT / ".conform" / "cluster" / "bin" / "kubernetes-validate"
FOLDER = ROOT / "deploy" / "cluster" / "kubernetes"
SETTINGS = {"cluster.yaml", "dagster.yaml", "workspace.yaml", "kustomization.yaml"}
MANIFESTS = sorted(path for path in FOLDER.glob("*.yaml") if path.name not in SETTINGS)
VERSION = "1.33"
pytestmark = pytest.mark.slow


def judged(path) -> subprocess.CompletedProcess:
    need({"kubernetes-validate (make cluster)": JUDGE.exists()})
    return subprocess.run(
        [str(JUDGE), "-k", VERSION, "--strict", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.name)
def test_a_manifest_fits(path):
    said = judged(path)
    assert said.returncode == 0, said.stdout + said.stderr


def test_the_judge_sees_a_word_that_is_wrong(tmp_path):
    wrong = tmp_path / "code.yaml"
    text = (FOLDER / "code.yaml").read_text(encoding="utf-8")
    wrong.write_text(text.replace("readOnlyRootFilesystem", "readOnlyRootFileSystem"))
    assert judged(wrong).returncode != 0


def test_what_kubectl_makes_of_the_folder_fits_and_lies_in_one_place(tmp_path):
    kubectl = shutil.which("kubectl")
    need({"kubectl (Debian: kubernetes-client)": kubectl})
    made = subprocess.run(
        [kubectl, "kustomize", str(FOLDER)], capture_output=True, text=True, check=True
    )
    whole = tmp_path / "whole.yaml"
    whole.write_text(made.stdout, encoding="utf-8")
    said = judged(whole)
    assert said.returncode == 0, said.stdout + said.stderr
    documents = list(yaml.safe_load_all(made.stdout))
    (settings,) = [one for one in documents if one["kind"] == "ConfigMap"]
    assert settings["metadata"]["name"] == "mingzhang-settings"
    assert set(settings["data"]) == {"cluster.yaml", "dagster.yaml", "workspace.yaml"}
    places = {one["metadata"].get("namespace") for one in documents if one["kind"] != "Namespace"}
    assert places == {"mingzhang"}
    launched = yaml.safe_load(settings["data"]["dagster.yaml"])["run_launcher"]["config"]
    images = {
        container["image"]
        for one in documents
        if one["kind"] == "Deployment"
        for container in one["spec"]["template"]["spec"]["containers"]
    }
    assert images == {launched["job_image"]}
