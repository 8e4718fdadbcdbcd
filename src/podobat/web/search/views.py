"""The page of the search."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from podobat.web.core.models import CaseRequest
from podobat.web.core.texts import words
from podobat.web.search.finding import searched, total

LONGEST = 100  # characters of a search


def search(request: CaseRequest) -> HttpResponse:
    """Everything in this case that holds the words, kind by kind."""
    q = request.GET.get("q", "").strip()[:LONGEST]
    found, said = searched(request, q), words(request.lang)
    kinds = [(said(f"search.kind.{kind.id}"), kind) for kind in found]
    return render(request, "search/search.html", {"q": q, "kinds": kinds, "n": total(found)})
