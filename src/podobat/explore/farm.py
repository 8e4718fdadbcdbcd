"""A stage played on a Dask cluster: a piece is one variant in a chunk of draws, and the bits are those of threads.

The stage goes there once. A piece carries the arrays of its variant and comes back as the numbers that are kept, so
neither the order in which pieces finish nor the machine that played them leaves a trace.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from podobat.forecast.cluster import CHUNK, Held, check_code, connected, handed_out, losses
from podobat.forecast.fingerprints import code_fingerprint

if TYPE_CHECKING:
    from podobat.engine.inputs import PlanArrays
    from podobat.explore.mixing import Mixing
    from podobat.explore.stage import Stage

Drawn = NDArray[np.float32]
KEPT: Final = 24  # stages that a cluster keeps: a search has one, and one or two a world
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Farm:
    """A cluster that plays: a client, and the address under which it was reached.

    stages  the last ones that went there, by their identity, so that none goes twice
    """

    client: Any
    address: str
    stages: dict[int, tuple[Stage, Held]] = field(default_factory=dict, compare=False, repr=False)

    def _there(self, stage: Stage) -> Held:
        """The stage on the cluster."""
        if id(stage) not in self.stages:
            if len(self.stages) >= KEPT:
                self.stages.pop(next(iter(self.stages)))
            self.stages[id(stage)] = stage, Held(self.client, (code_fingerprint(), _bare(stage)))
        return self.stages[id(stage)][1]

    def play(self, stage: Stage, variants: Sequence[PlanArrays], a: int, b: int) -> Drawn:
        """As `Stage.play`: (variant, draw, column)."""
        out = np.empty((len(variants), b - a, len(stage.columns)), np.float32)
        pieces = [(k, c, min(c + CHUNK, b)) for k in range(len(variants)) for c in range(a, b, CHUNK)]
        with losses(self.address):
            for (k, c, d), values in handed_out(
                self._there(stage), _played, pieces, lambda p: (variants[p[0]], p[1], p[2])
            ):
                out[k, c - a : d - a] = values
                if stage.report is not None:
                    stage.report(d - c)
        return out

    def mix(self, mixing: Mixing, x: PlanArrays, asked: Sequence[tuple[int, str | None]]) -> list[Drawn]:
        """What sets of draws with one group from another come to, in the order asked for."""
        mixed: dict[int, Drawn] = {}
        held = code_fingerprint(), replace(mixing, stage=_bare(mixing.stage))
        with losses(self.address):
            for k, out in handed_out(Held(self.client, held), _mixed, range(len(asked)), lambda k: (x, *asked[k])):
                mixed[k] = out
                if mixing.stage.report is not None:
                    mixing.stage.report(len(out))
        return [mixed[k] for k in range(len(asked))]


@contextmanager
def farm_at(address: str | None) -> Iterator[Farm | None]:
    """The cluster at an address ("local": processes of this machine); None without an address."""
    if address is None:
        yield None
        return
    with connected(address) as client:
        yield Farm(client, address)


def _bare(stage: Stage) -> Stage:
    """The stage as it goes to a worker, which plays on one thread and tells nobody."""
    return replace(stage, farm=None, report=None, threads=1)


def _played(held: tuple[str, Stage], x: PlanArrays, a: int, b: int) -> Drawn:
    """What a worker does: play one variant in some draws."""
    code, stage = held
    check_code(code)
    with _one_at_a_time:  # threads of a worker share what a stage has worked out, and would all compile at once
        return stage.play([x], a, b)[0]


def _mixed(held: tuple[str, Mixing], x: PlanArrays, base: int, group: str | None) -> Drawn:
    code, mixing = held
    check_code(code)
    with _one_at_a_time:
        return mixing.played(x, base, group)
