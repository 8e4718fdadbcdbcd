"""What each record taught: how the posterior would be without it, and whether the others let it be expected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp, stdtr

from podobat.forecast.discrepancy import keyed_normals
from podobat.forecast.sampling import sample_points
from podobat.learn.diagnostics import divergence, weighted_quantiles
from podobat.learn.observation import Group, Likelihood
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
    found: list[Lesson | None] = [None] * len(likelihood)
    for group in likelihood.groups:
        x = likelihood.read(group, some)
        whole = logsumexp(group.evidence(x), axis=1)
        for k, place in enumerate(group.places):
            keep = np.arange(len(group.places)) != k
            others = group.part(keep, group.places[keep])
            each = others.evidence(x) if keep.any() else np.log(np.tile(group.shares, (SOME, 1)))
            w = normalised(logsumexp(each, axis=1) - whole)  # pyright: ignore[reportOperatorIssue]  # the posterior without this record
            p, expected = _predicted(group, others, x, each, w, k, seed) if group.side[k] == 0 else (np.nan, np.nan)
            found[place] = Lesson(likelihood.records[place], divergence(np.full(SOME, 1.0 / SOME), w), p, expected)
    return tuple(x for x in found if x is not None)


def _predicted(
    group: Group, others: Group, x: Array, evidence: Array, weights: Array, k: int, seed: int
) -> tuple[float, float]:
    """Two-sided p-value of record k of a group given the other ones, and the median count expected of it."""
    n = len(x)
    even = sample_points([f"lesson.{what}.{group.name}" for what in ("scale", "try")], n, seed)
    running = np.cumsum(np.exp(evidence - logsumexp(evidence, axis=1)[:, None]), axis=1)  # pyright: ignore[reportArgumentType, reportCallIssue]
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
