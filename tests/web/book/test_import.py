"""Spreadsheets: every fault before anything is saved, mended or decided by a person, then all or nothing."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.utils import timezone
from openpyxl import Workbook

from podobat.tables import Limits
from podobat.web.book import writing
from podobat.web.book.models import Record, Revision, Source, Upload
from podobat.web.core.models import AuditEntry
from tests.web.book.conftest import AT, page

HEAD = ["지표", "값", "단위", "기준일", "시작일", "종료일", "집계 기관", "정의", "근거 등급", "출처", "비고"]
GOOD = ["신규 채용", "512", "명", "2022-06-30", "2020-01-01", "2022-06-30", "광주광역시", "새로 뽑은 인원", "A",
        "https://example.go.kr/1", "분기 보고"]  # fmt: skip


def good(**cells: str) -> list[str]:
    """A sound row with some cells changed, by Korean head."""
    return [cells.get(head.replace(" ", "_"), cell) for head, cell in zip(HEAD, GOOD, strict=True)]


def table(*rows: list[str], encoding: str = "cp949", above: str = "") -> bytes:
    """Rows under Korean heads as Korean Excel saves them."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([HEAD, *rows])
    return (above + out.getvalue()).encode(encoding)


def upload(browser, data: bytes, name: str = "실적.csv", at: str = AT) -> Any:
    """Hand in a file."""
    return browser.post(f"{at}import/", {"file": SimpleUploadedFile(name, data)})


def waiting(browser, data: bytes, name: str = "실적.csv") -> str:
    """Hand in a file that is taken; the address of its preview."""
    response = upload(browser, data, name)
    assert response.status_code == 302, page(response)
    return response.url


def step(browser, address: str, do: str, **cells: str) -> Any:
    """Send the preview's form."""
    shown = browser.get(address)
    sent = {"version": shown.context["upload"].version, "digest": shown.context["digest"], "do": do, **cells}
    return browser.post(address, sent)


def items(browser, address: str) -> dict[str, int]:
    """What the preview counts."""
    return {k: n for k, n in browser.get(address).context["counts"].items() if n}


def test_a_cp949_file_with_two_faulty_rows_is_mended_and_saved(officer):
    rows = [
        good(),
        good(값="1,254", 기준일="2022.7.31", 종료일="2022-07-31"),
        good(집계_기관="광주광역지", 종료일="2022-05-31"),
        good(값="많음", 종료일="2022-04-30"),
    ]
    address = waiting(officer, table(*rows))
    assert Record.objects.count() == 57, "nothing is saved by looking"
    shown = officer.get(address)
    assert items(officer, address) == {"new": 2, "faulty": 2}
    text = page(shown)
    assert "CP949" in text
    assert "1254" in text, "what was meant is shown"
    assert "1,254" in text, "beside what was written"
    assert "모르는 집계 기관" in text
    refused = step(officer, address, "confirm")
    assert refused.status_code == 302
    assert Record.objects.count() == 57, "not while a fault is left"
    step(officer, address, "mend", **{"cell:4:counter": "city", "cell:5:value": "700"})
    assert items(officer, address) == {"new": 4}
    assert step(officer, address, "confirm").url == AT
    made = Record.objects.filter(id__gt=0).order_by("-id")[:4]
    assert {r.value for r in made} == {512, 700, 1254}
    assert {r.counter.key for r in made} == {"city"}
    assert {r.revisions.get().action for r in made} == {"imported"}
    assert Record.objects.count() == 61
    assert Upload.objects.get().rows == [], "the rows are forgotten"
    assert AuditEntry.objects.filter(action="import.applied", detail__new=4).exists()
    assert officer.get(address).url == AT, "a second look at a finished upload leads away"


def test_all_or_nothing_when_saving_fails_halfway(officer, monkeypatch):
    address = waiting(officer, table(good(), good(종료일="2022-05-31")))
    before = (Record.objects.count(), Source.objects.count(), Revision.objects.count(), AuditEntry.objects.count())

    def breaks(*_, **__):
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(writing, "refresh_conflicts", breaks)
    response = step(officer, address, "confirm")
    assert response.status_code == 302
    after = (Record.objects.count(), Source.objects.count(), Revision.objects.count(), AuditEntry.objects.count())
    assert after == before
    monkeypatch.undo()
    assert items(officer, address) == {"new": 2}, "the upload still waits"
    assert step(officer, address, "confirm").url == AT
    assert Record.objects.count() == before[0] + 2


