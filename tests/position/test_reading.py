"""Tables as statistics offices export them are read as they are; what is not read is counted; faults come at once."""

import gzip

import numpy as np
import pytest

from podobat.errors import CannotRun, InputFaults
from podobat.position.reading import Reading, read_counts
from tests.position.made_up import table, workbook

LONG = (
    ("시도", "산업코드", "산업명", "연도", "종사자수(명)"),
    ("광주광역시", "C30", "자동차 및 트레일러 제조업", 2020, 900),
    ("광주광역시", "J62", "컴퓨터 프로그래밍", 2020, 100),
    ("서울특별시", "C30", "자동차 및 트레일러 제조업", 2020, 50),
    ("서울특별시", "J62", "컴퓨터 프로그래밍", 2020, 950),
    ("광주광역시", "C30", "자동차 및 트레일러 제조업", 2023, 880),
    ("광주광역시", "J62", "컴퓨터 프로그래밍", 2023, 160),
    ("서울특별시", "C30", "자동차 및 트레일러 제조업", 2023, 40),
    ("서울특별시", "J62", "컴퓨터 프로그래밍", 2023, 1010),
)


def faults_of(source: bytes, reading: Reading | None = None) -> str:
    with pytest.raises(InputFaults) as caught:
        read_counts(source, reading or Reading(), "표.csv")
    for lang in ("ko", "en"):
        assert caught.value.text(lang)
    return caught.value.text("en")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_a_long_table_in_korean_in_any_encoding(encoding):
    counts = read_counts(table(LONG, encoding=encoding))
    assert counts.values.tolist() == [[[900, 100], [50, 950]], [[880, 160], [40, 1010]]]
    assert (counts.years, counts.kind, counts.classification) == ((2020, 2023), "workers", "ksic")
    assert [r.en for r in counts.regions] == ["Gwangju", "Seoul"]
    assert (counts.industries[0].code, counts.industries[0].name.en) == ("C30", "motor vehicles")
    assert counts.groups is not None
    assert [g.ko for g in counts.groups] == ["비수도권", "수도권"]


def wide(rows):
    return read_counts(table(rows) if isinstance(rows, tuple) else rows)


def test_a_column_a_year_an_industry_or_a_region_gives_the_same_table():
    years = wide((("region", "industry", "2020", "2023년"), ("a", "x", 1, 5), ("a", "y", 2, 6), ("b", "x", 3, 7),
                  ("b", "y", 4, 8)))  # fmt: skip
    industries = wide((("region", "year", "x", "y"), ("a", 2020, 1, 2), ("b", 2020, 3, 4), ("a", 2023, 5, 6),
                       ("b", 2023, 7, 8)))  # fmt: skip
    regions = wide((("industry", "a2020", "a2023", "b2020", "b2023"), ("x", 1, 5, 3, 7), ("y", 2, 6, 4, 8)))
    for counts in (years, industries, regions):
        assert counts.years == (2020, 2023)
        assert counts.values.tolist() == [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]
        assert [r.en for r in counts.regions] == ["a", "b"]
        assert [i.name.en for i in counts.industries] == ["x", "y"]


def test_a_workbook_with_two_lines_of_heads_names_left_out_and_subtotals():
    rows = (
        ("전국사업체조사",), ("단위: 개, 명",),
        ("시도별(1)", "산업별(1)", "2020", None, "2023", None),
        (None, None, "사업체수 (개)", "종사자수 (명)", "사업체수 (개)", "종사자수 (명)"),
        ("전국", "전체산업", 40, "1,000", 44, "1,100"), (None, "제조업", 10, 600, 11, 600),
        (None, "정보통신업", 30, 400, 33, 500),
        ("광주", "전체산업", 10, 300, 11, 330), (None, "제조업", 4, 200, 4, 210), (None, "정보통신업", 6, 100, 7, 120),
        ("서울", "전체산업", 30, 700, 33, 770), (None, "제조업", 6, 400, 7, 390),
        (None, "정보통신업", 24, 300, 26, 380),
        ("※ 자료: 통계청",),
    )  # fmt: skip
    counts = read_counts(workbook(rows, ("C3:D3", "E3:F3")), name="kosis.xlsx")
    assert counts.kind == "workers"
    assert counts.values.tolist() == [[[200, 100], [400, 300]], [[210, 120], [390, 380]]]
    assert counts.national is not None
    assert counts.national.tolist() == [[600, 400], [600, 500]]
    assert counts.regional is not None
    assert counts.regional[1].tolist() == [330, 770]
    firms = read_counts(workbook(rows, ("C3:D3", "E3:F3")), Reading(value="사업체수 (개)"), "kosis.xlsx")
    assert (firms.kind, firms.values[0].tolist()) == ("firms", [[4, 6], [6, 24]])
    assert counts.account is not None
    assert counts.account.left_out["remark"] == 1
    assert sum(counts.account.left_out.values()) + counts.account.rows_read == counts.account.rows


