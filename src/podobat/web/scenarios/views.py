"""The scenario room: change the plan, see at once what it does to the targets, save it, share it, take it along."""

from __future__ import annotations

import json
from typing import Any, cast

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from podobat.errors import InputFaults
from podobat.units import Lang
from podobat.web.core.audit import audit
from podobat.web.core.models import CaseRequest
from podobat.web.core.texts import words
from podobat.web.dashboard.services import SEED, fingerprints, key_of
from podobat.web.jobs.models import OPEN, Job, Kind, State
from podobat.web.jobs.services import ask, open_of
from podobat.web.jobs.views import described
from podobat.web.scenarios.changes import (
    canonical,
    carried,
    changes_of,
    defaults,
    field_of,
    fields_of,
    scenario_of,
    yaml_of,
)
from podobat.web.scenarios.models import Scenario
from podobat.web.scenarios.page import controls, kindred, money_scale, outcome_of
from podobat.web.scenarios.work import DRAWS

LISTED = 100  # saved scenarios in the list
LONGEST = 80  # characters of a name
LARGEST = 20_000  # characters of changes
MOST_OPEN = 5  # scenarios that one person may have computed at a time


def room(request: CaseRequest) -> HttpResponse:
    """The controls as they stand for the plan, and the scenarios that were saved."""
    return _page(request, None)


def shown(request: CaseRequest, key: str) -> HttpResponse:
    """One scenario: its controls and its outcome. This address shares it."""
    return _page(request, _scenario(request, key))


def outcome(request: CaseRequest, key: str) -> HttpResponse:
    """The outcome alone, which asks for itself again while draws are still made."""
    scenario = _scenario(request, key)
    return render(request, "scenarios/outcome.html", _outcome(request, scenario))


def attempt(request: CaseRequest) -> HttpResponse:
    """Try what the controls say: faults beside them, or a scenario and a job."""
    plan_case, lang = request.case.read(), cast(Lang, request.lang)
    plan = plan_case.plan
    scale, _ = money_scale(plan, lang)
    preset = request.POST.get("preset", "")
    if preset:
        if preset not in plan_case.scenarios:
            raise Http404
        changes, fields = dict(plan_case.scenarios[preset].set), {}
    else:
        fields = {name: request.POST.get(name, value) for name, value in defaults(plan, scale).items()}
        changes = {**_rest(request), **changes_of(fields, plan, scale)}
    changes = canonical(changes)
    try:
        scenario_of("web", changes).apply(plan)
    except InputFaults as error:
        return _faulty(request, fields or defaults(plan, scale), error)
    scenario = keep(request, changes)
    if not compute(request, scenario):
        return redirect(scenario)
    if request.headers.get("HX-Request"):
        answer = render(request, "scenarios/outcome.html", _outcome(request, scenario))
        answer["HX-Push-Url"] = scenario.get_absolute_url()
        return answer
    return redirect(scenario)


def save(request: CaseRequest, key: str) -> HttpResponse:
    """Give a scenario a name, under which it is listed."""
    scenario, said = _scenario(request, key), words(request.lang)
    name = " ".join(request.POST.get("name", "").split())[:LONGEST]
    if not name:
        messages.error(request, said("scenarios.name_missing"))
        return redirect(scenario)
    with transaction.atomic():
        Scenario.objects.filter(pk=scenario.pk).update(name=name, saved_at=timezone.now(), saved_by=request.user)
        audit(request, "scenario.saved", name, key=key, changes=scenario.changes)
    messages.success(request, said("scenarios.saved", name=name))
    return redirect(scenario)


def again(request: CaseRequest, key: str) -> HttpResponse:
    """Compute a scenario anew: with the plan and the code as they are now, under the address that belongs to them."""
    old = _scenario(request, key)
    changes = canonical(old.changes)
    try:
        scenario_of("web", changes).apply(request.case.read().plan)
    except InputFaults as error:  # the plan has changed since, and the scenario no longer fits it
        return _faulty(request, defaults(request.case.read().plan, _scale(request)), error)
    scenario = keep(request, changes)
    compute(request, scenario)
    return redirect(scenario)


def download(request: CaseRequest, key: str) -> HttpResponse:
    """The changes as a file for the folder `scenarios/` of the case."""
    scenario = _scenario(request, key)
    made = {"to reproduce": f"podobat forecast CASE --scenario web-{key[:8]} --draws {scenario.draws} --seed "
            f"{scenario.seed}", **{f"fingerprint of {k}": v for k, v in scenario.fingerprints.items()}}  # fmt: skip
    text = yaml_of(scenario_of(key, scenario.changes, scenario.name), made)
    answer = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="web-{key[:8]}.yaml"'
    return answer


def _scenario(request: CaseRequest, key: str) -> Scenario:
    found = Scenario.objects.filter(case=request.case, key=key).select_related("saved_by").first()
    if found is None:
        raise Http404
    found.case = request.case
    return found


def _rest(request: CaseRequest) -> dict[str, Any]:
    """Paths that no control stands for, as the page carried them along."""
    text = request.POST.get("rest", "")
    return carried(text) if len(text) < LARGEST else {}


