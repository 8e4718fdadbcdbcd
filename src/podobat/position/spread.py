"""How unevenly things lie over the regions: value per head where people are known, else each sector per worker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from podobat.position.counts import Counts
from podobat.position.disparity import Disparity, disparity
from podobat.position.standing import Basket
from podobat.position.surroundings import Moment
from podobat.texts import Text, catalogue

say = catalogue("position")
Array = NDArray[np.float64]
FEWEST_REGIONS = 4


@dataclass(frozen=True)
class Spread:
    """The disparity of one thing at one year.

    base      what each region weighs: "people", "size" (its whole count) or "none" (each the same)
    n         regions that could be compared;  groups: names of the groups, or () without any
    """

    id: str
    name: Text
    year: int
    base: str
    n: int
    groups: tuple[Text, ...]
    measures: Disparity


def spreads(counts: Counts, moments: Sequence[Moment], sectors: Sequence[Basket]) -> tuple[Spread, ...]:
    """Disparity of value per head in every year with people; at the last year of every sector, per unit of the whole.

    A table of regions and amounts alone, without people or industries, is compared as it is, each region the same.
    """
    if len(counts.regions) < FEWEST_REGIONS:
        return ()
    spreads_of = [s for number, m in enumerate(moments) if (s := _per_head(counts, m, number)) is not None]
    if not counts.has_industries:
        return tuple(spreads_of or _as_they_are(counts, moments))
    now = moments[-1]
    sizes = now.margins.by_region
    spreads_of += [
        _spread(b.id, b.name, now.year, "size", b.counts / np.where(sizes > 0, sizes, np.nan), sizes, counts.groups)
        for b in sectors
    ]
    return tuple(spreads_of)


def _per_head(counts: Counts, m: Moment, number: int) -> Spread | None:
    if counts.population is None:
        return None
    people = counts.population[number]
    per_head = m.margins.by_region / people
    if np.isfinite(per_head).sum() < FEWEST_REGIONS:
        return None
    return _spread("per-head", say("word.per_head"), m.year, "people", per_head, people, counts.groups)


def _as_they_are(counts: Counts, moments: Sequence[Moment]) -> list[Spread]:
    name = Text(counts.measure, counts.measure) if counts.measure else say("word.amount")
    return [
        _spread("amount", name, m.year, "none", np.where(m.margins.by_region > 0, m.margins.by_region, np.nan), None,
                counts.groups)
        for m in moments
    ]  # fmt: skip


def _spread(
    id: str, name: Text, year: int, base: str, values: Array, weights: Array | None, groups: Sequence[Text] | None
) -> Spread:
    known = np.isfinite(values) & (values >= 0)
    if weights is not None:
        known &= np.isfinite(weights) & (weights > 0)
    kept = None if groups is None else [g for g, k in zip(groups, known, strict=True) if k]
    measures = disparity(values[known], None if weights is None else weights[known], kept)
    return Spread(id, name, year, base, int(known.sum()), tuple(dict.fromkeys(kept or ())), measures)
