"""The page and the workbook of an appraisal say what the appraisal holds, in both languages, and check themselves."""

from __future__ import annotations

import html
import io
import math
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

import podobat
from podobat.appraise.answer import Section
from podobat.appraise.console import keep, long_table
from podobat.appraise.cost_benefit.charts import bins_of, histogram, in_lines
from podobat.appraise.cost_benefit.section import round_step
from podobat.appraise.page import answers, content, excerpt, page_of, writer_of
from podobat.appraise.ranges import middle_and_ends
from podobat.appraise.result import Appraisal
from podobat.appraise.rule import appraise
from podobat.appraise.workbook import workbook_of, write_workbook
from podobat.money import MINUS
from podobat.show.charts import NARROW, WIDE, svg
from tests.habits.repository import ROOT

CASES = {"gwangju-phase1": None, "port-maren": ROOT / "cases/port-maren/judgements.yaml"}
VOID = {"meta", "link", "br", "hr", "img", "input", "path", "rect", "circle"}


@pytest.fixture(scope="module")
def appraised():
    """Appraisal and case by name, made once."""
    kept = {}

    def make(name: str) -> tuple[Appraisal, podobat.Case]:
        if name not in kept:
            case = podobat.read_case(ROOT / "cases" / name)
            kept[name] = appraise(case, draws=20, seed=4, judgements=CASES[name]), case
        return kept[name]

    return make


@pytest.fixture(scope="module")
def said(appraised):
    """All that a page says, by case and language, drawn once."""
    kept = {}

    def make(name: str, lang: str) -> dict:
        if (name, lang) not in kept:
            kept[name, lang] = content(*appraised(name), lang)
        return kept[name, lang]

    return make


def section_of(page: dict, anchor: str) -> Section:
    """The section of one answer."""
    return next(section for answer, section in page["sections"] if answer.anchor == anchor)