def keep(request: CaseRequest, changes: dict[str, Any]) -> Scenario:
    """The row of these changes with the plan, parameters and code of now: the one that is there, or a new one."""
    prints = fingerprints(request.case.read())
    named = key_of("scenario", request.case.slug, prints, changes, SEED, DRAWS)
    key = salted_hmac("podobat.scenario", named, algorithm="sha256").hexdigest()[:32]  # pyright: ignore[reportCallIssue]  # nobody outside can work it out
    made = {"changes": changes, "seed": SEED, "draws": DRAWS, "fingerprints": prints, "created_by": request.user}
    try:
        with transaction.atomic():
            scenario, new = Scenario.objects.get_or_create(case=request.case, key=key, defaults=made)
            if new:
                audit(request, "scenario.tried", key, changes=changes)
    except IntegrityError:  # somebody else tried the same at the same moment
        scenario = Scenario.objects.get(case=request.case, key=key)
    scenario.case = request.case
    return scenario


def compute(request: CaseRequest, scenario: Scenario) -> bool:
    """Ask for the result of a scenario, unless it is there or this person has enough under way already (False)."""
    _stop_others(request, scenario)
    if scenario.final:
        return True
    if open_of(request.user, Kind.SCENARIO).exclude(case=request.case, key=scenario.key).count() >= MOST_OPEN:
        messages.error(request, words(request.lang)("scenarios.enough_under_way", n=MOST_OPEN))
        return False
    ask(request.case, Kind.SCENARIO, {"scenario": scenario.key}, key=scenario.key, user=request.user)
    return True


def _scale(request: CaseRequest) -> float:
    return money_scale(request.case.read().plan, cast(Lang, request.lang))[0]


def _stop_others(request: CaseRequest, scenario: Scenario) -> None:
    """Whoever moves a slider on no longer waits for what it said before."""
    mine = Job.objects.filter(
        case=request.case, kind=Kind.SCENARIO, created_by=request.user, state__in=OPEN, cancel_asked=False
    )
    for job in mine.exclude(key=scenario.key):
        if not Scenario.objects.filter(case=request.case, key=job.key).exclude(name="").exists():
            Job.objects.filter(pk=job.pk, state=State.QUEUED).update(state=State.CANCELLED, finished_at=timezone.now())
            Job.objects.filter(pk=job.pk, state=State.RUNNING).update(cancel_asked=True)


def _outcome(request: CaseRequest, scenario: Scenario) -> dict[str, Any]:
    plan_case, lang = request.case.read(), cast(Lang, request.lang)
    job = Job.objects.filter(case=request.case, kind=Kind.SCENARIO, key=scenario.key).first()
    prints = fingerprints(plan_case)
    return {
        "scenario": scenario,
        "outcome": outcome_of(scenario, plan_case.plan, lang, words(lang)),
        "job": described(job, lang) if job is not None and not scenario.final else None,
        "waiting": not scenario.final and job is not None and job.is_open,
        "other": [name for name, value in scenario.fingerprints.items() if prints.get(name) != value],
        "link": request.build_absolute_uri(scenario.get_absolute_url()),
        "yaml": yaml_of(scenario_of(scenario.key, scenario.changes, scenario.name), {}),
    }


def _page(request: CaseRequest, scenario: Scenario | None, **more: Any) -> HttpResponse:
    plan, lang = request.case.read().plan, cast(Lang, request.lang)
    scale, unit = money_scale(plan, lang)
    plain = defaults(plan, scale)
    fields, rest = fields_of(scenario.changes, plan, scale) if scenario is not None else (plain, {})
    fields, faults = more.pop("fields", fields), more.pop("faults", {})
    presets = request.case.read().scenarios.values()
    page = {
        "kindred": kindred(controls(plan, fields, plain, faults, lang), words(lang)),
        "fields": fields, "faults": faults, "unit": unit,
        "rest": json.dumps(rest, ensure_ascii=False) if rest else "", "rest_paths": sorted(rest),
        "law_name": plan.law.name[lang], "presets": [(s.id, s.name[lang], s.description[lang]) for s in presets],
        "saved": Scenario.objects.filter(case=request.case).exclude(name="").order_by("-saved_at")
        .select_related("saved_by")[:LISTED],
        "action": reverse("scenarios:try", kwargs={"case": request.case.slug}),
        **(_outcome(request, scenario) if scenario is not None else {"scenario": None}), **more,
    }  # fmt: skip
    return render(request, "scenarios/room.html", page)


def _faulty(request: CaseRequest, fields: dict[str, str], error: InputFaults) -> HttpResponse:
    """The faults of the plan's own check, each beside its control, all at once."""
    plan, lang = request.case.read().plan, cast(Lang, request.lang)
    plain = defaults(plan, money_scale(plan, lang)[0])
    faults: dict[str, list[str]] = {}
    for fault in error.faults:
        said = fault.found[lang] + (f" ({fault.allowed[lang]})" if fault.allowed[lang] else "")
        field = field_of(fault, fields, plain)
        place = faults.setdefault(field, [])
        if said not in place and not (place and field.startswith("factor.")):  # a percentage: every year says the same
            place.append(said)
    if not request.headers.get("HX-Request"):
        answer = _page(request, None, fields=fields, faults=faults)
        answer.status_code = 422
        return answer
    listed = [{"field": field, "texts": texts} for field, texts in faults.items()]
    titles = {f"{kind}.{p.id}": p.name[lang] for p in plan.programmes for kind in ("factor", "opens")}
    titles |= {f"year.{p.id}.{y}": f"{p.name[lang]}, {y}" for p in plan.programmes for y in plan.horizon.years}
    for entry in listed:
        entry["title"] = titles.get(entry["field"], "")
    return render(request, "scenarios/faults.html", {"faults": listed})
