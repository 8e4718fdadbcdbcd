"""What a programme is valued by: targets and their odds, net jobs, firms alive, people kept, venture money, AI+X."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from podobat.engine import Pick
from podobat.evidence.measures import measure
from podobat.texts import Text, catalogue
from podobat.units import nearest

if TYPE_CHECKING:
    from podobat.plan import Plan

#: The measures that every value shows; `outcome.<id>` says what their difference between two plans is called.
MAIN: Final = ("jobs.direct", "startups.operating", "startups.crossed", "people.placed_region", "venture.raised")
#: What AI+X brings, shown where the plan names firms that could adopt.
ADOPTED: Final = (
    "adopters", "adoption.contracts_local", "adoption.contracts_outside", "adoption.savings", "adoption.sales",
)  # fmt: skip
NET_JOBS: Final = "jobs.direct"
#: Measures whose cost a unit is ranked.
PRICED: Final = (NET_JOBS, "startups.crossed", "people.placed_region")
#: Net jobs by the kind of firm, from which the balance of region, rest and nation is worked out (forecast.balance).
BALANCED: Final = ("jobs.startups", "jobs.attracted")


_say = catalogue("value")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One number that a run comes to.

    id      "jobs.direct@2024-12" for a measure in a month, "odds:jobs-27500" for a target's odds
    unit    of the measure (money: KRW_m); "share" for odds
    target  id of the target that it belongs to, or None
    least   for odds: the value that reaches the target, in the unit of its measure
    """

    id: str
    name: Text
    measure: str
    month: str
    unit: str
    target: str | None = None
    least: float | None = None


@dataclass(frozen=True)
class Outcomes:
    """The outcomes of a plan: first measures in months, then the odds of every target.

    counted   measures in a month, each once
    odds      one a target, in the order of the plan
    balanced  measures that are simulated for the balance of net jobs alone, and are no outcome by themselves
    """

    counted: tuple[Outcome, ...]
    odds: tuple[Outcome, ...]
    balanced: tuple[Outcome, ...] = ()

    def __iter__(self) -> Iterator[Outcome]:
        return iter((*self.counted, *self.odds))

    def __len__(self) -> int:
        return len(self.counted) + len(self.odds)

    def index(self, id: str) -> int:
        """Position of an outcome. Raises KeyError, the nearest id suggested, when there is none."""
        ids = [o.id for o in self]
        if id not in ids:
            near = nearest(id, ids)
            raise KeyError(f"no outcome {id!r}" + (f"; did you mean {near!r}?" if near else ""))
        return ids.index(id)

    @property
    def picked(self) -> tuple[Outcome, ...]:
        """What is kept of every run: the counted outcomes, then what the balance is worked out from."""
        return (*self.counted, *self.balanced)

    def pick(self, plan: Plan, columns: tuple[str, ...]) -> Pick:
        """Where what is picked stands in a run: columns are the engine's measures, in order."""
        months = np.array([plan.month_number(o.month) for o in self.picked], dtype=np.intp)
        return Pick(months, np.array([columns.index(o.measure) for o in self.picked], dtype=np.intp))

    def of_balance(self, picked: NDArray[np.float32], measure: str, month: str) -> NDArray[np.float64]:
        """One measure of the balance of what was picked: (..., picked) -> (...). Raises KeyError where it is none."""
        at = {(o.measure, o.month): i for i, o in enumerate(self.balanced, start=len(self.counted))}
        return picked[..., at[measure, month]].astype(np.float64)

    def of(self, picked: NDArray[np.float32]) -> NDArray[np.float32]:
        """All outcomes of what was picked: (..., picked) -> (..., outcome), odds as 0 or 1 in every draw."""
        counted = picked[..., : len(self.counted)]
        at = {(o.measure, o.month): i for i, o in enumerate(self.counted)}
        reached = [counted[..., at[o.measure, o.month]] >= np.float32(o.least or 0.0) for o in self.odds]
        return np.concatenate([counted, np.stack(reached, axis=-1).astype(np.float32)], axis=-1)


def has_demand(plan: Plan) -> bool:
    """Does the plan name firms that could adopt AI?"""
    return any(sector.demand_firms.value > 0 for sector in plan.sectors)


def outcomes_of(plan: Plan, *, balanced: bool = False) -> Outcomes:
    """The main measures and AI+X at the plan's end and at the end of the forecast, and every target at its month.

    balanced  with what the balance of net jobs is worked out from
    """
    counted: dict[tuple[str, str], Outcome] = {}
    for month in dict.fromkeys((plan.horizon.end, plan.horizon.forecast_to)):
        for id in (*MAIN, *(ADOPTED if has_demand(plan) else ())):
            counted[id, month] = Outcome(f"{id}@{month}", _say(f"outcome.{id}"), id, month, measure(id).unit)
    odds = []
    for target in plan.targets:
        about = measure(target.measure)
        key = target.measure, target.by
        if key not in counted:
            counted[key] = Outcome(f"{target.measure}@{target.by}", about.name, *key, about.unit, target.id)
        least = plan.won_m(target.value) if about.unit.startswith("KRW_m") else target.value
        odds.append(Outcome(f"odds:{target.id}", target.name, *key, "share", target.id, least))
    ends = dict.fromkeys((plan.horizon.end, plan.horizon.forecast_to)) if balanced else ()
    parts = [Outcome(f"{m}@{month}", measure(m).name, m, month, measure(m).unit) for month in ends for m in BALANCED]
    return Outcomes(tuple(counted.values()), tuple(odds), tuple(parts))
