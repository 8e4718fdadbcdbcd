"""Evaluators' judgements for the appraisal (AHP), entered on the web by each for themselves."""

from __future__ import annotations

import csv
import io
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from podobat.plan.judgement_files import COLUMNS
from podobat.plan.judgements import PROJECT, WITHOUT
from podobat.web.answers.models import Judgement
from podobat.web.core.audit import audit
from podobat.web.core.models import Case, CaseRequest
from podobat.web.core.texts import words

PAIRS: Final = (("", "economic", "policy"), ("", "economic", "regional"), ("", "policy", "regional"),
                ("policy", PROJECT, WITHOUT), ("regional", PROJECT, WITHOUT))  # fmt: skip
SCALE: Final = (*(str(n) for n in range(9, 0, -1)), *(f"1/{n}" for n in range(2, 10)))


def judgements(request: CaseRequest) -> HttpResponse:
    """One's own judgements, and who else has judged."""
    said = words(request.lang)
    mine = Judgement.objects.filter(case=request.case, by=request.user).first()
    given = dict(mine.values) if mine else {}
    if request.method == "POST":
        given = {_name(pair): str(request.POST.get(_name(pair), "")) for pair in PAIRS}
        if all(value in SCALE for value in given.values()):
            Judgement.objects.update_or_create(case=request.case, by=request.user, defaults={"values": given})
            audit(request, "judgement.entered", request.user.get_username())  # type: ignore[union-attr]
            messages.success(request, said("answers.judged"))
            return redirect("answers:judgements", case=request.case.slug)
        messages.error(request, said("answers.judge_all"))
    pairs = [
        {"name": _name(p), "label": said(f"answers.pair.{_name(p)}"), "value": given.get(_name(p), "")} for p in PAIRS
    ]
    others = Judgement.objects.filter(case=request.case).select_related("by")
    page = {"pairs": pairs, "scale": [(v, said(f"answers.scale.s{i}")) for i, v in enumerate(SCALE)], "others": others}
    return render(request, "answers/judgements.html", page)


def _name(pair: tuple[str, str, str]) -> str:
    under, a, b = pair
    return f"{under}_project" if under else f"{a}_{b}"


def judgements_csv(case: Case) -> str:
    """Every evaluator's judgements as the table that `podobat appraise --judgements` reads; "" without any."""
    rows: list[list[Any]] = [
        [f"evaluator-{n}", under, a, b, judged.values[_name((under, a, b))]]
        for n, judged in enumerate(Judgement.objects.filter(case=case), 1)
        for under, a, b in PAIRS
    ]
    if not rows:
        return ""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return out.getvalue()
