"""What every page knows: its language, its words, where one can go from it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from podobat.units import LANGUAGES
from podobat.web.core.permissions import PERMISSIONS, allowed
from podobat.web.core.texts import tree

#: Address and word (texts of core, `nav`) of each room, in the order of the bar.
ROOMS = (
    ("dashboard:home", "dashboard"),
    ("book:records", "records"),
    ("directory:organisations", "organisations"),
    ("directory:people", "people"),
    ("scenarios:room", "scenarios"),
    ("reports:reports", "reports"),
    ("accounts:members", "members"),
    ("core:audit", "audit"),
    ("core:settings", "settings"),
)


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
        "rooms": _rooms(request, case.slug, role, words["core"]["nav"]) if case and role else [],
    }


def _rooms(request: HttpRequest, slug: str, role: Any, labels: dict[str, str]) -> list[dict[str, Any]]:
    """The rooms this person may enter."""
    match = request.resolver_match
    here = match.view_name if match else ""
    rooms = []
    for name, key in ROOMS:
        rule = PERMISSIONS.get(name)
        if rule and rule.get and allowed(rule.get, request, role):
            near = here == name or (
                not name.startswith(("core:", "accounts:", "directory:")) and here.split(":")[0] == name.split(":")[0]
            )
            rooms.append({"label": labels[key], "url": reverse(name, kwargs={"case": slug}), "here": near})
    return rooms
