"""Whoever calls with a key is its person; what goes wrong on the way is said as JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

from podobat.web.api.answering import fault
from podobat.web.api.models import Key

ROOM: Final = "/api/"
PAGES: Final = ("/api/", "/api/openapi.json")
_SAID: Final = (400, 401, 403, 404, 405, 422, 429, 500)


def keys(handle: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Before the check of permissions: the person of the key takes the place of a session."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(ROOM) or request.path in PAGES:
            return handle(request)
        kind, _, letters = request.headers.get("Authorization", "").partition(" ")
        if kind:
            key = Key.find(letters.strip()) if kind.casefold() == "bearer" else None
            if key is None:
                return fault(request, 401)
            request.user, request.api_key = key.user, key  # type: ignore[assignment, attr-defined]
        answer = handle(request)
        if answer.status_code == 302:  # asked to sign in
            return fault(request, 401)
        if answer.status_code in _SAID and "json" not in answer.headers.get("Content-Type", ""):
            return fault(request, answer.status_code)
        return answer

    return middleware
