"""What waits for this person: records of others to confirm, one by one, some, or all that fit a filter."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render

from podobat.web.book.filters import A_PAGE, CappedPaginator, Filter
from podobat.web.book.measuring import measures_of
from podobat.web.book.models import Counter, Record
from podobat.web.book.services import token_of
from podobat.web.book.views import shown
from podobat.web.book.writing import confirm_many, waiting_for
from podobat.web.core.audit import audit
from podobat.web.core.models import CaseRequest
from podobat.web.core.texts import words

AT_ONCE: Final = 1000  # records that are confirmed in one go


def waiting(request: CaseRequest) -> HttpResponse:
    """The list of them; POST confirms those that were picked, or all that the filter shows."""
    asked = Filter.of(request.GET)
    rows = asked.rows(request.case).filter(pk__in=waiting_for(request.case, request.user).values("pk"))
    if request.method == "POST":
        return _confirm(request, rows)
    paginator = CappedPaginator(rows.select_related("counter"), A_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    for found in page.object_list:
        found.case = request.case
    lang, known = request.lang, measures_of(request.case.read().plan)
    used = Record.objects.filter(case=request.case).order_by().values_list("measure", flat=True).distinct()
    context = {
        "page": page, "rows": shown(request, page.object_list), "asked": asked, "n": paginator.count,
        "most": AT_ONCE, "token": token_of(request.case), "query": request.GET.urlencode(),
        "measures": sorted(((id, known[id].name[lang]) for id in used if id in known), key=lambda m: m[1]),
        "counters": [(c.key, c.name(lang)) for c in Counter.objects.filter(case=request.case)],
    }  # fmt: skip
    return render(request, "book/waiting.html", context)


def _confirm(request: CaseRequest, rows: object) -> HttpResponse:
    """What was picked with the versions that were seen; all of the filter only while the book is as it was seen."""
    said, where = words(request.lang), request.get_full_path()
    if request.POST.get("do") == "all":
        if request.POST.get("token") != token_of(request.case):
            messages.error(request, said("book.waiting.moved_on"))
            return redirect(where)
        picked = list(rows.values_list("pk", "version")[:AT_ONCE])  # type: ignore[attr-defined]
    else:
        picked = [pair for text in request.POST.getlist("pick")[:AT_ONCE] if (pair := _pair(text)) is not None]
    if not picked:
        messages.error(request, said("book.waiting.nothing_picked"))
        return redirect(where)
    with transaction.atomic():
        done, left = confirm_many(request.case, picked, request.user)
        audit(request, "record.confirmed-many", said("book.waiting.n", n=done), records=done, left=left)
    if done:
        messages.success(request, said("book.waiting.done", n=done))
    if left:
        messages.error(request, said("book.waiting.left", n=left))
    return redirect(where)


def _pair(text: str) -> tuple[int, int] | None:
    id, _, version = text.partition(":")
    good = all(part.isascii() and part.isdigit() and len(part) < 16 for part in (id, version))
    return (int(id), int(version)) if good else None
