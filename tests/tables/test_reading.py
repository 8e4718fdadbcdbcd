"""Files as they come: encodings, separators, workbooks; refused with place and remedy, in bounded time and memory."""

from __future__ import annotations

import io
import tracemalloc
import unicodedata
import zipfile
from datetime import date

import polars as pl
import pytest
from openpyxl import Workbook

from podobat.errors import CannotRun, InputFaults
from podobat.tables import Limits, one_sheet, read_sheets, sheet_in
from tests.tables.books import said, workbook

TABLE = "기업명,사업자등록번호\n(주)가람소프트,124-81-00998\n"
ROWS = (("기업명", "사업자등록번호"), ("(주)가람소프트", "124-81-00998"))


def faults(data, **limits):
    with pytest.raises(InputFaults) as caught:
        read_sheets(data, "표.csv", Limits(**limits))
    return caught.value


def xlsx(*sheets):
    book = Workbook(write_only=True)
    for name, rows in sheets:
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_usual_encoding_gives_the_same_cells(encoding):
    (sheet,) = read_sheets(TABLE.encode(encoding), "표.csv")
    assert sheet.rows == ROWS
    assert bool(sheet.notes) == (not encoding.startswith("utf-8")), "what is not UTF-8 is said"


@pytest.mark.parametrize("text", ["과정,수료일\n인공지능 1기,2021-12-01\n", "값\n1\n", "상호\n㈜한빛\n"])
def test_short_lists_in_cp949_are_read(text):
    (sheet,) = read_sheets(text.encode("cp949"), "표.csv")
    assert sheet.rows[0] == tuple(text.split("\n")[0].split(","))


@pytest.mark.parametrize(
    "data",
    [
        "Größe,Zürich\nÄrger,1\n".encode("latin-1"),
        "企業,名前\nあい,1\n".encode("shift_jis"),
        "公司,名称\n北京,1\n".encode("gbk"),
        "기업".encode()[:-1] + b"\n",
        bytes(range(128, 256)),
    ],
)
def test_another_encoding_is_never_taken_for_korean(data):
    assert "neither UTF-8" in str(faults(data)) or "damaged" in str(faults(data))


def test_decomposed_hangul_odd_spaces_and_unseen_marks_become_plain():
    text = unicodedata.normalize("NFD", "지표,값\n신규 채용,5\n").replace(" ", "\u00a0").replace("5", "\u200b5 ")
    (sheet,) = read_sheets(text.encode(), "표.csv")
    assert sheet.rows == (("지표", "값"), ("신규 채용", "5"))


@pytest.mark.parametrize("sign", list(",;\t|"))
def test_every_usual_separator_is_told(sign):
    text = sign.join(["지표", "값", "비고"]) + "\n" + sign.join(["가", "1", '"둘, 셋; 넷"']) + "\n"
    (sheet,) = read_sheets(text.encode(), "표.csv")
    assert sheet.rows == (("지표", "값", "비고"), ("가", "1", "둘, 셋; 넷"))
    assert sheet.delimiter == sign
    (named,) = read_sheets(f"sep={sign}\n{text}".encode(), "표.csv")
    assert named.rows == sheet.rows
    assert named.lines == (2, 3)


def test_cells_of_a_workbook_are_what_a_csv_would_hold():
    day = date(2022, 6, 30)
    data = xlsx(
        ("하나", [["지표", "값", "날"], ["가", 0.1, day], ["나", 1234567, None], [None, None, None], ["다", True, day]])
    )
    (sheet,) = read_sheets(data, "표.xlsx")
    assert sheet.rows == (
        ("지표", "값", "날"),
        ("가", "0.1", "2022-06-30"),
        ("나", "1234567"),
        ("다", "1", "2022-06-30"),
    )
    assert sheet.lines == (1, 2, 3, 5)
    assert sheet.title == "표.xlsx[하나]"
    assert sheet.place(3, 1) == "B5"


def test_parquet_is_read_like_a_csv():
    out = io.BytesIO()
    pl.DataFrame({"지표": ["가", None], "값": [0.5, 2.0], "날": [date(2022, 6, 30), None]}).write_parquet(out)
    (sheet,) = read_sheets(out.getvalue(), "표.parquet")
    assert sheet.rows == (("지표", "값", "날"), ("가", "0.5", "2022-06-30"), ("", "2", ""))
    out = io.BytesIO()
    pl.DataFrame({"목록": [[1, 2]]}).write_parquet(out)
    assert "lists" in str(faults(out.getvalue()))
    assert "not readable as Parquet" in str(faults(b"PAR1" + b"\x00" * 50 + b"PAR1"))


def test_a_formula_without_its_value_is_remembered():
    data = workbook(
        (
            "하나",
            f'<row r="1">{said("A1", "값")}</row><row r="2"><c r="A2"><f>SUM(1,2)</f></c></row>'
            '<row r="3"><c r="A3"><f>SUM(1,2)</f><v>3</v></c></row>',
        )
    )
    (sheet,) = read_sheets(data, "표.xlsx")
    assert sheet.unvalued == {(2, 0)}
    assert sheet.rows == (("값",), ("",), ("3",))


