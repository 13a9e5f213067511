"""What a line came to: medians, ratio, spread, and which bounds it keeps; 结果.

Belongs here: arithmetic on runs. Does not belong here: making them (runner), showing them (report).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.lines import Line
from benchmarks.measuring import Run


@dataclass(frozen=True)
class Result:
    """All runs of a line and of its floor."""

    line: Line
    ours: Sequence[Run]
    floor: Sequence[Run]

    @property
    def seconds(self) -> float:
        """Median time of ours."""
        return median(run.seconds for run in self.ours)

    @property
    def floor_seconds(self) -> float | None:
        """Median time of the floor; None if there is none."""
        return median(run.seconds for run in self.floor) if self.floor else None

    @property
    def ratio(self) -> float | None:
        """How many times the floor ours takes."""
        return None if self.floor_seconds is None else self.seconds / self.floor_seconds

    @property
    def spread(self) -> float:
        """Between the fastest and the slowest run, as a part of the median."""
        times = [run.seconds for run in self.ours]
        return (max(times) - min(times)) / self.seconds

    @property
    def cpu(self) -> float:
        """Median time of ours on the processors; what others do on the machine hardly shows."""
        return median(run.cpu for run in self.ours)

    @property
    def mib(self) -> float:
        """Largest peak of memory of any run."""
        return max(run.mib for run in self.ours)

    @property
    def missed(self) -> tuple[str, ...]:
        """What exceeds its bound, in words; nothing if all are kept."""
        return tuple(self._missed())

    def _missed(self) -> Iterator[str]:
        bound = self.line.bound
        if bound.seconds is not None and self.seconds > bound.seconds:
            yield f"{self.seconds:.2f} s > {bound.seconds:g} s"
        piece = self.seconds / self.line.pieces
        if bound.per_piece is not None and piece > bound.per_piece:
            yield f"{piece * 1000:.0f} ms > {bound.per_piece * 1000:g} ms each"
        if bound.ratio is not None and self.ratio is not None and self.ratio > bound.ratio:
            yield f"{self.ratio:.2f} × > {bound.ratio:g} ×"
        if bound.mib is not None and self.mib > bound.mib:
            yield f"{self.mib:.0f} MiB > {bound.mib:g} MiB"
