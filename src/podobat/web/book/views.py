"""Pages of the record book: the list, one record with its history, and everything that is done to one record."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from podobat.plan import Plan
from podobat.records.book import GRADES
from podobat.records.book import Record as Read
from podobat.units import UNITS
from podobat.web.book import writing
from podobat.web.book.content import cells_of
from podobat.web.book.evidence import keep, sent
from podobat.web.book.filters import A_PAGE, MOST, CappedPaginator, Filter
from podobat.web.book.forms import GRADE_NAMES, SCALES, RecordForm, initial_of
from podobat.web.book.history import differences, history_of, labels
from podobat.web.book.measuring import measures_of, value_text
from podobat.web.book.models import (
    STATE_NAMES,
    Comment,
    Conflict,
    Counter,
    Evidence,
    Record,
    Revision,
    Source,
    State,
    iso,
)
from podobat.web.book.services import latest
from podobat.web.core.audit import audit
from podobat.web.core.models import CaseRequest
from podobat.web.core.roles import Role
from podobat.web.core.texts import words
from podobat.web.tables.private import private_in

SHOWN_CONFLICTS = 20
PREFILLED = ("measure", "value", "as_of", "coverage", "definition_ko", "definition_en")  # by links of other rooms


def shown(request: CaseRequest, records: Any) -> list[dict[str, Any]]:
    """Records as a page lists them; their conflicts are counted by one query."""
    plan, lang = request.case.read().plan, request.lang
    known = measures_of(plan)
    listed = list(records)
    ids = [r.pk for r in listed]
    pairs = Conflict.objects.filter(Q(first__in=ids) | Q(second__in=ids)).values_list("first", "second") if ids else ()
    disagree: dict[int, int] = {}
    for pair in pairs:
        for id in pair:
            disagree[id] = disagree.get(id, 0) + 1
    return [
        {
            "record": r,
            "measure": known[r.measure].name[lang] if r.measure in known else r.measure,
            "value": value_text(r.value, r.unit, plan, lang),
            "day": iso(r.day),
            "since": iso(r.period_from),
            "counter": r.counter.name(lang),
            "coverage": "" if r.coverage in ("", "whole") else r.coverage_name(lang),
            "definition": r.definition(lang),
            "state": r.state_name(lang),
            "state_class": {"confirmed": "good", "withdrawn": "bad"}.get(r.state, "muted"),
            "conflicts": disagree.get(r.pk, 0),
        }
        for r in listed
    ]


def records(request: CaseRequest) -> HttpResponse:
    """The list, filtered and ordered by what the address says."""
    asked = Filter.of(request.GET)
    # The case is known: joining it would make SQLite sort the whole book instead of walking along an index.
    paginator = CappedPaginator(asked.rows(request.case).select_related("counter"), A_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    for found in page.object_list:
        found.case = request.case
    plan, lang = request.case.read().plan, request.lang
    known = measures_of(plan)
    used = Record.objects.filter(case=request.case).order_by().values_list("measure", flat=True).distinct()
    context = {
        "page": page,
        "rows": shown(request, page.object_list),
        "asked": asked,
        "capped": paginator.capped,
        "most": MOST,
        "measures": sorted(((id, known[id].name[lang]) for id in used if id in known), key=lambda m: m[1]),
        "counters": [(c.key, c.name(lang)) for c in Counter.objects.filter(case=request.case)],
        "grades": GRADES,
        "states": [(s.value, STATE_NAMES[s][lang]) for s in State],
        "query": request.GET.urlencode(),
        "may_write": request.role >= Role.OFFICER,
        "waiting": writing.waiting_for(request.case, request.user).order_by()[:MOST].count()
        if request.role >= Role.OFFICER else 0,
    }  # fmt: skip
    template = "book/list.html" if request.headers.get("HX-Request") else "book/records.html"
    return render(request, template, context)


def _record(request: CaseRequest, id: int) -> Record:
    """The record of the address, if it belongs to the case of the address."""
    rows = Record.objects.select_related("case", "counter", "created_by", "changed_by", "confirmed_by")
    return get_object_or_404(rows, pk=id, case=request.case)


def record(request: CaseRequest, id: int) -> HttpResponse:
    """One record: what it says, what it rests on, what disagrees with it, and every version."""
    found = _record(request, id)
    plan, lang = request.case.read().plan, request.lang
    known = measures_of(plan).get(found.measure)
    pairs = Conflict.objects.filter(Q(first=found) | Q(second=found)).select_related(
        "first__counter", "second__counter"
    )
    conflicts = [
        {"sentence": c.sentence(lang), "other": (other := c.second if c.first_id == found.pk else c.first),  # type: ignore[attr-defined]
         "value": value_text(other.value, other.unit, plan, lang), "counter": other.counter.name(lang)}
        for c in pairs[: SHOWN_CONFLICTS + 1]
    ]  # fmt: skip
    context = {
        "row": shown(request, [found])[0],
        "record": found, "remark": found.remark(request.lang),
        "measure": known,
        "measure_name": known.name[lang] if known else found.measure,
        "measure_definition": known.definition[lang] if known else "",
        "grade": GRADE_NAMES[found.grade][lang],
        "sources": Source.objects.filter(case=request.case, key__in=found.sources).select_related("file"),
        "conflicts": conflicts[:SHOWN_CONFLICTS],
        "more_conflicts": len(conflicts) > SHOWN_CONFLICTS,
        "falls": _falls(found, plan, lang),
        "twins": _twins(found),
        "history": history_of(found, lang, names=request.role >= Role.OFFICER),
        "comments": found.comments.select_related("by")[:200] if request.role >= Role.OFFICER else (),
        "may_write": request.role >= Role.OFFICER,
        "may_confirm": request.role >= Role.OFFICER and writing.may_confirm(found, request.user),
    }
    return render(request, "book/record.html", context)


def _falls(found: Record, plan: Plan, lang: str) -> list[tuple[Record, str]]:
    """Earlier, greater counts of the same series: a cumulative count does not fall."""
    known = measures_of(plan).get(found.measure)
    start = date.fromisoformat(f"{plan.horizon.start}-28")
    whole = Q(period_from=None) | Q(period_from__lte=start)  # counted since the plan began
    if known is None or known.kind != "cumulative" or (found.period_from or start) > start or not found.is_live:
        return []
    earlier = Record.objects.filter(
        whole, case=found.case, measure=found.measure, counter=found.counter, scope=found.scope,
        coverage=found.coverage, day__lt=found.day, value__gt=found.value,
    ).exclude(state=State.WITHDRAWN)  # fmt: skip
    return [(r, value_text(r.value, r.unit, plan, lang)) for r in earlier.order_by("-day")[:3]]


def _twins(found: Record) -> list[Record]:
    """Other live records of the same count."""
    same = Record.objects.filter(
        case=found.case, measure=found.measure, value=found.value, day=found.day, period_from=found.period_from,
        counter=found.counter, scope=found.scope,
    )  # fmt: skip
    return list(same.exclude(pk=found.pk).exclude(state=State.WITHDRAWN)[:5])


def _same_count(request: CaseRequest, read: Read) -> list[Record]:
    """Live records that say what a new row says."""
    same = Record.objects.filter(
        case=request.case, measure=read.measure, value=read.value, day=read.day, period_from=read.period_from,
        counter__key=read.counter.id, scope=read.scope,
    )  # fmt: skip
    return list(same.exclude(state=State.WITHDRAWN)[:5])


def _form(request: CaseRequest, record: Record | None = None, data: Any = None, **kwargs: Any) -> RecordForm:
    files = request.FILES if data is not None else None
    return RecordForm(
        data, files, case=request.case, plan_case=request.case.read(), lang=request.lang, record=record, **kwargs
    )


def _about(request: CaseRequest, measure_id: str) -> dict[str, Any]:
    """What stands beside the form about the chosen measure."""
    plan, lang = request.case.read().plan, request.lang
    known = measures_of(plan).get(measure_id)
    if known is None:
        return {"measure": None}
    last = [
        (r, value_text(r.value, r.unit, plan, lang), r.counter.name(lang)) for r in latest(request.case, known.id, 3)
    ]
    return {
        "measure": known, "name": known.name[lang], "definition": known.definition[lang], "last": last,
        "unit": UNITS[known.unit].label[lang], "kind": known.kind_label[lang],
        "scales": [(code, label[lang]) for code, _, label in SCALES] if known.is_money else [],
    }  # fmt: skip


def fields(request: CaseRequest) -> HttpResponse:
    """The part of the form that depends on the measure (htmx)."""
    return render(request, "book/about.html", {"about": _about(request, request.GET.get("measure", ""))})


def _page(request: CaseRequest, form: RecordForm, status: int = 200, **more: Any) -> HttpResponse:
    measure_id = str(form["measure"].value() or "")
    about = {**_about(request, measure_id), "scale": form["scale"].value()}
    context = {"form": form, "record": form.record, "about": about, **more}
    return render(request, "book/form.html", context, status=status)


def _save_source(request: CaseRequest, form: RecordForm) -> None:
    """The source that the form makes: the link or file, worded as records_sources.csv wants it."""
    if form.new_source is None:
        return
    read, _ = form.rows[0]
    file = form.cleaned_data.get("file")
    made = form.new_source
    Source.objects.create(
        case=request.case, key=made["key"], value=form.cleaned_data.get("value") or str(read.value), unit=read.unit,
        as_of=read.as_of, definition=f"{read.definition.ko} / {read.definition.en}", grade=read.grade,
        publisher=made["publisher"] or read.counter.name.ko, title=made["title"] or (file.name if file else ""),
        url=made["url"], file=keep(request.case, file, request.user) if file else None,
    )  # fmt: skip


def record_new(request: CaseRequest) -> HttpResponse:
    """Enter a record: one value, or a range as its lower and its upper limit."""
    if request.method != "POST":
        return _page(request, _form(request, initial={name: request.GET.get(name, "")[:300] for name in PREFILLED}))
    form = _form(request, data=request.POST)
    if not form.is_valid():
        return _page(request, form, 422)
    twins = [r for read, _ in form.rows for r in _same_count(request, read)]
    if twins and request.POST.get("another") != "1":  # entered before, or sent twice by a double click
        return _page(request, form, 409, twins=twins)
    try:
        with transaction.atomic():
            _save_source(request, form)
            made = writing.create(request.case, request.case.read(), form.checker, form.rows, request.user)
            for one in made:
                audit(request, "record.entered", one.key, measure=one.measure, value=one.value)
    except IntegrityError:  # somebody took the same id in this very moment
        form.add_error(None, words(request.lang)("book.form.again"))
        return _page(request, form, 409)
    messages.success(request, words(request.lang)("book.entered"))
    return redirect(made[0])


def record_edit(request: CaseRequest, id: int) -> HttpResponse:
    """Correct a record. Who saves second sees both versions, and what they typed stays in the form."""
    found = _record(request, id)
    if not found.is_live:
        messages.error(request, words(request.lang)("book.is_withdrawn"))
        return redirect(found)
    if request.method != "POST":
        return _page(request, _form(request, found))
    form = _form(request, found, request.POST)
    read_version = _int(request.POST.get("version"))
    if read_version != found.version:
        return _overtaken(request, found, read_version)
    if not form.is_valid():
        return _page(request, form, 422)
    read, cells = form.rows[0]
    if form.new_source is None and not differences(cells_of(found), cells):
        messages.info(request, words(request.lang)("book.unchanged"))
        return redirect(found)
    why = form.cleaned_data["why"]
    try:
        with transaction.atomic():
            _save_source(request, form)
            plan_case = request.case.read()
            (after,) = writing.change(
                request.case, plan_case, form.checker, [(found, read_version, read, cells)], request.user, why
            )
            audit(request, "record.changed", after.key, version=after.version, why=why)
    except writing.Stale:
        return _overtaken(request, _record(request, id), read_version)
    messages.success(request, words(request.lang)("book.changed"))
    return redirect(after)


def _int(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _overtaken(request: CaseRequest, now: Record, read_version: int) -> HttpResponse:
    """Both versions side by side; the form holds what this person changed, and the other's changes elsewhere."""
    said = labels(request.lang)
    base = Revision.objects.filter(record=now, version=read_version).first()
    theirs = initial_of(cells_of(now))
    before = initial_of(base.content) if base else theirs
    data, rows = request.POST.copy(), []
    for field, current in theirs.items():
        mine, was = request.POST.get(field, "").strip(), before.get(field, "")
        both = mine != current and mine != was and current != was
        if mine == was:
            data[field] = current
        if mine != current or current != was:
            rows.append({"label": said.get(field, field), "was": was, "theirs": current, "mine": mine, "both": both})
    data["version"] = str(now.version)
    form = _form(request, now, data)
    form.is_valid()
    last = now.revisions.first()
    return _page(
        request, form, 409, overtaken=rows, last=last, last_action=last.action_name(request.lang) if last else ""
    )


