"""Running the site's own script outside a browser, for the tests of what it computes."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from outputs.site import render

SCRIPT = Path(render.__file__).parent / "static" / "site.js"


def run_node(program: str, given: Any) -> Any:
    """What a program prints as JSON; it finds the script as `site` and its input as `given`."""
    node = shutil.which("node")
    if node is None:
        if os.environ.get("CI"):
            pytest.fail("node is missing: the script of the site cannot be tested")
        pytest.skip("node is missing: the script of the site is not tested")
    lines = [
        f"const site = require({json.dumps(str(SCRIPT))});",
        "global.mingzhang = site.collector;",
        "const given = JSON.parse(require('fs').readFileSync(0, 'utf8'));",
        program,
    ]
    done = subprocess.run(
        [node, "-e", "\n".join(lines)],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return json.loads(done.stdout)
