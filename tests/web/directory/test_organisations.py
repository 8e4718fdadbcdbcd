"""One firm, one entry: numbers, names, merging, what it received, who counts it, and what is double."""

from __future__ import annotations

import pytest

from podobat.web.book.writing import Stale
from podobat.web.core.models import AuditEntry
from podobat.web.directory import writing
from podobat.web.directory.models import Change, Counting, Organisation, Support
from tests.web.directory.conftest import AT, NUMBERS, counted, firm, handed_in, items, page, step, support, waiting

ORGANISATIONS = ["기업명", "사업자등록번호", "영문명", "비고"]
SUPPORTS = [
    "기업명",
    "사업자등록번호",
    "세부사업",
    "시작일",
    "종료일",
    "금액",
    "단위",
    "지원 종류",
    "지원 목적",
    "기관",
]
COUNTED = ["기업명", "사업자번호", "지표", "집계 기관", "기준일"]


def test_an_entry_with_its_names_is_found_by_any_of_them(officer):
    entry = firm(officer, "(주)포도소프트", NUMBERS[0], aliases="Podo Soft\n포도랩")
    for q in ("포도소프트", "주식회사 포도 소프트", "podosoft", "포도랩", "124-81", "12481"):
        assert entry.name in page(officer.get(f"{AT}organisations/", {"q": q})), q
    assert entry.name not in page(officer.get(f"{AT}organisations/", {"q": "무등"}))
    assert AuditEntry.objects.filter(action="organisation.entered", who="kim").exists()


def test_a_number_belongs_to_one_entry_and_has_to_be_right(officer):
    firm(officer, "포도소프트", NUMBERS[0])
    sent = {"name": "다른회사", "registration": NUMBERS[0], "another": "1"}
    assert "registration" in officer.post(f"{AT}organisations/new/", sent).context["form"].errors
    wrong = officer.post(f"{AT}organisations/new/", {**sent, "registration": "124-81-00997", "note": "900101-1234567"})
    assert {"registration", "note"} <= set(wrong.context["form"].errors)
    assert "검증 숫자" in page(wrong)
    assert Organisation.objects.count() == 1


def test_a_like_name_is_entered_only_after_a_person_says_that_it_is_another(officer):
    firm(officer, "포도소프트", NUMBERS[0])
    response = officer.post(f"{AT}organisations/new/", {"name": "포도 소프트웨어"})
    assert "포도소프트 (124-81-00998)" in page(response)
    assert officer.post(f"{AT}organisations/new/", {"name": "포도 소프트웨어", "another": "1"}).status_code == 302


def test_a_like_name_with_another_number_is_another_firm(officer):
    firm(officer, "포도소프트", NUMBERS[0])
    sent = {"name": "포도소프트", "registration": NUMBERS[1]}
    assert officer.post(f"{AT}organisations/new/", sent).status_code == 302
    assert Organisation.objects.count() == 2


def test_a_correction_keeps_the_former_version_and_the_second_to_save_is_told(officer, signed_in):
    from podobat.web.core.roles import Role

    entry = firm(officer, "포도소프트", NUMBERS[0], aliases="Podo")
    other = signed_in(Role.OFFICER, "lee")
    at = f"{AT}organisations/{entry.pk}/edit/"
    sent = {"name": "포도소프트", "registration": NUMBERS[0], "aliases": "Podo Soft", "note": "", "version": "1"}
    assert "why" in officer.post(at, sent).context["form"].errors
    assert officer.post(at, {**sent, "why": "상호 변경"}).status_code == 302
    late = other.post(at, {**sent, "aliases": "포도랩", "why": "옛 이름"})
    assert late.status_code == 409
    assert "Podo Soft" in page(late)
    assert late.context["form"]["aliases"].value() == "포도랩"
    assert late.context["form"]["version"].value() == "2"
    assert [c.content["aliases"] for c in Change.objects.filter(kind="organisation")] == [["Podo Soft"], ["Podo"]]
    assert "상호 변경" in page(officer.get(f"{AT}organisations/{entry.pk}/"))


