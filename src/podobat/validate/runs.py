"""What the simulated world counts in the sense of a published figure, point by point of the uncertain parameters."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from podobat.engine import run_ensemble
from podobat.engine.world import (
    ACQUIRED_AT,
    AT_RISK,
    CLOSED_AT,
    COHORT_REACHED,
    GREW_FAST,
    HEAD_EDGES,
    MONEY_IN,
    MONTHS_IN_STAGE,
    NOTED_YEARS,
    SEED,
    STAGE_REACHED,
    SUPPORTED_FIRMS,
    SUPPORTED_SALES,
    SUPPORTED_STAFF,
)
from podobat.evidence import Parameters, measure, read_parameters
from podobat.evidence.patterns import Pattern, Statistic
from podobat.forecast.sampling import sample_points
from podobat.plan import Case, Plan
from podobat.validate import statistics as st

KEPT = ("survival", "headcount", "tallies", "gaps", "panel")
# What the region is set to where a published figure is the nation's: its investors and its pace of adoption.
NATION = {"region.capital_access": 1.0, "region.adoption_gap": 1.0}
PRICES = "multipliers.price_growth"
WORLDS = ("with", "without")
PEOPLE = ("people.looking", "people.trained", "people.placed_region", "people.placed_outside", "people.untraced")
Values = NDArray[np.float64]


@dataclass(frozen=True)
class Runs:
    """What the runs of one plan counted, point by point.

    series       measure -> (points, world, months), the mean over the runs of a point
    diagnostics  histograms of the engine, (points, world, ...), summed over the runs of a point
    parameters   parameter -> (points,)
    without_research   the same measures without research programmes
    nation       the same plan where the region is as the nation; None where it was not run: the region itself
    seed         of the samples that surveys draw
    """

    plan: Plan
    months: tuple[str, ...]
    runs: int
    series: Mapping[str, Values] = field(repr=False)
    diagnostics: Mapping[str, Values] = field(repr=False)
    parameters: Mapping[str, Values] = field(repr=False)
    without_research: Mapping[str, Values] = field(default_factory=dict, repr=False)
    nation: Runs | None = field(default=None, repr=False)
    seed: int = 1

    def month(self, month: str | None) -> int | None:
        """Number of a month; -1 for the month before the first one, None for None."""
        if month is None:
            return None
        return -1 if month < self.months[0] else self.months.index(month)


# --- simulating ------------------------------------------------------------------------------------------------------


def needed(patterns: Iterable[Pattern]) -> tuple[str, ...]:
    """The measures that the statistics of these figures need."""
    asked = {m for p in patterns for m in (*p.statistic.of, *p.statistic.per)}
    return tuple(sorted(asked | set(PEOPLE) | {"startups.moved_out", "startups.operating", "adopters", "jobs.induced",
                                               "spending", "venture.raised"}))  # fmt: skip


def without_research(plan: Plan) -> Plan:
    """The same plan with no money for research."""
    return plan.with_values(
        {f"programmes.{p.id}.budget.{y}": 0.0 for p in plan.programmes if p.kind == "research" for y in p.budget}
    )


def simulate(
    case: Case,
    parameters: Parameters,
    patterns: Iterable[Pattern],
    *,
    points: int,
    runs: int,
    seed: int,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Runs:
    """The runs behind a validation: every point by itself, so that each has statistics of its own."""
    if runs % 2 or runs <= 0:
        raise ValueError("runs at a point must be an even number: engine draws come in pairs")
    values = parameters.sample(sample_points(parameters.ids, points, seed))
    beside = read_parameters(case.parameter_files, case.sources).only("multipliers")
    inflation = beside.sample(sample_points(beside.ids, points, seed))[:, beside.ids.index(PRICES)]
    measures = needed(patterns)
    worlds = ((case.plan, values), (without_research(case.plan), values), (case.plan, as_nation(parameters, values)))

    def one(k: int) -> tuple[tuple[str, ...], Values, dict[str, Values]]:
        (plan, sampled), i = worlds[k // points], k % points
        row = np.repeat(sampled[i : i + 1], runs // 2, axis=0)
        runs_of = run_ensemble(plan, row, runs, seed, first=i * runs, threads=1)
        columns = [runs_of.measures.index(m) for m in measures]
        mean = runs_of.values[..., columns].mean(axis=1, dtype=np.float64).transpose(2, 0, 1)
        if progress is not None:
            progress(runs)
        return runs_of.months, mean, {name: runs_of.diagnostics[name].astype(np.float64) for name in KEPT}

    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        done = list(pool.map(one, range(len(worlds) * points)))
    counted = np.stack([mean for _, mean, _ in done], axis=1)  # measure, point, world, month

    def of(world: int) -> Runs:
        part = slice(world * points, (world + 1) * points)
        named = dict(zip(parameters.ids, worlds[world][1].T, strict=True))
        return Runs(
            case.plan,
            done[0][0],
            runs,
            {m: counted[k, part] for k, m in enumerate(measures)},
            {name: np.stack([d[name] for _, _, d in done[part]]) for name in KEPT},
            {**named, PRICES: inflation},
            seed=seed,
        )

    planned, no_research, nation = (of(world) for world in range(len(worlds)))
    return replace(planned, without_research=no_research.series, nation=nation)


def as_nation(parameters: Parameters, values: Values) -> Values:
    """The same points of the parameters where the region is as the nation."""
    changed = values.copy()
    for id, value in NATION.items():
        changed[:, parameters.ids.index(id)] = value
    return changed


# --- statistics ------------------------------------------------------------------------------------------------------


def simulated(s: Statistic, runs: Runs) -> Values:
    """A statistic of the runs, one value a point of the parameters, in the published unit."""
    if s.place == "nation" and runs.nation is not None:
        runs = runs.nation
    counted = np.asarray(_RULES[s.kind](s, runs), dtype=np.float64)
    if s.prices is not None:
        counted = counted * (1.0 + runs.parameters[PRICES] / 100.0) ** (s.prices - runs.plan.money.price_year)
    if s.survey is not None:
        counted = st.surveyed(counted, s.survey, sample_points(("validate.survey",), counted.size, runs.seed)[:, 0])
    return (counted - s.less) * s.times


def _over(measures: Iterable[str], s: Statistic, runs: Runs, series: Mapping[str, Values] | None = None) -> Values:
    """Measures added up over the months of the statistic, in its world."""
    until = runs.month(s.until or runs.months[-1])
    assert until is not None
    added = np.zeros(len(next(iter(runs.series.values()))))
    for name in measures:
        chosen = (runs.series if series is None else series)[name][:, WORLDS.index(s.world)]
        added = added + st.period(chosen, measure(name).kind, runs.month(s.after), until)
    return added


def _ratio(s: Statistic, runs: Runs) -> Values:
    return st.share(_over(s.of, s, runs), _over(s.per, s, runs)) if s.per else _over(s.of, s, runs)


def _growth(s: Statistic, runs: Runs) -> Values:
    """Growth of a stock, or of one stock by another, between two months."""
    assert s.after is not None
    assert s.until is not None
    then, now = (_ratio(replace(s, after=None, until=m), runs) for m in (s.after, s.until))
    years = (int(s.until[:4]) - int(s.after[:4])) + (int(s.until[5:]) - int(s.after[5:])) / 12
    return st.yearly_growth(then, now, years)


def _effect(s: Statistic, runs: Runs) -> Values:
    """What the research programmes add: with them over without them, minus one."""
    return st.share(_over(s.of, s, runs), _over(s.of, s, runs, runs.without_research)) - 1.0


def _survival(s: Statistic, runs: Runs) -> Values:
    ages = runs.diagnostics["survival"][:, WORLDS.index(s.world)]
    return st.survival(ages[:, AT_RISK], ages[:, CLOSED_AT], _at(s))


def _closed(s: Statistic, runs: Runs) -> Values:
    return 1.0 - _survival(s, runs)


def _rounds(s: Statistic, runs: Runs, row: int) -> Values:
    """Rounds by stage, or the months before them: (points, stages)."""
    return runs.diagnostics["tallies"][:, WORLDS.index(s.world), row]


def _reached(s: Statistic, runs: Runs) -> Values:
    assert s.to_stage is not None
    reached = _rounds(s, runs, STAGE_REACHED)
    return st.share(reached[:, s.to_stage], reached[:, int(_at(s))])


def _months_between(s: Statistic, runs: Runs) -> Values:
    stage = int(_at(s))
    return st.share(_rounds(s, runs, MONTHS_IN_STAGE)[:, stage], _rounds(s, runs, STAGE_REACHED)[:, stage])


def _rounds_a_year(s: Statistic, runs: Runs) -> Values:
    return _rounds(s, runs, STAGE_REACHED)[:, int(_at(s))] / (runs.runs * len(runs.months) / 12)


def _money_per_round(s: Statistic, runs: Runs) -> Values:
    """Money raised over all rounds, or over the rounds of stage `at` alone."""
    raised = runs.series["venture.raised"][:, WORLDS.index(s.world), -1] * runs.runs
    rounds = _rounds(s, runs, STAGE_REACHED)
    return st.share(raised, rounds[:, 1:].sum(axis=1) if s.at is None else rounds[:, int(s.at)])


def _followed(s: Statistic, runs: Runs) -> Values:
    """Of those who raised a seed round in the first three years, how many raised a later one by the end."""
    assert s.to_stage is not None
    reached = _rounds(s, runs, COHORT_REACHED)
    return st.share(reached[:, s.to_stage], reached[:, int(_at(s))])


def _median_months(s: Statistic, runs: Runs) -> Values:
    return st.median_of_bins(runs.diagnostics["gaps"][:, WORLDS.index(s.world), int(_at(s))], 2.0)


def _money_after(s: Statistic, runs: Runs) -> Values:
    """Money raised after the round `at` over the firms that raised it."""
    stage = int(_at(s))
    return st.share(_rounds(s, runs, MONEY_IN)[:, stage + 1 :].sum(axis=1), _rounds(s, runs, STAGE_REACHED)[:, stage])


def _acquired_of(s: Statistic, runs: Runs) -> Values:
    """Acquired after a seed round over those that raised it."""
    return st.share(_rounds(s, runs, ACQUIRED_AT)[:, SEED:].sum(axis=1), _rounds(s, runs, STAGE_REACHED)[:, SEED])


def _panel(month: str | None, s: Statistic, runs: Runs, row: int) -> Values:
    """A row of the panel at the end of the last year from the start that has ended by a month: (points,)."""
    k = runs.month(month)
    assert k is not None
    return runs.diagnostics["panel"][:, WORLDS.index(s.world), row, min((k + 1) // 12, NOTED_YEARS) - 1]


def _per_supported(month: str | None, s: Statistic, runs: Runs, row: int) -> Values:
    return st.share(_panel(month, s, runs, row), _panel(month, s, runs, SUPPORTED_FIRMS))


def _staff_growth(s: Statistic, runs: Runs) -> Values:
    """Yearly growth of the people per supported start-up between two months."""
    assert s.after is not None
    assert s.until is not None
    then, now = (_per_supported(month, s, runs, SUPPORTED_STAFF) for month in (s.after, s.until))
    return st.yearly_growth(then, now, int(s.until[:4]) - int(s.after[:4]))


def _grew_fast(s: Statistic, runs: Runs) -> Values:
    return _per_supported(s.until, s, runs, GREW_FAST)


def _supported_staff(s: Statistic, runs: Runs) -> Values:
    return _per_supported(s.until, s, runs, SUPPORTED_STAFF)


def _supported_sales(s: Statistic, runs: Runs) -> Values:
    """Sales a year, from those of the year's last month."""
    return 12.0 * _per_supported(s.until, s, runs, SUPPORTED_SALES)


