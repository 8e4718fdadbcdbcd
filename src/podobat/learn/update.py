"""Learn from records: which parameters, and which luck, go with what was counted; then forecast anew.

posterior = learn(case, read_records(case.folder, case.plan), seed=1)
posterior.effective                 effective sample size; posterior.doubts says what it means
posterior.forecast()                the re-forecast, a Forecast of draws taken in proportion to their weights
posterior.to_json_dict()            the same in the schema of `forecast`, with a block `posterior`
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, stdtr

from podobat.engine import PARAMETER_IDS as WORLD_IDS
from podobat.errors import CannotRun
from podobat.evidence import Parameters, measure, read_parameters
from podobat.forecast import QUANTILES, Forecast, Note, parameters_of
from podobat.forecast.fingerprints import code_fingerprint
from podobat.learn.diagnostics import RELIABLE_K, divergence, normal_shift, pareto_k, weighted_quantiles
from podobat.learn.observation import Counted, Likelihood, Window, usable, window
from podobat.learn.population import Checkpoint, Population, effective, picked, sample_population
from podobat.learn.runs import Progress, columns, whole, windows_of
from podobat.plan import Case, Plan
from podobat.units import Text

DRAWS: Final = 6000  # particles a generation
GENERATIONS: Final = 4
ENOUGH: Final = 400.0  # effective sample size that is not improved further
FEW: Final = 100.0  # effective sample size below which results are rough
FUTURES: Final = 1000  # draws of the re-forecast
_EDGE = 1e-12


@dataclass(frozen=True)
class Setting:
    """What is learnt about, and from what.

    records   those that can be held against a measure, within the simulated months
    windows   where each of them looks; then those of the targets
    free      parameters that vary, in the order of the dimensions
    """

    plan: Plan
    records: tuple[Any, ...]
    windows: tuple[Window, ...]
    parameters: Parameters
    likelihood: Likelihood
    seed: int

    @classmethod
    def of(cls, case: Case, records: Iterable[Counted], seed: int) -> Setting:
        """From a case and its records."""
        plan = case.plan
        start, months = str(plan.horizon.start), plan.n_months
        found = [(r, w) for r in records if usable(r) for w in [window(r, start, months)] if w is not None]
        targets = [Window(t.measure, (plan.month_number(t.by),)) for t in plan.targets]
        kept = tuple(r for r, _ in found)
        observation = read_parameters(case.parameter_files, case.sources)
        windows = (*(w for _, w in found), *targets)
        return cls(plan, kept, windows, parameters_of(case), Likelihood.of(kept, observation), seed)

    @cached_property
    def free(self) -> tuple[str, ...]:
        """Parameters that vary."""
        return tuple(p.id for p in self.parameters if not p.distribution.fixed)

    @cached_property
    def promised(self) -> NDArray[np.float64]:
        """The value of each target in the unit of its measure."""
        money = [measure(t.measure).unit.startswith("KRW_m") for t in self.plan.targets]
        values = [self.plan.won_m(t.value) if m else t.value for t, m in zip(self.plan.targets, money, strict=True)]
        return np.array(values, dtype=np.float64)

    def rows(self, z: NDArray[np.float64]) -> NDArray[np.float64]:
        """Parameter values of points in normal scores, columns in the engine's order."""
        u = np.full((len(z), len(self.parameters)), 0.5)
        u[:, [self.parameters.ids.index(i) for i in self.free]] = np.clip(ndtr(z), _EDGE, 1.0 - _EDGE)
        return self.parameters.sample(u)[:, [self.parameters.ids.index(i) for i in WORLD_IDS]]


@dataclass(frozen=True)
class Lesson:
    """What one record taught, the others given.

    divergence  of the posterior from what it would be without this record, in nats
    p_value     two-sided chance of a count as far out, predicted from the other records; nan for a bound
    """

    record: Any
    divergence: float
    p_value: float
    expected: float


