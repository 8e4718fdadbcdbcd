"""Tables as agencies keep them, and everything that can be wrong with them, all at once and with its line."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook

from podobat.errors import InputFaults
from podobat.match.reading import market_fingerprint, read_market
from tests.match.made_up import gazetteer, reader

SUPPLIERS = """기업명,하는 일,수행 실적,소재지,종업원 수
(주)포도비전,영상 검사,차체 검사; 도장 검사,광주 북구,12
예지랩,고장 예측,,나주,5
"""
DEMANDS = "기업명,수요 내용,소재지\n평동프레스,표면 결함 검사,광주 광산구\n"


def market(suppliers: str | bytes = SUPPLIERS, demands: str | bytes = DEMANDS, outcomes: str | None = None):
    """The market of some tables given as text."""
    given = [t.encode() if isinstance(t, str) else t for t in (suppliers, demands)]
    more = None if outcomes is None else outcomes.encode()
    return read_market(given[0], given[1], more, reader=reader(), gazetteer=gazetteer())


def faults(**tables) -> str:
    """What is said of bad tables."""
    with pytest.raises(InputFaults) as caught:
        market(**tables)
    return caught.value.text("ko")


def test_korean_heads_lists_of_works_and_ids_from_names():
    read = market()
    one = next(s for s in read.suppliers if s.name == "(주)포도비전")
    assert one.id == "(주)포도비전"
    assert one.works == ("차체 검사", "도장 검사")
    assert one.done == 2
    assert one.staff == 12
    assert one.spot is not None
    assert read.demands[0].text == "표면 결함 검사"


def test_cp949_and_a_workbook_with_merged_heads_say_the_same():
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["2024년 공급기업 현황", None, None, None, None])
    sheet.append(["기업", "내용", None, "일반", None])
    sheet.append(["기업명", "하는 일", "수행 실적", "소재지", "종업원 수"])
    sheet.append(["(주)포도비전", "영상 검사", "차체 검사; 도장 검사", "광주 북구", 12])
    sheet.append(["예지랩", "고장 예측", None, "나주", 5])
    sheet.merge_cells("A1:E1")
    sheet.merge_cells("B2:C2")
    sheet.merge_cells("D2:E2")
    kept = io.BytesIO()
    book.save(kept)
    same = {market_fingerprint(market(s)) for s in (SUPPLIERS, SUPPLIERS.encode("cp949"), kept.getvalue())}
    assert len(same) == 1


def test_a_line_a_project_is_a_list_of_works():
    rows = '7,A,"wind turbines\nsolar cells",DE,8;9,2\n8,B,wind turbines,FR,7,5\n'
    read = market(f"id,name,text,place,partners,projects\n{rows}", "id,name,text,place\nd,D,wind,DE\n")
    assert read.suppliers[0].works == ("wind turbines", "solar cells")
    assert read.suppliers[0].partners == {"8", "9"}
    assert read.suppliers[1].works == ()
    assert read.suppliers[1].profile == ("wind turbines",)
    assert read.suppliers[1].done == 5


def test_every_fault_of_every_table_at_once_with_its_line():
    said = faults(
        suppliers="기업명,하는 일,종업원 수,위도,경도,제외 상대\nA,용접,-3,35.1,,\n,도장,1,,,\nB,,2,,,없는기업\n",
        demands="기업명,수요 내용,필요 기업 수\nC,용접,한 곳\nD,,1\n",
        outcomes="수요기업,공급기업,결과\nC,A,좋았음\n",
    )
    for part in ("table:2", "table:3", "table:4", "종업원 수", "번호도 기업명도", "하는 일이 비어", "필요 기업 수"):
        assert part in said, part
    assert "수요 내용이 비어" in said
    assert "결과" in said
    assert said.count("table:") >= 6


def test_a_missing_column_is_named():
    assert "하는 일" in faults(suppliers="기업명,소재지\nA,광주\n")


@pytest.mark.parametrize("second", ["㈜포도 비전", "주식회사 포도비전", "(주)포도비전"])
def test_a_firm_that_stands_twice_by_the_directory_s_rule(second: str):
    assert "2번째 줄" in faults(suppliers=f"{SUPPLIERS}{second},로봇,,서울,3\n")


def test_one_name_under_two_numbers_is_asked_about_and_one_number_twice_is_a_fault():
    table = "사업자등록번호,기업명,하는 일\n124-81-00998,포도비전,검사\n{},{},로봇\n"
    read = market(table.format("220-81-62517", "(주)포도비전"))
    assert any("포도비전" in note.ko for note in read.notes)
    assert "2번째 줄" in faults(suppliers=table.format("1248100998", "다른회사"))


def test_a_foundation_and_a_company_of_one_name_are_two():
    assert len(market("기업명,하는 일\n(주)광주테크,검사\n(재)광주테크,지원\n").suppliers) == 2


def test_wishes_partners_and_outcomes_are_found_by_any_spelling():
    read = market(
        "기업명,하는 일,협력 이력,필수 상대\n(주)포도비전,검사,평동 프레스; 어딘가,주식회사 평동프레스\n",
        "기업명,수요 내용,제외 상대,희망 상대\n평동프레스,검사,,㈜포도비전\n",
        "수요기업,공급기업,결과,사유\n평동프레스,포도비전,거절,바쁨\n",
    )
    firm, asks = read.suppliers[0], read.demands[0]
    assert firm.wishes.must == (asks.id,)
    assert asks.id in firm.partners
    assert asks.wishes.hoped == (firm.id,)
    assert (read.outcomes[0].stage, read.outcomes[0].reason) == ("declined", "바쁨")


def test_contradictions_and_unknown_firms_are_faults():
    said = faults(
        demands="기업명,수요 내용,필수 상대,제외 상대\n평동프레스,검사,예지랩,예지랩\n다른곳,검사,에지랩,\n",
        outcomes="수요기업,공급기업,결과\n평동프레스,예지랩,만남\n평동프레스,예지랩,계약\n",
    )
    assert "필수이면서 제외임" in said
    assert "혹시 `예지랩`입니까?" in said
    assert "2번째 줄에 이미" in said


def test_places_that_nobody_knows_and_sales_for_costs_are_said():
    read = market(demands="기업명,수요 내용,소재지,매출액(백만원)\n평동프레스,검사,달나라,900\n")
    assert any("달나라" in note.ko for note in read.notes)
    assert any("매출액" in note.ko for note in read.notes)
    assert read.demands[0].costs == 900
