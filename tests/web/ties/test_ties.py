"""Agreements from the first talk to a product, missions and what they brought, and the network in numbers."""

from __future__ import annotations

import datetime as dt
import re

import numpy as np
import pytest
import yaml

from podobat.web.core.roles import Role
from podobat.web.directory.models import FollowUp, Organisation, Support, Trainee
from podobat.web.match.models import Listing, Pair, Roll
from podobat.web.ties.conversion import conversion, elsewhere
from podobat.web.ties.models import Agreement, Mission
from tests.engine.worlds import case as case_of

pytestmark = pytest.mark.django_db
HERE = "/gwangju-phase1/ties/"


@pytest.fixture
def officer(signed_in, case):
    """A browser of an officer, in English, and two bodies in the directory."""
    for name in ("한빛대학교", "무등비전"):
        Organisation.objects.create(case=case, name=name, name_key=name)
    browser = signed_in(Role.OFFICER)
    browser.cookies["podobat-language"] = "en"
    return browser


def form(**changes: object) -> dict[str, object]:
    """An agreement as the page sends it."""
    return {"organisation": "한빛대학교", "kind": "university", "subject": "Joint laboratory", "sector": "",
            "where": "nation", "mission": "", "step": "talk", "day": "2021-03-02", "next_day": "2021-06-01",
            "next_what": "Visit",
            "office": "Cluster agency", **changes}  # fmt: skip


def test_conversion_from_step_to_step_with_jeffreys_intervals():
    """Three of four go on: a tenth of beta(3.5, 1.5), that is of x^2.5 (1 - x)^0.5, lies to either side."""
    found = {r.step: r for r in conversion(["talk", "memorandum", "contract", "office"])}
    assert (found["memorandum"].n, found["memorandum"].of) == (3, 4)
    x = (np.arange(100_000) + 0.5) / 100_000
    mass = x**2.5 * (1 - x) ** 0.5
    for below, end in ((0.1, found["memorandum"].low), (0.9, found["memorandum"].high)):
        assert mass[x < end].sum() / mass.sum() == pytest.approx(below, abs=1e-4)
    assert (found["office"].n, found["office"].of) == (1, 2)
    assert found["money"].share == 0
    assert "product" not in found, "nothing has come so far"
    assert [round(share, 2) for _, share in elsewhere()] == [0.21, 0.31, 0.36, 0.51, 0.73]


def test_from_a_talk_to_a_contract_and_its_end(officer):
    mission = officer.post(f"{HERE}missions/", {"title": "Visit", "place": "Boston", "day": "2021-02-20", "cost": "80"})
    assert mission.status_code == 302
    assert officer.post(f"{HERE}agreements/new/", form(mission=Mission.objects.get().pk)).status_code == 302
    found = Agreement.objects.get()
    page = f"{HERE}agreements/{found.pk}/"
    assert "overdue" in officer.get(f"{HERE}agreements/").content.decode()
    for version, step in enumerate(("memorandum", "contract", "ended"), start=1):
        sent = {"step": step, "day": "2021-05-01", "note": "", "next_day": "", "next_what": "", "version": version}
        assert officer.post(f"{page}step/", sent).status_code == 302
    found.refresh_from_db()
    assert (found.step, found.furthest, found.steps.count()) == ("ended", "contract", 4)
    late = officer.post(f"{page}step/", {"step": "office", "day": "2021-05-01", "version": 1})
    assert late.status_code == 422, "somebody else was faster"
    listed = officer.get(f"{HERE}agreements/").content.decode()
    assert "100%" in listed, "talk to memorandum: 1 of 1"
    missions = officer.get(f"{HERE}missions/").content.decode()
    assert "1 / 1" in missions
    assert "KRW 80 m" in missions or "80" in missions
    assert officer.get(f"{HERE}agreements.csv").status_code == 200


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"organisation": "한빛대학"}, "is not in the directory"),
        ({"day": "2999-01-01"}, "not come yet"),
        ({"office": ""}, "required"),
        ({"subject": "call 010-1234-5678"}, "telephone"),
        ({"kind": "friend"}, "friend"),
    ],
)
def test_what_cannot_be_kept_is_said(officer, changes, said):
    answer = officer.post(f"{HERE}agreements/new/", form(**changes))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Agreement.objects.exists()


def test_the_network_counts_pairs_that_came_to_something_and_contracts(officer, case, signed_in):
    roll = Roll.objects.create(case=case, side="supplier", name="s", content=b"", firms=1)
    listing = Listing.objects.create(case=case, suppliers=roll, demands=roll)
    vision = Organisation.objects.get(name="무등비전")
    for k, stage in enumerate(("use", "proposed")):
        Pair.objects.create(case=case, listing=listing, place=k + 1, demand=f"D{k}", demand_name=f"수요{k}", fit=0.5,
                            supplier="S1", supplier_name="무등비전", supplier_entry=vision, stage=stage)  # fmt: skip
    Agreement.objects.create(case=case, organisation=vision, kind="firm", subject="x", inside=True, step="contract",
                             furthest="contract", office="y", next_day=dt.date(2021, 1, 1))  # fmt: skip
    for name, withdrawn in (("여울데이터", False), ("새솔", True)):
        firm = Organisation.objects.create(case=case, name=name, name_key=name)
        day = dt.date(2021, 2, 1)
        Support.objects.create(case=case, organisation=firm, since=day, end=day, kind="grant", purpose="founding",
                               withdrawn=withdrawn)  # fmt: skip
    page = officer.get(f"{HERE}network/").content.decode()
    assert "무등비전" in page, "between the office and its customer"
    assert "50% (16–84%)" in page, "of the supplier and the firm that was supported; customers and the office are none"
    given = yaml.safe_load(re.search(r"<pre>(ties:.*?)</pre>", page, re.DOTALL)[1])["ties"]
    assert given["share"]["value"] == 0.5
    assert case_of("port-maren").plan.with_values({"ties": given}).ties.share.value == 0.5
    assert "수요1" in page, "proposed, but without a tie"
    reader = signed_in(Role.READER, "reads").get(f"{HERE}network/").content.decode()
    assert "무등비전" not in reader, "readers see numbers only"
    assert "<pre>" not in reader
    assert "양성한 인력과 확보한 인력" not in reader, "nobody was trained yet"


def test_people_trained_are_set_against_those_secured_and_readers_see_no_small_cell(officer, case, signed_in):
    for k, status in enumerate(("inside", "inside", "inside", "outside", "", "", "")):
        person = Trainee.objects.create(case=case, code=f"A{k}", course="school", completed=dt.date(2021, 1, 1))
        if status:
            FollowUp.objects.create(trainee=person, day=dt.date(2021, 6, 1), status=status)
    page = officer.get(f"{HERE}network/").content.decode()
    assert "People trained and people secured" in page
    assert "43–86%" in page, "three of seven are here for sure, six of seven at most"
    reader = signed_in(Role.READER, "reads").get(f"{HERE}network/").content.decode()
    assert "43~86%" not in reader, "one person outside could be recognised"
