"""History matching: points of the parameters that half of the published figures rule out, judged by the other half.

A figure rules a point out the more, the further the simulated figure lies from it in logs, measured by what may be
expected of figures that count the same (a quarter) or only a relative of it (a factor of two). Figures of one series
hang together and count as one. What is left are weights of points; they say how the other half's figures would be
forecast after learning from this one. Every group stands in one half, and each half judges the other: no figure is
judged by weights that it had a part in.

    w_i = exp(-a/2 sum over series of mean I^2),  I = log(simulated / published) / tolerance,  a the largest up to 1
    that leaves as many points at work as `ENOUGH`

source  implausibility after Craig, Goldstein, Seheult and Smith (1997); tempering ours
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from podobat.evidence.patterns import Pattern

Values = NDArray[np.float64]

TOLERANCE: Final = {"close": float(np.log(1.25)), "loose": float(np.log(2.0))}
ENOUGH: Final = 60.0  # points at work
LEAST: Final = 1e-3  # of the published figure: logs of nothing are taken of this
SHARES: Final = (0.1, 0.5, 0.9)
TELLING: Final = 0.4  # shifts smaller than this are told of no parameter: three errors of a mean of `ENOUGH` points
FLOOR: Final = 0.1  # spread of logs below which a forecast is not taken at its word


@dataclass(frozen=True)
class Half:
    """What one half of the groups teaches, and how the figures of the other half stand before and after.

    fitted, judged   groups;  counted  figures judged
    inside, width, score   (before, after): figures inside the 80 % interval, median width of intervals in logs,
                     mean log score (log density of the published figure, in logs; more is better)
    points           at work after learning
    moved            (parameter, shift of its mean in standard deviations before) of those that this half moves most
    """

    fitted: tuple[str, ...]
    judged: tuple[str, ...]
    counted: int
    inside: tuple[int, int]
    width: tuple[float, float]
    score: tuple[float, float]
    points: float
    moved: tuple[tuple[str, float], ...] = ()

    def told(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "fitted": list(self.fitted), "judged": list(self.judged), "counted": self.counted, "points": self.points,
            "moved": dict(self.moved),
            **{name: {"before": pair[0], "after": pair[1]}
               for name, pair in (("inside", self.inside), ("width", self.width), ("score", self.score))},
        }  # fmt: skip


def halves_of(groups: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Every other group in the order of the list: the first half and the second."""
    distinct = tuple(dict.fromkeys(groups))
    return distinct[::2], distinct[1::2]


def off(pattern: Pattern, simulated: Values) -> Values:
    """log(simulated / published) by point; 0 where a ceiling is not reached. nan where nothing was simulated."""
    least = LEAST * pattern.value
    distance = np.log(np.maximum(simulated, least) / pattern.value)
    return np.maximum(distance, 0.0) if pattern.series.relation == "at_most" else distance


def weights_of(patterns: Sequence[Pattern], simulated: Sequence[Values]) -> Values:
    """Weights of the points, (point,), that these figures leave."""
    by_series: dict[str, list[Values]] = {}
    for pattern, values in zip(patterns, simulated, strict=True):
        implausible = off(pattern, values) / TOLERANCE[pattern.series.fit]
        by_series.setdefault(pattern.series.id, []).append(np.minimum(np.nan_to_num(implausible, nan=3.0) ** 2, 25.0))
    misfit = np.sum([np.mean(rows, axis=0) for rows in by_series.values()], axis=0)
    low, high = 0.0, 1.0
    for _ in range(40):
        power = (low + high) / 2.0 if _at_work(misfit, 1.0) < ENOUGH else 1.0
        low, high = (power, high) if _at_work(misfit, power) >= ENOUGH else (low, power)
    return _weights(misfit, low if low < 1.0 else 1.0)


def _weights(misfit: Values, power: float) -> Values:
    w = np.exp(-0.5 * power * (misfit - misfit.min()))
    return w / w.sum()


def _at_work(misfit: Values, power: float) -> float:
    w = _weights(misfit, power)
    return float(1.0 / (w**2).sum())


