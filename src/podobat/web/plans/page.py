"""What the pages of a plan show, in one language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from podobat.evidence import measure
from podobat.evidence.measures import measure_ids
from podobat.evidence.references import read_references
from podobat.forecast.sentences import measure_name
from podobat.money import Money
from podobat.plan import Case as PlanCase
from podobat.plan import Plan, Ratio, implied_ratios
from podobat.plan.console import GROUPS, VIEWS, value_text
from podobat.show.writer import Writer
from podobat.units import UNITS, Lang
from podobat.web.core.models import Case
from podobat.web.core.texts import words
from podobat.web.plans.draft import scale_of, shown
from podobat.web.plans.fields import Field, Part, Section
from podobat.web.plans.tree import value_at


def form_page(doc: Any, sections: Sequence[Section], case: Case, lang: Lang) -> dict[str, Any]:
    """The form written out: every field with its label, its value and its unit."""
    scale, unit = scale_of(doc, lang)
    measures = _measures(doc, lang)
    said = words(lang)

    def field(of: Field) -> dict[str, Any]:
        options: list[tuple[str, str]] = []
        if of.options == ("<measures>",):
            options = measures
        elif of.kind == "choice":
            key = {"kind": "kind", "level": "level"}.get(str(of.path[-1]))
            options = [(o, said(f"plans.{key}.{o}") if key else o) for o in of.options]
        value = shown(doc, of, scale)
        if options and value and value not in dict(options):
            options = [*options, (value, value)]
        help = f"plans.help.{of.label}"
        return {"name": of.name, "label": of.said or said(f"plans.field.{of.label}"), "kind": of.kind, "value": value,
                "options": options, "unit": unit if of.kind == "money" else "",
                "help": said(help) if said.known(help) else ""}  # fmt: skip

    def part(of: Part) -> dict[str, Any]:
        return {"id": of.id, "title": said(f"plans.part.{of.id}"), "folded": of.folded, "table": of.table,
                "fields": [field(f) for f in of.fields]}  # fmt: skip

    shown_sections = [
        {"id": s.id, "title": said(f"plans.section.{s.id}"), "lead": said(f"plans.lead.{s.id}"),
         "parts": [part(p) for p in s.parts], "grows": s.grows,
         "kinds": [(k, said(f"plans.kind.{k}")) for k in s.kinds],
         "items": [{"at": i.at, "title": i.title, "sum": _sum(doc, i.section, i.at, scale, unit),
                    "parts": [part(p) for p in i.parts]} for i in s.items]}
        for s in sections
    ]  # fmt: skip
    return {"sections": shown_sections, "unit": unit, "kept_here": bool(case.folder)}


def _sum(doc: Any, section: str, at: int, scale: float, unit: str) -> str:
    """What a programme costs altogether, beside its name."""
    budget = value_at(doc, ("programmes", at, "budget")) if section == "programmes" else None
    amounts = [a for a in budget.values() if isinstance(a, int | float)] if isinstance(budget, dict) else []
    return f"{sum(amounts) * scale:,.10g} {unit}" if amounts else ""


def _measures(doc: Any, lang: Lang) -> list[tuple[str, str]]:
    sectors = [str(s["id"]) for s in value_at(doc, ("sectors",)) or () if value_at(s, ("id",))]
    programmes = [str(p["id"]) for p in value_at(doc, ("programmes",)) or () if value_at(p, ("id",))]
    return sorted(((id, _name(id, lang)) for id in measure_ids(sectors, programmes)), key=lambda pair: pair[1])


def _name(id: str, lang: Lang) -> str:
    return f"{measure_name(id, lang)} ({UNITS[measure(id).unit].label[lang] or measure(id).unit})"


def ratio_rows(ratios: Iterable[Ratio], lang: Lang, plan: Plan) -> list[dict[str, Any]]:
    """Implied ratios by group: name, value, where it falls among other cases, the sentence."""
    money, rows = Money.of_plan(plan), []
    for ratio in ratios:
        where = "" if ratio.percentile is None else f"{ratio.percentile:.0f}"
        rows.append(
            {
                "view": VIEWS[ratio.view][lang],
                "group": GROUPS[ratio.group][lang],
                "name": ratio.name[lang],
                "value": value_text(ratio.value, ratio.unit, lang, money),
                "percentile": where,
                "sentence": ratio.sentence[lang],
            }
        )
    return rows


def plan_page(case: PlanCase, lang: Lang) -> dict[str, Any]:
    """The plan that holds, for its own page."""
    plan, money = case.plan, Money.of_plan(case.plan)
    years = list(plan.horizon.years)
    targets = [
        {"name": t.name[lang], "measure": t.measure, "measure_name": measure_name(t.measure, lang),
         "value": _promise(plan, t, lang, money), "by": Writer.plain(lang).month(t.by),
         "definition": t.definition[lang], "reading": t.reading[lang]}
        for t in plan.targets
    ]  # fmt: skip
    programmes = [
        {"name": p.name[lang], "kind": words(lang)(f"plans.kind.{p.kind}"),
         "cells": [money.text(plan.won_m(p.budget[y]), lang) if p.budget.get(y) else "" for y in years],
         "total": money.text(plan.won_m(p.total), lang), "note": p.apportioned[lang] if p.apportioned else ""}
        for p in plan.programmes
    ]  # fmt: skip
    sums = [money.text(plan.won_m(sum(p.budget.get(y, 0.0) for p in plan.programmes)), lang) for y in years]
    milestones = [
        {"name": m.name[lang], "month": Writer.plain(lang).month(m.month), "of": plan.programme(m.programme).name[lang]}
        for m in sorted(plan.milestones, key=lambda m: m.month)
    ]  # fmt: skip
    sources = [
        {
            "id": s.id,
            "publisher": s.who[lang],
            "title": s.called[lang],
            "url": s.url,
            "grade": s.grade,
            "definition": s.meaning[lang],
            "value": f"{s.value} {s.unit}".strip(),
        }
        for s in case.sources.values()
    ]
    return {
        "plan": plan, "region": plan.region[lang], "years": years, "targets": targets, "programmes": programmes,
        "sums": sums, "total": money.text(plan.won_m(plan.budget), lang), "milestones": milestones, "sources": sources,
        "ratios": ratio_rows(implied_ratios(case, read_references()), lang, plan),
        "start": Writer.plain(lang).month(plan.horizon.start), "end": Writer.plain(lang).month(plan.horizon.end),
    }  # fmt: skip


def _promise(plan: Plan, target: Any, lang: Lang, money: Money) -> str:
    unit = measure(target.measure).unit
    value = plan.won_m(target.value) if unit.startswith("KRW_m") else target.value
    return Writer.plain(lang, money).quantity(value, unit, None)
