"""What is worth finding out before deciding: expected value of perfect and of sample information.

Options d are played in the same futures. NB_d is what the goal gains by option d. Then

    certain of everything   E[max_d NB_d] - max_d E[NB_d]            nobody can know luck, so this is a ceiling
    of one thing z          E[max_d E[NB_d | z]] - max_d E[NB_d]     z a parameter, a group of them, or a count to come

E[NB_d | z] is a regression of NB_d on z (Strong, Oakley and Brennan 2014; for samples Strong et al. 2015): polynomials
of normal scores. The option is chosen by a regression that did not see the future in which it is valued (five parts
of the draws in turn), and held against the option that turns out best over all draws: so nothing is gained from
noise, and a thing that teaches nothing is worth 0 or less. What is told is on the safe side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import binom, rankdata

from podobat.engine.randomness import uniforms
from podobat.explore.chance import COUNTED, folds
from podobat.forecast.effects import paired_error

Array = NDArray[np.float64]
PARTS: Final = 5
RIDGE: Final = 1e-3
SURE: Final = 2.6  # standard errors: of two hundred things that teach nothing, one would seem to


@dataclass(frozen=True)
class Worth:
    """What knowing something is worth to the decision, in the unit of the goal, with its standard error.

    changes  share of futures in which the option is another than without it
    """

    value: float
    error: float
    changes: float

    @property
    def told_apart(self) -> bool:
        """Is it more than chance?"""
        return self.value > SURE * self.error > 0

    def told(self) -> dict[str, Any]:
        """For the JSON."""
        return {"value": self.value, "standard_error": self.error, "changes": self.changes}


def scores(x: Array) -> Array:
    """Normal scores of every column, (draw, factor): ties share a rank."""
    return ndtri((rankdata(x, axis=0) - 0.5) / len(x))


def basis(x: Array) -> Array:
    """1, z and z^2 - 1 of every column of normal scores."""
    z = scores(x.reshape(len(x), -1))
    return np.concatenate([np.ones((len(z), 1)), z, z**2 - 1.0], axis=1)


def ceiling(nb: Array) -> Worth:
    """Being certain of everything, luck included: nb (draw, option)."""
    best = int(np.argmax(nb.mean(axis=0)))
    d = nb.max(axis=1) - nb[:, best]
    return Worth(float(d.mean()), paired_error(d), float((nb.argmax(axis=1) != best).mean()))


def worth_of(nb: Array, x: Array, seed: int) -> Worth:
    """Knowing x before choosing: nb (draw, option), x (draw,) or (draw, factor)."""
    n = len(nb)
    b, part = basis(x), folds(n, PARTS, seed)
    gained, other = np.zeros(n), np.zeros(n, dtype=bool)
    blind = int(np.argmax(nb.mean(axis=0)))
    for k in range(PARTS):
        here, rest = part == k, part != k
        if not here.any():
            continue
        gram = b[rest].T @ b[rest] + RIDGE * rest.sum() * np.diag([0.0, *np.ones(b.shape[1] - 1)])
        fitted = b[here] @ np.linalg.solve(gram, b[rest].T @ (nb[rest] - nb[rest][:, [blind]]))
        chosen = fitted.argmax(axis=1)
        rows = np.flatnonzero(here)
        gained[rows] = nb[rows, chosen] - nb[rows, blind]
        other[rows] = chosen != blind
    return Worth(float(gained.mean()), paired_error(gained), float(other.mean()))


def sampled_share(share: Array, size: int, seed: int, key: int) -> Array:
    """What a pilot of so many people or firms would find of a share: binomial, (draw,)."""
    u = uniforms(seed, COUNTED, np.arange(len(share)), size, key)
    return binom.ppf(u, size, np.clip(share, 0.0, 1.0)) / size
