"""Read the record book of a case: records.csv, with records_sources.csv and records_counters.csv beside it.

    book = read_records("cases/gwangju-phase1", plan)                    InputFaults with every fault of every row
    book = read_records("cases/gwangju-phase1", plan, keep_good=True)    the good rows, the faults in book.faults
    book.until("2021-06-30")                                             only what was known by then

Outcomes stay apart from the plan: nothing here is cited by plan.yaml or by parameters, and their sources.csv has none
of it. The table is UTF-8, with or without a byte-order mark. A table saved by Korean Excel (CP949) is read when every
byte makes sense and the columns are known, and a note says so.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from podobat.errors import CannotRun, Fault, InputFaults
from podobat.learn.book import Counter, Record, RecordBook
from podobat.learn.rows import COLUMNS, NEEDED, Known, record_of, repeated
from podobat.plan import Log, Plan, Source, read_sources
from podobat.plan.document import LARGEST_TABLE
from podobat.plan.fields import FrozenDict, did_you_mean, known_list
from podobat.plan.read import in_order
from podobat.units import Text

__all__ = ["Counter", "Record", "RecordBook", "read_records"]

RECORDS, SOURCES, COUNTERS = "records.csv", "records_sources.csv", "records_counters.csv"
COUNTER_COLUMNS = ("id", "name_ko", "name_en")
_HEAD_WITHIN = 12  # lines among which the head of a table is looked for
_NOTHING = Text("", "")
_KOREAN_HEADS = {
    "지표": "measure", "값": "value", "실적치": "value", "단위": "unit", "기준일": "as_of", "시작일": "period_from",
    "종료일": "period_to", "집계 기관": "counter", "집계기관": "counter", "정의": "definition_ko", "등급": "grade",
    "근거 등급": "grade", "출처": "source", "비고": "note",
}  # fmt: skip
Row = tuple[int, dict[str, str]]


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
        raise CannotRun(
            Text(
                f"{folder / RECORDS} 파일이 없습니다. 첫 줄을 다음 열 이름으로 시작하십시오: {','.join(COLUMNS)}",
                f"There is no {folder / RECORDS}. Begin it with these columns: {','.join(COLUMNS)}",
            )
        )
    sources, source_log = read_sources(folder / SOURCES)
    counters, counter_log = _read_counters(folder / COUNTERS)
    log, notes = Log(RECORDS), []
    rows = _read_table(folder / RECORDS, COLUMNS, NEEDED, log, notes)
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
                Text("어느 기록도 인용하지 않음", "cited by no record"),
                remedy=Text("이 줄을 지우거나 기록에서 인용하십시오.", "Remove the row, or cite it in a record."),
            )


def _read_counters(path: Path) -> tuple[dict[str, Counter], Log]:
    """Who counted, by id."""
    log = Log(path.name)
    counters: dict[str, Counter] = {}
    for line, row in _read_table(path, COUNTER_COLUMNS, COUNTER_COLUMNS, log, []) or ():
        cells = {column: (row.get(column) or "").strip() for column in COUNTER_COLUMNS}
        id = cells["id"]
        log.lines[id] = line
        if not all(cells.values()):
            empty = known_list([column for column, cell in cells.items() if not cell])
            log.fault(
                id, Text(f"빈칸임: {empty}", f"is empty: {empty}"), remedy=Text("값을 적으십시오.", "Fill it in.")
            )
        elif id in counters:
            log.fault(id, Text("id가 겹침", "duplicate id"), remedy=Text("하나만 남기십시오.", "Keep one of them."))
        else:
            counters[id] = Counter(id, Text(cells["name_ko"], cells["name_en"]))
    return counters, log


# --- a table as a spreadsheet may have left it --------------------------------------------------------------------


def _read_table(
    path: Path, columns: tuple[str, ...], needed: tuple[str, ...], log: Log, notes: list[Text]
) -> list[Row] | None:
    """The rows of a table with their lines; None when it has no head that can be understood. Faults are in the log."""
    data = _bytes(path, log)
    if data is None:
        return None
    content = _decoded(data, columns, log, notes)
    if content is None:
        return None
    content = content.replace("\r\n", "\n").replace("\r", "\n")
    delimiter, skipped = _shape(content, columns)
    if delimiter != ",":
        name = Text("탭", "tabs") if delimiter == "\t" else Text("세미콜론(;)", "semicolons")
        _at(
            log,
            skipped + 1,
            Text(f"열이 {name.ko}으로 나뉘어 있음", f"columns are separated by {name.en}"),
            Text("쉼표", "commas"),
            Text("'CSV UTF-8(쉼표로 분리)'로 다시 저장하십시오.", "Save it again as 'CSV UTF-8 (comma delimited)'."),
        )
    if skipped:
        _at(
            log,
            1,
            Text(f"열 이름 위에 {skipped}줄이 더 있음", f"{skipped} more lines stand above the columns' names"),
            Text(known_list(columns, 20), known_list(columns, 20)),
            Text(
                f"처음 {skipped}줄(제목이나 병합된 머리글)을 지워 열 이름이 첫 줄에 오게 하십시오.",
                f"Remove the first {skipped} lines (a title or merged headings), so that the names come first.",
            ),
        )
    return _rows(content, delimiter, skipped, columns, needed, log)


def _at(log: Log, line: int, found: Text, allowed: Text = _NOTHING, remedy: Text = _NOTHING) -> None:
    """Note a fault of the table at one of its lines."""
    log.faults.append(Fault(log.file, line, "", found, allowed, remedy))


def _bytes(path: Path, log: Log) -> bytes | None:
    """What is in the file, or None with a fault that says why it cannot be had."""
    try:
        size = path.stat().st_size
        if size <= LARGEST_TABLE:
            return path.read_bytes()
        found = Text(f"파일 크기 {size / 1e6:.1f} MB로 너무 큼", f"the file is too large ({size / 1e6:.1f} MB)")
        most = Text(f"{LARGEST_TABLE / 1e6:.0f} MB 이하", f"at most {LARGEST_TABLE / 1e6:.0f} MB")
        log.fault("", found, most, Text("맞는 파일인지 확인하십시오.", "Check that this is the file you meant."))
    except FileNotFoundError:
        log.fault(
            "",
            Text("파일이 없음", "the file is missing"),
            remedy=Text(f"{path.name}을(를) records.csv 옆에 두십시오.", f"Put {path.name} beside records.csv."),
        )
    except OSError as error:
        log.fault(
            "",
            Text(f"파일을 읽을 수 없음({error.strerror})", f"the file cannot be read ({error.strerror})"),
            remedy=Text("파일의 읽기 권한을 확인하십시오.", "Check that you may read it."),
        )
    return None


def _decoded(data: bytes, columns: tuple[str, ...], log: Log, notes: list[Text]) -> str | None:
    """The text of a table: UTF-8, or CP949 where that plainly is what it is."""
    save_again = Text(
        "엑셀에서 '다른 이름으로 저장 → CSV UTF-8(쉼표로 분리)'로 다시 저장하십시오.",
        "In Excel, save it again as 'CSV UTF-8 (comma delimited)'.",
    )
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        found = Text("엑셀 통합 문서이며 CSV가 아님", "an Excel workbook, not a CSV")
        log.fault("", found, Text("CSV", "CSV"), save_again)
        return None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data[:4000]:
        found = Text("UTF-16으로 저장되었거나 글이 아님", "saved as UTF-16, or not text")
        log.fault("", found, Text("UTF-8", "UTF-8"), save_again)
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        bad = data[: error.start].count(b"\n") + 1
    try:
        text = data.decode("cp949")
    except UnicodeDecodeError as error:
        bad = max(bad, data[: error.start].count(b"\n") + 1)
        text = None
    if text is not None and _known_in(text, columns) >= len(columns) // 2:
        notes.append(
            Text(
                f"{log.file}: UTF-8이 아니라 CP949(한국어 엑셀의 CSV)로 저장되어 있어 그렇게 읽었습니다. 모든 바이트가 "
                "맞았습니다. 다음에는 'CSV UTF-8(쉼표로 분리)'로 저장하십시오.",
                f"{log.file}: saved as CP949 (a CSV of Korean Excel), not UTF-8, and read as such; every byte made "
                "sense. Next time save it as 'CSV UTF-8 (comma delimited)'.",
            )
        )
        return text
    _at(log, bad, Text("UTF-8도 CP949도 아님", "neither UTF-8 nor CP949"), Text("UTF-8", "UTF-8"), save_again)
    return None


def _cells(line: str, delimiter: str) -> list[str]:
    return [cell.strip().strip('"').strip() for cell in line.split(delimiter)]


def _known_in(text: str, columns: tuple[str, ...]) -> int:
    """The most known column names on any of the first lines, whatever separates them."""
    heads = text.splitlines()[:_HEAD_WITHIN]
    return max((len(set(_cells(line, d)) & set(columns)) for line in heads for d in ",;\t"), default=0)


def _shape(content: str, columns: tuple[str, ...]) -> tuple[str, int]:
    """What separates the columns, and how many lines stand above their names."""
    lines = content.split("\n")[:_HEAD_WITHIN]
    ranked = [(len(set(_cells(line, d)) & set(columns)), -n, d) for n, line in enumerate(lines) for d in ",;\t"]
    most, above, delimiter = max(ranked, key=lambda r: (r[0], r[1], r[2] == ","), default=(0, 0, ","))
    return (delimiter, -above) if most >= 2 else (",", 0)


def _rows(
    content: str, delimiter: str, skipped: int, columns: tuple[str, ...], needed: tuple[str, ...], log: Log
) -> list[Row] | None:
    body = content.split("\n", skipped)[skipped]
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    head: list[str] | None = None
    start = skipped + 1
    try:
        for cells in reader:
            line, start = start, skipped + reader.line_num + 1
            if head is None:
                head = [cell.strip() for cell in cells]
                if not _check_head(head, line, columns, needed, log):
                    return None
            elif any(cell.strip() for cell in cells) and _fits(cells, head, line, delimiter, log):
                rows.append((line, dict(zip(head, cells, strict=False))))
    except csv.Error as error:
        _at(
            log,
            start,
            Text(f"CSV로 읽을 수 없음: {error}", f"not readable as CSV: {error}"),
            remedy=Text("이 줄부터 따옴표와 쉼표를 확인하십시오.", "From this line on, look at quotes and commas."),
        )
        return None
    if head is None:
        found = Text("빈 파일임", "the file is empty")
        _at(log, 1, found, Text(known_list(columns, 20), known_list(columns, 20)))
        return None
    return rows


def _check_head(head: list[str], line: int, columns: tuple[str, ...], needed: tuple[str, ...], log: Log) -> bool:
    """Every needed column is there once, and no other. Returns whether rows can be read by it."""
    allowed = Text(known_list(columns, 20), known_list(columns, 20))
    for name in dict.fromkeys(head):
        if name in columns and head.count(name) > 1:
            found = Text(f"열 `{name}`이(가) 두 번 나옴", f"the column `{name}` appears twice")
            _at(log, line, found, allowed, Text("하나만 남기십시오.", "Keep one of them."))
        elif name not in columns:
            found = Text(f"모르는 열: `{name[:40]}`", f"unknown column `{name[:40]}`") if name else Text(
                "이름 없는 열(병합된 머리글?)", "a column without a name (merged headings?)"
            )  # fmt: skip
            meant = _KOREAN_HEADS.get(name)
            near = (
                Text(f"`{meant}`로 쓰십시오.", f"Write `{meant}`.") if meant in columns else did_you_mean(name, columns)
            )
            remedy = near if near.en else Text(
                "병합을 풀고, 쓰지 않는 열은 지우십시오.", "Unmerge the headings; remove columns that are not used."
            )  # fmt: skip
            _at(log, line, found, allowed, remedy)
    missing = [name for name in needed if name not in head]
    if missing:
        names = known_list(missing, 20)
        found = Text(f"없는 열: {names}", f"missing columns: {names}")
        _at(log, line, found, allowed, Text("첫 줄에 이 열을 더하십시오.", "Add them to the first line."))
    return not missing and not any(name in columns and head.count(name) > 1 for name in head)


def _fits(cells: list[str], head: list[str], line: int, delimiter: str, log: Log) -> bool:
    """Has the row a cell for every column? In one that has not, values stand in wrong columns: it is not read."""
    extra = any(cell.strip() for cell in cells[len(head) :])
    if extra:
        found = Text(
            f"값이 열보다 많음({len(cells)} > {len(head)})", f"more values than columns ({len(cells)} > {len(head)})"
        )
        remedy = Text(
            f"구분 기호({delimiter!r})가 든 글은 따옴표로 묶고, 수의 자릿점은 빼십시오.",
            f"Put text that holds {delimiter!r} in quotes, and leave out thousands separators.",
        )
        _at(log, line, found, remedy=remedy)
    elif len(cells) < len(head):
        found = Text(
            f"값이 열보다 적음({len(cells)} < {len(head)})", f"fewer values than columns ({len(cells)} < {len(head)})"
        )
        _at(log, line, found, remedy=Text("빈칸 자리에도 쉼표를 넣으십시오.", "Keep the comma of an empty cell."))
    return not extra and len(cells) >= len(head)
