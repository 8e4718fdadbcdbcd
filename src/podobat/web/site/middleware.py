"""What happens to every request besides Django's own: language, size, headers."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from podobat.units import LANGUAGES
from podobat.web.site.errors import too_large

HEADERS = {
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-cache",  # pages of a record book do not belong in anybody's shared cache
}

Handler = Callable[[HttpRequest], HttpResponse]


def chosen_language(handle: Handler) -> Handler:
    """Korean, unless the cookie says English. The browser's own wish is not asked: the office's language is Korean."""

    def middleware(request: HttpRequest) -> HttpResponse:
        asked = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        lang = asked if asked in LANGUAGES else LANGUAGES[0]
        request.lang = lang  # type: ignore[attr-defined]
        with translation.override(lang):
            response = handle(request)
        if not response.has_header("Content-Language"):
            response["Content-Language"] = lang
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
