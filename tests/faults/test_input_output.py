"""Tables that cannot be read: every fault at once, with file, line and cell, and what to do. All tables are made up."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from podobat.errors import CannotRun, InputFaults
from podobat.evidence.input_output import Table, read_region, read_table
from tests.appraise import made_up_tables as made

SOUND = "연도,2020\n단위,백만원\n업종,농업,제조업,건설\n농업,100,200,30\n제조업,50,300,40\n건설,10,20,5\n"
TOTALS = "부가가치,800,1400,400\n취업자,5,4,3\n산출액,1000,2000,500\n"
SQUARE = SOUND + TOTALS


def said(path: Path | list[Path], **options) -> str:
    """What reading a table says, on one line; every fault has Korean too."""
    with pytest.raises(InputFaults) as refused:
        read_table(path, **options)
    assert all(re.search("[가-힣]", fault.found.ko) for fault in refused.value.faults)
    return re.sub(r"\s+", " ", str(refused.value))


def kept(folder: Path, text: str, name: str = "table.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text(text, encoding=encoding)
    return path


def test_the_sound_table_is_sound(tmp_path: Path):
    table = read_table(kept(tmp_path, SQUARE))
    np.testing.assert_allclose(table.employment, [5 / 1.0, 4 / 2.0, 3 / 0.5])


SQUARES = {
    "a misspelt row": (
        ("제조업,50", "제조엄,50"),
        ["table.csv:3 C3: sector without a row: 제조업", "table.csv:5 A5", "제조엄", "Did you mean `제조업`?"],
    ),
    "a row too few": (
        ("건설,10,20,5\n", ""),
        ["table.csv:3 not square: 3 sectors across, 2 down", "D3: sector without a row: 건설"],
    ),
    "an unknown row": (
        ("부가가치", "부가가차"),
        ["table.csv:7 A7", "unknown row: 부가가차", "Did you mean `부가가치`?"],
    ),
    "no number": (("300,40", "많음,40"), ["table.csv:5 C5: not a number: 많음"]),
    "empty": (("300,40", ",40"), ["table.csv:5 C5: is empty", "write 0"]),
    "negative": (("300,40", "-300,40"), ["table.csv:5 C5: negative: -300"]),
    "not finite": (("300,40", "inf,40"), ["table.csv:5 C5: not a number: inf"]),
    "no output": (("산출액,1000,2000,500\n", ""), ["the row of output is missing", "kind,coefficients"]),
    "no unit": (("단위,백만원\n", ""), ["the unit of money is not known", "unit,KRW_m"]),
    "unknown unit": (("백만원", "만냥"), ["table.csv:2 B2: the unit of money is not known: 만냥"]),
    "unknown kind": (("단위,", "종류,수수께끼\n단위,"), ["table.csv:2 B2: unknown kind: 수수께끼"]),
    "not productive": (
        ("부가가치,800,1400,400\n취업자,5,4,3\n산출액,1000", "취업자,5,4,3\n산출액,90"),
        ["table.csv:3", "not productive: the largest eigenvalue is 1.", "농업 1.778", "eigenvalue below one"],
    ),
    "more than its output": (
        ("산출액,1000", "산출액,900"),
        ["table.csv:9 A9: inputs and value added exceed output in 1 sectors (농업 +6.7%)"],
    ),
    "value added in another unit": (
        ("800,1400,400", "8400,14000,4250"),
        ["table.csv:7 A7: the unit of value added does not fit the other rows", "10 times too large"],
    ),
    "people in another unit": (
        ("5,4,3", "5000,4000,3000"),
        ["A8: 3.43e+03 people for a KRW bn of output", "1,000 times too many"],
    ),
    "a name twice": (("업종,농업,제조업,건설", "업종,농업,건설,건설"), ["2 sectors of the same name: 건설 (C3, D3)"]),
    "a total twice": (("취업자,5", "산출액,5"), ["table.csv:9 A9: the row `산출액` stands twice (first on line 8)"]),
    "buys and makes nothing": (("산출액,1000", "산출액,0"), ["B9: 농업 buys and produces nothing"]),
    "several at once": (("200,30\n제조업,50", "?,30\n제조업,-50"), ["C4: not a number: ?", "B5: negative: -50"]),
    "half a region": (("취업자", "지역 취업자"), ["A8: the same row for the nation is missing"]),
    "a region too large": (("산출액", "지역 취업자,1,5,1\n산출액"), ["C9: larger in the region than in the nation"]),
}


@pytest.mark.parametrize("name", SQUARES)
def test_square_tables(tmp_path: Path, name: str):
    (old, new), words = SQUARES[name]
    assert old in SQUARE
    message = said(kept(tmp_path, SQUARE.replace(old, new)))
    for word in words:
        assert word in message, message


OUTPUT_ROWS = made.long_rows(made.OUTPUT_TABLE, made.L)
JOBS_ROWS = made.long_rows(made.JOBS_TABLE, made.JOBS[:, None] * made.L, "명/십억원")
LONG = made.long_csv(OUTPUT_ROWS, JOBS_ROWS)
CELL = f'"{made.OUTPUT_TABLE}",농림수산품,전기장비'

LONGS = {
    "a number that is none": ((f"{CELL},,원자료,", f"{CELL},,원자료,1.0.0,"), ["ecos.csv:4 F4: not a number: 1.0.0"]),
    "a negative number": ((f"{CELL},,원자료,0.", f"{CELL},,원자료,-0."), ["ecos.csv:4 F4: negative"]),
    "an unknown sector": (
        (f"{CELL},", f"{CELL.replace('전기장비', '전기장바')},"),
        [
            "ecos.csv:4 sector 전기장바 sells and never buys",
            "Did you mean `전기장비`?",
            "not square, 1 pairs of sectors",
            "(such as 농림수산품 from 전기장비)",
            "every pair of 12 sectors",
        ],
    ),
    "a pair twice": (
        (f"{CELL},", f"{CELL.replace('전기장비', '농림수산품')},"),
        ["ecos.csv:4 C4: the pair stands twice"],
    ),
    "another unit": (("명/십억원", "명/백만원"), ["another unit: 명/백만원", "명/십억원", "more faults in this file"]),
    "an unknown table": (
        ("투입산출표 취업유발계수표", "수수께끼표"),
        ["cannot tell what this table holds", "생산유발계수표"],
    ),
    "no year": (("단위,변환,2020,2021", "단위,변환,가,나"), ["no year"]),
}


@pytest.mark.parametrize("name", LONGS)
def test_long_tables_of_the_bank_of_korea(tmp_path: Path, name: str):
    (old, new), words = LONGS[name]
    assert old in LONG
    message = said(kept(tmp_path, LONG.replace(old, new), "ecos.csv"), price_year=2020)
    for word in words:
        assert word in message, message


def test_a_column_sum_that_is_wrong(tmp_path: Path):
    rows = [[*r[:5], "9.9", *r[6:]] if r[1:3] == ["건설", "열합"] else r for r in OUTPUT_ROWS]
    message = said(kept(tmp_path, made.long_csv(rows), "ecos.csv"), year=2020)
    assert "the column sum of 건설, 9.9, is not the sum of its cells" in message


def test_rows_that_are_cut_off(tmp_path: Path):
    message = said(kept(tmp_path, made.long_csv(OUTPUT_ROWS[:-20]), "ecos.csv"), year=2020)
    assert "pairs of sectors are missing" in message


def test_the_inverse_has_to_be_there(tmp_path: Path):
    message = said(kept(tmp_path, made.long_csv(JOBS_ROWS), "jobs.csv"), year=2020)
    assert f"no output or input coefficients (found: {made.JOBS_TABLE})" in message
    assert "Give the CSV of that table as well" in message


def test_what_is_no_inverse(tmp_path: Path):
    wrong = made.long_rows(made.OUTPUT_TABLE, np.eye(made.N) * 0.5 + 0.3)
    assert "not a Leontief inverse" in said(kept(tmp_path, made.long_csv(wrong), "l.csv"), year=2020)
    flat = made.long_rows(made.OUTPUT_TABLE, np.ones((made.N, made.N)))
    assert "not an inverse: singular" in said(kept(tmp_path, made.long_csv(flat), "s.csv"), year=2020)
    heavy = made.long_rows(made.INPUT_TABLE, made.A * 2.5)
    assert "not productive" in said(kept(tmp_path, made.long_csv(heavy), "h.csv"), year=2020)


def test_three_lines_of_a_real_download_are_known_for_what_they_are(tmp_path: Path):
    """As the Bank of Korea's statistics system writes them: too few for a table, but the layout is understood."""
    lines = (
        "통계표,수요부문(열),투입부문(행),단위,변환,2020,2021,2022,2023\r\n"
        '"2.2.1.2.3. 투입산출표 생산유발계수표(생산자가격, 대분류)","농림수산품","농림수산품","","원자료",'
        '"1.095745","1.101027","1.092833","1.101715"\r\n'
        '"2.2.1.2.3. 투입산출표 생산유발계수표(생산자가격, 대분류)","농림수산품","열합","","원자료",'
        '"1.893831","1.903843","1.951213","1.964069"\r\n'
        '"2.2.1.2.6. 투입산출표 취업유발계수표(생산자가격, 대분류)","광산품","건설","명/십억원","원자료",'
        '"0.090827","0.098869","0.06577","0.044902"\r\n'
    )
    message = said(kept(tmp_path, lines, "ecos.csv", "utf-8-sig"), price_year=2022)
    assert "the column sum of 농림수산품, 1.95121, is not the sum of its cells, 1.09283" in message
    assert "ecos.csv:4 sector 건설 sells and never buys" in message
    assert "대분류) has not: 광산품" in message
    assert "the layout of this table" not in message


