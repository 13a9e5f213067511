"""Running lines: their data made once, ours and the floor in turn; 运行.

Belongs here: order and repeats. Does not belong here: what a line is (lines).
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.lines import MAKERS, Line
from benchmarks.results import Result


def measure(
    lines: Sequence[Line], folder: Path, repeats: int, tell: Callable[[str], None]
) -> list[Result]:
    """Results of lines, in their order. `tell` hears of each step before it begins."""
    for need in dict.fromkeys(need for line in lines for need in line.needs):
        tell(f"making {need}")
        MAKERS[need](folder)
    return [measure_line(line, folder, repeats, tell) for line in lines]


def measure_line(line: Line, folder: Path, repeats: int, tell: Callable[[str], None]) -> Result:
    """Runs of a line. The floor runs just before ours, so that both meet the same machine."""
    ours, floor = [], []
    for repeat in range(1, repeats + 1):
        tell(f"{line.name} {repeat}/{repeats}")
        if line.floor is not None:
            floor.append(line.floor(folder))
        ours.append(line.ours(folder))
    return Result(line, ours, floor)
