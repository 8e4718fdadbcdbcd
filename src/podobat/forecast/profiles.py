"""Pictures of a forecast: what a chart or a sentence needs beyond the quantiles of one measure.

Every function takes a `Forecast` and gives a small frozen record of plain numbers; none of them draws or prints.
Quantiles are named as everywhere (p10, p50, ...); money is KRW million; months are "YYYY-MM".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from podobat.evidence.measures import measure as catalogue
from podobat.forecast.quantiles import QUANTILES, named
from podobat.plan.ratios import WORKING, settler_staff
from podobat.units import months_between

if TYPE_CHECKING:
    from podobat.forecast.result import Forecast
    from podobat.forecast.targets import TargetResult

Floats = NDArray[np.float64]
WORLDS = ("with", "without")
# Where the engine keeps what it counts over all draws (engine.world.Diagnostics).
FIRM_MONTHS, CLOSED = 0, 1  # rows of `survival`
ROUNDS = 0  # row of `tallies`: rounds raised into each stage
SERIES_A = 2
EVEN = 1.0  # KRW m: a month within this of zero is about even


def values_at(forecast: Forecast, measure: str, month: str, world: str = "with") -> Floats:
    """Draws of a measure in one month, with the plan, without it, or net, to be set beside another's. Shape (draw,)."""
    return np.asarray(forecast.joint_draws(measure, month)[world], dtype=np.float64)


def plan_end(forecast: Forecast) -> str:
    """The last month of the plan."""
    return str(forecast.plan.horizon.end)


def last_month(forecast: Forecast) -> str:
    """The last month that was forecast."""
    return str(forecast.plan.horizon.forecast_to)


# --- The cash of a start-up by age: what it holds, and what a month brings or takes --------------------------------


def histogram_quantile(counts: Sequence[float] | NDArray, edges: Sequence[float] | NDArray, share: float) -> float:
    """The quantile of data known only as counts in bins: linear within the bin where the running share passes it.

    counts    (bin,)      how many fell into each bin
    edges     (bin + 1,)  or (bin - 1,) when the first and the last bin are open
    returns   the quantile; for an open bin its finite edge; nan when nothing was counted
    """
    n = np.asarray(counts, dtype=np.float64)
    e = np.asarray(edges, dtype=np.float64)
    if e.size == n.size - 1:
        e = np.concatenate([[-np.inf], e, [np.inf]])
    if e.size != n.size + 1:
        raise ValueError(f"{n.size} bins need {n.size + 1} or {n.size - 1} edges, not {e.size}")
    total = n.sum()
    if total <= 0:
        return float("nan")
    running = np.cumsum(n)
    b = int(np.searchsorted(running, share * total, side="left"))
    low, high = e[b], e[b + 1]
    if not np.isfinite(low) or not np.isfinite(high):
        return float(high if np.isfinite(high) else low)
    before = running[b] - n[b]
    return float(low + (high - low) * np.clip((share * total - before) / n[b], 0.0, 1.0))


@dataclass(frozen=True)
class AgeCurve:
    """An amount of money of operating start-ups by age: quantiles over firms, months and draws, KRW million."""

    ages: tuple[float, ...]  # years, at every full quarter
    quantiles: Mapping[str, tuple[float, ...]]
    firms: tuple[int, ...]  # observations of firms behind each point, all draws

    @property
    def trough(self) -> tuple[float, float]:
        """(age in years, amount) at which the median is lowest."""
        median = self.quantiles["p50"]
        i = int(np.argmin(median))
        return self.ages[i], median[i]

    @property
    def dips(self) -> bool:
        """Is the median lowest between the first and the last age, and not at one of them?"""
        return self.ages[0] < self.trough[0] < self.ages[-1]

    def rises(self, level: float, quantile: str = "p50") -> float | None:
        """The age from which a quantile stays at a level or above, as far as is seen; None when it ends below it.

        Exact when the level is an edge of the engine's bins.
        """
        below = [i for i, value in enumerate(self.quantiles[quantile]) if value < level]
        first = below[-1] + 1 if below else 0
        return self.ages[first] if first < len(self.ages) else None


