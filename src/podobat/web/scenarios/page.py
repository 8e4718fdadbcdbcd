"""What the room shows: its controls in groups, and the outcome of a scenario in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from podobat.evidence import measure
from podobat.forecast.sentences import measure_name
from podobat.money import Money
from podobat.plan import Plan
from podobat.show.texts import Words
from podobat.show.writer import Writer
from podobat.texts import catalogue
from podobat.units import Lang
from podobat.web.scenarios.models import Scenario

_say = catalogue("web.scenarios")
NOTABLE: Final = 0.01  # a smaller change of the odds is not spoken of
#: Kinds of programmes that stand together in the room.
KIN: Final = {
    "compute": "places", "testbed": "places", "space": "places", "founding": "firms", "growth": "firms",
    "attraction": "firms", "fund": "firms", "training": "people", "research": "people", "adoption": "others",
    "network": "others", "operations": "others", "anchor": "firms", "infrastructure": "places", "procurement": "others",
    "chips": "others",
}  # fmt: skip
SURE: Final = 0.9  # of futures, from which a scenario counts as better or worse


def money_scale(plan: Plan, lang: Lang) -> tuple[float, str]:
    """Factor and name of the money in the controls: 100 million won in Korean, the plan's own unit otherwise."""
    if plan.money.currency == "KRW" and plan.money.unit == "bn" and lang == "ko":
        return 10.0, _say("page.hundred_million_won")[lang]
    unit = {"one": "", "thousand": "thousand", "million": "m", "bn": "bn", "trillion": "trillion"}[plan.money.unit]
    return 1.0, f"{plan.money.currency} {unit}".strip()


def controls(
    plan: Plan, fields: Mapping[str, str], plain: Mapping[str, str], faults: Mapping[str, list[str]], lang: Lang
) -> list[dict[str, Any]]:
    """A group of controls for every programme: percentage, years, opening."""
    groups = []
    for p in plan.programmes:
        years = [
            {"name": f"year.{p.id}.{y}", "year": y, "value": fields[f"year.{p.id}.{y}"],
             "plan": plain[f"year.{p.id}.{y}"], "faults": faults.get(f"year.{p.id}.{y}", [])}
            for y in plan.horizon.years
        ]  # fmt: skip
        opens = f"opens.{p.id}"
        group = {
            "id": p.id, "kin": KIN[p.kind],
            "title": p.name[lang], "factor": f"factor.{p.id}", "value": fields[f"factor.{p.id}"],
            "faults": faults.get(f"factor.{p.id}", []), "years": years,
            "total": Money.of_plan(plan).text(plan.won_m(p.total), lang),
            "touched": any(y["value"] != y["plan"] for y in years) or any(y["faults"] for y in years),
        }  # fmt: skip
        if p.facility is not None:
            group["opens"] = {"name": opens, "value": fields[opens], "plan": Writer.plain(lang).month(p.facility.opens),
                              "faults": faults.get(opens, [])}  # fmt: skip
        groups.append(group)
    return groups


def kindred(groups: Sequence[dict[str, Any]], said: Words) -> list[tuple[str, list[dict[str, Any]]]]:
    """The groups of controls by what they are for, in the order of the plan within each."""
    names = dict.fromkeys(KIN.values())
    return [(said(f"scenarios.kin.{k}"), inner) for k in names if (inner := [g for g in groups if g["kin"] == k])]


def outcome_of(scenario: Scenario, plan: Plan, lang: Lang, said: Words) -> dict[str, Any] | None:
    """The result in words; None while there is none."""
    result = scenario.result
    if not result:
        return None
    money, draws = Money.of_plan(plan), result["draws"]
    targets = {t.id: t for t in plan.targets}
    rows = [_target(r, targets[r["id"]], draws, lang, money, said) for r in result["targets"] if r["id"] in targets]
    return {
        "draws": f"{draws:,}", "final": scenario.final, "print": result["print"], "seed": result["seed"],
        "headline": _headline(result, rows, lang, said), "budget": _budget(result, lang, money, said),
        "targets": rows, "measures": [_measure(r, draws, lang, money, said) for r in result["measures"]],
    }  # fmt: skip