def test_subtotals_of_a_divided_level_are_left_out_and_counted():
    rows = (("시도", "시군구", "산업", "종사자수"),
            ("광주", "소계", "x", 30), ("광주", "동구", "x", 10), ("광주", "북구", "x", 20),
            ("부산", "소계", "x", 7), ("부산", "동구", "x", 7), ("세종", "소계", "x", 5),
            ("광주", "소계", "y", 3), ("광주", "동구", "y", 1), ("광주", "북구", "y", 2),
            ("부산", "소계", "y", 7), ("부산", "동구", "y", 7), ("세종", "소계", "y", 5))  # fmt: skip
    counts = read_counts(table(rows))
    assert [r.ko for r in counts.regions] == ["광주 동구", "북구", "부산 동구", "세종"]
    assert counts.values[0, :, 0].tolist() == [10, 20, 7, 5]
    assert counts.account is not None
    assert counts.account.left_out == {"subtotal": 4}


def test_totals_are_known_by_their_arithmetic_too():
    rows = [("region", "industry", "workers")]
    cells = {"p": (1, 2, 3, 4), "q": (50, 6, 7, 8), "r": (9, 10, 11, 12)}
    cells["everywhere"] = tuple(map(sum, zip(*cells.values(), strict=True)))
    for region, numbers in cells.items():
        rows += [(region, f"i{k}", n) for k, n in enumerate((*numbers, sum(numbers)))]
    counts = read_counts(table(rows))
    assert [r.en for r in counts.regions] == ["p", "q", "r"]
    assert len(counts.industries) == 4
    assert len([n for n in counts.notes if "sum of the others" in n.en]) == 2


def test_a_country_among_countries_is_no_total():
    rows = (("country", "industry", "workers"), ("Germany", "x", 40), ("Germany", "y", 60), ("France", "x", 30),
            ("France", "y", 40), ("Italy", "x", 35), ("Italy", "y", 25))  # fmt: skip
    assert [r.en for r in read_counts(table(rows)).regions] == ["Germany", "France", "Italy"]


def test_parents_are_left_out_by_code_or_by_sum_and_named():
    coded = [("region", "ksic", "ksic_name", "workers")]
    for k, region in enumerate("abc"):
        coded += [(region, "C", "제조업", 30 + 3 * k), (region, "C10", "식료품", 10 + k),
                  (region, "C30", "자동차", 20 + 2 * k), (region, "J", "정보통신업", 7),
                  (region, "J62", "프로그래밍", 7)]  # fmt: skip
    counts = read_counts(table(coded))
    assert [i.code for i in counts.industries] == ["C10", "C30", "J62"]
    summed = [(r, n.replace("C10 ", "").replace("C30 ", ""), v) for r, c, n, v in coded if c != "J"]
    counts = read_counts(table(summed))
    assert [i.name.ko for i in counts.industries] == ["식료품", "자동차", "프로그래밍"]
    assert any("제조업" in n.ko and "겹쳐" in n.ko for n in counts.notes)


def test_an_industry_inside_another_is_left_out_and_a_named_total_is_none_the_less_known():
    rows = [("region", "industry", "workers")]
    for k, region in enumerate(("a", "b", "Insgesamt")):
        rows += [(region, "Industry (B-E)", 60 + k), (region, "Manufacturing (C)", 50 + k), (region, "Trade (G-I)", 40),
                 (region, "Insgesamt", 100 + k)]  # fmt: skip
    counts = read_counts(table(rows))
    assert [i.code for i in counts.industries] == ["B-E", "G-I"]
    assert counts.regional is not None
    assert counts.regional.tolist() == [[100, 101]]
    assert any("inside others" in n.en and "Manufacturing" in n.en for n in counts.notes)


def test_codes_that_only_look_like_parents_are_kept():
    rows = [("country", "product", "value")]
    for k, country in enumerate("abcd"):
        rows += [(country, "11", 5 + k), (country, "111", 900 - k), (country, "112", 40 * k + 1), (country, "44", 3)]
    assert len(read_counts(table(rows)).industries) == 4


def test_withheld_nil_and_missing_are_three_things():
    rows = (("region", "industry", "workers", "disclosure_code"), ("a", "x", 5, ""), ("a", "y", "X", ""),
            ("a", "z", 0, "N"), ("b", "x", "-", ""), ("b", "y", 8, ""), ("c", "x", 1, ""), ("c", "y", 2, ""),
            ("c", "z", "…", ""))  # fmt: skip
    counts = read_counts(table(rows))
    a, b, c = counts.values[0]
    assert a[0] == 5
    assert np.isnan(a[1:]).all(), "withheld by a sign, and by a flag"
    assert b.tolist() == [0, 8, 0], "a dash is nothing, and so is a pair without a row"
    assert np.isnan(c[2])
    assert counts.account is not None
    assert (counts.account.empty, counts.account.withheld) == (1, 3)
    assert {"withheld", "without a row", "`-`"} <= {w for w in ("withheld", "without a row", "`-`")
                                                   for n in counts.notes if w in n.en}  # fmt: skip


