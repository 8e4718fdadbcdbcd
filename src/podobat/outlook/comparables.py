"""Comparables: real targets that stood like this one, how many there were, and how they ended.

A target's place is told by the years left, where the last count stands against the target, how the counts moved and
how large the target is. Where fewer than ENOUGH indicators share all of it, size is let go first, then the movement,
then the standing. Only counts and quantiles of each such class are in the model's file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from podobat.outlook.features import features_of
from podobat.outlook.model import HORIZONS, horizon_class
from podobat.outlook.series import Columns

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

#: Ends of the classes of the last count over the target, and of the target's size.
STANDINGS: Final = (0.25, 0.5, 0.75, 0.95, 1.0000001, 1.25, 2.0)
SIZES: Final = (5.0, 20.0, 100.0)
#: One count, never fell (and moved), fell or stood still.
PATHS: Final = ("short", "rising", "moving")
ENOUGH: Final = 60
#: Which of (years left, standing, path, size) a class is told by, from the finest to the widest.
WIDTHS: Final = ((0, 1, 2, 3), (0, 1, 2), (0, 1), (0,))
_SHAPE: Final = (len(HORIZONS), len(STANDINGS) + 2, len(PATHS), len(SIZES) + 1)
#: Columns of the table: indicators, cases, share that met, 10 %, 50 % and 90 % quantile of the end over the target.
COLUMNS: Final = ("indicators", "cases", "met", "p10", "p50", "p90")


@dataclass(frozen=True, slots=True)
class Comparables:
    """How like targets ended: `n` indicators, the share that met, quantiles of the end over the target."""

    n: int
    met: float
    p10: float
    p50: float
    p90: float

    def to_json_dict(self) -> dict[str, Any]:
        ends = {"p10": self.p10, "p50": self.p50, "p90": self.p90}
        return {"indicators": self.n, "met": self.met, "end_over_target": ends}


def place_of(columns: Columns) -> Whole:
    """The classes (series, 4) of years left, standing (0: no count), path and size."""
    features = features_of(columns)
    last = columns.count[:, -1]
    ratio = last / columns.target
    standing = np.where(np.isnan(last), 0, 1 + np.digitize(np.nan_to_num(ratio), STANDINGS))
    rising = (features["rising"] == 1.0) & (features["rising_truly"] > 0)
    path = np.select([features["n"] < 2, rising], [0, 1], 2)
    size = np.digitize(columns.target, SIZES)
    return np.column_stack([horizon_class(columns), standing, path, size]).astype(np.int64)


def _code(place: Whole, width: Sequence[int]) -> Whole:
    code = np.zeros(len(place), np.int64)
    for at in width:
        code = code * _SHAPE[at] + place[:, at]
    return code


def table_of(columns: Columns, indicators: Sequence[str], end: Floats, met: NDArray[np.bool_]) -> dict[str, NDArray]:
    """The table for the model's file: per width, a row a class."""
    place = place_of(columns)
    names = np.unique(np.array(indicators), return_inverse=True)[1]
    ratio = end / columns.target
    tables = {}
    for level, width in enumerate(WIDTHS):
        rows = np.zeros((int(np.prod([_SHAPE[at] for at in width])), len(COLUMNS)), np.float32)
        code = _code(place, width)
        for cell in np.unique(code):
            own = code == cell
            quantiles = np.quantile(ratio[own], (0.1, 0.5, 0.9), method="nearest")
            rows[cell] = (
                len(np.unique(names[own])),
                own.sum(),
                met[own].mean(),
                *(float(f"{q:.3g}") for q in quantiles),
            )
        tables[f"comparables_{level}"] = rows
    return tables


def comparables_of(columns: Columns, tables: Mapping[str, NDArray]) -> list[Comparables]:
    """For each series, those of the finest class with enough indicators."""
    place = place_of(columns)
    table = np.zeros((len(columns), len(COLUMNS)))
    for level in reversed(range(len(WIDTHS))):
        rows = tables[f"comparables_{level}"][_code(place, WIDTHS[level])]
        enough = (rows[:, 0] >= ENOUGH) | (level == len(WIDTHS) - 1)
        table = np.where(enough[:, None], rows, table)
    return [Comparables(int(n), float(met), float(a), float(b), float(c)) for n, _, met, a, b, c in table]
