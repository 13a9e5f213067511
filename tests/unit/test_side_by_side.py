"""Processes that work side by side end with whoever started them, however that ended."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from server_kit import ROOT, wait_for

from assets.stages.side_by_side import FEWEST

# Each process says who it is and who opens files for it, and then works for longer than any test.
HOLDING = """
import os, time
from sources.limits import Limits
from sources.worker import SHARED

def hold(folder, office, receipt):
    for pid in (os.getpid(), SHARED.run(os.getpid, Limits())):
        (folder / str(pid)).touch()
    time.sleep(600)
"""
CALLING = """
import sys
from pathlib import Path
from assets.stages.side_by_side import each_submission
from holding import hold

each_submission(hold, Path(sys.argv[1]), None, range(int(sys.argv[2])), 2)
"""


def is_alive(pid: int) -> bool:
    """False for one that ended and was not yet waited for, too."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_nobody_stays_when_the_caller_is_killed(tmp_path):
    (tmp_path / "holding.py").write_text(HOLDING, encoding="utf-8")
    told = tmp_path / "told"
    told.mkdir()
    caller = subprocess.Popen(
        [sys.executable, "-c", CALLING, str(told), str(FEWEST)],
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path}"},
    )
    try:
        wait_for("two processes and their openers", 60, lambda: len([*told.iterdir()]) == 4, 0.1)
        pids = [int(path.name) for path in told.iterdir()]
        assert all(map(is_alive, pids))
    finally:
        caller.send_signal(signal.SIGKILL)
        caller.wait()
    try:
        wait_for("their end", 20, lambda: not any(map(is_alive, pids)), 0.1)
    finally:
        for pid in filter(is_alive, pids):
            os.kill(pid, signal.SIGKILL)
