"""Net present value of plans with a name, by the appraisal's own rules, against today's plan in the same futures.

The search does not look at it: it takes every month of a forecast in both worlds. It is worked out at the end, in the
fresh futures alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from podobat.appraise.cost_benefit.rule import appraise_costs_and_benefits, parameters_of_appraisal
from podobat.forecast.effects import effect_of
from podobat.forecast.simulate import forecast
from podobat.optimise.portfolios import Gain

if TYPE_CHECKING:
    from podobat.forecast.futures import Futures
    from podobat.plan import Case, Plan

Array = NDArray[np.float64]
PERSPECTIVE: Final = "national"


def npv_gains(
    case: Case, plans: Sequence[Plan], futures: Futures, *, seen: int, draws: int, seed: int, threads: int | None,
    report: Callable[[int], None] | None = None,
) -> tuple[Gain, ...]:  # fmt: skip
    """By how much the NPV of each plan (KRW million) is above that of the case's own, in draws seen .. draws - 1."""
    parameters = parameters_of_appraisal(case)

    def npv(plan: Plan) -> Array:
        made = forecast(case, plan=plan, draws=draws, seed=seed, threads=threads, futures=futures, progress=report)
        return appraise_costs_and_benefits(made, parameters).draws_of(PERSPECTIVE, "npv")[seen:]

    today = npv(case.plan)
    found = []
    for plan in plans:
        e = effect_of(npv(plan) - today)
        found.append(Gain(float("nan"), e.mean, e.error, e.mean - 1.96 * e.error, e.mean + 1.96 * e.error, e.above))
    return tuple(found)
