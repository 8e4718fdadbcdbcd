"""Pages of the plan: a new case, the plan that holds, its versions and its folder."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from podobat.errors import PodobatError
from podobat.units import Lang
from podobat.web.core.audit import audit
from podobat.web.core.models import Case, CaseRequest
from podobat.web.core.roles import Role
from podobat.web.core.texts import words
from podobat.web.plans import services
from podobat.web.plans.calendar import calendar_of
from podobat.web.plans.files import Files, files_in_zip, zip_of
from podobat.web.plans.forms import NewCase, fault_of, free_id
from podobat.web.plans.models import ORIGINS, Version
from podobat.web.plans.page import plan_page
from podobat.web.plans.starting import continued, copied, from_table, from_template, id_in, renamed
from podobat.web.tables.responses import named

A_PAGE = 30


def new(request: HttpRequest) -> HttpResponse:
    """Begin a case: every way ends in a draft."""
    lang: str = request.lang  # type: ignore[attr-defined]
    form = NewCase(request.POST or None, request.FILES or None, lang=lang, cases=_readable(request),
                   initial={"way": "template"})  # fmt: skip
    faults: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            case, notes = _begun(request, form.cleaned_data, lang)
        except PodobatError as error:
            faults = error.text(lang).splitlines()
        else:
            for note in notes[:8]:
                messages.info(request, note)
            messages.success(request, words(lang)("plans.begun", name=case.name(lang)))
            return redirect("plans:edit", case=case.slug)
    status = 422 if form.errors or faults else 200
    return render(request, "plans/new.html", {"form": form, "faults": faults}, status=status)


def _readable(request: HttpRequest) -> QuerySet[Case]:
    """Published cases this person takes part in, or that anyone may read."""
    cases = Case.objects.exclude(folder="")
    if getattr(request.user, "is_superuser", False):
        return cases
    return cases.filter(pk__in=request.user.memberships.values("case_id")) | cases.filter(is_public=True)  # type: ignore[union-attr]


def _begun(request: HttpRequest, given: dict[str, Any], lang: str) -> tuple[Case, list[str]]:
    """The case that was asked for, and what to know of how it was read. Raises PodobatError with all faults."""
    way, id = given["way"], given["short"]
    name, notes = (given["name_ko"], given["name_en"] or given["name_ko"]), []
    if way == "upload":
        files = files_in_zip(given["file"].read(), given["file"].name)
        if not id:
            id = id_in(files)
            id = id if not fault_of(id) else free_id(id if fault_of(id) != "short_unusable" else "my-cluster")
        files = renamed(files, id)
        name = _name_in(files, id)
    elif way == "table":
        files, notes = from_table(given["file"].read(), given["file"].name, id, name, lang)
    elif way in ("copy", "continuation"):
        other = given["other"]
        held = services.current(other)
        make = copied if way == "copy" else continued
        files = make(held.files if held else {}, id, name)
    else:
        files = from_template(id)
        files = copied(files, id, name)
    return services.begin(request, id, name, files, way if way != "template" else "template"), notes


def _name_in(files: Files, id: str) -> tuple[str, str]:
    from podobat.web.plans.tree import read, value_at

    doc = read(files["plan.yaml"])
    ko = str(value_at(doc, ("name", "ko")) or id)[:200]
    return ko, str(value_at(doc, ("name", "en")) or ko)[:200]


def plan(request: CaseRequest) -> HttpResponse:
    """The plan that holds: targets, budget by year, milestones, what its numbers imply beside other cases."""
    lang = cast(Lang, request.lang)
    draft = Version.objects.filter(case=request.case, number=None).first()
    page = plan_page(request.case.read(), lang)
    page |= {"draft": draft, "version": Version.objects.filter(case=request.case).exclude(number=None).first()}
    return render(request, "plans/plan.html", page)


def calendar(request: CaseRequest) -> HttpResponse:
    """Milestones and the dates of targets for anybody's calendar."""
    text = calendar_of(request.case.read().plan, request.case.slug, cast(Lang, request.lang))
    return named(HttpResponse(text, content_type="text/calendar; charset=utf-8"), f"{request.case.slug}.ics")


def versions(request: CaseRequest) -> HttpResponse:
    """Every version: who, when, why."""
    if request.case.folder:
        services.current(request.case)  # a folder that was changed by hand becomes a version
    listed = Version.objects.filter(case=request.case).select_related("by")
    page = Paginator(listed.exclude(number=None), A_PAGE).get_page(request.GET.get("page"))
    rows = [{"v": v, "origin": ORIGINS[v.origin][request.lang]} for v in page]
    draft = listed.filter(number=None).first()
    return render(request, "plans/versions.html", {"rows": rows, "page": page, "draft": draft})


def _version(request: CaseRequest, number: int) -> Version:
    found = Version.objects.filter(case=request.case, number=number).select_related("by").first()
    if found is None:
        raise Http404
    found.case = request.case
    return found


def version(request: CaseRequest, number: int) -> HttpResponse:
    """One version and what it changed against the one before it, or against another (`?against=`)."""
    shown = _version(request, number)
    asked = str(request.GET.get("against", ""))
    against = int(asked) if asked.isdigit() and len(asked) < 9 else number - 1
    before = Version.objects.filter(case=request.case, number=against).first()
    changes = services.differences(before.files if before else {}, shown.files)
    others = Version.objects.filter(case=request.case).exclude(number=None).exclude(pk=shown.pk)
    return render(request, "plans/version.html", {
        "v": shown, "origin": ORIGINS[shown.origin][request.lang], "before": before, "changes": changes,
        "others": list(others.values_list("number", flat=True)[:100]),
    })  # fmt: skip


def restore(request: CaseRequest, number: int) -> HttpResponse:
    """A draft with the files of an earlier version."""
    services.restore(request, _version(request, number))
    messages.success(request, words(request.lang)("plans.restored", n=number))
    return redirect("plans:edit", case=request.case.slug)


def download(request: CaseRequest) -> HttpResponse:
    """The folder of the case as it holds now; the records come along for those who may export them."""
    held = services.current(request.case)
    if held is None:
        raise Http404
    records = request.role >= Role.OFFICER
    files = services.whole_folder(request.case, held) if records else dict(held.files)
    return _packed(request, files, f"{request.case.slug}-{services.stamp()}", records)


def download_version(request: CaseRequest, number: int) -> HttpResponse:
    """The folder as it was in one version, without records."""
    found = _version(request, number)
    return _packed(request, dict(found.files), f"{request.case.slug}-v{number}", records=False)


def _packed(request: CaseRequest, files: Files, stem: str, records: bool) -> HttpResponse:
    if request.user.is_authenticated:
        audit(request, "plan.exported", stem, records=records)
    return named(HttpResponse(zip_of(files, request.case.slug), content_type="application/zip"), f"{stem}.zip")
