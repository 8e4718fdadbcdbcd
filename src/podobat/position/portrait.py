"""One place among the others: what it has more of, what it might come to have, whom it resembles, how it has grown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from podobat.evidence.places import read_sectors
from podobat.position.bands import Band
from podobat.position.counts import Counts, Industry
from podobat.position.movement import Movement
from podobat.position.scoring import ODDS_LEVEL, Calibration
from podobat.position.shift_share import ShiftShare, dynamic_shift_share, shift_share
from podobat.position.structure import overlap
from podobat.position.surroundings import Moment

Array = NDArray[np.float64]

TRACE = 0.0005  # share of a place's whole count under which an industry is no ground for a plan
MOST_LEANED_ON = 3  # related industries named as the ground of an entry


@dataclass(frozen=True)
class Line:
    """One industry of the place.

    at          number of the industry;  count: NaN where withheld
    quotient    with its interval
    excess      the count less what it would be with the nation's structure;  at_par: that, over the place's whole count
    density     product-space density, 0 to 1;  rank of `pull` among the industries absent here, 0 lowest to 1
    pull        mean log quotient of the related industries of the place
    odds        that it is a speciality at the next count, with the interval of the fit; None where it already is one,
                or where the table cannot tell
    traded      whether it sells beyond its region; None where the classification is not known
    related     industries of the place that pull it most: (number, share of the pull)
    """

    at: int
    industry: Industry
    count: float
    quotient: Band
    excess: float
    at_par: float
    density: float
    pull: float
    pull_rank: float
    odds: Band | None
    complexity: float
    traded: bool | None
    related: tuple[tuple[int, float], ...]

    @property
    def is_more(self) -> bool:
        """Is it firmly more here than in the nation: the whole interval at 1 or above?"""
        return self.quotient.low >= 1.0

    @property
    def is_less(self) -> bool:
        """Is it firmly less here?"""
        return self.quotient.high < 1.0


@dataclass(frozen=True)
class Growth:
    """How the place grew between two counts, and of what.

    parts       classic shift-share by industry, (industry,) each;  steps: the same added up over every step between
    """

    start: int
    end: int
    before: float
    after: float
    nation: Array
    mix: Array
    own: Array
    steps: tuple[float, float, float] | None

    @property
    def whole(self) -> tuple[float, float, float]:
        """Nation's, mix's and own part of the place's whole change."""
        return float(self.nation.sum()), float(self.mix.sum()), float(self.own.sum())


@dataclass(frozen=True)
class Portrait:
    """What is known of one place.

    size        its whole count;  share: of the nation;  rank: 1 for the largest of `n_regions`
    alike       (number of a region, share of the place's count that sits in the same industries), most alike first
    complexity  economic complexity index and rank;  krugman, herfindahl, coherence (z): see their rules
    """

    at: int
    size: float
    share: float
    rank: int
    n_regions: int
    lines: tuple[Line, ...]
    alike: tuple[tuple[int, float], ...]
    krugman: float
    herfindahl: float
    coherence: float
    coherence_z: float
    complexity: float
    complexity_rank: int | None
    fitness_rank: int
    growth: Growth | None

    def more(self) -> tuple[Line, ...]:
        """Industries firmly more than in the nation, those with the most on top of it first."""
        return tuple(sorted((line for line in self.lines if line.is_more), key=lambda line: -line.excess))

    def less(self) -> tuple[Line, ...]:
        """Industries firmly less than in the nation, those with the most missing first."""
        return tuple(sorted((line for line in self.lines if line.is_less), key=lambda line: line.excess))

    def entrants(self) -> tuple[Line, ...]:
        """Related industries that may become specialities, likeliest first.

        Those count that are more related than half of the absent ones, would be more than a trace here with the
        nation's structure and, where that is known, sell beyond the region.
        """
        asked = [
            line for line in self.lines
            if line.odds is not None and line.pull_rank >= 0.5 and line.traded is not False and line.at_par >= TRACE
        ]  # fmt: skip
        return tuple(sorted(asked, key=lambda line: -line.odds.value if line.odds else 0.0))


def portrait(
    counts: Counts, now: Moment, moments: dict[int, Moment], movement: Movement | None,
    calibration: Calibration | None, decisions: Array | None, at: int, *, level: float,
) -> Portrait:  # fmt: skip
    """The portrait of the region with this number at the last year.

    calibration  sets odds right by what they were scored on, or None
    decisions    (region, industry) independent decisions behind each count, or None: then no intervals
    level        of the intervals of quotients
    """
    sizes = now.margins.by_region
    here = slice(at, at + 1)
    low, high = (end[0] for end in now.interval(decisions, level, here)) if decisions is not None else (None, None)
    eci = now.complexity.region
    return Portrait(
        at=at,
        size=float(sizes[at]),
        share=float(sizes[at] / now.margins.total),
        rank=int((sizes > sizes[at]).sum()) + 1,
        n_regions=len(counts.regions),
        lines=_lines(counts, now, _odds(now, movement, calibration, at), low, high, at),
        alike=_alike(now, at),
        krugman=float(now.krugman[at]),
        herfindahl=float(now.herfindahl[at]) if len(counts.industries) > 1 else float("nan"),
        coherence=float(now.coherence.mean[at]),
        coherence_z=float(now.coherence.z[at]),
        complexity=float(eci[at]),
        complexity_rank=int((eci > eci[at]).sum()) + 1 if np.isfinite(eci[at]) else None,
        fitness_rank=int((now.fitness > now.fitness[at]).sum()) + 1,
        growth=_growth(counts, moments, at),
    )


