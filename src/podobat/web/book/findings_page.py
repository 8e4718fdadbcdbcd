"""The page of what the book says about itself: counters that disagree, counts that fall, duplicates, months without."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from podobat.money import Money
from podobat.records import check
from podobat.records.book import Record as Read
from podobat.records.book import RecordBook
from podobat.records.check import value_of
from podobat.web.book.content import counters_by_id, read_of
from podobat.web.book.findings import IN_A_REQUEST, catch_up
from podobat.web.book.measuring import measures_of, value_text
from podobat.web.book.models import Conflict, Record, Source, State
from podobat.web.book.services import book_of
from podobat.web.core.models import CaseRequest

A_PAGE = 30
WHOLE_BOOK = 20_000  # records up to which all measures are looked at together
MOST = 100


def findings(request: CaseRequest) -> HttpResponse:
    """Conflicts page by page; falls, duplicates and gaps of the book, or of one measure in a very large book."""
    plan, lang = request.case.read().plan, request.lang
    waiting = catch_up(request.case, request.case.read(), IN_A_REQUEST)
    known = measures_of(plan)
    wanted = request.GET.get("measure", "")
    wanted = wanted if wanted in known else ""
    rows = Conflict.objects.filter(case=request.case).select_related("first__counter", "second__counter")
    page = Paginator(rows.filter(measure=wanted) if wanted else rows, A_PAGE).get_page(request.GET.get("page"))
    live = Record.objects.filter(case=request.case).exclude(state=State.WITHDRAWN)
    few = live.order_by().values("pk")[: WHOLE_BOOK + 1].count() <= WHOLE_BOOK
    used = sorted(set(live.order_by().values_list("measure", flat=True).distinct()) & known.keys())
    context: dict[str, Any] = {
        "page": page,
        "conflicts": [
            {"sentence": c.sentence(lang), "measure": known[c.measure].name[lang] if c.measure in known else c.measure,
             "sides": [(r, value_text(r.value, r.unit, plan, lang), r.counter.name(lang)) for r in (c.first, c.second)]}
            for c in page
        ],
        "measures": [(id, known[id].name[lang]) for id in used], "wanted": wanted, "too_many": not few and not wanted,
        "waiting": waiting,
    }  # fmt: skip
    if few or wanted:
        book = book_of(request.case) if few else _book_of_measure(request, wanted)
        if few and wanted:
            book = RecordBook(book.of(wanted))
        context |= _found(request, book, wanted)
    return render(request, "book/findings.html", context)


def _book_of_measure(request: CaseRequest, measure_id: str) -> RecordBook:
    counters = counters_by_id(request.case)
    rows = Record.objects.filter(case=request.case, measure=measure_id).exclude(state=State.WITHDRAWN).order_by("id")
    return RecordBook(tuple(read_of(r, counters) for r in rows.iterator(chunk_size=2000)))


def _found(request: CaseRequest, book: RecordBook, wanted: str) -> dict[str, Any]:
    plan, lang = request.case.read().plan, request.lang
    known, money = measures_of(plan), Money.of_plan(plan)
    falls = list(islice(check.falls(book, plan), MOST))
    twins = list(islice(check.duplicates(book), MOST))
    named = {r.id for pair in (*falls, *twins) for r in pair}
    ids = dict(Record.objects.filter(case=request.case, key__in=list(named)[: 4 * MOST]).values_list("key", "pk"))

    def told(pairs: list[tuple[Read, Read]]) -> list[dict[str, Any]]:
        return [
            {"measure": known[a.measure].name[lang],
             "sides": [(ids.get(r.id), r.id, value_of(r, money)[lang], r.day, r.counter.name[lang]) for r in (a, b)]}
            for a, b in pairs
        ]  # fmt: skip

    gaps = [g for g in check.gaps(book, plan, f"{timezone.localdate():%Y-%m}") if not wanted or g.measure == wanted]
    return {
        "falls": told(falls),
        "twins": told(twins),
        "gaps": [
            {"measure": known[g.measure].name[lang] if g.measure in known else g.measure, "recorded": g.recorded,
             "months": g.months, "spans": [f"{a}~{b}" if a != b else a for a, b in g.spans[:4]],
             "more": max(0, len(g.spans) - 4), "partial": g.partial}
            for g in gaps
        ],
    }  # fmt: skip


def sources(request: CaseRequest) -> HttpResponse:
    """Where the figures were found, newest first."""
    rows = Source.objects.filter(case=request.case).select_related("file").order_by("-id")
    q = request.GET.get("q", "").strip()[:100]
    if q:
        rows = rows.filter(title__icontains=q) | rows.filter(publisher__icontains=q) | rows.filter(key__icontains=q)
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    return render(request, "book/sources.html", {"page": page, "q": q})