def _act(request: CaseRequest, id: int, action: str) -> HttpResponse:
    """Confirm, withdraw or restore: the version that was looked at, a reason where one is needed, the audit log."""
    found, said = _record(request, id), words(request.lang)
    version, why = _int(request.POST.get("version")), request.POST.get("why", "").strip()[:1000]
    complaint = private_in(why, contacts=False)
    if complaint:
        messages.error(request, complaint[0][request.lang])
        return redirect(found)
    if action != "confirm" and not why:
        messages.error(request, said("book.why_needed"))
        return redirect(found)
    try:
        with transaction.atomic():
            if action == "confirm":
                after = writing.confirm(found, version, request.user, why)
            else:
                do = writing.withdraw if action == "withdraw" else writing.restore
                after = do(request.case.read(), found, version, request.user, why)
            done = {"confirm": "record.confirmed", "withdraw": "record.withdrawn", "restore": "record.restored"}[action]
            audit(request, done, after.key, version=after.version, why=why)
    except writing.Stale:
        messages.error(request, said("book.overtaken_action"))
    except writing.NotAllowed:
        messages.error(request, said("book.second_person" if action == "confirm" else "book.not_in_state"))
    else:
        messages.success(request, said(f"book.done_{action}"))
    return redirect(found)


def record_confirm(request: CaseRequest, id: int) -> HttpResponse:
    """A second person confirms."""
    return _act(request, id, "confirm")


