"""Entering, correcting, confirming, withdrawing: all faults at once, nothing overwritten, a second person."""

from __future__ import annotations

import pytest
from django.conf import settings

from podobat.web.book.models import Evidence, Record, Revision, Source
from podobat.web.core.models import AuditEntry
from tests.web.book.conftest import AT, entered, page, pdf, typed


def test_a_record_is_entered_with_its_evidence_and_its_first_version(officer):
    record = entered(officer)
    assert (record.key, record.value, record.state, record.version) == ("jobs-hired-2022-06-30-city", 512, "draft", 1)
    assert str(record.created_by) == "kim"
    source = Source.objects.get(key=record.source)
    assert (source.url, source.publisher, source.grade) == ("https://example.go.kr/a.pdf", "광주광역시", "A")
    (revision,) = record.revisions.all()
    assert (revision.action, revision.who, revision.content["value"]) == ("entered", "kim", "512")
    assert AuditEntry.objects.filter(action="record.entered", subject=record.key, who="kim").exists()
    assert "512명" in page(officer.get(f"{AT}{record.pk}/"))


def test_the_same_count_twice_is_saved_only_after_a_person_says_that_it_is_another(officer):
    entered(officer)
    again = officer.post(f"{AT}new/", typed())
    assert again.status_code == 409
    assert "jobs-hired-2022-06-30-city" in page(again)
    assert Record.objects.count() == 58, "a double click saves once"
    assert entered(officer, another="1").key == "jobs-hired-2022-06-30-city-2"


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_fault_stands_beside_its_field_at_once_and_nothing_is_saved(officer, lang):
    before = Record.objects.count()
    officer.cookies["podobat-language"] = lang
    wrong = typed(measure="", value="1,254", as_of="2022.6.30", counter="", grade="", link="example", definition_ko="")
    response = officer.post(f"{AT}new/", wrong)
    form = response.context["form"]
    assert response.status_code == 422
    assert {"measure", "value", "as_of", "counter", "grade", "link", "definition_ko"} <= set(form.errors)
    assert "`1254`" in page(response)
    assert "`2022-06-30`" in page(response)
    assert ("자릿점" in page(response)) == (lang == "ko")
    assert form["value"].value() == "1,254", "what was typed stays"
    assert Record.objects.count() == before


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"value": "-3"}, "value"),
        ({"value": "1.5"}, "value"),
        ({"as_of": "2021-01-01"}, "as_of"),
        ({"period_to": "2031-01-01", "as_of": "2031-01-01"}, "period_to"),
        ({"measure": "jobs.direct"}, "period_from"),
        ({"measure": "no.such"}, "measure"),
        ({"counter": "nobody"}, "counter"),
        ({"source": "no_such_source"}, "source"),
        ({"link": "", "source": ""}, "source"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"note": "문의 900101-1234567"}, "note"),
        ({"definition_ko": "담당 9001011234567 집계"}, "definition_ko"),
        ({"scope": "1기 수료생"}, "scope"),
        ({"low": "3", "value": ""}, "high"),
        ({"low": "9", "high": "3", "value": ""}, "high"),
        ({"low": "1", "high": "3"}, "value"),
    ],
)
def test_one_fault_is_refused_at_its_field(officer, cells, field):
    response = officer.post(f"{AT}new/", typed(**cells))
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert "900101" not in str(response.context["form"].errors), "a number of a person is not repeated"


def test_a_range_becomes_a_lower_and_an_upper_limit(officer):
    entered(officer, value="", low="300", high="700")
    low, high = Record.objects.order_by("-id")[:2][::-1]
    assert (low.value, low.coverage, high.value, high.coverage) == (300, "part", 700, "wider")
    assert low.source == high.source
    assert low.key.endswith("-low")
    assert high.key.endswith("-high")


def test_money_may_be_typed_in_another_unit(officer):
    record = entered(officer, measure="fund.committed", value="10.98", scale="100m", period_from="", period_to="")
    assert (record.value, record.unit) == (1098, "KRW_m")
    assert record.revisions.get().content["value"] == "1098"


def test_another_room_may_fill_in_the_form(officer):
    form = officer.get(f"{AT}new/?measure=people.placed_region&value=28&coverage=part").context["form"]
    assert (form["measure"].value(), form["value"].value(), form["coverage"].value()) == (
        "people.placed_region", "28", "part",
    )  # fmt: skip


