"""The register of decisions: meetings, items, what was decided with which figures before it, and what followed."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from podobat.units import Lang
from podobat.web.committee.figures import figures_of, written
from podobat.web.committee.forms import DecisionForm, DoneForm, ItemForm, MeetingForm, MemberForm, TaskForm
from podobat.web.committee.models import OPEN, Item, Meeting, Member, Task
from podobat.web.core.audit import audit
from podobat.web.core.models import CaseRequest
from podobat.web.core.texts import words
from podobat.web.tables.responses import csv_response, known_format, xlsx_response
from podobat.web.tables.sheets import Sheet

A_PAGE = 20


def register(request: CaseRequest) -> HttpResponse:
    """Meetings with their decisions, and what is still to be done."""
    meetings = Meeting.objects.filter(case=request.case).prefetch_related("items")
    shown = Paginator(meetings, A_PAGE).get_page(request.GET.get("page"))
    for each in shown:
        each.case = request.case
    rows = [{"meeting": m, "items": [_item(i, request.lang, m) for i in m.items.all()]} for m in shown]
    open_tasks = Task.objects.filter(item__meeting__case=request.case, done_on=None).select_related("item__meeting")
    tasks = [{"row": t, "late": t.due < timezone.localdate(), "url": _url(t.item, request)} for t in open_tasks[:50]]
    return render(request, "committee/register.html", {"rows": rows, "page": shown, "tasks": tasks})


def _item(item: Item, lang: str, meeting: Meeting) -> dict[str, Any]:
    item.meeting = meeting
    return {"row": item, "url": item.get_absolute_url(), "decision": item.decision_name(lang)}


def _url(item: Item, request: CaseRequest) -> str:
    item.meeting.case = request.case
    return item.get_absolute_url()


def members(request: CaseRequest) -> HttpResponse:
    """Who is on the committee, and was; POST adds a member."""
    form = MemberForm(request.POST if request.method == "POST" else None, lang=request.lang,
                      initial={"since": timezone.localdate()})  # fmt: skip
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            member = Member.objects.create(case=request.case, **form.cleaned_data)
            audit(request, "committee.member_joined", str(member))
        return redirect("committee:members", case=request.case.slug)
    rows = Member.objects.filter(case=request.case)
    return _form(request, "committee/members.html", form, rows=rows)


def member_left(request: CaseRequest, id: int) -> HttpResponse:
    """A member leaves today; the meetings of before keep the name."""
    with transaction.atomic():
        member = Member.objects.filter(case=request.case, pk=id, until=None).first()
        if member is None:
            raise Http404
        member.until = timezone.localdate()
        member.save()
        audit(request, "committee.member_left", str(member))
    return redirect("committee:members", case=request.case.slug)


def _form(request: CaseRequest, template: str, form: Any, **page: Any) -> HttpResponse:
    answer = render(request, template, {"form": form, **page})
    answer.status_code = 422 if form.is_bound and form.errors else 200
    return answer


def meeting_new(request: CaseRequest) -> HttpResponse:
    """A meeting is noted."""
    form = MeetingForm(request.POST if request.method == "POST" else None, lang=request.lang, case=request.case,
                       initial={"day": timezone.localdate()})  # fmt: skip
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        present = typed.pop("present")
        with transaction.atomic():
            made = Meeting.objects.create(case=request.case, created_by=request.user, **typed)
            made.present.set(present)
            audit(request, "committee.meeting", str(made), present=len(present))
        return redirect(made)
    return _form(request, "committee/form.html", form, title=words(request.lang)("committee.new_meeting"))


def _meeting(request: CaseRequest, id: int) -> Meeting:
    found = Meeting.objects.filter(case=request.case, pk=id).first()
    if found is None:
        raise Http404
    found.case = request.case
    return found


def meeting(request: CaseRequest, id: int) -> HttpResponse:
    """One meeting: who was there, the agenda, what was decided."""
    found = _meeting(request, id)
    rows = [_item(i, request.lang, found) for i in found.items.all()]
    return render(request, "committee/meeting.html", {"meeting": found, "rows": rows, "present": found.present.all()})


def minutes(request: CaseRequest, id: int) -> HttpResponse:
    """The meeting as a paper to print and sign: every item with proposal, decision, reasons and figures."""
    found, plan, lang = _meeting(request, id), request.case.read().plan, cast(Lang, request.lang)
    rows = [
        {**_item(each, lang, found), "figures": written(each.figures, plan, lang), "tasks": each.tasks.all()}
        for each in found.items.select_related("scenario").prefetch_related("tasks")
    ]
    return render(request, "committee/minutes.html", {"meeting": found, "rows": rows, "present": found.present.all()})


def item_new(request: CaseRequest, id: int) -> HttpResponse:
    """An item is put on the agenda."""
    found = _meeting(request, id)
    form = ItemForm(request.POST if request.method == "POST" else None, lang=request.lang, case=request.case)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            Meeting.objects.select_for_update().get(pk=found.pk)  # two that add at once get places of their own
            place = found.items.count() + 1
            made = Item.objects.create(meeting=found, place=place, **form.cleaned_data)
            audit(request, "committee.item", str(made), meeting=found.pk)
        made.meeting = found
        return redirect(made)
    return _form(request, "committee/form.html", form, title=words(request.lang)("committee.new_item"), back=found)


def _found(request: CaseRequest, id: int) -> Item:
    rows = Item.objects.filter(meeting__case=request.case, pk=id).select_related("meeting", "scenario", "decided_by")
    found = rows.first()
    if found is None:
        raise Http404
    found.meeting.case = request.case
    return found


def item(request: CaseRequest, id: int) -> HttpResponse:
    """One item: proposal, decision, reasons, figures of the day beside those of now, and what followed."""
    return _item_page(request, _found(request, id))


def _item_page(request: CaseRequest, found: Item, **more: Any) -> HttpResponse:
    plan, lang = request.case.read().plan, cast(Lang, request.lang)
    then = written(found.figures, plan, lang)
    now = {row["name"]: row for row in written(figures_of(request.case), plan, lang)}
    if found.scenario is not None:
        found.scenario.case = request.case
    page = {
        "item": found, "decision": found.decision_name(lang), "is_open": found.decision == OPEN,
        "figures": [{**row, "now": now[row["name"]]["odds"] if row["name"] in now else ""} for row in then],
        "tasks": found.tasks.all(), "task_form": TaskForm(lang=lang),
        "done_form": DoneForm(lang=lang, initial={"done_on": timezone.localdate()}), **more,
    }  # fmt: skip
    answer = render(request, "committee/item.html", page)
    answer.status_code = 422 if any(getattr(form, "errors", None) for form in more.values()) else 200
    return answer


def decide(request: CaseRequest, id: int) -> HttpResponse:
    """The decision with its reasons; the figures of the moment are kept with it. A correction is in the log."""
    found, said = _found(request, id), words(request.lang)
    start = {"decision": found.decision, "reasons": found.reasons, "version": found.version}
    form = DecisionForm(request.POST if request.method == "POST" else None, lang=request.lang, initial=start)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        with transaction.atomic():
            now = Item.objects.select_for_update().get(pk=found.pk)
            if now.version != typed["version"]:
                form.add_error(None, said("committee.overtaken"))
            else:
                before = {"decision": now.decision, "reasons": now.reasons}
                now.decision, now.reasons = typed["decision"], typed["reasons"]
                now.figures, now.version = figures_of(request.case), now.version + 1
                now.decided_at, now.decided_by = timezone.now(), request.user
                now.save()
                audit(request, "committee.decided", str(now), item=now.pk, before=before, decision=now.decision)
        if not form.errors:
            messages.success(request, said("committee.kept"))
            return redirect(found)
    return _form(request, "committee/form.html", form, title=said("committee.decide"), back=found)


def task(request: CaseRequest, id: int) -> HttpResponse:
    """Something is to follow."""
    found, form = _found(request, id), TaskForm(request.POST, lang=request.lang)
    if form.is_valid():
        with transaction.atomic():
            made = Task.objects.create(item=found, **form.cleaned_data)
            audit(request, "committee.task", str(made), item=found.pk)
        return redirect(found)
    return _item_page(request, found, task_form=form)


def task_done(request: CaseRequest, id: int) -> HttpResponse:
    """It is done; what came of it is noted."""
    kept = Task.objects.filter(item__meeting__case=request.case, pk=id).first()
    if kept is None:
        raise Http404
    found, form = _found(request, kept.item_id), DoneForm(request.POST, lang=request.lang)  # type: ignore[attr-defined]
    if form.is_valid():
        with transaction.atomic():
            kept.done_on, kept.came_of_it = form.cleaned_data["done_on"], form.cleaned_data["came_of_it"]
            kept.save()
            audit(request, "committee.task_done", str(kept), item=found.pk)
        return redirect(found)
    return _item_page(request, found, done_form=form)


def export(request: CaseRequest, format: str) -> HttpResponse:
    """Every decision as a table."""
    known_format(format)
    head = ("day", "meeting", "item", "proposal", "scenario", "decision", "reasons", "figures", "decided at")
    rows = [
        (i.meeting.day.isoformat(), i.meeting.title, str(i), i.proposal, str(i.scenario or ""), i.decision, i.reasons,
         i.figures.get("key", ""), i.decided_at.isoformat() if i.decided_at else "")
        for i in Item.objects.filter(meeting__case=request.case).select_related("meeting", "scenario")
    ]  # fmt: skip
    if format == "csv":
        return csv_response("decisions.csv", head, rows)  # pyright: ignore[reportReturnType]
    return xlsx_response("decisions.xlsx", [Sheet("decisions", head, rows)])