def test_merging_moves_everything_and_can_be_undone(officer):
    kept, other = firm(officer, "포도소프트", NUMBERS[0]), firm(officer, "포도소프트웨어", aliases="Podo Soft")
    support(officer, other)
    support(officer, kept, since="2022-01-01", until="")
    counted(officer, other, "city")
    at = f"{AT}organisations/{kept.pk}/merge/"
    assert "포도소프트웨어" in page(officer.get(at))
    sent = {"other": str(other.pk), "version": str(kept.version), "other_version": str(other.version)}
    officer.post(at, sent)
    assert kept.supports.count() == 1, "a reason is needed"
    officer.post(at, {**sent, "why": "같은 등록증"})
    kept.refresh_from_db()
    other.refresh_from_db()
    assert (kept.supports.count(), kept.countings.count(), other.merged_into) == (2, 1, kept)
    assert {a.name for a in kept.aliases.all()} == {"포도소프트웨어", "Podo Soft"}
    assert "다른 항목으로 합쳐졌습니다" in page(officer.get(f"{AT}organisations/{other.pk}/"))
    assert "포도소프트웨어" not in page(officer.get(f"{AT}organisations/"))
    assert Change.objects.filter(action="merged").count() == 2
    officer.post(at, {"do": "undo", "other": str(other.pk), "why": "다른 기업"})
    kept.refresh_from_db()
    other.refresh_from_db()
    assert (kept.supports.count(), other.supports.count(), other.countings.count()) == (1, 1, 1)
    assert (other.merged_into, kept.aliases.count(), other.aliases.count()) == (None, 0, 1)


def test_a_merge_carries_the_number_over_and_gives_it_back(officer, person):
    from podobat.web.core.roles import Role

    kept, other = firm(officer, "포도소프트"), firm(officer, "포도소프트웨어", NUMBERS[1])
    lee = person(Role.OFFICER, "lee")
    after = writing.merge(kept, other, (1, 1), lee, "같음")
    assert after.registration == "2208162517"
    with pytest.raises(Stale):
        writing.merge(Organisation.objects.get(pk=kept.pk), Organisation.objects.get(pk=other.pk), (1, 1), lee, "다시")
    back = writing.unmerge(Organisation.objects.get(pk=other.pk), lee, "다름")
    assert back.registration == "2208162517"
    assert Organisation.objects.get(pk=kept.pk).registration == ""


def test_firms_with_two_numbers_are_two_firms(officer, person):
    kept, other = firm(officer, "포도소프트", NUMBERS[0]), firm(officer, "포도소프트웨어", NUMBERS[1])
    with pytest.raises(writing.NotAllowed):
        writing.merge(kept, other, (1, 1), None, "같음")
    response = officer.get(f"{AT}organisations/{kept.pk}/merge/")
    assert "합칠 수 없습니다" in page(response)


# --- double ------------------------------------------------------------------------------------------------------


def doubles(browser) -> list[tuple[str, bool, bool]]:
    """Firm, same purpose and two programmes of every pair on the page."""
    return [(p["firm"].name, p["same"], p["two"]) for p in browser.get(f"{AT}organisations/double/").context["pairs"]]


def test_double_support_is_overlap_with_the_same_purpose_or_another_programme(officer):
    entry, apart = firm(officer, "포도소프트"), firm(officer, "무등로봇")
    support(officer, entry)
    support(officer, entry, since="2022-01-01", until="2022-06-30")  # after the first
    support(officer, apart)
    assert doubles(officer) == []
    support(officer, entry, purpose="hiring", since="2021-06-01", until="2021-07-01")  # same programme, other purpose
    assert doubles(officer) == []
    support(officer, entry, programme="ai-adoption", purpose="adoption", since="2021-12-31", until="2021-12-31")
    assert doubles(officer) == [("포도소프트", False, True)]
    support(officer, apart, since="2021-12-31", until="")
    assert doubles(officer) == [("무등로봇", True, False), ("포도소프트", False, True)]
    entry_page = officer.get(f"{AT}organisations/{entry.pk}/")
    assert sum(row["doubled"] for row in entry_page.context["supports"]) == 2


