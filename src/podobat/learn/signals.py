"""When should the committee have known? The odds on each target as they would have been stated at each record date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from podobat.forecast.discrepancy import Layout, carry, prior_draws
from podobat.learn.draws import GroupDraws, draw_group, floor_of
from podobat.learn.observation import Group, Likelihood
from podobat.learn.population import LEAST, effective, normalised, picked
from podobat.learn.update import Posterior
from podobat.plan import Target

Array = NDArray[np.float64]

THRESHOLDS: Final = (0.50, 0.20, 0.05)
SOME: Final = 2000  # particles that dates share


@dataclass(frozen=True)
class Signal:
    """One target: its odds at each date on which something became known.

    dates      "YYYY-MM-DD"; the first is "", before any record
    odds       probability at each date;  effective  sample size behind it
    fell_below first date from which the odds were below a threshold, "" when already without records, None when never
    """

    target: Target
    dates: tuple[str, ...]
    odds: tuple[float, ...]
    effective: tuple[float, ...]
    fell_below: Mapping[float, str | None]


def first_below(dates: tuple[str, ...], odds: tuple[float, ...], threshold: float) -> str | None:
    """The first date on which the odds were below the threshold; None when they never were."""
    return next((d for d, p in zip(dates, odds, strict=True) if p < threshold), None)


def signals(posterior: Posterior) -> tuple[Signal, ...]:
    """Every target, in the order of the plan: the same particles weighed with the records known at each date.

    Particles are taken half as they were before any record and half as they are after all of them, and lived on to the
    targets. At a date their weights are those of the records known by then alone, and their discrepancies are drawn
    given those records; what came later only decided where particles are dense.
    """
    told = _Told.of(posterior)
    dates = ("", *sorted({r.as_of for r in posterior.setting.records}))
    told.draw(dates)
    odds, sizes = zip(*(told.at(date) for date in dates), strict=True)
    of_targets = []
    for j, target in enumerate(posterior.setting.plan.targets):
        line = tuple(float(p[j]) for p in odds)
        below = {t: first_below(dates, line, t) for t in THRESHOLDS}
        of_targets.append(Signal(target, dates, line, tuple(sizes), below))
    return tuple(of_targets)


@dataclass(frozen=True)
class _Told:
    """Particles lived on to the targets, and what each group of records said of them, kept once worked out.

    worlds     (particle, measure, month) what records look at;  lived (particle, measure, month) what targets look at
    log_ratio  (particle,) log of prior over how they were taken
    """

    posterior: Posterior
    worlds: NDArray[np.float32]
    lived: NDArray[np.float32]
    log_ratio: Array
    layout: Layout
    measures: tuple[str, ...]
    prior: Array
    groups: dict[tuple[str, tuple[int, ...]], GroupDraws]
    reached: dict[tuple[str, tuple[int, ...]], NDArray[np.bool_]]

    @classmethod
    def of(cls, posterior: Posterior) -> _Told:
        setting, population = posterior.setting, posterior.population
        mixed = 0.5 * population.prior_weights + 0.5 * posterior.weights
        some = picked(mixed, SOME, 0.5)
        log_ratio = population.log_prior[some] - np.log(mixed[some])
        measures = tuple(dict.fromkeys(t.measure for t in setting.plan.targets))
        months = 1 + max((setting.plan.month_number(t.by) for t in setting.plan.targets), default=0)
        once, back = np.unique(some, return_inverse=True)
        lived = setting.simulate(population.z[once], population.numbers[once], measures, months)[back]
        layout = Layout.of(measures, setting.plan.months[:months])
        prior = prior_draws(setting.likelihood.law, layout, SOME, setting.seed)
        return cls(posterior, population.worlds[some], lived, log_ratio, layout, measures, prior, {}, {})

    def draw(self, dates: Sequence[str]) -> None:
        """Draw whatever the odds at these dates ask for, on all threads."""
        asked: dict[tuple[str, tuple[int, ...]], Group] = {}
        for date in dates:
            part, places = self._known(date)
            asked |= {(group.name, places[group.name]): group for group in part.groups}
        with ThreadPoolExecutor(self.posterior.setting.threads) as pool:
            for _ in pool.map(lambda key: self._drawn(asked[key], key[1]), asked):
                pass

    def _known(self, date: str) -> tuple[Likelihood, dict[str, tuple[int, ...]]]:
        """The records known at the end of a day, and where those of each group stand among all records."""
        likelihood = self.posterior.setting.likelihood
        part = likelihood.part(i for i, r in enumerate(likelihood.records) if r.as_of <= date)
        places = {g.name: tuple(i for i in mine if likelihood.records[i].as_of <= date)
                  for g in likelihood.groups for mine in [g.places.tolist()]}  # fmt: skip
        return part, places

    def at(self, date: str) -> tuple[Array, float]:
        """The odds on every target with what was known at the end of a day, and the effective sample size."""
        part, places = self._known(date)
        total = np.zeros(SOME)
        for group in part.groups:
            total += self._drawn(group, places[group.name]).log_likelihood
        weights = _enough(self.log_ratio, total)
        reached = np.stack([self._reached(t, part.groups, places) for t in range(len(self._promised))], axis=1)
        return np.einsum("n,nt->t", weights, reached.astype(np.float64)), effective(weights)

    @property
    def _promised(self) -> Array:
        return self.posterior.setting.promised

    def _drawn(self, group: Group, places: tuple[int, ...]) -> GroupDraws:
        key = (group.name, places)
        if key not in self.groups:
            x = self.posterior.setting.likelihood.read(group, self.worlds)
            stretches = max(self.layout.stretches, group.stretches)
            self.groups[key] = draw_group(group, x, np.arange(SOME), stretches, self.posterior.setting.seed)
        return self.groups[key]

    def _reached(self, t: int, groups: Sequence[Group], places: Mapping[str, tuple[int, ...]]) -> NDArray[np.bool_]:
        """In which particles target t is met in truth."""
        target = self.posterior.setting.plan.targets[t]
        j = self.measures.index(target.measure)
        column = int(self.layout.column[j])
        name = self.layout.groups[column] if column >= 0 else target.measure
        group = next((g for g in groups if g.name == name), None)
        key = (target.id, places.get(name, ()) if group is not None else ())
        if key not in self.reached:
            months = 1 + self.posterior.setting.plan.month_number(target.by)
            values = np.ascontiguousarray(self.lived[:, j, :months, None])
            layout = Layout.of((target.measure,), self.posterior.setting.plan.months[:months])
            if column >= 0:
                missed, floor = self.prior[:, column], np.zeros(months)
                if group is not None:
                    missed = self._drawn(group, places[name]).missed
                    floor = floor_of(group, months) if name == target.measure else floor
                carry(values, layout, missed[:, None, : layout.stretches], floor[None])
            self.reached[key] = values[:, -1, 0] >= np.float32(self._promised[t])
        return self.reached[key]


def _enough(log_ratio: Array, log_likelihood: Array) -> Array:
    """Weights of particles, the likelihood tempered until LEAST of them are effective."""
    power = 1.0
    for _ in range(20):
        weights = normalised(log_ratio + power * log_likelihood)
        if effective(weights) >= LEAST:
            break
        power *= 0.8
    return weights
