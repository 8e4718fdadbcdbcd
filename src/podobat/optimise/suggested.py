"""What `podobat position` suggests, as levers: sectors of adoption programmes, open by where the region stands.

A sector of the plan in which the region stands ahead of the nation or level with it may take all of an adoption
programme; one in which it stands behind gets no more than its share of today. What the plan itself declares goes first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from podobat.errors import CannotRun
from podobat.plan.fields import FrozenDict
from podobat.plan.levers import Levers, ProgrammeLever, Share
from podobat.texts import catalogue

if TYPE_CHECKING:
    from podobat.plan import Plan

BEHIND: Final = "behind"
_say = catalogue("optimise")


def suggested_levers(levers: Levers, plan: Plan, position: Mapping[str, Any]) -> Levers:
    """Levers with the sectors that a position (its JSON) has something to say about.

    raises  CannotRun where it is the position of another plan, or says nothing of a sector that the plan supports
    """
    standing = {s["id"]: s["standing"] for s in _planned(position.get("suggestions") or ())}
    by_programme = {p.programme: p for p in levers.programmes}
    opened = False
    for programme in plan.programmes:
        shares = programme.adoption
        lever = by_programme.get(programme.id, ProgrammeLever(programme=programme.id))
        if not shares or len(shares) < 2 or not set(shares) & set(standing) or lever.shares(tuple(shares)) is not None:
            continue
        by_sector = {id: Share(most=share if standing.get(id) == BEHIND else 1.0) for id, share in shares.items()}
        if all(standing.get(id) == BEHIND for id in shares):
            continue
        by_programme[programme.id] = replace(lever, by_sector=FrozenDict(by_sector))
        opened = True
    if not opened:
        raise CannotRun(_say("fault.position", plan=plan.id))
    return replace(levers, programmes=tuple(by_programme.values()))


def _planned(suggestions: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [s for s in suggestions if s.get("kind") == "sector" and s.get("reason") == "planned"]
