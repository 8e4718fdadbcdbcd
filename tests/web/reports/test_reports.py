"""Committee reports: the same figures in page, PDF, spreadsheet and JSON; counts and odds of the day."""

from __future__ import annotations

import base64
import datetime
import hashlib
import io
import json
import re
import shutil
from dataclasses import replace
from html import unescape

import pypdfium2
import pytest
from django.conf import settings
from django.test import Client
from openpyxl import load_workbook

from podobat.forecast import forecast
from podobat.forecast.editions import PARTS
from podobat.learn.update import learn
from podobat.records.read import read_records
from podobat.show.document import Table
from podobat.show.excerpts import Excerpt, read_excerpt, write_excerpts
from podobat.show.writer import Writer
from podobat.web.answers.models import Answer
from podobat.web.book.services import load_records
from podobat.web.core.models import AuditEntry
from podobat.web.core.roles import Role
from podobat.web.core.texts import words
from podobat.web.dashboard.services import fingerprints
from podobat.web.jobs.claims import claim
from podobat.web.jobs.models import Job, State
from podobat.web.jobs.tasks import work
from podobat.web.reports import views
from podobat.web.reports import work as working
from podobat.web.reports.counted import counted, latest
from podobat.web.reports.excerpts import VERBS
from podobat.web.reports.models import Report
from podobat.web.reports.sheet import write_sheet

pytestmark = pytest.mark.django_db
DRAWS = 60


@pytest.fixture
def learnt(case, monkeypatch):
    """The case with its records, and odds at every date as learning would leave them."""
    monkeypatch.setattr(views, "DRAWS", DRAWS)
    monkeypatch.setattr(working, "PARTICLES", 60)
    shutil.rmtree(settings.RESULTS / case.slug / "reports", ignore_errors=True)  # numbers begin anew in every test
    load_records(case)
    Job.objects.all().delete()
    return case


def made(browser: Client, case, **form: str | list[str]) -> Report:
    """A report that was asked for and written."""
    answer = browser.post(f"/{case.slug}/reports/", {"as_of": "2022-06-30", "language": "ko", **form})
    assert answer.status_code == 302
    job = claim(Job.objects.get(kind="report", state=State.QUEUED).pk, "here:1")
    assert job is not None
    work(job)
    assert job.state == State.DONE, job.error_en
    return Report.objects.latest("id")


def got(browser: Client, report: Report, kind: str) -> bytes:
    """One of its files."""
    answer = browser.get(f"/{report.case.slug}/reports/{report.pk}/{kind}/")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def squeezed(text: str) -> str:
    """Without spaces and hyphens, which lines break at."""
    return re.sub(r"[\s\-\u00ad\u0002\ufffe]+", "", text)


def pdf_text(file: bytes) -> str:
    """All text of a PDF."""
    document = pypdfium2.PdfDocument(file)
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return squeezed(text)


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_report_has_the_same_figures_in_every_file(learnt, signed_in, lang):
    officer = signed_in(Role.OFFICER)
    report = made(officer, learnt, language=lang)
    data = json.loads(got(Client(), report, "json"))
    page = unescape(re.sub(r"<[^>]+>", " ", got(Client(), report, "html").decode()))
    paper = pdf_text(got(Client(), report, "pdf"))
    sheet = load_workbook(io.BytesIO(got(Client(), report, "xlsx"))).active
    assert sheet is not None
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert data["draws"] == DRAWS
    assert len(rows) == len(data["targets"]) == len(learnt.read().plan.targets)
    for target, row in zip(data["targets"], rows, strict=True):
        said = Writer.plain(lang).odds(target["probability"], DRAWS)
        for text in (target["name"][lang], said):
            assert squeezed(text) in paper
            assert text in page
        assert row[0] == target["name"][lang]
        assert row[5] == pytest.approx(target["quantiles"]["p50"], rel=1e-6)
        assert row[10] == pytest.approx(target["probability"]) or squeezed(str(row[10])) in paper
    book = read_records(learnt.folder, learnt.read().plan, until="2022-06-30")
    direct = learn(learnt.read(), book, draws=60, seed=1).forecast(DRAWS).to_json_dict()
    assert json.loads(json.dumps(direct)) == data, "the very forecast of the command line, with the records of the day"
    title = words(lang)("reports.section", date="2022-06-30")
    assert squeezed(title) in paper
    assert title in page
    assert report.headline in page
    assert set(report.fingerprints) == {"plan", "parameters", "beside", "code", "records"}


