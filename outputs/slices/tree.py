"""The tree of areas: 省→市→区县→乡镇→项目, each area once, with its own totals and those below.

Belongs here: which area stands under which and what it comes to. Does not belong here: the file
(`tree_file.py`). What is `own` is in no other area; `with_below` is own and all children's, so the
two, or an area and one above it, are never added.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from outputs.slices.places import UNPLACED, areas_by_code, way_up
from outputs.slices.totals import Kind, Total, Totals, added


@dataclass(frozen=True)
class Project:
    """A published record of `project`, under the area it belongs to."""

    record_id: str
    name: str
    amount_fen: int | None


@dataclass(frozen=True)
class AreaNode:
    """An area with its totals; children in the order of their codes."""

    code: str
    own: Totals
    with_below: Totals
    projects: tuple[Project, ...]
    children: tuple["AreaNode", ...]


def area_trees(
    own: Mapping[str, Totals], projects: Mapping[str, Sequence[Project]]
) -> tuple[AreaNode, ...]:
    """The roots: the centre, if anything is below it, and UNPLACED if anything is there."""
    above = {
        code: (region.parent if (region := areas_by_code().get(code)) else "")
        for start in (*own, *projects)
        for code in way_up(start)
    }
    below: dict[str, list[str]] = {}
    for code in sorted(above):
        below.setdefault(above[code], []).append(code)

    def node(code: str) -> AreaNode:
        children = tuple(node(one) for one in below.get(code, ()))
        mine = own.get(code, {})
        return AreaNode(
            code=code,
            own=mine,
            with_below=added((mine, *(child.with_below for child in children))),
            projects=tuple(sorted(projects.get(code, ()), key=lambda one: one.record_id)),
            children=children,
        )

    return tuple(node(code) for code in sorted(below.get("", ()), key=lambda c: (c == UNPLACED, c)))


def nodes(roots: Sequence[AreaNode]) -> Iterator[AreaNode]:
    """Every area, each before those below it."""
    for root in roots:
        yield root
        yield from nodes(root.children)


def flattened(roots: Sequence[AreaNode]) -> dict[str, dict[Kind, Total]]:
    """The own totals that a tree was made of, by area."""
    return {node.code: dict(node.own) for node in nodes(roots) if node.own}
