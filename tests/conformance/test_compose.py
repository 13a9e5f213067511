"""The compose file by the specification's own schema, as check-jsonschema carries it."""

from pathlib import Path

import pytest
from conformance.running import ROOT, MissingError, ask, complaint, not_here, program

pytestmark = pytest.mark.conform
COMPOSE = ROOT / "deploy" / "container" / "compose.yaml"


def judged(path: Path) -> str:
    try:
        checker = program("data", "check-jsonschema")
    except MissingError as error:
        not_here(error)
        return ""
    return complaint(ask([checker, "--builtin-schema", "vendor.compose-spec", str(path)]))


def test_compose_file_is_one():
    assert judged(COMPOSE) == ""


def test_misspelled_key_would_be_seen(tmp_path):
    wrong = tmp_path / "compose.yaml"
    text = COMPOSE.read_text(encoding="utf-8")
    wrong.write_text(text.replace("read_only: true", "read_onli: true"), encoding="utf-8")
    assert "read_onli" in judged(wrong)
