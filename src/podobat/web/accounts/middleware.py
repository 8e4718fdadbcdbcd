"""Whoever owes a second factor can do nothing but set it up, sign out, and choose a language.

A session that was opened before its person set one up, in another browser, ends: it was never shown a code.
"""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from podobat.web.accounts import second
from podobat.web.core.kept import sign_in_first

SET_UP: Final = "accounts:security"
OPEN: Final = (
    "accounts:sign-out", "accounts:sign-in", "accounts:first", "accounts:code", "core:language",
    "core:health", "core:glossary",
)  # fmt: skip


class SecondFactorMiddleware:
    """Before the check of permissions, on a session without the second factor that is asked of its person."""

    def __init__(self, handle: Any) -> None:
        self.handle = handle

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing before the address is known."""
        return self.handle(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """To the page where it is set up. A program with a key has no session: its key was made in one."""
        match, person = request.resolver_match, request.user
        if not second.is_on() or match is None or match.view_name in OPEN or hasattr(request, "api_key"):
            return None
        if not person.is_authenticated or getattr(person, "otp_device", None) is not None:
            return None
        if second.device_of(person) is not None:
            logout(request)
            return sign_in_first(request)
        if match.view_name == SET_UP or not second.demanded(person):
            return None
        target = reverse(SET_UP)
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": target})
        return redirect(target)
