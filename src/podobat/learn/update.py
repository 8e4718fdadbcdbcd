"""Learn from records: which parameters, luck and discrepancies go with what was counted; then forecast anew.

posterior = learn(case, read_records(case.folder, case.plan), seed=1)
posterior.effective                 effective sample size; posterior.doubts says what it means
posterior.futures(2000)             draws for any verb: forecast, compare, value, appraise
posterior.forecast()                the re-forecast, a Forecast
posterior.to_json_dict()            the same in the schema of `forecast`, with a block `posterior`
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from podobat.forecast import QUANTILES, Forecast, Note
from podobat.forecast import forecast as simulate
from podobat.forecast.fingerprints import code_fingerprint
from podobat.learn.diagnostics import RELIABLE_K, normal_shift, pareto_k, weighted_quantiles
from podobat.learn.learnt import Learnt, Particles
from podobat.learn.lessons import Lesson, lessons_of
from podobat.learn.observation import Counted
from podobat.learn.population import Checkpoint, Population, effective, picked, sample_population
from podobat.learn.runs import Progress
from podobat.learn.setting import EDGE, Setting, known_by
from podobat.plan import Case
from podobat.show.json import cleaned
from podobat.show.notebook import Shown
from podobat.texts import catalogue

_say = catalogue("learn")

DRAWS: Final = 3000  # particles a generation
GENERATIONS: Final = 7
ENOUGH: Final = 600.0  # effective sample size that is not improved further
FEW: Final = 100.0  # effective sample size below which the likelihood is tempered
FUTURES: Final = 2000  # draws of the re-forecast
ODD: Final = 0.01  # p-value below which a record is said to be hardly expected


@dataclass(frozen=True)
class Posterior(Shown, printer="podobat.learn.page:print_learnt"):
    """What is known after the records: weighted particles, and what they say.

    Attributes
    ----------
    case : Case
        The case.
    setting : Setting
        Records, parameters and likelihood that were learnt with.
    population : Population
        The particles: points of the parameters, and how well each fits the records.
    weights : ndarray
        (particle,) adding to one.
    power : float
        Of the likelihood that the weights stand for: 1, or less where hardly any particle would carry weight.
    until : str or None
        "YYYY-MM-DD": records known by the end of that day; None: all of them.
    """

    case: Case
    setting: Setting
    population: Population = field(repr=False)
    weights: NDArray[np.float64] = field(repr=False)
    power: float = 1.0
    until: str | None = None

    @property
    def effective(self) -> float:
        """Effective sample size."""
        return effective(self.weights)

    @cached_property
    def pareto_k(self) -> float:
        """Shape of the tail of the weights."""
        return pareto_k(self.weights)

    @cached_property
    def known(self) -> str:
        """A fingerprint of the records and of how they were learnt from."""
        content = [_content(r) for r in self.setting.records]
        made = [content, self.setting.seed, len(self.weights), int(self.population.generation.max())]
        return hashlib.sha256(repr(made).encode()).hexdigest()[:12]

    @cached_property
    def doubts(self) -> tuple[Note, ...]:
        """What a reader should know before relying on the result; empty when nothing failed."""
        doubts = []
        if self.power < 1.0:
            doubts.append(Note(_say("doubt.tempered", power=self.power)))
        if not self.pareto_k <= RELIABLE_K:
            doubts.append(Note(_say("doubt.heavy_tail", k=self.pareto_k, limit=RELIABLE_K)))
        odd = [x.record.id for x in self.lessons if x.p_value < ODD]
        if odd:
            doubts.append(Note(_say("doubt.odd", n=len(odd), names=", ".join(odd))))
        return tuple(doubts)

    @cached_property
    def lessons(self) -> tuple[Lesson, ...]:
        """What each record taught, in the order of the records."""
        return lessons_of(self.setting.likelihood, self.population.worlds, self.weights, self.setting.seed)

    @cached_property
    def shifts(self) -> dict[str, float]:
        """How much was learnt about each parameter, in nats, most first."""
        moved = normal_shift(self.population.z, self.weights)
        moved = moved[: len(self.setting.free)]
        order = np.argsort(-moved, kind="stable")
        return {self.setting.free[i]: float(moved[i]) for i in order}

    def parameter_quantiles(self) -> dict[str, dict[str, dict[str, float]]]:
        """Prior and posterior quantiles of every parameter that varies, by id."""
        shares, by_id = list(QUANTILES.values()), {}
        for j, name in enumerate(self.setting.free):
            spread = self.setting.parameters[name].distribution
            scores = weighted_quantiles(self.population.z[:, j], self.weights, shares)
            after = spread.quantile(np.clip(ndtr(scores), EDGE, 1.0 - EDGE))
            both = {"prior": spread.quantile(np.array(shares)), "posterior": after}
            by_id[name] = {k: dict(zip(QUANTILES, v.tolist(), strict=True)) for k, v in both.items()}
        return by_id

    def futures(self, draws: int = FUTURES) -> Learnt:
        """Draws for any verb: particles in proportion to their weights, each lived on twice."""
        if draws not in self._futures:
            some, chosen = np.unique(picked(self.weights, (draws + 1) // 2, 0.5), return_inverse=True)
            all_of = self.population
            self._futures[draws] = Learnt(
                self.setting, Particles(all_of.z[some], all_of.numbers[some], all_of.worlds[some]), self.power,
                self.known, self.until, draws, chosen, self.setting.likelihood.months,
            )  # fmt: skip
        return self._futures[draws]

    @cached_property
    def _futures(self) -> dict[int, Learnt]:
        return {}

    def forecast(self, draws: int = FUTURES, progress: Progress | None = None, **options: Any) -> Forecast:
        """The re-forecast to the horizon."""
        key = (draws, tuple(sorted(options.items())))
        if key not in self._forecasts:
            self._forecasts[key] = simulate(
                self.case, futures=self.futures(draws), draws=draws, seed=self.setting.seed, progress=progress,
                threads=self.setting.threads, **options,
            )  # fmt: skip
        return self._forecasts[key]

    @cached_property
    def _forecasts(self) -> dict[Any, Forecast]:
        return {}

    def to_json_dict(self, draws: int = FUTURES) -> dict[str, Any]:
        """The re-forecast in the schema of `forecast`, and `posterior` beside it."""
        result = dict(self.forecast(draws).to_json_dict())
        doubts = [{"about": note.about, **note.languages} for note in self.doubts]
        return {**result, "notes": [*result["notes"], *doubts], "posterior": cleaned(self._block())}

    def _block(self) -> dict[str, Any]:
        """How well it was learnt, what about, and from which record."""
        generation, shifts = self.population.generation, self.shifts
        return {
            "until": self.until,
            "records": len(self.setting.records),
            "particles": len(generation),
            "generations": int(generation.max()) + 1,
            "effective_sample_size": self.effective,
            "likelihood_power": self.power,
            "largest_weight": float(self.weights.max()),
            "pareto_k": self.pareto_k,
            "learnt_most_about": list(shifts)[:3],
            "parameters": {name: {**both, "learnt": shifts[name]} for name, both in self.parameter_quantiles().items()},
            "lessons": [
                {"record": x.record.id, "measure": x.record.measure, "counted": x.record.value, "expected": x.expected,
                 "p_value": x.p_value, "learnt": x.divergence}
                for x in self.lessons
            ],
        }  # fmt: skip


def _content(record: Counted) -> tuple[Any, ...]:
    return (record.id, record.measure, record.value, record.as_of, record.period_from, record.period_to, record.grade)


def learn(
    case: Case, book: Iterable[Counted], *, until: str | None = None, draws: int = DRAWS, seed: int = 1,
    threads: int | None = None, progress: Progress | None = None, generations: int = GENERATIONS,
    enough: float = ENOUGH, checkpoint: Callable[[Mapping[str, Any]], Checkpoint] | None = None,
) -> Posterior:  # fmt: skip
    """Parameters, luck and discrepancies, given what was counted.

    book        records (a RecordBook); until: "YYYY-MM-DD", only those known by the end of that day
    draws       particles a generation;  seed  the same seed gives the same bits, whatever the threads
    progress    called with the number of particles that have just finished, of draws x generations at most
    enough      effective sample size at which no further generation is made
    checkpoint  from what makes the run to the place where finished generations are left and taken up again
    """
    setting = Setting.of(case, known_by(book, until), seed, threads_of(threads))
    likelihood = setting.likelihood
    made = made_of(setting, draws)

    def lived(z: NDArray[np.float64], numbers: NDArray[np.int64]) -> NDArray[np.float32]:
        return setting.simulate(z, numbers, likelihood.measures, likelihood.months, progress)

    population = sample_population(
        lived, likelihood.log, setting.dimensions, seed=seed, size=draws, generations=generations, enough=enough,
        checkpoint=checkpoint(made) if checkpoint is not None else None,
    )  # fmt: skip
    weights, power = population.tempered(FEW)
    return Posterior(case, setting, population, weights, power, until)


def made_of(setting: Setting, draws: int) -> dict[str, Any]:
    """All that what is learnt rests on, from `draws` particles a generation: the same makes the same bits."""
    return {
        "case": setting.plan.fingerprint, "parameters": setting.parameters.fingerprint, "beside": setting.beside,
        "code": code_fingerprint(), "records": [_content(r) for r in setting.records], "draws": draws,
        "seed": setting.seed,
    }  # fmt: skip


def threads_of(asked: int | None) -> int:
    """How many threads to use."""
    return asked or os.cpu_count() or 1
