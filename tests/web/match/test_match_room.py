"""The matching room: from two tables to an accepted pair and its outcome; a firm sees only its own."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from podobat.web.core.models import AuditEntry
from podobat.web.core.roles import Role
from podobat.web.directory.models import Organisation
from podobat.web.jobs.claims import claim
from podobat.web.jobs.models import Job, State
from podobat.web.jobs.tasks import work
from podobat.web.match.models import Key, Listing, Pair

pytestmark = pytest.mark.django_db
KOREAN = Path(__file__).parents[2] / "match" / "korean"


def tables(**changed: bytes) -> dict[str, object]:
    """The form with both tables made by hand (60 and 60 firms), or with others."""
    files = {}
    for side in ("supplier", "demand"):
        content = changed.get(side, (KOREAN / f"{side}s.csv").read_bytes())
        files |= {f"{side}_from": "file", f"{side}_file": SimpleUploadedFile(f"{side}s.csv", content)}
    return {**files, "assign": "welfare", "by": "fit", "budget": "", "most": "2"}


def made(browser: Client, form: dict[str, object] | None = None) -> Listing:
    """A list, made as a worker makes it."""
    answer = browser.post("/gwangju-phase1/match/make/", form or tables())
    assert answer.status_code == 302, answer.content.decode()[:3000]
    run(Job.objects.filter(kind="match").first())
    return Listing.objects.first()


def run(job: Job) -> None:
    """The work of a job, here and now."""
    held = claim(job.pk, "a worker")
    assert held is not None
    work(held)
    job.refresh_from_db()
    assert job.state == State.DONE, job.error("en")


@pytest.fixture
def officer(signed_in) -> Client:
    """A browser of an officer, in English."""
    browser = signed_in(Role.OFFICER)
    browser.cookies["podobat-language"] = "en"
    return browser


def test_from_upload_to_outcome_and_into_the_next_list(officer, case):
    Organisation.objects.create(case=case, name="무등비전", name_key="무등비전")
    listing = made(officer)
    assert listing.summary["demands"] == 60
    first = Pair.objects.filter(supplier_name="무등비전").first()
    assert first.supplier_entry.name == "무등비전", "the directory's entry, by its name"
    page = officer.get("/gwangju-phase1/match/").content.decode()
    assert "무등비전" in page
    assert first.told["reasons"]["en"].split(" · ")[0][:12] in page
    here = f"/gwangju-phase1/match/pairs/{first.pk}/"
    for stage, more in (("accepted", {}), ("met", {"day": "2022-03-02"}), ("contract", {})):
        first.refresh_from_db()
        answer = officer.post(f"{here}step/", {"stage": stage, "version": first.version, **more})
        assert answer.status_code == 302
    first.refresh_from_db()
    assert (first.stage, first.steps.count(), first.version) == ("contract", 3, 4)
    refused = Pair.objects.exclude(pk=first.pk).first()
    where = f"/gwangju-phase1/match/pairs/{refused.pk}/step/"
    assert officer.post(where, {"stage": "declined", "version": 1}).status_code == 422, "a reason is needed"
    assert officer.post(where, {"stage": "declined", "version": 1, "reason": "no budget"}).status_code == 302
    assert Pair.objects.filter(stage__in=("contract", "declined")).count() == 2
    made(officer, {**tables(), "supplier_from": "kept", "demand_from": "kept"})
    first.refresh_from_db()
    assert first.stage == "contract", "a new list leaves what became of a pair alone"
    refused.refresh_from_db()
    proposed = set(Pair.objects.filter(stage="proposed").values_list("demand", "supplier"))
    assert (refused.demand, refused.supplier) not in proposed, "a declined pair is not proposed again"
    assert Listing.objects.first().summary["recorded"] == [2, 0], "both outcomes taught the chances"


def test_the_register_goes_out_as_a_table_that_match_reads(officer, case):
    made(officer)
    pair = Pair.objects.first()
    officer.post(f"/gwangju-phase1/match/pairs/{pair.pk}/step/", {"stage": "pilot", "version": 1})
    text = b"".join(officer.get("/gwangju-phase1/match/register.csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(r["demand"], r["stage"]) for r in rows] == [(pair.demand, "pilot")]
    assert officer.get("/gwangju-phase1/match/register.xlsx").status_code == 200
    assert officer.get("/gwangju-phase1/match/register.pdf").status_code == 404


def test_every_fault_of_both_tables_is_shown_at_once_and_nothing_is_kept(officer):
    bad = "번호,기업명,하는 일,수행 가능 건수\nS1,가,용접,하나\nS2,나,도장,2\nS2,다,도장,2\n".encode()
    worse = "기업명,수요 내용\n다,\n".encode()
    answer = officer.post("/gwangju-phase1/match/make/", tables(supplier=bad, demand=worse))
    page = answer.content.decode()
    assert answer.status_code == 422
    for said in ("suppliers.csv", "demands.csv", "하나", "already stands in line 3", "says nothing of what it needs"):
        assert said in page, said
    assert not Listing.objects.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"supplier_from": "kept"}, "No table is kept yet"),
        ({"supplier_from": "directory"}, "No firm of the directory"),
        ({"budget": "much"}, "is not a number"),
        ({"assign": "stable", "budget": "900"}, "a stable matching knows no money"),
        ({"by": "beauty"}, "one of fit, worth"),
    ],
)
def test_what_cannot_be_done_is_said(officer, changes, said):
    answer = officer.post("/gwangju-phase1/match/make/", {**tables(), **changes})
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_the_directory_can_stand_for_the_suppliers(officer, case):
    welding, reading = "로봇 용접과 용접 품질 검사를 합니다.", "엑스레이 판독을 돕는 AI를 만듭니다."
    for name, note in (("가나용접", welding), ("다라의료", reading)):
        Organisation.objects.create(case=case, name=name, name_key=name, note=note)
    made(officer, {**tables(), "supplier_from": "directory"})
    pairs = {p.supplier_name: p.demand_text for p in Pair.objects.all()}
    assert "용접" in pairs["가나용접"]


def links_of(browser: Client, pair: Pair) -> dict[str, str]:
    """The links that an invitation shows: demand firm first, then supplier."""
    page = browser.post(f"/gwangju-phase1/match/pairs/{pair.pk}/invite/").content.decode()
    demand, supplier = re.findall(r"http://testserver(/partners/\w+/)", page)
    return {"demand": demand, "supplier": supplier}


def test_a_firm_sees_only_its_own_and_answers(officer, case):
    made(officer)
    case.is_public = False
    case.save()
    pair = Pair.objects.get(demand="D01")
    others = Pair.objects.exclude(supplier=pair.supplier).exclude(demand="D01")
    links, stranger = links_of(officer, pair), Client()
    page = stranger.get(links["supplier"]).content.decode()
    assert pair.demand_name in page
    assert not any(p.demand_name in page or p.supplier_name in page for p in others)
    assert stranger.get("/gwangju-phase1/match/").status_code == 302, "the list itself is the office's"
    assert stranger.post(links["supplier"], {"pair": others.first().pk, "says": "yes"}).status_code == 404
    assert stranger.post(links["supplier"], {"pair": pair.pk, "says": "yes"}).status_code == 302
    assert stranger.post(links["demand"], {"pair": pair.pk, "says": "no"}).status_code == 422, "why not?"
    assert stranger.post(links["demand"], {"pair": pair.pk, "says": "no", "reason": "내년에"}).status_code == 302
    pair.refresh_from_db()
    assert (pair.stage, pair.reason, pair.supplier_says, pair.demand_says) == ("declined", "내년에", "yes", "no")
    assert [s.by_firm for s in pair.steps.all()] == ["demand", "supplier", ""]
    assert pair.demand_name not in stranger.get(links["supplier"]).content.decode(), "it is over"
    assert AuditEntry.objects.filter(action="pair.welcomed").count() == 1


def test_a_link_is_kept_as_a_hash_ends_when_another_is_given_and_knows_no_strangers(officer, case):
    made(officer)
    pair = Pair.objects.first()
    old = links_of(officer, pair)
    new = links_of(officer, pair)
    assert Client().get(old["demand"]).status_code == 404
    assert Client().get(new["demand"]).status_code == 200
    token = new["demand"].split("/")[-2]
    assert not Key.objects.filter(token_hash=token).exists()
    assert Client().get("/partners/nobody/").status_code == 404


def test_nothing_personal_is_noted_and_nobody_overwrites_another(officer):
    made(officer)
    pair = Pair.objects.first()
    where = f"/gwangju-phase1/match/pairs/{pair.pk}/step/"
    for form, said in (
        ({"stage": "declined", "reason": "call 010-1234-5678"}, "telephone"),
        ({"stage": "met", "day": "2999-01-01"}, "not after today"),
        ({"stage": "married"}, "Choose a stage"),
        ({"stage": "met", "version": "7"}, "Somebody else changed it"),
    ):
        answer = officer.post(where, {"version": "1", **form})
        assert answer.status_code == 422
        assert said in answer.content.decode()
    pair.refresh_from_db()
    assert (pair.stage, pair.version) == ("proposed", 1)
