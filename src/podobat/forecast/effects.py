"""Effects and costs in figures: means with their Monte Carlo error, quantiles over futures, ratios of means."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from podobat.forecast.quantiles import named, variance_split

CLOSE: Final = 1.96  # standard errors to either side of a mean: 95 %


@dataclass(frozen=True)
class Effect:
    """A difference between two paired worlds, over futures.

    mean, error       mean over draws, and its Monte Carlo standard error (between couples that share parameters)
    quantiles         of single futures, by name
    above             share of futures in which it is above 0, ties counted half
    ties              share of futures in which it is exactly 0
    chance            share of its variance that is luck, the rest being unknown parameters; nan where it never varies
    """

    mean: float
    error: float
    quantiles: dict[str, float]
    above: float
    ties: float
    chance: float

    @property
    def told(self) -> bool:
        """Does the 80 % interval over futures leave out zero?"""
        return self.quantiles["p10"] > 0 or self.quantiles["p90"] < 0

    @property
    def nothing(self) -> bool:
        """Is it exactly 0 in every draw?"""
        return self.ties == 1.0

    def times(self, factor: float) -> Effect:
        """The same effect of `factor` (above 0) times as much."""
        quantiles = {name: factor * q for name, q in self.quantiles.items()}
        return replace(self, mean=factor * self.mean, error=factor * self.error, quantiles=quantiles)

    def row(self) -> dict[str, Any]:
        """As columns of a table."""
        return {
            "mean": self.mean, "error": self.error, **self.quantiles, "above": self.above, "ties": self.ties,
            "chance": self.chance, "told": self.told,
        }  # fmt: skip


def effect_of(drawn: NDArray[np.float64]) -> Effect:
    """The figures of one difference, (draw,). All nan where it is not defined."""
    if not np.isfinite(drawn).all():
        nan = float("nan")
        return Effect(nan, nan, dict.fromkeys(named(np.zeros(2)), nan), nan, nan, nan)
    ties = float((drawn == 0).mean())
    above = float((drawn > 0).mean()) + ties / 2
    chance = variance_split(drawn).chance
    return Effect(float(drawn.mean()), paired_error(drawn), named(drawn), above, ties, chance)


def paired_error(drawn: NDArray[np.float64]) -> float:
    """Standard error of a mean over draws 2i, 2i + 1 that share their parameters: between couples.

    sqrt(var(means of couples) / couples). Points are spread more evenly than by chance, so it is on the safe side.
    """
    couples = len(drawn) // 2
    if couples < 2:
        return float("nan")
    means = drawn[: 2 * couples].reshape(couples, 2).mean(axis=1)
    return float(np.sqrt(np.var(means, ddof=1) / couples))


class Ratio(NamedTuple):
    """A ratio of means and its interval; an end that does not exist is infinite."""

    ratio: float
    low: float
    high: float


def fieller(cost: float, effect: float, error: float, close: float = CLOSE) -> Ratio:
    """Cost a unit, cost / mean effect, with Fieller's interval for a cost that is known exactly.

    The set of ratios r for which cost - r effect is no more than `close` errors from 0 (Fieller 1954, with var(cost) =
    cov = 0): cost / (effect +- close error), bounded only where the effect is told from zero.
    """
    ratio = cost / effect if effect > 0 else math.inf
    low = cost / (effect + close * error) if effect + close * error > 0 else math.inf
    high = cost / (effect - close * error) if effect - close * error > 0 else math.inf
    return Ratio(ratio, low, high)


@dataclass(frozen=True)
class Cost:
    """What one unit of an outcome costs, KRW m, by one programme; by the whole plan where `programme` is empty.

    cost_a_unit     money saved / units lost when the programme is left out (means over futures)
    low, high       Fieller's 95 % interval of that ratio of means: Monte Carlo error alone
    p10, p90        of single futures; infinite where the programme adds nothing
    p2_5, p97_5     the same, 95 %
    share_a_unit    money / Shapley part
    told            is the 80 % interval of what it adds above zero?
    """

    programme: str
    outcome: str
    cost: float
    cost_a_unit: float
    low: float
    high: float
    p2_5: float
    p10: float
    p90: float
    p97_5: float
    share_a_unit: float
    told: bool

    def row(self) -> dict[str, Any]:
        """As columns of a table; what does not exist is null."""
        return {k: None if isinstance(v, float) and not math.isfinite(v) else v for k, v in vars(self).items()}


def cost_of(programme: str, outcome: str, cost: float, added: Effect, share: Effect) -> Cost:
    """The cost of a unit from what a programme adds when it is there, and from its Shapley part."""
    ratio = fieller(cost, added.mean, added.error)
    ends = {q: cost / added.quantiles[p] if added.quantiles[p] > 0 else math.inf
            for q, p in (("p2_5", "p97_5"), ("p10", "p90"), ("p90", "p10"), ("p97_5", "p2_5"))}  # fmt: skip
    share_a_unit = cost / share.mean if share.mean > 0 else math.inf
    told = added.quantiles["p10"] > 0
    return Cost(programme, outcome, cost, *ratio, **ends, share_a_unit=share_a_unit, told=told)