def _lines(
    counts: Counts, now: Moment, odds: list[Band] | None, low: Array | None, high: Array | None, at: int
) -> tuple[Line, ...]:
    quotients, pull = now.quotients[at], now.colocation.pull[at]
    absent = (quotients < 1.0) & np.isfinite(now.logs[at])
    ranks = _ranks(pull, absent)
    expected = now.margins.expected[at]
    excess, at_par = now.counts[at] - expected, expected / now.margins.by_region[at]
    traded = read_sectors().traded
    lines = []
    for i, industry in enumerate(counts.industries):
        band = Band(
            float(quotients[i]),
            float("nan") if low is None else float(low[i]),
            float("nan") if high is None else float(high[i]),
        )
        may_enter = odds is not None and bool(absent[i])
        line = Line(
            at=i,
            industry=industry,
            count=float(now.counts[at, i]),
            quotient=band,
            excess=float(excess[i]),
            at_par=float(at_par[i]),
            density=float(now.density[at, i]),
            pull=float(pull[i]),
            pull_rank=float(ranks[i]),
            odds=odds[i] if odds is not None and may_enter else None,
            complexity=float(now.complexity.industry[i]),
            traded=traded.holds(industry.code, counts.classification),
            related=_leaned_on(now, at, i),
        )
        lines.append(line)
    return tuple(lines)


def _ranks(pull: Array, absent: NDArray[np.bool_]) -> Array:
    """Rank of each pull among those of the absent industries: 0 for the lowest, 1 for the highest."""
    others = np.sort(pull[absent])
    if others.size < 2:
        return np.full(pull.shape, np.nan)
    return np.clip(np.searchsorted(others, pull, side="right") - 1, 0, None) / (others.size - 1)


def _odds(now: Moment, movement: Movement | None, calibration: Calibration | None, at: int) -> list[Band] | None:
    if movement is None:
        return None
    logs = np.nan_to_num(now.logs[at])
    sizes = np.nan_to_num(now.counts[at]) + now.offset
    ends = movement.entry(logs, now.colocation.pull[at], np.maximum(sizes, now.offset), ODDS_LEVEL)
    right = ends if calibration is None else calibration.applied_to(*ends)
    return [Band(float(a), float(b), float(c)) for a, b, c in zip(*right, strict=True)]


def _leaned_on(now: Moment, at: int, industry: int) -> tuple[tuple[int, float], ...]:
    """The industries in which the place is strong and which pull this one most, with their share of what pulls up."""
    strength = now.colocation.weights[:, industry] * np.maximum(np.nan_to_num(now.logs[at]), 0.0)
    total = strength.sum()
    if not total > 0:
        return ()
    first = np.argsort(-strength, kind="stable")[:MOST_LEANED_ON]
    return tuple((int(i), float(strength[i] / total)) for i in first if strength[i] > 0)


def _alike(now: Moment, at: int) -> tuple[tuple[int, float], ...]:
    shared = overlap(now.counts, now.counts[at])
    order = [int(r) for r in np.argsort(-shared, kind="stable") if r != at]
    return tuple((r, float(shared[r])) for r in order)


def _growth(counts: Counts, moments: dict[int, Moment], at: int) -> Growth | None:
    """Shift-share from the first to the last count, of cells known at both; None with one year, or shares only."""
    years = counts.years
    if len(years) < 2 or counts.kind == "shares":
        return None
    chain = [moments[year] for year in years]
    known = np.all([np.isfinite(m.counts[at]) for m in chain], axis=0)
    here = [np.where(known, m.counts[at], 0.0)[None, :] for m in chain]
    nation = [np.where(known, m.margins.by_industry, 0.0) for m in chain]
    if any(n.sum() <= 0 for n in nation):
        return None
    parts = shift_share(here[0], here[-1], nation[0], nation[-1])
    steps = _whole(dynamic_shift_share(here, nation)) if len(chain) > 2 else None
    return Growth(
        years[0], years[-1], float(here[0].sum()), float(here[-1].sum()), parts.nation[0], parts.mix[0], parts.own[0],
        steps,
    )  # fmt: skip


def _whole(parts: ShiftShare) -> tuple[float, float, float]:
    return float(parts.nation.sum()), float(parts.mix.sum()), float(parts.own.sum())
