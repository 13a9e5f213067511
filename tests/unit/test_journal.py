"""A register stays readable whatever stopped its writer."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import BaseModel

from assets.journal import add_lines, read_lines

ROOT = Path(__file__).parents[2]
FULL = """
import resource, sys
from pathlib import Path
from pydantic import BaseModel
from assets.journal import add_lines

class Line(BaseModel):
    text: str

limit = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    add_lines(Path(sys.argv[1]), [Line(text="b" * 50), Line(text="c" * 50)])
except OSError:
    sys.exit(3)
"""


class Line(BaseModel):
    text: str


def texts(path: Path) -> list[str]:
    return [one.text for one in read_lines(path, Line)]


def test_half_a_line_is_no_line_and_the_next_writer_cuts_it_off(tmp_path):
    path = tmp_path / "register.jsonl"
    add_lines(path, [Line(text="a")])
    with path.open("ab") as stream:
        stream.write('{"text":"半'.encode()[:-1])
    assert texts(path) == ["a"]
    add_lines(path, [Line(text="b")])
    assert texts(path) == ["a", "b"]
    assert path.read_bytes() == b'{"text":"a"}\n{"text":"b"}\n'


def test_a_whole_line_that_only_lacks_its_end_is_kept(tmp_path):
    path = tmp_path / "register.jsonl"
    path.write_bytes(b'{"text":"a"}')
    assert texts(path) == ["a"]
    add_lines(path, [Line(text="b")])
    assert texts(path) == ["a", "b"]


@pytest.mark.parametrize("room", [1, 30, 61, 62, 100, 123])
def test_lines_that_find_no_room_leave_the_register_as_it_was(tmp_path, room):
    # The kernel writes up to the limit and refuses the rest, as a full disk does.
    path = tmp_path / "register.jsonl"
    add_lines(path, [Line(text="a")])
    before = path.read_bytes()
    command = [sys.executable, "-c", FULL, str(path), str(len(before) + room)]
    done = subprocess.run(command, cwd=ROOT, timeout=60, check=False)
    assert done.returncode == 3
    assert path.read_bytes() == before


def test_lines_that_find_room_are_written(tmp_path):
    path = tmp_path / "register.jsonl"
    add_lines(path, [Line(text="a")])
    command = [sys.executable, "-c", FULL, str(path), str(resource.RLIM_INFINITY)]
    assert subprocess.run(command, cwd=ROOT, timeout=60, check=False).returncode == 0
    assert [len(one) for one in texts(path)] == [1, 50, 50]
