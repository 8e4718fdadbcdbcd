"""What the plan says of the region beside its programmes, as the engine reads it: its start, its rivals, its ties."""

from __future__ import annotations

import numpy as np

from podobat.plan import Plan
from podobat.plan.fields import Figure
from podobat.plan.start import LEVELS, Start

# Where the region starts, a row a figure: its value and its 5 % and 95 % quantiles; -1 where nothing is given.
(START_STARTUPS, START_AGE, START_STAFF, START_FUNDED, START_CASH, START_OFFICES, START_OFFICE_STAFF, START_MEMORANDA,
 START_LOOKING) = range(9)  # fmt: skip
GROUP_THERE = np.dtype([("sector", np.int64), ("firms", np.float64, (3,)), ("staff", np.float64, (3,))])

RIVAL = np.dtype(
    [
        ("size", np.float64),  # firms
        ("distance", np.float64),  # km
        ("wage", np.float64),  # its pay over the region's at the start
        ("access", np.float64),  # its access to capital over the region's at the start
        ("grants_times", np.float64),  # its grants from month `since` on, over those at the start
        ("wage_times", np.float64),
        ("access_times", np.float64),
        ("since", np.int64),
        ("present", np.int64),
    ]
)


def _spread(figure: Figure | None, times: float = 1.0) -> tuple[float, float, float]:
    """A figure and its 5 % and 95 % quantiles; -1 where nothing is given."""
    if figure is None:
        return (-1.0, -1.0, -1.0)
    low, high = (figure.value if end is None else end for end in (figure.low, figure.high))
    return figure.value * times, low * times, high * times


def start_figures(plan: Plan) -> tuple[np.ndarray, np.ndarray]:
    """Where the region starts, as the engine reads it: `PlanArrays.start` and `.established`."""
    given = plan.start or Start()
    there, offices, looking = given.startups, given.offices, given.looking
    rows = [
        *((_spread(there.firms), _spread(there.age), _spread(there.staff), _spread(there.funded),
           _spread(there.cash, plan.won_m(1.0))) if there is not None else (_spread(None),) * 5),
        _spread(offices.firms if offices is not None else None),
        _spread(offices.staff if offices is not None else None),
        _spread(given.memoranda),
        *(_spread(looking.get(level)) for level in LEVELS),
    ]  # fmt: skip
    sector_ids = [s.id for s in plan.sectors]
    groups = np.zeros(len(given.established), dtype=GROUP_THERE)
    for k, group in enumerate(given.established):
        groups[k] = sector_ids.index(group.sector), _spread(group.firms), _spread(group.staff)
    return np.array(rows), groups


def rivals_by_month(plan: Plan, months: int) -> np.ndarray:
    """The plan's rivals: what each offers, what becomes of it, and from which month."""
    rivals = np.zeros(len(plan.rivals), dtype=RIVAL)
    for r, rival in enumerate(plan.rivals):
        since = plan.month_number(rival.from_) if rival.from_ is not None else 0
        wage, access = (1.0 if offer is None else offer.value for offer in (rival.wage, rival.access))
        rivals[r] = (rival.firms.value, rival.distance.value, wage, access, rival.grants_times, rival.wage_times,
                     rival.access_times, max(0, min(since, months)), int(rival.present))  # fmt: skip
    return rivals


def ties_by_month(plan: Plan, months: int) -> np.ndarray:
    """Share of start-ups with a tie: at the start, then by month on a straight line to `later` in month `by`."""
    ties = plan.ties
    if ties is None:
        return np.zeros(0)
    first = ties.share.value
    if ties.later is None:
        return np.full(months + 1, first)
    by = max(1, plan.month_number(ties.by or plan.horizon.end))
    way = np.minimum(np.arange(months) / by, 1.0)
    return np.concatenate([[first], first + (ties.later.value - first) * way])
