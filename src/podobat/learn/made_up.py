"""Records made up: worlds drawn from what is believed before counting, and what counters would have written of them.

For everything by which learning is tried: a truth that is known, counts that follow the model of observation (biases,
careless counters, heavy-tailed errors), and then whether learning finds the truth as often as it says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

from podobat.engine.randomness import MADE_UP, uniforms
from podobat.forecast.discrepancy import Layout, carry, prior_draws
from podobat.forecast.sampling import sample_points
from podobat.learn.observation import Window, counter_of
from podobat.learn.setting import Setting
from podobat.plan import Case

Array = NDArray[np.float64]

MADE: Final = 1 << 27  # draw numbers of made-up worlds begin here: no particle and no draw of a forecast has the same
COUNTERS: Final = 6  # of a made-up book
ODD: Final = 0.3  # share of them that count something else, several times more or less
CARELESS, BIAS, ERROR, SLOTS, ODDS = range(5)


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
    counts = np.empty(len(records))
    for i, (r, w) in enumerate(zip(records, windows, strict=True)):
        worse = errors.times if careless[groups[r.measure]] else 1.0
        seen = np.log(errors.offset + max(truth.of(k, w), 0.0))
        spread = np.sqrt((worse * errors.error[r.grade]) ** 2 + worse**2 * np.exp(-seen))
        away = worse * errors.bias[r.grade] * bias[counters[counter_of(r)]] + spread * stdtrit(errors.tails, u[i])
        counts[i] = max(np.exp(seen + away) - errors.offset, 0.0)
    return counts


@dataclass(frozen=True)
class Made:
    """A record of a made-up book (learn.observation.Counted)."""

    id: str
    measure: str
    value: float
    as_of: str
    counter: str
    grade: str
    period_from: str | None = None
    period_to: str | None = None
    coverage: str = "whole"
    scope: str = ""


def made_book(case: Case, measures: Sequence[str], n: int, seed: int) -> list[Made]:
    """n records of one world of a case: of any of these measures, at any time, by counters who contradict each other.

    Beyond the model of observation some counters count something else, up to 4.5 times more or less.
    """
    among = tuple(dict.fromkeys(measures))
    u = uniforms(seed, MADE_UP, range(4 * n), SLOTS).reshape(n, 4)
    months = case.plan.months[: 1 + case.plan.month_number(case.plan.horizon.end)]
    many = min(len(among), 3 + n // 10)
    slots = [
        Made(f"made-{i}", among[int(a * many)], 0.0, f"{months[2 + int(b * (len(months) - 2))]}-28",
             f"counter-{int(c * COUNTERS)}", "ABC"[int(d * 3)])
        for i, (a, b, c, d) in enumerate(u)
    ]  # fmt: skip
    blank = Setting.of(case, slots, seed)
    likelihood = blank.likelihood
    truth = truths(blank, likelihood.measures, likelihood.months, 1, seed)
    values = written(truth, 0, blank.records, likelihood.windows, blank, seed)
    odd = uniforms(seed, MADE_UP, range(2 * COUNTERS), ODDS).reshape(COUNTERS, 2)
    book = []
    for r, v in zip(blank.records, values, strict=True):
        which = int(r.counter.rsplit("-", 1)[1])
        times = np.exp(3.0 * (odd[which, 1] - 0.5)) if odd[which, 0] < ODD else 1.0
        book.append(replace(r, value=float(round(v * times))))
    return book