def _share_of_size(s: Statistic, runs: Runs) -> Values:
    return st.share_of_size(runs.diagnostics["headcount"][:, WORLDS.index(s.world), 0], HEAD_EDGES, _at(s))


def _placed_within(s: Statistic, runs: Runs) -> Values:
    world, after, until = WORLDS.index(s.world), runs.month(s.after), runs.month(s.until)
    assert after is not None
    assert until is not None
    looking, trained, here, away, lost = (runs.series[m][:, world] for m in PEOPLE)
    change = [x[:, until] - x[:, after] for x in (trained, here, away, lost)]
    waiting = looking[:, after:until].sum(axis=1) + change[0]  # those who waited, and those who came in the month
    return st.placed_within(waiting, change[1] + change[2], change[3], _at(s))


def _moved_within(s: Statistic, runs: Runs) -> Values:
    moved = _over(["startups.moved_out"], s, runs)
    after, until = runs.month(s.after), runs.month(s.until)
    years = ((until if until is not None else len(runs.months) - 1) - (after if after is not None else -1)) / 12
    return st.within(moved, _over(["startups.operating"], s, runs) * years, _at(s))


def _adopters(s: Statistic, runs: Runs) -> Values:
    firms = sum(float(sector.demand_firms.value) for sector in runs.plan.sectors)
    return _over(["adopters"], s, runs) / firms


