"""The decision at hand: keep the plan, or take a fifth of one programme's open money to the others, or the reverse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from podobat.plan.fields import FrozenDict
from podobat.texts import Text, catalogue
from podobat.units import month_index

if TYPE_CHECKING:
    from podobat.plan import Plan
    from podobat.plan.schema import Programme

SHARE: Final = 0.2
UNSEEN: Final = ("operations",)
KEEP, LESS, MORE = "keep", "less", "more"
_say = catalogue("explore")


@dataclass(frozen=True)
class Option:
    """One thing that could be decided: which way, for which programme (none: the plan as it is)."""

    way: str
    programme: str
    name: Text
    plan: Plan

    @property
    def id(self) -> str:
        """'less:academy'."""
        return f"{self.way}:{self.programme}" if self.programme else self.way


def open_years(plan: Plan, since: int) -> tuple[int, ...]:
    """Calendar years of which no month has passed."""
    start = month_index(plan.horizon.start)
    return tuple(y for y in plan.horizon.years if max(y * 12, start) - start >= since)


def options_of(plan: Plan, since: int, share: float = SHARE) -> tuple[Option, ...]:
    """The plan, and for every programme with open money a fifth less or more of it, the others paying in proportion."""
    years = open_years(plan, since)
    able = [p for p in plan.programmes if p.kind not in UNSEEN and any(p.budget.get(y, 0.0) > 0 for y in years)]
    options = [Option(KEEP, "", _say("option.keep"), plan)]
    if len(able) < 2:
        return tuple(options)
    for p in able:
        for way, part in ((LESS, -share), (MORE, share)):
            changed = {q.id: _budget(q, p, part, able, years) for q in able}
            programmes = tuple(replace(q, budget=FrozenDict(changed.get(q.id, q.budget))) for q in plan.programmes)
            name = _say(f"option.{way}", name=p.name, share=share)
            options.append(Option(way, p.id, name, replace(plan, programmes=programmes)))
    return tuple(options)


def _budget(
    q: Programme, p: Programme, part: float, able: Sequence[Programme], years: tuple[int, ...]
) -> dict[int, float]:
    """Money of programme q by year when p has `part` more and the others pay, year by year in proportion."""
    budget = dict(q.budget)
    for y in years:
        own = p.budget.get(y, 0.0)
        others = sum(o.budget.get(y, 0.0) for o in able if o is not p)
        money = max(min(part * own, others), -own) if others > 0 else 0.0
        if not own or not money:
            continue
        budget[y] = own + money if q is p else budget.get(y, 0.0) - money * q.budget.get(y, 0.0) / others
    return {y: max(v, 0.0) for y, v in budget.items() if y in q.budget}
