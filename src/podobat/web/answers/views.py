"""Pages of answers: what can be asked, asking it, what was answered, and why a figure is what it is."""

from __future__ import annotations

import json
import shutil
from typing import Any, cast

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render

from podobat.errors import CannotRun
from podobat.plan import Plan
from podobat.units import Lang
from podobat.web.answers.asking import asked, digest, fields_of, lines, told
from podobat.web.answers.judging import judgements_csv
from podobat.web.answers.models import Answer
from podobat.web.answers.tables import tables_of
from podobat.web.answers.verbs import BY_ID, VERBS, Verb
from podobat.web.answers.worded import keys_of, linked, names_of
from podobat.web.book.services import token_of
from podobat.web.core.audit import audit
from podobat.web.core.models import CaseRequest
from podobat.web.core.texts import words
from podobat.web.dashboard.drivers import Deciding, deciding
from podobat.web.dashboard.services import fingerprints, key_of
from podobat.web.dashboard.views import results
from podobat.web.jobs.models import Job, Kind
from podobat.web.jobs.services import ask
from podobat.web.jobs.views import described
from podobat.web.reports.views import policy

A_PAGE = 20


def answers(request: CaseRequest) -> HttpResponse:
    """Everything that can be asked, each with its latest answer."""
    said = words(request.lang)
    latest: dict[str, Answer] = {}
    for found in Answer.objects.filter(case=request.case, ready=True)[:200]:
        found.case = request.case
        latest.setdefault(found.verb, found)
    rows = [
        {
            "id": v.id,
            "name": said(f"answers.verb.{v.id}"),
            "lead": said(f"answers.lead.{v.id}"),
            "latest": latest.get(v.id),
        }
        for v in VERBS
    ]
    return render(request, "answers/answers.html", {"rows": rows})


def _verb(verb: str) -> Verb:
    if verb not in BY_ID:
        raise Http404
    return BY_ID[verb]


def verb_page(request: CaseRequest, verb: str) -> HttpResponse:
    """The options of one verb and its answers so far; POST asks for another one, or shows the one that is there."""
    which, lang, said = _verb(verb), cast(Lang, request.lang), words(request.lang)
    plan_case = request.case.read()
    given: dict[str, str] = {}
    wrong: dict[str, str] = {}
    if request.method == "POST":
        given, wrong = asked(which, request.POST, request.FILES, plan_case, said)
        if not wrong:
            return redirect(_ask(request, which, given))
    found = Answer.objects.filter(case=request.case, verb=verb).select_related("made_by")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    for row in page:
        row.case = request.case
    shown = {"verb": which, "name": said(f"answers.verb.{verb}"), "lead": said(f"answers.lead.{verb}"), "page": page,
             "fields": fields_of(which, plan_case, given, lang, said), "wrong": wrong}  # fmt: skip
    return render(request, "answers/verb.html", shown, status=422 if wrong else 200)


def _ask(request: CaseRequest, verb: Verb, given: dict[str, str]) -> Answer:
    """The answer to this: the one that is there, or a job for a new one."""
    case = request.case
    uploads = {name: request.FILES[name].read() for name in given if name in request.FILES}
    files = {name: f"{name}.{given[name].rsplit('.', 1)[-1].lower()}" for name in uploads}
    prints = fingerprints(case.read())
    records = token_of(case) if verb.case else ""
    made_of = [verb.id, given, request.lang, prints, records, {n: digest(d) for n, d in uploads.items()}]
    if verb.judgements:
        made_of.append(judgements_csv(case))
    if verb.case and not case.confirmed_only:
        made_of.append("all")
    key = key_of("answer", case.slug, *made_of)
    found, new = Answer.objects.get_or_create(
        case=case, key=key,
        defaults={"verb": verb.id, "lang": request.lang, "options": given, "told": told(verb, given), "files": files,
                  "fingerprints": prints, "made_by": request.user},
    )  # fmt: skip
    found.case = case
    if uploads and (new or not found.ready):
        place = found.folder.with_name(f"{key}-in")
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(mode=0o700, parents=True)
        for name, data in uploads.items():
            (place / files[name]).write_bytes(data)
    if not found.ready:
        audit(request, "answer.asked", verb.id, key=key, options=given)
        ask(case, Kind.ANSWER, {"answer": found.pk}, key=key, user=request.user)
    return found


