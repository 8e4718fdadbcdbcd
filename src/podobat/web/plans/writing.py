"""Writing a draft: the form, the check beside it, its files as text, publishing it."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from podobat.errors import InputFaults
from podobat.plan.read import SOURCE_COLUMNS
from podobat.units import Lang
from podobat.web.core.models import CaseRequest
from podobat.web.core.texts import words
from podobat.web.plans import services
from podobat.web.plans.checking import checked, told
from podobat.web.plans.draft import grown, scale_of, typed, without
from podobat.web.plans.fields import Section, fields_of, sections_of
from podobat.web.plans.files import LARGEST, Files
from podobat.web.plans.models import Version
from podobat.web.plans.page import form_page, ratio_rows
from podobat.web.plans.starting import put_source, source_rows
from podobat.web.plans.tree import read, text_of

SECTIONS = ("targets", "programmes", "milestones", "sectors")


def edit(request: CaseRequest) -> HttpResponse:
    """The form of the draft; POST saves it, adds an item or takes one off."""
    draft = services.draft_of(request.case, request.user)
    try:
        doc = read(draft.files.get("plan.yaml", ""))
    except ValueError:
        return redirect("plans:file", case=request.case.slug)
    if request.method != "POST":
        return _form(request, draft, doc, draft.files, draft.serial)
    serial = _number(request.POST.get("serial", ""))
    place = _typed(request, doc)
    files = _files_of(request, draft.files, doc)
    try:
        services.save(request, draft, files, serial)
    except services.Outdated:
        messages.error(request, words(request.lang)("plans.outdated"))
        answer = _form(request, draft, doc, files, serial)
        answer.status_code = 409
        return answer
    if place:
        return redirect(f"{request.path}#{place}")
    messages.success(request, words(request.lang)("plans.saved"))
    return redirect("plans:edit", case=request.case.slug)


def _typed(request: CaseRequest, doc: Any) -> str:
    """What was typed goes into the tree, then an item is added or taken off; returns where to look next."""
    sections = sections_of(doc, request.lang)
    typed(doc, request.POST, sections, scale_of(doc, request.lang)[0])  # type: ignore[arg-type]
    section, _, kind = str(request.POST.get("add", "")).partition(":")
    if section in SECTIONS:
        return f"{section}-{grown(doc, section, str(request.POST.get(f'new-{section}', kind)))}"
    section, _, at = str(request.POST.get("remove", "")).partition(":")
    if section in SECTIONS and at.isdigit() and len(at) < 5:
        without(doc, section, int(at))
        return section
    return ""


def _files_of(request: CaseRequest, files: Files, doc: Any) -> Files:
    """The files of the draft with the form's plan and the form's sources in them."""
    made = {**files, "plan.yaml": text_of(doc)}
    if "sources-0-id" in request.POST or "sources-new-id" in request.POST:
        rows = [_row(request, str(n)) for n in range(len(source_rows(files)) + 1)]
        if str(request.POST.get("sources-new-id", "")).strip():
            rows.append(_row(request, "new"))
        made = put_source(made, rows)
    return made


def _row(request: CaseRequest, n: str) -> dict[str, str]:
    return {c: " ".join(str(request.POST.get(f"sources-{n}-{c}", "")).split()) for c in SOURCE_COLUMNS}


def _number(text: Any) -> int:
    return int(text) if str(text).isdigit() and len(str(text)) < 9 else 0


def _form(request: CaseRequest, draft: Version, doc: Any, files: Files, serial: int) -> HttpResponse:
    lang = cast(Lang, request.lang)
    sections = sections_of(doc, lang)
    page = form_page(doc, sections, request.case, lang)
    page |= {
        "draft": draft,
        "serial": serial,
        "sources": source_rows(files),
        "columns": SOURCE_COLUMNS,
        "names": sorted(n for n in files if n.endswith((".yaml", ".csv"))),
        **_found(request, files, doc, sections),
    }
    return render(request, "plans/edit.html", page)


def _found(request: CaseRequest, files: Files, doc: Any, sections: list[Section]) -> dict[str, Any]:
    """What the check says, for the panel beside the form."""
    lang = cast(Lang, request.lang)
    found = checked(files, request.case.slug)
    names = {field.name for field in fields_of(sections)}
    ratios = ratio_rows(found.ratios, lang, found.case.plan) if found.case is not None else []
    return {"ok": found.case is not None, "n_faults": len(found.faults), "faults": told(found.faults, doc, names, lang),
            "ratios": ratios, "fingerprint": found.case.plan.fingerprint if found.case else ""}  # fmt: skip


def check(request: CaseRequest) -> HttpResponse:
    """The panel for what is typed at this moment; nothing is saved."""
    draft = services.draft_of(request.case, request.user)
    try:
        doc = read(draft.files.get("plan.yaml", ""))
    except ValueError:
        raise Http404 from None
    _typed(request, doc)
    files = _files_of(request, draft.files, doc)
    return render(request, "plans/checked.html", _found(request, files, doc, sections_of(doc, request.lang)))


def file(request: CaseRequest) -> HttpResponse:
    """One file of the draft as text: whatever the form has no field for."""
    draft, said = services.draft_of(request.case, request.user), words(request.lang)
    name = str((request.POST if request.method == "POST" else request.GET).get("name", "plan.yaml"))
    if name not in draft.files:
        raise Http404
    text, wrong, serial = draft.files[name], "", draft.serial
    if request.method == "POST":
        text, serial = str(request.POST.get("text", "")).replace("\r\n", "\n"), _number(request.POST.get("serial", ""))
        wrong = _unreadable(name, text, request.lang)
        if not wrong:
            try:
                services.save(request, draft, {**draft.files, name: text}, serial)
            except services.Outdated:
                wrong = said("plans.outdated")
            else:
                messages.success(request, said("plans.saved"))
                return redirect(f"{request.path}?name={name}")
    found = checked({**draft.files, name: text}, request.case.slug)
    page = {"name": name, "text": text, "serial": serial, "wrong": wrong, "names": sorted(draft.files),
            "ok": found.case is not None, "n_faults": len(found.faults),
            "faults": told(found.faults, None, (), request.lang)}  # fmt: skip
    return render(request, "plans/file.html", page, status=422 if wrong else 200)


def _unreadable(name: str, text: str, lang: str) -> str:
    """Why a text cannot be kept even as a draft: the form could not be made of it."""
    if len(text.encode()) > LARGEST:
        return words(lang)("plans.too_large")
    if name == "plan.yaml":
        try:
            read(text)
        except ValueError as error:
            return words(lang)("plans.no_yaml", why=str(error))
    return ""


def discard(request: CaseRequest) -> HttpResponse:
    """Throw the draft away."""
    services.discard(request)
    messages.success(request, words(request.lang)("plans.discarded"))
    return redirect("plans:plan" if request.case.folder else "plans:edit", case=request.case.slug)


def publish(request: CaseRequest) -> HttpResponse:
    """Make the draft the plan of the case, or say what keeps it from being one."""
    said = words(request.lang)
    draft = Version.objects.filter(case=request.case, number=None).first()
    if draft is None:
        messages.error(request, said("plans.no_draft"))
        return redirect("plans:plan", case=request.case.slug)
    if draft.serial != _number(request.POST.get("serial", "")):
        messages.error(request, said("plans.outdated"))
        return redirect("plans:edit", case=request.case.slug)
    why = " ".join(str(request.POST.get("why", "")).split())
    try:
        services.publish(request, draft, why)
    except InputFaults as error:
        messages.error(request, said("plans.not_published", n=len(error.faults)))
        return redirect("plans:edit", case=request.case.slug)
    messages.success(request, said("plans.published"))
    return redirect("dashboard:home", case=request.case.slug)
