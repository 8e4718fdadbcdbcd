"""The dashboard: promise, count and forecast side by side, before and after the records, in few queries."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from html import unescape

import numpy as np
import pytest
from django.test import Client

from podobat.evidence import measure
from podobat.money import Money
from podobat.plan import read_case
from podobat.records.book import Record as Read
from podobat.records.read import read_records
from podobat.web.book.models import BookState, Record
from podobat.web.book.services import token_of
from podobat.web.book.signals import book_changed
from podobat.web.core.models import AuditEntry
from podobat.web.core.roles import Role
from podobat.web.core.texts import words
from podobat.web.dashboard import drawing, services
from podobat.web.dashboard.known import MOST, thinned
from podobat.web.dashboard.models import Snapshot
from podobat.web.dashboard.page import outlook, trend
from podobat.web.dashboard.services import bands, refresh
from podobat.web.jobs.claims import claim
from podobat.web.jobs.models import Job, Kind, State
from podobat.web.jobs.services import ask
from podobat.web.jobs.tasks import work
from tests.habits.repository import ROOT

GWANGJU = ROOT / "cases" / "gwangju-phase1"
pytestmark = pytest.mark.django_db


def text_of(answer) -> str:
    """What a reader of a page reads."""
    page = re.sub(r"<(script|style)\b.*?</\1>", "", answer.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def page_of(case, lang: str = "ko", path: str = ""):
    """A page as a stranger sees it."""
    browser = Client()
    browser.cookies["podobat-language"] = lang
    return browser.get(f"/{case.slug}/{path}")


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_target_has_promise_counts_and_both_forecasts(filled, lang):
    answer = page_of(filled, lang)
    assert answer.status_code == 200
    said, text = words(lang), text_of(answer)
    for target in filled.read().plan.targets:
        assert target.name[lang] in text
    n = len(filled.read().plan.targets)
    for key in ("after", "before"):
        assert text.count(said(f"dashboard.{key}")) >= 2 * n, "forecast and odds, each labelled"
    assert ("1,100명" if lang == "ko" else "1,100 jobs") in text or "1,100" in text
    assert "436" in text, "two counters stand side by side"
    assert said("dashboard.disagree") in text
    assert said("dashboard.grade", grade="B") in text


def test_odds_too_small_to_be_seen_are_said_as_a_bound(filled):
    assert re.search(r"[\d.]+% 미만", text_of(page_of(filled)))
    assert "under" in text_of(page_of(filled, "en"))


def test_numbers_come_from_the_snapshots(filled):
    after = Snapshot.objects.get(kind="learnt")
    target = next(t for t in after.content["targets"] if t["id"] == "people-5150")
    median = f"{round(target['with']['p50'], -1 if target['with']['p50'] < 10_000 else -2):,.0f}"
    assert f"{median}명" in text_of(page_of(filled)), "three figures of the median after learning"


def test_the_line_of_odds_has_a_step_for_every_date(filled):
    after = Snapshot.objects.get(kind="learnt")
    page = page_of(filled).content.decode()
    lines = re.findall(r'<path d="(M[^"]+)"/><circle', page)
    assert len(lines) == len(filled.read().plan.targets)
    assert {line.count("H") for line in lines} == {len(after.content["signals"][0]["dates"]) - 1}


def test_the_page_asks_the_database_a_bounded_number_of_times(filled, django_assert_max_num_queries, signed_in):
    browser = signed_in(Role.READER)
    browser.get(f"/{filled.slug}/")
    with django_assert_max_num_queries(10):
        browser.get(f"/{filled.slug}/")
    record = Record.objects.filter(case=filled).first()
    for n in range(200):
        Record.objects.create(
            **{f.attname: getattr(record, f.attname) for f in Record._meta.fields if f.name not in ("id", "key")},
            key=f"more-{n}",
        )
    BookState.objects.filter(case=filled).update(token="other")
    n = len({t.measure for t in filled.read().plan.targets})
    with django_assert_max_num_queries(12 + n):  # the latest counts of each measure, once after a change
        browser.get(f"/{filled.slug}/")
    with django_assert_max_num_queries(10):
        browser.get(f"/{filled.slug}/")
    browser.get(f"/{filled.slug}/measures/jobs.hired/")
    with django_assert_max_num_queries(14):
        browser.get(f"/{filled.slug}/measures/jobs.hired/?page=2")


def test_a_changed_book_shows_and_asks_for_learning(filled, django_capture_on_commit_callbacks):
    assert words("ko")("dashboard.outdated") not in text_of(page_of(filled))
    BookState.objects.filter(case=filled).update(token="changed")
    book_changed.send(sender=type(filled), case=filled)
    book_changed.send(sender=type(filled), case=filled)
    assert [(j.kind, j.state) for j in Job.objects.all()] == [(Kind.LEARN, State.QUEUED)], "once, however often told"
    text = text_of(page_of(filled))
    assert words("ko")("dashboard.learning") in text
    assert "실적 반영" in text


def test_nothing_is_asked_for_when_everything_is_there(filled, signed_in):
    assert refresh(filled) == []
    answer = signed_in(Role.ANALYST).post(f"/{filled.slug}/refresh/", follow=True)
    assert words("ko")("dashboard.up_to_date") in text_of(answer)


def test_an_empty_dashboard_says_so_and_fills(counted, signed_in):
    Job.objects.all().delete()
    assert words("ko")("dashboard.empty") in text_of(page_of(counted))
    signed_in(Role.ANALYST).post(f"/{counted.slug}/refresh/")
    assert {j.kind for j in Job.objects.all()} == {Kind.FORECAST, Kind.LEARN}
    assert AuditEntry.objects.filter(action="learning.started").count() == 1


def test_a_case_without_records_keeps_its_forecast_and_says_why_nothing_is_learnt(case):
    job = claim(ask(case, Kind.LEARN, {"particles": 50, "seed": 1}, key="current").pk, "here:1")
    assert job is not None
    work(job)
    assert job.state == State.FAILED
    assert "실적 기록이 아직 없습니다" in text_of(page_of(case))


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_page_of_a_measure_has_definition_records_and_both_fans(filled, lang):
    answer = page_of(filled, lang, "measures/jobs.hired/")
    text, page = text_of(answer), answer.content.decode()
    assert measure("jobs.hired").definition[lang] in text
    assert page.count('class="chart wide"') == page.count('class="chart narrow"') == 2
    n = Record.objects.filter(case=filled, measure="jobs.hired").count()
    assert words(lang)("dashboard.all_records", n=n) in text
    for key in ("fan_after", "fan_before"):
        assert words(lang)(f"dashboard.{key}") in text
    assert "var(--third)" in page, "what was counted is drawn as dots"


def test_every_target_leads_to_a_page(filled):
    for measure_id in {t.measure for t in filled.read().plan.targets}:
        assert page_of(filled, "ko", f"measures/{measure_id}/").status_code == 200
    assert page_of(filled, "ko", "measures/spending/").status_code == 200, "any measure has one"
    assert page_of(filled, "ko", "measures/nothing.at.all/").status_code == 404


def test_pages_carry_no_inline_style_or_script(filled):
    for path in ("", "measures/jobs.hired/"):
        page = page_of(filled, "ko", path).content.decode()
        assert " style=" not in page
        assert not re.search(r"<script(?![^>]*\bsrc=)", page)
        assert "<style" not in page


def test_a_fan_is_drawn_once_for_each_state_of_the_book(filled, monkeypatch):
    page_of(filled, "ko", "measures/jobs.hired/")
    monkeypatch.setattr(drawing, "svg", lambda *a: pytest.fail("drawn again"))
    assert page_of(filled, "ko", "measures/jobs.hired/").status_code == 200


def test_bands_are_those_of_the_forecast_and_whole_or_absent(filled):
    snapshot = Snapshot.objects.get(kind="plan")
    found = bands(snapshot, "people.trained")
    assert found is not None
    assert found.shape[:2] == (3, 7)
    assert (np.diff(found[0], axis=0) >= 0).all(), "quantiles in order"
    assert bands(snapshot, "no.measure") is None
    target = next(t for t in snapshot.content["targets"] if t["id"] == "people-5150")
    month = filled.read().plan.month_number("2024-12")
    assert found[0, 3, month] == pytest.approx(target["with"]["p50"], rel=1e-6)
    assert not list(snapshot.folder.parent.glob(".*.tmp"))


def test_results_are_named_by_all_that_makes_them(filled):
    prints = services.fingerprints(filled.read())
    keys = {services.plan_key({**prints, name: "other"}) for name in prints}
    keys |= {services.learnt_key(prints, t) for t in ("a", "b")} | {services.plan_key(prints)}
    assert len(keys) == len(prints) + 3
    assert Snapshot.objects.get(kind="learnt").key == services.learnt_key(prints, token_of(filled))


def test_of_a_large_book_the_last_counts_are_learnt_from(case):
    plan_case = case.read()
    book = read_records(case.folder, plan_case.plan)
    same, left = thinned(book, plan_case.plan)
    assert left == 0
    assert {r.id for r in same} <= {r.id for r in book}
    one: Read = next(r for r in book if r.comparable and r.kind == "cumulative" and not r.period_to)
    many = tuple(
        replace(one, id=f"n{y}{m}{d}", as_of=f"{y}-{m:02d}-{d:02d}", value=float(100 * y + m))
        for y in (2020, 2021, 2022) for m in range(1, 13) for d in range(1, 29)
    )  # fmt: skip
    few, left = thinned(replace(book, records=many), plan_case.plan)
    assert len(few) <= MOST
    assert left == len(many) - len(few)
    assert {r.as_of[8:] for r in few} == {"28"}, "the last one of each month"


def test_odds_are_stated_no_more_finely_than_the_sample_allows():
    found = {"with": {"p10": 1, "p50": 2, "p90": 3}, "net": {"p50": 1}, "probability": 0.004}
    money = Money.of_plan(read_case(GWANGJU).plan)
    rough, fine = (outlook(found, "people", n, "ko", money) for n in (50, 5000))
    assert (rough.odds, fine.odds) == ("2% 미만", "0.4%")


def test_the_line_stays_in_its_picture():
    line = {"dates": ["", "2020-07-01", "2021-01-01"], "probability": [1.0, 0.0, 0.5],
            "effective_sample_size": [100.0, 90.0, 80.0]}  # fmt: skip
    drawn = trend(line, 80, "ko", words("ko"))
    numbers = [float(x) for x in re.findall(r"[\d.]+", drawn.line)]
    assert max(numbers) <= 132
    assert min(numbers) >= 0
    assert "100%" not in drawn.said


def test_a_case_with_faults_says_so_instead_of_breaking(case, signed_in, tmp_path):
    folder = tmp_path / "gwangju-phase1"
    shutil.copytree(GWANGJU, folder)
    plan = folder / "plan.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("value: 5150", "value: -5150"), encoding="utf-8")
    type(case).objects.filter(pk=case.pk).update(folder=str(folder))
    stranger = page_of(case)
    assert stranger.status_code == 422
    assert "사업의 파일에 오류가" in text_of(stranger)
    assert "plan.yaml" not in text_of(stranger)
    analyst = signed_in(Role.ANALYST)
    told = analyst.get(f"/{case.slug}/")
    assert told.status_code == 422
    assert "plan.yaml:" in text_of(told)
    assert f'href="/{case.slug}/plan/file/"' in told.content.decode()
    assert "-5150" in text_of(told)
    assert analyst.get(f"/{case.slug}/plan/file/").status_code == 200, "the way to mend it stays open"
    book_changed.send(sender=type(case), case=case)  # and a record can still be saved
