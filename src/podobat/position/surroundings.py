"""Everything that is measured of a table at one of its years, for all regions and industries at once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from podobat.position.complexity import Complexity, complexity, fitness
from podobat.position.counts import Counts
from podobat.position.movement import Changes, Movement, fit_movement
from podobat.position.quotients import Margins, location_quotients, margins_of, presence, quotient_interval
from podobat.position.relatedness import Coherence, Colocation, coherence, colocation, density, proximity
from podobat.position.scoring import Step, joined
from podobat.position.structure import herfindahl_standardised, krugman

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

LONGEST_STEP = 5  # years that an entry is forecast ahead at most


@dataclass(frozen=True)
class Moment:
    """A table at one year: quotients and what is made of them.

    counts      (region, industry), NaN where withheld;  offset: added before taking logs
    quotients   (region, industry);  logs: log quotients of counts with the offset
    """

    year: int
    counts: Array = field(repr=False)
    margins: Margins = field(repr=False)
    offset: float

    @cached_property
    def quotients(self) -> Array:
        """LQ of every cell."""
        return location_quotients(self.counts, self.margins)

    @cached_property
    def present(self) -> Mask:
        """Specialities: LQ of 1 or more."""
        return presence(self.quotients)

    @cached_property
    def logs(self) -> Array:
        """ln ((x + a) / (E + a)): 0 where the quotient is 1; NaN where withheld or negative."""
        at_par = self.margins.expected
        with np.errstate(invalid="ignore", divide="ignore"):
            logs = np.log((self.counts + self.offset) / (at_par + self.offset))
        return np.where((self.counts >= 0) & (at_par > 0), logs, np.nan)

    @cached_property
    def proximity(self) -> Array:
        """(industry, industry) closeness by shared specialities."""
        return proximity(self.present)

    @cached_property
    def density(self) -> Array:
        """(region, industry) how much of what is near an industry the region has."""
        return density(self.present, self.proximity)

    @cached_property
    def colocation(self) -> Colocation:
        """What each region's industries suggest, from how industries go together elsewhere."""
        return colocation(self.logs)

    @cached_property
    def complexity(self) -> Complexity:
        """Economic complexity of regions and industries."""
        return complexity(self.present)

    @cached_property
    def fitness(self) -> Array:
        """(region,) fitness, mean 1."""
        return fitness(self.present)[0]

    @cached_property
    def coherence(self) -> Coherence:
        """How closely each region's specialities belong together."""
        return coherence(self.present, self.proximity)

    @cached_property
    def krugman(self) -> Array:
        """(region,) distance of each structure from the nation's, 0 to 2."""
        return krugman(self.counts, self.margins.by_industry)

    @cached_property
    def herfindahl(self) -> Array:
        """(region,) concentration on few industries, 0 to 1."""
        return herfindahl_standardised(self.counts)

    def interval(self, decisions: Array, level: float, rows: slice = slice(None)) -> tuple[Array, Array]:
        """Bounds of every quotient, or of those of some regions: (region, industry)."""
        base = replace(self.margins, by_region=self.margins.by_region[rows])
        return quotient_interval(self.counts[rows], decisions[rows], level, base)


def moment(counts: Counts, number: int) -> Moment:
    """The table at the year with this number."""
    values = counts.values[number]
    national = None if counts.national is None else counts.national[number]
    regional = None if counts.regional is None else counts.regional[number]
    return Moment(counts.years[number], values, margins_of(values, national, regional), counts.smallest / 2.0)


def step_length(years: tuple[int, ...]) -> int | None:
    """Years between counts by which entries are forecast: the longest that can be learnt and then scored on later ones.

    Steps of h years need counts at last, last - h and last - 2h; with two counts only, h is what lies between them.
    """
    if len(years) < 2:
        return None
    last = years[-1]
    fitting = [h for h in range(1, LONGEST_STEP + 1) if {last - h, last - 2 * h} <= set(years)]
    return max(fitting) if fitting else last - years[-2]


def steps_of(counts: Counts, moments: dict[int, Moment], length: int) -> tuple[Step, ...]:
    """Every pair of counts that lie so many years apart, in order of their end."""
    pairs = [(year - length, year) for year in counts.years if year - length in counts.years]
    return tuple(_step(moments[a], moments[b]) for a, b in pairs)


def _step(before: Moment, after: Moment) -> Step:
    """The cells known at both counts."""
    known = np.isfinite(before.logs) & np.isfinite(after.logs)
    region = np.broadcast_to(np.arange(before.counts.shape[0])[:, None], known.shape)
    changes = Changes(
        before.logs[known], after.logs[known], before.counts[known] + before.offset,
        before.colocation.pull[known], region[known].astype(np.int64), ((before.counts + after.counts) == 0)[known],
    )  # fmt: skip
    size = np.stack(
        [
            np.broadcast_to(np.log(np.maximum(base, before.offset)), known.shape)
            for base in (before.margins.by_region[:, None], before.margins.by_industry[None, :])
        ],
        axis=-1,
    )
    absent = before.quotients < 1.0
    return Step(before.year, after.year, changes, absent[known], (after.quotients >= 1.0)[known], size[known])


def movement_of(steps: tuple[Step, ...]) -> Movement | None:
    """The movement that all steps together make most likely."""
    if not steps:
        return None
    return fit_movement(joined(steps).changes)
