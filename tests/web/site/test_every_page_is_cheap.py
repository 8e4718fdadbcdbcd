"""Every page opens for those who may see it, and asks the database a bounded number of times."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from podobat.web.book.models import Record
from podobat.web.book.services import load_records
from podobat.web.core.permissions import PERMISSIONS
from podobat.web.core.roles import Role
from tests.web.permissions.addresses import SAMPLES, address, addresses

MOST = 16  # queries of one page, session, person and role included
# What they open: a real record, a real measure; the rest leads to a page that says that there is no such thing.
KINDS = {"measure": "firms.mou", "format": "csv"}


@pytest.fixture
def book(case):
    """The Gwangju book, loaded."""
    load_records(case)
    return case


def pages() -> list[str]:
    """Names of all addresses of a case at which one may look."""
    return [name for name, kinds in addresses().items() if "case" in kinds and PERMISSIONS[name].get is not None]


@pytest.mark.parametrize("name", pages())
def test_a_page_opens_and_asks_a_bounded_number_of_times(book, signed_in, monkeypatch, name):
    browser = signed_in(Role.ADMINISTRATOR)
    kinds = addresses()[name]
    monkeypatch.setitem(SAMPLES, "int", Record.objects.first().pk)
    monkeypatch.setitem(SAMPLES, "str", KINDS["measure"])
    if "format" in kinds:
        monkeypatch.setitem(SAMPLES, "slug", KINDS["format"])
    path = address(name, kinds, book.slug)
    browser.get(path)  # the first look fills what the process remembers
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get(path)
    assert answer.status_code in ((200, 404) if set(kinds) - {"case", "measure", "format"} else (200,)), (
        answer.status_code
    )
    assert len(asked) <= MOST, "\n".join(query["sql"][:160] for query in asked.captured_queries)


def test_the_number_of_queries_does_not_grow_with_the_book(book, signed_in):
    browser = signed_in(Role.OFFICER)
    counts = []
    for turn in range(2):
        for path in (f"/{book.slug}/", f"/{book.slug}/records/"):
            browser.get(path)
            with CaptureQueriesContext(connection) as asked:
                browser.get(path)
            counts.append(len(asked))
        patterns = list(Record.objects.filter(case=book))
        for i in range(400):
            pattern = patterns[i % len(patterns)]
            pattern.pk, pattern.key, pattern.value = None, f"more-{turn}-{i}", float(i)
            pattern.save(force_insert=True)
    assert counts[:2] == counts[2:]
