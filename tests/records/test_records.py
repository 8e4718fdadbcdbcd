"""The record book: what is read as it stands, what is refused, and what the person at the file is told to write."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podobat.errors import CannotRun, Fault, InputFaults
from podobat.plan import Case, Plan
from podobat.records.book import Record
from podobat.records.read import read_records
from podobat.records.rows import COLUMNS
from tests.records.books import GWANGJU, SOURCES, book_of, faults_of, gwangju, only, row, table, write_book

PLAN = [gwangju().plan]  # read once, for properties too


@pytest.fixture(scope="module")
def case() -> Case:
    return gwangju()


@pytest.fixture(scope="module")
def plan(case: Case) -> Plan:
    return case.plan


# --- sound -----------------------------------------------------------------------------------------------------------


def test_a_row_becomes_a_record(tmp_path: Path, plan: Plan) -> None:
    r = only(book_of(tmp_path, plan, row()))
    assert (r.id, r.measure, r.value, r.unit, r.grade, r.line) == ("a", "jobs.hired", 436, "people", "B", 2)
    assert (r.as_of, r.period_from, r.period_to, r.month, r.since) == (
        "2022-01-24", "2020-01-01", "2021-12-31", "2021-12", "2020-01",
    )  # fmt: skip
    assert (r.counter.id, r.counter.name.ko, r.source) == ("ministry", "부처", ("report", "paper"))
    assert (r.coverage, r.comparable, r.note.ko, r.note.en) == ("whole", True, "셈법 모름", "rule unknown")


def test_only_what_was_known_by_a_day(tmp_path: Path, plan: Plan) -> None:
    rows = (row(), row(id="b", as_of="2022-03-30", value="1100", counter="city"))
    write_book(tmp_path, table(*rows))
    assert [r.id for r in read_records(tmp_path, plan, until="2022-01-24")] == ["a"]
    assert len(read_records(tmp_path, plan, until="2022-01-23")) == 0
    assert len(read_records(tmp_path, plan).until(None)) == 2


def test_a_part_or_an_upper_limit_is_not_held_against_a_value(tmp_path: Path, plan: Plan) -> None:
    rows = [row(id=f"r{i}", coverage=c, scope=s) for i, (c, s) in
            enumerate([("whole", ""), ("part", ""), ("wider", ""), ("overlap", ""), ("", "academy-1")])]  # fmt: skip
    assert [r.id for r in book_of(tmp_path, plan, *rows).comparable()] == ["r0"]


def test_the_fingerprint_names_the_content_not_the_file(tmp_path: Path, plan: Plan) -> None:
    one, two = row(), row(id="b", value="1100", counter="city")
    first = book_of(tmp_path, plan, one, two).fingerprint
    assert book_of(tmp_path, plan, two, one).fingerprint == first
    assert book_of(tmp_path, plan, one, {**two, "value": "1101"}).fingerprint != first


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode("utf-8"),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.replace("\n", "\r\n").encode("utf-8-sig"),
        lambda text: (text + ",,,,,,,,,,,,,,\n\n").encode(),  # rows that a spreadsheet leaves behind
    ],
    ids=["utf-8", "mark", "windows", "empty rows"],
)
def test_ways_to_save_that_change_nothing(tmp_path: Path, plan: Plan, encode) -> None:
    plain = book_of(tmp_path, plan, row())
    book = read_records(write_book(tmp_path, encode(table(row()))), plan)
    assert book.fingerprint == plain.fingerprint
    assert not book.notes


def test_korean_excel_is_read_and_said(tmp_path: Path, plan: Plan) -> None:
    book = read_records(write_book(tmp_path, table(row()).replace("\n", "\r\n").encode("cp949")), plan)
    assert only(book).definition.ko == "새로 뽑은 인원"
    assert "CP949" in book.notes[0].ko
    assert "CP949" in book.notes[0].en


def test_columns_may_stand_in_another_order_and_optional_ones_be_left_out(tmp_path: Path, plan: Plan) -> None:
    names = [name for name in row() if name not in ("scope", "coverage")][::-1]
    text = ",".join(names) + "\n" + ",".join(f'"{row()[name]}"' for name in names) + "\n"
    assert only(read_records(write_book(tmp_path, text), plan)).value == 436


def test_a_flow_is_recorded_as_the_sum_over_its_period(tmp_path: Path, plan: Plan) -> None:
    r = only(book_of(tmp_path, plan, row(measure="revenue", unit="KRW_m", value="24000")))
    assert (r.kind, r.unit) == ("flow", "KRW_m")
    assert "KRW_m/month" in faults_of(tmp_path, plan, table(row(measure="revenue", unit="KRW_m/month")))[0]


def test_a_quoted_cell_over_two_lines_keeps_the_lines_of_later_rows(tmp_path: Path, plan: Plan) -> None:
    book = book_of(tmp_path, plan, row(note="두\n줄"), row(id="b"))
    assert [r.line for r in book] == [2, 4]


# --- one fault each --------------------------------------------------------------------------------------------------

CELLS = [
    ({"measure": "jobs.hird"}, "records.csv:2  a.measure: unknown measure `jobs.hird`", "Did you mean `jobs.hired`?"),
    ({"measure": "spending.no-such"}, "unknown measure", "Allowed"),
    ({"value": "1,254"}, "found 1,254", "write `1254`"),
    ({"value": "１２５４"}, "found １２５４", "write `1254`"),
    ({"value": "1,100여 명"}, "found 1,100여 명", "Give the number alone (`1100`?)"),
    ({"value": "40%"}, "found 40%", "write `0.4`"),
    ({"value": "3,5"}, "found 3,5", "Write `3.5`"),
    ({"value": "#REF!"}, "found #REF!", "Remove the row"),
    ({"value": "nan"}, "found nan", "Remove the row"),
    ({"value": "1e999"}, "found 1e999", "Check the value"),
    ({"value": "많음"}, "found 많음", "as a number"),
    ({"value": ""}, "a.value: is empty", "Give the value counted"),
    ({"value": "-3"}, "is negative: -3", "such as firms.left"),
    ({"value": "10.5"}, "is not a whole number: 10.5", "Give the count itself"),
    ({"measure": "compute.utilisation", "unit": "share", "value": "40", "period_from": "", "period_to": ""},
     "is above 1: 40", "write `0.4`"),
    ({"unit": "명"}, "the unit is 명", "Write `people`"),
    ({"unit": ""}, "a.unit: is empty", "Write `people`"),
    ({"measure": "fund.committed", "unit": "억원"}, "the unit is 억원", "Multiply the value by 100 "),
    ({"measure": "fund.committed", "unit": "KRW_bn"}, "the unit is KRW_bn", "Multiply the value by 1000 "),
    ({"as_of": "2022.1.24"}, "found 2022.1.24", "Write `2022-01-24`"),
    ({"as_of": "2022. 1. 24."}, "found 2022. 1. 24.", "Write `2022-01-24`"),
    ({"as_of": "2022년 1월 24일"}, "found 2022년 1월 24일", "Write `2022-01-24`"),
    ({"as_of": "2022/01/24 0:00"}, "found 2022/01/24 0:00", "Write `2022-01-24`"),
    ({"as_of": "20220124"}, "found 20220124", "Write `2022-01-24`"),
    ({"as_of": "44585"}, "found 44585", "spreadsheet's day number. Write `2022-01-24`"),
    ({"as_of": "2022-01"}, "found 2022-01", "write `2022-01-31`"),
    ({"as_of": "2022-02-30"}, "found 2022-02-30", "no such day"),
    ({"as_of": "Jan-22"}, "found Jan-22", "For the end of that period, write `2022-01-31`"),
    ({"as_of": ""}, "a.as_of: is empty", "For example"),
    ({"period_from": "2022-01-01"}, "ends (2021-12-31) before it begins (2022-01-01)", "swapped"),
    ({"period_to": ""}, "a first day and no last day", "leave both empty"),
    ({"as_of": "2021-06-30"}, "known on 2021-06-30, before the period ends", "Allowed: 2021-12-31 or later"),
    ({"as_of": "2018-01-01", "period_from": "", "period_to": ""}, "is before the plan begins", "2020-01 to 2029-12"),
    ({"as_of": "2035-01-01", "period_to": "2034-12-31"}, "is after the forecast ends", "2020-01 to 2029-12"),
    ({"measure": "jobs.direct", "unit": "jobs"}, "counted as of a day", "Leave the period empty"),
    ({"counter": "minstry"}, "unknown counter `minstry`", "Did you mean `ministry`?"),
    ({"counter": ""}, "a.counter: is empty", "records_counters.csv"),
    ({"source": "report raport"}, "unknown source `raport`", "Did you mean `report`?"),
    ({"source": ""}, "a.source: is empty", "records_sources.csv"),
    ({"grade": "D"}, "found D", "A, B, C"),
    ({"grade": ""}, "a.grade: is empty", "A, B, C"),
    ({"coverage": "hole"}, "found hole", "Did you mean `whole`?"),
    ({"scope": "1기 수료생"}, "a.scope: found 1기 수료생", "lower-case"),
    ({"definition_en": ""}, "a.definition_en: is empty", "both languages"),
    ({"id": "2021 신규"}, "found 2021 신규", "hired-2021-ministry"),
    ({"id": ""}, "id: is empty", "For example"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "found", "remedy"), CELLS, ids=[f"{next(iter(c))}-{i}" for i, (c, *_) in enumerate(CELLS)]
)
def test_one_fault_is_said_with_its_line_and_remedy(
    tmp_path: Path, plan: Plan, cells: dict[str, str], found: str, remedy: str
) -> None:
    (said,) = faults_of(tmp_path, plan, table(row(**cells)))
    said = " ".join(said.split())
    assert said.startswith("records.csv:2 ")
    assert " ".join(found.split()) in said
    assert remedy.strip() in said


def test_an_id_used_twice(tmp_path: Path, plan: Plan) -> None:
    (said,) = faults_of(tmp_path, plan, table(row(), row(value="5"), row(id="b")))
    assert said.startswith("records.csv:3  a.id: duplicate id (first on line 2)")


def test_a_source_that_no_record_cites(tmp_path: Path, plan: Plan) -> None:
    (said,) = faults_of(tmp_path, plan, table(row(source="report")))
    assert said.startswith("records_sources.csv:3  paper: cited by no record")


def test_every_fault_of_every_row_at_once(tmp_path: Path, plan: Plan) -> None:
    rows = [row(id=f"r{i}", **cells) for i, (cells, *_) in enumerate(CELLS) if "id" not in cells]
    said = faults_of(tmp_path, plan, table(*rows))
    assert len(said) == len(rows)
    assert [int(text.split(":")[1].split()[0]) for text in said] == list(range(2, 2 + len(rows)))


def test_good_rows_are_kept_only_when_asked(tmp_path: Path, plan: Plan) -> None:
    write_book(tmp_path, table(row(), row(id="b", value="1,100"), row(id="c", counter="city")))
    with pytest.raises(InputFaults):
        read_records(tmp_path, plan)
    book = read_records(tmp_path, plan, keep_good=True)
    assert [r.id for r in book] == ["a", "c"]
    assert [f.line for f in book.faults] == [3]


# --- the table as a whole --------------------------------------------------------------------------------------------


def test_semicolons_and_tabs_are_named_and_the_rows_still_looked_at(tmp_path: Path, plan: Plan) -> None:
    for delimiter, name in ((";", "semicolons"), ("\t", "tabs")):
        bad = table(row(source="report paper"), row(id="b", value="-1", source="report"), delimiter=delimiter)
        first, second = faults_of(tmp_path, plan, bad)
        assert f"columns are separated by {name}" in first
        assert "CSV UTF-8" in first
        assert "b.value: is negative" in second
        assert [r.id for r in read_records(tmp_path, plan, keep_good=True)] == ["a"]


def test_a_title_above_the_head(tmp_path: Path, plan: Plan) -> None:
    title = "광주 실적 기록,,,,\n기준: 2022년 말,,,,\n"
    (said,) = faults_of(tmp_path, plan, title + table(row()))
    assert "2 more lines stand above the columns' names" in said
    (record,) = read_records(tmp_path, plan, keep_good=True)
    assert record.line == 4


def test_merged_and_korean_headings(tmp_path: Path, plan: Plan) -> None:
    merged = table(row()).replace("as_of,period_from,period_to", "as_of,,")
    said = faults_of(tmp_path, plan, merged)
    assert any("a column without a name" in text and "Unmerge" in text for text in said)
    assert any("missing columns: period_from, period_to" in text for text in said)
    korean = table(row()).replace("measure,value", "지표,valu")
    said = faults_of(tmp_path, plan, korean)
    assert any("unknown column `지표`" in text and "Write `measure`" in text for text in said)
    assert any("unknown column `valu`" in text and "Did you mean `value`?" in text for text in said)
    said = faults_of(tmp_path, plan, table(row()).replace("note", "id"))
    assert any("the column `id` appears twice" in text for text in said)


def test_rows_too_long_or_too_short_are_not_guessed_at(tmp_path: Path, plan: Plan) -> None:
    good = table(row())
    long = good.replace("436", "1,436")
    (said,) = faults_of(tmp_path, plan, long)
    assert "records.csv:2  more values than columns (16 > 15)" in said
    assert "thousands separators" in said
    (said,) = faults_of(tmp_path, plan, good + "b,jobs.hired\n")
    assert "records.csv:3  fewer values than columns (2 < 15)" in said


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "the file is empty"),
        (b"\xff\xfei\x00d\x00", "missing columns: measure, value"),
        (b"PK\x03\x04rest of a workbook", "an Excel workbook"),
        (table(row()).encode() + b"b,\xff\xff\xff\n", "records.csv:3  neither UTF-8 nor CP949"),
        ("값,기준일\n1,2\n".encode("cp949"), "unknown column `값`"),
        (table(row()).encode() + b'b,"open\n', "not readable as CSV"),
        (b"a,b,c\n1,2,3\n", "missing columns: id, measure"),
        (b"\x00\x01\x02binary", "not a text file"),
        ((GWANGJU / "plan.yaml").read_bytes(), "missing columns"),
    ],
    ids=["empty", "utf-16", "workbook", "bytes", "cp949 of another table", "quote", "another table", "binary", "yaml"],
)
def test_what_is_no_record_table_is_refused_even_for_the_good_rows(
    tmp_path: Path, plan: Plan, data: bytes, found: str
) -> None:
    said = "\n".join(faults_of(tmp_path, plan, data))
    assert found in said
    with pytest.raises(InputFaults):
        read_records(tmp_path, plan, keep_good=True)


def test_missing_files(tmp_path: Path, plan: Plan) -> None:
    with pytest.raises(CannotRun, match="There is no"):
        read_records(tmp_path, plan)
    write_book(tmp_path, table(row()))
    (tmp_path / "records_counters.csv").unlink()
    with pytest.raises(InputFaults, match="records_counters"):
        read_records(tmp_path, plan)
    write_book(tmp_path, table(row()))
    (tmp_path / "records_sources.csv").unlink()
    with pytest.raises(InputFaults, match="records_sources"):
        read_records(tmp_path, plan)


@pytest.mark.parametrize(
    ("counters", "found"),
    [
        ("id,name_ko,name_en\nministry,부처,\n", "ministry: is empty: name_en"),
        ("id,name_ko,name_en\nministry,부처,A\nministry,부처,A\n", "duplicate id"),
    ],
)
def test_the_list_of_counters_is_checked_too(tmp_path: Path, plan: Plan, counters: str, found: str) -> None:
    write_book(tmp_path, table(row()), SOURCES, counters)
    with pytest.raises(InputFaults, match=found):
        read_records(tmp_path, plan)


def tried(folder: Path, *, keep_good: bool = False) -> tuple[list[Record], list[Fault]]:
    """Records and faults of a folder; any other exception than InputFaults fails the test."""
    try:
        book = read_records(folder, PLAN[0], keep_good=keep_good)
    except InputFaults as refused:
        return [], list(refused.faults)
    return list(book), list(book.faults)


@given(st.binary(max_size=300), st.integers(0, 500), st.booleans())
def test_any_damage_is_a_fault_and_never_a_crash(tmp_path_factory, noise: bytes, at: int, inside: bool) -> None:
    """Bytes thrown into a sound table, or a file of nothing else: read, or refused in words."""
    sound = table(row(), row(id="b", counter="city")).encode()
    folder = write_book(tmp_path_factory.mktemp("book"), sound[:at] + noise + sound[at:] if inside else noise)
    for keep_good in (False, True):
        records, faults = tried(folder, keep_good=keep_good)
        assert records or faults
        assert all(r.value >= 0 for r in records)
        assert all(f.text("ko") and f.text("en") for f in faults)


@given(st.text(max_size=12), st.sampled_from(list(COLUMNS)))
def test_any_cell_is_read_or_told_how_to_write(tmp_path_factory, cell: str, column: str) -> None:
    folder = write_book(tmp_path_factory.mktemp("book"), table(row(**{column: cell})).encode("utf-8", "replace"))
    records, faults = tried(folder)
    assert len(records) == (0 if faults else 1)
    assert all(f.text("ko") and f.text("en") for f in faults)


# --- the book of Gwangju ---------------------------------------------------------------------------------------------


def test_the_book_of_gwangju_is_sound_and_stays_apart_from_the_plan(case: Case) -> None:
    book = read_records(GWANGJU, case.plan)
    assert len(book) >= 50
    assert not book.notes
    assert not set(book.sources) & set(case.sources), "outcomes are not among the sources of the plan"
    assert all(r.month <= "2022-12" for r in book)
    assert all(r.definition.ko != r.definition.en and (not r.note.ko or r.note.ko != r.note.en) for r in book)


def test_every_counted_fact_of_gwangju_is_a_record_or_said_to_be_none(case: Case) -> None:
    """Facts that count what happened: each is the source of a record, or the page on records says why it is not."""
    counted = (GWANGJU.parents[1] / "tests" / "cases" / "counted.txt").read_text(encoding="utf-8").split("\n")
    ids = {line for line in counted if line and not line.startswith(("#", "gj_"))}
    page = (GWANGJU.parents[1] / "docs" / "records.md").read_text(encoding="utf-8")
    same_report = {"aiacad_c1_3m_employed"}  # the same count as academy_c1_emp_202102
    missing = {id for id in ids - set(read_records(GWANGJU, case.plan).sources) - same_report if f"`{id}`" not in page}
    assert not missing


def test_counters_that_disagree_stand_side_by_side(case: Case) -> None:
    book = read_records(GWANGJU, case.plan)
    jobs = {r.counter.id: r.value for r in book.of("jobs.hired") if r.comparable}
    assert jobs == {"ministry": 436, "city": 1100}
    assert book["staff-2021-07"].measure == "jobs.attracted"
    at_once = {r.measure: r.value for r in book if r.as_of == "2020-11-06"}
    assert at_once == {"firms.mou": 43, "firms.opened": 32, "firms.hq_moved": 4}


def test_values_are_those_of_their_sources_or_the_note_says_how_they_follow(case: Case) -> None:
    book = read_records(GWANGJU, case.plan)
    derived = set()
    for r in book:
        scale = 1000 if r.unit.startswith("KRW_m") else 1  # sources are in KRW bn
        if not any(book.sources[id].number == r.value / scale for id in r.source):
            derived.add(r.id)
            stated = {str(int(book.sources[id].number or 0)) for id in r.source}
            assert any(number in r.note.en for number in stated), r.id
    assert derived == {
        "mou-2020-11", "mou-2021-07-early", "mou-2021-07", "placed-outside-academy-1-early",
        "placed-outside-academy-1", "placed-outside-academy-2",
    }  # fmt: skip


def test_nothing_is_dated_before_it_was_published(case: Case) -> None:
    """A source's own date may be the day counted; a record must not be known before it."""
    book = read_records(GWANGJU, case.plan)
    with (GWANGJU / "records_sources.csv").open(encoding="utf-8", newline="") as file:
        dates = {r["id"]: r["as_of"] for r in csv.DictReader(file)}
    early = [r.id for r in book if any(r.as_of < dates[id] for id in r.source if len(dates[id]) == 10)]
    assert not early