def _induced(s: Statistic, runs: Runs) -> Values:
    """Person-years per KRW bn spent; in the nation where the share kept in the region is named."""
    per_bn = st.share(_over(["jobs.induced"], s, runs), _over(["spending"], s, runs)) * 1000.0
    return per_bn if s.parameter is None else per_bn / runs.parameters[s.parameter]


def _parameter(s: Statistic, runs: Runs) -> Values:
    assert s.parameter is not None
    return runs.parameters[s.parameter]


def _at(s: Statistic) -> float:
    assert s.at is not None, s.kind
    return s.at


_RULES: dict[str, Callable[[Statistic, Runs], Values]] = {
    "survival": _survival,
    "closed": _closed,
    "ratio": _ratio,
    "growth": _growth,
    "effect": _effect,
    "reached": _reached,
    "months_between": _months_between,
    "rounds_a_year": _rounds_a_year,
    "money_per_round": _money_per_round,
    "share_of_size": _share_of_size,
    "placed_within": _placed_within,
    "moved_within": _moved_within,
    "adopters": _adopters,
    "induced": _induced,
    "parameter": _parameter,
    "followed": _followed,
    "median_months": _median_months,
    "money_after": _money_after,
    "acquired_of": _acquired_of,
    "staff_growth": _staff_growth,
    "grew_fast": _grew_fast,
    "supported_staff": _supported_staff,
    "supported_sales": _supported_sales,
}