def test_a_withdrawn_support_is_no_double_and_comes_back(officer):
    entry = firm(officer, "포도소프트")
    support(officer, entry)
    support(officer, entry)
    assert len(doubles(officer)) == 1
    last = Support.objects.latest("pk")
    at = f"{AT}supports/{last.pk}/withdraw/"
    officer.post(at, {"version": "1", "why": ""})
    assert len(doubles(officer)) == 1
    officer.post(at, {"version": "1", "why": "두 번 적음"})
    assert doubles(officer) == []
    officer.post(at, {"version": "1", "why": "낡은 창"})
    assert doubles(officer) == [], "an old window undoes nothing"
    officer.post(at, {"version": "2", "why": "따로 받은 것이 맞음"})
    assert len(doubles(officer)) == 1


def test_a_firm_counted_by_several_offices_in_one_measure(officer):
    entry, other = firm(officer, "포도소프트"), firm(officer, "무등로봇")
    for counter in ("city", "agency", "institute"):
        counted(officer, entry, counter)
    counted(officer, entry, "city", measure="firms.opened")
    counted(officer, other, "city")
    counted(officer, other, "city", day="2022-06-30")
    (twice,) = officer.get(f"{AT}organisations/double/").context["twice"]
    assert (twice["firm"], twice["n"], len(twice["by"])) == ("포도소프트", 3, 3)
    assert "여러 기관이 셈" in page(officer.get(f"{AT}organisations/{entry.pk}/"))


def test_the_pages_ask_a_bounded_number_of_questions(officer, book, django_assert_max_num_queries):
    for i in range(12):
        entry = firm(officer, f"기업{i:03d}")
        support(officer, entry)
        support(officer, entry)
        counted(officer, entry, "city")
        counted(officer, entry, "agency")
    for at in ("organisations/", "organisations/double/", f"organisations/{entry.pk}/", "organisations/?q=기업"):
        officer.get(f"{AT}{at}")
        with django_assert_max_num_queries(18):
            assert officer.get(f"{AT}{at}").status_code == 200


@pytest.mark.parametrize(
    ("cells", "field"),
    [({"since": ""}, "since"), ({"until": "2020-01-01"}, "until"), ({"amount": "오천"}, "amount"),
     ({"amount": "-1"}, "amount"),
     ({"kind": ""}, "kind"), ({"purpose": ""}, "purpose"), ({"record": "no-such"}, "record"),
     ({"note": "900101-1234567"}, "note")],
)  # fmt: skip
def test_a_faulty_support_is_refused_at_its_field(officer, cells, field):
    entry = firm(officer, "포도소프트")
    sent = {"programme": "", "since": "2021-01-01", "until": "", "kind": "grant", "purpose": "other", **cells}
    response = officer.post(f"{AT}organisations/{entry.pk}/supports/new/", sent)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not Support.objects.exists()


def test_a_corrected_support_keeps_its_former_version(officer):
    entry = firm(officer, "포도소프트")
    support(officer, entry, amount="1.5", unit="억원", record="hired-2021-city")
    found = Support.objects.get()
    assert (found.amount, found.record.key) == (150, "hired-2021-city")
    at = f"{AT}supports/{found.pk}/edit/"
    form = officer.get(at).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    assert officer.post(at, {**sent, "amount": "160", "why": "정산"}).status_code == 302
    assert officer.post(at, {**sent, "amount": "170", "why": "낡은 창"}).status_code == 409
    found.refresh_from_db()
    assert (found.amount, found.version) == (160, 2)
    assert [c.content["amount"] for c in Change.objects.filter(kind="support")] == [160, 150]


# --- tables ------------------------------------------------------------------------------------------------------


