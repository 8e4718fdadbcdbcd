"""The Gwangju case with its records in the database, officers, and rows that are sound."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from podobat.web.book.models import Record
from podobat.web.book.services import load_records
from podobat.web.core.models import Case
from podobat.web.core.roles import Role

AT = "/gwangju-phase1/records/"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
TYPED = {
    "measure": "jobs.hired", "value": "512", "as_of": "2022-06-30", "period_from": "2020-01-01",
    "period_to": "2022-06-30", "counter": "city", "coverage": "", "scope": "", "definition_ko": "새로 뽑은 인원",
    "definition_en": "people hired", "grade": "A", "link": "https://example.go.kr/a.pdf", "publisher": "광주광역시",
    "title": "업무 보고", "source": "", "note": "",
}  # fmt: skip


@pytest.fixture
def book(case: Case) -> Case:
    """The case with the 57 records of its files."""
    assert load_records(case) == 57
    return case


@pytest.fixture
def officer(book: Case, signed_in: Callable[..., Client]) -> Client:
    """A browser of an officer."""
    return signed_in(Role.OFFICER, "kim")


@pytest.fixture
def second(book: Case, signed_in: Callable[..., Client]) -> Client:
    """A browser of another officer."""
    return signed_in(Role.OFFICER, "lee")


def typed(**cells: Any) -> dict[str, Any]:
    """What an officer types for a sound record, with some cells changed."""
    return {**TYPED, **cells}


def page(response: Any) -> str:
    """The text of a page."""
    return response.content.decode()


def entered(browser: Client, **cells: Any) -> Record:
    """A record entered through the form."""
    response = browser.post(f"{AT}new/", typed(**cells))
    assert response.status_code == 302, page(response)
    return Record.objects.get(pk=int(response.url.rstrip("/").rsplit("/", 1)[1]))


def pdf(name: str = "근거.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    """A file as a browser hands it in."""
    return SimpleUploadedFile(name, content)