def _found(request: CaseRequest, verb: str, key: str) -> Answer:
    found = Answer.objects.filter(case=request.case, verb=verb, key=key).select_related("made_by").first()
    if found is None:
        raise Http404
    found.case = request.case
    return found


def shown(request: CaseRequest, verb: str, key: str) -> HttpResponse:
    """One answer. This address shares it."""
    which, found, said = _verb(verb), _found(request, verb, key), words(request.lang)
    job = Job.objects.filter(case=request.case, kind=Kind.ANSWER, key=key).first()
    command, python = lines(which, request.case.slug, found.options)
    prints = fingerprints(request.case.read())
    has_page = found.ready and (found.folder / "page.html").is_file()
    return render(request, "answers/shown.html", {
        "verb": which, "answer": found, "name": said(f"answers.verb.{verb}"), "has_page": has_page,
        "tables": tables_of(found.folder / "answer.json") if found.ready and not has_page else [],
        "job": described(job, request.lang) if job is not None and not found.ready else None,
        "command": command, "python": python, "link": request.build_absolute_uri(found.get_absolute_url()),
        "outdated": which.case and not found.is_of(prints),
        "options": [(said(f"answers.option.{n}"), v) for n, v in found.options.items()],
    })  # fmt: skip


def page(request: CaseRequest, verb: str, key: str) -> HttpResponse:
    """The page that the verb wrote, for the frame on the page of the answer or by itself."""
    path = _found(request, verb, key).folder / "page.html"
    if not path.is_file():
        raise Http404
    written = path.read_bytes()
    answer = HttpResponse(written, content_type="text/html; charset=utf-8")
    answer["Content-Security-Policy"] = policy(written).replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    answer["X-Frame-Options"] = "SAMEORIGIN"
    if "download" in request.GET:
        answer["Content-Disposition"] = f'attachment; filename="{request.case.slug}-{verb}.html"'
    return answer


def data(request: CaseRequest, verb: str, key: str) -> FileResponse:
    """The same as JSON."""
    path = _found(request, verb, key).folder / "answer.json"
    if not path.is_file():
        raise Http404
    name = f"{request.case.slug}-{verb}.json"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="application/json")


def _deciding(request: CaseRequest, plan: Plan, id: str) -> Deciding | None:
    """What decides the odds of a target, where it is a target or a figure of one that is asked about."""
    target = next((t for t in plan.targets if id == t.id or id.endswith(f".{t.id}")), None)
    if target is None:
        return None
    kept = results(request.case)
    return deciding(request.case, plan, target, kept["plan"], kept["learnt"], cast(Lang, request.lang))


def why(request: CaseRequest) -> HttpResponse:
    """Where a figure comes from, in three steps down to its sources; without an id, what can be asked."""
    from podobat.why import askable
    from podobat.why import why as trail_of

    plan_case, lang = request.case.read(), cast(Lang, request.lang)
    id, wanted = str(request.GET.get("id", "")).strip()[:200], str(request.GET.get("q", "")).strip()[:100]
    trail, fault = None, ""
    if id:
        try:
            trail = trail_of(plan_case, id)
        except CannotRun as error:
            fault = error.text(lang)
    things = [{"id": a.id, "kind": a.kind, "name": a.name[lang]} for a in askable(plan_case) if "<" not in a.id]
    if wanted:
        things = [a for a in things if wanted.casefold() in f"{a['id']} {a['name']}".casefold()]
    steps, names = [], {}
    if trail:
        names, keys = names_of(plan_case, lang), keys_of(lang)
        steps = [(s.title[lang], [linked(line[lang], names, keys) for line in s.lines]) for s in trail.steps]
    shown: dict[str, Any] = {
        "id": id, "wanted": wanted, "fault": fault, "things": things[:300], "more": max(0, len(things) - 300),
        "trail_name": trail.name[lang] if trail else "", "steps": steps, "rule": trail.rule if trail else "",
        "leads_to": [(id, names.get(id, id)) for id in trail.leads_to] if trail else (), "json": json.dumps(id),
        "deciding": _deciding(request, plan_case.plan, id) if trail else None,
    }  # fmt: skip
    return render(request, "answers/why.html", shown, status=404 if fault else 200)
