"""One thing that does not hold in what was published; what every verifier reports."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that does not hold; `path` is relative to what was verified, message in Chinese."""

    code: str
    path: str
    message: str