class Reader(HTMLParser):
    """Text of a page, its ids, the addresses inside it, and tags that are not closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.fragments: list[str] = []
        self.loads: list[str] = []
        self.text: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if "id" in given:
            self.ids.append(given["id"])
        if (given.get("href") or "").startswith("#"):
            self.fragments.append(given["href"][1:])
        self.loads += [given[a] for a in ("src", "srcset", "data") if a in given]
        if tag in ("script", "link", "iframe"):
            self.loads.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        if tag not in VOID and (not self.open or self.open.pop() != tag):
            self.wrong.append(tag)

    def handle_data(self, data):
        if not self.open or self.open[-1] != "style":
            self.text.append(data)


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("name", CASES)
def test_the_page_is_whole_and_opens_without_a_network(said, name: str, lang: str):
    page = page_of(said(name, lang))
    reader = Reader()
    reader.feed(page)
    assert not reader.wrong
    assert not reader.open
    assert not reader.loads
    assert len(reader.ids) == len(set(reader.ids))
    assert set(reader.fragments) <= set(reader.ids)
    assert {"io", "cba", "ahp", "units", "left_out", "sources", "made"} <= set(reader.ids)
    text = " ".join(reader.text)
    assert not re.search(r"\b(nan|NaN|None|inf|Undefined)\b|[{}]", text)
    assert f'<html lang="{lang}">' in page


def test_every_figure_is_drawn_for_desk_and_phone_with_a_text_and_a_table(said):
    figures = [f for _, s in said("gwangju-phase1", "ko")["sections"] for f in s.figures]
    assert {"io-sectors", "cba-flows", "cba-ratio", "cba-deciding", "ahp-needed", "unit-costs", "balance"} == {
        f.id for f in figures
    }
    for figure in figures:
        assert len(figure.drawings) == 2
        assert all('role="img"' in d and "aria-label=" in d for d in figure.drawings)
        assert figure.table.rows
        assert all(len(row) == len(figure.table.head) for row in figure.table.rows), figure.id


def test_the_answers_are_those_of_the_appraisal(appraised):
    appraisal, _ = appraised("gwangju-phase1")
    found = {a.title: a.sentence for a in answers(appraisal, "en")}
    assert list(found) == [
        "Input-output effects", "Cost-benefit analysis", "Analytic hierarchy (AHP)", "Unit costs",
        "Balance of region, rest and nation",
    ]  # fmt: skip
    assert found["Cost-benefit analysis"] == appraisal.cost_benefit.verdict("national").en
    assert appraisal.hierarchy is not None
    assert found["Analytic hierarchy (AHP)"] == appraisal.hierarchy.verdict.en
    assert "December 2024" in found["Unit costs"]


def test_the_ratio_never_stands_without_its_warning(appraised, said):
    appraisal, _ = appraised("gwangju-phase1")
    for lang in ("ko", "en"):
        page = html.unescape(page_of(said("gwangju-phase1", lang)))
        assert page.count(appraisal.cost_benefit.sales.warning[lang]) == 2


def test_made_up_evaluators_are_called_made_up(said):
    for lang, word in (("ko", "지어낸"), ("en", "made up")):
        section = section_of(said("port-maren", lang), "ahp")
        assert any(word in note for note in section.notes)


def test_gross_and_net_stand_in_tables_of_their_own(said):
    section = section_of(said("gwangju-phase1", "en"), "units")
    assert [t.caption for t in section.tables] == ["Cost per net unit", "Cost per gross unit"]
    assert "gross" not in section.figures[0].title


def test_a_plan_abroad_is_written_in_its_own_money(said):
    for answer, section in said("port-maren", "en")["sections"]:
        assert "KRW" not in answer.sentence
        assert answer.anchor in ("ahp", "balance") or "EUR" in answer.sentence
        cells = [cell for t in (*section.tables, *(f.table for f in section.figures)) for row in t.rows for cell in row]
        assert not any("KRW" in cell for cell in cells)


def test_ranges_and_endless_costs_are_written_so_that_signs_can_be_read(appraised):
    write = writer_of(appraised("gwangju-phase1")[0], "ko")
    assert middle_and_ends(write, 607_000, 585_000, 627_000, "KRW_m") == "6,070억원 (5,850~6,270)"
    assert middle_and_ends(write, -100.0, -300.0, -20.0, "KRW_m").endswith(f"({MINUS}3 ~ {MINUS}0.2)")
    assert middle_and_ends(write, math.inf, 5.0, math.inf, "KRW_m") == "위로 한없음"
    assert middle_and_ends(write, 500.0, 100.0, math.inf, "KRW_m") == "5억원 (1억원 이상, 위로 한없음)"
    assert middle_and_ends(write, None, None, None, "KRW_m") == "–"
    assert middle_and_ends(write, 0.045, 0.031, 0.062, "1/year") == "4.5% (3.1%~6.2%)"
    assert middle_and_ends(write, 1234.0, 900.4, 1800.6, "person-years") == "1,230인년 (900~1,800)"


def test_bins_hold_every_draw_once():
    bins = bins_of([-5.0, 0.1, 0.5, 0.99, 1.0, 7.0], 0.0, 2.0, 4)
    assert [b.share for b in bins] == pytest.approx([100 / 3, 100 / 3, 100 / 6, 100 / 6])
    assert sum(b.share for b in bins) == pytest.approx(100.0)


@pytest.mark.parametrize(("raw", "step"), [(0.03, 0.05), (0.05, 0.05), (0.051, 0.1), (1.0, 1.0), (230, 500)])
def test_steps_of_bars_are_round(raw: float, step: float):
    assert round_step(raw) == pytest.approx(step)


def test_long_labels_break_on_a_phone_only():
    name = "지역 창업기업이 지역 밖에 두는 인원(지역 인원 1명당)"
    assert len(in_lines(name, "1 → 2", WIDE)) == 1
    narrow = in_lines(name, "−4,950억원 → −6,000억원", NARROW)
    assert len(narrow) == 2
    assert " ".join(narrow) == f"{name} −4,950억원 → −6,000억원"


# --- the workbook ------------------------------------------------------------------------------------------------


def number(sheet: Worksheet, address: str) -> float:
    """The value of a cell, worked out where it is one of our formulas."""
    value = sheet[address].value
    return calculated(sheet, value) if isinstance(value, str) and value.startswith("=") else float(value or 0.0)


def cells(sheet: Worksheet, span: str) -> list[float]:
    left, top, right, bottom = range_boundaries(span)
    return [number(sheet, sheet.cell(r, c).coordinate) for r in range(top, bottom + 1) for c in range(left, right + 1)]


def calculated(sheet: Worksheet, formula: str) -> float:
    """SUM, NPV and SUMPRODUCT over ranges, a difference of two cells, a discount factor: all that the workbook uses."""
    if found := re.fullmatch(r"=SUM\((\w+:\w+)\)", formula):
        return sum(cells(sheet, found[1]))
    if found := re.fullmatch(r"=NPV\(([\d.]+),(\w+:\w+)\)", formula):
        return sum(v / (1.0 + float(found[1])) ** t for t, v in enumerate(cells(sheet, found[2]), 1))
    if found := re.fullmatch(r"=SUMPRODUCT\((\w+:\w+),(\w+:\w+)\)", formula):
        return sum(a * b for a, b in zip(cells(sheet, found[1]), cells(sheet, found[2]), strict=True))
    if found := re.fullmatch(r"=([A-Z]+\d+)-([A-Z]+\d+)", formula):
        return number(sheet, found[1]) - number(sheet, found[2])
    if found := re.fullmatch(r"=1/\(1\+([\d.]+)\)\^([\d.]+)", formula):
        return (1.0 + float(found[1])) ** -float(found[2])
    raise AssertionError(f"a formula that nobody checks: {formula}")


@pytest.fixture(scope="module")
def book(appraised, tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "appraisal.xlsx"
    appraisal, case = appraised("gwangju-phase1")
    return load_workbook(write_workbook(appraisal, case, path, "ko"))


@pytest.fixture(scope="module")
def as_viewed(book, appraised):
    """The same workbook as a viewer shows it that does not calculate."""
    return load_workbook(io.BytesIO(workbook_of(*appraised("gwangju-phase1"), "ko")), data_only=True)


def test_the_sheets_are_those_officials_expect(book):
    assert book.sheetnames == [
        "요약", "투입산출", "비용편익", "계층화분석", "단가", "일자리의 수지", "가정과 출처", "제외 항목",
    ]  # fmt: skip
    for sheet in book:
        assert int(sheet.page_setup.paperSize) == 9
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == "$1:$2"
        assert sheet["A1"].value.endswith(sheet.title)
    assert all(book[name].freeze_panes == "B3" for name in book.sheetnames[:3])


def test_every_formula_gives_the_value_beside_or_above_it_and_carries_it(book, as_viewed):
    checked = 0
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                worked_out = calculated(sheet, cell.value)
                kept = as_viewed[sheet.title][cell.coordinate].value
                assert kept == pytest.approx(worked_out, rel=1e-9, abs=1e-6), (sheet.title, cell.coordinate)
                label = sheet.cell(cell.row, 1).value
                above = sheet.cell(cell.row - (2 if label == "검산(수식): NPV" else 1), cell.column)
                beside = sheet.cell(cell.row, cell.column - 1)
                if str(label).startswith("검산"):
                    other = above
                elif cell.number_format == "0.0000":
                    continue  # a discount factor, used by the sums below it
                else:
                    other = beside
                assert worked_out == pytest.approx(other.value, rel=1e-9, abs=1e-6), (sheet.title, cell.coordinate)
                checked += 1
    assert checked > 200


def test_the_present_values_are_those_of_the_appraisal(book, appraised):
    appraisal, _ = appraised("gwangju-phase1")
    sheet = book["비용편익"]
    rows = [r for r in sheet.iter_rows(values_only=True) if r[0] == "현재가치"]
    assert len(rows) == 2
    for perspective, row in zip(appraisal.cost_benefit.perspectives, rows, strict=True):
        for what, value in zip(("pv_cost", "pv_benefit", "npv"), row[1:4], strict=True):
            assert value == pytest.approx(appraisal.cost_benefit.draws_of(perspective, what).mean() / 100.0)


def test_numbers_are_numbers_with_a_format_and_a_unit(book):
    sheet = book["투입산출"]
    numbers = [c for row in sheet.iter_rows() for c in row if isinstance(c.value, float)]
    assert len(numbers) > 200
    assert {c.number_format for c in numbers} == {"#,##0.0", "#,##0"}
    assert any("억원" in str(c.value) for c in sheet[4]) or any("억원" in str(c.value) for c in sheet["A"])


def test_a_name_that_looks_like_a_formula_stays_a_name(appraised):
    appraisal, case = appraised("gwangju-phase1")
    changed = appraisal.plan.with_values({"programmes.operations.name": {"ko": "=1+1", "en": "=1+1"}})
    object.__setattr__(appraisal.io, "plan", changed)
    try:
        book = load_workbook(io.BytesIO(workbook_of(appraisal, case, "ko")))
    finally:
        object.__setattr__(appraisal.io, "plan", appraisal.plan)
    named = [c for row in book["투입산출"].iter_rows() for c in row if c.value == "=1+1"]
    assert named
    assert all(c.data_type == "s" for c in named)


def test_the_english_workbook_has_english_sheets(appraised):
    book = load_workbook(io.BytesIO(workbook_of(*appraised("port-maren"), "en")))
    assert book.sheetnames == [
        "Summary", "Input-output", "Cost-benefit", "Hierarchy", "Unit costs", "Balance of jobs",
        "Assumptions and sources", "Left out",
    ]  # fmt: skip
    for sheet in book:
        for row in sheet.iter_rows(values_only=True):
            korean = [v for v in row if isinstance(v, str) and re.search("[가-힣]", v) and " / " not in v]
            assert not korean, (sheet.title, korean)


def test_a_workbook_that_cannot_be_written_says_so(appraised, tmp_path: Path):
    with pytest.raises(OSError, match="nowhere"):
        write_workbook(*appraised("gwangju-phase1"), tmp_path / "nowhere" / "a.xlsx")


def test_the_same_appraisal_gives_the_same_workbook_to_the_byte(appraised, tmp_path: Path):
    one = write_workbook(*appraised("port-maren"), tmp_path / "one.xlsx", "en").read_bytes()
    later = write_workbook(*appraised("port-maren"), tmp_path / "two.xlsx", "en").read_bytes()
    assert one == later
    assert load_workbook(tmp_path / "one.xlsx").sheetnames == load_workbook(tmp_path / "two.xlsx").sheetnames
    with zipfile.ZipFile(tmp_path / "one.xlsx") as book:
        assert b"dcterms" not in re.sub(rb'xmlns:\w+="[^"]+"', b"", book.read("docProps/core.xml"))


def test_the_numbers_below_a_chart_are_those_of_the_chart(said):
    cba = section_of(said("gwangju-phase1", "en"), "cba")
    (figure,) = [f for f in cba.figures if f.id == "cba-deciding"]
    first = figure.title.split(": ", 1)[1]
    assert figure.table.rows[0][0].startswith(first)
    assert all("–" not in row[1:3] for row in figure.table.rows), "what is drawn has both ends"


def test_coefficients_of_employment_are_told_for_the_plans_own_money(said, appraised):
    induced = section_of(said("port-maren", "en"), "io")
    (table,) = [t for t in induced.folded if t.caption.startswith("Coefficients")]
    assert "people for EUR 1 m" in table.head[-1]
    appraisal, _ = appraised("port-maren")
    row = appraisal.io.multipliers().filter(
        kind="I", effect="employment", place="region", id="construction").row(0, named=True)  # fmt: skip
    won = float(appraisal.plan.money.won_per_unit.value)
    (shown,) = [r for r in table.rows if r[0] == row["name_en"]]
    assert shown[-1].split(" ")[0] == f"{row['p50'] * won / 1000:.3g}"


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_plan_that_spends_nothing_still_has_a_page_and_a_workbook(lang: str, tmp_path: Path):
    case = podobat.read_case(ROOT / "cases/gwangju-phase1")
    nothing = appraise(case, scenario="without-plan", draws=4, seed=4)
    folder = keep(nothing, case, tmp_path, lang)
    assert sorted(p.name for p in folder.iterdir()) == [
        "appraisal.html", "appraisal.json", "appraisal.xlsx", "excerpt-en.json", "excerpt-ko.json",
    ]  # fmt: skip
    text = re.sub(r"<[^>]+>", " ", (folder / "appraisal.html").read_text(encoding="utf-8"))
    assert not re.search(r"\b(nan|None|inf)\b", text)
    assert {"ko": "집행한 비용이 없어", "en": "nothing is spent"}[lang] in text


def test_every_row_of_the_long_table_is_told_apart(appraised):
    rows = long_table(appraised("gwangju-phase1")[0], "en").select("answer", "id", "basis")
    assert rows.is_duplicated().sum() == 0


def test_no_axis_writes_ten_as_a_power():
    bins = bins_of([0.11] * 6 + [0.3, 0.9, 1.4, -0.2], -0.4, 1.6, 20)
    drawn = svg(histogram(WIDE, bins, mark=(1.0, "same"), unit="%", x_title="B/C"), WIDE, "shares")
    labels = re.findall(r">([^<>]+)</text>", drawn)
    assert "20" in labels
    assert not [label for label in labels if re.fullmatch(r"[\d.]+e[+-]?\d+", label)]


def test_what_a_report_takes_over_are_the_very_cells_of_the_page(appraised, said):
    appraisal, _ = appraised("port-maren")
    taken, page = excerpt(appraisal, "ko"), said("port-maren", "ko")
    tables = [t for _, section in page["sections"] for t in section.tables]
    assert set(taken.tables) <= set(tables)
    for answer in answers(appraisal, "ko"):
        assert f"{answer.title}: {answer.sentence}" in taken.sentences
        assert not answer.warning or any(answer.warning in sentence for sentence in taken.sentences)
