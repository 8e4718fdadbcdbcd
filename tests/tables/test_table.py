"""Sheets given their meaning: heads in several lines, units, totals, remarks, years; nothing passed over unseen."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook

from podobat.errors import InputFaults
from podobat.tables import Across, Column, Years, read_sheets, table_of
from podobat.units import Text

GRANTS = (
    Column("firm", Text("기업명", "firm"), required=True, others=("업체명", "상호")),
    Column("amount", Text("금액", "amount"), "number", "KRW_m", least=0, others=("지원금액",)),
    Column("kind", Text("지원 종류", "kind"), "choice", required=True, options={"grant": Text("보조금", "grant")}),
    Column("day", Text("지원일", "day"), "date"),
)
YEARS = Years(
    (Column("target", Text("목표", "target"), "number"), Column("actual", Text("실적", "actual"), "number")), "actual"
)
MEASURES = (
    Column("measure", Text("지표", "measure"), required=True, fill_down=True),
    Column("unit", Text("단위", "unit")),
)


def table(text, columns=GRANTS, wide=None):
    return table_of(read_sheets(text.encode(), "표.csv")[0], columns, wide)


def merged(rows, *blocks):
    book = Workbook()
    page = book.create_sheet("표", 0)
    for row in rows:
        page.append(row)
    for block in blocks:
        page.merge_cells(block)
    out = io.BytesIO()
    book.save(out)
    return read_sheets(out.getvalue(), "표.xlsx")[0]


@pytest.mark.parametrize(
    ("head", "cell", "millions"),
    [
        ("금액", "50", 50),
        ("지원금액(천원)", '"50,000"', 50),
        ("금액 (백만 원)", "50", 50),
        ("지원금액(억원)", "0.5", 50),
        ("금액, 원", "50000000", 50),
        ("(단위: 천원) 금액", '"50,000"', 50),
        ("amount (KRW bn)", "0.05", 50),
        ("금액(천원)", "5천만원", 50),
    ],
)
def test_the_unit_of_a_head_reaches_the_value(head, cell, millions):
    head = f'"{head}"' if "," in head else head
    found = table(f"기업명,{head},지원 종류\n가람,{cell},보조금\n")
    assert not found.faults
    assert found.rows[0]["amount"] == pytest.approx(millions)


def test_money_is_never_lost_on_a_note():
    strange = table("기업명,지원금액(달러),지원 종류\n가람,5,보조금\n")
    assert strange.faults[0].found.en == "no unit of amount: 달러"
    strange = table("기업명,지원금액(구비),지원 종류\n가람,5,보조금\n")
    assert strange.faults[0].found.en == "an unknown unit: 구비"
    both = table("기업명,금액,지원금액(천원),지원 종류\n가람,5,5000,보조금\n")
    assert both.faults[0].found.en == "two columns for `amount`: 금액, 지원금액(천원)"


def test_titles_totals_remarks_and_further_columns_are_accounted_for():
    found = table(
        '지원 현황\n(단위: 천원)\n기업명,지원금액,지원 종류,담당\n가람,"50,000",보조금,x\n나래,"1,000",보조금,y\n'
        '합계,"51,000",,\n기업명,지원금액,지원 종류,담당\n※ 2024년 말 기준,,,\n'
    )
    assert not found.faults
    assert [row["amount"] for row in found.rows] == [50, 1]
    assert [(o.line, o.why) for o in found.account.left_out] == [
        (1, "above"),
        (2, "above"),
        (6, "total"),
        (7, "head"),
        (8, "remark"),
    ]
    assert found.account.columns_not_read == ("담당",)
    assert (found.account.rows, found.account.rows_read) == (5, 2)
    said = " ".join(note.ko for note in found.notes)
    assert "담당" in said
    assert "51,000" in said
    assert "천원" in said
    assert found.account.to_json()["rows_read"] == 2


def test_every_fault_at_once_with_its_place():
    found = table(
        "기업명,금액,지원 종류,지원일\n,다섯,보조굼,어제\n가람,-5,보조금,2024-02-30\n나래,5\n다온,5,보조금,2024,x\n"
    )
    assert [(f.line, f.path) for f in found.faults] == [
        (2, "A2"),
        (2, "B2"),
        (2, "C2"),
        (2, "D2"),
        (3, "B3"),
        (3, "D3"),
        (4, ""),
        (4, "C4"),
        (5, ""),
    ]
    assert "보조금" in found.faults[2].remedy.ko
    assert not found.rows
    with pytest.raises(InputFaults):
        found.raise_faults()


def test_missing_columns_are_named_as_the_template_names_them():
    found = table("기업명,금액,지원 종료\n가람,다섯,보조금\n")
    assert found.faults[0].found == Text("없는 열: 지원 종류", "missing columns: kind")
    assert "`지원 종료`를 `지원 종류`로" in found.faults[0].remedy.ko
    assert found.faults[1].path == "B2", "the cells that can be read are checked all the same"
    nothing = table("가,나\n1,2\n")
    assert nothing.faults[0].found.ko == "없는 열: 기업명, 지원 종류"


def test_heads_of_two_lines_are_read_together():
    sheet = merged(
        [["기업명", "지원", None, "지원일"], [None, "금액(천원)", "종류", None], ["가람", 5000, "보조금", "24.3월"]],
        "A1:A2",
        "B1:C1",
        "D1:D2",
    )
    found = table_of(sheet, GRANTS)
    assert not found.faults
    row = found.rows[0]
    assert (row["firm"], row["amount"], row["kind"], row["day"].last.isoformat()) == ("가람", 5, "grant", "2024-03-31")
    assert row.place("amount") == "B3"
    csv = table("기업명,지원,,지원일\n,금액(천원),종류,\n가람,5000,보조금,24.3월\n")
    assert csv.rows[0].values == row.values, "also where a CSV has lost the merging"


def test_merged_cells_of_the_body_hold_for_every_row_they_cover():
    sheet = merged(
        [["기업명", "지원 종류", "금액"], ["가람", "보조금", 1], [None, "보조금", 2], [None, "보조금", 3]], "A2:A3"
    )
    found = table_of(sheet, GRANTS)
    assert [row["firm"] for row in found.rows] == ["가람", "가람"]
    assert [f.path for f in found.faults] == ["A4"], "an empty cell that is not merged stays empty"


def test_formulas_without_values_are_not_called_empty():
    found = table_of(merged([["기업명", "금액", "지원 종류"], ["가람", "=1+1", "보조금"]]), GRANTS)
    assert found.faults[0].found.en == "a formula without its value"
    assert "Open the file in Excel and save it" in found.faults[0].remedy.en


@pytest.mark.parametrize(
    "text",
    [
        "지표,단위,2020,,2021,\n,,목표,실적,목표,실적\n창업,개,10,9,20,-\n",
        "지표,단위,2020년 목표,2020년 실적,'21 목표,실적(2021)\n창업,개,10,9,20,\n",
        "지표,단위,목표 2020,실적 2020,목표 2021년,2021 actual\n창업,개,10,9,20,…\n",
    ],
)
def test_tables_with_a_column_a_year(text):
    found = table(text, MEASURES, YEARS)
    assert not found.faults
    assert [(r["measure"], r["year"], r["target"], r["actual"]) for r in found.rows] == [
        ("창업", 2020, 10, 9),
        ("창업", 2021, 20, None),
    ]
    assert found.account.rows_read == 1


def test_years_alone_and_years_that_are_not_there():
    found = table("지표,단위,2020,2021년,2022(명)\n창업,명,1,2,3\n,명,4,5,6\n", MEASURES, YEARS)
    assert [(r.line, r["measure"], r["year"], r["actual"]) for r in found.rows][2:4] == [
        (2, "창업", 2022, 3),
        (3, "창업", 2020, 4),
    ]
    assert found.rows[2].place("actual") == "E2"
    assert "no column of a year" in str(table("지표,단위\n창업,명\n", MEASURES, YEARS).faults[0])
    twice = table("지표,2020,2020년\n창업,1,2\n", MEASURES, YEARS)
    assert "two columns for actual of 2020" in str(twice.faults[0])


def test_a_decimal_comma_is_refused_where_it_may_be_for_thousands():
    found = table("기업명;금액;지원 종류\n가람;12,345;보조금\n")
    assert "a comma for thousands or decimals?" in str(found.faults[0])
    told = table("기업명;금액;지원 종류\n가람;12,345;보조금\n나래;0,5;보조금\n")
    assert [row["amount"] for row in told.rows] == [12.345, 0.5]


def test_tables_with_a_column_an_industry():
    regions = (Column("code", Text("코드", "code")), Column("region", Text("시도", "region"), required=True))
    wide = Across(Column("workers", Text("종사자", "workers"), "whole", "people", least=0), "industry")
    found = table("코드,시도,제조업,건설업 (F)\n11,서울,\"1,000\",20\n29,광주,30,-\n", regions, wide)
    assert [(r["region"], r["industry"], r["workers"]) for r in found.rows] == [
        ("서울", "제조업", 1000), ("서울", "건설업 (F)", 20), ("광주", "제조업", 30),
    ]  # fmt: skip
    assert "stands twice" in str(table("시도,제조업,제조업\n광주,1,2\n", regions, wide).faults[0])
    assert "no column of values" in str(table("코드,시도\n11,서울\n", regions, wide).faults[0])


def test_targets_and_counts_may_stand_over_their_years():
    heads = "성과지표 관리카드,,,,\n,목표,,실적,\n지표,2020,2021,2020,2021\n"
    found = table(f"{heads}창업,10,20,8,\n인력,5,6,7,8\n", MEASURES, YEARS)
    assert not found.faults
    assert [(r["measure"], r["year"], r["target"], r["actual"]) for r in found.rows] == [
        ("창업", 2020, 10, 8), ("창업", 2021, 20, None), ("인력", 2020, 5, 7), ("인력", 2021, 6, 8),
    ]  # fmt: skip
