"""Variants of a plan as the engine reads them: some programmes only, later, or with the special act in force."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from podobat.engine.inputs import PlanArrays, plan_arrays
from podobat.plan import Plan
from podobat.units import month_index


def together(full: PlanArrays, none: PlanArrays, members: Sequence[bool] | NDArray[np.bool_], law: bool) -> PlanArrays:
    """The plan in which only some programmes have their money, and the special act is sought or not.

    full, none   the plan, and the same without any money or law (`plan.without()`)
    members      one a programme
    """
    mask = np.asarray(members, dtype=bool)
    return full._replace(
        budget=np.where(mask[:, None], full.budget, none.budget),
        programmes=np.where(mask, full.programmes, none.programmes),
        law=full.law if law else none.law,
    )


class Late(NamedTuple):
    """A delayed plan, and the money in KRW million that comes after the forecast's last month and so never."""

    x: PlanArrays
    lost: float


def delayed(x: PlanArrays, members: Sequence[int], months: int, law: bool = False) -> Late:
    """The same money and works of some programmes, so many months later; what came in March comes in a later March.

    Money of the plan's last year comes after its end. Works begin and open later by as much; a special act, where it
    is sought, may pass later by as much.
    """
    budget, programmes, lost = x.budget.copy(), x.programmes.copy(), 0
    for k in members:
        lost += int(x.budget[k, x.budget.shape[1] - months :].sum())
        budget[k] = 0
        budget[k, months:] = x.budget[k, : x.budget.shape[1] - months]
        if x.programmes[k]["starts"] >= 0:
            programmes[k]["starts"] += months
            programmes[k]["opens"] += months
    act = x.law
    if law:
        act = x.law.copy()
        act[1] += months
        act[2] += months if act[2] >= 0 else 0
    return Late(x._replace(budget=budget, programmes=programmes, law=act), lost / 1000.0)


def law_in(plan: Plan, month: str) -> PlanArrays:
    """The plan with the special act in force from a month on."""
    x = plan_arrays(plan)
    law = x.law.copy()
    law[0], law[2] = 1, month_index(month) - month_index(plan.horizon.start)
    return x._replace(law=law)


def twins(x: PlanArrays) -> list[list[int]]:
    """Programmes that are the same in everything but their name, in groups of two or more."""
    fields = [name for name in x.programmes.dtype.names or () if name != "identity"]
    groups: dict[bytes, list[int]] = {}
    for k in range(x.programmes.size):
        same = b"".join(x.programmes[k][name].tobytes() for name in fields) + x.budget[k].tobytes()
        groups.setdefault(same, []).append(k)
    return [group for group in groups.values() if len(group) > 1]
