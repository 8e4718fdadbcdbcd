"""Records made up: worlds drawn from what is believed before counting, and what counters would have written of them.

For everything by which learning is tried: a truth that is known, counts that follow the model of observation (biases,
careless counters, heavy-tailed errors), and then whether learning finds the truth as often as it says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

from podobat.engine.randomness import MADE_UP, uniforms
from podobat.forecast.discrepancy import Layout, carry, prior_draws
from podobat.forecast.sampling import sample_points
from podobat.learn.observation import Window, counter_of
from podobat.learn.setting import Setting

Array = NDArray[np.float64]

MADE: Final = 1 << 27  # draw numbers of made-up worlds begin here: no particle and no draw of a forecast has the same
CARELESS, BIAS, ERROR = range(3)


@dataclass(frozen=True)
class Truths:
    """Worlds that are known: z (world, dimension) in normal scores; values (world, measure, month) as they are true."""

    z: Array
    measures: tuple[str, ...]
    values: NDArray[np.float32]

    def of(self, k: int, window: Window) -> float:
        """What world k has in a window."""
        return float(window.of(self.values[k, self.measures.index(window.measure)]))


def truths(setting: Setting, measures: tuple[str, ...], months: int, n: int, seed: int) -> Truths:
    """Worlds as they are drawn before anything was counted: parameters, plan figures, luck and what is missed."""
    z = ndtri(sample_points(setting.dimensions, n, seed))
    simulated = setting.simulate(z, MADE + np.arange(n, dtype=np.int64), measures, months)
    layout = Layout.of(measures, setting.plan.months[:months])
    worlds = np.ascontiguousarray(simulated.transpose(0, 2, 1))
    carry(worlds, layout, prior_draws(setting.likelihood.law, layout, n, seed, MADE))
    return Truths(z, measures, worlds.transpose(0, 2, 1))


def written(
    truth: Truths, k: int, records: Sequence[Any], windows: Sequence[Window], setting: Setting, seed: int
) -> Array:
    """What the counters of these records would have written in world k, (record,): each counts its whole measure."""
    errors = setting.likelihood.errors
    groups = {name: i for i, name in enumerate(dict.fromkeys(r.measure for r in records))}
    counters = {who: i for i, who in enumerate(dict.fromkeys(counter_of(r) for r in records))}
    careless = uniforms(seed, MADE_UP, range(len(groups)), CARELESS, k) < errors.careless
    bias = ndtri(uniforms(seed, MADE_UP, range(len(counters)), BIAS, k))
    u = uniforms(seed, MADE_UP, range(len(records)), ERROR, k)
    found = np.empty(len(records))
    for i, (r, w) in enumerate(zip(records, windows, strict=True)):
        worse = errors.times if careless[groups[r.measure]] else 1.0
        seen = np.log(errors.offset + max(truth.of(k, w), 0.0))
        spread = np.sqrt((worse * errors.error[r.grade]) ** 2 + worse**2 * np.exp(-seen))
        away = worse * errors.bias[r.grade] * bias[counters[counter_of(r)]] + spread * stdtrit(errors.tails, u[i])
        found[i] = max(np.exp(seen + away) - errors.offset, 0.0)
    return found
