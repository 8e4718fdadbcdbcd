"""What every page knows: its language, its words, where one can go from it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from podobat.units import LANGUAGES
from podobat.web.core.permissions import PERMISSIONS, allowed
from podobat.web.core.rooms import doors
from podobat.web.core.texts import tree


def page(request: HttpRequest) -> dict[str, Any]:
    """lang, t (texts), case, role, rooms (label, address, is it here?) for every template."""
    lang = getattr(request, "lang", LANGUAGES[0])
    words = tree(lang)
    case, role = getattr(request, "case", None), getattr(request, "role", None)
    return {
        "lang": lang,
        "t": words,
        "case": case,
        "case_name": case.name(lang) if case else "",
        "role": role,
        "rooms": _rooms(request, case.slug, role, words) if case and role else [],
    }


def _rooms(request: HttpRequest, slug: str, role: Any, words: dict[str, Any]) -> list[dict[str, Any]]:
    """The rooms this person may enter."""
    match = request.resolver_match
    here = match.view_name if match else ""
    shown = []
    for door in doors():
        rule, room = PERMISSIONS[door.address], door.address.split(":")[0]
        if rule.get and allowed(rule.get, request, role):
            near = here == door.address or (door.beside and here.split(":")[0] == room)
            url = reverse(door.address, kwargs={"case": slug})
            shown.append({"label": words[room]["nav"][door.label], "url": url, "here": near})
    return shown
