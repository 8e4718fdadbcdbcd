"""What every page knows: its language, its words, where one can go from it."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse

from podobat.units import LANGUAGES
from podobat.web.core.permissions import PERMISSIONS, allowed
from podobat.web.core.rooms import doors, rooms
from podobat.web.core.texts import tree, words

DUTIES: Final = 90  # doors from this place on stand above the bar, beside the person's name: an administrator's duties


def page(request: HttpRequest) -> dict[str, Any]:
    """lang, t (texts), case, role, rooms and duties (label, address, is it here?) for every template."""
    lang = getattr(request, "lang", LANGUAGES[0])
    texts = tree(lang)
    case, role = getattr(request, "case", None), getattr(request, "role", None)
    shown = _rooms(request, case.slug, role, texts) if case and role else []
    return {
        "lang": lang,
        "t": texts,
        "case": case,
        "case_name": case.name(lang) if case else "",
        "role": role,
        "crumbs": crumbs_of(request, lang) if getattr(request, "resolver_match", None) else [],
        "rooms": [room for room in shown if room["place"] < DUTIES],
        "duties": [room for room in shown if room["place"] >= DUTIES],
    }


def _rooms(request: HttpRequest, slug: str, role: Any, texts: dict[str, Any]) -> list[dict[str, Any]]:
    """The rooms this person may enter."""
    match = request.resolver_match
    here = match.view_name if match else ""
    shown = []
    for door in doors():
        rule, room = PERMISSIONS[door.address], door.address.split(":")[0]
        if rule.get and allowed(rule.get, request, role):
            near = here == door.address or (door.beside and here.split(":")[0] == room)
            url = reverse(door.address, kwargs={"case": slug})
            label = texts[room]["nav"][door.label]
            shown.append({"label": label, "url": url, "here": near, "place": door.place})
    return shown


def crumbs_of(request: HttpRequest, lang: str) -> list[tuple[str, str]]:
    """The way to this page: of every beginning of its address that is a page this person may open, name and address.

    The page itself is not among them: its heading follows at once.
    """
    steps = [step for step in request.path.split("/") if step]
    found = [(words(lang)("core.cases"), reverse("core:cases"))] if steps else []
    for n in range(1, len(steps)):
        path = f"/{'/'.join(steps[:n])}/"
        name = _named(request, path, lang)
        if name:
            found.append((name, path))
    return found


def _named(request: HttpRequest, path: str, lang: str) -> str:
    """What the page at an address is called on the way to others; "" where there is none for this person."""
    try:
        match = resolve(path)
    except Resolver404:
        return ""
    view, said = match.view_name, words(lang)
    rule, case = PERMISSIONS.get(view), getattr(request, "case", None)
    if rule is None or rule.get is None or not allowed(rule.get, request, getattr(request, "role", None)):
        return ""
    if view == "dashboard:home":
        return case.name(lang) if case is not None else ""
    key = _crumb_keys().get(view, "").format(**match.kwargs)
    return said(key) if key and said.known(key) else ""


@cache
def _crumb_keys() -> dict[str, str]:
    """For every page that others stand below, the key of its name: that of its door, or what its room says."""
    found = {door.address: f"{door.address.split(':')[0]}.nav.{door.label}" for door in doors()}
    for name, room in rooms().items():
        found |= {f"{name}:{view}": key for view, key in room.crumbs.items()}
    return found
