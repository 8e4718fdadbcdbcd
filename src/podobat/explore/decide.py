"""What is worth finding out before money moves: options played now and later, what each parameter or count tells."""

from __future__ import annotations

import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from podobat.engine.inputs import plan_arrays
from podobat.engine.variants import from_month
from podobat.evidence.measures import measure
from podobat.explore.counts import BY_KIND, counted, counting_error
from podobat.explore.factors import GROUPS, Factors
from podobat.explore.goals import Goal
from podobat.explore.options import open_years, options_of
from podobat.explore.result import Decision, Known
from podobat.explore.worth import ceiling, sampled_share, worth_of
from podobat.forecast.effects import paired_error
from podobat.texts import catalogue
from podobat.units import month_index

if TYPE_CHECKING:
    from podobat.explore.stage import Stage
    from podobat.plan import Case, Plan

Array = NDArray[np.float64]
ALWAYS: Final = ("jobs.direct", "startups.operating", "venture.raised")
PILOTS: Final = (25, 100, 400)
PILOTED: Final = 3
SHOWN: Final = 25
_say = catalogue("explore")


def decision_of(case: Case, plan: Plan, stage: Stage, goal: Goal, factors: Factors) -> Decision | None:
    """The decision at hand under a goal that is a mean or odds; None where nothing is open."""
    options = options_of(plan, stage.since)
    if len(options) < 2 or not goal.by_draw:
        return None
    years, n = open_years(plan, stage.since), stage.draws
    day = years[1] * 12 - month_index(plan.horizon.start) if len(years) > 1 else None
    last = plan.months[day - 1] if day is not None else ""
    measures = _measures(plan, stage)
    columns = [goal.column, *((m, last) for m in measures if last)]
    here = replace(stage, columns=tuple(dict.fromkeys(columns)))
    variants = [here.variant(o.plan) for o in options]
    played = here.play(variants)
    nb = _benefit(goal, played[..., here.column(*goal.column)])
    best = int(np.argmax(nb.mean(axis=0)))
    known = _factors_known(nb, factors, n, stage.seed) + _pilots(nb, factors, n, stage.seed)
    if day is not None:
        base = here.variant(plan)
        later = [from_month(base, plan_arrays(o.plan), day) for o in options]
        after = _benefit(goal, here.play(later)[..., here.column(*goal.column)])
        error = counting_error(case)
        for m in measures:
            count = counted(played[0, :, here.column(m, last)], m, day, error, stage.seed)
            known.append(Known("record", m, measure(m).name, worth_of(after, count, stage.seed), last))
    known.sort(key=lambda k: (-k.worth.value, k.kind, k.id, k.size))
    return Decision(
        goal, options, best, float(nb[:, best].mean()), paired_error(nb[:, best]), ceiling(nb), tuple(known[:SHOWN]),
        last,
    )  # fmt: skip


def _benefit(goal: Goal, values: NDArray[np.float32]) -> Array:
    """Gain of every option over the plan in every draw: (option, draw) -> (draw, option)."""
    x = goal.way * goal.drawn(values)
    return (x - x[0]).T


def _measures(plan: Plan, stage: Stage) -> tuple[str, ...]:
    """What is counted about the plan's programmes, and of the cluster as a whole."""
    wanted = [m for p in plan.programmes for m in BY_KIND[p.kind]]
    return tuple(m for m in dict.fromkeys((*wanted, *ALWAYS)) if m in stage.measures)


def _factors_known(nb: Array, factors: Factors, n: int, seed: int) -> list[Known]:
    """Knowing each factor, and each group of them, for certain."""
    known = [Known("parameter", f.id, f.name, worth_of(nb, factors.values[:n, k], seed))
             for k, f in enumerate(factors.factors)]  # fmt: skip
    for group in GROUPS:
        columns = factors.in_group(group)
        if len(columns) > 1:
            known.append(Known("group", group, _say(f"group.{group}"), worth_of(nb, factors.values[:n, columns], seed)))
    return known


def _pilots(nb: Array, factors: Factors, n: int, seed: int) -> list[Known]:
    """What pilots of several sizes would teach about the shares that are worth most."""
    shares = [(k, f) for k, f in enumerate(factors.factors) if f.unit == "share"]
    worth = sorted(((worth_of(nb, factors.values[:n, k], seed).value, -k) for k, _ in shares), reverse=True)
    pilots = []
    for _, k in worth[:PILOTED]:
        f = factors.factors[-k]
        for size in PILOTS:
            seen = sampled_share(factors.values[:n, -k], size, seed, zlib.crc32(f.id.encode()))
            pilots.append(Known("pilot", f.id, f.name, worth_of(nb, seen, seed), size=size))
    return pilots