def test_only_what_was_known_by_the_day_is_in_it(learnt):
    plan_case = learnt.read()
    book = read_records(learnt.folder, plan_case.plan)
    result = forecast(plan_case, draws=20, seed=1)
    for day in ("2020-01-31", "2021-12-31"):
        part = counted(result, result, book.until(day), "ko", words("ko"), as_of=day, learnt=False)
        for row in part.rows:
            assert all(date <= day for count in row.counts for date in re.findall(r"\d{4}-\d\d-\d\d", count))
            assert row.odds_after is None
    late = {r.id for r in book if r.as_of > "2021-12-31" and r.comparable}
    assert late, "the test needs records known later"


def test_a_count_of_a_part_never_stands_for_the_total(learnt):
    book = read_records(learnt.folder, learnt.read().plan)
    whole = next(r for r in book if r.measure == "firms.mou" and r.period_from is None)
    part = replace(whole, id="part", value=5.0, period_from="2022-01-01", period_to="2022-12-31", as_of="2023-01-31")
    assert latest([whole, part], "2020-01") == [whole]
    assert latest([part], "2020-01") == [part]


def test_a_report_without_records_says_so(case, signed_in, monkeypatch):
    monkeypatch.setattr(views, "DRAWS", 20)
    report = made(signed_in(Role.OFFICER), case)
    assert "집계 없음" in got(Client(), report, "html").decode()


def test_the_page_may_use_its_own_style_and_nothing_else(learnt, signed_in):
    report = made(signed_in(Role.OFFICER), learnt)
    answer = Client().get(f"/{learnt.slug}/reports/{report.pk}/html/")
    page, policy = answer.content.decode(), answer.headers["Content-Security-Policy"]
    styles = re.findall(r"<style>(.*?)</style>", page, flags=re.DOTALL)
    assert len(styles) == 1
    assert base64.b64encode(hashlib.sha256(styles[0].encode()).digest()).decode() in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert " style=" not in page
    taken = Client().get(f"/{learnt.slug}/reports/{report.pk}/html/?download")
    assert taken.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(taken.streaming_content) == answer.content


def test_files_appear_together_or_not_at_all(learnt, signed_in, monkeypatch):
    officer = signed_in(Role.OFFICER)

    def full(said):
        raise OSError("no space left on device")

    monkeypatch.setattr(working, "pdf_of", full)
    officer.post(f"/{learnt.slug}/reports/", {"as_of": "2022-06-30", "language": "ko"})
    job = claim(Job.objects.get(kind="report").pk, "here:1")
    assert job is not None
    work(job)
    report = Report.objects.get()
    assert job.state == State.FAILED
    assert not report.ready
    assert not report.folder.exists()
    assert not list(report.folder.parent.glob(".report-*"))
    assert Client().get(f"/{learnt.slug}/reports/{report.pk}/pdf/").status_code == 404
    assert "작업 번호" in officer.get(f"/{learnt.slug}/reports/").content.decode()


def test_days_to_come_are_refused(learnt, signed_in):
    officer = signed_in(Role.OFFICER)
    later = (datetime.date.today() + datetime.timedelta(days=3)).isoformat()
    for wrong in (later, "어제", ""):
        answer = officer.post(f"/{learnt.slug}/reports/", {"as_of": wrong, "language": "ko"})
        assert answer.status_code == 422
    assert words("ko")("reports.not_yet") in officer.post(
        f"/{learnt.slug}/reports/", {"as_of": later, "language": "ko"}
    ).content.decode()  # fmt: skip
    assert not Report.objects.exists()


def test_the_list_shows_what_is_under_way_and_in_a_bounded_number_of_queries(
    learnt, signed_in, django_assert_max_num_queries
):
    officer = signed_in(Role.OFFICER)
    for n in range(3):
        officer.post(f"/{learnt.slug}/reports/", {"as_of": f"2022-06-0{n + 1}", "language": "en"})
    assert AuditEntry.objects.filter(action="report.asked").count() == 3
    with django_assert_max_num_queries(10):
        page = officer.get(f"/{learnt.slug}/reports/").content.decode()
    assert page.count("hx-get") == 3
    reader = Client().get(f"/{learnt.slug}/reports/")
    assert "<form" not in reader.content.decode().split("<main", 1)[1]


def test_readers_may_have_files_but_not_ask_for_reports(learnt, signed_in):
    reader = signed_in(Role.READER)
    answer = reader.post(f"/{learnt.slug}/reports/", {"as_of": "2022-06-30", "language": "ko"})
    assert answer.status_code == 403
    assert reader.get(f"/{learnt.slug}/reports/1/exe/").status_code == 404


