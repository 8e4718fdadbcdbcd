"""The part of a report about saved scenarios: their odds on every target beside those of the plan."""

from __future__ import annotations

from typing import Final

from podobat.plan import Plan
from podobat.show.document import Table
from podobat.show.texts import Words
from podobat.show.writer import Writer
from podobat.units import Lang
from podobat.web.core.models import Case
from podobat.web.dashboard.services import fingerprints
from podobat.web.scenarios.models import Scenario

MOST: Final = 3  # scenarios beside the plan


def scenarios_table(case: Case, plan: Plan, lang: Lang, said: Words) -> Table | None:
    """The scenarios saved last that belong to the plan as it is; None without any."""
    prints = fingerprints(case.read())
    rows = Scenario.objects.filter(case=case, final=True).exclude(name="").order_by("-saved_at")
    kept = [s for s in rows[: 4 * MOST] if all(s.fingerprints.get(k) == v for k, v in prints.items())][:MOST]
    if not kept:
        return None
    odds = [{t["id"]: t for t in s.result["targets"]} for s in kept]
    write = Writer.plain(lang)
    told = tuple(
        (t.name[lang], write.odds(odds[0][t.id]["odds_plan"], kept[0].draws),
         *(write.odds(found[t.id]["odds"], s.draws) for s, found in zip(kept, odds, strict=True)))
        for t in plan.targets if all(t.id in found for found in odds)
    )  # fmt: skip
    head = (said("reports.target"), said("reports.plan"), *(s.name for s in kept))
    return Table(said("reports.scenarios"), head, told)
