"""A firm's own page: its pairs and nobody else's, opened by the link that it was given."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from podobat.errors import PodobatError
from podobat.web.core.texts import words
from podobat.web.match.models import DECLINED, DEMAND, OPEN_TO_FIRMS, SUPPLIER, Key, Pair, stage_name
from podobat.web.match.services import set_stage, welcome


def own(request: Any, token: str) -> HttpResponse:
    """Every pair of the firm that was put to it; it may welcome one, or decline it with a reason."""
    key = Key.find(token)
    if key is None:
        raise Http404
    wrong: list[str] = []
    if request.method == "POST":
        try:
            _answer(request, key)
        except PodobatError as error:
            wrong = [error.text(request.lang)]
        else:
            messages.success(request, words(request.lang)("match.own_thanks"))
            return redirect(request.path)
    answer = render(request, "match/own.html", _page(request, key, wrong))
    answer.status_code = 422 if wrong else 200
    answer["Referrer-Policy"] = "same-origin"  # the link is a secret: no other site is told of it, and forms are sent
    answer["Cache-Control"] = "no-store"
    return answer


def _pairs(key: Key) -> Any:
    side = {key.side: key.firm}
    return Pair.objects.filter(case=key.case, stage__in=OPEN_TO_FIRMS, **side)


def _answer(request: Any, key: Key) -> None:
    id = request.POST.get("pair", "")
    pair = _pairs(key).filter(pk=int(id) if id.isdigit() else 0).first()
    if pair is None:
        raise Http404
    if request.POST.get("says") == "yes":
        welcome(request, pair, key.side)
    else:
        set_stage(request, pair, DECLINED, reason=request.POST.get("reason", ""), by_firm=key.side)


def _page(request: Any, key: Key, wrong: list[str]) -> dict[str, Any]:
    said, lang = words(request.lang), request.lang
    other = SUPPLIER if key.side == DEMAND else DEMAND
    rows, name = [], key.firm
    for p in _pairs(key):
        name = getattr(p, f"{key.side}_name")
        rows.append({
            "id": p.pk, "name": getattr(p, f"{other}_name"), "text": getattr(p, f"{other}_text"),
            "reasons": p.told["reasons"][lang], "stage": stage_name(p.stage, said, lang),
            "says": getattr(p, f"{key.side}_says"),
            "both": p.demand_says == p.supplier_says == "yes", "can_answer": p.stage in ("accepted", "invited"),
        })  # fmt: skip
    return {"firm": name, "rows": rows, "wrong": wrong, "expires": key.expires}
