"""The same bits whatever the threads, the batches and the room in the columns; nothing where nothing is done."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from podobat.engine import Ensemble, run, run_ensemble
from podobat.forecast import parameters_of
from podobat.forecast.sampling import sample_points
from podobat.plan import Plan
from tests.engine.worlds import CASES, case, rows

DRAWS, SEED = 22, 4


def drawn(name: str, points: int) -> np.ndarray:
    """Parameters as a forecast draws them."""
    parameters = parameters_of(case(name))
    return parameters.sample(sample_points(parameters.ids, points, SEED))


def simulated(name: str = "gwangju-phase1", plan: Plan | None = None, first: int = 0, draws: int = DRAWS, **options):
    values = drawn(name, -(-DRAWS // 2))[first // 2 :]
    return run_ensemble(plan or case(name).plan, values, draws, SEED, first=first, **options)


@pytest.fixture(scope="module")
def whole() -> Ensemble:
    return simulated(threads=1)


def same(a: np.ndarray, b: np.ndarray) -> bool:
    """Equal to the bit, signs of zero included."""
    return a.shape == b.shape and a.tobytes() == b.tobytes()


def same_diagnostics(a: Ensemble, b: Ensemble) -> bool:
    """Equal histograms and firm-months."""
    return a.firm_months == b.firm_months and all(
        np.array_equal(a.diagnostics[k], b.diagnostics[k]) for k in a.diagnostics
    )


@pytest.mark.parametrize("threads", [1, 2, 4, 7])
def test_threads_change_nothing(whole, threads):
    again = simulated(threads=threads)
    assert same(again.values, whole.values)
    assert same_diagnostics(again, whole)


@pytest.mark.parametrize("cuts", [[7], [1], [16], [3, 4, 11], list(range(1, DRAWS))])
def test_batches_change_nothing(whole, cuts):
    parts = []
    for a, b in zip([0, *cuts], [*cuts, DRAWS], strict=True):
        parts.append(simulated(first=a, draws=b - a, threads=2))
    assert same(np.concatenate([p.values for p in parts], axis=1), whole.values)
    assert sum(p.firm_months for p in parts) == whole.firm_months
    for name in ("cash_by_age", "survival", "headcount", "tallies"):
        assert np.array_equal(sum(p.diagnostics[name] for p in parts), whole.diagnostics[name]), name


@pytest.mark.parametrize(("slots", "threads"), [(1, 1), (16, 1), (16, 3), (300, 2), (4096, 2)])
def test_room_in_the_columns_changes_nothing(whole, monkeypatch, slots, threads):
    monkeypatch.setattr(run, "SLOTS", slots)
    again = simulated(threads=threads)
    assert same(again.values, whole.values)
    assert same_diagnostics(again, whole)


def test_more_draws_leave_the_first_ones_as_they_are(whole):
    assert same(simulated(draws=9).values, whole.values[:, :9])


def test_another_seed_is_another_future(whole):
    other = run_ensemble(case("gwangju-phase1").plan, drawn("gwangju-phase1", 11), DRAWS, SEED + 1)
    jobs = whole.measures.index("jobs.direct")
    assert (other.values[..., jobs] != whole.values[..., jobs]).mean() > 0.9
    high = run_ensemble(case("gwangju-phase1").plan, drawn("gwangju-phase1", 11), DRAWS, SEED + (1 << 32))
    assert not np.array_equal(high.values, whole.values), "the upper half of the seed counts too"


def test_pairs_of_draws_share_parameters_and_not_luck():
    """With the same point everywhere, pairing must not show: all draws differ."""
    values = run_ensemble(case().plan, rows("port-maren", 4), 8, SEED).values[0, :, -1]
    assert len({row.tobytes() for row in values}) == 8


@pytest.mark.parametrize("name", CASES)
def test_a_plan_that_is_no_plan_adds_exactly_nothing(name):
    ensemble = simulated(name, plan=case(name).plan.without())
    assert same(ensemble.values[0], ensemble.values[1])
    assert all(np.array_equal(ensemble.diagnostics[k][0], ensemble.diagnostics[k][1]) for k in ("tallies", "survival"))


def test_the_world_without_does_not_depend_on_the_plan(whole):
    half = case("gwangju-phase1").plan.with_values({"programmes.*.budget.*": {"times": 0.5}, "law.wanted": False})
    assert same(simulated(plan=half).values[1], whole.values[1])


def test_a_scenario_equal_to_the_plan_differs_by_exactly_nothing(whole):
    plan = case("gwangju-phase1").plan
    equal = plan.with_values({"programmes.*.budget.*": {"times": 1}, "law.earliest": plan.law.earliest})
    assert same(simulated(plan=equal).values, whole.values)


def with_idle_programmes(plan: Plan, at_the_front: bool) -> Plan:
    """The plan and, of every kind it has, one more programme without money."""
    idle = [replace(g, id=f"idle-{g.id}", budget=dict.fromkeys(g.budget, 0.0)) for g in plan.programmes]
    return replace(plan, programmes=(*idle, *plan.programmes) if at_the_front else (*plan.programmes, *idle))


@pytest.mark.parametrize("at_the_front", [True, False])
def test_programmes_that_cannot_act_change_nothing(whole, at_the_front):
    more = simulated(plan=with_idle_programmes(case("gwangju-phase1").plan, at_the_front))
    assert len(more.measures) > len(whole.measures)
    for k, measure in enumerate(whole.measures):
        assert same(more.values[..., more.measures.index(measure)], whole.values[..., k]), measure
    for measure in set(more.measures) - set(whole.measures):
        assert not more.values[..., more.measures.index(measure)].any(), measure


def test_the_order_of_programmes_of_different_kinds_changes_nothing_before_they_meet(whole):
    """Facilities, founding, training: nothing that happens before programmes share firms hangs on their order."""
    plan = case("gwangju-phase1").plan
    turned = simulated(plan=replace(plan, programmes=plan.programmes[::-1]))
    for measure in ("startups.funded", "firms.mou", "people.enrolled", "law.in_force", "fund.committed"):
        k = whole.measures.index(measure)
        assert same(turned.values[:, :, :12, k], whole.values[:, :, :12, k]), measure
