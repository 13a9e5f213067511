"""Every manifest of deploy/cluster/kubernetes fits the schemas of Kubernetes."""

import subprocess

import pytest
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