def test_a_book_that_changed_since_the_preview_is_shown_again(officer, second):
    address = waiting(officer, table(good()))
    shown = officer.get(address)
    other = waiting(second, table(good(값="600")))
    step(second, other, "confirm")
    sent = {"version": shown.context["upload"].version, "digest": shown.context["digest"], "do": "confirm"}
    assert officer.post(address, sent).url == address
    assert Record.objects.count() == 58
    assert items(officer, address) == {"open": 1}, "the other's record is now beside it"


def test_confirming_twice_saves_once(officer):
    address = waiting(officer, table(good()))
    shown = officer.get(address)
    sent = {"version": shown.context["upload"].version, "digest": shown.context["digest"], "do": "confirm"}
    officer.post(address, sent)
    officer.post(address, sent)
    assert Record.objects.count() == 58


def test_a_row_of_a_count_that_is_there_is_put_before_a_person(officer):
    first = waiting(officer, table(good()))
    step(officer, first, "confirm")
    record = Record.objects.get(value=512)
    again = waiting(officer, table(good()))
    assert items(officer, again) == {"same": 1}
    address = waiting(officer, table(good(값="530")))
    assert items(officer, address) == {"open": 1}
    assert record.key in page(officer.get(address))
    step(officer, address, "mend", **{"decide:2": f"is:{record.key}"})
    assert items(officer, address) == {"changed": 1}
    assert step(officer, address, "confirm").url == address, "a correction needs a reason"
    assert step(officer, address, "confirm", why="2분기 재집계").url == AT
    record.refresh_from_db()
    assert (record.value, record.version, record.revisions.first().why) == (530, 2, "2분기 재집계")
    another = waiting(officer, table(good(값="900")))
    step(officer, another, "mend", **{"decide:2": "new"})
    step(officer, another, "confirm")
    assert Record.objects.filter(measure="jobs.hired", day="2022-06-30").count() == 2


def test_rows_can_be_left_out_and_taken_back(officer):
    address = waiting(officer, table(good(), good(값="많음", 종료일="2022-05-31")))
    step(officer, address, "mend", **{"decide:3": "skip"})
    assert items(officer, address) == {"new": 1, "skipped": 1}
    step(officer, address, "mend", **{"decide:3": ""})
    assert items(officer, address) == {"new": 1, "faulty": 1}
    step(officer, address, "discard")
    assert Record.objects.count() == 57
    assert Upload.objects.get().rows == []


def test_what_was_exported_comes_back_unchanged_and_a_changed_cell_is_seen(officer):
    exported = b"".join(officer.get(f"{AT}records.csv").streaming_content)
    address = waiting(officer, exported)
    assert items(officer, address) == {"same": 57}
    changed = exported.decode("utf-8-sig").replace(
        "hired-2021-city,jobs.hired,1100,", "hired-2021-city,jobs.hired,1200,"
    )
    address = waiting(officer, changed.encode())
    assert items(officer, address) == {"same": 56, "changed": 1}
    assert "<del>1100</del> → <ins>1200</ins>" in page(officer.get(address))


def test_a_workbook_with_korean_heads_a_title_and_real_dates(officer):
    import datetime

    book = Workbook()
    book.active.title = "표지"
    book.active.append(["2022년 실적"])
    sheet = book.create_sheet("실적")
    sheet.append(["2022년 2분기 실적"])
    sheet.append([*HEAD, "담당 부서"])
    row: list[Any] = [*GOOD, "산업과"]
    row[1], row[3] = 512, datetime.datetime(2022, 6, 30)
    sheet.append(row)
    money = [*good(지표="펀드 약정액", 값="10.98", 단위="억원", 시작일="", 종료일=""), ""]
    sheet.append(money)
    out = io.BytesIO()
    book.save(out)
    address = waiting(officer, out.getvalue(), "실적.xlsx")
    assert items(officer, address) == {"new": 2}
    text = page(officer.get(address))
    assert "실적&#x27;을 읽었고, 다른 시트는 읽지 않았습니다(표지)" in text
    assert "담당 부서" in text, "a column that is not read is named"
    step(officer, address, "confirm")
    assert Record.objects.get(measure="fund.committed", as_of="2022-06-30").value == 1098
    assert Source.objects.filter(url="https://example.go.kr/1").count() == 2


