"""The dashboard of targets, and the page of one measure."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe

from podobat.evidence import measure
from podobat.forecast import QUANTILES
from podobat.money import Money
from podobat.plan import Plan
from podobat.show.writer import Writer
from podobat.units import Lang
from podobat.web.book.models import STATE_NAMES, Record, State
from podobat.web.book.services import conflicts, latest_of, token_of
from podobat.web.core.audit import audit
from podobat.web.core.models import Case, CaseRequest
from podobat.web.core.texts import words
from podobat.web.dashboard.adoption import adoption_of
from podobat.web.dashboard.drawing import chart_of, fan_of, table_of
from podobat.web.dashboard.models import Snapshot
from podobat.web.dashboard.page import changes, grouped, rows_of, target_of
from podobat.web.dashboard.services import fingerprints, holds, refresh
from podobat.web.jobs.models import Job, Kind
from podobat.web.jobs.models import State as JobState
from podobat.web.jobs.views import described
from podobat.web.tables.responses import csv_response

A_PAGE = 50  # records on the page of a measure


def home(request: CaseRequest) -> HttpResponse:
    """Every target: promise, counts, forecast before and after the records, odds and their trend."""
    case, lang = request.case, cast(Lang, request.lang)
    plan = case.read().plan
    kept = results(case)
    before, after = kept["plan"], kept["learnt"]
    token = token_of(case)
    counted = owned(case, latest_of(case, [t.measure for t in plan.targets]))
    said = words(lang)
    today = timezone.localdate().isoformat()
    rows = rows_of(plan, lang, said, before, after, counted, kept["pending"], today)
    newest_of, counts = after or before, tally(rows)
    page = {
        "groups": [(said(f"dashboard.group.{name}"), inner) for name, inner in grouped(rows)],
        "headline": newest_of.content["headline"][lang] if newest_of else "",
        "hardest": newest_of.content["hardest"][lang] if newest_of else "",
        "tally": counts,
        "tally_said": " ".join(said(f"dashboard.tally_{k}", n=n) for k, n in counts.items() if n),
        "before": before, "after": after, "pending": kept["pending"],
        "changes": changes(plan, after, kept["earlier"], lang, said), "earlier": kept["earlier"],
        "effective": round(after.content["effective"]) if after else 0,
        "doubts": [d[lang] for d in after.content["doubts"]] if after else [],
        "outdated": after is not None and after.book != token, "replaced": kept["replaced"],
        "jobs": open_jobs(request), "adoption": adoption_of(newest_of, plan, lang),
    }  # fmt: skip
    return render(request, "dashboard/home.html", page)


def results(case: Case) -> dict[str, Any]:
    """The results that belong to the plan as it is now: of the plan alone, learnt, as if all records were confirmed;
    `earlier` is what was learnt before the latest, `replaced` says that there are results of another plan only."""
    prints = fingerprints(case.read())
    found: dict[str, Any] = {"plan": None, "learnt": None, "pending": None, "earlier": None, "replaced": False}
    for snapshot in Snapshot.objects.filter(case=case):  # newest first; a few of each kind are kept
        snapshot.case = case
        if not holds(snapshot, prints):
            found["replaced"] = True
        elif found[snapshot.kind] is None:
            found[snapshot.kind] = snapshot
        elif snapshot.kind == Snapshot.LEARNT and found["earlier"] is None:
            found["earlier"] = snapshot
    found["replaced"] = found["replaced"] and found["plan"] is None
    return found


def tally(rows: list[Any]) -> dict[str, int]:
    """How many targets stand where: met, missed, uncounted, and those that are open by their odds."""
    counts = dict.fromkeys(("met", "missed", "uncounted", "likely", "unlikely"), 0)
    for row in rows:
        view = row.after or row.before
        if row.standing != "open":
            counts[row.standing] += 1
        elif view is not None:
            counts["likely" if view.percent > 50 else "unlikely"] += 1
    return counts  # pyright: ignore[reportReturnType]


def owned(case: Case, records: dict[str, Any]) -> dict[str, Any]:
    """The same records, each with the case at hand: its address would ask the database for it, one by one."""
    for found in records.values():
        for record in found:
            record.case = case
    return records


def open_jobs(request: CaseRequest) -> list[dict[str, Any]]:
    """The newest forecast and learning, where they are under way or ended badly."""
    newest_of: dict[str, Job] = {}
    for job in Job.objects.filter(case=request.case, kind__in=(Kind.FORECAST, Kind.LEARN))[:12]:
        newest_of.setdefault(job.kind, job)
    shown = [job for job in newest_of.values() if job.is_open or job.state == JobState.FAILED]
    return [described(job, request.lang) for job in shown]


def refresh_now(request: CaseRequest) -> HttpResponse:
    """Ask for what is missing, now."""
    asked = refresh(request.case, request.user)
    said = words(request.lang)
    if asked:
        audit(request, "learning.started", "", jobs=[j.pk for j in asked])
        messages.success(request, said("dashboard.asked"))
    else:
        messages.info(request, said("dashboard.up_to_date"))
    return redirect("dashboard:home", case=request.case.slug)


def measure_page(request: CaseRequest, measure: str) -> HttpResponse:
    """One measure: its definition, its targets, all its records, and the fan of its forecast with the records on it."""
    case, lang = request.case, cast(Lang, request.lang)
    plan = case.read().plan
    what = _measure_of(plan, measure)
    kept = results(case)
    before, after = kept["plan"], kept["learnt"]
    token = token_of(case)
    rows = Record.objects.filter(case=case, measure=measure).exclude(state=State.WITHDRAWN)
    records = rows.select_related("counter").order_by("-day", "-id")
    shown = Paginator(records, A_PAGE).get_page(request.GET.get("page"))
    said = words(lang)
    counted = owned(case, latest_of(case, [measure]))
    today = timezone.localdate().isoformat()
    rows_here = rows_of(plan, lang, said, before, after, counted, kept["pending"], today)
    targets = [r for r in rows_here if r.measure == measure]
    page = {
        "measure": measure, "name": what.name[lang], "definition": what.definition[lang],
        "unit": said(f"dashboard.kind_{what.kind}"), "targets": targets,
        "texts": target_of(plan, measure), "lang_code": lang,
        "fans": [
            {"snapshot": s, "learnt": s.kind == Snapshot.LEARNT, "svg": mark_safe(drawn),
             "years": _yearly(s, plan, measure, lang)}
            for s in (after, before) if s is not None
            for drawn in [fan_of(s, case, plan, measure, lang, token)] if drawn
        ],
        "records": [_record(r, plan, lang) for r in owned(case, {measure: shown})[measure]], "page": shown,
        "conflicts": [c.sentence(lang) for c in conflicts(case, measure, 10)],
        "outdated": after is not None and after.book != token, "replaced": kept["replaced"],
    }  # fmt: skip
    return render(request, "dashboard/measure.html", page)


def _kept(request: CaseRequest, kind: str) -> Snapshot:
    """The result of a kind that belongs to the plan as it is now. Raises Http404."""
    found = results(request.case).get(kind) if kind in (Snapshot.PLAN, Snapshot.LEARNT) else None
    if found is None:
        raise Http404
    return found


def chart(request: CaseRequest, measure: str, kind: str) -> HttpResponse:
    """The fan of a measure as a specification that the browser draws."""
    plan = request.case.read().plan
    _measure_of(plan, measure)
    spec = chart_of(_kept(request, kind), request.case, plan, measure, cast(Lang, request.lang))
    if spec is None:
        raise Http404
    return JsonResponse(spec)


def chart_table(request: CaseRequest, measure: str, kind: str) -> Any:
    """The numbers behind it, month by month."""
    plan = request.case.read().plan
    _measure_of(plan, measure)
    rows = table_of(_kept(request, kind), plan, measure)
    head = ["month", *QUANTILES, "without_p50"]
    return csv_response(f"{request.case.slug}-{measure}-{kind}.csv", head, ([m, *values] for m, values in rows))


def _yearly(snapshot: Snapshot, plan: Plan, measure_id: str, lang: Lang) -> list[dict[str, Any]]:
    """The last month of every year for the table on the page: median, 80 % interval, median without the plan."""
    money, unit, names = Money.of_plan(plan), measure(measure_id).unit, list(QUANTILES)
    rows = []
    for month, values in table_of(snapshot, plan, measure_id):
        if month.endswith("-12"):
            of = dict(zip(names, values, strict=False))
            rows.append({"month": month, "median": Writer.plain(lang, money).cell(of["p50"], unit),
                         "interval": Writer.plain(lang, money).interval(of["p10"], of["p90"], unit, bare=lang == "en"),
                         "without": Writer.plain(lang, money).cell(values[-1], unit)})  # fmt: skip
    return rows


def _measure_of(plan: Any, measure_id: str) -> Any:
    from podobat.learn.runs import columns

    if measure_id not in columns(plan):
        raise Http404
    return measure(measure_id)


def _record(record: Record, plan: Any, lang: Lang) -> dict[str, Any]:
    from podobat.money import Money
    from podobat.show.writer import Writer

    value = Writer.plain(lang, Money.of_plan(plan)).quantity(record.value, record.unit, None)
    return {
        "url": record.get_absolute_url(), "value": value, "day": record.day, "as_of": record.as_of,
        "counter": record.counter.name(lang), "grade": record.grade, "coverage": record.coverage_name(lang),
        "whole": record.comparable, "scope": record.scope, "definition": record.definition(lang),
        "state": STATE_NAMES[State(record.state)][lang], "confirmed": record.is_confirmed,
    }  # fmt: skip
