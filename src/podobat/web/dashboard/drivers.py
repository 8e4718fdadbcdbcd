"""What decides a target: the uncertain numbers its draws follow, the programmes behind it, the counts that moved it.

drivers_of(result, futures)          kept with a result: of every target, the factors that its draws rank with
deciding(case, plan_case, target)    the same with programmes and records, as the page of a target's `why` shows it
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy.stats import rankdata

from podobat.evidence.measures import made_of
from podobat.evidence.why import kinds
from podobat.explore.factors import factors_of
from podobat.explore.stage import Stage
from podobat.money import Money
from podobat.plan import Plan, Target
from podobat.show.writer import Writer
from podobat.units import Lang
from podobat.web.book.models import Record, State

if TYPE_CHECKING:
    from podobat.forecast import Forecast
    from podobat.forecast.futures import Futures
    from podobat.web.core.models import Case
    from podobat.web.dashboard.models import Snapshot

MOST: Final = 5  # factors that are told
SURE: Final = 3.0  # standard errors of a rank correlation of nothing, below which it is chance
LEAST: Final = 0.1  # a rank correlation that explains less than a hundredth is not worth telling
RECORDS: Final = 5
STEPS: Final = 3  # days of records that are told


def drivers_of(result: Forecast, futures: Futures) -> dict[str, list[dict[str, Any]]]:
    """Of every target the factors that its draws rank most like, strongest first: id, name, rank correlation."""
    columns = tuple(dict.fromkeys((t.measure, t.by) for t in result.target_results))
    stage = Stage(result.plan, futures, result.draws, result.seed, columns)
    found = factors_of(stage)
    if not found.factors:
        return {}
    scores = _standard(rankdata(found.values, axis=0))
    least = max(LEAST, SURE / np.sqrt(len(np.unique(stage.points))))  # draws that share a point say it once
    told: dict[str, list[dict[str, Any]]] = {}
    for target in result.target_results:
        outcome = target.draws["with"].astype(np.float64)
        if np.ptp(outcome) == 0.0:
            continue
        r = _standard(rankdata(outcome)[:, None])[:, 0] @ scores / result.draws
        order = sorted(range(len(r)), key=lambda k: -abs(r[k]))[:MOST]
        told[target.id] = [
            {"id": found.factors[k].id, "name": found.factors[k].name.languages, "r": round(float(r[k]), 3)}
            for k in order
            if abs(r[k]) >= least
        ]
    return told


def _standard(ranks: np.ndarray) -> np.ndarray:
    """Columns with mean 0 and standard deviation 1."""
    spread = ranks.std(axis=0)
    return (ranks - ranks.mean(axis=0)) / np.where(spread > 0, spread, 1.0)


@dataclass(frozen=True)
class Deciding:
    """What decides one target, in one language."""

    factors: tuple[dict[str, Any], ...]
    programmes: tuple[dict[str, Any], ...]
    steps: tuple[dict[str, Any], ...]


def deciding(
    case: Case, plan: Plan, target: Target, before: Snapshot | None, after: Snapshot | None, lang: Lang
) -> Deciding:  # fmt: skip
    """Factors of the latest result, programmes that move the measure first, and counts that moved the odds most."""
    newest = after or before
    row = next((t for t in newest.content["targets"] if t["id"] == target.id), {}) if newest is not None else {}
    factors = tuple(
        {"id": _asked(d["id"]), "name": d["name"][lang], "more": d["r"] > 0, "percent": round(100 * d["r"] ** 2, 1)}
        for d in row.get("drivers", ())
    )
    return Deciding(factors, tuple(_programmes(plan, target, lang)), tuple(_steps(case, target, after, lang, plan)))


def _asked(factor: str) -> str:
    """What a factor is asked by: a figure on a programme by the programme, the money that comes by its law."""
    if factor == "planned.money":
        return "planned_figures"
    return factor.rpartition(".")[2] if factor.startswith(("planned.unit_cost.", "planned.capacity.")) else factor


def _programmes(plan: Plan, target: Target, lang: Lang) -> list[dict[str, Any]]:
    """Programmes whose kind moves the measure, or what it is built from, first; the largest budgets first."""
    moved = {m.id for m in made_of(target.measure)}
    near = [p for p in plan.programmes if moved & set(kinds()[p.kind]["measures"])]
    money = Money.of_plan(plan)
    return [
        {"id": p.id, "name": p.name[lang], "budget": money.text(plan.won_m(p.total), lang)}
        for p in sorted(near, key=lambda p: -p.total)
    ]


def _steps(case: Case, target: Target, after: Snapshot | None, lang: Lang, plan: Plan) -> list[dict[str, Any]]:
    """The days whose records moved the odds most, with those records; what was counted of this very measure first."""
    lines: Mapping[str, Any] = {s["target"]: s for s in after.content["signals"]} if after is not None else {}
    line = lines.get(target.id)
    if after is None or line is None:
        return []
    odds, days = line["probability"], line["dates"][1:]
    moves = sorted(zip(days, odds, odds[1:], strict=False), key=lambda m: -abs(m[2] - m[1]))[:STEPS]
    write, money = Writer.plain(lang), Money.of_plan(plan)
    told = []
    for day, p, q in moves:
        if abs(q - p) < 0.005:
            continue
        rows = Record.objects.filter(case=case, as_of=day).exclude(state=State.WITHDRAWN).select_related("counter")
        near = sorted(rows[:50], key=lambda r: (r.measure != target.measure, r.pk))[:RECORDS]
        told.append({
            "day": day, "first": write.odds(p, after.content["draws"]), "last": write.odds(q, after.content["draws"]),
            "records": [{"id": r.pk, "value": Writer.plain(lang, money).quantity(r.value, r.unit, None),
                         "counter": r.counter.name(lang), "definition": r.definition(lang)} for r in near],
        })  # fmt: skip
    return told
