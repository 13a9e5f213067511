"""The flows of one fund and year as a tree, each edge in it exactly once; 资金树.

Belongs here: which node stands under which, what came in and went out, and the way back to edges.
Does not belong here: files (`files.py`). A node that several payers fund stands under each of them
with what each gave, and what it gives on stands once, under a root of its own: nobody can tell
whose money it was. The same holds where payments run in a circle.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from outputs.ledger.adjacency import NOBODY, Amounts, Edge, Network, Node, added

DEEPEST = 40


@dataclass(frozen=True)
class Branch:
    """A node at one place of the tree; amounts in fen by stage.

    `given` came from the node above, `own` from nobody stated. `received` and `passed_on` are the
    node's sums over all its payers and payees. `is_continued`: what it passes on stands under a
    root of its own.
    """

    node: Node
    given: Amounts
    own: Amounts
    received: Amounts
    passed_on: Amounts
    is_continued: bool
    children: tuple["Branch", ...]

    @property
    def stated(self) -> dict[str, int]:
        """What is stated at this place; added over all places it is what the node received."""
        return added((self.given, self.own))

    @property
    def leaf_stages(self) -> tuple[str, ...]:
        """Stages with an amount here of which the node passes nothing on."""
        return tuple(stage for stage in self.stated if stage not in self.passed_on)

    @property
    def overrun(self) -> dict[str, int]:
        """By stage, how much more is passed on than was received, where a receipt is known."""
        return {
            stage: self.passed_on[stage] - amount
            for stage, amount in self.received.items()
            if self.passed_on.get(stage, 0) > amount
        }


@dataclass(frozen=True)
class Tree:
    """All roots of one fund and year."""

    budget_year: str
    fund_key: str
    roots: tuple[Branch, ...]

    @property
    def leaf_totals(self) -> dict[str, int]:
        """By stage, what reached those who pass nothing on in it; the only sums there are."""
        found = (
            {stage: branch.stated[stage] for stage in branch.leaf_stages}
            for branch in branches(self)
        )
        return added(found)


def tree_of(network: Network) -> Tree:
    """The tree of a network."""
    planter = _Planter(network)
    roots = tuple(planter.branch(key, None) for key in sorted(planter.roots))
    return Tree(network.budget_year, network.fund_key, roots)


def branches(tree: Tree) -> Iterator[Branch]:
    """Every place of a tree, each before what stands under it."""
    waiting = list(reversed(tree.roots))
    while waiting:
        branch = waiting.pop()
        yield branch
        waiting += reversed(branch.children)


def flattened(tree: Tree) -> tuple[Edge, ...]:
    """The edges that a tree was made of, in their order."""
    found = []
    for branch in branches(tree):
        if branch.own:
            found.append(Edge(NOBODY, branch.node.key, branch.own))
        found += [Edge(branch.node.key, one.node.key, one.given) for one in branch.children]
    return tuple(sorted(found, key=lambda edge: (edge.payer, edge.payee)))


class _Planter:
    """Finds for every node the one place where what it passes on stands."""

    def __init__(self, network: Network) -> None:
        self.nodes = network.nodes
        self.children: dict[str, list[Edge]] = {}
        self.payers: dict[str, list[str]] = {}
        self.own: dict[str, Amounts] = {}
        for edge in network.edges:
            if edge.payer == NOBODY:
                self.own[edge.payee] = edge.amounts
            else:
                self.children.setdefault(edge.payer, []).append(edge)
                self.payers.setdefault(edge.payee, []).append(edge.payer)
        self.received = _received(network.edges)
        self.roots = self._roots()

    def _roots(self) -> set[str]:
        """Nodes that nobody or several pay, and one of every circle."""
        roots = {key for key in self.nodes if self._has_own_place(key)}
        depths: dict[str, int] = dict.fromkeys(roots, 0)
        for key in self.nodes:
            way, top = self._way_up(key, depths)
            if top not in depths:
                first = min(way[way.index(top) :])
                roots.add(first)
                depths[first] = 0
            self._measure(way, depths, roots)
        return roots

    def _way_up(self, key: str, depths: Mapping[str, int]) -> tuple[list[str], str]:
        """The first payers above a node up to one whose depth is known, or round a circle."""
        way: dict[str, None] = {}
        while key not in depths and key not in way:
            way[key] = None
            key = self.payers[key][0]
        return list(way), key

    def _has_own_place(self, key: str) -> bool:
        payers = self.payers.get(key, ())
        return not payers or (len(payers) > 1 and key in self.children)

    def _measure(self, way: list[str], depths: dict[str, int], roots: set[str]) -> None:
        """Depths along a way up; one so long that it may be no chain of offices is cut."""
        for key in reversed(way):
            if key in depths:
                continue
            depths[key] = depths.get(self.payers[key][0], 0) + 1
            if depths[key] > DEEPEST and key in self.children:
                roots.add(key)
                depths[key] = 0

    def branch(self, key: str, above: Edge | None) -> Branch:
        """A node at one place, with all that stands under it there."""
        is_root = key in self.roots
        is_here = above is None or not is_root
        payers = self.payers.get(key, [])
        is_first = above is None or (not is_root and above.payer == payers[0])
        edges = self.children.get(key, []) if is_here else []
        return Branch(
            node=self.nodes[key],
            given={} if above is None else above.amounts,
            own=self.own.get(key, {}) if is_first else {},
            received=self.received.get(key, {}),
            passed_on=added(edge.amounts for edge in self.children.get(key, [])),
            is_continued=not is_here,
            children=tuple(self.branch(edge.payee, edge) for edge in edges),
        )


def _received(edges: tuple[Edge, ...]) -> dict[str, dict[str, int]]:
    """By payee, what came from all payers and from nobody stated."""
    parts: dict[str, list[Amounts]] = {}
    for edge in edges:
        parts.setdefault(edge.payee, []).append(edge.amounts)
    return {key: added(own) for key, own in parts.items()}
