"""The worker process: what it returns, what it survives, and what it leaves behind."""

import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from sources.limits import Limits
from sources.opening import open_file
from sources.refusal import UnreadableFileError
from sources.worker import Worker

ROOT = Path(__file__).parent.parent.parent
QUICK = Limits(seconds=20)


@pytest.fixture(scope="module")
def worker():
    worker = Worker()
    yield worker
    worker.close()


def refusal(worker, task, *args, limits=QUICK):
    with pytest.raises(UnreadableFileError) as refused:
        worker.run(task, limits, *args)
    return refused.value


def allocate(size):
    return len(bytearray(size))


def refuse():
    raise UnreadableFileError("file_too_big", value="300", expected="256")


def fail():
    raise KeyError("ours")


def test_a_task_runs_in_one_other_process(worker):
    first = worker.run(os.getpid, QUICK)
    assert first != os.getpid()
    assert worker.run(os.getpid, QUICK) == first


def test_a_refusal_crosses_with_its_words(worker):
    refused = refusal(worker, refuse)
    assert refused.rule == "file_too_big"
    assert refused.words == {"value": "300", "expected": "256"}


def test_a_refusal_is_the_same_after_pickling():
    refused = UnreadableFileError("file_too_big", value="300", expected="256")
    again = pickle.loads(pickle.dumps(refused))
    assert (again.rule, again.words, str(again)) == (refused.rule, refused.words, str(refused))


def test_a_failure_of_ours_is_no_refusal(worker):
    with pytest.raises(KeyError, match="ours"):
        worker.run(fail, QUICK)


def test_a_slow_task_is_stopped_and_its_worker_replaced(worker):
    began = time.monotonic()
    refused = refusal(worker, time.sleep, 60, limits=Limits(seconds=0.2))
    assert refused.rule == "file_too_slow"
    assert time.monotonic() - began < 10
    assert worker.run(abs, QUICK, -1) == 1


def test_memory_is_limited_for_one_task_only(worker):
    size = 300 * 1024**2
    refused = refusal(worker, allocate, size, limits=Limits(memory=256 * 1024**2))
    assert refused.rule == "file_needs_too_much_memory"
    assert refused.words["expected"] == "256"
    assert worker.run(allocate, QUICK, size) == size


@pytest.mark.parametrize(
    ("task", "args", "rule"),
    [
        (os._exit, (3,), "file_unreadable"),
        (signal.raise_signal, (signal.SIGSEGV,), "file_unreadable"),
        (os.abort, (), "file_needs_too_much_memory"),
    ],
)
def test_a_crash_is_a_refusal_and_the_next_task_runs(worker, task, args, rule):
    assert refusal(worker, task, *args).rule == rule
    assert worker.run(abs, QUICK, -1) == 1


def test_a_worker_killed_between_tasks_is_replaced(worker):
    os.kill(worker.run(os.getpid, QUICK), signal.SIGKILL)
    assert worker.run(abs, QUICK, -1) == 1
    time.sleep(0.3)  # the pool looks at its workers ten times a second
    assert worker.run(abs, QUICK, -1) == 1


def test_threads_take_turns(worker):
    done = []
    threads = [
        threading.Thread(target=lambda n=n: done.append(worker.run(abs, QUICK, -n)))
        for n in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(done) == list(range(20))


def run(script, *args):
    return subprocess.run(
        [sys.executable, *args],
        input=script,
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=60,
        check=False,
    )


OPENING = """
import sys
from pathlib import Path
from sources.opening import open_file
assert not {"pebble", "python_calamine", "olefile"} & set(sys.modules), "loaded at import"
import multiprocessing
assert not multiprocessing.active_children(), "started at import"
print(len(open_file(Path(sys.argv[1]))))  # no guard: the worker must not run this again
"""


@pytest.mark.parametrize("how", ["stdin", "-c", "file"])
def test_nothing_starts_at_import_and_the_process_ends_quietly(tmp_path, how):
    table = tmp_path / "表.csv"
    table.write_text("甲,乙\n", encoding="utf-8")
    script = tmp_path / "script.py"
    script.write_text(f"import sys\nsys.path.insert(0, {str(ROOT)!r})\n{OPENING}")
    args = {"stdin": ["-"], "-c": ["-c", OPENING], "file": [str(script)]}[how]
    ended = run(OPENING, *args, str(table))
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "1\n", "")


def test_a_process_ends_quietly_after_a_crash(tmp_path):
    script = (
        "from sources.worker import SHARED\nfrom sources.limits import Limits\nimport os\n"
        "try:\n    SHARED.run(os.abort, Limits())\nexcept Exception as refused:\n"
        "    print(refused.rule)\n"
    )
    ended = run("", "-c", script)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == "file_needs_too_much_memory\n"


def test_a_worker_ends_with_its_owner(tmp_path):
    script = (
        "from sources.worker import SHARED\nfrom sources.limits import Limits\nimport os\n"
        "print(SHARED.run(os.getpid, Limits()), flush=True)\nos.kill(os.getpid(), 9)\n"
    )
    pid = int(run("", "-c", script).stdout)
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists():
            return
        time.sleep(0.1)
    pytest.fail("the worker outlived the process that it worked for")


def test_a_child_of_multiprocessing_that_opened_a_file_ends(tmp_path):
    """As runs of Dagster are: such a child waits for its own children before it ends."""
    (tmp_path / "opening.py").write_text(
        "import os\nfrom sources.limits import Limits\nfrom sources.worker import SHARED\n"
        "def opened():\n    SHARED.run(os.getpid, Limits())\n",
        encoding="utf-8",
    )
    script = (
        f"import sys\nsys.path.insert(0, {str(tmp_path)!r})\n"
        "from multiprocessing import get_context\nfrom opening import opened\n"
        "one = get_context('spawn').Process(target=opened)\n"
        "one.start()\none.join(30)\nprint(one.exitcode)\none.kill()\n"
    )
    done = run("", "-c", script)
    assert done.stdout == "0\n", done.stderr


def test_a_small_file_opens_in_milliseconds_once_warm(tmp_path):
    table = tmp_path / "表.csv"
    table.write_text("甲,乙\n", encoding="utf-8")
    open_file(table)
    times = []
    for _ in range(20):
        began = time.perf_counter()
        open_file(table)
        times.append(time.perf_counter() - began)
    assert sorted(times)[10] < 0.05  # 0.002 on an idle machine
