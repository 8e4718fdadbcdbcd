"""The matching room: make a list of pairs, decide on each, note what became of it, and take the register along."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from podobat.errors import CannotRun, InputFaults, PodobatError
from podobat.match.market import STAGES
from podobat.match.result import Options
from podobat.match.rule import checked
from podobat.show.writer import Writer
from podobat.web.core.audit import audit
from podobat.web.core.models import CaseRequest
from podobat.web.core.texts import words
from podobat.web.jobs.models import Job, Kind
from podobat.web.jobs.services import ask
from podobat.web.jobs.views import described
from podobat.web.match import rolls
from podobat.web.match.models import DEMAND, STEPS, SUPPLIER, Listing, Pair, stage_name
from podobat.web.match.services import invite as give_links
from podobat.web.match.services import register_of, set_stage
from podobat.web.tables.responses import csv_response, known_format, xlsx_response
from podobat.web.tables.sheets import Sheet

A_PAGE = 40
ASKED = ("assign", "by", "budget", "most")
SHOWN_FAULTS = 200


def room(request: CaseRequest) -> HttpResponse:
    """The newest list with every pair and where it stands; the form for another one."""
    return _page(request)


def _page(request: CaseRequest, **more: Any) -> HttpResponse:
    case, lang = request.case, request.lang
    said, write = words(lang), Writer.of("match", lang)
    listing = Listing.objects.filter(case=case).first()
    job = Job.objects.filter(case=case, kind=Kind.MATCH).first()
    counts = register_of(case)
    stage = request.GET.get("stage", "")
    rows = Pair.objects.filter(case=case, **({"stage": stage} if stage in STEPS else {}))
    shown = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    summary = listing.summary if listing is not None and listing.ready else None
    page = {
        "pairs": [_pair(p, case, write, said, lang) for p in shown], "page": shown, "listing": listing,
        "summary": summary, "notes": [n[lang] for n in summary["notes"]] if summary else [],
        "skills": [n[lang] for n in summary["missing_skills"]] if summary else [],
        "job": described(job, lang) if job is not None and (job.is_open or described(job, lang)["failed"]) else None,
        "stages": [(s, stage_name(s, said, lang), counts.get(s, 0)) for s in STEPS if counts.get(s)],
        "chosen": stage, "kept": {s: rolls.newest(case, s) for s in (SUPPLIER, DEMAND)},
        "asked": {"assign": "welfare", "by": "fit", "budget": "", "most": ""}, "faults": [], "wrong": [], **more,
    }  # fmt: skip
    return render(request, "match/room.html", page)


def _pair(p: Pair, case: Any, write: Writer, said: Any, lang: str) -> dict[str, Any]:
    """A pair as the pages show it."""
    p.case = case  # its address would ask the database for it, one by one
    use, savings = p.told["use"], p.told["savings"]
    return {
        "row": p, "url": p.get_absolute_url(), "fit": write.share(p.fit), "reasons": p.told["reasons"][lang],
        "use": f"{write.share(use['mean'])} ({write.share(use['p10'])}–{write.share(use['p90'])})",
        "savings": "–" if savings is None else
        f"{write.amount(savings['mean'], 2)} ({write.amount(savings['p10'], 2)}–{write.amount(savings['p90'], 2)})",
        "voucher": write.amount(p.told["voucher"], 3), "stage": stage_name(p.stage, said, lang),
        "is_over": p.stage in ("declined", "ended"), "is_on": p.stage in ("met", "pilot", "contract", "use"),
    }  # fmt: skip


def make(request: CaseRequest) -> HttpResponse:
    """Take both tables, check them, and ask for a list. Every fault of both tables is shown at once."""
    case, said = request.case, words(request.lang)
    asked = {name: request.POST.get(name, "").strip() for name in ASKED}
    try:
        options = _options(asked, said)
        tables = {
            side: rolls.chosen(case, side, request.POST.get(f"{side}_from", ""), request.FILES.get(f"{side}_file"))
            for side in (SUPPLIER, DEMAND)
        }
        market = rolls.read(tables[SUPPLIER], tables[DEMAND], *rolls.readers())
    except InputFaults as error:
        shown = [_fault(f, request.lang) for f in error.faults[:SHOWN_FAULTS]]
        answer = _page(request, faults=shown, asked=asked, n_faults=len(error.faults))
        answer.status_code = 422
        return answer
    except PodobatError as error:
        answer = _page(request, wrong=[error.text(request.lang)], asked=asked)
        answer.status_code = 422
        return answer
    firms = {SUPPLIER: len(market.suppliers), DEMAND: len(market.demands)}
    kept = {s: rolls.keep(case, s, *tables[s], firms[s], request.user) for s in (SUPPLIER, DEMAND)}
    listing = Listing.objects.create(
        case=case, suppliers=kept[SUPPLIER], demands=kept[DEMAND], options=options, created_by=request.user
    )
    audit(request, "match.asked", str(listing.pk), suppliers=firms[SUPPLIER], demands=firms[DEMAND], options=options)
    ask(case, Kind.MATCH, {"listing": listing.pk}, key=str(listing.pk), user=request.user)
    messages.success(request, said("match.asked"))
    return redirect("match:room", case=case.slug)


def _options(asked: dict[str, str], said: Any) -> dict[str, Any]:
    """What `match` is asked, checked. Raises CannotRun."""
    options: dict[str, Any] = {"assign": asked["assign"] or "welfare", "by": asked["by"] or "fit"}
    for name, kind in (("budget", float), ("most", int)):
        if asked[name]:
            try:
                options[name] = kind(asked[name].replace(",", ""))
            except ValueError:
                raise CannotRun(_number(name, asked[name])) from None
    checked(Options(**options))
    return options


def _number(name: str, value: str) -> Any:
    from podobat.texts import Text

    return Text.each(lambda lang: words(lang)("match.not_a_number", name=words(lang)(f"match.{name}"), value=value))


def _fault(fault: Any, lang: str) -> dict[str, Any]:
    return {"file": fault.file, "line": fault.line, "where": fault.path, "found": fault.found[lang],
            "allowed": fault.allowed[lang], "remedy": fault.remedy[lang]}  # fmt: skip


def pair(request: CaseRequest, id: int) -> HttpResponse:
    """One pair: both firms, why they fit, what may come of it, where it stands and every step so far."""
    return _pair_page(request, _found(request, id))


def _pair_page(request: CaseRequest, found: Pair, **more: Any) -> HttpResponse:
    lang, said = request.lang, words(request.lang)
    steps = [{"stage": stage_name(s.stage, said, lang), "row": s,
              "by": said(f"match.by_{s.by_firm}") if s.by_firm else s.who} for s in found.steps.all()]  # fmt: skip
    page = {
        "pair": _pair(found, request.case, Writer.of("match", lang), said, lang), "steps": steps, "links": [],
        "stages": [(s, stage_name(s, said, lang)) for s in STAGES], "wrong": [], "reason": "",
        "likely": found.stage if found.stage in STAGES else "met", **more,
    }  # fmt: skip
    return render(request, "match/pair.html", page)


def _found(request: CaseRequest, id: int) -> Pair:
    rows = Pair.objects.filter(case=request.case, pk=id).select_related("demand_entry", "supplier_entry", "listing")
    found = rows.first()
    if found is None:
        raise Http404
    found.case = request.case
    return found


def step(request: CaseRequest, id: int) -> HttpResponse:
    """Accept, decline, or note what became of a pair."""
    found, post = _found(request, id), request.POST
    version = post.get("version", "")
    try:
        set_stage(request, found, post.get("stage", ""), reason=post.get("reason", ""), day=post.get("day", ""),
                  version=int(version) if version.isdigit() else None)  # fmt: skip
    except PodobatError as error:
        wrong = [error.text(request.lang)]
        answer = _pair_page(request, _found(request, id), wrong=wrong, reason=post.get("reason", ""))
        answer.status_code = 422
        return answer
    messages.success(request, words(request.lang)("match.saved"))
    return redirect(found)


def invite(request: CaseRequest, id: int) -> HttpResponse:
    """Give both firms a link to their own pairs; the links are shown this once."""
    found = _found(request, id)
    tokens = give_links(request, found)
    links = [
        {"side": side, "name": getattr(found, f"{side}_name"), "url": request.build_absolute_uri(
            reverse("match:own", kwargs={"token": token}))}
        for side, token in tokens.items()
    ]  # fmt: skip
    return _pair_page(request, _found(request, id), links=links)


def register(request: CaseRequest, format: str) -> HttpResponse:
    """The outcome register as a table that `podobat match --outcomes` reads."""
    known_format(format)
    head = ("demand", "demand_name", "supplier", "supplier_name", "stage", "reason", "day")
    rows = []
    for p in Pair.objects.filter(case=request.case, stage__in=tuple(STAGES)).prefetch_related("steps"):
        last = next(iter(p.steps.all()), None)
        day = last.day.isoformat() if last is not None else ""
        rows.append((p.demand, p.demand_name, p.supplier, p.supplier_name, p.stage, p.reason, day))
    audit(request, "match.exported", format, pairs=len(rows))
    if format == "csv":
        return csv_response("outcomes.csv", head, rows)  # pyright: ignore[reportReturnType]
    return xlsx_response("outcomes.xlsx", [Sheet("outcomes", head, rows)])