@pytest.mark.parametrize(
    ("data", "name", "found"),
    [
        (b"", "a.csv", "빈 파일"),
        (b"\xff\xfea\x00", "a.csv", "없는 열: 지표, 값, 기준일, 집계 기관"),
        (b"PK\x03\x04broken", "a.xlsx", "손상되었거나"),
        (b"a,b\n1,2\n", "a.csv", "없는 열"),
        (table(), "a.csv", "자료가 든 줄이 없음"),
        (table([*GOOD, "하나 더"]), "a.csv", "값이 열보다 많음"),
        (b"x" * 5_000_001, "a.csv", "너무 큼"),
    ],
    ids=["empty", "utf-16", "workbook", "heads", "no rows", "too many cells", "too large"],
)
def test_a_file_that_is_no_table_is_refused_with_the_reason(officer, data, name, found):
    response = upload(officer, data, name)
    assert response.status_code == 422
    assert found in page(response)
    assert not Upload.objects.exists()


def test_faults_of_the_table_and_of_its_rows_are_listed_together(officer):
    response = upload(officer, table([*GOOD, "하나 더"], good(값="많음")))
    lines = [f["line"] for f in response.context["faults"]]
    assert lines == [2, 3]


def test_a_workbook_that_unpacks_to_too_much_is_not_read(officer, monkeypatch):
    from podobat.web.tables import sheets

    monkeypatch.setattr(sheets, "UPLOADS", Limits(unpacked=1000))
    out = io.BytesIO()
    book = Workbook()
    book.active.append(HEAD)
    book.save(out)
    assert "너무 큼" in page(upload(officer, out.getvalue(), "a.xlsx"))


def test_resident_numbers_are_refused_and_not_even_kept_waiting(officer):
    address = waiting(officer, table(good(비고="김 900101-1234567")))
    found = Upload.objects.get()
    assert "900101" not in str(found.rows)
    assert items(officer, address) == {"faulty": 1}
    step(officer, address, "mend", **{"cell:2:note": "900101-1234567"})
    assert items(officer, address) == {"faulty": 1}, "not by typing it again"
    step(officer, address, "mend", **{"cell:2:note": ""})
    assert items(officer, address) == {"new": 1}


def test_an_upload_is_its_owners_and_is_forgotten_after_a_day(officer, second):
    address = waiting(officer, table(good()))
    assert second.get(address).status_code == 404
    assert second.post(address, {"do": "confirm"}).status_code == 404
    Upload.objects.update(at=timezone.now() - timedelta(hours=25))
    second.get(f"{AT}import/")
    assert not Upload.objects.exists()


def test_two_windows_on_one_upload_do_not_undo_each_other(officer):
    address = waiting(officer, table(good(값="많음")))
    old = officer.get(address).context["upload"].version
    step(officer, address, "mend", **{"cell:2:value": "5"})
    officer.post(address, {"version": old, "do": "mend", "cell:2:value": "7"})
    assert Upload.objects.get().rows[0][1]["value"] == "5"


def test_an_id_twice_in_the_file_and_one_of_a_withdrawn_record(officer, book):
    record = Record.objects.get(key="hired-2021-city")
    writing.withdraw(book.read(), record, 1, None, "두 번 적음")
    exported = b"".join(officer.get(f"{AT}records.csv?measure=jobs.hired").streaming_content).decode("utf-8-sig")
    lines = exported.splitlines()
    twice = "\r\n".join([*lines, lines[1], lines[1].replace("hired-2022-contest", "hired-2021-city")]) + "\r\n"
    text = page(officer.get(waiting(officer, twice.encode())))
    assert "번째 줄과 겹침" in text
    assert "취소된 기록의 식별자" in text


def test_the_template_is_read_back_by_the_import(officer):
    data = officer.get(f"{AT}template.xlsx").content
    address = waiting(officer, data, "서식.xlsx")
    assert items(officer, address) == {"faulty": 1}, "the example is no record: it has no link"
    assert officer.get(f"{AT}template.exe").status_code == 404


def test_many_rows_are_looked_at_with_few_queries(officer, django_assert_max_num_queries):
    days = [f"20{20 + i // 336:02d}-{1 + i // 28 % 12:02d}-{1 + i % 28:02d}" for i in range(800)]
    rows = [
        good(값=str(i), 기준일=day, 시작일="", 종료일="", 출처=f"https://example.go.kr/{i}", 집계_기관="언론")
        for i, day in enumerate(days)
    ]
    address = waiting(officer, table(*rows))
    with django_assert_max_num_queries(25):
        assert items(officer, address) == {"new": 800}
    with django_assert_max_num_queries(140):
        assert step(officer, address, "confirm").url == AT
    assert Record.objects.count() == 857
    assert len(set(Record.objects.values_list("key", flat=True))) == 857
