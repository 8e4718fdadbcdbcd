"""What must balance in every month of every run, whatever the plan: each function lists what does not."""

from __future__ import annotations

import numpy as np

from podobat.engine import Ensemble
from podobat.engine.counting import SECTOR_IDS
from podobat.evidence import measure
from podobat.plan import Plan

MAY_BE_NEGATIVE = {"adoption.jobs", "adoption.savings", "rivals.founders", "rivals.firms", "rivals.people"}
MAY_BE_NEGATIVE |= {"firms.new", "jobs.new"}  # more may close or go than come, since the start
MAY_FALL = MAY_BE_NEGATIVE - {"adoption.jobs"}  # with a negative saving a year costs money
ROUNDING = 2.0**-23  # relative, of a float32 and of a sum of two


class Counts:
    """Measures of an ensemble by id, as doubles (world, draw, month)."""

    def __init__(self, ensemble: Ensemble) -> None:
        self.ensemble = ensemble
        self.column = {name: k for k, name in enumerate(ensemble.measures)}

    def __getitem__(self, name: str) -> np.ndarray:
        return self.ensemble.values[..., self.column[name]].astype(float)

    def sum(self, *names: str) -> np.ndarray:
        """The sum of some measures."""
        return np.sum([self[name] for name in names], axis=0)

    def with_prefix(self, prefix: str) -> list[str]:
        """Measures by sector or programme, such as every spending.<programme>."""
        return [name for name in self.column if name.startswith(prefix + ".")]


def unequal(what: str, a: np.ndarray, b: np.ndarray, relative: float = 0.0) -> list[str]:
    """Nothing, or the worst place where a and b differ by more than rounding."""
    apart = np.abs(a - b) - relative * np.maximum(np.abs(a), np.abs(b))
    if (apart <= 0).all():
        return []
    world, draw, month = np.unravel_index(np.argmax(apart), apart.shape)
    return [f"{what}: {a[world, draw, month]} and {b[world, draw, month]} (world {world}, draw {draw}, month {month})"]


def firms_unbalanced(c: Counts, incumbents: tuple[int, int]) -> list[str]:
    """Incumbents + founded = operating + closed + acquired + moved out; opened = operating + left."""
    ends = c.sum("startups.operating", "startups.closed", "startups.acquired", "startups.moved_out")
    at_start = ends - c["startups.founded"]
    faults = unequal("incumbents change over the months", at_start, np.broadcast_to(at_start[..., :1], at_start.shape))
    faults += unequal("incumbents differ between the worlds", at_start[:1], at_start[1:])
    if not np.isin(at_start, incumbents).all():
        faults.append(f"incumbents: {np.unique(at_start)} instead of {incumbents}")
    faults += unequal("offices", c["firms.opened"], c.sum("firms.operating", "firms.left"))
    for small, large in (
        ("firms.opened", "firms.mou"),
        ("firms.hq_moved", "firms.opened"),
        ("startups.funded", "startups.founded"),
        ("startups.spun_off", "startups.founded"),
    ):
        if (c[small] > c[large]).any():
            faults.append(f"{small} is more than {large}")
    return faults


def people_unbalanced(c: Counts) -> list[str]:
    """Enrolled = in training + trained + dropped; trained = looking + placed here + placed outside + untraced."""
    left = ("people.in_training", "people.trained", "people.dropped")
    ends = ("people.looking", "people.placed_region", "people.placed_outside", "people.untraced")
    return unequal("enrolled", c["people.enrolled"], c.sum(*left)) + unequal(
        "trained", c["people.trained"], c.sum(*ends)
    )


def money_unbalanced(c: Counts, plan: Plan) -> list[str]:
    """Granted = spent + unspent; spending = the sum of the programmes'; fund committed >= invested; all granted."""
    granted = c["budget.granted"]
    faults = unequal("granted", granted, c.sum("spending", "budget.unspent"), 2 * ROUNDING)
    faults += unequal("spending", c["spending"], c.sum(*c.with_prefix("spending")), 2 * ROUNDING)
    invested = c.sum("fund.invested_region", "fund.invested_outside")
    if (invested > c["fund.committed"] * (1 + 2 * ROUNDING)).any():
        faults.append("the fund invests more than it has")
    end = plan.month_number(plan.horizon.end)
    budget = np.full(granted[0, :, end].shape, plan.won_m(plan.budget))
    if not np.allclose(granted[0, :, end], budget, rtol=2 * ROUNDING, atol=1e-3 * len(plan.programmes)):
        faults.append(f"granted by the end: {granted[0, 0, end]} of {budget[0]}")
    if (granted[1] != 0).any():
        faults.append("money without a plan")
    return faults


def sums_unequal(c: Counts) -> list[str]:
    """Jobs = start-ups' + attracted firms'; every total = the sum over sectors."""
    faults = unequal("jobs", c["jobs.direct"], c.sum("jobs.startups", "jobs.attracted"))
    for name in SECTOR_IDS:
        rounding = 2 * ROUNDING if name in ("revenue", "adoption.savings", "adoption.sales") else 0.0
        faults += unequal(name, c[name], c.sum(*c.with_prefix(name)), rounding)
    return faults


def impossible(c: Counts) -> list[str]:
    """Numbers that are none, negative ones, shares above 1, and cumulative measures that fall."""
    faults = []
    for name in c.column:
        values = c[name]
        if not np.isfinite(values).all():
            faults.append(f"{name} is not a number")
        elif (values < 0).any() and name not in MAY_BE_NEGATIVE:
            faults.append(f"{name} is negative: {values.min()}")
        if measure(name).kind == "cumulative" and name not in MAY_FALL and (np.diff(values, axis=-1) < 0).any():
            faults.append(f"{name} falls")
    above = [name for name in ("compute.utilisation", "law.in_force") if (c[name] > 1).any()]
    return faults + [f"{name} is above 1" for name in above]


def imbalances(ensemble: Ensemble, plan: Plan, incumbents: tuple[int, int]) -> list[str]:
    """Everything that does not balance, in words; empty for a sound ensemble."""
    c = Counts(ensemble)
    return (
        firms_unbalanced(c, incumbents)
        + people_unbalanced(c)
        + money_unbalanced(c, plan)
        + sums_unequal(c)
        + impossible(c)
    )