def _target(r: Mapping[str, Any], target: Any, draws: int, lang: Lang, money: Money, said: Words) -> dict[str, Any]:
    change = 100 * (r["odds"] - r["odds_plan"])
    return {
        "id": target.id, "name": target.name[lang], "by": Writer.plain(lang).month(target.by),
        "measure": target.measure,
        "odds_plan": Writer.plain(lang).odds(r["odds_plan"], draws), "percent_plan": round(100 * r["odds_plan"], 1),
        "odds": Writer.plain(lang).odds(r["odds"], draws), "percent": round(100 * r["odds"], 1),
        "change": said("scenarios.points", n=_signed(change)) if abs(change) >= 0.05 else said("scenarios.no_change"),
        "moved": change / 100, **_words(r, draws, lang, money, said),
    }  # fmt: skip


def _measure(r: Mapping[str, Any], draws: int, lang: Lang, money: Money, said: Words) -> dict[str, Any]:
    unit = measure(r["measure"]).unit
    return {
        "measure": r["measure"], "name": measure_name(r["measure"], lang),
        "month": Writer.plain(lang).month(r["month"]),
        "plan": Writer.plain(lang, money).quantity(r["mean_plan"], unit),
        "scenario": Writer.plain(lang, money).quantity(r["mean"], unit),
        **_words(r, draws, lang, money, said),
    }  # fmt: skip


def _words(r: Mapping[str, Any], draws: int, lang: Lang, money: Money, said: Words) -> dict[str, Any]:
    """A difference: its mean, 80 % interval, and how often the scenario is better."""
    if r["ties"] == 1.0:
        return {"difference": said("scenarios.no_change"), "interval": "", "beats": "–", "way": ""}
    unit, sign = r["unit"], "+" if r["difference"] > 0 else "−"
    mean = Writer.plain(lang, money).quantity(abs(r["difference"]), unit)
    none = mean == Writer.plain(lang, money).quantity(0.0, unit)
    way = "" if not r["better"] or 1 - SURE < r["beats"] < SURE else "good" if r["beats"] >= SURE else "bad"
    return {
        "difference": said("scenarios.hardly") if none else sign + mean,
        "interval": said("scenarios.mostly_none") if _unseen(r, unit, lang, money) else _between(
            r["p10"], r["p90"], unit, lang, money
        ),
        "beats": Writer.plain(lang).odds(r["beats"], draws) if r["better"] else "–",
        "way": way,
    }


def _unseen(r: Mapping[str, Any], unit: str, lang: Lang, money: Money) -> bool:
    """Do both ends of the interval read as nothing, although the mean does not? Few futures make it then."""
    nothing = Writer.plain(lang, money).quantity(0.0, unit)
    return all(Writer.plain(lang, money).quantity(abs(r[end]), unit) == nothing for end in ("p10", "p90"))


def _between(low: float, high: float, unit: str, lang: Lang, money: Money) -> str:
    """A range that may reach below zero: in English a dash between its ends would be taken for a minus."""
    if lang == "ko" or low >= 0:
        return Writer.plain(lang, money).interval(low, high, unit)
    write = Writer.plain(lang, money)
    return f"{write.quantity(low, unit)} to {write.quantity(high, unit)}"


def _signed(x: float) -> str:
    return f"{'+' if x > 0 else '−'}{abs(x):.1f}"


def _headline(result: Mapping[str, Any], rows: list[dict[str, Any]], lang: Lang, said: Words) -> str:
    up = [r for r in rows if r["moved"] >= NOTABLE]
    down = [r for r in rows if r["moved"] <= -NOTABLE]
    if not up and not down:
        return said("scenarios.headline_none")
    parts = []
    for found, key in ((up, "up"), (down, "down")):
        if found:
            most = max(found, key=lambda r: abs(r["moved"]))
            name = f"‘{most['name']}’" if lang == "ko" else most["name"]
            parts.append(
                said(f"scenarios.headline_{key}", n=len(found), name=name, first=most["odds_plan"], last=most["odds"])
            )
    return " ".join(parts)


def _budget(result: Mapping[str, Any], lang: Lang, money: Money, said: Words) -> str:
    a, b = result["budget"], result["budget_plan"]
    if abs(a - b) < 1e-6 * max(b, 1.0):
        return said("scenarios.budget_same", total=money.text(b, lang))
    key = "scenarios.budget_more" if a > b else "scenarios.budget_less"
    share = Writer.plain("en").share(abs(a - b) / b) if b else "–"
    return said(key, total=money.text(a, lang), plan=money.text(b, lang), n=money.text(abs(a - b), lang), share=share)