def test_what_the_form_says_of_a_measure(officer):
    part = page(officer.get(f"{AT}fields/?measure=jobs.hired"))
    assert "신규 채용" in part
    assert "1,100명" in part
    assert "<html" not in part
    assert "억 원" not in part
    assert "억 원" in page(officer.get(f"{AT}fields/?measure=fund.committed"))


# --- evidence ----------------------------------------------------------------------------------------------------


def test_a_file_is_kept_apart_and_goes_out_as_an_attachment(officer, signed_in):
    record = entered(officer, link="", file=pdf("../../etc/근거 <1>.pdf"))
    evidence = Evidence.objects.get()
    stored = settings.UPLOADS / evidence.file.name
    assert stored.read_bytes().startswith(b"%PDF")
    assert stored.stat().st_mode & 0o077 == 0
    assert "근거" not in evidence.file.name
    response = officer.get(f"{AT}evidence/{evidence.pk}/")
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert evidence.name in page(officer.get(f"{AT}{record.pk}/"))
    public = signed_in(None, "passer-by")
    assert public.get(f"{AT}evidence/{evidence.pk}/").status_code == 403
    assert evidence.name not in page(public.get(f"{AT}{record.pk}/"))


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.exe", b"MZ"), ("a.pdf", b"MZ not a pdf"), ("a.svg", b"<svg/>"), ("a.html", b"<script>"), ("a.pdf", b""),
     ("a.csv", b"a\x00b"), ("a.png", b"%PDF-1.7"), ("pdf", b"%PDF-1.7"), ("a.pdf", b"%PDF-" + b"x" * 8_000_001)],
    ids=["exe", "no pdf", "svg", "html", "empty", "binary csv", "pdf as png", "no extension", "too large"],
)  # fmt: skip
def test_other_files_are_refused(officer, name, content):
    response = officer.post(f"{AT}new/", typed(file=pdf(name, content), link=""))
    assert response.status_code == 422
    assert "file" in response.context["form"].errors
    assert not Evidence.objects.exists()


def test_files_of_failed_transactions_are_swept(officer, book):
    import os
    import time

    from podobat.web.book.evidence import sweep

    entered(officer, link="", file=pdf())
    kept = settings.UPLOADS / Evidence.objects.get().file.name
    lost = kept.with_name("lost.pdf")
    lost.write_bytes(b"%PDF-")
    yesterday = time.time() - 2 * 86400
    for path in (kept, lost):
        os.utime(path, (yesterday, yesterday))
    assert sweep(book) == 1
    assert kept.exists()
    assert not lost.exists()


# --- history -----------------------------------------------------------------------------------------------------


def correct(browser, record, **cells):
    """Post a correction of the version that is there."""
    record.refresh_from_db()
    form = browser.get(f"{AT}{record.pk}/edit/").context["form"]
    sent = {name: form[name].value() or "" for name in form.fields if name != "file"}
    return browser.post(f"{AT}{record.pk}/edit/", {**sent, "why": "다시 셈", **cells})


def test_a_correction_keeps_the_former_value_and_says_who_and_why(officer, second):
    record = entered(officer)
    assert correct(second, record, value="530").status_code == 302
    record.refresh_from_db()
    assert (record.value, record.version) == (530, 2)
    newest, first = record.revisions.all()
    assert (newest.who, newest.why, newest.content["value"], first.content["value"]) == ("lee", "다시 셈", "530", "512")
    shown = page(officer.get(f"{AT}{record.pk}/"))
    assert "<del>512</del> → <ins>530</ins>" in shown
    assert "lee" in shown


def test_a_correction_needs_a_reason_and_a_difference(officer):
    record = entered(officer)
    assert "why" in correct(officer, record, value="530", why="").context["form"].errors
    assert correct(officer, record, why="그냥").status_code == 302
    record.refresh_from_db()
    assert record.version == 1
    assert "why" in correct(officer, record, value="530", why="900101-1234567 씨가 알려 옴").context["form"].errors


def act(browser, record, what, **cells):
    """Confirm, withdraw or restore the version that is there."""
    record.refresh_from_db()
    response = browser.post(f"{AT}{record.pk}/{what}/", {"version": record.version, "why": "까닭", **cells})
    assert response.status_code == 302
    record.refresh_from_db()
    return record