def _counts_by_age(forecast: Forecast, name: str, world: str, least: int) -> tuple[list[int], NDArray, Floats]:
    """(ages kept in quarters, counts (age, bin), edges) of a histogram of the engine.

    Left out: ages with fewer than `least` observations of firms in all draws, and the last one, which holds everything
    older.
    """
    counts = np.asarray(forecast.diagnostics[name])[WORLDS.index(world)]
    edges = np.asarray(forecast.diagnostics["cash_edges"], dtype=np.float64)
    return [a for a in range(counts.shape[0] - 1) if counts[a].sum() >= least], counts, edges


def _age_curve(forecast: Forecast, name: str, world: str, least: int) -> AgeCurve:
    kept, counts, edges = _counts_by_age(forecast, name, world, least)
    quantiles = {q: tuple(histogram_quantile(counts[a], edges, share) for a in kept) for q, share in QUANTILES.items()}
    return AgeCurve(tuple(a / 4 for a in kept), quantiles, tuple(int(counts[a].sum()) for a in kept))


def cash_curve(forecast: Forecast, *, world: str = "with", least: int = 50) -> AgeCurve:
    """The cash that start-ups hold by age: those still operating, grants and funding rounds included."""
    return _age_curve(forecast, "cash_by_age", world, least)


def flow_curve(forecast: Forecast, *, world: str = "with", least: int = 50) -> AgeCurve:
    """The valley: operating cash flow of a month (income less cost, before grants and rounds) by age of start-up."""
    return _age_curve(forecast, "flow_by_age", world, least)


@dataclass(frozen=True)
class FlowShares:
    """Operating start-ups by what a month leaves, by age: shares of those that lose or gain more than `EVEN`."""

    ages: tuple[float, ...]  # years, at every full quarter, seen in both worlds
    losing: Mapping[str, tuple[float, ...]]  # world -> share with an operating cash flow below -EVEN
    gaining: Mapping[str, tuple[float, ...]]  # world -> share with one of EVEN or more


def flow_shares(forecast: Forecast, *, least: int = 50) -> FlowShares:
    """The shares of operating start-ups that clearly lose and clearly gain money in a month, by age, in both worlds.

    Between the two lies a month that is about even. -EVEN and EVEN are edges of the engine's bins, so that both shares
    are counts and not interpolated.
    """
    seen = {w: _counts_by_age(forecast, "flow_by_age", w, least) for w in WORLDS}
    kept = sorted(set(seen["with"][0]) & set(seen["without"][0]))
    losing, gaining = {}, {}
    for world, (_, counts, edges) in seen.items():
        low, high = (int(np.argmin(np.abs(edges - level))) + 1 for level in (-EVEN, EVEN))
        losing[world] = tuple(float(counts[a, :low].sum() / counts[a].sum()) for a in kept)
        gaining[world] = tuple(float(counts[a, high:].sum() / counts[a].sum()) for a in kept)
    return FlowShares(tuple(a / 4 for a in kept), losing, gaining)


@dataclass(frozen=True)
class Survival:
    """The share of start-ups still operating at each birthday, with and without the plan."""

    years: tuple[int, ...]
    share: Mapping[str, tuple[float, ...]]  # world -> share


def survival(forecast: Forecast, *, least: int = 600) -> Survival:
    """Survival by age from the months lived in each year of age and the firms that closed in it.

    S(k) = prod_i (1 - closed_i / months_i)^12: the monthly hazard of each year of age, lived for twelve months.
    Years with fewer than `least` firm-months, and the last one, which holds everything older, are left out.
    """
    counts = np.asarray(forecast.diagnostics["survival"], dtype=np.float64)[:, :, :-1]
    months, closed = counts[:, FIRM_MONTHS], counts[:, CLOSED]
    n = int(np.argmax(np.append(months.min(axis=0) < least, True)))
    hazard = closed[:, :n] / np.maximum(months[:, :n], 1.0)
    curves = np.cumprod((1.0 - hazard) ** 12, axis=1)
    share = {w: (1.0, *curves[i].tolist()) for i, w in enumerate(WORLDS)}
    return Survival(tuple(range(n + 1)), share)


# --- Funnels --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """One step of a funnel: a measure by one month, in both worlds. `quantiles` is None where only a mean is known."""

    id: str
    mean: Mapping[str, float]  # world -> mean over draws
    quantiles: Mapping[str, Mapping[str, float]] | None  # world -> named quantiles

    @property
    def median(self) -> Mapping[str, float]:
        """World -> median, or the mean where that is all there is."""
        return {w: q["p50"] for w, q in self.quantiles.items()} if self.quantiles else self.mean


