"""Small record books for tests: a sound one, and the same with cells changed."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from podobat.errors import InputFaults
from podobat.plan import Case, Plan, read_case
from podobat.records.book import Record, RecordBook
from podobat.records.read import read_records
from podobat.records.rows import COLUMNS

ROOT = Path(__file__).parents[2]
GWANGJU = ROOT / "cases" / "gwangju-phase1"
SOURCES = (
    "id,value,unit,as_of,definition,publisher,title,url,grade\n"
    "report,1,firms,2021,made up / 지어냄,made up,made up,,A\n"
    "paper,1,firms,2021,made up / 지어냄,made up,made up,,B\n"
)
COUNTERS = "id,name_ko,name_en\nministry,부처,Ministry\ncity,시,City\n"
ROW = {
    "id": "a", "measure": "jobs.hired", "value": "436", "unit": "people", "as_of": "2022-01-24",
    "period_from": "2020-01-01", "period_to": "2021-12-31", "counter": "ministry", "scope": "", "coverage": "",
    "definition_ko": "새로 뽑은 인원", "definition_en": "people hired", "grade": "B", "source": "report; paper",
    "note": "셈법 모름 / rule unknown",
}  # fmt: skip


def row(**cells: str) -> dict[str, str]:
    """A sound row with some cells changed."""
    return {**ROW, **cells}


def table(*rows: dict[str, str], delimiter: str = ",") -> str:
    """Rows as the text of a table."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def write_book(folder: Path, content: str | bytes, sources: str = SOURCES, counters: str = COUNTERS) -> Path:
    """A folder with a record book."""
    data = content if isinstance(content, bytes) else content.encode()
    (folder / "records.csv").write_bytes(data)
    (folder / "records_sources.csv").write_text(sources, encoding="utf-8")
    (folder / "records_counters.csv").write_text(counters, encoding="utf-8")
    return folder


def book_of(folder: Path, plan: Plan, *rows: dict[str, str]) -> RecordBook:
    """The book with these rows."""
    return read_records(write_book(folder, table(*rows)), plan)


def faults_of(folder: Path, plan: Plan, content: str | bytes) -> list[str]:
    """What is said, in English, of a table that is refused."""
    with pytest.raises(InputFaults) as refused:
        read_records(write_book(folder, content), plan)
    for fault in refused.value.faults:
        assert fault.text("ko") != fault.text("en")
    return [fault.text("en") for fault in refused.value.faults]


def gwangju() -> Case:
    """The real case."""
    return read_case(GWANGJU)


def only(book: RecordBook) -> Record:
    """The only record of a book."""
    (record,) = book
    return record
