"""Firms of the directory that are likely one, over all entries: their names are alike, and no numbers tell them apart.

A likeness decides nothing: a person merges the two, or says that they are two, which is kept.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Max, Sum
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from podobat.web.core.audit import audit
from podobat.web.core.models import Case, CaseRequest
from podobat.web.core.texts import words
from podobat.web.directory.matching import Matcher
from podobat.web.directory.models import Alias, Organisation, Two

A_PAGE: Final = 30
SECONDS: Final = 8.0  # that a page may take to compare names; a directory that takes longer is told to be unfinished


@dataclass(frozen=True)
class Alike:
    """Pairs of entries (smaller number first) with their likeness, most alike first; `whole`: all were compared."""

    pairs: tuple[tuple[int, int, float], ...]
    whole: bool


def alike(case: Case) -> Alike:
    """All pairs, kept until the directory changes."""
    live = Organisation.objects.filter(case=case, merged_into=None)
    state = live.aggregate(n=Count("pk"), last=Max("pk"), versions=Sum("version"))
    names = Alias.objects.filter(organisation__case=case).aggregate(n=Count("pk"), last=Max("pk"))
    return _alike(case.pk, (*state.values(), *names.values()))


@lru_cache(maxsize=4)
def _alike(case_id: int, state: tuple[int, ...]) -> Alike:
    matcher, until = Matcher(Case.objects.get(pk=case_id)), time.monotonic() + SECONDS
    found: dict[tuple[int, int], float] = {}
    whole = True
    for pk, name, _ in matcher.known:
        if time.monotonic() > until:
            whole = False
            break
        for near in matcher.near(name):
            a, b = sorted((pk, near.id))
            told_apart = matcher.numbers[a] and matcher.numbers[b]
            if a != b and not told_apart:
                found[a, b] = max(near.likeness, found.get((a, b), 0.0))
    pairs = tuple((a, b, likeness) for (a, b), likeness in sorted(found.items(), key=lambda p: (-p[1], p[0])))
    return Alike(pairs, whole)


def page(request: CaseRequest) -> HttpResponse:
    """The pairs, those that a person told apart left out."""
    found = alike(request.case)
    two = set(Two.objects.filter(first__case=request.case).values_list("first", "second"))
    shown = Paginator([p for p in found.pairs if p[:2] not in two], A_PAGE).get_page(request.GET.get("page"))
    ids = {id for pair in shown for id in pair[:2]}
    rows = Organisation.objects.annotate(n=Count("supports", distinct=True), m=Count("countings", distinct=True))
    firms = rows.in_bulk(ids)
    for firm in firms.values():
        firm.case = request.case
    pairs = [{"a": firms[a], "b": firms[b], "likeness": round(x)} for a, b, x in shown if a in firms and b in firms]
    return render(request, "directory/alike.html", {"page": shown, "pairs": pairs, "whole": found.whole})


def apart(request: CaseRequest) -> HttpResponse:
    """A person says that two entries are two firms."""
    said, numbers = words(request.lang), [request.POST.get(side, "") for side in ("first", "second")]
    good = all(n.isascii() and n.isdigit() and len(n) < 16 for n in numbers)
    ids = sorted(int(n) for n in numbers) if good else []
    if len(set(ids)) != 2 or Organisation.objects.filter(case=request.case, pk__in=ids).count() != 2:
        raise Http404
    with transaction.atomic():
        pair, new = Two.objects.get_or_create(first_id=ids[0], second_id=ids[1], defaults={"by": request.user})
        if new:
            audit(request, "organisation.told-apart", f"{pair.first} / {pair.second}")
    messages.success(request, said("directory.alike.told_apart"))
    return redirect("directory:alike", case=request.case.slug)