def funnel(forecast: Forecast, measures: Sequence[str], month: str) -> tuple[Step, ...]:
    """Each measure at one month, in the order given."""
    steps = []
    for measure in measures:
        means = {w: float(values_at(forecast, measure, month, w).mean()) for w in WORLDS}
        quantiles = forecast.quantiles_of(measure, month)
        steps.append(Step(measure, means, {w: quantiles[w] for w in WORLDS}))
    return tuple(steps)


def stage_reached(forecast: Forecast, stage: int) -> Step:
    """Start-ups that reached a funding stage by the end of the forecast (2 = Series A): the mean over draws.

    The engine counts stages over all draws together, so there is a mean but no interval.
    """
    counts = np.asarray(forecast.diagnostics["tallies"], dtype=np.float64)[:, ROUNDS, stage] / forecast.draws
    return Step(f"stage.{stage}", {w: float(counts[i]) for i, w in enumerate(WORLDS)}, None)


# --- Trained people -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Placements:
    """Where trained people were by one month, as medians over draws, with the bounds the untraced leave open."""

    month: str
    trained: Mapping[str, float]
    counts: Mapping[str, Mapping[str, float]]  # placed_region, placed_outside, untraced, rest -> quantiles
    mean: Mapping[str, float]  # the same, mean over draws: these add up to the mean of trained
    share_lower: Mapping[str, float]  # placed in the region / trained: no untraced person stayed
    share_upper: Mapping[str, float]  # (placed in the region + untraced) / trained: every one of them stayed


def placements(forecast: Forecast, month: str) -> Placements:
    """Where trained people went, with lower and upper bound for the share that stayed in the region."""
    trained = values_at(forecast, "people.trained", month)
    region, outside, untraced = (
        values_at(forecast, f"people.{name}", month) for name in ("placed_region", "placed_outside", "untraced")
    )
    parts = {
        "placed_region": region,
        "placed_outside": outside,
        "untraced": untraced,
        "rest": np.maximum(trained - region - outside - untraced, 0.0),
    }
    some = np.maximum(trained, 1.0)
    return Placements(
        month,
        named(trained),
        {name: named(draws) for name, draws in parts.items()},
        {name: float(draws.mean()) for name, draws in parts.items()},
        named(np.minimum(region / some, 1.0)),
        named(np.minimum((region + untraced) / some, 1.0)),
    )


# --- Money ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MoneyYear:
    """One calendar year of money, KRW million: granted and spent in the year, carried over at its end."""

    year: int
    granted: Mapping[str, float]
    spent: Mapping[str, float]
    carried: Mapping[str, float]


@dataclass(frozen=True)
class ProgrammeMoney:
    """One programme: money planned, and money spent by the end of the plan and of the forecast, KRW million."""

    id: str
    planned: float
    spent_plan_end: Mapping[str, float]
    spent_last: Mapping[str, float]


def planned_money(forecast: Forecast) -> tuple[float, float]:
    """(sum of the programmes' budgets, total announced), KRW million; a scenario changes the first alone."""
    plan = forecast.plan
    budgets = sum(sum(programme.budget.values()) for programme in plan.programmes)
    return plan.won_m(float(budgets)), plan.won_m(plan.total_budget.value)


def year_ends(months: Sequence[str]) -> tuple[str, ...]:
    """The last month of every calendar year."""
    return tuple(m for m, after in zip(months, (*months[1:], ""), strict=True) if m[:4] != after[:4])


def money_by_year(forecast: Forecast) -> tuple[MoneyYear, ...]:
    """Granted, spent and carried over by calendar year, until the year in which nothing moves any more."""
    rows = []
    before_granted, before_spent = np.zeros(1), np.zeros(1)
    for month in year_ends(forecast.months):
        granted, spent = (values_at(forecast, m, month) for m in ("budget.granted", "spending"))
        carried = forecast.quantiles_of("budget.unspent", month)["with"]
        rows.append(MoneyYear(int(month[:4]), named(granted - before_granted), named(spent - before_spent), carried))
        before_granted, before_spent = granted, spent
    moved = [max(r.granted["p97_5"], r.spent["p97_5"], r.carried["p97_5"]) > 0.5 for r in rows]
    end = max((k for k, m in enumerate(moved) if m), default=0) + 1
    return tuple(rows[:end])


