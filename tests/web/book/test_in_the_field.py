"""Record tables as agencies keep them: two lines of heads, decomposed Hangul, days to come, numbers that unfold."""

from __future__ import annotations

import io
import time
import unicodedata
from datetime import date, timedelta

import pytest
from openpyxl import Workbook

from podobat.web.book.models import Record
from tests.web.book.conftest import page
from tests.web.book.test_import import GOOD, HEAD, good, items, step, table, upload, waiting


def book(*sheets: tuple[str, list[list[object]], tuple[str, ...]]) -> bytes:
    out = Workbook()
    assert out.active is not None
    out.remove(out.active)
    for name, rows, merged in sheets:
        page_ = out.create_sheet(name)
        for row in rows:
            page_.append(row)
        for block in merged:
            page_.merge_cells(block)
    data = io.BytesIO()
    out.save(data)
    return data.getvalue()


def test_heads_of_two_lines_with_merged_cells_keep_the_period(officer):
    rows: list[list[object]] = [
        ["지표", "실적", None, "기준일", "집계 기간", None, "집계 기관", "정의", "근거 등급", "출처", "비고"],
        [None, "값", "단위", None, "시작일", "종료일", None, None, None, None, None],
        [
            "신규 채용",
            512,
            "명",
            date(2022, 6, 30),
            date(2020, 1, 1),
            date(2022, 6, 30),
            "광주광역시",
            "새로 뽑은 인원",
            "A",
            "https://example.go.kr/1",
            "분기",
        ],
    ]
    address = waiting(officer, book(("표", rows, ("A1:A2", "B1:C1", "D1:D2", "E1:F1"))), "실적.xlsx")
    assert items(officer, address) == {"new": 1}
    step(officer, address, "confirm")
    made = Record.objects.get(as_of="2022-06-30", value=512)
    assert (made.period_from, made.period_to) == (date(2020, 1, 1), date(2022, 6, 30))


@pytest.mark.parametrize("form", ["NFD", "NFKD"])
def test_decomposed_hangul_is_the_same_to_the_eye_and_to_the_reader(officer, form):
    data = unicodedata.normalize(form, table(good()).decode("cp949")).encode()
    assert items(officer, waiting(officer, data)) == {"new": 1}


def test_a_count_known_on_a_day_still_to_come_is_a_fault(officer):
    day = (date.today() + timedelta(days=40)).isoformat()
    address = waiting(officer, table(good(기준일=day)))
    assert items(officer, address) == {"faulty": 1}
    assert f"아직 오지 않은 날임: {day}" in page(officer.get(address))
    yesterday = (date.today() - timedelta(days=1)).isoformat()
    assert items(officer, waiting(officer, table(good(기준일=yesterday)))) == {"new": 1}


def test_two_sheets_of_the_same_table_are_refused_by_name(officer):
    data = book(("2021년", [HEAD, GOOD], ()), ("2022년", [HEAD, GOOD], ()), ("설명", [["만든 표"]], ()))
    response = upload(officer, data, "실적.xlsx")
    assert response.status_code == 422
    assert "읽을 수 있는 시트가 2개임: 2021년, 2022년" in page(response)


@pytest.mark.parametrize(
    ("head", "value", "unit", "kept"),
    [
        ("값(억원)", "10.98", "", 1098),
        ("값(백만원)", "1098", "", 1098),
        ("값", "10.98", "억원", 1098),
        ("실적(십억원)", "1.098", "", 1098),
    ],
)
def test_the_unit_of_money_may_stand_in_the_head(officer, head, value, unit, kept):
    cells = good(지표="펀드 약정액", 값=value, 단위=unit, 시작일="", 종료일="")
    data = table(cells).decode("cp949").replace("지표,값,", f"지표,{head},")
    address = waiting(officer, data.encode())
    step(officer, address, "confirm")
    assert Record.objects.get(measure="fund.committed", as_of="2022-06-30").value == kept


@pytest.mark.parametrize("value", ["1e999990", "1e9999999", "9" * 3000, "1e400", "-1e999999"])
def test_numbers_that_unfold_are_refused_in_no_time(officer, value):
    started = time.perf_counter()
    cells = good(지표="펀드 약정액", 값=value, 단위="억원", 시작일="", 종료일="")
    address = waiting(officer, table(*[cells] * 300))
    shown = officer.get(address)
    assert items(officer, address).get("faulty") == 300
    assert len(shown.content) < 2_000_000
    assert time.perf_counter() - started < 10


def test_a_source_of_many_letters_takes_no_time(officer):
    started = time.perf_counter()
    response = upload(officer, table(good(출처="https://" + "a." * 14_000 + " x")))
    assert response.status_code == 302
    officer.get(response.url)
    assert time.perf_counter() - started < 5


def test_a_small_workbook_with_a_far_row_is_refused(officer):
    from tests.tables.books import said, workbook

    for rows in (
        f'<row r="2000000000">{said("A2000000000", "x")}</row>',
        '<row r="1"><c r="A1" t="s"><v>99999</v></c></row>',
    ):
        started = time.perf_counter()
        response = upload(officer, workbook(("s", rows)), "실적.xlsx")
        assert response.status_code == 422
        assert time.perf_counter() - started < 5
