"""Warnings and how often they were right: green, watch and warn, by the odds of the target.

The rates are measured on the open half of the reference class, by networks that had not seen the programme and were not
told its office, every office counting alike: of 100 such warnings, how many targets were missed, by years left.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: A warning is given below the first of these odds, a target is watched below the second.
WARN: Final = 0.20
WATCH: Final = 0.50
SIGNALS: Final = ("warn", "watch", "green")
YEARS_LEFT: Final = (1, 2, 3)  # the last one stands for all beyond


@dataclass(frozen=True, slots=True)
class Rate:
    """Of `n` targets that stood under a signal with so many years left (0: any), the share that was missed."""

    signal: str
    years_left: int
    n: int
    missed: float

    @property
    def right(self) -> float:
        """The share of such signals that were right: missed under warn and watch, met under green."""
        return 1.0 - self.missed if self.signal == "green" else self.missed

    def to_json_dict(self) -> dict[str, Any]:
        return {"signal": self.signal, "years_left": self.years_left, "targets": self.n, "missed": self.missed}


def signal_of(odds: float) -> str:
    """The signal at some odds of the target."""
    return "warn" if odds < WARN else "watch" if odds < WATCH else "green"


def measured(odds: Floats, met: NDArray[np.bool_], years_left: Floats, weight: Floats) -> NDArray[np.float64]:
    """Rates for the model's file, (signal, any or YEARS_LEFT, [targets, share missed])."""
    signals = np.array([SIGNALS.index(signal_of(p)) for p in odds])
    left = np.clip(years_left, YEARS_LEFT[0], YEARS_LEFT[-1])
    table = np.zeros((len(SIGNALS), len(YEARS_LEFT) + 1, 2))
    for s in range(len(SIGNALS)):
        for y in range(len(YEARS_LEFT) + 1):
            own = (signals == s) & ((y == 0) | (left == (0, *YEARS_LEFT)[y]))
            if own.any():
                table[s, y] = own.sum(), weight[own] @ ~met[own] / weight[own].sum()
    return table


def rates_of(tables: Mapping[str, NDArray]) -> tuple[Rate, ...]:
    """The measured rates, of any years left (0) and by years left."""
    table = tables["warnings"]
    return tuple(
        Rate(signal, (0, *YEARS_LEFT)[y], int(table[s, y, 0]), float(table[s, y, 1]))
        for s, signal in enumerate(SIGNALS)
        for y in range(len(YEARS_LEFT) + 1)
    )


def rate_for(signal: str, years_left: float, rates: tuple[Rate, ...]) -> Rate:
    """The rate of a signal with so many years left; of any years where fewer than 30 targets stood so."""
    left = int(min(max(years_left, YEARS_LEFT[0]), YEARS_LEFT[-1]))
    own = next(r for r in rates if (r.signal, r.years_left) == (signal, left))
    return own if own.n >= 30 else next(r for r in rates if (r.signal, r.years_left) == (signal, 0))