def test_a_year_that_is_not_there(tmp_path: Path):
    message = said(kept(tmp_path, LONG, "ecos.csv"), year=1999)
    assert "no column for 1999" in message
    assert "2020, 2021" in message


def test_the_same_table_twice(tmp_path: Path):
    two = [kept(tmp_path, made.long_csv(OUTPUT_ROWS), name) for name in ("a.csv", "b.csv")]
    assert "b.csv:2 the same table twice" in said(two, year=2020)


OECD = made.as_csv(made.texts(made.oecd_rows()))
OECDS = {
    "no output": (("OUTPUT,", "SOMETHING,"), ["the row OUTPUT is missing"]),
    "an unknown industry": (
        ("\nDOM_28,", "\nDOM_29,"),
        ["industry without a row: D28", "industry without a column: D29"],
    ),
    "only imports": (("DOM_", "XXX_"), ["a table of imports", "rows DOM_ or TTL_"]),
    "inputs above output": (
        ("OUTPUT,1000.0", "OUTPUT,10.0"),
        ["KOR2018.csv:27 A27: inputs and value added exceed output in 1 sectors (D01T02 +"],
    ),
}


@pytest.mark.parametrize("name", OECDS)
def test_tables_of_the_oecd(tmp_path: Path, name: str):
    (old, new), words = OECDS[name]
    assert old in OECD
    text = OECD.replace(old, new)
    if name == "only imports":
        text = "\n".join(line for line in OECD.splitlines() if not line.startswith("DOM_"))
    message = said(kept(tmp_path, text, "KOR2018.csv"))
    for word in words:
        assert word in message, message


