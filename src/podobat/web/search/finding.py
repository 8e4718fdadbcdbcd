"""What a search finds: each kind of thing by its own rule, and only what this person may open.

What the plan and the package name (targets, programmes, measures, parameters, sources, figures, words) is looked
through in memory; records by the index of their words, organisations by their names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, Final

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from podobat.plan import Case as PlanCase
from podobat.web.answers.verbs import VERBS
from podobat.web.book.filters import Filter
from podobat.web.book.measuring import measures_of, value_text
from podobat.web.book.models import Counter, Source
from podobat.web.book.wording import runs
from podobat.web.core.models import CaseRequest
from podobat.web.core.permissions import PERMISSIONS, allowed
from podobat.web.core.rooms import doors
from podobat.web.core.texts import tree, words
from podobat.web.directory.models import Organisation
from podobat.web.scenarios.models import Scenario

MOST: Final = 8  # of one kind
ASKED: Final = ("target", "programme", "measure", "parameter", "source", "figure", "line")


@dataclass(frozen=True)
class Found:
    """One thing that was found."""

    name: str
    url: str
    about: str = ""


@dataclass(frozen=True)
class Kind:
    """Things of one kind, and where all of them are listed."""

    id: str
    things: tuple[Found, ...]
    all_url: str = ""


def searched(request: CaseRequest, q: str) -> list[Kind]:
    """Everything that holds all words of a search, kind by kind."""
    wanted = runs(q)
    if not wanted:
        return []

    def fits(*texts: str) -> bool:
        text = " ".join(texts).casefold()
        return all(word in text for word in wanted)

    kinds = [*_of_the_plan(request, fits), *_places(request, fits)]
    for view, find in (("book:records", _records), ("directory:organisations", _firms), ("book:sources", _sources),
                       ("book:counters", _counters), ("scenarios:room", _scenarios)):  # fmt: skip
        if may(request, view):
            kinds.append(find(request, q))
    return [kind for kind in kinds if kind.things]


def may(request: HttpRequest, view: str) -> bool:
    """May this person look at an address?"""
    rule = PERMISSIONS[view]
    return rule.get is not None and allowed(rule.get, request, getattr(request, "role", None))


@lru_cache(maxsize=4)
def _asked(plan_case: PlanCase) -> tuple[Any, ...]:
    from podobat.why import askable

    return tuple(a for a in askable(plan_case) if "<" not in a.id)


def _of_the_plan(request: CaseRequest, fits: Callable[..., bool]) -> Iterator[Kind]:
    plan_case, lang, slug = request.case.read(), request.lang, request.case.slug
    why = reverse("answers:why", kwargs={"case": slug})
    by_kind: dict[str, list[Found]] = {kind: [] for kind in ASKED}
    measure_of = {t.id: t.measure for t in plan_case.plan.targets}
    for a in _asked(plan_case):
        if len(by_kind[a.kind]) < MOST and fits(a.id, a.name.ko, a.name.en):
            url = f"{why}?{urlencode({'id': a.id})}"
            if a.id in measure_of or a.kind == "measure":
                measure = measure_of.get(a.id, a.id)
                if measure in measures_of(plan_case.plan):
                    url = reverse("dashboard:measure", kwargs={"case": slug, "measure": measure})
            by_kind[a.kind].append(Found(a.name[lang], url, a.id))
    for kind, things in by_kind.items():
        yield Kind(kind, tuple(things), why if len(things) == MOST else "")


def _places(request: CaseRequest, fits: Callable[..., bool]) -> Iterator[Kind]:
    """Pages and words."""
    lang, slug, said = request.lang, request.case.slug, tree(request.lang)
    pages = [
        Found(name, reverse(door.address, kwargs={"case": slug}))
        for door in doors()
        for name in [said[door.address.split(":")[0]]["nav"][door.label]]
        if may(request, door.address) and fits(name)
    ]
    speak = words(lang)
    pages += [
        Found(name, reverse("answers:verb", kwargs={"case": slug, "verb": v.id}), lead)
        for v in VERBS
        for name, lead in [(speak(f"answers.verb.{v.id}"), speak(f"answers.lead.{v.id}"))]
        if fits(name, lead, v.id)
    ]
    yield Kind("page", tuple(pages[:MOST]))
    glossary = reverse("core:glossary")
    terms = said["core"]["terms"].items()
    found = (Found(t["word"], f"{glossary}#{id}", t["text"]) for id, t in terms if fits(t["word"], t["text"]))
    yield Kind("word", tuple(islice(found, MOST)))


def _records(request: CaseRequest, q: str) -> Kind:
    case, lang = request.case, request.lang
    plan = case.read().plan
    known = measures_of(plan)
    rows = list(Filter(q=q).rows(case).select_related("counter")[: MOST + 1])
    for row in rows:
        row.case = case
    things = tuple(
        Found(f"{known[r.measure].name[lang] if r.measure in known else r.measure}: "
              f"{value_text(r.value, r.unit, plan, lang)}", r.get_absolute_url(),
              f"{r.day:%Y-%m-%d}, {r.counter.name(lang)}, {r.definition(lang)}")
        for r in rows[:MOST]
    )  # fmt: skip
    listed = reverse("book:records", kwargs={"case": case.slug})
    return Kind("record", things, f"{listed}?{urlencode({'q': q})}" if len(rows) > MOST else "")


def _firms(request: CaseRequest, q: str) -> Kind:
    rows = Organisation.objects.filter(case=request.case, merged_into=None)
    digits = "".join(c for c in q if c.isdigit())
    asked = Q(name__icontains=q.strip()) | Q(aliases__name__icontains=q.strip())
    if len(digits) >= 5:
        asked |= Q(registration__startswith=digits)
    found = list(rows.filter(asked).distinct().order_by("name")[: MOST + 1])
    for row in found:
        row.case = request.case
    listed = reverse("directory:organisations", kwargs={"case": request.case.slug})
    things = tuple(Found(o.name, o.get_absolute_url(), o.number) for o in found[:MOST])
    return Kind("firm", things, f"{listed}?{urlencode({'q': q})}" if len(found) > MOST else "")


def _sources(request: CaseRequest, q: str) -> Kind:
    lang, listed = request.lang, reverse("book:sources", kwargs={"case": request.case.slug})
    rows = Source.objects.filter(case=request.case)
    for word in q.split():
        rows = rows.filter(Q(title__icontains=word) | Q(publisher__icontains=word) | Q(key__icontains=word)
                           | Q(definition__icontains=word))  # fmt: skip
    found = list(rows[: MOST + 1])
    things = tuple(
        Found(s.called(lang) or s.key, f"{listed}?{urlencode({'q': s.key})}", s.who(lang)) for s in found[:MOST]
    )
    return Kind("document", things, f"{listed}?{urlencode({'q': q})}" if len(found) > MOST else "")


def _counters(request: CaseRequest, q: str) -> Kind:
    listed = reverse("book:records", kwargs={"case": request.case.slug})
    rows = Counter.objects.filter(case=request.case)
    rows = rows.filter(Q(name_ko__icontains=q) | Q(name_en__icontains=q))[:MOST]
    things = (Found(c.name(request.lang), f"{listed}?{urlencode({'counter': c.key})}") for c in rows)
    return Kind("counter", tuple(things))


def _scenarios(request: CaseRequest, q: str) -> Kind:
    lang, room = request.lang, reverse("scenarios:room", kwargs={"case": request.case.slug})
    kept = Scenario.objects.filter(case=request.case, name__icontains=q).exclude(name="")[:MOST]
    things = [Found(s.name, reverse("scenarios:shown", kwargs={"case": request.case.slug, "key": s.key})) for s in kept]
    wanted = runs(q)
    things += [
        Found(s.name[lang], room)
        for s in request.case.read().scenarios.values()
        if all(word in f"{s.id} {s.name.ko} {s.name.en}".casefold() for word in wanted)
    ]
    return Kind("scenario", tuple(things[:MOST]))


def total(kinds: Iterable[Kind]) -> int:
    """How many things are shown."""
    return sum(len(kind.things) for kind in kinds)
