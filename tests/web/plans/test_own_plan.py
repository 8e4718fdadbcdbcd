"""A plan of one's own: begun, written, checked, published, changed, restored, taken along."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from podobat.plan import read_case
from podobat.web.core.models import AuditEntry, Case
from podobat.web.core.roles import Role
from podobat.web.jobs.models import Job, Kind
from podobat.web.plans.files import digest_of, files_in, zip_of
from podobat.web.plans.models import Version
from tests.web.conftest import GWANGJU
from tests.web.plans.conftest import form_of

EDIT, CHECK, PUBLISH = "/haesol/plan/edit/", "/haesol/plan/check/", "/haesol/plan/publish/"


def published(browser, case: Case, why: str = "") -> Version:
    """Publish the draft; the version that holds then."""
    draft = Version.objects.get(case=case, number=None)
    assert browser.post(PUBLISH, {"serial": draft.serial, "why": why}).status_code == 302
    case.refresh_from_db()
    return Version.objects.filter(case=case).exclude(number=None).first()


def test_a_new_case_is_a_draft_that_only_its_people_see(own_case, client):
    browser, case = own_case
    assert case.folder == ""
    assert not case.is_public
    assert case.memberships.get().role == Role.ADMINISTRATOR
    assert browser.get("/haesol/").headers["Location"] == EDIT
    assert client.get("/haesol/").status_code == 302  # to the sign-in
    assert not Job.objects.filter(case=case).exists()


def test_publishing_makes_it_the_plan_and_asks_for_its_odds(own_case, django_capture_on_commit_callbacks):
    browser, case = own_case
    with django_capture_on_commit_callbacks(execute=False):
        version = published(browser, case, "첫 판")
    assert (version.number, version.why, version.who) == (1, "첫 판", "administrator")
    assert case.read().plan.name.ko == "해솔 집적단지"
    assert Job.objects.filter(case=case, kind=Kind.FORECAST).count() == 1
    assert AuditEntry.objects.filter(case=case, action="plan.published").count() == 1


def test_what_is_typed_is_checked_with_its_line_and_field_and_nothing_is_saved(own_case):
    browser, case = own_case
    form = form_of(browser.get(EDIT).content.decode()) | {"programmes.3.budget.2026": "-1", "targets.0.by": "2026-13"}
    before = Version.objects.get(case=case).digest
    page = browser.post(CHECK, form).content.decode()
    assert 'href="#f-programmes.3.budget.2026">plan.yaml:' in page
    assert 'href="#f-targets.0.by">plan.yaml:' in page
    assert Version.objects.get(case=case).digest == before


def test_a_form_sent_back_as_it_came_changes_no_value(own_case):
    browser, case = own_case
    text = Version.objects.get(case=case).files["plan.yaml"]
    assert browser.post(EDIT, form_of(browser.get(EDIT).content.decode())).status_code == 302
    assert Version.objects.get(case=case).files["plan.yaml"] == text


def test_money_is_typed_in_eok_and_kept_in_the_unit_of_the_file(own_case):
    browser, case = own_case
    form = form_of(browser.get(EDIT).content.decode())
    assert form["programmes.0.budget.2026"] == "20"  # 억원: KRW 2.0 bn
    form |= {"programmes.0.budget.2026": "35", "total_budget.value": "315"}
    browser.post(EDIT, form)
    published(browser, case)
    assert case.read().plan.programme("compute-centre").budget[2026] == 3.5


def test_items_are_added_and_taken_off_and_another_kind_brings_what_it_needs(own_case):
    browser, _case = own_case
    form = form_of(browser.get(EDIT).content.decode())
    n = len({name.split(".")[1] for name in form if name.startswith("programmes.")})
    answer = browser.post(EDIT, form | {"add": "programmes", "new-programmes": "training"})
    assert answer.headers["Location"] == f"{EDIT}#programmes-{n}"
    form = form_of(browser.get(EDIT).content.decode())
    assert form[f"programmes.{n}.training.months"] == "8"
    browser.post(EDIT, form | {f"programmes.{n}.kind": "fund"})
    form = form_of(browser.get(EDIT).content.decode())
    assert form[f"programmes.{n}.fund.months"] == "48"
    assert f"programmes.{n}.training.months" not in form
    browser.post(EDIT, form | {"remove": f"programmes:{n}"})
    assert f"programmes.{n}.name.ko" not in form_of(browser.get(EDIT).content.decode())


def test_a_plan_with_faults_is_kept_as_a_draft_but_not_published(own_case):
    browser, case = own_case
    form = form_of(browser.get(EDIT).content.decode()) | {"total_budget.value": "1"}
    browser.post(EDIT, form)
    draft = Version.objects.get(case=case, number=None)
    page = browser.post(PUBLISH, {"serial": draft.serial}, follow=True).content.decode()
    case.refresh_from_db()
    assert case.folder == ""
    assert "오류 1건" in page


def test_two_who_write_at_once_do_not_overwrite_each_other(own_case):
    browser, case = own_case
    form = form_of(browser.get(EDIT).content.decode())
    assert browser.post(EDIT, form | {"name.ko": "먼저"}).status_code == 302
    answer = browser.post(EDIT, form | {"name.ko": "나중"})
    assert answer.status_code == 409
    assert "나중" in answer.content.decode()
    assert "먼저" in Version.objects.get(case=case).files["plan.yaml"]


def test_versions_say_what_changed_and_can_be_restored(own_case):
    browser, case = own_case
    published(browser, case)
    first = case.read().plan.fingerprint
    form = form_of(browser.get(EDIT).content.decode())
    browser.post(EDIT, form | {"targets.0.value": "700"})
    published(browser, case, "목표 상향")
    assert case.read().plan.targets[0].value == 700
    page = browser.get("/haesol/plan/versions/2/").content.decode()
    assert "목표 상향" in page
    assert "+    value: 700" in page
    assert "-    value: 500" in page
    assert browser.post("/haesol/plan/versions/1/restore/").status_code == 302
    published(browser, case)
    assert case.read().plan.fingerprint == first
    assert Version.objects.filter(case=case).exclude(number=None).count() == 3


def test_the_folder_that_is_downloaded_is_the_plan_to_the_bit(own_case, tmp_path):
    browser, case = own_case
    published(browser, case)
    with zipfile.ZipFile(io.BytesIO(browser.get("/haesol/plan/case.zip").content)) as archive:
        archive.extractall(tmp_path)
    here = read_case(tmp_path / "haesol")
    assert here.plan.fingerprint == case.read().plan.fingerprint
    assert files_in(tmp_path / "haesol") == files_in(Path(case.folder))


def test_a_folder_comes_up_with_its_records_and_goes_down_the_same(signed_in, case):
    browser = signed_in(Role.ADMINISTRATOR)
    files = files_in(GWANGJU)
    packed = io.BytesIO(zip_of(files, "gwangju-phase1"))
    packed.name = "case.zip"
    answer = browser.post("/new/", {"way": "upload", "file": packed})
    assert answer.headers["Location"] == "/gwangju-phase1-2/plan/edit/"  # the short name was taken
    mine = Case.objects.get(slug="gwangju-phase1-2")
    assert browser.post("/gwangju-phase1-2/plan/publish/", {"serial": 0}).status_code == 302
    mine.refresh_from_db()
    assert mine.read().plan.targets == case.read().plan.targets
    with zipfile.ZipFile(io.BytesIO(browser.get("/gwangju-phase1-2/plan/case.zip").content)) as archive:
        records = archive.read("gwangju-phase1-2/records.csv").decode()
    ids = [line.split(",")[0] for line in records.splitlines() if line.startswith("mou-")]
    assert ids[:2] == ["mou-2020-06", "mou-2020-07"]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"readme.txt": "x"}, "사업 폴더에 없는 파일"),
        ({"sources.csv": "x"}, "plan.yaml이 없음"),
        ({"plan.yaml": "a: [1", "sources.csv": ""}, "YAML로 읽을 수 없음"),
        ({"../plan.yaml": "podobat: 1", "../../etc/passwd": "x"}, "사업 폴더에 없는 파일"),
    ],
)
def test_an_archive_that_is_no_case_is_refused_with_its_faults(signed_in, case, files, said):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    out.seek(0)
    out.name = "case.zip"
    answer = signed_in(Role.OFFICER).post("/new/", {"way": "upload", "file": out, "short": "mine"})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Case.objects.filter(slug="mine").exists()


def test_a_table_of_programmes_becomes_a_plan_that_passes_the_check(signed_in, case):
    text = '세부사업,2026년(억원),2027년(억원),2028년(억원)\nAI 데이터센터 구축,100,200,50\nAI 인재 양성,"1,2",20,20\n'
    file = io.BytesIO(text.replace('"1,2"', "12").encode("cp949"))
    file.name = "예산.csv"
    browser = signed_in(Role.OFFICER)
    answer = browser.post("/new/", {"way": "table", "name_ko": "표로 만든 사업", "short": "by-table", "file": file})
    assert answer.status_code == 302, answer.content.decode()
    page = browser.get("/by-table/plan/edit/").content.decode()
    assert "오류가 없습니다" in page
    form = form_of(page)
    assert [form[f"programmes.{i}.kind"] for i in (0, 1)] == ["compute", "training"]
    assert form["programmes.0.budget.2027"] == "200"
    assert form["total_budget.value"] == "402"


def test_the_next_phase_begins_where_the_last_one_ended(signed_in, case):
    browser = signed_in(Role.ADMINISTRATOR)
    asked = {"way": "continuation", "other": case.pk, "name_ko": "2단계", "short": "phase-2"}
    assert browser.post("/new/", asked).status_code == 302
    page = browser.get("/phase-2/plan/edit/").content.decode()
    form = form_of(page)
    assert (form["horizon.start"], form["horizon.end"]) == ("2025-01", "2029-12")
    assert "오류가 없습니다" in page
    old, files = case.read().plan, Version.objects.get(case__slug="phase-2").files
    assert not any(name.startswith("scenarios/") for name in files)
    assert float(form["programmes.0.budget.2025"]) == pytest.approx(10 * old.programmes[0].budget[2020])


def test_a_copy_is_the_same_plan_under_another_name(signed_in, case):
    browser = signed_in(Role.ADMINISTRATOR)
    browser.post("/new/", {"way": "copy", "other": case.pk, "name_ko": "복사본", "short": "copy-of-it"})
    form = form_of(browser.get("/copy-of-it/plan/edit/").content.decode())
    assert form["name.ko"] == "복사본"
    assert form["targets.0.value"] == "27500"


def test_a_folder_changed_by_hand_is_a_version_of_its_own(case, signed_in, tmp_path):
    from shutil import copytree

    case.folder = str(copytree(GWANGJU, tmp_path / "gwangju-phase1"))
    case.save()
    browser = signed_in(Role.ADMINISTRATOR)
    browser.get("/gwangju-phase1/plan/versions/")
    plan = tmp_path / "gwangju-phase1" / "plan.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("value: 27500", "value: 20000", 1), encoding="utf-8")
    browser.get("/gwangju-phase1/plan/versions/")
    found = Version.objects.filter(case=case)
    assert [v.number for v in found] == [2, 1]
    assert found[0].digest != found[1].digest
    assert digest_of(found[0].files) == found[0].digest


def test_short_names_are_those_that_addresses_can_hold(signed_in, case):
    browser = signed_in(Role.ADMINISTRATOR)
    for short, said in (
        ("광주", "쓸 수 없습니다"),
        ("static", "쓸 수 없습니다"),
        ("gwangju-phase1", "이미 쓰고 있습니다"),
    ):
        answer = browser.post("/new/", {"way": "template", "name_ko": "사업", "short": short})
        assert answer.status_code == 422
        assert said in answer.content.decode()


def test_the_page_of_the_plan_shows_budget_milestones_and_ratios(signed_in, case):
    page = signed_in(None).get("/gwangju-phase1/plan/").content.decode()
    assert "27.5" in page
    assert "연도별 예산" in page
    assert "4,061억원" in page
    assert "백분위" in page


def test_text_that_is_no_yaml_is_not_saved_but_stays_on_the_page(own_case):
    browser, case = own_case
    answer = browser.post("/haesol/plan/file/", {"name": "plan.yaml", "serial": 0, "text": "id: [1"})
    assert answer.status_code == 422
    assert "id: [1" in answer.content.decode()
    assert "haesol" in Version.objects.get(case=case).files["plan.yaml"]
