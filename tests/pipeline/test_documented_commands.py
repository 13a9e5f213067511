"""What the readmes tell a newcomer to type works, in order, through the installed command."""

import os
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SCRIPTS = Path(sys.executable).parent
PATIENCE = 900
# A newcomer's line → what stands for it here: no installation and no test run inside a test run.
STANDS_FOR = {
    "make publish": f"MINGZHANG_HOME=$(mktemp -d) {sys.executable} -m pipelines.demo",
    "make test": "true",
    ". .venv/bin/activate": "true",
}


def script_of(readme):
    """The readme's blocks as one script; each line is printed before it runs."""
    blocks = BLOCK.findall((ROOT / readme).read_text(encoding="utf-8"))
    assert blocks, f"{readme} has no block marked sh"
    lines = [STANDS_FOR.get(line, line) for block in blocks for line in block.splitlines()]
    return "\n".join(["set -eu -v", *lines]) + "\n"


def environment(folder):
    """No data home but what the script makes; temporary folders below the test's own."""
    kept = {name: value for name, value in os.environ.items() if name != "MINGZHANG_HOME"}
    return {**kept, "PATH": f"{SCRIPTS}{os.pathsep}{kept['PATH']}", "TMPDIR": str(folder)}


def what_it_says(script, folder):
    """The output of a shell script that must succeed, run in the project's own folder."""
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=ROOT,
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def test_everything_that_is_replaced_here_stands_in_the_readmes():
    for readme in ("README.md", "README.zh-CN.md"):
        text = "".join(BLOCK.findall((ROOT / readme).read_text(encoding="utf-8")))
        assert set(STANDS_FOR) <= set(text.splitlines())


def test_the_command_is_installed():
    assert (SCRIPTS / "mingzhang").is_file(), "make setup installs it"


# Both readmes give the same commands; a test of the documents holds them to that.
@pytest.mark.slow
def test_readme_commands_work_in_order(tmp_path):
    said = what_it_says(script_of("README.md"), tmp_path)
    assert "核验通过" in said
    # Two homes: the demonstration's and the walk's, each with one release.
    assert len(list(tmp_path.glob("*/public/releases/*/RELEASE.json"))) == 2
    (walk,) = [path for path in tmp_path.iterdir() if (path / "keys").is_dir()]
    serve_answers(walk)


def serve_answers(home):
    """`mingzhang serve` shows the site on loopback until it is stopped.

    Its parent ignores SIGTERM, as some schedulers do: it must stop all the same.
    """
    server = subprocess.Popen(
        ["sh", "-c", 'trap "" TERM; exec "$0" serve --port 0', SCRIPTS / "mingzhang"],
        env={**environment(home), "MINGZHANG_HOME": str(home), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        address = server.stdout.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", address)
        with urllib.request.urlopen(address, timeout=20) as page:
            assert page.read() == (home / "public" / "index.html").read_bytes()
    finally:
        server.terminate()
        try:
            assert server.wait(timeout=20) == 0
        finally:
            server.kill()
            server.stdout.close()


@pytest.mark.slow
def test_release_verifies_with_the_stock_tools_that_the_page_names(tmp_path):
    """The commands of docs/verifying.md, filled in from a release, and none of our code."""
    walk = BLOCK.findall((ROOT / "README.md").read_text(encoding="utf-8"))[1:]
    lines = [STANDS_FOR.get(line, line) for block in walk for line in block.splitlines()]
    # Corrections and withdrawals have sections, and a test, of their own.
    page = (ROOT / "docs" / "verifying.md").read_text(encoding="utf-8").split("\n## Corrections")[0]
    blocks = re.findall(r"^```\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    stock = [block for block in blocks if "mingzhang verify" not in block]
    script = "\n".join(
        [
            "set -eu", *lines, 'cd "$MINGZHANG_HOME"', "export TZ=CST-8",
            *(filled(block) for block in stock),
        ]
    )  # fmt: skip
    said = what_it_says(script, tmp_path)
    (manifest,) = tmp_path.glob("*/public/releases/*/signoffs/manifest.json")
    values, evidence = said.strip().splitlines()[-2:]
    signed = manifest.read_text(encoding="utf-8")
    assert f'"values_sha256": "{values}"' in signed
    assert f'"evidence_sha256": "{evidence.removesuffix("  -")}"' in signed
    assert 'Good "mingzhang-chief" signature for chief@example.org' in said
    assert "FAILED" not in said


def filled(block):
    """A block with the page's example release and time replaced by the newest ones."""
    signed_at = (
        "$(date -u +%Y%m%d%H%M%SZ -d "
        '"$(sed -n \'s/.*"signed_at": "\\(.*\\)".*/\\1/p\' signoffs/chief.json)")'
    )
    block = block.replace("public/releases/2026.11.0", "public/releases/*")
    return re.sub(r"(?<=verify-time=)\d{14}Z", lambda _: signed_at, block)
