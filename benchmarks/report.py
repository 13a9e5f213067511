"""Showing results: a table on a terminal, plain lines elsewhere, JSON for machines; 报表.

Belongs here: words and layout. Does not belong here: arithmetic (results).
"""

import sys
from collections.abc import Sequence
from typing import Any

from benchmarks.lines import Bound
from benchmarks.results import Result

HEADERS = ("line", "what", "bound", "floor", "ours", "ratio", "cpu", "spread", "peak", "kept")


def bound_in_words(bound: Bound) -> str:
    """A bound as it stands in the table; – for none."""
    words = [
        f"{bound.seconds:g} s" if bound.seconds is not None else "",
        f"{bound.per_piece * 1000:g} ms each" if bound.per_piece is not None else "",
        f"{bound.ratio:g} ×" if bound.ratio is not None else "",
        f"{bound.mib:g} MiB" if bound.mib is not None else "",
    ]
    return ", ".join(word for word in words if word) or "–"


def row(result: Result) -> tuple[str, ...]:
    """One line of the table."""
    floor, ratio = result.floor_seconds, result.ratio
    each = f" ({result.seconds / result.line.pieces * 1000:.0f} ms each)"
    bound = bound_in_words(result.line.bound)
    kept = "–" if bound == "–" else "yes"
    return (
        result.line.name,
        result.line.what.replace("`", ""),
        bound,
        "–" if floor is None else f"{floor:.2f} s",
        f"{result.seconds:.2f} s" + (each if result.line.pieces > 1 else ""),
        "–" if ratio is None else f"{ratio:.2f}",
        f"{result.cpu:.2f} s",
        f"{result.spread:.0%}",
        f"{result.mib:.0f} MiB",
        "MISSED: " + "; ".join(result.missed) if result.missed else kept,
    )


def show(results: Sequence[Result]) -> None:
    """The table on stdout."""
    rows = [row(result) for result in results]
    if not sys.stdout.isatty():
        sys.stdout.writelines("\t".join(one) + "\n" for one in (HEADERS, *rows))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(*HEADERS, header_style="bold")
    for one in rows:
        table.add_row(*one, style="red" if one[-1].startswith("MISSED") else None)
    Console().print(table)


def plain(result: Result) -> dict[str, Any]:
    """One result as plain data, with every single run."""
    bound = result.line.bound
    return {
        "line": result.line.name,
        "what": result.line.what,
        "pieces": result.line.pieces,
        "bound": {name: value for name, value in vars(bound).items() if value is not None},
        "floor_is": result.line.floor_is,
        "floor_seconds": result.floor_seconds,
        "seconds": result.seconds,
        "ratio": result.ratio,
        "cpu_seconds": result.cpu,
        "spread": result.spread,
        "peak_mib": result.mib,
        "missed": list(result.missed),
        "runs": [vars(run) for run in result.ours],
        "floor_runs": [vars(run) for run in result.floor],
    }
