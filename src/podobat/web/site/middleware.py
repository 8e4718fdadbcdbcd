"""What happens to every request besides Django's own: language, size, headers."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from podobat.units import LANGUAGES
from podobat.web.site.errors import too_large

HEADERS = {
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-cache",  # pages of a record book do not belong in anybody's shared cache
}

Handler = Callable[[HttpRequest], HttpResponse]


def wished(accepted: str) -> str:
    """The first language of a browser's wishes that there is; Korean where there is none."""
    for wish, _ in parse_accept_lang_header(accepted):
        if wish.split("-")[0] in LANGUAGES:
            return wish.split("-")[0]
    return LANGUAGES[0]


def chosen_language(handle: Handler) -> Handler:
    """The language of the cookie; without one, the first that the browser asks for and we speak; else Korean."""

    def middleware(request: HttpRequest) -> HttpResponse:
        asked = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        lang = asked if asked in LANGUAGES else wished(request.headers.get("Accept-Language", ""))
        request.lang = lang  # type: ignore[attr-defined]
        with translation.override(lang):
            response = handle(request)
        if not response.has_header("Content-Language"):
            response["Content-Language"] = lang
        patch_vary_headers(response, ("Accept-Language",))
        return response

    return middleware


def bounded_body(handle: Handler) -> Handler:
    """Refuses a request larger than UPLOAD_LIMIT before any of it is read."""

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0
        return too_large(request) if length > settings.UPLOAD_LIMIT else handle(request)

    return middleware


def further_headers(handle: Handler) -> Handler:
    """Headers that Django leaves to us: no camera, no position, nothing embedded by others."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = handle(request)
        for name, value in HEADERS.items():
            if not response.has_header(name):
                response[name] = value
        return response

    return middleware
