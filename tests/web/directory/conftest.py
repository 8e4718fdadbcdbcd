"""The Gwangju case with counters, an officer, and firms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from podobat.web.book.services import load_records
from podobat.web.core.models import Case
from podobat.web.core.roles import Role
from podobat.web.directory.models import Organisation
from podobat.web.tables.sheets import csv_lines

AT = "/gwangju-phase1/"
NUMBERS = ("124-81-00998", "220-81-62517", "120-81-47521")


@pytest.fixture
def book(case: Case) -> Case:
    """The case with its counters and records."""
    load_records(case)
    return case


@pytest.fixture
def officer(book: Case, signed_in: Callable[..., Client]) -> Client:
    """A browser of an officer."""
    return signed_in(Role.OFFICER, "kim")


def page(response: Any) -> str:
    """The text of a page."""
    return response.content.decode()


def firm(browser: Client, name: str, number: str = "", **cells: str) -> Organisation:
    """An organisation entered through the form."""
    sent = {"name": name, "registration": number, "aliases": "", "note": "", "another": "1", **cells}
    response = browser.post(f"{AT}organisations/new/", sent)
    assert response.status_code == 302, page(response)
    return Organisation.objects.get(pk=int(response.url.rstrip("/").rsplit("/", 1)[1]))


def support(browser: Client, entry: Organisation, **cells: str) -> None:
    """A support of an organisation, entered through the form."""
    sent = {"programme": "growth-grants", "since": "2021-01-01", "until": "2021-12-31", "amount": "50", "unit": "",
            "kind": "grant", "purpose": "prototype", "counter": "agency", **cells}  # fmt: skip
    response = browser.post(f"{AT}organisations/{entry.pk}/supports/new/", sent)
    assert response.status_code == 302, page(response)


def counted(
    browser: Client, entry: Organisation, counter: str, measure: str = "firms.mou", day: str = "2021-06-30"
) -> None:
    """That an office counts an organisation, entered through the form."""
    sent = {"measure": measure, "counter": counter, "day": day}
    response = browser.post(f"{AT}organisations/{entry.pk}/countings/new/", sent)
    assert response.status_code == 302, page(response)


def handed_in(browser: Client, at: str, head: list[str], *rows: list[str], encoding: str = "cp949") -> Any:
    """A table handed in as Korean Excel saves it."""
    data = "".join(csv_lines(head, rows)).lstrip("\ufeff").encode(encoding)
    return browser.post(f"{AT}{at}import/", {"file": SimpleUploadedFile("a.csv", data)})


def waiting(browser: Client, at: str, head: list[str], *rows: list[str]) -> str:
    """The address of the preview of a table that was taken."""
    response = handed_in(browser, at, head, *rows)
    assert response.status_code == 302, page(response)
    return response.url


def step(browser: Client, address: str, do: str, **cells: str) -> Any:
    """Send the preview's form."""
    shown = browser.get(address)
    sent = {"version": shown.context["upload"].version, "digest": shown.context["digest"], "do": do, **cells}
    return browser.post(address, sent)


def items(browser: Client, address: str) -> dict[str, int]:
    """What the preview counts."""
    return {k: n for k, n in browser.get(address).context["counts"].items() if n}
