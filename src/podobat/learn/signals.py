"""When should the committee have known? The odds on each target as they would have been stated at each record date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from podobat.learn.population import effective
from podobat.learn.update import Posterior
from podobat.plan import Target

THRESHOLDS: Final = (0.50, 0.20, 0.05)


@dataclass(frozen=True)
class Signal:
    """One target: its odds at each date on which something became known.

    dates      "YYYY-MM-DD"; the first is "", before any record
    odds       probability at each date;  effective  sample size behind it
    fell_below first date from which the odds were below a threshold, "" when already without records, None when never
    """

    target: Target
    dates: tuple[str, ...]
    odds: tuple[float, ...]
    effective: tuple[float, ...]
    fell_below: Mapping[float, str | None]


def first_below(dates: tuple[str, ...], odds: tuple[float, ...], threshold: float) -> str | None:
    """The first date on which the odds were below the threshold; None when they never were."""
    return next((d for d, p in zip(dates, odds, strict=True) if p < threshold), None)


def signals(posterior: Posterior) -> tuple[Signal, ...]:
    """Every target, in the order of the plan: the same particles weighed with the records known at each date.

    Weights are prior over proposal times the likelihood of those records alone, so what came later has no say: it only
    decided where particles are dense.
    """
    records, likelihood = posterior.setting.records, posterior.setting.likelihood
    dates = ("", *sorted({r.as_of for r in records}))
    odds, sizes = [posterior.odds(posterior.prior_weights)], [effective(posterior.prior_weights)]
    for date in dates[1:]:
        known = [i for i, r in enumerate(records) if r.as_of <= date]
        weights = posterior.population.weights(likelihood.part(known), known)
        odds.append(posterior.odds(weights))
        sizes.append(effective(weights))
    found = []
    for j, target in enumerate(posterior.setting.plan.targets):
        line = tuple(float(p[j]) for p in odds)
        below = {t: first_below(dates, line, t) for t in THRESHOLDS}
        found.append(Signal(target, dates, line, tuple(sizes), below))
    return tuple(found)
