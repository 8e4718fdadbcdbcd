"""Trainees without names: codes, follow-ups, bounds, and nothing by which the public could recognise somebody."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podobat.web.core.models import AuditEntry
from podobat.web.directory.models import Change, FollowUp, Trainee
from podobat.web.directory.people import SMALLEST, Group, groups_of, summary_for, together
from podobat.web.directory.writing import CODE_LENGTH, CODE_LETTERS, new_trainees
from tests.web.directory.conftest import AT, handed_in, items, page, step, waiting

HEAD = ["추적 부호", "과정", "세부사업", "수료일", "진로", "확인일", "비고"]


def enter(browser, **cells: str):
    """Post the form of a new trainee."""
    return browser.post(
        f"{AT}people/new/", {"course": "사관학교 1기", "programme": "academy", "completed": "2020-12-31", **cells}
    )


def test_a_trainee_is_a_chance_code(officer):
    assert enter(officer).status_code == 302
    found = Trainee.objects.get()
    assert len(found.code) == CODE_LENGTH
    assert set(found.code) <= set(CODE_LETTERS)
    assert found.code in page(officer.get(f"{AT}people/{found.code}/"))
    fields = {f.name for f in Trainee._meta.get_fields()}
    assert not fields & {"name", "birth", "phone", "email", "address"}


@pytest.mark.parametrize(
    ("cells", "field"),
    [({"note": "010-1234-5678"}, "note"), ({"note": "hong@example.kr"}, "note"), ({"note": "900101-1234567"}, "note"),
     ({"course": "홍길동 9001011234567"}, "course"), ({"completed": "2020-13-01"}, "completed"),
     ({"course": ""}, "course")],
)  # fmt: skip
def test_what_looks_like_a_person_is_refused(officer, cells, field):
    response = enter(officer, **cells)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not Trainee.objects.exists()
    assert "1234567" not in str(AuditEntry.objects.values_list("detail", flat=True))


def test_follow_ups_and_their_corrections_stay_in_the_history(officer):
    enter(officer)
    found = Trainee.objects.get()
    at = f"{AT}people/{found.code}/"
    assert "day" in officer.post(at, {"status": "inside", "day": "2020-01-01", "version": "1"}).context["form"].errors
    assert (
        "note"
        in officer.post(at, {"status": "inside", "day": "2021-03-31", "note": "a@b.kr", "version": "1"})
        .context["form"]
        .errors
    )
    assert officer.post(at, {"status": "looking", "day": "2021-03-31", "version": "1"}).status_code == 302
    assert officer.post(at, {"status": "inside", "day": "2021-03-31", "version": "2"}).status_code == 302
    late = officer.post(at, {"status": "outside", "day": "2021-03-31", "version": "1"})
    assert late.status_code == 409
    assert FollowUp.objects.get().status == "inside"
    assert [c.content["follow_ups"] for c in Change.objects.filter(kind="trainee")] == [
        [["2021-03-31", "inside", ""]], [["2021-03-31", "looking", ""]], [],
    ]  # fmt: skip
    shown = page(officer.get(at))
    assert "<del>2021-03-31 구직 중</del> → <ins>2021-03-31 지역 내 취업</ins>" in shown


def made(case, course: str, **cells: int) -> None:
    """So many trainees of a course, by where they are."""
    rows = [
        {"course": course, "programme": "academy", "completed": date(2020, 12, 31), "note": "",
         "follow_ups": [] if status == "never" else [(date(2021, 3, 31), status, "")]}
        for status, n in cells.items()
        for _ in range(n)
    ]  # fmt: skip
    new_trainees(case, rows, None)


def test_bounds_take_the_untraced_as_outside_and_as_inside(officer, book):
    made(book, "사관학교 1기", inside=28, outside=27, untraced=90, never=10)
    (group,) = groups_of(book)
    assert (group.total, group.untraced) == (155, 100)
    assert (group.bounds.low, group.bounds.high) == (28, 128)
    (row,) = officer.get(f"{AT}people/").context["rows"]
    assert (row["low"], row["high"], row["traced"]) == (18, 83, 51)
    assert "18%~83%" in page(officer.get(f"{AT}people/"))


def test_somebody_looking_for_work_is_traced(book):
    made(book, "가", inside=3, looking=4, outside=3)
    (group,) = groups_of(book)
    assert (group.bounds.low, group.bounds.high, group.bounds.untraced) == (3, 3, 0)


def test_only_the_last_follow_up_counts_and_withdrawn_people_do_not(officer, book):
    made(book, "가", looking=3)
    first = Trainee.objects.first()
    FollowUp.objects.create(trainee=first, day=date(2022, 3, 31), status="inside")
    (group,) = groups_of(book)
    assert group.cells == (1, 0, 2, 0)
    officer.post(f"{AT}people/{first.code}/withdraw/", {"version": "1", "why": "두 번 등록"})
    assert groups_of(book)[0].cells == (0, 0, 2, 0)
    assert first.code not in page(officer.get(f"{AT}people/list/"))


def test_readers_see_no_small_cell_and_officers_see_all(officer, book, client):
    made(book, "큰 과정", inside=30, outside=20, untraced=5)
    made(book, "작은 과정", inside=2, outside=10)
    made(book, "더 작은 과정", inside=1, outside=3)
    officers = officer.get(f"{AT}people/").context["rows"]
    assert len(officers) == 3
    response = client.get(f"{AT}people/")
    assert [(r["label"], r["group"].cells) for r in response.context["rows"]] == [
        ("큰 과정 (2020)", (30, 20, 0, 5)), ("그 밖의 과정", (3, 13, 0, 0)),
    ]  # fmt: skip
    assert "작은 과정" not in page(response)
    assert client.get(f"{AT}people/list/").status_code == 302, "single trainees are the office's"


def test_where_pooling_does_not_help_nothing_is_shown(book, client):
    made(book, "작은 과정", inside=2)
    response = client.get(f"{AT}people/")
    assert response.context["rows"] == []
    assert "개인을 알아볼 수 있으므로" in page(response)


@given(st.lists(st.tuples(*[st.integers(0, 6)] * 4), max_size=7))
def test_nothing_small_follows_from_what_readers_see(cells):
    groups = [Group(f"c{i}", 2020, *c) for i, c in enumerate(cells) if sum(c)]
    shown = summary_for(groups, readers=True)
    assert not any(g.is_small for g in shown.groups)
    assert shown.together == together(shown.groups), "totals are of what is shown, so that nothing can be taken off"
    whole = summary_for(groups, readers=False)
    assert whole.together.total == sum(g.total for g in groups)
    if shown.pooled:
        left_out = [g for g in groups if g not in shown.groups]
        assert len(left_out) >= 2, "a pool of one course would be that course"
    if shown.hidden:
        assert not shown.groups
        assert any(0 < n < SMALLEST for n in together(groups).cells)


# --- tables ------------------------------------------------------------------------------------------------------


def test_people_from_a_spreadsheet_and_their_follow_ups_from_the_next_one(officer):
    rows = [["", "사관학교 1기", "academy", "2020-12-31", "지역 내 취업", "2021-03-31", ""]] * 2
    rows.append(["", "사관학교 1기", "", "2020-12-31", "", "", ""])
    address = waiting(officer, "people/", HEAD, *rows)
    assert items(officer, address) == {"new": 3}
    assert step(officer, address, "confirm").url == f"{AT}people/list/"
    assert (Trainee.objects.count(), FollowUp.objects.count()) == (3, 2)
    code = Trainee.objects.filter(follow_ups=None).get().code
    known = FollowUp.objects.first().trainee.code
    later = [
        [code, "", "", "", "진로 미확인", "2022-03-31", ""],
        [known, "", "", "", "지역 외 취업", "2021-03-31", ""],
        ["ZZZZ9999", "", "", "", "구직 중", "2022-03-31", ""],
    ]
    address = waiting(officer, "people/", HEAD, *later)
    assert items(officer, address) == {"new": 1, "changed": 1, "faulty": 1}
    step(officer, address, "mend", **{"decide:4": "skip"})
    assert step(officer, address, "confirm", why="1년 뒤 조사").url == f"{AT}people/list/"
    assert set(FollowUp.objects.values_list("status", flat=True)) == {"inside", "outside", "untraced"}


@pytest.mark.parametrize("head", ["성명", "주민등록번호", "휴대 전화", "E-mail"])
def test_a_file_with_a_column_about_persons_is_refused_and_not_kept(officer, head):
    from podobat.web.book.models import Upload

    response = handed_in(officer, "people/", [*HEAD, head], ["", "가", "", "2020-12-31", "", "", "", "홍길동"])
    assert response.status_code == 422
    assert "개인을 알아볼 수 있는 열" in page(response)
    assert "홍길동" not in page(response)
    assert not Upload.objects.exists()


def test_cells_that_look_like_a_person_do_not_wait_in_the_database(officer):
    from podobat.web.book.models import Upload

    address = waiting(officer, "people/", HEAD, ["", "가", "", "2020-12-31", "", "", "문의 010-1234-5678"])
    assert "1234-5678" not in str(Upload.objects.get().rows)
    assert items(officer, address) == {"faulty": 1}
    step(officer, address, "mend", **{"cell:2:note": ""})
    assert items(officer, address) == {"new": 1}


def test_the_export_is_read_back_as_the_same(officer, book):
    made(book, "가", inside=2, never=1)
    data = b"".join(officer.get(f"{AT}people/people.csv").streaming_content)
    from django.core.files.uploadedfile import SimpleUploadedFile

    taken = officer.post(f"{AT}people/import/", {"file": SimpleUploadedFile("a.csv", data)})
    assert items(officer, taken.url) == {"same": 3}


def test_the_pages_ask_a_bounded_number_of_questions(officer, book, django_assert_max_num_queries):
    for i in range(20):
        made(book, f"과정 {i}", inside=5, outside=4, never=3)
    for at in ("people/", "people/list/", "people/list/?status=untraced"):
        officer.get(f"{AT}{at}")
        with django_assert_max_num_queries(10):
            assert officer.get(f"{AT}{at}").status_code == 200


def test_english_pages_are_in_english(officer, book):
    made(book, "course", inside=5)
    officer.cookies["podobat-language"] = "en"
    for at in ("people/", "people/list/", "people/new/", "people/import/", "organisations/", "organisations/new/",
               "organisations/double/", "supports/import/"):  # fmt: skip
        text = page(officer.get(f"{AT}{at}"))
        assert not {"기업", "수료", "진로", "파일"} & set(text.split()), at