FILES = {
    "nothing in it": (b"", "the file is empty"),
    "a letter": ("존경하는 위원님께\n안녕하십니까\n".encode(), "the layout of this table is not known"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe" * 50, "a picture"),
    "an old workbook": (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "an old Excel file"),
    "a broken workbook": (b"PK\x03\x04" + b"\x00" * 600, "a damaged or unreadable workbook"),
    "an open quote": ((SQUARE + '"산출액').encode(), "not readable as CSV"),
}


@pytest.mark.parametrize("name", FILES)
def test_files_that_are_no_table(tmp_path: Path, name: str):
    data, words = FILES[name]
    path = tmp_path / "table.csv"
    path.write_bytes(data)
    assert words in said(path)


def test_a_fault_in_a_workbook_names_sheet_and_cell(tmp_path: Path):
    rows = made.square_rows()
    rows[5][3] = "많음"
    message = said(made.write_book(tmp_path / "table.xlsx", rows))
    assert "table.xlsx[표]:6 D6: not a number: 많음" in message


def test_no_file_and_no_year(tmp_path: Path):
    with pytest.raises(CannotRun, match=r"Cannot read .*nowhere.csv"):
        read_table(tmp_path / "nowhere.csv")
    with pytest.raises(CannotRun, match="No input-output table"):
        read_table([])
    yearless = kept(tmp_path, SQUARE.replace("연도,2020\n", ""), "t.csv")
    assert "the year of the table is not known" in said(yearless)
    assert read_table(yearless, price_year=2019).year == 2019
    assert "several files only" in said([yearless, yearless], price_year=2019)


SIZES = "업종,지역,전국\n농업,1,10\n제조업,2,30\n건설,3,20\n"
REGIONS = {
    "an unknown sector": (
        ("제조업", "제조엄"),
        ["region.csv:3 A3: a sector that the table has not: 제조엄", "`제조업`"],
    ),
    "a sector too few": (("건설,3,20\n", ""), ["1 sectors are missing: 건설"]),
    "a sector twice": (("건설,3,20", "농업,3,20"), ["A4: the sector stands twice: 농업"]),
    "larger than the nation": (("2,30", "31,30"), ["B3: larger in the region than in the nation"]),
    "no number": (("2,30", "둘,30"), ["B3: not a number: 둘"]),
    "negative": (("2,30", "-2,30"), ["B3: negative: -2"]),
    "all zero": (("1,10\n제조업,2,30\n건설,3", "0,10\n제조업,0,30\n건설,0"), ["everything is zero"]),
    "other columns": (("업종,지역,전국", "가,나,다"), ["no table of a region's sizes", "sector,region,nation"]),
}


@pytest.mark.parametrize("name", REGIONS)
def test_sizes_of_a_region(tmp_path: Path, name: str):
    (old, new), words = REGIONS[name]
    table = read_table(kept(tmp_path, SQUARE))
    with pytest.raises(InputFaults) as refused:
        read_region(kept(tmp_path, SIZES.replace(old, new), "region.csv"), table)
    message = re.sub(r"\s+", " ", str(refused.value))
    for word in words:
        assert word in message, message


def test_a_region_without_a_nation(tmp_path: Path):
    table = read_table(kept(tmp_path, made.long_csv(OUTPUT_ROWS), "ecos.csv"), year=2020)
    with pytest.raises(InputFaults, match="the column of the nation is missing"):
        read_region(kept(tmp_path, "업종,지역\n건설,3\n", "region.csv"), table)


@given(data=st.data())
def test_whatever_is_damaged_there_is_a_table_or_a_fault(data, tmp_path_factory):
    """One piece of a sound file is cut out, doubled or replaced: never anything but a table or faults."""
    text = data.draw(st.sampled_from([SQUARE, LONG[:9000], LONG, OECD]))
    a, b = sorted((data.draw(st.integers(0, len(text))), data.draw(st.integers(0, len(text)))))
    b = min(b, a + data.draw(st.sampled_from([1, 3, 30, 300])))
    scraps = ["", "x", ",", '"', "\n", "-", "1e999", "0", "\x00", "건설", ",,,,", text[a:b] * 2]
    path = tmp_path_factory.mktemp("damaged") / "table2018.csv"
    path.write_text(text[:a] + data.draw(st.sampled_from(scraps)) + text[b:], encoding="utf-8")
    found = table_or_faults(path)
    if isinstance(found, Table):
        assert np.isfinite(found.A).all()
        assert np.abs(np.linalg.eigvals(found.A)).max() < 1.0
    else:
        assert found
        assert all(fault.file and fault.found.ko and fault.found.en for fault in found)


def table_or_faults(path: Path) -> Table | tuple:
    """A table, or what is wrong with it."""
    try:
        return read_table(path, price_year=2019)
    except InputFaults as refused:
        return refused.faults
