"""Who has worked with whom, as a network: how open it is, who holds it together, who stands alone.

    network = network_of(firms, ties)
    network.openness        share of ties with a partner outside, and across sectors
    network.brokers         firms on the most shortest ways between others (betweenness)
    network.alone           firms without any tie
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Node:
    """A firm or body: its name, sector ("" where unknown), and whether it is of the region."""

    name: str
    sector: str = ""
    inside: bool = True


@dataclass(frozen=True)
class Network:
    """Counts of a network of ties.

    ties          pairs that have worked together, each once
    outside       ties between the region and elsewhere;  across  ties between two known sectors that differ
    told_across   ties whose sectors are both known
    brokers       (id, share of the shortest ways between others that lead over it), the highest first; none with 0
    alone         ids of firms of the region without a tie
    groups        sizes of the parts that hang together, largest first
    """

    nodes: Mapping[str, Node]
    ties: tuple[tuple[str, str], ...]
    outside: int
    across: int
    told_across: int
    brokers: tuple[tuple[str, float], ...]
    alone: tuple[str, ...]
    groups: tuple[int, ...]

    @property
    def openness(self) -> float | None:
        """The share of ties that lead out of the region; None without ties."""
        return self.outside / len(self.ties) if self.ties else None

    @property
    def tied(self) -> float | None:
        """The share of the region's firms that have a tie, as a plan declares it under `ties`; None without firms."""
        inside = sum(node.inside for node in self.nodes.values())
        return 1.0 - len(self.alone) / inside if inside else None

    @property
    def mixing(self) -> float | None:
        """The share of ties across sectors, of those whose sectors are known; None where none is."""
        return self.across / self.told_across if self.told_across else None


def network_of(nodes: Mapping[str, Node], ties: Iterable[tuple[str, str]]) -> Network:
    """The network of some firms; a tie with oneself is none, and one that stands twice counts once.

    raises  KeyError for a tie of somebody who is not in `nodes`
    """
    kept = tuple(sorted({(min(a, b), max(a, b)) for a, b in ties if a != b}))
    beside: dict[str, list[str]] = {id: [] for id in sorted(nodes)}
    for a, b in kept:
        beside[a].append(b)
        beside[b].append(a)
    pairs = [(nodes[a], nodes[b]) for a, b in kept]
    told = [(a.sector, b.sector) for a, b in pairs if a.sector and b.sector]
    between = betweenness(beside)
    brokers = sorted(((id, share) for id, share in between.items() if share > 0), key=lambda x: (-x[1], x[0]))
    return Network(
        nodes, kept, sum(a.inside != b.inside for a, b in pairs), sum(a != b for a, b in told), len(told),
        tuple(brokers), tuple(id for id, others in beside.items() if not others and nodes[id].inside),
        tuple(sorted(_groups(beside), reverse=True)),
    )  # fmt: skip


def betweenness(beside: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """For each node, the share of shortest ways between pairs of others that lead over it, 0 to 1.

    source  Brandes (2001), "A faster algorithm for betweenness centrality"; divided by (n - 1)(n - 2) / 2
    """
    between = dict.fromkeys(beside, 0.0)
    for start in beside:
        order, before, ways = _ways_from(start, beside)
        leaning = dict.fromkeys(order, 0.0)
        for node in reversed(order):
            for parent in before[node]:
                leaning[parent] += ways[parent] / ways[node] * (1.0 + leaning[node])
            if node != start:
                between[node] += leaning[node] / 2
    n = len(beside)
    most = (n - 1) * (n - 2) / 2
    return {id: value / most for id, value in between.items()} if most > 0 else between


def _ways_from(
    start: str, beside: Mapping[str, Sequence[str]]
) -> tuple[list[str], dict[str, list[str]], dict[str, float]]:
    """Nodes by distance from a start, whom each is reached from, and in how many shortest ways."""
    order, before, ways, far = [], {start: []}, {start: 1.0}, {start: 0}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        order.append(node)
        for other in beside[node]:
            if other not in far:
                far[other], before[other], ways[other] = far[node] + 1, [], 0.0
                queue.append(other)
            if far[other] == far[node] + 1:
                before[other].append(node)
                ways[other] += ways[node]
    return order, before, ways


def _groups(beside: Mapping[str, Sequence[str]]) -> list[int]:
    """Sizes of the parts that hang together, single nodes left out."""
    left, sizes = {id for id, others in beside.items() if others}, []
    while left:
        reached = set(_ways_from(min(left), beside)[0])
        sizes.append(len(reached))
        left -= reached
    return sizes
