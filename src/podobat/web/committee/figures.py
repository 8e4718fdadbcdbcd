"""The figures as they stand: odds and intervals of every target, kept with a decision for good."""

from __future__ import annotations

from typing import Any

from podobat.plan import Plan
from podobat.show.writer import Writer
from podobat.units import Lang
from podobat.web.core.models import Case
from podobat.web.dashboard.models import Snapshot
from podobat.web.dashboard.services import newest


def figures_of(case: Case) -> dict[str, Any]:
    """What the newest result says of every target, with what made it; empty where nothing is forecast yet."""
    snapshot = newest(case, Snapshot.LEARNT) or newest(case, Snapshot.PLAN)
    if snapshot is None:
        return {}
    rows = [{"id": t["id"], "unit": t["unit"], "value": t["value"], "probability": t["probability"], "with": t["with"]}
            for t in snapshot.content["targets"]]  # fmt: skip
    return {
        "kind": snapshot.kind, "key": snapshot.key, "made_at": snapshot.made_at.isoformat(),
        "fingerprints": snapshot.fingerprints, "draws": snapshot.content.get("draws"), "targets": rows,
    }  # fmt: skip


def written(figures: dict[str, Any], plan: Plan, lang: Lang) -> list[dict[str, str]]:
    """Kept figures as a table reads them; a target that the plan no longer has keeps its id."""
    write = Writer.of("forecast", lang, plan)
    names = {t.id: t.name[lang] for t in plan.targets}
    return [  # pyright: ignore[reportReturnType]
        {"name": names.get(t["id"], t["id"]), "promise": write.quantity(t["value"], t["unit"], None),
         "median": write.quantity(t["with"]["p50"], t["unit"]),
         "interval": write.interval(t["with"]["p10"], t["with"]["p90"], t["unit"]),
         "odds": write.odds(t["probability"], int(figures.get("draws") or 1000))}
        for t in figures.get("targets", ())
    ]  # fmt: skip
