"""What the plan adds, year by year and draw by draw: the quantities that money is put on.

Every array is with the plan less without it, float64 (draw, year), for the calendar years of the forecast. A last year
that the forecast covers only in part is brought up to twelve months; spending is left as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from podobat.engine.inputs import monthly_budget
from podobat.evidence import measure
from podobat.forecast import Forecast
from podobat.plan import Plan

Array = NDArray[np.float64]

FACILITIES: Final = ("compute", "testbed", "space")
PASSED_ON: Final = ("founding", "growth", "fund")  # kinds whose money becomes cash of firms
TIMED: Final = ("course", "postgraduate")  # levels at which people give up work to train
#: Spending by input-output sector that builds, rather than equips.
BUILDS: Final = ("construction", "professional", "business_support", "public_admin", "education", "health")
DESTINATIONS: Final = 3  # row of `tallies`: hired by the cluster, elsewhere in the region, outside, untraced


@dataclass(frozen=True)
class Flows:
    """Quantities of one forecast, by calendar year.

    years           of the forecast;  plan_years: how many of them the plan spends in
    quantities      id of a measure -> (draw, year): sum over the year (flows, cumulative ones) or mean of it (stocks)
    spending        (draw, programme, year) KRW m, what was really spent;  works: of it, building and equipping
    anyway          (draw, year) start-ups without the plan over start-ups with it, at most 1
    cluster_share   of graduates placed in the region, those hired by cluster firms
    """

    plan: Plan
    years: tuple[int, ...]
    quantities: Mapping[str, Array]
    spending: Array
    works: Array
    anyway: Array
    cluster_share: float

    @property
    def plan_years(self) -> int:
        """Years up to the plan's end, the first included."""
        return int(self.plan.horizon.end[:4]) - self.years[0] + 1

    @property
    def draws(self) -> int:
        """How many futures there are."""
        return self.spending.shape[0]


OPERATING: Final = "startups.operating"
STOCKS = ("jobs.startups", "jobs.attracted")
SUMS = ("revenue", "adoption.savings", "adoption.contracts_local", "adoption.contracts_outside", "people.placed_region",
        "people.placed_outside", "compute.projects", "venture.raised")  # fmt: skip


def flows_of(forecast: Forecast) -> Flows:
    """The yearly quantities of a forecast. Raises CannotRun where single draws were not kept."""
    net, operating = partial(_net, forecast), forecast[OPERATING].to_numpy().astype(np.float64)
    return flows_between(forecast.plan, forecast.months, net, (operating[0], operating[1]), cluster_share(forecast))


def needed(plan: Plan) -> tuple[str, ...]:
    """The measures that flows are worked out from, in every month."""
    return (*STOCKS, *SUMS, *(f"spending.{p.id}" for p in plan.programmes), OPERATING)


def flows_between(
    plan: Plan, months: Sequence[str], added: Callable[[str], Array], operating: tuple[Array, Array], share: float
) -> Flows:
    """The yearly quantities of a plan.

    added      id of a measure -> with the plan less without it, (draw, month)
    operating  start-ups with the plan and without it, (draw, month);  share  of placed graduates that the cluster hires
    """
    calendar = np.array([int(m[:4]) for m in months])
    years = tuple(range(int(calendar[0]), int(calendar[-1]) + 1))
    grown = 12 / int((calendar == years[-1]).sum())
    net = {id: added(id) for id in (*STOCKS, *SUMS)}
    quantities = {id: _means(net[id], calendar, years) for id in STOCKS}
    for id in SUMS:
        quantities[id] = _sums(net[id], measure(id).kind, calendar, years)
        quantities[id][:, -1] *= grown
    spent = [_sums(added(f"spending.{p.id}"), "cumulative", calendar, years) for p in plan.programmes]
    spending = np.stack(spent, axis=1)
    return Flows(plan, years, quantities, spending, _works(plan, spending), _anyway(operating, calendar), share)


def _net(forecast: Forecast, id: str) -> Array:
    """With minus without, (draw, month)."""
    return forecast.net(id).to_numpy().astype(np.float64)


def _ends(calendar: NDArray[np.int64], years: tuple[int, ...]) -> NDArray[np.int64]:
    """The last month of every year."""
    return np.array([np.flatnonzero(calendar == y)[-1] for y in years])


def _sums(values: Array, kind: str, calendar: NDArray[np.int64], years: tuple[int, ...]) -> Array:
    """What happened in each year: the sum of a flow, the rise of a cumulative measure."""
    total = np.cumsum(values, axis=1) if kind == "flow" else values
    return np.diff(total[:, _ends(calendar, years)], axis=1, prepend=0.0)


def _means(values: Array, calendar: NDArray[np.int64], years: tuple[int, ...]) -> Array:
    """A stock by year in person-years: its mean, months before the plan counted as zero."""
    total = np.diff(np.cumsum(values, axis=1)[:, _ends(calendar, years)], axis=1, prepend=0.0)
    counted = np.full(len(years), 12.0)
    counted[-1] = (calendar == years[-1]).sum()
    return total / counted


def _works(plan: Plan, spending: Array) -> Array:
    """The part of the spending that builds and equips: works are paid first, up to their share of the budget."""
    works = np.zeros_like(spending)
    for k, p in enumerate(plan.programmes):
        if p.kind in FACILITIES and p.facility is not None:
            total = monthly_budget(plan, dict(p.budget)).sum() / 1000.0
            so_far = np.minimum(np.cumsum(spending[:, k], axis=1), total * p.facility.built_share.value)
            works[:, k] = np.diff(so_far, axis=1, prepend=0.0)
    return works


def _anyway(operating: tuple[Array, Array], calendar: NDArray[np.int64]) -> Array:
    """Start-ups that would exist without the plan, as a share of those with it, at the end of each year."""
    ends = _ends(calendar, tuple(range(int(calendar[0]), int(calendar[-1]) + 1)))
    full, none = (x[:, ends] for x in operating)
    return np.clip(np.divide(none, full, out=np.ones_like(full), where=full > 0), 0.0, 1.0)


def cluster_share(forecast: Forecast) -> float:
    """Of the graduates placed in the region with the plan, the share hired by cluster firms; 0 where there are none."""
    tallies = forecast.diagnostics.get("tallies")
    if tallies is None:
        return 0.0
    cluster, elsewhere = (float(x) for x in np.asarray(tallies)[0, DESTINATIONS, :2])
    return cluster / (cluster + elsewhere) if cluster + elsewhere > 0 else 0.0