def interval(values: Values, weights: Values) -> tuple[float, float, float]:
    """Weighted 10 %, 50 % and 90 % quantile over the points that have a value."""
    kept = np.isfinite(values)
    if not kept.any():
        return (np.nan, np.nan, np.nan)
    order = np.argsort(values[kept], kind="stable")
    x, w = values[kept][order], weights[kept][order]
    middle = (np.cumsum(w) - 0.5 * w) / w.sum()
    low, median, high = np.interp(SHARES, middle, x)
    return float(low), float(median), float(high)


def is_inside(pattern: Pattern, values: Values, weights: Values) -> bool:
    """Does the weighted 80 % interval hold the published figure?"""
    low, _, high = interval(values, weights)
    return low <= pattern.value and (pattern.series.relation == "at_most" or pattern.value <= high)


def score(pattern: Pattern, values: Values, weights: Values) -> float:
    """Log density of a normal in logs with the weighted mean and spread of the points, at the published figure."""
    d = off(pattern, values)
    kept = np.isfinite(d)
    w = weights[kept] / weights[kept].sum()
    mean = float(w @ d[kept])
    spread = max(FLOOR, float(np.sqrt(w @ (d[kept] - mean) ** 2)))
    return float(-0.5 * np.log(2 * np.pi * spread**2) - 0.5 * (mean / spread) ** 2)


def width(values: Values, weights: Values) -> float:
    """Width of the 80 % interval in logs; nan where an end is not above nothing."""
    low, _, high = interval(values, weights)
    return float(np.log(high / low)) if low > 0 else float("nan")


def shifts(parameters: Mapping[str, Values], weights: Values) -> tuple[tuple[str, float], ...]:
    """Parameters whose mean the weights shift by more than `TELLING` standard deviations, the largest shift first."""
    moved = [(id, float((weights @ x - x.mean()) / x.std())) for id, x in parameters.items() if float(np.ptp(x)) > 0.0]
    return tuple(sorted((m for m in moved if abs(m[1]) > TELLING), key=lambda m: (-abs(m[1]), m[0])))


def match_halves(
    patterns: Sequence[Pattern], simulated: Sequence[Values], parameters: Mapping[str, Values] | None = None
) -> tuple[Half, Half]:
    """Both ways round: learn from one half of the groups, judge by the other.

    patterns   the figures that no parameter was set by;  simulated  one value a point each, (point,)
               those of nothing or less have no log and stand aside
    parameters  (point,) each, to say which of them a half moves
    """
    kept = [(p, values) for p, values in zip(patterns, simulated, strict=True) if p.value > 0]
    patterns, simulated = [p for p, _ in kept], [values for _, values in kept]
    first, second = halves_of([p.group for p in patterns])
    known = parameters or {}
    return _half(patterns, simulated, first, second, known), _half(patterns, simulated, second, first, known)


def _half(
    patterns: Sequence[Pattern],
    simulated: Sequence[Values],
    fitted: tuple[str, ...],
    judged: tuple[str, ...],
    parameters: Mapping[str, Values],
) -> Half:
    pairs = list(zip(patterns, simulated, strict=True))
    fit, test = ([pair for pair in pairs if pair[0].group in groups] for groups in (fitted, judged))
    after = weights_of([p for p, _ in fit], [values for _, values in fit])
    before = np.full(len(after), 1.0 / len(after))
    inside, widths, scores = [], [], []
    for w in (before, after):
        inside.append(sum(is_inside(p, values, w) for p, values in test))
        widths.append(float(np.nanmedian([width(values, w) for _, values in test])))
        equal = [(p, values) for p, values in test if p.series.relation == "equal"]  # a ceiling kept has no density
        scores.append(float(np.mean([score(p, values, w) for p, values in equal])))
    at_work = float(1.0 / (after**2).sum())
    return Half(
        fitted, judged, len(test), (inside[0], inside[1]), (widths[0], widths[1]), (scores[0], scores[1]), at_work,
        shifts(parameters, after),
    )  # fmt: skip
