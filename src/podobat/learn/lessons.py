"""What each record taught: how the posterior would be without it, and whether the others let it be expected."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

from podobat.forecast.discrepancy import keyed_normals
from podobat.forecast.sampling import sample_points
from podobat.learn.diagnostics import divergence, weighted_quantiles
from podobat.learn.observation import Group, Likelihood, log_sums
from podobat.learn.population import normalised, picked

Array = NDArray[np.float64]

SOME: Final = 1000  # particles that lessons are drawn from
_SET: Final = 2


@dataclass(frozen=True)
class Lesson:
    """What one record taught, the others given.

    divergence  of the posterior from what it would be without this record, in nats
    p_value     two-sided chance of a count as far out, predicted from the other records; nan for a bound
    expected    median count predicted from the others
    """

    record: Any
    divergence: float
    p_value: float
    expected: float


def lessons_of(likelihood: Likelihood, worlds: NDArray[np.float32], weights: Array, seed: int) -> tuple[Lesson, ...]:
    """What each record taught, in the order of the records: from particles taken in proportion to their weights."""
    if not len(likelihood):
        return ()
    some = worlds[picked(weights, SOME, 0.5)]
    seen = {group.name: likelihood.read(group, some) for group in likelihood.groups}
    whole = {group.name: log_sums(group.evidence(seen[group.name], likelihood.threads)) for group in likelihood.groups}
    asked = [(group, k) for group in likelihood.groups for k in range(len(group.places))]

    def taught(asked_of: tuple[Group, int]) -> Lesson:
        group, k = asked_of
        x, keep = seen[group.name], np.arange(len(group.places)) != k
        others = group.part(keep, group.places[keep])
        each = others.evidence(x) if keep.any() else np.log(np.tile(group.shares, (SOME, 1)))
        w = normalised(log_sums(each) - whole[group.name])  # the posterior without this record
        p, expected = _predicted(group, others, x, each, w, k, seed) if group.side[k] == 0 else (np.nan, np.nan)
        return Lesson(likelihood.records[group.places[k]], divergence(np.full(SOME, 1.0 / SOME), w), p, expected)

    with ThreadPoolExecutor(likelihood.threads) as pool:
        lessons = list(pool.map(taught, asked))
    order = np.argsort([group.places[k] for group, k in asked])
    return tuple(lessons[i] for i in order)


def _predicted(
    group: Group, others: Group, x: Array, evidence: Array, weights: Array, k: int, seed: int
) -> tuple[float, float]:
    """Two-sided p-value of record k of a group given the other ones, and the median count expected of it."""
    n = len(x)
    even = sample_points([f"lesson.{what}.{group.name}" for what in ("scale", "try")], n, seed)
    running = np.cumsum(np.exp(evidence - log_sums(evidence)[:, None]), axis=1)
    chosen = np.minimum((running < even[:, :1]).sum(axis=1), running.shape[1] - 1)
    states = group.stretches + len(group.counters)
    normals = keyed_normals([f"lesson {group.name}"], states, n, seed, 0, _SET)
    state = others.draw(x, chosen, normals, even[:, 1])
    location = np.log(group.errors.offset + group.true_at(k, x, state))
    location = location + group.bias[k] * state[:, group.stretches + group.who[k]]
    scale = group.combinations[1][chosen] * np.sqrt(group.error_at(k, location))
    below = float((weights * stdtr(group.errors.tails, (group.y[k] - location) / scale)).sum())
    expected = float(np.exp(weighted_quantiles(location, weights, [0.5])[0]) - group.errors.offset)
    return min(1.0, 2.0 * min(below, 1.0 - below)), expected
