"""Read the record book of a case: records.csv, with records_sources.csv and records_counters.csv beside it.

    book = read_records("cases/gwangju-phase1", plan)                    InputFaults with every fault of every row
    book = read_records("cases/gwangju-phase1", plan, keep_good=True)    the good rows, the faults in book.faults
    book.until("2021-06-30")                                             only what was known by then

Outcomes stay apart from the plan: nothing here is cited by plan.yaml or by parameters, and their sources.csv has none
of it. The table is UTF-8, with or without a byte-order mark. A table saved by Korean Excel (CP949) is read when every
byte makes sense and the columns are known, and a note says so.
"""

from __future__ import annotations

import stat
from collections.abc import Iterable
from pathlib import Path

from podobat.errors import CannotRun, InputFaults
from podobat.plan import Log, Plan, Source, read_sources
from podobat.plan.document import LARGEST_TABLE
from podobat.plan.fields import FrozenDict, known_list
from podobat.plan.read import in_order
from podobat.records.book import Counter, Record, RecordBook
from podobat.records.rows import COLUMNS, NEEDED, Known, record_of, repeated
from podobat.records.tables import Layout, Row, table_in
from podobat.texts import catalogue
from podobat.units import Text

_say = catalogue("records")

__all__ = ["Counter", "Record", "RecordBook", "read_records"]

RECORDS, SOURCES, COUNTERS = "records.csv", "records_sources.csv", "records_counters.csv"
COUNTER_COLUMNS = ("id", "name_ko", "name_en")
KOREAN_HEADS = {
    "지표": "measure", "값": "value", "실적치": "value", "단위": "unit", "기준일": "as_of", "시작일": "period_from",
    "종료일": "period_to", "집계 기관": "counter", "집계기관": "counter", "정의": "definition_ko", "등급": "grade",
    "근거 등급": "grade", "출처": "source", "비고": "note",
}  # fmt: skip
_RECORDS_LAYOUT = Layout(COLUMNS, NEEDED, KOREAN_HEADS)
_COUNTERS_LAYOUT = Layout(COUNTER_COLUMNS, COUNTER_COLUMNS)


def read_records(
    case_folder: str | Path, plan: Plan, *, until: str | None = None, keep_good: bool = False
) -> RecordBook:
    """The record book of a case.

    plan       tells which measures there are, and the months that can be recorded
    until      "YYYY-MM-DD": only what was known by the end of that day
    keep_good  leave out the rows that have faults, which then stand in `.faults`, instead of refusing the whole table
    raises     InputFaults with all faults, also with keep_good when the table cannot be read as one; CannotRun when
               there is no record book
    """
    folder = Path(case_folder)
    if not (folder / RECORDS).exists():
        raise CannotRun(_say("read.there_is_no", folder=folder / RECORDS, columns=",".join(COLUMNS)))
    sources, source_log = read_sources(folder / SOURCES)
    counters, counter_log = _read_counters(folder / COUNTERS)
    log, notes = Log(RECORDS), []
    rows = _read_table(folder / RECORDS, _RECORDS_LAYOUT, log, notes)
    records = _records(rows or (), Known.of(plan, sources or {}, counters), log)
    if rows is not None and sources is not None and not log.faults:  # a row left out cites nothing
        _check_uncited(sources, (row for _, row in rows), source_log)
    faults = tuple(f for each in (log, source_log, counter_log) for f in in_order(each))
    if faults and (not keep_good or rows is None or sources is None):
        raise InputFaults(faults)
    book = RecordBook(tuple(records), FrozenDict(sources or {}), FrozenDict(counters), faults, tuple(notes))
    return book.until(until)


def _records(rows: Iterable[Row], known: Known, log: Log) -> list[Record]:
    records: list[Record] = []
    first_on: dict[str, int] = {}
    for line, row in rows:
        record = record_of(row, line, known, log)
        id = (row.get("id") or "").strip()
        if id and id in first_on:
            repeated(id, line, first_on[id], log)
        elif record is not None:
            records.append(record)
        first_on.setdefault(id, line)
    return records


def _check_uncited(sources: dict[str, Source], rows: Iterable[dict[str, str]], log: Log) -> None:
    cited = {id for row in rows for id in (row.get("source") or "").replace(";", " ").split()}
    for id in sources:
        if id not in cited:
            log.fault(
                id,
                _say("read.cited_by_no_record"),
                remedy=_say("read.remove_the_row_or_cite"),
            )


def _read_counters(path: Path) -> tuple[dict[str, Counter], Log]:
    """Who counted, by id."""
    log = Log(path.name)
    counters: dict[str, Counter] = {}
    for line, row in _read_table(path, _COUNTERS_LAYOUT, log, []) or ():
        cells = {column: (row.get(column) or "").strip() for column in COUNTER_COLUMNS}
        id = cells["id"]
        log.lines[id] = line
        if not all(cells.values()):
            empty = known_list([column for column, cell in cells.items() if not cell])
            log.fault(id, _say("read.is_empty", empty=empty), remedy=_say("read.fill"))
        elif id in counters:
            log.fault(id, _say("read.duplicate_id"), remedy=_say("read.keep_one_of_them"))
        else:
            counters[id] = Counter(id, Text(cells["name_ko"], cells["name_en"]))
    return counters, log


def _read_table(path: Path, layout: Layout, log: Log, notes: list[Text]) -> list[Row] | None:
    """The rows of a table with their lines; None when it has no head that can be understood. Faults are in the log."""
    data = _bytes(path, log)
    return None if data is None else table_in(data, layout, log, notes)


def _bytes(path: Path, log: Log) -> bytes | None:
    """What is in the file, or None with a fault that says why it cannot be had."""
    try:
        status = path.stat()
        size = status.st_size
        if not stat.S_ISREG(status.st_mode):
            log.fault("", _say("read.is_no_plain_file"), _say("read.csv_file"),
                      _say("read.put_a_file_there"))  # fmt: skip
            return None
        if size <= LARGEST_TABLE:
            return path.read_bytes()
        found = _say("read.file_is_too_large", size=size / 1000000.0)
        most = _say("read.at_most_mb", largest_table=LARGEST_TABLE / 1000000.0)
        log.fault("", found, most, _say("read.check_that_this_is_the_file"))
    except FileNotFoundError:
        log.fault(
            "",
            _say("read.file_is_missing"),
            remedy=_say("read.put_beside_records_csv", path=path.name),
        )
    except OSError as error:
        log.fault(
            "",
            _say("read.file_cannot_be_read", strerror=error.strerror),
            remedy=_say("read.check_that_you_may_read"),
        )
    return None
