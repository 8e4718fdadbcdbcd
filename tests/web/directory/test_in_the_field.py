"""Lists of firms as offices keep them: one firm in many rows, legal forms, units in heads, dashes, short files."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podobat.names import Likeness, legal_forms, may_be_one, name_key
from podobat.web.directory.models import Organisation, Support
from podobat.web.directory.registration import registration_in
from podobat.web.tables.private import private_in
from tests.web.directory.conftest import AT, NUMBERS, firm, handed_in, items, page, step, waiting

FIRMS = ["기업명", "사업자등록번호", "비고"]
SUPPORTS = ["기업명", "사업자등록번호", "세부사업", "시작일", "지원 종류", "지원 목적", "금액"]


def given_to(name: str, number: str = "", day: str = "2021-03-02", amount: str = "50") -> list[str]:
    """A row of supports."""
    return [name, number, "growth-grants", day, "grant", "prototype", amount]


def confirmed(browser, at: str, head: list[str], *rows: list[str], **decisions: str) -> None:
    """Hand in a table, decide what is asked, confirm."""
    address = waiting(browser, at, head, *rows)
    if decisions:
        step(browser, address, "mend", **{f"decide:{line.removeprefix('line')}": d for line, d in decisions.items()})
    assert not {"open", "faulty"} & set(items(browser, address)), page(browser.get(address))
    step(browser, address, "confirm", why="시험")


def test_one_firm_is_one_firm_however_an_upload_is_cut_and_in_any_order(officer):
    rows = [
        given_to("주식회사 포도소프트", day="2021-04-01"),
        given_to("(주)포도소프트", NUMBERS[0]),
        given_to("포도소프트", day="2021-05-01"),
        given_to("주)포도 소프트", day="2021-06-01"),
    ]
    for order in itertools.permutations(range(4)):
        Support.objects.all().delete()
        Organisation.objects.all().delete()
        confirmed(officer, "supports/", SUPPORTS, *(rows[i] for i in order))
        (made,) = Organisation.objects.all()
        assert made.registration == NUMBERS[0].replace("-", "")
        assert made.supports.count() == 4
    for cut in (1, 2, 3):
        Support.objects.all().delete()
        Organisation.objects.all().delete()
        confirmed(officer, "supports/", SUPPORTS, *rows[:cut])
        confirmed(officer, "supports/", SUPPORTS, *rows[cut:])
        assert Organisation.objects.count() == 1, cut
        assert Support.objects.count() == 4


def test_two_numbers_of_one_name_are_two_firms_and_a_row_without_one_is_asked_about(officer):
    rows = [given_to("한빛", NUMBERS[0]), given_to("한빛", NUMBERS[1]), given_to("(주)한빛", day="2021-05-01")]
    address = waiting(officer, "supports/", SUPPORTS, *rows)
    assert items(officer, address) == {"new": 2, "open": 1}
    text = page(officer.get(address))
    assert "이 파일 2번째 줄의 한빛 (124-81-00998)" in text
    assert "이 파일 3번째 줄의 한빛 (220-81-62517)" in text
    step(officer, address, "mend", **{"decide:4": "is:-3"})
    step(officer, address, "confirm")
    assert Organisation.objects.get(registration=NUMBERS[1].replace("-", "")).supports.count() == 2


def test_rows_that_are_merely_alike_are_asked_about_like_those_that_are_there(officer):
    address = waiting(
        officer, "organisations/", FIRMS, ["에이비씨전자", "", ""], ["ABC전자(주)", "", ""], ["무등로봇", "", ""]
    )
    assert items(officer, address) == {"new": 2, "open": 1}
    step(officer, address, "mend", **{"decide:3": "is:-2"})
    assert items(officer, address) == {"new": 3}
    step(officer, address, "confirm")
    entry = Organisation.objects.get(name="에이비씨전자")
    assert [a.name for a in entry.aliases.all()] == ["ABC전자(주)"]
    assert Organisation.objects.count() == 2


def test_another_firm_stays_another_when_a_person_says_so(officer):
    confirmed(officer, "organisations/", FIRMS, ["포도소프트", "", ""], ["포도소프트웨어", "", ""], line3="new")
    assert Organisation.objects.count() == 2


def test_the_same_firm_twice_in_a_list_is_a_fault_also_when_a_bracket_is_missing(officer):
    address = waiting(officer, "organisations/", FIRMS, ["(주)별빛소프트", "", ""], ["주)별빛소프트", "", ""])
    assert items(officer, address) == {"new": 1, "faulty": 1}
    assert "2번째 줄과 같은 기업임" in page(officer.get(address))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("재단법인 광주테크", "광주테크(주)"),
        ("(주)한일", "한일(유)"),
        ("협동조합 두레", "(주)두레"),
        ("사회적협동조합 두레", "두레협동조합"),
        ("들빛영농조합법인", "(주)들빛"),
        ("Hanil LLC", "Hanil Co., Ltd."),
    ],
)
def test_names_that_state_different_legal_forms_are_never_merged_unasked(officer, one, other):
    assert not may_be_one(legal_forms(one), legal_forms(other))
    firm(officer, one)
    address = waiting(officer, "supports/", SUPPORTS, given_to(other))
    assert items(officer, address) == {"open": 1}
    assert one in page(officer.get(address))
    together = waiting(officer, "supports/", SUPPORTS, given_to(f"새{one}"), given_to(f"새{other}", day="2021-04-01"))
    assert items(officer, together).get("open")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("들녘영농조합법인", "영농조합법인 들녘"),
        ("농업회사법인 주식회사 들빛", "들빛 농업회사법인(주)"),
        ("농업회사법인 들빛(주)", "(주)들빛"),
        ("영어조합법인 바다", "바다 영어조합법인"),
        ("어업회사법인(주)갯벌", "갯벌"),
        ("사회복지법인 온누리", "온누리(복)"),
    ],
)
def test_forms_of_farming_and_fishing_before_and_behind_the_name(one, other):
    assert name_key(one) == name_key(other)
    assert may_be_one(legal_forms(one), legal_forms(other))


def test_a_list_of_farming_corporations_is_known_again(officer):
    confirmed(officer, "organisations/", FIRMS, ["들녘영농조합법인", "", ""], ["농업회사법인 주식회사 들빛", "", ""])
    address = waiting(
        officer, "organisations/", FIRMS, ["영농조합법인 들녘", "", ""], ["들빛 농업회사법인(주)", "", ""]
    )
    assert items(officer, address) == {"same": 2}


@pytest.mark.parametrize(
    ("head", "unit", "cell", "millions"),
    [
        ("지원금액(천원)", "", "50000", 50),
        ("금액(백만 원)", "", "50", 50),
        ("지원금 (억원)", "", "0.5", 50),
        ("금액", "천원", "50000", 50),
        ("금액(천원)", "천원", "50000", 50),
        ("금액(원)", "", "50000000", 50),
    ],
)
def test_a_unit_in_the_head_reaches_the_amount(officer, head, unit, cell, millions):
    confirmed(
        officer,
        "supports/",
        [*SUPPORTS[:-1], head, "단위"],
        [*given_to("(주)포도소프트", NUMBERS[0], amount=cell), unit],
    )
    assert Support.objects.get().amount == millions


@pytest.mark.parametrize(("head", "unit"), [("금액(국비)", ""), ("금액(달러)", ""), ("지원금액(천원)", "억원")])
def test_an_amount_is_never_lost_or_guessed(officer, head, unit):
    response = handed_in(officer, "supports/", [*SUPPORTS[:-1], head, "단위"], [*given_to("포도소프트"), unit])
    if response.status_code == 302:
        assert items(officer, response.url) == {"faulty": 1}
    else:
        assert "단위" in page(response)
    assert not Support.objects.exists()


def test_a_unit_above_the_table_holds_for_its_amounts(officer):
    head = ["2021년 지원 현황", *[""] * 6]
    confirmed(
        officer,
        "supports/",
        head,
        ["(단위: 천원)", *[""] * 6],
        SUPPORTS,
        given_to("포도소프트", amount="50000"),
        ["합계", *[""] * 5, "50000"],
    )
    assert Support.objects.get().amount == 50


@pytest.mark.parametrize(
    "number", ["124–81–00998", "124‑81‑00998", "124.81.00998", "124 81 00998", "124−81−00998", "１２４-８１-００９９８"]
)
def test_any_dash_point_or_space_between_the_digits(number):
    assert registration_in(number) == ("1248100998", None)


@pytest.mark.parametrize(
    "note",
    [
        "법인등록번호 200111-0123456",
        "200111-0123456",
        "110111-9876543",
        "법인등록번호: 110111-1234567",
        "법인번호(110111-2345678)",
        "corporate registration number 110111-1234567",
    ],
)
def test_numbers_of_corporations_are_none_of_persons(note):
    assert private_in(note, contacts=False) is None


@pytest.mark.parametrize(
    "note", ["110111-1234567", "주민등록번호 900101-1234567", "법인등록번호 없음, 대표 900101-1234567"]
)
def test_what_may_be_a_person_stays_refused_with_the_way_out(note):
    complaint = private_in(note, contacts=False)
    assert complaint is not None
    assert "법인등록번호" in complaint[2].ko


@pytest.mark.parametrize(
    ("at", "head", "row"),
    [
        ("organisations/", ["기업명", "사업자등록번호"], ["(주)별빛소프트", "124-81-00998"]),
        ("people/", ["과정", "수료일"], ["인공지능 1기", "2021-12-01"]),
        (
            "organisations/",
            ["연번", "업체명", "대표자명(익명)", "지역", "업종명(11차)"],
            ["1", "㈜별빛소프트", "홍**", "광주", "소프트웨어"],
        ),
    ],
)
def test_short_lists_in_cp949_are_taken(officer, at, head, row):
    assert items(officer, waiting(officer, at, head, row)) == {"new": 1}


def test_missing_columns_are_named_as_the_template_names_them(officer):
    text = page(
        handed_in(officer, "supports/", ["기업명", "세부사업", "시작일"], ["가람", "growth-grants", "2021-03-02"])
    )
    assert "없는 열: 지원 종류, 지원 목적" in text
    assert "purpose" not in text.split("없는 열")[1][:300]


def test_firms_are_held_together_in_time_that_grows_little_faster_than_their_number():
    parts = [
        "가람",
        "나래",
        "다온",
        "라온",
        "마루",
        "바다",
        "사랑",
        "아라",
        "자람",
        "차오",
        "카이",
        "타래",
        "파랑",
        "하늘",
    ]
    names = [
        f"{a}{b}{c}{i}"
        for i in range(2)
        for a in parts
        for b in parts
        for c in ("테크", "소프트", "시스템", "바이오", "랩")
    ]
    seconds = {}
    for n in (len(names) // 4, len(names)):
        known = [(i, name, name_key(name)) for i, name in enumerate(names[:n])]
        started = time.perf_counter()
        likeness = Likeness(known)
        for _, name, _ in known:
            likeness.near(f"{name}스")
        seconds[n] = time.perf_counter() - started
    small, large = seconds.values()
    assert large < 12 * small, "four times the firms, not sixteen times the time"


@given(st.text("가나다라마바사아자차카타파하소프트테크", min_size=2, max_size=8), st.data())
def test_a_name_is_alike_itself_whatever_stands_beside_it(name, data):
    others = data.draw(st.lists(st.text("가나다라마바사아자차카타파하", min_size=2, max_size=8), max_size=30))
    likeness = Likeness([(0, name, name_key(name)), *((i + 1, o, name_key(o)) for i, o in enumerate(others))])
    found = {c.id: c.likeness for c in likeness.near(f"(주){name}", most=40)}
    assert found[0] == 100


def test_pages_of_an_upload_show_questions_about_lines(officer):
    text = page(
        officer.get(waiting(officer, "organisations/", FIRMS, ["포도소프트", "", ""], ["포도소프트웨어", "", ""]))
    )
    assert "같음: 이 파일 2번째 줄의 포도소프트" in text
    assert AT in text
