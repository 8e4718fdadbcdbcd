"""An honest backtest: learn from what was known at a date, forecast what was counted later, and keep the score.

Scored are records that became known after the date, count a measure itself, and speak of a time after it. Every
forecast is one of log(c + count), the observation included: a record is scored as it was counted, not as it was. On the
log scale firms, people and money weigh alike (Bosse et al. 2023). Three naive forecasts get the same records and the
same error of observation:

    line       the plan's own straight line from zero at its start to the target at its date
    growth     what was added in the last year before the date is added every year
    reference  the last count grows at the rates of other clusters (a mixture over them)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, stdtrit

from podobat.evidence import read_references
from podobat.forecast.sampling import sample_points
from podobat.learn.diagnostics import crps, inside
from podobat.learn.observation import Counted, Predictive, usable
from podobat.learn.runs import Progress, windows_of
from podobat.learn.update import DRAWS, GENERATIONS, Posterior, Setting, learn
from podobat.plan import Case
from podobat.plan.growth import comparable_rates
from podobat.units import month_index

Array = NDArray[np.float64]

NAIVE: Final = ("line", "growth", "reference")
FORECASTS: Final = ("model", *NAIVE)
CUTS: Final = ("2020-12-31", "2021-06-30", "2021-12-31")
SAMPLES: Final = 4000  # draws of a predictive distribution that is scored
_YEAR = 12


@dataclass(frozen=True)
class Score:
    """How one forecast did on one record; all in logs. `within` 50 and 80 %: was the count in the central interval?"""

    record: Any
    forecast: str
    crps: float
    log_score: float
    within_50: bool
    within_80: bool
    median: float


@dataclass(frozen=True)
class Cut:
    """A cut-off date, how much was known by it, and every score on what came later."""

    until: str
    known: int
    effective: float
    scores: tuple[Score, ...]

    def of(self, forecast: str) -> tuple[Score, ...]:
        """The scores of one forecast."""
        return tuple(s for s in self.scores if s.forecast == forecast)

    def mean(self, forecast: str, what: str = "crps") -> float:
        """A mean score; nan when nothing could be scored."""
        return float(np.mean([getattr(s, what) for s in self.of(forecast)])) if self.of(forecast) else float("nan")

    def skill(self, naive: str) -> float:
        """1 - CRPS of the model / CRPS of a naive forecast, on the records that both forecast; above 0 is better."""
        theirs = {s.record.id: s.crps for s in self.of(naive)}
        ours = {s.record.id: s.crps for s in self.of("model") if s.record.id in theirs}
        total = sum(theirs.values())
        return 1.0 - sum(ours.values()) / total if total > 0 else float("nan")


def scored(records: Sequence[Any], until: str) -> list[int]:
    """Places of the records that a forecast made on a date is scored on."""
    return [
        i for i, r in enumerate(records)
        if r.as_of > until and getattr(r, "coverage", "whole") == "whole" and (r.period_to or r.as_of) > until
    ]  # fmt: skip


def _score(record: Any, name: str, y: float, p: Predictive, weights: Array, u: Array) -> Score:
    """Score a weighted mixture of Student t distributions: exact log score, the rest from draws spread evenly."""
    scale = np.broadcast_to(p.scale, p.location.shape)
    away = (y - p.location) / scale
    v = p.freedom
    constant = gammaln((v + 1) / 2) - gammaln(v / 2) - 0.5 * np.log(v * np.pi)
    density = float((weights * np.exp(constant - np.log(scale) - (v + 1) / 2 * np.log1p(away**2 / v))).sum())
    ends = np.cumsum(weights)
    at = np.minimum(np.searchsorted(ends, (np.arange(len(u)) + 0.5) / len(u) * ends[-1]), len(weights) - 1)
    x, even = p.location[at] + scale[at] * stdtrit(v, u), np.full(len(u), 1.0 / len(u))
    middle = float(np.median(x))
    return Score(record, name, crps(x, even, y), -float(np.log(max(density, 1e-300))), inside(x, even, y, 0.5),
                 inside(x, even, y, 0.8), middle)  # fmt: skip


def _naive(name: str, setting: Setting, past: Sequence[int], j: int) -> Array | None:
    """What a naive forecast expects of a record: equally likely counts, (n,); None where it has nothing to say."""
    record, start = setting.records[j], month_index(str(setting.plan.horizon.start))
    last = month_index((record.period_to or record.as_of)[:7])
    first = month_index(record.period_from[:7]) if record.period_from else start
    spans = [(last, 1.0)] + ([(first - 1, -1.0)] if first > start else [])
    if name == "line":
        target = next((t for t in setting.plan.targets if t.measure == record.measure), None)
        if target is None:
            return None
        promised = setting.promised[setting.plan.targets.index(target)]
        rate = promised / (month_index(target.by) - start + 1)
        return np.array([sum(sign * rate * (m - start + 1) for m, sign in spans)])
    seen = _counted(setting, past, record.measure)
    if not seen:
        return None
    (m1, x1) = seen[-1]
    if name == "growth":
        m0 = max(start - 1, m1 - _YEAR)
        rate = (x1 - float(np.interp(m0, [start - 1, *(m for m, _ in seen)], [0.0, *(x for _, x in seen)]))) / (m1 - m0)
        return np.array([sum(s * (x1 + rate * (m - m1)) for m, s in spans)])
    group = "cluster_jobs" if record.measure.startswith("jobs") else "cluster_firms"
    rates = [r.value for r in comparable_rates(group, 1.0, read_references())]
    return np.array([sum(s * x1 * (1.0 + r / 100.0) ** ((m - m1) / _YEAR) for m, s in spans) for r in rates])


def _counted(setting: Setting, past: Sequence[int], measure: str) -> list[tuple[int, float]]:
    """Month and value of what was known since the plan began, oldest first; the later of two in one month counts."""
    start = month_index(str(setting.plan.horizon.start))
    found: dict[int, float] = {}
    for i in past:
        r = setting.records[i]
        whole = getattr(r, "coverage", "whole") == "whole"
        since = month_index(r.period_from[:7]) if r.period_from else start
        month = month_index((r.period_to or r.as_of)[:7])
        if r.measure == measure and whole and since <= start and month >= start:
            found[month] = float(r.value)
    return sorted(found.items())


def score_cut(posterior: Posterior, whole: Setting, outcomes: NDArray[np.float32], until: str) -> Cut:
    """Score a posterior of a date on what came later.

    whole      the setting with all records;  outcomes  what the posterior's particles have for each of them
    """
    likelihood, records = whole.likelihood, whole.records
    past = [i for i, r in enumerate(records) if r.as_of <= until]
    u = sample_points(["backtest"], SAMPLES, posterior.setting.seed)[:, 0]
    scores = []
    for j in scored(records, until):
        y = float(likelihood.y[j])
        model = likelihood.ahead(past, j, outcomes)
        scores.append(_score(records[j], "model", y, model, posterior.weights, u))
        for name in NAIVE:
            expected = _naive(name, whole, past, j)
            if expected is not None:
                seen = likelihood.seen(expected)
                predictive = Predictive(seen, np.sqrt(likelihood.variance_at(j, seen)), likelihood.tails)
                even = np.full(len(expected), 1.0 / len(expected))
                scores.append(_score(records[j], name, y, predictive, even, u))
    return Cut(until, len(past), posterior.effective, tuple(scores))


def work(cuts: Sequence[str], draws: int) -> int:
    """Particles to simulate, at most."""
    return len(cuts) * draws * GENERATIONS


def backtest(
    case: Case, book: Iterable[Counted], cuts: Sequence[str], *, draws: int = DRAWS, seed: int = 1,
    threads: int | None = None, progress: Progress | None = None, generations: int = GENERATIONS,
) -> tuple[Cut, ...]:  # fmt: skip
    """Learn at each date from what was known by then, and score on what came later.

    What came later is looked at only to be scored: parameters and particles are those of `learn(until=date)`.
    """
    whole = Setting.of(case, [r for r in book if usable(r)], seed)
    found = []
    for until in cuts:
        posterior = learn(case, whole.records, until=until, draws=draws, seed=seed, threads=threads,
                          progress=progress, generations=generations)  # fmt: skip
        some = np.flatnonzero(posterior.weights > posterior.weights.max() * 1e-6)
        z, numbers = posterior.population.z[some], posterior.population.numbers[some]
        n = len(whole.records)
        outcomes = windows_of(case.plan, whole.rows(z), numbers, seed, whole.windows[:n], threads)
        kept = _only(posterior, some)
        found.append(score_cut(kept, whole, outcomes, until))
    return tuple(found)


def _only(posterior: Posterior, some: NDArray[np.int64]) -> Posterior:
    """The particles that carry weight."""
    w = posterior.weights[some]
    return replace(posterior, weights=w / w.sum())
