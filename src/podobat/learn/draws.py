"""Futures drawn from what was learnt: discrepancies and biases of draws, each world's from its own posterior.

In the stretches that records look at, a discrepancy comes from learn.missed, given the counts; in those after them from
its law given the earlier ones. A measure that nobody counted keeps its prior. All is keyed by seed, measure and draw.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from podobat.forecast.discrepancy import Layout, keyed_normals, prior_draws
from podobat.forecast.futures import ANEW
from podobat.forecast.sampling import sample_points
from podobat.learn.observation import HALF, Group, Likelihood, log_sums

Array = NDArray[np.float64]
Counter = tuple[str, str, str]

TRIES = 4  # draws of a discrepancy among which bounds choose
REMEMBERED = 64  # draws of a group that are kept at once
_LEARNT, _AHEAD = 2, 3  # sets of normals


@dataclass(frozen=True)
class Drawn:
    """What is missed in every draw.

    missed  (draw, group, stretch) discrepancies;  floor (measure, month) events that months could as well have had
    bias    counter, measure and scope -> (draw,) in logs;  worse measure -> (draw,) how much worse its counters do
    """

    missed: Array = field(repr=False)
    floor: Array = field(repr=False)
    bias: Mapping[Counter, Array] = field(repr=False)
    worse: Mapping[str, Array] = field(repr=False)


class GroupDraws(NamedTuple):
    """Draws for the measures of one group.

    log_likelihood  (world,) of the group's records;  worse (draw,) how much worse counters do
    missed          (draw, stretch) discrepancies, all stretches;  bias (draw, counter) in logs
    """

    log_likelihood: Array
    missed: Array
    bias: Array
    worse: Array


def draw_group(
    group: Group, x: Array, at: NDArray[np.int64], stretches: int, seed: int, first: int = 0,
    weights: Array | None = None,
) -> GroupDraws:  # fmt: skip
    """Draws first, first + 1, ... of one group's discrepancies and biases from their posterior.

    x        (world, column, month) what the group reads of worlds;  at (draw,) the world each draw lives in
    weights  (world, combination) its evidence, where it is known already
    """
    n = len(at)
    weights = group.evidence(x) if weights is None else weights
    total = log_sums(weights)
    even = sample_points([f"learnt.{what}.{group.name}" for what in ("scale", "try")], n, seed, first)
    running = np.cumsum(np.exp(weights - total[:, None]), axis=1)
    chosen = np.minimum((running[at] < even[:, :1]).sum(axis=1), running.shape[1] - 1)
    states = group.stretches + len(group.counters)
    normals = keyed_normals([f"{group.name} {k}" for k in range(TRIES)], states, n, seed, first, _LEARNT)
    state = group.draw(x[at], chosen, normals, even[:, 1])
    missed = np.zeros((n, stretches))
    if group.stretches:
        missed = _continued(group, state[:, : group.stretches], group.luck(x)[at], chosen, stretches, seed, first)
    bias = np.asarray(state[:, group.stretches :] * group.sizes)
    return GroupDraws(total, missed, bias, group.combinations[1][chosen])


class MissedWorlds:
    """Worlds that go with the records, and what is missed in the draws that live in them.

    Of every group the evidence of all worlds is weighed once, and its latest draws are kept: they are asked for often.
    """

    def __init__(
        self, likelihood: Likelihood, worlds: NDArray[np.float32], chosen: NDArray[np.int64], seed: int, power: float
    ) -> None:
        """worlds (world, measure, month);  chosen (couple,) the world of each two draws;  power of the likelihood"""
        self.likelihood, self.worlds, self.chosen, self.seed = likelihood, worlds, chosen, seed
        self.groups = {g.name: g.tempered(power) for g in likelihood.groups}
        self._weighed: dict[str, tuple[Array, Array]] = {}
        self._drawn: dict[tuple[str, int, int, int, bool], GroupDraws] = {}

    def draw(self, layout: Layout, measures: tuple[str, ...], a: int, b: int, *, anew: bool = False) -> Drawn:
        """Discrepancies and biases of draws a .. b - 1 given the records.

        layout  the groups and stretches that are wanted;  measures the columns they act on
        anew    others, from the same distribution
        """
        first = a + (ANEW if anew else 0)
        asked = [g for g in self.groups.values() if g.exact or g.name in layout.groups]
        counted = {g.name for g in asked if not g.exact}
        missed = prior_draws(self.likelihood.law, layout, b - a, self.seed, first, but=counted)
        floor = np.zeros((len(measures), layout.months))
        bias: dict[Counter, Array] = {}
        worse: dict[str, Array] = {}
        for group, drawn in zip(asked, self._draws_of(asked, a, b, layout.stretches, anew), strict=True):
            bias |= {counter: drawn.bias[:, k] for k, counter in enumerate(group.counters)}
            worse |= dict.fromkeys(group.columns, drawn.worse)
            if not group.exact:
                missed[:, layout.groups.index(group.name)] = drawn.missed
                floor[[m == group.name for m in measures]] = floor_of(group, layout.months)
        return Drawn(missed, floor, bias, worse)

    def _draws_of(self, groups: Sequence[Group], a: int, b: int, stretches: int, anew: bool) -> list[GroupDraws]:
        """Draws of these groups; those that are not kept from before are drawn on all threads."""
        keys = [(group.name, a, b, stretches, anew) for group in groups]
        absent = [(key, group) for key, group in zip(keys, groups, strict=True) if key not in self._drawn]
        known = {key: self._drawn[key] for key in keys if key in self._drawn}

        def drawn(group: Group) -> GroupDraws:
            x, weights = self._weighed_worlds(group)
            at, first = self.chosen[np.arange(a, b) // 2], a + (ANEW if anew else 0)
            return draw_group(group, x, at, stretches, self.seed, first, weights=weights)

        if len(absent) > 1:
            with ThreadPoolExecutor(self.likelihood.threads) as pool:
                new = list(pool.map(drawn, [group for _, group in absent]))
        else:
            new = [drawn(group) for _, group in absent]
        known |= {key: draws for (key, _), draws in zip(absent, new, strict=True)}
        self._drawn |= {key: known[key] for key, _ in absent}
        for outdated in list(self._drawn)[: max(0, len(self._drawn) - REMEMBERED)]:
            del self._drawn[outdated]
        return [known[key] for key in keys]

    def _weighed_worlds(self, group: Group) -> tuple[Array, Array]:
        """What a group reads of all worlds, and its evidence in each; worked out once."""
        if group.name not in self._weighed:
            x = self.likelihood.read(group, self.worlds)
            self._weighed[group.name] = (x, group.evidence(x))
        return self._weighed[group.name]


def floor_of(group: Group, months: int) -> Array:
    """Events that the months looked at could as well have had, (month,)."""
    return np.where(np.arange(months) < group.months, HALF / 12.0, 0.0) if group.single else np.zeros(months)


def _continued(
    group: Group, learnt: Array, luck: Array, chosen: NDArray[np.int64], stretches: int, seed: int, first: int
) -> Array:
    """Discrepancies of all stretches: those learnt, and those after them from their law given those learnt.

    With K the covariance, p the stretches learnt, f those after and D the luck of the simulated ones: d_f given d_p is
    normal with mean m + K_fp (K_pp + D)^-1 (d_p - m) and covariance K_ff - K_fp (K_pp + D)^-1 K_pf.
    """
    n, p = learnt.shape
    missed = np.empty((n, stretches))
    missed[:, : min(p, stretches)] = learnt[:, :stretches]
    if stretches <= p:
        return missed
    law = group.law
    s2 = group.combinations[0][chosen] ** 2
    middle = law.middle(np.sqrt(s2), group.kind)
    k = law.offset**2 + s2[:, None, None] * law.covariance(stretches)
    within = k[:, :p, :p] + np.einsum("ni,ij->nij", luck[:, :p], np.eye(p))
    across = k[:, p:, :p]
    gain = np.linalg.solve(within, np.swapaxes(across, 1, 2))  # (draw, learnt, ahead)
    mean = middle[:, None] + np.einsum("npf,np->nf", gain, learnt - middle[:, None])
    covariance = k[:, p:, p:] - np.einsum("nfp,npg->nfg", across, gain)
    lower = np.linalg.cholesky(covariance + 1e-12 * np.eye(stretches - p))
    normals = keyed_normals([group.name], stretches - p, n, seed, first, _AHEAD)[:, 0]
    ahead = mean + np.einsum("nfg,ng->nf", lower, normals)
    missed[:, p:] = np.clip(ahead, group.discrepancy.least, group.discrepancy.most)
    return missed
