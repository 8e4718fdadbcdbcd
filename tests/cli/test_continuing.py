"""A case that continues another one starts where the earlier forecast has got to."""

from __future__ import annotations

import pytest

from podobat.cli.continuing import continued_files
from podobat.cli.starting import write_new_case
from podobat.errors import CannotRun
from podobat.evidence.warnings import warnings_of
from podobat.plan import check_case
from tests.engine.worlds import case

FROM = "2029-01"


@pytest.fixture(scope="module")
def next_phase(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("cases") / "port-maren-2"
    write_new_case(folder, lambda id: continued_files(case(), id, FROM))
    return check_case(folder)


def test_the_new_case_is_sound_and_starts_with_the_firms_of_the_old_one(next_phase):
    assert next_phase.ok, [f.text("en") for f in next_phase.faults]
    plan = next_phase.case.plan
    assert plan.horizon.start == FROM
    firms = plan.start.startups.firms
    assert 0 < firms.low < firms.value < firms.high
    assert firms.assumed is not None
    assert [s.id for s in plan.sectors] == [s.id for s in case().plan.sectors]


def test_what_the_old_plan_has_built_is_in_service(next_phase):
    plan = next_phase.case.plan
    built = {p.id for p in case().plan.programmes if p.facility is not None and p.facility.opens < FROM}
    assert built
    assert {p.id for p in plan.programmes if p.facility is not None} == built
    assert plan.budget == 0


def test_its_region_waits_to_be_confirmed(next_phase):
    assert any("to be written" in t.name.en.lower() for t in next_phase.case.plan.targets)
    unconfirmed = [w for w in warnings_of(next_phase.case) if w.path == "confirmed"]
    assert len(unconfirmed) == len(next_phase.case.parameter_files)


@pytest.mark.parametrize("month", ["2024-01", "2099-01", "soon"])
def test_a_month_beyond_the_earlier_forecast_is_refused(month: str):
    with pytest.raises(CannotRun, match="no month from which this case can be continued"):
        continued_files(case(), "next", month)
