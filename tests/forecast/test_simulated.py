"""A forecast of a real (small) case: what must hold whatever the world does."""

import dataclasses
import os

import numpy as np
import pytest

from podobat.errors import CannotRun, InputFaults
from podobat.forecast import forecast, parameters_of
from podobat.plan import read_case

DRAWS = 12


@pytest.fixture(scope="module")
def case(request):
    return read_case(request.config.rootpath / "cases/port-maren")


@pytest.fixture(scope="module")
def simulated(case):
    return forecast(case, draws=DRAWS, seed=5)


def test_it_knows_what_made_it(case, simulated):
    assert simulated.fingerprints["plan"] == case.plan.fingerprint
    assert simulated.fingerprints["parameters"] == parameters_of(case).fingerprint
    assert all(len(hash) == 12 for hash in simulated.fingerprints.values())
    assert simulated.months == case.plan.months
    assert simulated.scenario is None
    assert simulated.seconds > 0


def test_the_first_draws_do_not_depend_on_how_many_are_asked_for(case, simulated):
    fewer = forecast(case, draws=5, seed=5)
    assert np.array_equal(fewer.values, simulated.values[:, :5])


def test_threads_change_nothing(case, simulated):
    for threads in (1, 2):
        assert np.array_equal(forecast(case, draws=DRAWS, seed=5, threads=threads).values, simulated.values)


def test_another_seed_is_another_future(case, simulated):
    assert not np.array_equal(forecast(case, draws=DRAWS, seed=6).values, simulated.values)


def test_a_plan_that_does_nothing_adds_exactly_nothing(case):
    idle = forecast(case, plan=case.plan.without(), draws=4, seed=5)
    assert np.array_equal(idle.values[0], idle.values[1])
    assert all(t.odds_net.probability == 0 for t in idle.target_results)


def test_the_world_without_the_plan_is_the_same_for_every_scenario(case, simulated):
    late = forecast(case, scenario="basin-a-year-late", draws=DRAWS, seed=5)
    assert late.scenario == "basin-a-year-late"
    assert np.array_equal(late.values[1], simulated.values[1])
    assert not np.array_equal(late.values[0], simulated.values[0])


def test_progress_counts_every_draw(case):
    seen: list[int] = []
    forecast(case, draws=DRAWS, seed=5, progress=seen.append)
    assert sum(seen) == DRAWS


def test_every_result_is_a_number(simulated):
    assert np.isfinite(simulated.values).all()
    assert simulated.targets().height == len(simulated.plan.targets)


@pytest.mark.parametrize("wrong", [{"draws": 1}, {"draws": 10_000_000}, {"seed": -1}, {"seed": 2**64}, {"threads": 0}])
def test_a_number_outside_its_range_is_a_plain_message(case, wrong):
    with pytest.raises(CannotRun, match=next(iter(wrong))):
        forecast(case, **wrong)


def test_an_unknown_scenario_suggests_the_nearest(case):
    with pytest.raises(CannotRun, match="basin-a-year-late"):
        forecast(case, scenario="basin-year-late")


def test_a_forecast_too_large_for_the_machine_is_refused_at_once(case, monkeypatch):
    monkeypatch.setattr(os, "sysconf", lambda name: {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": 2**16}[name])
    with pytest.raises(CannotRun, match="GB of memory"):
        forecast(case, draws=100_000, memory=100)


def test_a_parameter_that_is_missing_is_a_fault(case):
    fewer = tuple(p for p in case.parameter_files if p.name != "wage.yaml")
    with pytest.raises(InputFaults, match=r"region\.wage"):
        parameters_of(dataclasses.replace(case, parameter_files=fewer))
