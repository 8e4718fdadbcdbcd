"""Other answers in a report: the latest of each that belongs to the plan as it is, as its own page has it."""

from __future__ import annotations

from typing import Final

from django.utils import timezone

from podobat.show.excerpts import NAME, Excerpt, read_excerpt
from podobat.units import Lang
from podobat.web.answers.models import Answer
from podobat.web.core.models import Case
from podobat.web.core.texts import words
from podobat.web.dashboard.services import fingerprints

VERBS: Final = {"value": "value", "appraisal": "appraise"}  # part of the report -> verb
LOOKED_AT: Final = 20  # the newest answers of a verb


def excerpts(case: Case, lang: Lang) -> dict[str, Excerpt]:
    """By part of the report, what was worked out of the plan itself, with its files as they are."""
    prints = fingerprints(case.read())
    kept = {}
    for part, verb in VERBS.items():
        for answer in Answer.objects.filter(case=case, verb=verb, ready=True).select_related("case")[:LOOKED_AT]:
            path = answer.folder / NAME.format(lang=lang)
            if answer.is_of(prints) and not answer.options.get("scenario") and path.is_file():
                excerpt = read_excerpt(path.read_text(encoding="utf-8"))
                day = f"{timezone.localtime(answer.made_at):%Y-%m-%d}"
                kept[part] = excerpt.with_lead(words(lang)("reports.worked_out", lead=excerpt.lead, day=day))
                break
    return kept