def test_the_sound_of_a_word_is_no_part_of_it():
    strings = "<si><t>漢字</t><rPh sb='0' eb='2'><t>かんじ</t></rPh></si><si><r><t>두 </t></r><r><t>토막</t></r></si>"
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    (sheet,) = read_sheets(workbook(("하나", rows), strings=strings), "표.xlsx")
    assert sheet.rows == (("漢字", "두 토막"),)


def test_several_sheets_are_named_never_silently_the_first():
    data = xlsx(("2018", [["가", 1]]), ("2019", [["가", 2]]), ("빈 시트", []))
    sheets = read_sheets(data, "표.xlsx")
    with pytest.raises(InputFaults, match=r"2 sheets fit: 2018, 2019") as caught:
        one_sheet(sheets)
    assert "표.xlsx[2018]" in caught.value.faults[0].remedy.ko
    chosen = one_sheet(sheets, "2019")
    assert chosen.rows == (("가", "2"),)
    assert "2018" in chosen.notes[-1].ko, "the sheets that were not read are named"
    assert one_sheet(sheets, fits=lambda s: s.text(0, 1) == "2").name == "2019"
    with pytest.raises(InputFaults, match="no sheet of the name 2020"):
        one_sheet(sheets, "2020")
    with pytest.raises(InputFaults, match="no sheet fits"):
        one_sheet(sheets, fits=lambda s: False)


def test_a_sheet_may_be_named_behind_the_path(tmp_path):
    path = tmp_path / "표.xlsx"
    path.write_bytes(xlsx(("2018", [["가", 1]]), ("2019", [["가", 2]])))
    (sheet,) = read_sheets(f"{path}[2019]")
    assert sheet.rows == (("가", "2"),)
    odd = tmp_path / "표[1].csv"
    odd.write_text("가,1\n", encoding="utf-8")
    assert sheet_in(odd) == (odd, None), "a file that is there is what it is called"
    with pytest.raises(CannotRun, match="Cannot read"):
        read_sheets(tmp_path / "없음.csv")
    with pytest.raises(CannotRun, match="no plain file but a folder"):
        read_sheets(tmp_path)


FAR = said("XFD{}", "x")
ATTACKS = {
    "a row numbered two thousand million": workbook(("s", f'<row r="2000000000">{said("A2000000000", "x")}</row>')),
    "a string that is not there": workbook(("s", '<row r="1"><c r="A1" t="s"><v>99999</v></c></row>')),
    "a column beyond the last": workbook(("s", f'<row r="1">{said("ZZZ1", "x")}</row>')),
    "a number of 5,000 digits": workbook(("s", f'<row r="1"><c r="A1"><v>{"9" * 5000}</v></c></row>')),
    "half a million empty tags": workbook(("s", f'<row r="1">{"<c/>" * 500_000}</row>')),
    "many shared strings": workbook(("s", ""), strings="<si><t/></si>" * 100_000),
    "wide rows of one cell": workbook(("s", "".join(f'<row r="{i}">{FAR.format(i)}</row>' for i in range(1, 9)))),
    "many styles": workbook(("s", ""), styles=f'<cellXfs count="1">{"<xf/>" * 400_000}</cellXfs>'),
    "an entity of its own": workbook(("s", f'<row r="1">{said("A1", "x")}</row>'), before="<!DOCTYPE a>"),
    "no sheet": workbook(),
    "half of a file": xlsx(("s", [["가", 1]]))[:-200],
}  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_small_workbook_cannot_hang_or_fill_the_memory(attack):
    tracemalloc.start()
    try:
        with pytest.raises(InputFaults) as caught:
            read_sheets(ATTACKS[attack], "표.xlsx", Limits(cells=50_000, unpacked=20_000_000))
        assert tracemalloc.get_traced_memory()[1] < 400e6
    finally:
        tracemalloc.stop()
    fault = caught.value.faults[0]
    assert fault.file.startswith("표.xlsx")
    assert fault.remedy.ko
    assert fault.remedy.en


def test_what_a_workbook_unpacks_to_is_limited():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"\x00" * 5_000_000)
    assert "too large when unpacked (5 MB)" in str(faults(out.getvalue(), unpacked=1_000_000))


def test_merged_frames_and_far_references_cost_nothing():
    after = '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    (sheet,) = read_sheets(workbook(("s", f'<row r="1">{said("A1", "가")}</row>'), after=after), "표.xlsx")
    assert sheet.carried(0, 0) == "가"
    assert not sheet.spread


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty"),
        (b"\n\n,,\n", "the file is empty"),
        (b'a,b\n1,"2\n', "not readable as CSV"),
        (b"a,b\n1,\x07\n", "U+0007"),
        ("a,b\n1,\ufffe\n".encode(), "U+FFFE"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 100, "old Excel file"),
        (b"%PDF-1.4", "PDF"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "web page"),
        (b"a\x00b\x00\x00c", "not a text file"),
        (b"a,b\n" + b"x" * 40_000 + b",1\n", "a cell of 40,000 letters"),
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(data, words):
    assert words in str(faults(data))


def test_limits_hold_for_text_files():
    assert "more than 5 rows" in str(faults(b"a\n" * 10, rows=5))
    assert "more than 3 columns" in str(faults(b"a,b,c,d\n", columns=3))
    assert "more than 8 cells" in str(faults(b"a,b,c\n" * 4, cells=8))
    assert "too large (0.0 MB)" in str(faults(b"a,b,c\n" * 4, bytes=10))
