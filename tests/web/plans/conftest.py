"""People who write plans, and a form sent back with some of its fields changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from podobat.web.core.models import Case
from podobat.web.core.roles import Role

_INPUT = re.compile(r"<input [^>]*?name=\"([^\"]+)\"(?: value=\"([^\"]*)\")?")
_AREA = re.compile(r"<textarea [^>]*?name=\"([^\"]+)\"[^>]*>(.*?)</textarea>", re.DOTALL)
_SELECT = re.compile(r"<select [^>]*?name=\"([^\"]+)\"[^>]*>(.*?)</select>", re.DOTALL)
_CHOSEN = re.compile(r"<option value=\"([^\"]*)\" selected>")


def form_of(page: str) -> dict[str, str]:
    """Every field of the plan's form with what stands in it, as a browser would send it."""
    page = page.split('id="plan-form"', 1)[1].split('<aside class="panel"', 1)[0]
    fields = {name: unescape(value or "") for name, value in _INPUT.findall(page)}
    fields |= {name: unescape(text) for name, text in _AREA.findall(page)}
    fields |= {name: (_CHOSEN.findall(inner) or [""])[0] for name, inner in _SELECT.findall(page)}
    return {name: unescape(value) for name, value in fields.items() if not name.startswith("csrf")}


@pytest.fixture
def own_case(db: None, signed_in: Callable[..., Client], case: Case) -> tuple[Client, Case]:
    """An administrator's browser, and a case of their own that is a draft from the template."""
    browser = signed_in(Role.ADMINISTRATOR)
    answer = browser.post("/new/", {"way": "template", "name_ko": "해솔 집적단지", "name_en": "Haesol cluster",
                                    "short": "haesol"})  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()
    return browser, Case.objects.get(slug="haesol")
