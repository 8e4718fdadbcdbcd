"""Out of the book again: what `podobat records check` reads, what a spreadsheet does not run, what was filtered."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import load_workbook

from podobat.records.read import read_records
from podobat.web.book.models import Record, Revision
from podobat.web.book.services import fingerprint_of
from podobat.web.core.models import AuditEntry
from podobat.web.tables.sheets import Sheet, csv_lines, guarded, table_of, unguarded, workbook
from tests.web.book.conftest import AT, entered


def body(response) -> bytes:
    """The bytes of a download."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_the_zip_is_a_record_book_that_the_command_line_reads(officer, book, tmp_path):
    entered(officer, note="=1+1")
    with zipfile.ZipFile(io.BytesIO(body(officer.get(f"{AT}records.zip")))) as parts:
        parts.extractall(tmp_path)
    read = read_records(tmp_path, book.read().plan)
    assert len(read) == 58
    assert read["jobs-hired-2022-06-30-city"].note.ko == "'=1+1", "guarded, and otherwise the same"
    Record.objects.filter(note="=1+1").update(note="'=1+1")
    from podobat.web.book.writing import turn_page

    turn_page(book)
    assert read.fingerprint == fingerprint_of(book)


def test_the_csv_alone_is_records_csv(officer, book, tmp_path):
    from shutil import copy

    from tests.web.conftest import GWANGJU

    data = body(officer.get(f"{AT}records.csv"))
    assert data.startswith(b"\xef\xbb\xbf"), "so that Korean Excel reads it"
    (tmp_path / "records.csv").write_bytes(data)
    for name in ("records_sources.csv", "records_counters.csv"):
        copy(GWANGJU / name, tmp_path)
    read = read_records(tmp_path, book.read().plan)
    assert read.fingerprint == fingerprint_of(book)
    assert not read.notes


def test_only_what_was_asked_for(officer):
    lines = body(officer.get(f"{AT}records.csv?measure=jobs.hired&since=2021-12&until=2021-12")).decode().splitlines()
    assert len(lines) == 4
    assert all("jobs.hired" in line for line in lines[1:])
    assert AuditEntry.objects.filter(action="records.exported", who="kim").exists()


@pytest.mark.parametrize("cell", ["=1+1", "+82", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x","y")'])
def test_no_cell_is_run_as_a_formula(cell):
    assert guarded(cell) == f"'{cell}"
    assert unguarded(str(guarded(cell))) == cell
    text = "".join(csv_lines(["a"], [[cell], ["b"], [-4.5]]))
    assert "'" in text.splitlines()[1]
    assert text.splitlines()[-1] == "-4.5", "a number is no formula"
    page = load_workbook(io.BytesIO(workbook([Sheet("s", ["a"], [[cell], [-4.5]])]))).active
    assert page["A2"].data_type == "s"
    assert page["A2"].value == cell.replace("\r", "")
    assert page["A3"].value == -4.5


def test_a_workbook_read_back_has_the_same_cells(officer, book):
    from podobat.web.book.recordsheet import RECORDS

    entered(officer, definition_ko="=cmd|' /C calc'!A0")
    data = body(officer.get(f"{AT}records.xlsx"))
    table = table_of("a.xlsx", data, RECORDS.layout)
    assert not table.faults
    cells = {row["id"]: row for _, row in table.rows or []}
    assert len(cells) == 58
    assert cells["jobs-hired-2022-06-30-city"]["definition_ko"] == "=cmd|' /C calc'!A0"
    assert cells["hired-2021-city"]["value"] == "1100"


def test_a_book_too_large_for_a_workbook_is_offered_as_csv(officer, monkeypatch):
    from podobat.web.tables import exports

    monkeypatch.setattr(exports, "MOST_IN_WORKBOOK", 10)
    assert officer.get(f"{AT}records.xlsx").status_code == 302
    assert officer.get(f"{AT}history.xlsx")["Content-Type"].startswith("text/csv")


def test_the_history_has_every_version(officer):
    entered(officer)
    lines = body(officer.get(f"{AT}history.csv")).decode("utf-8-sig").splitlines()
    assert len(lines) == Revision.objects.count() + 1
    assert "kim" in lines[-1]
    page = load_workbook(io.BytesIO(body(officer.get(f"{AT}history.xlsx")))).active
    assert page.max_row == len(lines)
