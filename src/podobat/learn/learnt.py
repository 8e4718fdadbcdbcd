"""Futures that go with the records: who lives the draws of a forecast once counting has begun (forecast.futures)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from podobat.engine import lives_of
from podobat.evidence import Parameters
from podobat.forecast import Forecast
from podobat.forecast.discrepancy import Layout
from podobat.forecast.futures import Lived, Missed, prior_scores
from podobat.forecast.planned import PlanFigures
from podobat.forecast.views import Told, View
from podobat.learn.draws import Drawn, MissedWorlds
from podobat.learn.leaning import Leaning, leaning_of, leant
from podobat.learn.setting import Setting
from podobat.learn.views import views_of
from podobat.plan import Plan


class Particles(NamedTuple):
    """Points (particle, dimension) in normal scores, draw numbers (particle,), and what records look at of each."""

    z: NDArray[np.float64]
    numbers: NDArray[np.int64]
    worlds: NDArray[np.float32]


@dataclass(frozen=True)
class Learnt:
    """Futures that go with the records (forecast.futures.Futures): draws 2i and 2i + 1 live one particle on.

    Up to the last month that a record looks at they share luck as well; then each meets luck of its own.

    particles  that are lived on;  power of the likelihood that was learnt from;  known a fingerprint of the records
    until   the day they are of;  chosen (couple,) the particle of each two draws
    since   the first month in which anything is still open
    """

    setting: Setting = field(repr=False)
    particles: Particles = field(repr=False)
    power: float
    known: str
    until: str | None
    most: int
    chosen: NDArray[np.int64] = field(repr=False)
    since: int = 0

    @property
    def parameters(self) -> Parameters:
        """The parameters of the world, with their sources."""
        return self.setting.parameters

    @property
    def beside(self) -> str:
        """A fingerprint of the parameters beside the world."""
        return self.setting.beside

    @property
    def seed(self) -> int:
        """Key of all chance."""
        return self.setting.seed

    @property
    def told(self) -> Told:
        """Which records that is."""
        setting = self.setting
        until = self.until or max(r.as_of for r in setting.records)
        return Told(len(setting.records), until, setting.plan.months[setting.likelihood.months - 1])

    def views(self, forecast: Forecast) -> tuple[View, ...]:
        """Every target from inside and outside, what will be true and what will be counted."""
        return views_of(self, forecast)

    def lived(self, a: int, b: int) -> Lived:
        """Draws a .. b - 1: a particle's parameters and luck as far as records look, then the luck of the draw."""
        particles, setting = self.particles, self.setting
        draws = np.arange(a, b)
        first, end = a // 2, (b + 1) // 2
        rows = setting.rows(particles.z[self.chosen[first:end]])
        luck = np.stack([particles.numbers[self.chosen[draws // 2]], draws], axis=1)
        return Lived(rows, lives_of(draws // 2 - first, luck, [setting.likelihood.months]))

    def figures(self, plan: Plan, a: int, b: int) -> NDArray[np.float64]:
        """Plan figures of the particles of draws a .. b - 1; what another plan has besides is drawn by its spread."""
        setting, asked = self.setting, PlanFigures(plan, self.setting.figures.law)
        learnt = self.particles.z[self.chosen[a // 2 : (b + 1) // 2], len(setting.free) :]
        at = {name: k for k, name in enumerate(setting.figures.ids)}
        others = tuple(name for name in asked.ids if name not in at)
        z = np.empty((len(learnt), len(asked.ids)))
        z[:, [name in at for name in asked.ids]] = learnt[:, [at[name] for name in asked.ids if name in at]]
        if others:
            z[:, [name not in at for name in asked.ids]] = prior_scores(others, a, b, setting.seed)
        return asked.factors(z)

    def missed(self, layout: Layout, measures: tuple[str, ...], a: int, b: int, *, anew: bool = False) -> Missed:
        """Discrepancies of draws a .. b - 1 from their posterior, leaning towards the outside view."""
        drawn = self.drawn(layout, measures, a, b, anew=anew)
        return Missed(drawn.missed, drawn.floor)

    def drawn(self, layout: Layout, measures: tuple[str, ...], a: int, b: int, *, anew: bool = False) -> Drawn:
        """Discrepancies and biases of draws a .. b - 1."""
        inside, law = self.from_inside(layout, measures, a, b, anew=anew), self.setting.likelihood.law
        return replace(inside, missed=leant(inside, layout, self.leaning.shifts, a, b, law.least, law.most))

    def from_inside(self, layout: Layout, measures: tuple[str, ...], a: int, b: int, *, anew: bool = False) -> Drawn:
        """The same by the counts of the case alone."""
        return self._worlds.draw(layout, measures, a, b, anew=anew)

    @cached_property
    def _worlds(self) -> MissedWorlds:
        return MissedWorlds(self.setting.likelihood, self.particles.worlds, self.chosen, self.seed, self.power)

    @property
    def leaning(self) -> Leaning:
        """How far these futures lean towards the outside view, and what it says."""
        return self._leaning

    @cached_property
    def _leaning(self) -> Leaning:
        return leaning_of(self, self.setting, self.setting.outside)
