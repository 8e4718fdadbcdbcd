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
    budget = np.where(mask[:, None], full.budget, none.budget)
    return full._replace(
        budget=budget,
        decided=budget,
        programmes=np.where(mask, full.programmes, none.programmes),
        after=np.where(mask, full.programmes, none.programmes),
        law=full.law if law else none.law,
    )


class Late(NamedTuple):
    """A delayed plan, and the money in KRW million that comes after the forecast's last month and so never."""

    x: PlanArrays
    lost: float


def delayed(x: PlanArrays, members: Sequence[int], months: int, law: bool = False, since: int = 0) -> Late:
    """The same money and works of some programmes, so many months later; what came in March comes in a later March.

    Money of the plan's last year comes after its end. Works begin and open later by as much; a special act, where it
    is sought, may pass later by as much. Money of months before `since` has come as planned.
    """
    budget, programmes, lost = x.budget.copy(), x.programmes.copy(), 0
    last = x.budget.shape[1] - months
    for k in members:
        lost += int(x.budget[k, max(last, since) :].sum())
        budget[k, since:] = 0
        budget[k, since + months :] = x.budget[k, since : max(last, since)]
        if x.programmes[k]["starts"] >= since:
            programmes[k]["starts"] += months
            programmes[k]["opens"] += months
    act = x.law
    if law:
        act = x.law.copy()
        act[1] += months
        act[2] += months if act[2] >= 0 else 0
    late = x._replace(budget=budget, decided=budget, programmes=programmes, after=programmes, law=act)
    return Late(late, lost / 1000.0)


def law_in(plan: Plan, month: str) -> PlanArrays:
    """The plan with the special act in force from a month on."""
    x = plan_arrays(plan)
    law = x.law.copy()
    law[0], law[2] = 1, month_index(month) - month_index(plan.horizon.start)
    return x._replace(law=law)


def from_month(base: PlanArrays, other: PlanArrays, month: int) -> PlanArrays:
    """A plan that was `base` up to a month and is `other` from it on: what is decided and done stays so.

    Money, pinned climate, elections, unit costs and capacities are those of each in its time. A facility that is open
    stays open; one that is not opens as `other` has it, never before the month. Its works cost what comes of its money.
    A special act that has passed stays in force; what `other` does about it begins in that month.

    raises  ValueError where the two have other programmes or months
    """
    same = np.array_equal(base.programmes["identity"], other.programmes["identity"])
    if not same or base.budget.shape != other.budget.shape or base.end != other.end:
        raise ValueError("the plans have other programmes or months")
    if month <= 0:
        return other
    then = np.arange(base.budget.shape[1]) < month
    budget = np.where(then, base.budget, other.budget)
    after = other.programmes.copy()
    for k in range(after.size):
        _as_paid(after[k : k + 1], base.programmes[k], int(budget[k].sum()))
    return base._replace(
        budget=budget,
        pins=np.where(then[: base.pins.size], base.pins, other.pins),
        elections=np.where(then[: base.elections.size], base.elections, other.elections),
        law=_law_from(base.law, other.law, month),
        act=other.act,
        rivals=_rivals_from(other.rivals, month),
        after=after,
        change=month,
        ties=_ties_from(base.ties, other.ties, month),
    )


def _as_paid(after: np.ndarray, before: np.void, money: int) -> None:
    """A programme whose money before and after a change comes to `money` thousand won, in place: (1,)."""
    if before["starts"] >= 0 and before["total"] > 0 and after[0]["starts"] < 0:
        after["starts"], after["opens"] = before["starts"], before["opens"]
        share = money / before["total"]
        after["capacity"], after["cost"] = before["capacity"] * share, int(before["cost"] * share)
        if money == 0:
            after["starts"] = after["opens"] = -1
    after["total"] = money


def _rivals_from(other: np.ndarray, month: int) -> np.ndarray:
    """The rivals of `other`, whose offers change no earlier than a month."""
    rivals = other.copy()
    rivals["since"] = np.maximum(rivals["since"], month)
    return rivals


def _ties_from(base: np.ndarray, other: np.ndarray, month: int) -> np.ndarray:
    """Shares of start-ups with a tie: those of `base` up to a month, then what `other` has more than it had then."""
    if base.size == 0 or other.size == 0:
        return other
    ties = base.copy()
    ties[month + 1 :] = np.clip(base[month] + other[month + 1 :] - other[month], 0.0, 1.0)
    return ties


def _law_from(base: np.ndarray, other: np.ndarray, month: int) -> np.ndarray:
    """The special act of `base` up to a month and of `other` from it on."""
    law = base.copy()
    if not np.array_equal(base, other):
        law[3], law[4:] = month, other[:3]
    return law


def twins(x: PlanArrays) -> list[list[int]]:
    """Programmes that are the same in everything but their name, in groups of two or more."""
    fields = [name for name in x.programmes.dtype.names or () if name != "identity"]
    groups: dict[bytes, list[int]] = {}
    for k in range(x.programmes.size):
        same = b"".join(x.programmes[k][name].tobytes() for name in fields) + x.budget[k].tobytes()
        groups.setdefault(same, []).append(k)
    return [group for group in groups.values() if len(group) > 1]
