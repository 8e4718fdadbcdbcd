"""A large upload locks nobody out: its records are held against the others afterwards, in small transactions."""

from __future__ import annotations

import random

from podobat.web.book import findings, recordsheet, writing
from podobat.web.book.models import Conflict, Record, Unchecked
from podobat.web.tables import imports
from tests.web.book.conftest import AT, page, typed
from tests.web.book.test_import import good, step, table, waiting


def rows_of(n: int, smallest: int = 1) -> list[list[str]]:
    """Counts of one measure up to as many days that can hardly all be right."""
    chance = random.Random(7)
    days = [f"20{20 + i // 336 % 6:02d}-{1 + i // 28 % 12:02d}-{1 + i % 28:02d}" for i in range(n)]
    return [
        good(
            값=str(smallest + int(10 ** chance.uniform(0, 6))), 기준일=day, 시작일="", 종료일="", 집계_기관="언론",
            출처=f"https://example.go.kr/{smallest}/{i}",
        )
        for i, day in enumerate(days)
    ]  # fmt: skip


def test_nothing_is_compared_while_the_database_is_held(officer, monkeypatch):
    monkeypatch.setattr(writing, "refresh_conflicts", None)  # would compare inside the transaction
    monkeypatch.setattr(recordsheet, "catch_up", lambda *_: None)
    address = waiting(officer, table(*rows_of(150)))
    assert step(officer, address, "confirm").url == AT
    assert Unchecked.objects.count() == 150
    assert "150" in page(officer.get(f"{AT}findings/")) or not Unchecked.objects.exists()
    while Unchecked.objects.exists():
        officer.get(f"{AT}findings/")
    assert Conflict.objects.filter(measure="jobs.hired").exists()


def test_the_page_says_how_many_are_still_to_be_compared(officer, monkeypatch):
    monkeypatch.setattr(recordsheet, "catch_up", lambda *_: None)
    address = waiting(officer, table(*rows_of(100)))
    step(officer, address, "confirm")
    monkeypatch.setattr("podobat.web.book.findings_page.catch_up", lambda *_: Unchecked.objects.count())
    assert "100건은 아직" in page(officer.get(f"{AT}findings/"))
    assert officer.get(f"{AT}findings/?lang=en").status_code in (200, 302)


def test_comparing_grows_little_faster_than_the_records(officer, monkeypatch):
    compared = []
    real = findings.contradiction
    monkeypatch.setattr(findings, "contradiction", lambda *a: compared.append(0) or real(*a))
    counts = []
    for n, smallest in ((1200, 1), (2400, 2)):
        compared.clear()
        step(officer, waiting(officer, table(*rows_of(n, smallest))), "confirm")
        while Unchecked.objects.exists():
            officer.get(f"{AT}findings/")
        counts.append(len(compared) / n)
    assert max(counts) <= 3 * findings.MOST_OF_MANY + findings._BLOCK, counts
    assert counts[1] < 1.5 * counts[0]


def test_what_differs_most_is_found(officer):
    rows = [good(값="1000", 기준일=f"20{20 + i // 28:02d}-12-{1 + i % 28:02d}", 시작일="", 종료일="",
                 출처=f"https://example.go.kr/{i}", 집계_기관="언론") for i in range(70)]  # fmt: skip
    rows[33][1] = "9000000"
    step(officer, waiting(officer, table(*rows)), "confirm")
    officer.get(f"{AT}findings/")
    odd = Record.objects.get(value=9_000_000)
    assert Conflict.objects.filter(first=odd).exists() or Conflict.objects.filter(second=odd).exists()


def test_a_record_saved_while_the_rows_are_looked_at_sends_the_upload_back(officer, second, monkeypatch):
    address = waiting(officer, table(*rows_of(3)))
    shown = officer.get(address)
    sent = {"version": shown.context["upload"].version, "digest": shown.context["digest"], "do": "confirm"}
    saved, real_look = [], imports.look

    def looked(request, kind, found):
        items = real_look(request, kind, found)
        if request.method == "POST" and not saved:
            saved.append(second.post(f"{AT}new/", typed()).status_code)
        return items

    monkeypatch.setattr(imports, "look", looked)
    before = Record.objects.count()
    officer.post(address, sent)
    assert saved == [302]
    assert Record.objects.count() == before + 1, "only what the other person saved"
    monkeypatch.setattr(imports, "look", real_look)
    assert step(officer, address, "confirm").url == AT
    assert Record.objects.count() == before + 4
