"""Every target from all sides: what will be true and counted, and what inside and outside say by themselves.

A forecast after counting leans towards the outside view (learn.leaning). Beside it stand the inside alone - the
simulated world with what it misses, learnt from the counts of the case - and the outside alone, how counts of such
targets went on elsewhere. Before a measure is counted there is nothing outside to go on from.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
from numba import njit
from numpy.typing import NDArray

from podobat.engine.numerics import COMPILE
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
_REVIEW: Final = 6  # months from one review to the next
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
    records, kind = learnt.setting.records, measure(target.measure).kind
    stands = standing(
        records, target.measure, kind, result.value, target.by, learnt.told.until, learnt.setting.plan.horizon.start
    )
    last = _last_counts(records, target.measure, learnt.setting.plan.horizon.start)
    drawn = {_name(r): _counted(target, forecast, learnt, true, r) for r in last}
    by = last[-1] if last else None
    written = drawn[_name(by)] if last else _counted(target, forecast, learnt, true)
    counted = _spread(written, result.value)
    posts = () if stands.status in ("met", "missed") else _signposts(
        target, forecast, learnt, by, written.astype(np.float32) >= np.float32(result.value)
    )  # fmt: skip
    view = View(
        target.id, *stands, _name(by), _spread(true, result.value), counted, signal=signal_of(counted.probability),
        signposts=posts,
        counters=tuple((n, _spread(x, result.value).probability) for n, x in drawn.items() if n is not None),
    )  # fmt: skip
    if asked is None or forecast.scenario is not None:
        return view
    alone = _counted(target, forecast, learnt, learnt.leaning.inside[target.id][: len(true)], by)
    rate = rate_for(view.signal, asked.expected.series.horizon, rates)
    outside = Spread(asked.expected.probability, dict(asked.expected.quantiles))
    return replace(
        view, inside=_spread(alone, result.value), outside=outside, evidence=asked.expected.evidence,
        right=rate.right, behind=rate.n, weight=learnt.setting.outside,
    )  # fmt: skip


def _spread(drawn: Array, promised: float) -> Spread:
    """Odds and quantiles of draws."""
    quantiles = np.quantile(drawn, _LEVELS).tolist()
    reached = float((drawn.astype(np.float32) >= np.float32(promised)).mean())
    return Spread(reached, dict(zip(QUANTILES, quantiles, strict=True)))


def _counted(
    target: Target, forecast: Forecast, learnt: Learnt, true: Array, by: Any = None, at: int | None = None
) -> Array:  # fmt: skip
    """What will be written at the target's date, or of month number `at`, by who wrote the record `by`, or anybody."""
    month = forecast.plan.month_number(target.by if at is None else month_text(at))
    first = month if measure(target.measure).kind == "stock" else 0
    who = ("", target.measure, "") if by is None else counter_of(by)
    grade = UNKNOWN_GRADE if by is None else by.grade
    asked = Asked(target.measure, Window(target.measure, first, month), who, grade)
    layout = Layout.of((target.measure,), forecast.months)
    drawn = learnt.drawn(layout, (target.measure,), 0, len(true))
    errors = learnt.setting.likelihood.errors
    return count_draws(asked, true, drawn, errors, list(learnt.setting.records), forecast.seed).values


def _last_counts(records: Iterable[Any], measure_id: str, start: str) -> list[Any]:
    """The latest whole count since the start by each counter of a measure, the latest of all at the end."""
    own = [r for r in records if r.measure == measure_id and getattr(r, "coverage", "whole") == "whole"]
    if measure(measure_id).kind != "stock":
        own = [r for r in own if not r.period_from or month_index(r.period_from[:7]) <= month_index(start)]
    latest: dict[Any, Any] = {}
    for r in sorted(own, key=lambda r: (r.as_of, r.id)):
        latest.pop(counter_of(r), None)
        latest[counter_of(r)] = r
    return list(latest.values())


def _name(record: Any) -> Text | None:
    name = getattr(getattr(record, "counter", None), "name", None)
    return name if isinstance(name, Text) else None


# --- signposts --------------------------------------------------------------------------------------------------------


def _signposts(
    target: Target, forecast: Forecast, learnt: Learnt, by: Any, reached: NDArray[np.bool_]
) -> tuple[Signpost, ...]:
    """The next review dates, ends of half-years, before a target that is still open: what its counter would write then.

    reached  (draw,) does its count reach the target in the end?
    """
    seen = month_index(forecast.months[0]) + max(learnt.setting.likelihood.months, forecast.since) - 1
    ends = [m for m in range(seen + 1, month_index(target.by)) if m % _REVIEW == _REVIEW - 1]
    ends = [m for m in ends if month_text(m) in forecast.months]
    if forecast.sketched is not None:
        return ()
    posts = []
    for m in ends[:REVIEWS]:
        true = forecast.draws_of(target.measure, month_text(m))["with"][:MOST].astype(np.float64)
        posts.append(Signpost(month_text(m), *thresholds(_counted(target, forecast, learnt, true, by, m), reached)))
    return tuple(posts)


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
    sums, sizes = np.empty(len(y)), np.empty(len(y), np.int64)
    blocks = _pooled(np.asarray(y, dtype=np.float64), sums, sizes)
    return np.repeat(sums[:blocks] / sizes[:blocks], sizes[:blocks])


@njit(**COMPILE)
def _pooled(y, sums, sizes):
    """Sums and sizes of the blocks that are pooled; returns how many there are."""
    blocks = 0
    for i in range(y.size):
        sums[blocks], sizes[blocks] = y[i], 1
        blocks += 1
        while blocks > 1 and sums[blocks - 2] * sizes[blocks - 1] >= sums[blocks - 1] * sizes[blocks - 2]:
            sums[blocks - 2] += sums[blocks - 1]
            sizes[blocks - 2] += sizes[blocks - 1]
            blocks -= 1
    return blocks
