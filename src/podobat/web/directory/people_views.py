"""Pages of trainees: counts with bounds for everyone, single trainees under their codes for officers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from podobat.web.book.filters import CappedPaginator
from podobat.web.book.models import iso
from podobat.web.book.writing import Stale
from podobat.web.core.audit import audit
from podobat.web.core.models import CaseRequest
from podobat.web.core.roles import Role
from podobat.web.core.texts import words
from podobat.web.directory import writing
from podobat.web.directory.forms import FollowUpForm, TraineeForm
from podobat.web.directory.history import history_of
from podobat.web.directory.models import STATUSES, Trainee
from podobat.web.directory.people import SMALLEST, Group, groups_of, live_trainees, summary_for
from podobat.web.directory.views import number_in
from podobat.web.tables.private import private_in

A_PAGE = 50


def _shown(group: Group, label: str) -> dict[str, Any]:
    bounds = group.bounds
    return {
        "label": label, "group": group,
        "low": round(100 * bounds.share_low), "high": round(100 * bounds.share_high),
        "traced": None if bounds.share_traced is None else round(100 * bounds.share_traced),
    }  # fmt: skip


def people(request: CaseRequest) -> HttpResponse:
    """Where trainees went, course by course, with lower and upper shares; no small cells for readers."""
    readers = request.role < Role.OFFICER
    summary = summary_for(groups_of(request.case), readers=readers)
    said = words(request.lang)
    rows = [_shown(g, f"{g.course} ({g.year})" if g.year else said("directory.people.pooled")) for g in summary.groups]
    whole = _shown(summary.together, said("directory.people.together"))
    context = {
        "rows": rows,
        "whole": whole if rows else None,
        "summary": summary,
        "smallest": SMALLEST,
        "readers": readers,
    }
    return render(request, "directory/people.html", context)


def trainees(request: CaseRequest) -> HttpResponse:
    """Single trainees by code, filtered by course and by where they were last found."""
    rows = live_trainees(request.case).order_by("-completed", "code")
    course, status = request.GET.get("course", "").strip()[:100], request.GET.get("status", "")
    code = request.GET.get("code", "").strip().upper()[:12]
    if course:
        rows = rows.filter(course=course)
    if code:
        rows = rows.filter(code__startswith=code)
    if status in STATUSES:
        rows = (
            rows.filter(status=status)
            if status != "untraced"
            else rows.exclude(status__in=["inside", "outside", "looking"])
        )
    paginator = CappedPaginator(rows, A_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    lang = request.lang
    listed = [{"t": t, "status": STATUSES[t.status or "untraced"][lang], "found": iso(t.found)} for t in page]  # type: ignore[attr-defined]
    courses = (
        Trainee.objects.filter(case=request.case, withdrawn=False).order_by("course").values_list("course", flat=True)
    )
    context = {
        "page": page, "rows": listed, "courses": courses.distinct()[:500], "course": course, "status": status,
        "code": code,
        "statuses": [(id, name[lang]) for id, name in STATUSES.items()], "capped": paginator.capped,
    }  # fmt: skip
    return render(request, "directory/trainees.html", context)


def _trainee(request: CaseRequest, code: str) -> Trainee:
    return get_object_or_404(Trainee.objects.select_related("case"), code=code, case=request.case)


def trainee(request: CaseRequest, code: str) -> HttpResponse:
    """One trainee: course, follow-ups, history; a form for the next follow-up."""
    found = _trainee(request, code)
    form = FollowUpForm(
        request.POST or None, case=request.case, lang=request.lang, completed=found.completed,
        initial={"version": found.version},
    )  # fmt: skip
    said, status = words(request.lang), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                with transaction.atomic():
                    version = number_in(request.POST.get("version"))
                    writing.follow_up(found, version, form.read, request.user)
                    audit(
                        request, "trainee.followed", found.code, status=form.read["status"], day=iso(form.read["day"])
                    )
            except Stale:
                found.refresh_from_db()
                form.data = form.data.copy()
                form.data["version"] = str(found.version)
                form.add_error(None, said("directory.overtaken"))
                status = 409
            else:
                messages.success(request, said("directory.saved"))
                return redirect(found)
    programmes = {p.id: p.name[request.lang] for p in request.case.read().plan.programmes}
    context = {
        "trainee": found, "form": form, "programme": programmes.get(found.programme, found.programme),
        "follow_ups": [(f, f.status_name(request.lang)) for f in found.follow_ups.all()],
        "history": history_of("trainee", [found.pk], request.lang),
    }  # fmt: skip
    return render(request, "directory/trainee.html", context, status=status)


def trainee_new(request: CaseRequest) -> HttpResponse:
    """A new trainee gets a chance code."""
    plan = request.case.read().plan
    form = TraineeForm(request.POST or None, case=request.case, lang=request.lang, plan=plan)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            (made,) = writing.new_trainees(request.case, [{**form.fields_of_model(), "follow_ups": []}], request.user)
            audit(request, "trainee.entered", made.code)
        messages.success(request, words(request.lang)("directory.code_given", code=made.code))
        return redirect(made)
    return render(request, "directory/trainee_form.html", {"form": form}, status=422 if form.errors else 200)


def trainee_edit(request: CaseRequest, code: str) -> HttpResponse:
    """Correct course, programme, day of completion or note."""
    found = _trainee(request, code)
    first = {
        "course": found.course, "programme": found.programme, "completed": iso(found.completed), "note": found.note,
        "version": found.version,
    }  # fmt: skip
    form = TraineeForm(
        request.POST or None, case=request.case, lang=request.lang, plan=request.case.read().plan, correcting=True,
        initial=first,
    )  # fmt: skip
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                with transaction.atomic():
                    version = number_in(request.POST.get("version"))
                    writing.change(found, version, form.fields_of_model(), request.user, form.read["why"])
                    audit(request, "trainee.changed", found.code, why=form.read["why"])
            except Stale:
                form.add_error(None, words(request.lang)("directory.overtaken"))
                status = 409
            else:
                messages.success(request, words(request.lang)("directory.saved"))
                return redirect(found)
    return render(request, "directory/trainee_form.html", {"form": form, "trainee": found}, status=status)


def trainee_withdraw(request: CaseRequest, code: str) -> HttpResponse:
    """A trainee no longer counts, or counts again; everything stays with the reason."""
    found, said = _trainee(request, code), words(request.lang)
    why = request.POST.get("why", "").strip()[:1000]
    if not why or private_in(why):
        messages.error(request, said("directory.why_needed"))
        return redirect(found)
    try:
        with transaction.atomic():
            back = found.withdrawn
            version = number_in(request.POST.get("version"))
            writing.change(
                found, version, {"withdrawn": not back}, request.user, why, "changed" if back else "withdrawn"
            )
            audit(request, f"trainee.{'restored' if back else 'withdrawn'}", found.code, why=why)
    except Stale:
        messages.error(request, said("directory.overtaken"))
    else:
        messages.success(request, said("directory.restored" if back else "directory.withdrawn"))
    return redirect(found)
