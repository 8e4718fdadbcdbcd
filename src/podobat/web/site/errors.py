"""Pages for what went wrong. They ask no database, so that they work when it does not."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from podobat.errors import PodobatError
from podobat.units import LANGUAGES, Text

SAID = {
    400: Text("요청을 이해하지 못했습니다.", "The request could not be understood."),
    403: Text("이 화면을 볼 권한이 없습니다.", "You may not see this page."),
    404: Text("찾는 화면이 없습니다.", "There is no such page."),
    405: Text("이 주소에서는 할 수 없는 일입니다.", "This address does not do that."),
    413: Text("올린 파일이 너무 큽니다.", "The file is too large."),
    429: Text("로그인 시도가 너무 많았습니다.", "Too many attempts to sign in."),
    500: Text("처리하다가 문제가 생겼습니다.", "Something went wrong on our side."),
}
ADVICE = {
    400: Text(
        "주소와 입력한 내용을 확인한 뒤 다시 시도하십시오.", "Check the address and what you entered, then try again."
    ),
    403: Text(
        "권한이 필요하면 이 사업의 관리자에게 요청하십시오.", "Ask an administrator of this case if you need access."
    ),
    404: Text(
        "주소가 바뀌었거나 없어졌을 수 있습니다. 처음 화면에서 찾아보십시오.",
        "It may have moved or gone. Look for it from the start page.",
    ),
    405: Text("이전 화면으로 돌아가 다시 시도하십시오.", "Go back and try again."),
    413: Text("한 번에 10MB까지 올릴 수 있습니다. 나누어 올리십시오.", "At most 10 MB at a time. Upload it in parts."),
    429: Text(
        "15분 뒤에 다시 시도하십시오. 비밀번호를 잊었으면 관리자에게 새 링크를 요청하십시오.",
        "Try again in 15 minutes. If you forgot your password, ask an administrator for a new link.",
    ),
    500: Text(
        "저장하지 않은 내용은 반영되지 않았습니다. 잠시 뒤 다시 시도하고, 계속되면 관리자에게 알리십시오.",
        "Nothing was half-saved. Try again in a moment; if it stays, tell an administrator.",
    ),
}
CASE_BROKEN = Text(
    "이 사업의 파일에 오류가 있어 화면을 만들 수 없습니다. 기록은 그대로 있습니다. "
    "관리자가 podobat check로 확인할 수 있습니다.",
    "The files of this case have faults, so the page cannot be made. The records are untouched. An administrator can "
    "look with podobat check.",
)
FAULTS_TOLD = 12  # lines
FORM_EXPIRED = Text(
    "화면을 연 지 오래되어 보안 확인이 끝났습니다. 화면을 새로 열고 다시 보내십시오.",
    "The form was open too long and its security check has expired. Reload the page and send it again.",
)


def error_page(request: HttpRequest, status: int, advice: Text | None = None) -> HttpResponse:
    """The page for a status code, in the reader's language."""
    lang = getattr(request, "lang", LANGUAGES[0])
    page = {"lang": lang, "status": status, "said": SAID[status][lang], "advice": (advice or ADVICE[status])[lang]}
    page["home"] = Text("처음 화면으로", "To the start page")[lang]
    page["brand"] = Text("포도밭", "Podobat")[lang]
    return HttpResponse(render_to_string("error.html", page), status=status)


def broken_case(request: HttpRequest, error: PodobatError | None) -> HttpResponse:
    """500, when the files of a case cannot be read. `error` is told where it is given: the first few of its faults."""
    advice = CASE_BROKEN
    if error is not None:
        ko, en = ("\n".join(error.text(lang).splitlines()[:FAULTS_TOLD]) for lang in LANGUAGES)
        advice = Text(f"{advice.ko} {ko}", f"{advice.en} {en}")
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
