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
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from podobat.evidence import read_references
from podobat.forecast.discrepancy import Layout, carry
from podobat.forecast.sampling import sample_points
from podobat.learn.counts import CountDraws, asked_of, count_draws, log_density
from podobat.learn.diagnostics import crps, inside
from podobat.learn.draws import Drawn
from podobat.learn.observation import Counted, Errors, usable
from podobat.learn.runs import Progress, series_of
from podobat.learn.setting import Setting
from podobat.learn.update import DRAWS, FUTURES, GENERATIONS, Posterior, learn, threads_of
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


def _score(record: Any, name: str, y: float, drawn: Array, log_density: float, offset: float) -> Score:
    """Score draws of a count against what was counted, both in logs."""
    x, even = np.log(offset + np.maximum(drawn, 0.0)), np.full(len(drawn), 1.0 / len(drawn))
    return Score(record, name, crps(x, even, y), -log_density, inside(x, even, y, 0.5), inside(x, even, y, 0.8),
                 float(np.median(x)))  # fmt: skip


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
    by_month: dict[int, float] = {}
    for i in past:
        r = setting.records[i]
        whole = getattr(r, "coverage", "whole") == "whole"
        since = month_index(r.period_from[:7]) if r.period_from else start
        month = month_index((r.period_to or r.as_of)[:7])
        if r.measure == measure and whole and since <= start and month >= start:
            by_month[month] = float(r.value)
    return sorted(by_month.items())


def score_cut(posterior: Posterior, whole: Setting, until: str, draws: int = FUTURES) -> Cut:
    """Score a posterior of a date on what came later.

    whole  the setting with all records
    """
    likelihood, records = whole.likelihood, whole.records
    past = [i for i, r in enumerate(records) if r.as_of <= until]
    asked = scored(records, until)
    errors, offset = likelihood.errors, likelihood.errors.offset
    true, drawn = futures_of(posterior, whole, asked, draws)
    scores = []
    for k, j in enumerate(asked):
        y, record = float(likelihood.y[j]), records[j]
        question = asked_of(record, likelihood.windows[j])
        ours = count_draws(question, true[k], drawn, errors, [records[i] for i in past], whole.seed)
        scores.append(_score(record, "model", y, ours.values, log_density(ours, y), offset))
        for name in NAIVE:
            expected = _naive(name, whole, past, j)
            if expected is not None:
                theirs = naive_draws(expected, record, errors, whole.seed)
                scores.append(_score(record, name, y, theirs.values, log_density(theirs, y), offset))
    return Cut(until, len(past), posterior.effective, tuple(scores))


def futures_of(posterior: Posterior, whole: Setting, asked: Sequence[int], draws: int) -> tuple[list[Array], Drawn]:
    """What draws that go with the past have in the windows of later records, and what is missed in them.

    returns  for every record asked about (draw,), and the discrepancies and biases of the draws
    """
    windows = [whole.likelihood.windows[j] for j in asked]
    measures = tuple(dict.fromkeys(w.measure for w in windows))
    months = 1 + max((w.last for w in windows), default=0)
    learnt = posterior.futures(draws)
    rows, lives = learnt.lived(0, draws)
    figures = learnt.figures(whole.plan, 0, draws)
    values = series_of(
        whole.plan, rows, lives, whole.seed, measures, months, figures=figures, threads=whole.threads
    )
    layout = Layout.of(measures, whole.plan.months[:months])
    drawn = learnt.drawn(layout, measures, 0, draws)
    worlds = np.ascontiguousarray(values.transpose(0, 2, 1))
    carry(worlds, layout, drawn.missed, drawn.floor)
    return [w.of(worlds[:, :, measures.index(w.measure)]) for w in windows], drawn


def naive_draws(expected: Array, record: Any, errors: Errors, seed: int) -> CountDraws:
    """A naive forecast with the counter's error: equally likely counts, each as its counter would write it."""
    at = np.arange(SAMPLES) % len(expected)
    u = sample_points(["backtest"], SAMPLES, seed)[:, 0]
    seen = np.log(errors.offset + np.maximum(expected[at], 0.0))
    scale = np.sqrt(errors.error[record.grade] ** 2 + errors.bias[record.grade] ** 2 + np.exp(-seen))
    values = np.exp(seen + scale * stdtrit(errors.tails, u)) - errors.offset
    return CountDraws(values, seen, scale, errors.tails, 0.0)


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
    whole = Setting.of(case, [r for r in book if usable(r)], seed, threads_of(threads))
    scored = []
    for until in cuts:
        posterior = learn(case, whole.records, until=until, draws=draws, seed=seed, threads=threads,
                          progress=progress, generations=generations)  # fmt: skip
        scored.append(score_cut(posterior, whole, until))
    return tuple(scored)
