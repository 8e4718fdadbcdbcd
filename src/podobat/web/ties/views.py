"""Agreements with their steps, missions with cost and result, and the network of who has worked with whom."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from podobat.match.network import Network, Node, network_of
from podobat.show.writer import Writer
from podobat.texts import LANGUAGES
from podobat.web.core.audit import audit
from podobat.web.core.models import Case, CaseRequest
from podobat.web.core.roles import Role
from podobat.web.core.texts import words
from podobat.web.directory.models import Support
from podobat.web.directory.people import groups_of, summary_for
from podobat.web.match.models import Pair
from podobat.web.plans.tree import text_of
from podobat.web.tables.responses import csv_response, known_format, xlsx_response
from podobat.web.tables.sheets import Sheet
from podobat.web.ties.conversion import conversion, elsewhere, share_of
from podobat.web.ties.forms import AgreementForm, MissionForm, StepForm
from podobat.web.ties.models import ENDED, LADDER, PARTNERS, STEPS, Agreement, Mission, Step

A_PAGE = 40
SHOWN = 12  # brokers and firms without ties that the page names
WORKED = ("pilot", "contract", "use", "ended")
REGION = "region"  # the node that stands for the cluster's own office


def agreements(request: CaseRequest) -> HttpResponse:
    """Every agreement, what is due first before; how many reached each step."""
    case, lang = request.case, request.lang
    found = Agreement.objects.filter(case=case).select_related("organisation")
    step = request.GET.get("step", "")
    shown = Paginator(found.filter(step=step) if step in STEPS else found, A_PAGE).get_page(request.GET.get("page"))
    today, rows = timezone.localdate(), []
    for each in shown:
        each.case = case
        rows.append({"row": each, "kind": PARTNERS[each.kind][lang], "step": STEPS[each.step][lang],
                     "late": each.next_day is not None and each.next_day < today and each.step != ENDED})  # fmt: skip
    counts = dict(Agreement.objects.filter(case=case).values_list("step").annotate(n=Count("id")).order_by())
    page = {
        "rows": rows, "page": shown, "chosen": step, **_converted(case, lang),
        "steps": [(id, name[lang], counts[id]) for id, name in STEPS.items() if counts.get(id)],
    }  # fmt: skip
    return render(request, "ties/agreements.html", page)


def _converted(case: Case, lang: str) -> dict[str, Any]:
    write = Writer.of("match", lang)
    furthest = Agreement.objects.filter(case=case).values_list("furthest", flat=True)
    found = [
        {"from": STEPS[LADDER[LADDER.index(r.step) - 1]][lang], "to": STEPS[r.step][lang], "n": r.n, "of": r.of,
         "share": write.share(r.share), "low": write.share(r.low), "high": write.share(r.high)}
        for r in conversion(furthest)
    ]  # fmt: skip
    known = [{"what": what[lang], "share": write.share(share)}
             for what, share in elsewhere()]  # fmt: skip
    return {"converted": found, "elsewhere": known}


def agreement(request: CaseRequest, id: int) -> HttpResponse:
    """One agreement with every step."""
    return _agreement_page(request, _found(request, id))


def _found(request: CaseRequest, id: int) -> Agreement:
    rows = Agreement.objects.filter(case=request.case, pk=id).select_related("organisation", "mission")
    found = rows.first()
    if found is None:
        raise Http404
    found.case = found.organisation.case = request.case
    return found


def _agreement_page(request: CaseRequest, found: Agreement, form: StepForm | None = None) -> HttpResponse:
    start = {"day": timezone.localdate(), "version": found.version, "step": found.step, "next_day": found.next_day,
             "next_what": found.next_what}  # fmt: skip
    page = {
        "agreement": found, "kind": PARTNERS[found.kind][request.lang], "step": STEPS[found.step][request.lang],
        "steps": [{"row": s, "name": STEPS[s.step][request.lang]} for s in found.steps.all()],
        "form": form or StepForm(lang=request.lang, initial=start),
    }  # fmt: skip
    answer = render(request, "ties/agreement.html", page)
    answer.status_code = 422 if form is not None else 200
    return answer


def agreement_new(request: CaseRequest) -> HttpResponse:
    """An agreement with a firm or body of the directory."""
    start = {"day": timezone.localdate(), "step": "talk"}
    form = AgreementForm(request.POST if request.method == "POST" else None, lang=request.lang, case=request.case,
                         initial=start)  # fmt: skip
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        where, day = typed.pop("where"), typed.pop("day")
        with transaction.atomic():
            furthest = typed["step"] if typed["step"] != ENDED else "talk"
            made = Agreement.objects.create(case=request.case, abroad=where == "abroad", inside=where == "inside",
                                            furthest=furthest, **typed)  # fmt: skip
            Step.objects.create(agreement=made, step=made.step, day=day, who=request.user.get_username())
            audit(request, "agreement.made", str(made), agreement=made.pk, step=made.step)
        return redirect(made)
    return _form(request, form, words(request.lang)("ties.new"))


def _form(request: CaseRequest, form: Any, title: str) -> HttpResponse:
    answer = render(request, "ties/form.html", {"form": form, "title": title})
    answer.status_code = 422 if form.is_bound and form.errors else 200
    return answer


def agreement_step(request: CaseRequest, id: int) -> HttpResponse:
    """A step is reached, or it ends; what is next."""
    found, form = _found(request, id), StepForm(request.POST, lang=request.lang)
    if not form.is_valid():
        return _agreement_page(request, found, form)
    typed, said = form.cleaned_data, words(request.lang)
    with transaction.atomic():
        now = Agreement.objects.select_for_update().get(pk=found.pk)
        if now.version != typed["version"]:
            form.add_error(None, said("ties.overtaken"))
            return _agreement_page(request, found, form)
        now.step, now.next_day, now.next_what = typed["step"], typed["next_day"], typed["next_what"]
        if now.step != ENDED and LADDER.index(now.step) > LADDER.index(now.furthest):
            now.furthest = now.step
        now.version += 1
        now.save()
        Step.objects.create(agreement=now, step=now.step, day=typed["day"], note=typed["note"],
                            who=request.user.get_username())  # fmt: skip
        audit(request, "agreement.step", str(found), agreement=now.pk, step=now.step)
    messages.success(request, said("ties.saved"))
    return redirect(found)


def missions(request: CaseRequest) -> HttpResponse:
    """Missions: what each cost and brought, and which agreements came of it; POST notes one."""
    form = MissionForm(request.POST if request.method == "POST" else None, lang=request.lang)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            made = Mission.objects.create(case=request.case, **form.cleaned_data)
            audit(request, "mission.noted", str(made), cost=made.cost)
        return redirect("ties:missions", case=request.case.slug)
    write, rows = Writer.of("match", request.lang), []
    for m in Mission.objects.filter(case=request.case).prefetch_related("agreements"):
        came = list(m.agreements.all())
        signed = sum(LADDER.index(a.furthest) >= LADDER.index("memorandum") for a in came)
        rows.append({"row": m, "cost": write.amount(m.cost, 3), "agreements": len(came), "signed": signed,
                     "each": write.amount(m.cost / signed, 3) if signed else "–"})  # fmt: skip
    answer = render(request, "ties/missions.html", {"rows": rows, "form": form})
    answer.status_code = 422 if form.is_bound and form.errors else 200
    return answer


def network(request: CaseRequest) -> HttpResponse:
    """How open the collaboration is, in numbers; firms by name only for the office."""
    write, lang = Writer.of("match", request.lang), request.lang
    nodes, ties = ties_of(request.case)
    found = network_of(nodes, ties)
    office = request.role is not None and request.role >= 2
    supported = _supported(request.case)
    alone = [nodes[id].name for id in found.alone if id != REGION]
    alone += [name for id, name in supported.items() if id not in nodes]
    page = {
        "n": len(nodes), "ties": len(found.ties), "groups": found.groups[:5], "alone": len(alone),
        "openness": write.share(found.openness) if found.openness is not None else "–",
        **_for_a_plan(write, nodes, supported, found, office),
        **_secured(request, write),
        "mixing": write.share(found.mixing) if found.mixing is not None else "–",
        "brokers": [(nodes[id].name, write.share(share)) for id, share in found.brokers[:SHOWN]] if office else [],
        "names_alone": alone[:SHOWN] if office else [],
        **_converted(request.case, lang),
    }  # fmt: skip
    return render(request, "ties/network.html", page)


def _supported(case: Case) -> dict[str, str]:
    """Firms of the directory that were supported, by id."""
    rows = Support.objects.filter(case=case, withdrawn=False, organisation__merged_into=None)
    named = rows.order_by("organisation__name", "organisation_id").values_list("organisation_id", "organisation__name")
    return {f"o{id}": name for id, name in named.distinct()}


def _for_a_plan(
    write: Writer, nodes: Mapping[str, Node], supported: Collection[str], found: Network, office: bool
) -> dict[str, Any]:
    """The share of the region's suppliers and supported firms that have a tie, and the lines for the next phase's plan.

    The denominator is everyone of whom the directory would know: firms that were supported, and suppliers of pairs.
    """
    firms = {id for id, node in nodes.items() if node.inside and node.sector != "demand"} - {REGION}
    firms |= {id for id in supported if id not in nodes or (nodes[id].inside and nodes[id].sector != "demand")}
    if not firms:
        return {"tied": "–"}
    tied = len(firms & {id for tie in found.ties for id in tie})
    share, low, high = share_of(tied, len(firms))
    counts = {"tied": f"{tied:,}", "firms": f"{len(firms):,}", "day": timezone.localdate().isoformat()}
    span = write.join(write.share(low).removesuffix("%"), write.share(high))
    because = {lang: words(lang)("ties.plan_assumed", **counts) for lang in LANGUAGES}
    given = {"ties": {"share": {"value": float(f"{share:.3g}"), "assumed": because}}}
    return {"tied": f"{write.share(share)} ({span})", "yaml": text_of(given) if office else ""}


def _secured(request: CaseRequest, write: Writer) -> dict[str, Any]:
    """People trained, and those of them secured for the region: found here, and everyone who may be; for readers no
    small cell."""
    readers = request.role is None or request.role < Role.OFFICER
    group = summary_for(groups_of(request.case), readers=readers).together
    if not group.total:
        return {"trained": None}
    bounds = group.bounds
    span = write.join(write.share(bounds.share_low).removesuffix("%"), write.share(bounds.share_high))
    return {"trained": f"{group.total:,}", "secured": f"{group.inside:,}", "secured_share": span}


def ties_of(case: Case) -> tuple[dict[str, Node], list[tuple[str, str]]]:
    """Everyone in pairs and agreements, and who has worked with whom: pairs from the pilot on, agreements from the
    contract on (with the cluster's office)."""
    nodes: dict[str, Node] = {REGION: Node(words("ko")("ties.office_node"))}
    ties = []
    for pair in Pair.objects.filter(case=case):
        ends = []
        for side in ("demand", "supplier"):
            entry = getattr(pair, f"{side}_entry_id")
            id = f"o{entry}" if entry else f"{side}:{getattr(pair, side)}"
            nodes.setdefault(id, Node(getattr(pair, f"{side}_name"), side))
            ends.append(id)
        if pair.stage in WORKED:
            ties.append((ends[0], ends[1]))
    for a in Agreement.objects.filter(case=case).select_related("organisation"):
        id = f"o{a.organisation_id}"  # type: ignore[attr-defined]
        nodes[id] = Node(a.organisation.name, a.sector or a.kind, a.inside)
        if LADDER.index(a.furthest) >= LADDER.index("contract"):
            ties.append((REGION, id))
    return nodes, ties


def export(request: CaseRequest, format: str) -> HttpResponse:
    """Every agreement as a table."""
    known_format(format)
    head = ("partner", "registration", "kind", "subject", "abroad", "step", "furthest", "next day", "next", "office")
    rows = [
        (a.organisation.name, a.organisation.number, a.kind, a.subject, "1" if a.abroad else "", a.step, a.furthest,
         a.next_day.isoformat() if a.next_day else "", a.next_what, a.office)
        for a in Agreement.objects.filter(case=request.case).select_related("organisation")
    ]  # fmt: skip
    audit(request, "agreement.exported", format, agreements=len(rows))
    if format == "csv":
        return csv_response("agreements.csv", head, rows)  # pyright: ignore[reportReturnType]
    return xlsx_response("agreements.xlsx", [Sheet("agreements", head, rows)])
