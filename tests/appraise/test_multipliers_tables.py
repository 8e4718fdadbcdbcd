"""Tables that a user gives: the same economy in three layouts is read as the same, and gives what its algebra says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from podobat.errors import CannotRun, InputFaults
from podobat.evidence.input_output import Table, read_region, read_table
from podobat.evidence.input_output.industries import members
from podobat.plan.schema import SPENDING_SECTORS
from tests.appraise import made_up_tables as made

ROUNDED = {"rtol": 2e-4, "atol": 2e-5}  # long tables print six decimals


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_text(text, encoding=encoding)
    return path


def long_table(folder: Path, **options) -> Table:
    """The made-up economy as three tables in one long file."""
    B, V = made.JOBS[:, None] * made.L, made.VALUE_ADDED[:, None] * made.L
    rows = made.long_csv(
        made.long_rows(made.OUTPUT_TABLE, made.L),
        made.long_rows(made.JOBS_TABLE, B, "명/십억원", grow=0.95),
        made.long_rows(made.VALUE_TABLE, V),
    )
    return read_table(written(folder / "ecos.csv", rows), **options)


def test_a_long_table_of_the_bank_of_korea(tmp_path: Path):
    table = long_table(tmp_path, price_year=2020)
    assert (table.layout, table.year, table.codes) == ("bank_of_korea", 2020, made.NAMES)
    np.testing.assert_allclose(table.A, made.A, **ROUNDED)
    np.testing.assert_allclose(table.employment, made.JOBS, **ROUNDED)
    np.testing.assert_allclose(table.value_added, made.VALUE_ADDED, **ROUNDED)
    assert not table.imports_counted
    assert table.notes == ()


def test_the_latest_year_not_after_the_prices_is_taken(tmp_path: Path):
    assert long_table(tmp_path, price_year=2030).year == 2021
    assert long_table(tmp_path).year == 2021
    assert long_table(tmp_path, year=2021, price_year=2020).year == 2021
    early = long_table(tmp_path, price_year=2019)
    assert early.year == 2020
    assert "No table is as old as the plan's prices (2019)" in early.notes[-1].en


def test_the_bank_of_koreas_tables_may_come_in_a_file_each_and_in_cp949(tmp_path: Path):
    first = written(tmp_path / "production.csv", made.long_csv(made.long_rows(made.OUTPUT_TABLE, made.L)), "cp949")
    jobs = made.long_rows(made.JOBS_TABLE, made.JOBS[:, None] * made.L, "명/십억원")
    second = written(tmp_path / "jobs.csv", made.long_csv(jobs))
    table = read_table([first, second], year=2020)
    np.testing.assert_allclose(table.employment, made.JOBS, **ROUNDED)
    assert table.value_added is None
    assert table.file == "production.csv, jobs.csv"
    assert any("CP949" in note.en for note in table.notes)


def test_input_coefficients_will_do_and_say_whether_imports_are_in_them(tmp_path: Path):
    rows = made.long_rows(made.INPUT_TABLE, made.A)
    table = read_table(written(tmp_path / "a.csv", made.long_csv(rows)), year=2020)
    np.testing.assert_allclose(table.A, made.A, **ROUNDED)
    assert not table.imports_counted
    total = made.long_rows(made.INPUT_TABLE.replace("국산거래표", "총거래표"), made.A)
    counted = read_table(written(tmp_path / "b.csv", made.long_csv(total)), year=2020)
    assert counted.imports_counted
    assert any("imported inputs" in note.en for note in counted.notes)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_square_table_as_csv_and_as_a_workbook(tmp_path: Path, kind: str):
    rows = made.square_rows(region=True)
    if kind == "csv":
        path = written(tmp_path / "table.csv", made.as_csv(made.texts(rows)))
    else:
        path = made.write_book(tmp_path / "table.xlsx", rows)
    table = read_table(path)
    assert (table.layout, table.year, table.codes) == ("square", 2020, made.NAMES)
    np.testing.assert_allclose(table.A, made.A, rtol=1e-12)
    np.testing.assert_allclose(table.employment, made.JOBS, rtol=1e-12)
    np.testing.assert_allclose(table.value_added, made.VALUE_ADDED, rtol=1e-12)
    np.testing.assert_allclose(table.pay, made.PAY, rtol=1e-12)
    np.testing.assert_allclose(table.basket, made.BASKET, rtol=1e-12)
    np.testing.assert_allclose(table.region.region, made.REGION * 1000, rtol=1e-12)
    np.testing.assert_allclose(table.region.nation, made.OUTPUT * 1000, rtol=1e-12)


@pytest.mark.parametrize(("kind", "cells"), [("투입계수", made.A), ("inverse", made.L)])
def test_a_square_table_of_coefficients(tmp_path: Path, kind: str, cells: np.ndarray):
    rows: list[list[object]] = [["kind", kind], ["year", "2021년"], ["", *made.NAMES]]
    rows += [[name, *cells[i].tolist()] for i, name in enumerate(made.NAMES)]
    rows.append(["employment", *made.JOBS.tolist()])
    table = read_table(written(tmp_path / "c.csv", made.as_csv(made.texts(rows))))
    np.testing.assert_allclose(table.A, made.A, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(table.employment, made.JOBS)
    assert table.year == 2021


def test_numbers_may_be_grouped_and_rows_in_another_order(tmp_path: Path):
    text = 'year,2020\n,a b,c\nc,"1,000",500\na b,2000,100\noutput,"10,000",4000\n'
    table = read_table(written(tmp_path / "t.csv", text))
    np.testing.assert_allclose(table.A, [[0.2, 0.025], [0.1, 0.125]])


def test_the_layout_of_the_oecd(tmp_path: Path):
    table = read_table(written(tmp_path / "KOR2018dom.csv", made.as_csv(made.texts(made.oecd_rows()))))
    assert (table.layout, table.year, table.codes) == ("oecd", 2018, made.CODES)
    np.testing.assert_allclose(table.A, made.A, rtol=1e-12)
    np.testing.assert_allclose(table.value_added, made.VALUE_ADDED, rtol=1e-12)
    assert table.employment is None
    assert not table.imports_counted
    total = read_table(written(tmp_path / "KOR2018ttl.csv", made.as_csv(made.texts(made.oecd_rows(("TTL",))))))
    np.testing.assert_allclose(total.A, 1.1 * made.A, rtol=1e-12)
    assert total.imports_counted


def test_every_layout_meets_every_sector_that_plans_spend_on(tmp_path: Path):
    long = long_table(tmp_path)
    oecd = read_table(written(tmp_path / "2018.csv", made.as_csv(made.texts(made.oecd_rows()))))
    for table in (long, oecd):
        assert set(table.meets) == set(SPENDING_SECTORS)
        assert all(weights.sum() == pytest.approx(1.0) for weights in table.meets.values())
        positions = {sector: int(weights.argmax()) for sector, weights in table.meets.items()}
        assert positions["construction"] == 4
        assert positions["information"] == 6


def test_the_thirty_three_sectors_of_the_bank_of_korea_meet_each_sector_once():
    large = [
        "농림수산품", "광산품", "음식료품", "섬유 및 가죽제품", "목재 및 종이, 인쇄", "석탄 및 석유제품",
        "화학제품", "비금속광물제품", "1차 금속제품", "금속가공제품", "컴퓨터, 전자 및 광학기기", "전기장비",
        "기계 및 장비", "운송장비", "기타 제조업 제품", "제조임가공 및 산업용 장비 수리", "전력, 가스 및 증기",
        "수도, 폐기물처리 및 재활용서비스", "건설", "도소매 및 상품중개서비스", "운송서비스",
        "음식점 및 숙박서비스", "정보통신 및 방송 서비스", "금융 및 보험 서비스", "부동산서비스",
        "전문, 과학 및 기술 서비스", "사업지원서비스", "공공행정, 국방 및 사회보장", "교육서비스",
        "보건 및 사회복지 서비스", "예술, 스포츠 및 여가 관련 서비스", "기타 서비스", "기타",
    ]  # fmt: skip
    assert len(large) == 33
    found = [members(sector, large) for sector in SPENDING_SECTORS]
    assert all(len(rows) == 1 for rows in found)
    assert len({rows[0] for rows in found}) == len(SPENDING_SECTORS)


def test_a_sector_in_several_parts_is_weighed_by_their_output(tmp_path: Path):
    codes = ("D58T60", "D61", "D62T63", "D41T43")
    rows = [["", *codes], *[[f"DOM_{c[1:]}", 1.0, 1.0, 1.0, 1.0] for c in codes], ["OUTPUT", 10.0, 30.0, 60.0, 50.0]]
    table = read_table(written(tmp_path / "parts_2018.csv", made.as_csv(made.texts(rows))))
    np.testing.assert_allclose(table.meets["information"], [0.1, 0.3, 0.6, 0.0])


def test_sizes_of_the_region_in_a_file_of_their_own(tmp_path: Path):
    table = read_table(written(tmp_path / "t.csv", made.as_csv(made.texts(made.square_rows()))))
    rows = [
        ["업종", "지역", "전국"],
        *([n, r, w] for n, r, w in zip(made.NAMES, made.REGION, made.OUTPUT, strict=True)),
    ]
    sizes = read_region(written(tmp_path / "r.csv", made.as_csv(made.texts(rows))), table)
    np.testing.assert_allclose(sizes.region, made.REGION)
    np.testing.assert_allclose(sizes.nation, made.OUTPUT)
    bare = [row[:2] for row in rows]
    short = read_region(written(tmp_path / "s.csv", made.as_csv(made.texts(bare))), table)
    np.testing.assert_allclose(short.nation, table.output)
    inside = read_region(written(tmp_path / "q.csv", made.as_csv(made.texts(made.square_rows(region=True)))), table)
    np.testing.assert_allclose(inside.region, made.REGION * 1000)


def test_an_unknown_unit_of_money_is_refused_whatever_the_layout(tmp_path: Path):
    path = written(tmp_path / "t.csv", made.as_csv(made.texts(made.square_rows())))
    assert read_table(path, unit="십억원").file == "t.csv"
    with pytest.raises(CannotRun, match="Unknown unit of money: FOO"):
        read_table(path, unit="FOO")


def test_a_column_of_final_demand_that_stands_twice_is_not_added_twice(tmp_path: Path):
    rows = [[*row, row[-2]] if len(row) > 3 and row[0] in (*made.NAMES, "업종") else row for row in made.square_rows()]
    assert rows[2][-1] == "민간소비"
    with pytest.raises(InputFaults, match="민간소비"):
        read_table(written(tmp_path / "table.csv", made.as_csv(made.texts(rows))))
