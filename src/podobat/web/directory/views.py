"""Pages of organisations: the list, one entry with what it received and who counts it, merging, what is double."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.db.models import Count, Q, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from podobat.names import name_key
from podobat.web.book.filters import CappedPaginator
from podobat.web.book.measuring import measures_of, value_text
from podobat.web.book.models import iso
from podobat.web.book.writing import NotAllowed, Stale
from podobat.web.core.audit import audit
from podobat.web.core.models import CaseRequest
from podobat.web.core.texts import words
from podobat.web.directory import writing
from podobat.web.directory.double import counted_twice, countings_of, overlapping, pairs_of
from podobat.web.directory.forms import CountingForm, OrganisationForm, SupportForm
from podobat.web.directory.history import history_of
from podobat.web.directory.matching import Matcher
from podobat.web.directory.models import Counting, Organisation, Support
from podobat.web.directory.registration import written
from podobat.web.tables.private import private_in

A_PAGE = 50


def number_in(text: str | None) -> int:
    """A whole number from a form; 0 for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else 0


def organisations(request: CaseRequest) -> HttpResponse:
    """The list, searched by any name or by number."""
    q = request.GET.get("q", "").strip()[:100]
    rows = Organisation.objects.filter(case=request.case, merged_into=None)
    if q:
        digits = "".join(c for c in q if c.isdigit())
        named = Q(name__icontains=q) | Q(name_key__contains=name_key(q)) | Q(aliases__name_key__contains=name_key(q))
        rows = rows.filter(named | Q(registration__startswith=digits) if len(digits) >= 3 else named).distinct()
    paginator = CappedPaginator(rows.order_by("name_key", "name", "id"), A_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    ids = [o.pk for o in page]
    given = Support.objects.filter(organisation__in=ids, withdrawn=False).order_by().values("organisation")
    sums = {row["organisation"]: row for row in given.annotate(n=Count("id"), total=Sum("amount"))}
    counted = Counting.objects.filter(organisation__in=ids, withdrawn=False).order_by().values("organisation")
    counters = dict(counted.annotate(n=Count("counter", distinct=True)).values_list("organisation", "n"))
    plan, lang = request.case.read().plan, request.lang
    listed = [
        {"entry": o, "supports": (row := sums.get(o.pk, {})).get("n", 0), "counters": counters.get(o.pk, 0),
         "total": value_text(row["total"], "KRW_m", plan, lang) if row.get("total") else ""}
        for o in page
    ]  # fmt: skip
    return render(
        request, "directory/organisations.html", {"page": page, "rows": listed, "q": q, "capped": paginator.capped}
    )


def _entry(request: CaseRequest, id: int) -> Organisation:
    rows = Organisation.objects.select_related("case", "merged_into").prefetch_related("aliases")
    return get_object_or_404(rows, pk=id, case=request.case)


def organisation(request: CaseRequest, id: int) -> HttpResponse:
    """One entry: names, supports, who counts it, what is double, every version."""
    found = _entry(request, id)
    plan, lang = request.case.read().plan, request.lang
    known, programmes = measures_of(plan), {p.id: p.name[lang] for p in plan.programmes}
    supports = found.supports.select_related("counter", "record")
    countings = found.countings.select_related("counter", "record")
    twice = {g["measure"] for g in counted_twice(request.case).filter(organisation=found.pk)}  # type: ignore[index]
    doubled = {s.pk for pair in pairs_of(overlapping(request.case, found.pk)[:100]) for s in (pair.first, pair.second)}
    context = {
        "entry": found,
        "aliases": found.aliases.all(),
        "supports": [
            {"s": s, "programme": programmes.get(s.programme, s.programme), "kind": s.kind_name(lang),
             "purpose": s.purpose_name(lang),
             "amount": "" if s.amount is None else value_text(s.amount, "KRW_m", plan, lang),
             "doubled": s.pk in doubled,
             "counter": s.counter.name(lang) if s.counter else ""}
            for s in supports
        ],
        "countings": [
            {"c": c, "measure": known[c.measure].name[lang] if c.measure in known else c.measure,
             "counter": c.counter.name(lang), "twice": c.measure in twice and not c.withdrawn}
            for c in countings
        ],
        "history": history_of("organisation", [found.pk], lang),
        "history_of_parts": history_of("support", [s.pk for s in supports], lang)
        + history_of("counting", [c.pk for c in countings], lang),
        "merged": found.merged.all(),
    }  # fmt: skip
    return render(request, "directory/organisation.html", context)


def organisation_new(request: CaseRequest) -> HttpResponse:
    """Enter an organisation. Where a name is like one that is there, the person says that it is another."""
    form = OrganisationForm(request.POST or None, case=request.case, lang=request.lang)
    near: list[Any] = []
    if request.method == "POST" and form.is_valid():
        matcher = Matcher(request.case)
        name, number = form.read["name"], form.read["registration"]
        match = matcher.find(name, number)
        if match.entry is not None:
            near = [(match.entry, matcher.label(match.entry), 100)]
        else:
            near = [(c.id, matcher.label(c.id), round(c.likeness)) for c in match.near]
        taken = number and number in matcher.by_number
        if taken:
            form.add_error("registration", words(request.lang)("directory.organisation_form.taken"))
        elif not near or request.POST.get("another") == "1":
            try:
                with transaction.atomic():
                    made = writing.new_organisation(request.case, form.read, form.read["aliases"], request.user)
                    audit(request, "organisation.entered", made.name)
            except IntegrityError:
                form.add_error("registration", words(request.lang)("directory.organisation_form.taken"))
            else:
                messages.success(request, words(request.lang)("directory.saved"))
                return redirect(made)
    status = 422 if request.method == "POST" else 200
    return render(request, "directory/organisation_form.html", {"form": form, "near": near}, status=status)


def organisation_edit(request: CaseRequest, id: int) -> HttpResponse:
    """Correct an entry."""
    found = _entry(request, id)
    if found.merged_into is not None:
        return redirect(found.merged_into)
    first = {"name": found.name, "registration": written(found.registration), "note": found.note,
             "version": found.version, "aliases": "\n".join(a.name for a in found.aliases.all())}  # fmt: skip
    form = OrganisationForm(request.POST or None, case=request.case, lang=request.lang, correcting=True, initial=first)
    status = 200
    overtaken: list[tuple[str, str, str]] = []
    if request.method == "POST":
        status = 422
        version = number_in(request.POST.get("version"))
        if version != found.version:
            return _overtaken(request, form, found, first)
        if form.is_valid():
            cells = {name: form.read[name] for name in ("name", "registration", "note")}
            try:
                with transaction.atomic():
                    after = writing.change_organisation(
                        found, version, cells, form.read["aliases"], request.user, form.read["why"]
                    )
                    audit(request, "organisation.changed", after.name, version=after.version, why=form.read["why"])
            except IntegrityError:
                form.add_error("registration", words(request.lang)("directory.organisation_form.taken"))
            except Stale:
                return _overtaken(request, form, _entry(request, id), first)
            else:
                messages.success(request, words(request.lang)("directory.saved"))
                return redirect(after)
    context = {"form": form, "entry": found, "overtaken": overtaken}
    return render(request, "directory/organisation_form.html", context, status=status)


def _overtaken(request: CaseRequest, form: Any, now: Any, first: dict[str, Any]) -> HttpResponse:
    """Somebody saved before: what is saved now beside what was typed, which stays in the form."""
    data = request.POST.copy()
    data["version"] = str(now.version)
    again = type(form)(data, case=request.case, lang=request.lang, correcting=True)
    again.is_valid()
    rows = [
        (again.fields[name].label, str(current), data.get(name, ""))
        for name, current in first.items()
        if name in again.fields and name != "version" and str(current).strip() != data.get(name, "").strip()
    ]
    context = {"form": again, "entry": now, "overtaken": rows, "is_overtaken": True}
    return render(request, "directory/organisation_form.html", context, status=409)


def merge(request: CaseRequest, id: int) -> HttpResponse:
    """Entries that may be the same as this one; a person merges one of them into it, or undoes a merge."""
    kept = _entry(request, id)
    said = words(request.lang)
    if request.method != "POST":
        matcher = Matcher(request.case)
        near = {c.id: c for name in (kept.name, *(a.name for a in kept.aliases.all())) for c in matcher.near(name)}
        near.pop(kept.pk, None)
        q = request.GET.get("q", "").strip()[:100]
        for c in matcher.near(q) if q else ():
            near.setdefault(c.id, c)
        near.pop(kept.pk, None)
        rows = Organisation.objects.filter(pk__in=near).annotate(
            n=Count("supports", distinct=True), m=Count("countings", distinct=True)
        )
        listed = [
            {"o": o, "likeness": round(near[o.pk].likeness), "both": bool(o.registration and kept.registration)}
            for o in rows
        ]
        listed.sort(key=lambda row: -row["likeness"])
        return render(request, "directory/merge.html", {"entry": kept, "rows": listed, "q": q})
    other = get_object_or_404(Organisation, pk=number_in(request.POST.get("other")), case=request.case)
    why = request.POST.get("why", "").strip()[:1000]
    undo = request.POST.get("do") == "undo"
    if not why or private_in(why):
        messages.error(request, said("directory.why_needed"))
        return redirect(request.path)
    try:
        with transaction.atomic():
            if undo:
                writing.unmerge(other, request.user, why)
            else:
                versions = number_in(request.POST.get("version")), number_in(request.POST.get("other_version"))
                writing.merge(kept, other, versions, request.user, why)
            audit(
                request,
                "organisation.unmerged" if undo else "organisation.merged",
                kept.name,
                other=other.name,
                why=why,
            )
    except Stale:
        messages.error(request, said("directory.overtaken"))
    except (NotAllowed, IntegrityError):
        messages.error(request, said("directory.two_numbers"))
    else:
        messages.success(request, said("directory.unmerged" if undo else "directory.merged"))
    return redirect(kept)


def _attached(request: CaseRequest, id: int, form_class: Any, model: Any, what: str) -> HttpResponse:
    """Enter a support or a count of an organisation."""
    found = _entry(request, id)
    plan = request.case.read().plan
    form = form_class(request.POST or None, case=request.case, lang=request.lang, plan=plan)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            made = model.objects.create(case=request.case, organisation=found, **form.fields_of_model())
            writing.note(made, request.user, "entered")
            audit(request, f"{what}.entered", found.name, id=made.pk)
        messages.success(request, words(request.lang)("directory.saved"))
        return redirect(found)
    context = {"form": form, "entry": found, "what": what, "title": words(request.lang)(f"directory.{what}_new")}
    return render(request, "directory/attached_form.html", context, status=422 if form.errors else 200)


def support_new(request: CaseRequest, id: int) -> HttpResponse:
    """Enter a support."""
    return _attached(request, id, SupportForm, Support, "support")


def counting_new(request: CaseRequest, id: int) -> HttpResponse:
    """Enter that an office counts the organisation."""
    return _attached(request, id, CountingForm, Counting, "counting")


def support_edit(request: CaseRequest, id: int) -> HttpResponse:
    """Correct a support; the former version stays in the history."""
    found = get_object_or_404(Support.objects.select_related("organisation__case"), pk=id, case=request.case)
    first = {"programme": found.programme, "since": iso(found.since), "until": iso(found.until), "kind": found.kind,
             "purpose": found.purpose, "note": found.note, "version": found.version,
             "amount": "" if found.amount is None else f"{found.amount:g}",
             "counter": found.counter.key if found.counter else "",
             "record": found.record.key if found.record else ""}  # fmt: skip
    plan, said = request.case.read().plan, words(request.lang)
    form = SupportForm(
        request.POST or None, case=request.case, lang=request.lang, plan=plan, correcting=True, initial=first
    )
    status = 200
    if request.method == "POST":
        status = 422
        version = number_in(request.POST.get("version"))
        if form.is_valid():
            try:
                with transaction.atomic():
                    if version != found.version:
                        raise Stale
                    writing.change(found, version, form.fields_of_model(), request.user, form.read["why"])
                    audit(request, "support.changed", found.organisation.name, id=found.pk, why=form.read["why"])
            except Stale:
                form.add_error(None, said("directory.overtaken"))
                status = 409
            else:
                messages.success(request, said("directory.saved"))
                return redirect(found.organisation)
    context = {"form": form, "entry": found.organisation, "what": "support", "title": said("directory.support_edit")}
    return render(request, "directory/attached_form.html", context, status=status)


def _withdraw(request: CaseRequest, found: Any, what: str) -> HttpResponse:
    why, said = request.POST.get("why", "").strip()[:1000], words(request.lang)
    if not why or private_in(why):
        messages.error(request, said("directory.why_needed"))
        return redirect(found.organisation)
    version = number_in(request.POST.get("version"))
    try:
        with transaction.atomic():
            back = found.withdrawn
            writing.change(
                found, version, {"withdrawn": not back}, request.user, why, "changed" if back else "withdrawn"
            )
            audit(
                request, f"{what}.{'restored' if back else 'withdrawn'}", found.organisation.name, id=found.pk, why=why
            )
    except Stale:
        messages.error(request, said("directory.overtaken"))
    else:
        messages.success(request, said("directory.restored" if back else "directory.withdrawn"))
    return redirect(found.organisation)


def support_withdraw(request: CaseRequest, id: int) -> HttpResponse:
    """A support no longer counts, or counts again; it stays with the reason."""
    rows = Support.objects.select_related("organisation__case")
    return _withdraw(request, get_object_or_404(rows, pk=id, case=request.case), "support")


def counting_withdraw(request: CaseRequest, id: int) -> HttpResponse:
    """A count no longer stands, or stands again."""
    rows = Counting.objects.select_related("organisation__case")
    return _withdraw(request, get_object_or_404(rows, pk=id, case=request.case), "counting")


def double(request: CaseRequest) -> HttpResponse:
    """Double support and double counting."""
    plan, lang = request.case.read().plan, request.lang
    known, programmes = measures_of(plan), {p.id: p.name[lang] for p in plan.programmes}
    page = Paginator(overlapping(request.case), A_PAGE).get_page(request.GET.get("page"))
    counted = Paginator(counted_twice(request.case), A_PAGE).get_page(request.GET.get("counted"))
    groups = list(counted.object_list)
    behind = countings_of(request.case, groups)

    def told(s: Support) -> dict[str, Any]:
        return {"s": s, "programme": programmes.get(s.programme, s.programme), "kind": s.kind_name(lang),
                "purpose": s.purpose_name(lang), "counter": s.counter.name(lang) if s.counter else "",
                "amount": "" if s.amount is None else value_text(s.amount, "KRW_m", plan, lang)}  # fmt: skip

    pairs = [
        {"firm": p.first.organisation, "sides": [told(p.first), told(p.second)], "same": p.same_purpose,
         "two": p.two_programmes}
        for p in pairs_of(page.object_list)
    ]  # fmt: skip
    twice = [
        {"firm": g["organisation__name"], "id": g["organisation"], "n": g["n"],
         "measure": known[g["measure"]].name[lang] if g["measure"] in known else g["measure"],
         "by": [(c.counter.name(lang), c.day) for c in behind[g["organisation"], g["measure"]]]}
        for g in groups
    ]  # fmt: skip
    more = reverse("directory:double", kwargs={"case": request.case.slug})
    context = {"page": page, "pairs": pairs, "twice": twice, "counted": counted, "address": more}
    return render(request, "directory/double.html", context)