def test_only_a_second_person_confirms_and_a_change_takes_it_back(officer, second, signed_in, book):
    from podobat.web.core.roles import Role

    record = entered(officer)
    assert act(officer, record, "confirm").state == "draft", "not who entered it"
    assert 'action="/gwangju-phase1/records/' + f'{record.pk}/confirm/"' not in page(officer.get(f"{AT}{record.pk}/"))
    assert act(second, record, "confirm").state == "confirmed"
    assert str(record.confirmed_by) == "lee"
    correct(second, record, value="513")
    record.refresh_from_db()
    assert (record.state, record.confirmed_by) == ("draft", None)
    assert act(second, record, "confirm").state == "draft", "not who last changed it"
    assert act(officer, record, "confirm").state == "draft", "not who entered it, even after another's change"
    assert act(signed_in(Role.OFFICER, "park"), record, "confirm").state == "confirmed"
    assert [r.action for r in record.revisions.all()] == ["confirmed", "changed", "confirmed", "entered"]


def test_a_version_that_was_not_seen_is_not_confirmed(officer, second):
    record = entered(officer)
    seen = record.version
    correct(officer, record, value="999")
    assert act(second, record, "confirm", version=seen).state == "draft"


def test_withdrawing_keeps_everything_and_can_be_undone(officer, second, book):
    from podobat.web.book.services import book_of, conflicts

    record = Record.objects.get(key="hired-2021-city")
    assert len(conflicts(book, "jobs.hired")) == 1
    assert act(officer, record, "withdraw", why="").state == "draft", "a reason is needed"
    assert act(officer, record, "withdraw").state == "withdrawn"
    assert not conflicts(book, "jobs.hired")
    assert "hired-2021-city" not in {r.id for r in book_of(book)}
    assert "1,100명" in page(officer.get(f"{AT}{record.pk}/"))
    assert officer.get(f"{AT}{record.pk}/edit/").status_code == 302
    assert act(second, record, "restore").state == "draft"
    assert len(conflicts(book, "jobs.hired")) == 1
    assert [r.why for r in record.revisions.all()] == ["까닭", "까닭", ""]
    assert AuditEntry.objects.filter(action="record.withdrawn").count() == 1


# --- two at once -------------------------------------------------------------------------------------------------


def test_the_second_to_save_sees_both_versions_and_keeps_what_they_typed(officer, second):
    record = entered(officer)
    mine = second.get(f"{AT}{record.pk}/edit/").context["form"]
    sent = {name: mine[name].value() or "" for name in mine.fields if name != "file"}
    correct(officer, record, value="530", publisher="", note="부처와 대조함")
    response = second.post(f"{AT}{record.pk}/edit/", {**sent, "value": "540", "grade": "B", "why": "재집계"})
    assert response.status_code == 409
    record.refresh_from_db()
    assert (record.value, record.version) == (530, 2)
    form, shown = response.context["form"], page(response)
    assert (form["value"].value(), form["grade"].value(), form["why"].value()) == ("540", "B", "재집계")
    assert form["note"].value() == "부처와 대조함", "what only the other changed is taken over"
    rows = {
        row["label"]: (row["was"], row["theirs"], row["mine"], row["both"]) for row in response.context["overtaken"]
    }
    assert rows["값"] == ("512", "530", "540", True)
    assert rows["근거 등급"][3] is False
    assert "kim" in shown
    again = {name: form[name].value() or "" for name in form.fields if name != "file"}
    assert second.post(f"{AT}{record.pk}/edit/", again).status_code == 302
    record.refresh_from_db()
    assert (record.value, record.grade, record.note, record.version) == (540, "B", "부처와 대조함", 3)
    assert [r.content["value"] for r in record.revisions.all()] == ["540", "530", "512"]


def test_records_of_another_case_are_not_found(officer, book):
    from podobat.web.core.models import Case

    other = Case.objects.create(slug="other", folder=book.folder, name_ko="다른", name_en="Other")
    record = Record.objects.first()
    assert officer.get(f"/other/records/{record.pk}/").status_code == 404
    assert not Revision.objects.filter(record__case=other).exists()