def test_shares_are_told_from_amounts_and_may_be_negative():
    rows = (("year", "industry", "share_here_pct", "share_national_pct"), (2020, "x", "60.5", "30"),
            (2020, "y", "40.0", "60"), (2020, "z", "-0.5", "10"))  # fmt: skip
    counts = read_counts(table(rows))
    assert (counts.kind, [r.en for r in counts.regions]) == ("shares", ["here"])
    assert counts.national is not None
    assert counts.national.tolist() == [[30, 60, 10]]
    assert any("below 0: 1" in n.en for n in counts.notes)


def test_years_with_only_some_regions_are_not_compared_and_named():
    rows = [("region", "industry", "year", "workers")]
    rows += [(r, i, y, 5) for y in (2020, 2023) for r in "abcde" for i in "xy"]
    rows += [("a", i, 2021, 5) for i in "xy"]
    counts = read_counts(table(rows))
    assert counts.years == (2020, 2023)
    assert counts.partial == {2021: 1}
    assert any("2021 (1 of 5 regions)" in n.en for n in counts.notes)


def test_people_and_regions_without_industries():
    rows = (("province", "district", "year", "grdp", "population", "drink"), ("p", "a", 2020, 100, 10, "1.5"),
            ("p", "b", 2020, 300, 20, 2), ("q", "a", 2020, 50, 10, 3))  # fmt: skip
    counts = read_counts(table(rows))
    assert not counts.has_industries
    assert counts.population is not None
    assert counts.population[0].tolist() == [10, 20, 10]
    assert [r.en for r in counts.regions] == ["p a", "b", "q a"]
    assert counts.account is not None
    assert counts.account.columns["drink"] == "unread"


def test_rows_are_chosen_with_where_and_the_fault_says_how():
    rows = [("region", "industry", "own_code", "qtr", "workers")]
    rows += [(r, i, o, q, 10 * o + q) for r in "ab" for i in "xy" for o in (0, 5) for q in (1, 2)]
    said = faults_of(table(rows))
    assert "--where own_code=0" in said
    assert "--where qtr=1" in said
    counts = read_counts(table(rows), Reading(where={"own_code": "5", "qtr": "2"}))
    assert np.all(counts.values == 52)
    assert counts.account is not None
    assert counts.account.left_out == {"filtered": 12}
    assert "no row has `9`" in faults_of(table(rows), Reading(where={"own_code": "9"}))
    assert "no column `owner`" in faults_of(table(rows), Reading(where={"owner": "5"}))


def test_every_fault_comes_at_once_with_its_cell():
    rows = (("region", "industry", "year", "workers"), ("a", "x", 2020, "many"), ("a", "y", "last", 4),
            ("", "x", 2020, 3), ("b", "x", 2020, -7), ("b", "y", 2020, "1.2.3"), ("c", "y", 2020, 6))  # fmt: skip
    said = faults_of(table(rows))
    expected = {2: "not a number: many", 3: "not a year: last", 4: "no name", 5: "negative", 6: "1.2.3"}
    for line, word in expected.items():
        assert f"표.csv:{line}" in said
        assert word in said


@pytest.mark.parametrize(
    ("rows", "word"),
    [
        ((("region", "industry", "workers"),), "no table with heads and numbers"),
        ((("a", "b"), ("c", "d")), "no column of numbers"),
        ((("name", "n"), ("x", 1), ("y", 2)), "no column of regions or industries"),
        ((("industry", "workers"), ("x", 1), ("y", 2)), "no column of regions"),
        ((("region", "industry", "color"), ("a", "x", "red"), ("b", "x", "1 red")), "no column of numbers"),
        ((("region", "industry", "p", "q"), ("a", "x", 1, 2), ("b", "x", 3, 4)), "--value p"),
        ((("region", "population", "grdp"), ("a", 0, 5), ("b", 4, 5)), "population of 0"),
        ((("region", "industry", "pop", "emp"), ("a", "x", 9, 5), ("a", "y", 8, 5), ("b", "x", 4, 5)),
         "two populations"),
    ],
)  # fmt: skip
def test_what_cannot_be_understood_says_so(rows, word):
    assert word in faults_of(table(rows))


def test_a_value_that_is_not_there_is_named():
    assert "no column `sales` for --value" in faults_of(table(LONG), Reading(value="sales"))


def test_a_packed_table_and_files_that_are_none(tmp_path):
    packed = tmp_path / "표.csv.gz"
    packed.write_bytes(gzip.compress(table(LONG)))
    assert read_counts(packed).values.shape == (2, 2, 2)
    packed.write_bytes(b"\x1f\x8bnot gzip")
    with pytest.raises(InputFaults, match="gzip"):
        read_counts(packed)
    with pytest.raises(CannotRun, match="Cannot read"):
        read_counts(tmp_path / "none.csv")


def test_two_columns_of_one_name_are_read_where_they_agree_and_refused_where_they_differ():
    same = "시도,산업,연도,종사자수,종사자수\n서울,제조업,2020,10,10\n부산,제조업,2020,30,30\n부산,건설업,2020,7,7\n"
    other = same.replace("30,30", "30,31")
    assert read_counts(same.encode(), name="표.csv").values.sum() == 47
    with pytest.raises(InputFaults, match="종사자수"):
        read_counts(other.encode(), name="표.csv")