@dataclass(frozen=True)
class Posterior:
    """What is known after the records: weighted particles, and what they say."""

    case: Case
    setting: Setting
    population: Population = field(repr=False)
    weights: NDArray[np.float64] = field(repr=False)
    until: str | None = None
    threads: int | None = None

    @property
    def effective(self) -> float:
        """Effective sample size."""
        return effective(self.weights)

    @property
    def lucks(self) -> float:
        """Effective number of different lucks among the particles."""
        return effective(np.bincount(self.population.numbers, weights=self.weights))

    @cached_property
    def pareto_k(self) -> float:
        """Shape of the tail of the weights."""
        return pareto_k(self.weights)

    @property
    def doubts(self) -> tuple[Note, ...]:
        """What a reader should know before relying on the result; empty when nothing failed."""
        found = []
        if self.effective < FEW:
            found.append(
                Note(
                    ko=f"유효 표본이 {self.effective:.0f}개뿐이어서 결과가 거칩니다. 표본을 늘리면 나아집니다.",
                    en=f"The effective sample size is only {self.effective:.0f}. Figures after learning are rough; "
                    "more draws would help.",
                )
            )
        if not self.pareto_k <= RELIABLE_K:
            found.append(
                Note(
                    ko=f"가중치의 꼬리가 두껍습니다(파레토 k = {self.pareto_k:.2f}, 기준 {RELIABLE_K}).",
                    en=f"The weights have a heavy tail (Pareto k = {self.pareto_k:.2f}, limit {RELIABLE_K}).",
                )
            )
        odd = [x for x in self.lessons if x.p_value < 0.01]
        if odd:
            names = ", ".join(x.record.id for x in odd)
            found.append(
                Note(
                    ko=f"다른 기록으로는 예상하기 어려운 기록이 {len(odd)}건 있습니다(p < 0.01): {names}.",
                    en=f"{len(odd)} records are hardly expected from the others (p < 0.01): {names}.",
                )
            )
        return tuple(found)

    def odds(self, weights: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
        """Probability of each target, (target,); by default with all records."""
        w = self.weights if weights is None else weights
        reached = self.population.outcomes[:, len(self.setting.records) :] >= self.setting.promised
        return np.einsum("n,nt->t", w, reached.astype(np.float64))

    @cached_property
    def prior_weights(self) -> NDArray[np.float64]:
        """The first generation, every particle alike: what was known without records."""
        first = self.population.generation == 0
        return first / first.sum()

    @cached_property
    def lessons(self) -> tuple[Lesson, ...]:
        """What each record taught, in the order of the records."""
        likelihood, n = self.setting.likelihood, len(self.setting.records)
        values = self.population.outcomes[:, :n]
        found = []
        for j, record in enumerate(self.setting.records):
            others = [i for i in range(n) if i != j]
            w = self.population.weights(likelihood.part(others), others)
            p, expected = float("nan"), float("nan")
            if likelihood.side[j] == 0:
                location, scale, freedom = likelihood.ahead(others, j, values)
                below = float((w * stdtr(freedom, (likelihood.y[j] - location) / scale)).sum())
                p = min(1.0, 2.0 * min(below, 1.0 - below))
                expected = float(np.exp(weighted_quantiles(location, w, [0.5])[0]) - likelihood.offset)
            found.append(Lesson(record, divergence(self.weights, w), p, expected))
        return tuple(found)

    @cached_property
    def shifts(self) -> dict[str, float]:
        """How much was learnt about each parameter, in nats, most first."""
        moved = normal_shift(self.population.z, self.weights)
        order = np.argsort(-moved, kind="stable")
        return {self.setting.free[i]: float(moved[i]) for i in order}

    def parameter_quantiles(self) -> dict[str, dict[str, dict[str, float]]]:
        """Prior and posterior quantiles of every parameter that varies, by id."""
        shares, found = list(QUANTILES.values()), {}
        for j, name in enumerate(self.setting.free):
            spread = self.setting.parameters[name].distribution
            scores = weighted_quantiles(self.population.z[:, j], self.weights, shares)
            after = spread.quantile(np.clip(ndtr(scores), _EDGE, 1.0 - _EDGE))
            both = {"prior": spread.quantile(np.array(shares)), "posterior": after}
            found[name] = {k: dict(zip(QUANTILES, v.tolist(), strict=True)) for k, v in both.items()}
        return found

    def forecast(self, draws: int = FUTURES, progress: Progress | None = None) -> Forecast:
        """The re-forecast to the horizon: particles taken in proportion to their weights, lived on in both worlds."""
        if draws not in self._forecasts:
            self._forecasts[draws] = self._forecast(draws, progress)
        return self._forecasts[draws]

    @cached_property
    def _forecasts(self) -> dict[int, Forecast]:
        return {}

    def _forecast(self, draws: int, progress: Progress | None) -> Forecast:
        setting, plan = self.setting, self.setting.plan
        chosen, back = np.unique(picked(self.weights, draws, 0.5), return_inverse=True)
        rows, numbers = setting.rows(self.population.z[chosen]), self.population.numbers[chosen]
        lived = whole(plan, rows, numbers, setting.seed, self.threads, progress)
        records = hashlib.sha256(repr([_content(r) for r in setting.records]).encode()).hexdigest()[:12]
        made = {"plan": plan.fingerprint, "parameters": setting.parameters.fingerprint, "code": code_fingerprint()}
        return Forecast(
            case_id=plan.id, plan=plan, values=np.ascontiguousarray(lived[:, back]), measures=columns(plan),
            months=tuple(plan.months), draws=draws, seed=setting.seed, fingerprints={**made, "records": records},
            parameters=setting.parameters,
        )  # fmt: skip

    def to_json_dict(self) -> dict[str, Any]:
        """The re-forecast in the schema of `forecast`, and `posterior` beside it."""
        result = dict(self.forecast().to_json_dict())
        before, after = self.odds(self.prior_weights), self.odds()
        targets = []
        for i, said in enumerate(result["targets"]):
            p = said["probability"]
            error = float(np.sqrt(max(p * (1.0 - p), 0.0) / self.effective))
            split = {"parameters": None, "chance": None}  # draws are no pairs any more
            targets.append({**said, "standard_error": _short(error), "variance": split})
            targets[i]["learnt"] = {"before": _short(before[i]), "after": _short(after[i])}
        result["targets"] = targets
        result["notes"] = [*result["notes"], *({"about": n.about, "ko": n.ko, "en": n.en} for n in self.doubts)]
        result["posterior"] = self._block()
        return result

    def _block(self) -> dict[str, Any]:
        sizes = self.population.generation
        return {
            "until": self.until,
            "records": len(self.setting.records),
            "particles": len(sizes),
            "generations": int(sizes.max()) + 1,
            "effective_sample_size": _short(self.effective),
            "effective_lucks": _short(self.lucks),
            "largest_weight": _short(self.weights.max()),
            "pareto_k": _short(self.pareto_k),
            "learnt_most_about": list(self.shifts)[:3],
            "parameters": {
                name: {**{k: {q: _short(x) for q, x in v.items()} for k, v in both.items()},
                       "learnt": _short(self.shifts[name])}
                for name, both in self.parameter_quantiles().items()
            },
            "lessons": [
                {"record": x.record.id, "measure": x.record.measure, "counted": _short(x.record.value),
                 "expected": _short(x.expected), "p_value": _short(x.p_value), "learnt": _short(x.divergence)}
                for x in self.lessons
            ],
        }  # fmt: skip


def _content(record: Counted) -> tuple[Any, ...]:
    return (record.id, record.measure, record.value, record.as_of, record.period_from, record.period_to, record.grade)


def _short(x: float) -> float | None:
    return float(f"{x:.7g}") if np.isfinite(x) else None


def known_by(records: Iterable[Counted], until: str | None) -> Sequence[Counted]:
    """Records that were known by the end of a day, "YYYY-MM-DD". Raises CannotRun for anything else."""
    if until is not None:
        try:
            date.fromisoformat(until)
        except ValueError:
            raise CannotRun(
                Text(
                    f"날짜가 아닙니다: {until}. 2021-12-31처럼 쓰십시오.",
                    f"Not a date: {until}. Write it like 2021-12-31.",
                )
            ) from None
    return [r for r in records if until is None or r.as_of <= until]


def learn(
    case: Case, book: Iterable[Counted], *, until: str | None = None, draws: int = DRAWS, seed: int = 1,
    threads: int | None = None, progress: Progress | None = None, generations: int = GENERATIONS,
    checkpoint: Callable[[Mapping[str, Any]], Checkpoint] | None = None,
) -> Posterior:  # fmt: skip
    """Parameters and luck, given what was counted.

    book        records (a RecordBook); until: "YYYY-MM-DD", only those known by the end of that day
    draws       particles a generation;  seed  the same seed gives the same bits, whatever the threads
    progress    called with the number of particles that have just finished, of draws x generations at most
    checkpoint  from what makes the run to the place where finished generations are left and taken up again
    """
    setting = Setting.of(case, known_by(book, until), seed)
    made = {
        "case": setting.plan.fingerprint, "parameters": setting.parameters.fingerprint, "code": code_fingerprint(),
        "records": [_content(r) for r in setting.records], "draws": draws, "seed": seed,
    }  # fmt: skip

    def simulate(z: NDArray[np.float64], numbers: NDArray[np.int64]) -> NDArray[np.float32]:
        return windows_of(setting.plan, setting.rows(z), numbers, seed, setting.windows, threads, progress)

    population = sample_population(
        simulate, setting.likelihood, setting.free, seed=seed, size=draws, generations=generations, enough=ENOUGH,
        checkpoint=checkpoint(made) if checkpoint is not None else None,
    )  # fmt: skip
    weights = population.weights(setting.likelihood)
    return Posterior(case, setting, population, weights, until, threads)
