"""Shift-share: how much of a region's growth is the nation's, how much its mix of industries, how much its own.

    x_1 - x_0  =  x_0 g  +  x_0 (g_i - g)  +  x_0 (g_ri - g_i)
                  nation     mix               own (competitive)

g is the nation's growth, g_i the industry's in the nation, g_ri the industry's in the region (Dunn 1960). The dynamic
form (Barff and Knight 1988) adds up the parts of every year, so that a mix that changes on the way is given its due.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ShiftShare:
    """The three parts of each cell's change; they add up to it.

    nation, mix, own   (region, industry), in the unit of the counts
    """

    nation: Array
    mix: Array
    own: Array

    @property
    def change(self) -> Array:
        """What the parts add up to: the change itself."""
        return self.nation + self.mix + self.own


def shift_share(before: Array, after: Array, national_before: Array, national_after: Array) -> ShiftShare:
    """The classic parts between two counts.

    before, after     (region, industry)
    national_*        (industry,) of the nation, regions included
    An industry the nation did not have before has no growth rate: what came of it is the region's own.
    """
    growth = national_after.sum() / national_before.sum() - 1.0
    of_industry = np.divide(
        national_after, national_before, out=np.full(national_after.shape, 1.0 + growth), where=national_before > 0
    ) - 1.0  # fmt: skip
    nation = before * growth
    mix = before * (of_industry - growth)
    return ShiftShare(nation, mix, after - before - nation - mix)


def dynamic_shift_share(counts: Sequence[Array], national: Sequence[Array]) -> ShiftShare:
    """The parts of every step between one count and the next, added up.

    counts     one (region, industry) a year, in order
    national   one (industry,) a year
    raises     ValueError with fewer than two years
    """
    if len(counts) < 2:
        raise ValueError("shift-share needs two years")
    steps = [
        shift_share(a, b, na, nb)
        for a, b, na, nb in zip(counts, counts[1:], national, national[1:], strict=False)
    ]  # fmt: skip
    return ShiftShare(
        np.sum([s.nation for s in steps], axis=0),
        np.sum([s.mix for s in steps], axis=0),
        np.sum([s.own for s in steps], axis=0),
    )
