"""Every target from all sides: what will be true and counted, and what inside and outside say by themselves.

A forecast after counting leans towards the outside view (learn.leaning). Beside it stand the inside alone - the
simulated world with what it misses, learnt from the counts of the case - and the outside alone, how counts of such
targets went on elsewhere. Before a measure is counted there is nothing outside to go on from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from podobat.evidence import measure
from podobat.forecast.discrepancy import Layout
from podobat.forecast.quantiles import QUANTILES
from podobat.forecast.views import Signpost, Spread, Told, View
from podobat.learn.counts import UNKNOWN_GRADE, Asked, count_draws
from podobat.learn.observation import Window, counter_of
from podobat.outlook.warnings import Rate, rate_for, signal_of
from podobat.records.totals import standing
from podobat.units import Text, month_index, month_text

if TYPE_CHECKING:
    from podobat.forecast import Forecast
    from podobat.learn.draws import Drawn
    from podobat.learn.leaning import Asked as LeantOn
    from podobat.learn.leaning import Leaning
    from podobat.learn.setting import Setting
    from podobat.plan import Target

Array = NDArray[np.float64]

MOST: Final = 20_000  # draws that views rest on
LOW, HIGH = 0.20, 0.50  # odds that signposts stand for
REVIEWS: Final = 2  # review dates with a signpost
_YEAR: Final = 12
_LEVELS: Final = np.array(list(QUANTILES.values()))


class Learnt(Protocol):
    """What is asked of the futures that made a forecast (learn.learnt)."""

    @property
    def setting(self) -> Setting:
        """What was learnt about."""
        ...

    @property
    def told(self) -> Told:
        """Which records were known."""
        ...

    @property
    def leaning(self) -> Leaning:
        """What the outside view says."""
        ...

    def drawn(self, layout: Layout, measures: tuple[str, ...], a: int, b: int) -> Drawn:
        """Discrepancies and biases of draws a .. b - 1."""
        ...


def views_of(learnt: Learnt, forecast: Forecast) -> tuple[View, ...]:
    """Every target of the forecast's plan, in order."""
    leaning = learnt.leaning
    rates = leaning.outlook.rates if leaning.outlook is not None else ()
    asked = {a.target.id: a for a in leaning.asked}
    return tuple(_view(target, forecast, learnt, asked.get(target.id), rates) for target in forecast.plan.targets)


def _view(
    target: Target, forecast: Forecast, learnt: Learnt, asked: LeantOn | None, rates: tuple[Rate, ...]
) -> View:  # fmt: skip
    result = next(t for t in forecast.target_results if t.id == target.id)
    true = result.draws["with"][:MOST].astype(np.float64)
    records = learnt.setting.records
    stands = standing(records, target.measure, measure(target.measure).kind, result.value, target.by, learnt.told.until)
    counter, counted = _counted(target, forecast, learnt, true)
    said = _spread(counted, result.value)
    posts = _signposts(target, forecast, learnt)
    signal = signal_of(said.probability)
    if asked is None or forecast.scenario is not None:
        return View(target.id, *stands, counter, _spread(true, result.value), said, signal=signal, signposts=posts)
    _, alone = _counted(target, forecast, learnt, learnt.leaning.inside[target.id][: len(true)])
    rate = rate_for(signal, asked.expected.series.horizon, rates)
    outside = Spread(asked.expected.probability, dict(asked.expected.quantiles))
    return View(
        target.id, *stands, counter, _spread(true, result.value), said, _spread(alone, result.value), outside,
        asked.expected.evidence, signal, rate.right, rate.n, posts,
    )  # fmt: skip


def _spread(drawn: Array, promised: float) -> Spread:
    """Odds and quantiles of draws."""
    quantiles = np.quantile(drawn, _LEVELS).tolist()
    reached = float((drawn.astype(np.float32) >= np.float32(promised)).mean())
    return Spread(reached, dict(zip(QUANTILES, quantiles, strict=True)))


def _counted(target: Target, forecast: Forecast, learnt: Learnt, true: Array) -> tuple[Text | None, Array]:
    """Who is taken to count, and what they will write: whoever counted the measure last, else anybody."""
    records = learnt.setting.records
    own = [r for r in records if r.measure == target.measure and getattr(r, "coverage", "whole") == "whole"]
    last = max(own, key=lambda r: (r.as_of, r.id), default=None)
    month = forecast.plan.month_number(target.by)
    first = month if measure(target.measure).kind == "stock" else 0
    who = ("", target.measure, "") if last is None else counter_of(last)
    grade = UNKNOWN_GRADE if last is None else last.grade
    asked = Asked(target.measure, Window(target.measure, first, month), who, grade)
    layout = Layout.of((target.measure,), forecast.months)
    drawn = learnt.drawn(layout, (target.measure,), 0, len(true))
    likelihood = learnt.setting.likelihood
    found = count_draws(asked, true, drawn, likelihood.errors, list(records), forecast.seed)
    name = getattr(getattr(last, "counter", None), "name", None)
    return name if isinstance(name, Text) else None, found.values


# --- signposts --------------------------------------------------------------------------------------------------------


def _signposts(target: Target, forecast: Forecast, learnt: Learnt) -> tuple[Signpost, ...]:
    """The next review dates, ends of years, before a target that is still open."""
    counted = month_index(forecast.months[learnt.setting.likelihood.months - 1])
    due = month_index(target.by)
    ends = [m for m in range(counted + 1, due) if m % _YEAR == _YEAR - 1 and month_text(m) in forecast.months]
    if forecast.sketched is not None or not ends:
        return ()
    result = next(t for t in forecast.target_results if t.id == target.id)
    reached = result.draws["with"] >= np.float32(result.value)
    return tuple(
        Signpost(month_text(m), *thresholds(forecast.draws_of(target.measure, month_text(m))["with"], reached))
        for m in ends[:REVIEWS]
    )


def thresholds(seen: NDArray[np.floating], reached: NDArray[np.bool_]) -> tuple[float | None, float | None]:
    """The value below which fewer than 20 % of draws reach the target, and that from which more than half do.

    The share that reaches it rises with what is seen at the review (isotonic regression over draws).
    """
    order = np.argsort(seen, kind="stable")
    x, rising = np.asarray(seen, dtype=np.float64)[order], isotonic(reached[order].astype(np.float64))
    below, above = np.flatnonzero(rising < LOW), np.flatnonzero(rising > HIGH)
    inner = 0.02 * len(x)  # a hundredth of draws to either side is no likely count
    low = float(x[below[-1]]) if inner <= len(below) <= len(x) - inner else None
    high = float(x[above[0]]) if inner <= len(above) <= len(x) - inner else None
    return low, high


def isotonic(y: Array) -> Array:
    """The rising sequence nearest to y in squares: neighbours that fall are pooled (Ayer et al. 1955)."""
    sums: list[float] = []
    sizes: list[int] = []
    for v in y.tolist():
        sums.append(v)
        sizes.append(1)
        while len(sums) > 1 and sums[-2] * sizes[-1] >= sums[-1] * sizes[-2]:
            last, size = sums.pop(), sizes.pop()
            sums[-1] += last
            sizes[-1] += size
    return np.repeat(np.array(sums) / np.array(sizes), sizes)