def money_by_programme(forecast: Forecast) -> tuple[ProgrammeMoney, ...]:
    """Planned and spent money of every programme, in the order of the plan."""
    plan = forecast.plan
    rows = []
    for programme in plan.programmes:
        measure = f"spending.{programme.id}"
        planned = plan.won_m(float(sum(programme.budget.values())))
        at_end, at_last = (
            forecast.quantiles_of(measure, m)["with"] for m in (plan_end(forecast), last_month(forecast))
        )
        rows.append(ProgrammeMoney(programme.id, planned, at_end, at_last))
    return tuple(rows)


# --- Why a target is met or missed ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Gap:
    """How far the forecast of one target is from its promise, and what separates good draws from bad."""

    target: str
    reached: float  # median / promise
    factor: float  # promise / median: how many times the median it takes (inf when the median is 0)
    pace_needed: float | None  # a month, for what adds up over time
    pace_median: float | None
    driver: str | None  # the upstream measure that moves most with the outcome
    driver_correlation: float | None  # rank correlation over draws
    per_firm_needed: float | None  # people per operating firm that it takes, for jobs
    per_firm_median: float | None
    net_share: float | None  # share of the median outcome that the plan adds
    settlers: float | None = None  # established firms that would close the gap in people working
    settler_staff: float | None = None  # people of one of them


def rank_correlation(x: Floats, y: Floats) -> float:
    """Spearman's rank correlation with mean ranks for ties; 0 when one of the two does not vary.

    The bits of `scipy.stats.spearmanr`, whose import takes longer than everything else that a page computes.
    """
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return 0.0
    return float(np.corrcoef(_mean_ranks(x), _mean_ranks(y))[1, 0])


def _mean_ranks(x: Floats) -> Floats:
    """1 for the smallest; numbers that are the same share the mean of their ranks."""
    _, place, count = np.unique(x, return_inverse=True, return_counts=True)
    return (np.cumsum(count) - 0.5 * (count - 1))[place]


def driver_of(forecast: Forecast, measure: str, month: str, *, least: float = 0.3) -> tuple[str, float] | None:
    """The measure, of those this one is built from, whose draws rank most like its own; None when none reaches `least`.

    returns   (measure id, rank correlation over draws)
    """
    outcome = values_at(forecast, measure, month)
    ranked = [
        (part, rank_correlation(values_at(forecast, part, month), outcome)) for part in catalogue(measure).built_from
    ]
    return max((r for r in ranked if abs(r[1]) >= least), key=lambda r: abs(r[1]), default=None)


#: Whose staff a stock of jobs counts.
EMPLOYERS: Mapping[str, tuple[str, ...]] = {
    "jobs.direct": ("startups.operating", "firms.operating"),
    "jobs.startups": ("startups.operating",),
    "jobs.attracted": ("firms.operating",),
    "jobs.all": ("firms.all",),
}


def _employers(forecast: Forecast, measure: str, month: str) -> float | None:
    """The median number of firms whose staff a measure counts; None when it counts no staff, or there are no firms."""
    firms = [values_at(forecast, part, month) for part in EMPLOYERS.get(measure, ())]
    return float(np.median(np.sum(firms, axis=0))) or None if firms else None


def gap(forecast: Forecast, target: TargetResult) -> Gap:
    """What stands between the forecast and one target."""
    median = target.quantiles()["p50"]
    elapsed = months_between(forecast.months[0], target.by) + 1
    adds_up = catalogue(target.measure).kind == "cumulative"
    employers = _employers(forecast, target.measure, target.by)
    driver = driver_of(forecast, target.measure, target.by)
    lacking = target.value - median if target.measure in WORKING else 0.0
    size = settler_staff(forecast.plan)
    return Gap(
        target=target.id,
        reached=median / target.value if target.value else float("nan"),
        factor=target.value / median if median > 0 else float("inf"),
        pace_needed=target.value / elapsed if adds_up else None,
        pace_median=median / elapsed if adds_up else None,
        driver=driver[0] if driver else None,
        driver_correlation=driver[1] if driver else None,
        per_firm_needed=target.value / employers if employers else None,
        per_firm_median=median / employers if employers else None,
        net_share=target.quantiles("net")["p50"] / median if median > 0 else None,
        settlers=lacking / size if lacking > 0 else None,
        settler_staff=size if lacking > 0 else None,
    )
