"""Pages for what went wrong. They ask no database, so that they work when it does not."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from podobat.errors import PodobatError
from podobat.texts import catalogue
from podobat.units import LANGUAGES, Text

_say = catalogue("web.site")

SAID = {
    400: _say("errors.request_could_not_be_understood"),
    403: _say("errors.you_may_not_see_this_page"),
    404: _say("errors.there_is_no_such_page"),
    405: _say("errors.this_address_does_not_do"),
    413: _say("errors.file_is_too_large"),
    429: _say("errors.too_many_attempts_to_sign"),
    500: _say("errors.something_went_wrong_on_our_side"),
}
ADVICE = {
    400: _say("errors.check_the_address_and_what_you"),
    403: _say("errors.ask_an_administrator"),
    404: _say("errors.it_may_have_moved_or_gone"),
    405: _say("errors.go_back_and_try_again"),
    413: _say("errors.at_most_10_mb"),
    429: _say("errors.try_again_in_15_minutes"),
    500: _say("errors.nothing_was_half_saved"),
}
CASE_BROKEN = _say("errors.case_broken")
FAULTS_TOLD = 12  # lines
FORM_EXPIRED = _say("errors.form_expired")


def error_page(request: HttpRequest, status: int, advice: Text | None = None) -> HttpResponse:
    """The page for a status code, in the reader's language."""
    lang = getattr(request, "lang", LANGUAGES[0])
    page = {"lang": lang, "status": status, "said": SAID[status][lang], "advice": (advice or ADVICE[status])[lang]}
    page["home"] = _say("errors.to_the_start_page")[lang]
    page["brand"] = _say("errors.podobat")[lang]
    return HttpResponse(render_to_string("error.html", page), status=status)


def broken_case(request: HttpRequest, error: PodobatError | None) -> HttpResponse:
    """500, when the files of a case cannot be read. `error` is told where it is given: the first few of its faults."""
    advice = CASE_BROKEN
    if error is not None:
        told = Text.each(lambda lang: "\n".join(error.text(lang).splitlines()[:FAULTS_TOLD]))
        advice = _say("errors.advice", advice=advice, told=told)
    return error_page(request, 500, advice)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return error_page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return error_page(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403, when a form came back without its token."""
    return error_page(request, 403, FORM_EXPIRED)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return error_page(request, 404)


def wrong_method(request: HttpRequest) -> HttpResponse:
    """405."""
    return error_page(request, 405)


def too_large(request: HttpRequest) -> HttpResponse:
    """413."""
    return error_page(request, 413)


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """429, after too many wrong passwords."""
    return error_page(request, 429)


def broken(request: HttpRequest) -> HttpResponse:
    """500."""
    return error_page(request, 500)
