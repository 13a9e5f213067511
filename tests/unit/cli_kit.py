"""Calls of the command line and what is expected of all of them, shared by its tests."""

import json
import re
from pathlib import Path

from click.testing import CliRunner

import sources
from assets.store import Store
from pipelines import cli
from sources.hashing import sha256_of_file

UNIT = "610204"
PERIOD = "2018-10"
(SAMPLE,) = (Path(sources.__file__).parent / "samples" / PERIOD / UNIT).glob("*.xlsx")
CHINESE = re.compile(r"[一-鿿]")


def mingzhang(home, *words):
    return CliRunner().invoke(
        cli.group,
        [str(word) for word in words],
        env={"MINGZHANG_HOME": str(home)},
        prog_name="mingzhang",
    )


def answer_of(home, *words, status=0):
    """The JSON document of a command; nothing else may be on stdout."""
    done = mingzhang(home, *words, "--json")
    assert done.exit_code == status, done.output
    return json.loads(done.stdout)


def refusal_of(home, *words):
    """What a refused command says on stderr."""
    done = mingzhang(home, *words)
    assert done.exit_code == 2, done.output
    assert "Traceback" not in done.stderr
    return done.stderr


def submit(home, path, *words):
    return mingzhang(home, "submit", path, "--unit", UNIT, "--period", PERIOD, *words)


def write(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def archived(home, path):
    """True if the bytes of a file are kept."""
    kept = Store(home).archived(sha256_of_file(path))
    return kept.is_dir() and [one.read_bytes() for one in kept.iterdir()] == [path.read_bytes()]