def record_withdraw(request: CaseRequest, id: int) -> HttpResponse:
    """The record no longer counts; it stays in the book with the reason."""
    return _act(request, id, "withdraw")


def record_restore(request: CaseRequest, id: int) -> HttpResponse:
    """A withdrawn record counts again."""
    return _act(request, id, "restore")


def record_comment(request: CaseRequest, id: int) -> HttpResponse:
    """Say something about a record; it changes nothing of it."""
    found, said = _record(request, id), words(request.lang)
    text = request.POST.get("text", "").strip().replace("\x00", "")[:2000]
    complaint = private_in(text, contacts=False)
    if complaint:
        messages.error(request, complaint[0][request.lang])
    elif text:
        with transaction.atomic():
            Comment.objects.create(record=found, text=text, by=request.user, who=str(request.user))
            audit(request, "record.commented", found.key)
        messages.success(request, said("book.comments.kept"))
    return redirect(f"{found.get_absolute_url()}#comments")


def evidence(request: CaseRequest, id: int) -> FileResponse:
    """A file of evidence, as an attachment."""
    found = get_object_or_404(Evidence, pk=id, case=request.case)
    audit(request, "evidence.opened", found.name, id=found.pk)
    return sent(found)


def back(request: HttpRequest, name: str, **kwargs: Any) -> str:
    """An address of the same case."""
    return reverse(name, kwargs={"case": request.case.slug, **kwargs})  # type: ignore[attr-defined]


def counters(request: CaseRequest) -> HttpResponse:
    """Who counts: the list with the number of records, and a form for a further one."""
    from podobat.web.book.counters import CounterForm

    form = CounterForm(request.POST or None, case=request.case, lang=request.lang)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                made = form.save()
                audit(request, "counter.added", made.key, name=made.name_ko)
        except IntegrityError:
            form.add_error("key", words(request.lang)("book.counters.taken"))
        else:
            messages.success(request, words(request.lang)("book.counters.added"))
            return redirect(request.path)
    listed = Counter.objects.filter(case=request.case).annotate(
        n=Count("records", filter=~Q(records__state=State.WITHDRAWN))
    )
    context = {"form": form, "counters": [(c, c.name(request.lang)) for c in listed]}
    return render(request, "book/counters.html", context, status=422 if form.errors else 200)