def test_text_in_the_spreadsheet_is_never_a_formula(learnt, tmp_path):
    result = forecast(learnt.read(), draws=20, seed=1)
    book = read_records(learnt.folder, learnt.read().plan)
    part = counted(result, result, book, "ko", words("ko"), as_of="2022-06-30", learnt=False)
    evil = part.rows[0].__class__(**{**part.rows[0].__dict__, "name": '=HYPERLINK("http://x")', "counts": ("=1+1",)})
    write_sheet(result, part.__class__(**{**part.__dict__, "rows": (evil, *part.rows[1:])}), tmp_path / "a.xlsx", "ko",
                words("ko"))  # fmt: skip
    sheet = load_workbook(tmp_path / "a.xlsx").active
    assert sheet is not None
    assert (sheet["A2"].data_type, sheet["L2"].data_type) == ("s", "s")
    assert sheet["A2"].value == '=HYPERLINK("http://x")'


@pytest.mark.parametrize(("edition", "most"), [("one", 1), ("ten", 10)])
def test_an_edition_has_its_length_and_boxes_to_sign(learnt, signed_in, edition, most):
    officer = signed_in(Role.OFFICER)
    report = made(officer, learnt, language="ko", edition=edition, approval="담당, 팀장,국장")
    assert report.approval == ["담당", "팀장", "국장"]
    paper = got(Client(), report, "pdf")
    document = pypdfium2.PdfDocument(paper)
    assert len(document) <= most
    document.close()
    said = pdf_text(paper)
    assert {"담당팀장국장" in said, "결재" in said} == {True}
    page = got(Client(), report, "html").decode()
    assert page.count("<th scope=\"col\">팀장</th>") == 1
    assert 'id="assumptions"' not in page
    data = json.loads(got(Client(), report, "json"))
    for target in data["targets"]:
        assert squeezed(target["name"]["ko"]) in said, "every target stands in every edition"


def test_chosen_parts_and_nothing_else(learnt, signed_in):
    report = made(signed_in(Role.OFFICER), learnt, language="en", edition="own", parts=["money", "made"])
    page = got(Client(), report, "html").decode()
    assert [p for p in PARTS if f'<section id="{p}"' in page] == ["money", "made"]
    refused = signed_in(Role.OFFICER, "other").post(
        f"/{learnt.slug}/reports/", {"as_of": "2022-06-30", "language": "en", "edition": "own", "parts": ["poems"]}
    )
    assert refused.status_code == 422


def test_value_and_appraisal_stand_in_a_report_as_their_own_answers_have_them(learnt, signed_in):
    officer = signed_in(Role.OFFICER)
    parts = {"edition": "own", "parts": ["value", "appraisal"], "language": "ko", "as_of": "2022-06-30"}
    refused = officer.post(f"/{learnt.slug}/reports/", parts)
    assert refused.status_code == 422
    assert "‘세부사업의 값어치’" in refused.content.decode(), "it says what has to be worked out first"
    prints = fingerprints(learnt.read())
    for n, (part, verb) in enumerate(VERBS.items()):
        cells = (("데이터센터", f"12{n}.5 ± 3.1"), ("모두", f"1,90{n}"))
        table = Table("표", ("사업", "순증"), cells)
        excerpt = Excerpt(part, "제목", (f"{part}의 결론 {n}", "경고: 조심"), (table,), ("읽는 법",), "표본 500개.")
        answer = Answer.objects.create(case=learnt, verb=verb, key=f"k{n}", lang="ko", fingerprints=prints, ready=True)
        shutil.rmtree(answer.folder, ignore_errors=True)
        answer.folder.mkdir(parents=True)
        write_excerpts(answer.folder, {"ko": excerpt})
        assert read_excerpt((answer.folder / "excerpt-ko.json").read_text(encoding="utf-8")) == excerpt
    report = made(officer, learnt, **{k: v for k, v in parts.items() if k != "as_of"})
    page, paper = got(Client(), report, "html").decode(), pdf_text(got(Client(), report, "pdf"))
    assert [p for p in PARTS if f'<section id="{p}"' in page] == ["value", "appraisal"]
    for text in ("value의 결론 0", "appraisal의 결론 1", "120.5 ± 3.1", "1,901", "경고: 조심", "표본 500개."):
        assert text in page
        assert squeezed(text) in paper
    Answer.objects.update(fingerprints={**prints, "plan": "of another plan"})
    assert officer.post(f"/{learnt.slug}/reports/", parts).status_code == 422, "an answer of an earlier plan is none"
