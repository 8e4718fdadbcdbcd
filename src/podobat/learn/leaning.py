"""How far futures lean towards the outside view: growth to come, between that of the world and that elsewhere.

From the last count c of a measure on, a draw grows by G = X(deadline) / X(last count). Elsewhere, counts of such
targets grew from c to a distribution of ends. The two are averaged quantile by quantile in logs (Vincent averaging),
with `weight` for the outside: a draw whose growth is the u-quantile of its kind comes to

    log G' = (1 - weight) log G + weight log(end(u) / c)

What the measure still adds is multiplied by (G' - 1) / (G - 1), a stock is led to G' / G by the deadline: a shift of
its discrepancies after the last count, the same with the plan and without it and in every scenario. Where a measure has
several targets, the one nearest to where the world is heading is asked about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from podobat.evidence import measure
from podobat.forecast.discrepancy import Layout, carry, stretch_of
from podobat.forecast.quantiles import QUANTILES
from podobat.learn.draws import Drawn
from podobat.learn.runs import series_of
from podobat.outlook.result import Expectation, Outlook
from podobat.outlook.rule import outlook_of
from podobat.outlook.series import Count, Series
from podobat.records.totals import Total, running_totals, total_at
from podobat.units import month_index

if TYPE_CHECKING:
    from podobat.engine import Lives
    from podobat.learn.setting import Setting
    from podobat.plan import Plan, Target

Array = NDArray[np.float64]

LEAST: Final = 0.1  # factors on what is still added
MOST: Final = 10.0
_YEAR: Final = 12
_LEVELS: Final = np.array(list(QUANTILES.values()))
_GROWS: Final = 1e-3  # growth below which there is nothing to multiply


class FromInside(Protocol):
    """What is asked of futures: who lives their draws, and what is missed by the counts of the case alone."""

    @property
    def most(self) -> int | None:
        """How many draws there are."""
        ...

    def lived(self, a: int, b: int) -> tuple[Array, Lives]:
        """Parameters and lives of draws a .. b - 1."""
        ...

    def figures(self, plan: Plan, a: int, b: int) -> Array:
        """Plan figures of their points."""
        ...

    def from_inside(self, layout: Layout, measures: tuple[str, ...], a: int, b: int) -> Drawn:
        """Discrepancies of draws a .. b - 1."""
        ...


class Asked(NamedTuple):
    """A target that the outside view is asked about, and its answer; `last` month and value of its latest count."""

    target: Target
    month: int
    last: tuple[int, float]
    expected: Expectation


@dataclass(frozen=True)
class Leaning:
    """What the outside view changes, and what there would be without it.

    shifts   discrepancy group -> (draw, stretch) that come to its discrepancies
    inside   target id -> (draw,) what would be true from inside alone;  outlook answers to every target asked about
    """

    shifts: dict[str, Array]
    inside: dict[str, Array]
    outlook: Outlook | None
    asked: tuple[Asked, ...]


def leaning_of(learnt: FromInside, setting: Setting, weight: float) -> Leaning:
    """The leaning of all draws of some futures."""
    asked, outlook = ask(setting)
    if not asked:
        return Leaning({}, {}, None, ())
    plan, n = setting.plan, learnt.most or 0
    measures = tuple(dict.fromkeys(a.target.measure for a in asked))
    months = 1 + max(a.month for a in asked)
    rows, lives = learnt.lived(0, n)
    values = series_of(plan, rows, lives, setting.seed, measures, months, figures=learnt.figures(plan, 0, n),
                       threads=setting.threads)  # fmt: skip
    layout = Layout.of(measures, plan.months[:months])
    drawn = learnt.from_inside(layout, measures, 0, n)
    worlds = np.ascontiguousarray(values.transpose(0, 2, 1))
    carry(worlds, layout, drawn.missed, drawn.floor)
    inside = {a.target.id: worlds[:, a.month, measures.index(a.target.measure)].astype(np.float64) for a in asked}
    shifts = {}
    for name in measures:
        column = layout.column[measures.index(name)]
        if column >= 0:
            chosen = _nearest([a for a in asked if a.target.measure == name], inside, setting)
            path = worlds[:, :, measures.index(name)].astype(np.float64)
            shifts[layout.groups[column]] = _shift(path, chosen, weight, setting)
    return Leaning(shifts, inside, outlook, asked)


def _nearest(asked: Sequence[Asked], inside: dict[str, Array], setting: Setting) -> Asked:
    """The target of a measure that is nearest, in logs, to where its world is heading."""
    ids = [t.id for t in setting.plan.targets]

    def apart(a: Asked) -> float:
        promised = float(setting.promised[ids.index(a.target.id)])
        return abs(np.log1p(promised) - np.log1p(float(np.median(inside[a.target.id]))))

    return min(asked, key=apart)


def _shift(path: Array, asked: Asked, weight: float, setting: Setting) -> Array:
    """What comes to the discrepancies of a measure: path (draw, month) -> (draw, stretch)."""
    start = month_index(setting.plan.horizon.start)
    cumulative = measure(asked.target.measure).kind == "cumulative"
    stretches = stretch_of(start, setting.plan.n_months - 1) + 2
    month, counted = asked.last
    now, end = np.maximum(path[:, max(month, 0)], 1e-9), path[:, asked.month]
    growth = np.maximum(end / now, 1.0 + _GROWS) if cumulative else np.maximum(end, 1e-9) / now
    logs = np.log(growth)
    leant = (1.0 - weight) * logs + weight * (elsewhere(asked.expected, ranks(logs)) - np.log(max(counted, 1e-9)))
    shift = np.zeros((len(path), stretches))
    first, due = stretch_of(start, max(month, 0)) + 1, stretch_of(start, asked.month)
    if cumulative:
        factor = np.clip(np.expm1(np.maximum(leant, 0.0)) / np.expm1(logs), LEAST, MOST)
        shift[:, first:] = np.log(factor)[:, None]
    else:
        way = np.clip((np.arange(stretches) - first + 1.0) / max(due - first + 1.0, 1.0), 0.0, 1.0)
        shift[:] = np.clip(leant - logs, np.log(LEAST), np.log(MOST))[:, None] * way
    return shift


def ranks(x: Array) -> Array:
    """Shares of draws below each, strictly between 0 and 1; ties in the order of the draws."""
    shares = np.empty(len(x))
    shares[np.argsort(x, kind="stable")] = (np.arange(len(x)) + 0.5) / len(x)
    return shares


def elsewhere(outside: Expectation, u: Array) -> Array:
    """Log of the count that ends elsewhere at each share u: a line over normal scores, beyond the last quantile too."""
    known = np.log(np.maximum([outside.quantiles[name] for name in QUANTILES], 1e-9))
    z, at = ndtri(u), ndtri(_LEVELS)
    slopes = [(known[k + 1] - known[k]) / (at[k + 1] - at[k]) for k in (0, -2)]
    ends = np.interp(z, at, known)
    ends = np.where(z < at[0], known[0] + slopes[0] * (z - at[0]), ends)
    ends = np.where(z > at[-1], known[-1] + slopes[1] * (z - at[-1]), ends)
    if outside.series.kind == "cumulative" and outside.series.counts:
        ends = np.maximum(ends, np.log(max(outside.series.counts[-1].value, 1e-9)))
    return ends


# --- asking -----------------------------------------------------------------------------------------------------------


def ask(setting: Setting) -> tuple[tuple[Asked, ...], Outlook | None]:
    """Every target that is counted, before its date and not far beyond the latest count, as the outside is asked."""
    plan, start = setting.plan, month_index(setting.plan.horizon.start)
    series, latest = [], []
    for target, promised in zip(plan.targets, setting.promised, strict=True):
        by_year = yearly_counts(setting.records, target.measure, plan.horizon.start)
        counts = tuple(c for c in by_year if c.year < int(target.by[:4]))
        last = last_count(setting.records, target.measure, plan.horizon.start)
        if not counts or last is None or promised <= 0 or last[0] >= month_index(target.by):
            continue
        if promised > setting.reach * last[1]:
            continue
        about = measure(target.measure)
        kind = "cumulative" if about.kind == "cumulative" else "stock"
        due = int(target.by[:4])
        series.append(Series(target.id, float(promised), due, counts, kind, about.unit, name=target.name["en"]))
        latest.append((target, (last[0] - start, last[1])))
    if not series:
        return (), None
    outlook = outlook_of(series)
    asked = tuple(
        Asked(target, plan.month_number(target.by), last, expected)
        for (target, last), expected in zip(latest, outlook.expectations, strict=True)
    )
    return asked, outlook


def last_count(records: Sequence[Any], measure_id: str, start: str) -> tuple[int, float] | None:
    """Month number and value of the latest count of a measure; None of a flow, or where there is none."""
    kind = measure(measure_id).kind
    if kind == "cumulative":
        totals = running_totals(records, measure_id, start)
        return (totals[-1].month, totals[-1].value) if totals and totals[-1].value > 0 else None
    own = [r for r in records if r.measure == measure_id and getattr(r, "coverage", "whole") == "whole"]
    if kind == "flow" or not own:
        return None
    last = max(own, key=lambda r: (r.period_to or r.as_of))
    return (month_index((last.period_to or last.as_of)[:7]), float(last.value)) if last.value > 0 else None


def yearly_counts(records: Sequence[Any], measure_id: str, start: str) -> tuple[Count, ...]:
    """What was counted at the end of each year: the running total, or a stock's last count of the year.

    The last year, where it is counted only in part, is carried on at the pace of the last twelve months.
    """
    first = month_index(start)
    if measure(measure_id).kind == "flow":
        return ()
    if measure(measure_id).kind == "stock":
        own = [r for r in records if r.measure == measure_id and getattr(r, "coverage", "whole") == "whole"]
        days = sorted(own, key=lambda r: r.period_to or r.as_of)
        last_of = {int((r.period_to or r.as_of)[:4]): float(r.value) for r in days}
        return tuple(Count(y, v) for y, v in sorted(last_of.items()))
    totals = running_totals(records, measure_id, start)
    if not totals:
        return ()
    years = range(first // _YEAR, totals[-1].month // _YEAR + 1)
    return tuple(Count(y, _carried_on(totals, y * _YEAR + _YEAR - 1, first)) for y in years)


def _carried_on(totals: Sequence[Total], month: int, first: int) -> float:
    known, last = total_at(totals, month, first), totals[-1]
    if known is not None:
        return known
    since = max(first - 1, last.month - _YEAR)
    before = total_at(totals, since, first) or 0.0
    return last.value + (last.value - before) * (month - last.month) / max(last.month - since, 1)


def leant(drawn: Drawn, layout: Layout, shifts: dict[str, Array], a: int, b: int, least: float, most: float) -> Array:
    """Discrepancies of draws a .. b - 1 with the leaning on top: (draw, group, stretch)."""
    missed = drawn.missed.copy()
    for g, name in enumerate(layout.groups):
        if name in shifts:
            shift = shifts[name][a:b, : layout.stretches]
            moved = np.clip(missed[:, g] + shift, least, most)
            missed[:, g] = np.where(shift != 0.0, moved, missed[:, g])
    return missed
