"""What a pair is worth: the chance that it becomes lasting use, and what that saves a year.

    begun     = match.begun x fit / 0.5, at most 1                 a pair that is brought together begins a pilot
    use       = begun x success,  logit success = logit adoption.pilot_success + match.success_slope x z
    savings   = use x adoption.saving_share x costs                KRW million a year
    added     = savings x adoption.voucher_additionality           what the voucher adds; the rest would come anyway

    begun, added  = begun x adoption.voucher_additionality         pilots that would not have begun

fit is the share of known partnerships that stand out less, z the normal score of it; over known partnerships fit has
mean 0.5 and z mean 0. What an office has recorded of earlier pairs weighs the draws of the parameters: declined or
begun, in use or ended.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, log_expit, logit, ndtri

from podobat.evidence import Parameters
from podobat.forecast.sampling import sample_points

PARAMETER_IDS: Final = ("match.begun", "match.success_slope", "match.wish")
#: Parameters of the simulated world that are read here too.
SHARED: Final = (
    "adoption.contract", "adoption.pilot_success", "adoption.saving_share", "adoption.voucher_additionality",
)  # fmt: skip
DRAWS: Final = 2000
QUANTILES: Final = (0.1, 0.5, 0.9)
FIT_STEPS: Final = np.linspace(0.0, 1.0, 101)  # fits at which worth is worked out; between them it is interpolated
_FURTHEST = 3.0  # standard deviations beyond which a fit is not told from one nearer
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Spread:
    """A quantity over the draws: its mean and its 10, 50 and 90 % quantiles, each (pair)."""

    mean: Floats
    p10: Floats
    p50: Floats
    p90: Floats


@dataclass(frozen=True)
class Drawn:
    """Chances by fit (FIT_STEPS) in every draw of the parameters, (fit, draw), and how much each draw counts.

    begun, use   a pair brought together begins a pilot; becomes lasting use
    saved        use x the share of its costs that a user saves
    added        (draw) the part of all this that a voucher adds
    weight       (draw) given what an office has recorded, sum 1
    """

    begun: Floats
    use: Floats
    saved: Floats
    added: Floats
    weight: Floats


@dataclass(frozen=True)
class Worth:
    """Chances by fit, and what follows from them; everything an interpolation over fits between 0 and 1.

    voucher   what a pair costs where the table does not say, KRW million
    wish      by how much a pair counts for more when a side hopes for it
    recorded  pairs of the office that taught it: (declined or begun, in use or ended)
    """

    _begun: Floats
    _use: Floats
    _saved: Floats
    _added: Floats
    voucher: float
    wish: float
    recorded: tuple[int, int]

    def begun(self, fit: Floats) -> Spread:
        """The chance that a pair begins a pilot that would not have begun without its voucher."""
        return _at(self._begun, fit, np.ones_like(fit))

    def use(self, fit: Floats) -> Spread:
        """The chance that a pair brought together becomes lasting use."""
        return _at(self._use, fit, np.ones_like(fit))

    def savings(self, fit: Floats, costs: Floats) -> Spread:
        """What a pair saves a year, KRW million, by the yearly costs of the demand; nan where they are unknown."""
        return _at(self._saved, fit, costs)

    def added(self, fit: Floats, costs: Floats) -> Spread:
        """Of the savings, what would not have come without the voucher."""
        return _at(self._added, fit, costs)


def _at(table: Floats, fit: Floats, times: Floats) -> Spread:
    """Rows of the table (mean and quantiles by fit) read at the fits, times something."""
    return Spread(*(np.interp(fit, FIT_STEPS, row) * times for row in table))


def drawn_of(
    parameters: Parameters, fits: Sequence[tuple[str, float]] = (), draws: int = DRAWS, seed: int = 1, *,
    fixed: Sequence[str] = (),
) -> Drawn:  # fmt: skip
    """The chances in every draw, given what became of earlier pairs.

    fits     stage and fit of every pair that an office has recorded (market.STAGES)
    fixed    parameters held at their central value, to see how much of a spread comes from them
    """
    names = [p for p in (*PARAMETER_IDS, *SHARED) if p in parameters]
    points = sample_points(names, draws, seed)
    drawn = {n: parameters[n].distribution.quantile(points[:, i]) for i, n in enumerate(names)}
    drawn |= {n: np.full(draws, parameters[n].value) for n in fixed}
    begun, success, slope = drawn["match.begun"], drawn["adoption.pilot_success"], drawn["match.success_slope"]
    base = logit(np.clip(success, 1e-6, 1 - 1e-6))
    weight = np.exp(_log_likelihood(fits, begun, base, slope))
    weight /= weight.sum()
    starts = np.minimum(1.0, begun * FIT_STEPS[:, None] / 0.5)
    use = starts * expit(base + slope * _score(FIT_STEPS)[:, None])
    saved = use * drawn["adoption.saving_share"]
    return Drawn(starts, use, saved, drawn["adoption.voucher_additionality"], weight)


def worth_of(
    parameters: Parameters, fits: Sequence[tuple[str, float]], draws: int = DRAWS, seed: int = 1
) -> Worth:
    """The worth of pairs given what became of earlier ones: means and quantiles over the draws of the parameters."""
    d = drawn_of(parameters, fits, draws, seed)
    stages = [stage for stage, _ in fits]
    known = sum(stage != "met" for stage in stages)
    begun, use, saved, added = (
        _summary(x, d.weight) for x in (d.begun * d.added, d.use, d.saved, d.saved * d.added)
    )
    return Worth(
        begun, use, saved, added, parameters["adoption.contract"].value, parameters["match.wish"].value,
        (known, sum(stage in ("use", "ended") for stage in stages)),
    )  # fmt: skip


def _score(fit: Floats) -> Floats:
    """The normal score of a fit."""
    return np.clip(ndtri(np.clip(fit, 1e-9, 1 - 1e-9)), -_FURTHEST, _FURTHEST)


def _log_likelihood(fits: Sequence[tuple[str, float]], begun: Floats, base: Floats, slope: Floats) -> Floats:
    """Log-likelihood of the outcomes under every draw, less its maximum: a pair that only met says nothing yet."""
    total = np.zeros_like(begun)
    for stage, fit in fits:
        chance = np.clip(begun * fit / 0.5, 1e-6, 1 - 1e-6)
        if stage == "declined":
            total += np.log1p(-chance)
        elif stage != "met":
            total += np.log(chance)
            outcome = base + slope * float(_score(np.array(fit)))
            total += log_expit(outcome) if stage == "use" else log_expit(-outcome) if stage == "ended" else 0.0
    return total - total.max()


def _summary(table: Floats, weight: Floats) -> Floats:
    """Weighted mean and quantiles over the draws, (4, fit)."""
    order = np.argsort(table, axis=1, kind="stable")
    ranked = np.take_along_axis(table, order, axis=1)
    share = np.cumsum(weight[order], axis=1)
    rows = [table @ weight]
    for q in QUANTILES:
        at = np.minimum((share < q * share[:, -1:]).sum(axis=1), table.shape[1] - 1)
        rows.append(ranked[np.arange(len(table)), at])
    return np.array(rows)
