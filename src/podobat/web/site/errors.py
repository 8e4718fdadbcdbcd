"""Pages for what went wrong. They ask no database, so that they work when it does not."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from podobat.errors import InputFaults, PodobatError
from podobat.texts import catalogue
from podobat.units import LANGUAGES, Text

_say = catalogue("web.site")

SAID = {
    400: _say("errors.request_could_not_be_understood"),
    403: _say("errors.you_may_not_see_this_page"),
    404: _say("errors.there_is_no_such_page"),
    405: _say("errors.this_address_does_not_do"),
    413: _say("errors.file_is_too_large"),
    422: _say("errors.case_has_faults"),
    429: _say("errors.too_many_attempts_to_sign"),
    500: _say("errors.something_went_wrong_on_our_side"),
}
ADVICE = {
    400: _say("errors.check_the_address_and_what_you"),
    403: _say("errors.ask_an_administrator"),
    404: _say("errors.it_may_have_moved_or_gone"),
    405: _say("errors.go_back_and_try_again"),
    413: _say("errors.at_most_10_mb"),
    422: _say("errors.case_broken"),
    429: _say("errors.try_again_in_15_minutes"),
    500: _say("errors.nothing_was_half_saved"),
}
CASE_BROKEN = _say("errors.case_broken")
CASE_FAULTY = _say("errors.case_faulty")
FAULTS_TOLD = 40
FORM_EXPIRED = _say("errors.form_expired")


def error_page(
    request: HttpRequest, status: int, advice: Text | None = None, more: dict[str, Any] | None = None
) -> HttpResponse:  # fmt: skip
    """The page for a status code, in the reader's language; `more` fills the list of faults."""
    lang = getattr(request, "lang", LANGUAGES[0])
    page = {"lang": lang, "status": status, "said": SAID[status][lang], "advice": (advice or ADVICE[status])[lang]}
    page["home"] = _say("errors.to_the_start_page")[lang]
    page["brand"] = _say("errors.podobat")[lang]
    page |= more or {}
    return HttpResponse(render_to_string("error.html", page), status=status)


def broken_case(request: HttpRequest, error: PodobatError | None, mend: str = "") -> HttpResponse:
    """422, when the files of a case have faults: which, line by line, and where to mend them, to those who may.

    error   told where it is given;  mend the address of the page where the files can be written
    """
    lang = getattr(request, "lang", LANGUAGES[0])
    faults = error.faults if isinstance(error, InputFaults) else ()
    rows = [
        {"where": f"{f.file}:{f.line}" if f.line else f.file, "path": f.path, "found": f.found[lang],
         "allowed": f.allowed[lang], "remedy": f.remedy[lang]}
        for f in faults[:FAULTS_TOLD]
    ]  # fmt: skip
    told = error.text(lang) if error is not None and not faults else ""
    more = len(faults) - len(rows)
    page = {
        "rows": rows, "told": told, "mend": mend if error is not None else "",
        "words": {name: _say(f"errors.broken_{name}")[lang] for name in ("allowed", "mend", "faults")},
        "more": _say("errors.broken_more", n=more)[lang] if more > 0 else "",
    }  # fmt: skip
    return error_page(request, 422, CASE_BROKEN if error is None else CASE_FAULTY, page)


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