def test_organisations_from_a_spreadsheet_are_matched_or_put_before_a_person(officer):
    firm(officer, "포도소프트", NUMBERS[0])
    rows = [
        ["(주)포도소프트 ", NUMBERS[0], "Podo Soft", ""],  # the same by its number, with a further name
        ["무등로봇", NUMBERS[1], "", ""],  # new
        ["포도 소프트웨어", "", "", ""],  # like one that is there
        ["빛고을AI", "124-81-00997", "", ""],  # a wrong digit
    ]
    address = waiting(officer, "organisations/", ORGANISATIONS, *rows)
    assert items(officer, address) == {"changed": 1, "new": 1, "open": 1, "faulty": 1}
    assert Organisation.objects.count() == 1
    entry = Organisation.objects.get()
    step(officer, address, "mend", **{"cell:5:registration": "", "decide:4": f"is:{entry.pk}"})
    assert items(officer, address) == {"changed": 2, "new": 2}
    assert step(officer, address, "confirm").url == address, "a reason for what is added"
    assert step(officer, address, "confirm", why="2022년 명단").url == f"{AT}organisations/"
    assert Organisation.objects.count() == 3
    assert {a.name for a in entry.aliases.all()} == {"Podo Soft", "포도 소프트웨어"}


def test_supports_from_a_spreadsheet_make_new_firms_once_and_are_not_taken_twice(officer):
    rows = [
        [
            "무등로봇",
            NUMBERS[1],
            "창업 지원",
            "2021-01-01",
            "2021-12-31",
            "0.5",
            "억원",
            "보조금·지원금",
            "창업",
            "광주광역시",
        ],
        ["㈜무등로봇", NUMBERS[1], "growth-grants", "2021-06-01", "", "30", "", "grant", "prototype", "agency"],
    ]
    first = handed_in(officer, "supports/", SUPPORTS, *rows).url
    assert items(officer, first) == {"new": 1, "faulty": 1}
    step(officer, first, "mend", **{"cell:2:programme": "founding-grants"})
    assert step(officer, first, "confirm").url == f"{AT}organisations/"
    assert Organisation.objects.count() == 1
    assert sorted(Support.objects.values_list("amount", flat=True)) == [30, 50]
    assert Change.objects.filter(kind="support", action="imported").count() == 2
    assert len(doubles(officer)) == 1
    rows[0][2] = "founding-grants"
    again = waiting(officer, "supports/", SUPPORTS, *rows)
    assert items(officer, again) == {"same": 2}


def test_a_firm_decided_on_once_is_decided_on_for_all_its_rows(officer):
    entry = firm(officer, "포도소프트")
    rows = [
        ["포도 소프트웨어", "", "firms.mou", "city", "2021-06-30"],
        ["포도 소프트웨어", "", "firms.opened", "시청", "2021-06-30"],
    ]
    address = waiting(officer, "countings/", COUNTED, *rows)
    assert items(officer, address) == {"open": 1, "faulty": 1}
    step(officer, address, "mend", **{"cell:3:counter": "city", "decide:2": f"is:{entry.pk}"})
    assert items(officer, address) == {"new": 2}
    step(officer, address, "confirm")
    assert Counting.objects.filter(organisation=entry).count() == 2
    assert Organisation.objects.count() == 1


def test_an_import_of_firms_that_fails_halfway_leaves_nothing(officer, monkeypatch):
    from django.db import DatabaseError

    from podobat.web.directory import kinds

    address = waiting(
        officer, "supports/", SUPPORTS, ["무등로봇", "", "", "2021-01-01", "", "", "", "grant", "other", ""]
    )

    def breaks(*_, **__):
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(kinds.writing, "changes_of", breaks)
    step(officer, address, "confirm")
    assert not Organisation.objects.exists()
    assert not Support.objects.exists()
    assert items(officer, address) == {"new": 1}


def test_what_is_exported_is_read_back_as_the_same(officer):
    entry = firm(officer, "포도소프트", NUMBERS[0], aliases="Podo Soft", note="=1+1")
    support(officer, entry)
    counted(officer, entry, "city")
    for at, name in (("organisations/", "organisations"), ("supports/", "supports"), ("countings/", "countings")):
        for format in ("csv", "xlsx"):
            response = officer.get(f"{AT}{at}{name}.{format}")
            data = b"".join(response.streaming_content) if response.streaming else response.content
            from django.core.files.uploadedfile import SimpleUploadedFile

            taken = officer.post(f"{AT}{at}import/", {"file": SimpleUploadedFile(f"a.{format}", data)})
            assert taken.status_code == 302, page(taken)
            assert items(officer, taken.url) == {"same": 1}, (name, format)
    assert b"'=1+1" in b"".join(officer.get(f"{AT}organisations/organisations.csv").streaming_content)
