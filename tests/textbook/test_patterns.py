"""The patterns that the world must reproduce (docs/model.md, section 1), on the Gwangju plan with drawn parameters."""

from __future__ import annotations

import numpy as np
import pytest

from podobat.engine import Ensemble, run_ensemble
from podobat.engine.world import CASH_EDGES, HEAD_EDGES
from podobat.evidence import read_parameters
from podobat.forecast import parameters_of
from podobat.forecast.sampling import sample_points
from tests.engine.worlds import case

NAME, DRAWS, SEED = "gwangju-phase1", 200, 1
WITH, WITHOUT = 0, 1


def figure(source: str) -> float:
    """A published figure, as cited."""
    return float(read_parameters().sources[source].value)


@pytest.fixture(scope="module")
def world() -> Ensemble:
    parameters = parameters_of(case(NAME))
    values = parameters.sample(sample_points(parameters.ids, DRAWS // 2, SEED))
    return run_ensemble(case(NAME).plan, values, DRAWS, SEED)


def at_the_end(world: Ensemble, measure: str) -> np.ndarray:
    """A measure in the plan's last month with the plan, one number a draw."""
    month = world.months.index(case(NAME).plan.horizon.end)
    return world.values[WITH, :, month, world.measures.index(measure)].astype(float)


def yearly_closures(world: Ensemble, which: int, years: int = 8) -> np.ndarray:
    """Chance of closing in a year, by year of age."""
    lived, closed = world.diagnostics["survival"][which, :, :years]
    return 1 - np.exp(-12 * closed / lived)


def test_young_firms_close_more_often_than_older_ones(world):
    for which in (WITH, WITHOUT):
        closures = yearly_closures(world, which)
        assert closures[:2].mean() > 1.2 * closures[3:5].mean()
        assert (closures > 0.02).all()
        assert (closures < 0.4).all()


def test_grants_keep_firms_alive(world):
    assert (yearly_closures(world, WITH, 3) < yearly_closures(world, WITHOUT, 3)).all()


@pytest.mark.parametrize(("years", "source"), [(1, "surv_supported_1y_2017"), (3, "surv_supported_3y_2017")])
def test_supported_regions_keep_about_the_share_of_start_ups_that_korean_programmes_do(world, years, source):
    survival = np.prod(1 - yearly_closures(world, WITH)[:years])
    assert survival * 100 == pytest.approx(figure(source), abs=15)


def test_each_round_is_reached_by_a_fraction_of_those_before_it(world):
    for which in (WITH, WITHOUT):
        reached = world.diagnostics["tallies"][which, 0].astype(float)
        onwards = reached[1:] / reached[:-1]
        assert (onwards < 0.5).all()
        assert (onwards > 0.05).all()
        # The region has less access to capital than the nation, and the plan lifts it a little.
        assert onwards[1] * 100 == pytest.approx(figure("seed_a_ratio_kr_implied"), abs=12)


def test_two_years_or_so_pass_between_series_a_and_b(world):
    tallies = world.diagnostics["tallies"][WITH]
    months = tallies[1, 3] / tallies[0, 3]
    assert months == pytest.approx(figure("time_a_b_kr_2022h2"), abs=8)


def test_most_firms_stay_small_and_a_few_carry_the_jobs(world):
    for count in world.diagnostics["headcount"][WITH].astype(float):
        jobs = count * HEAD_EDGES
        assert count[HEAD_EDGES < 5].sum() > 0.5 * count.sum()
        assert count[HEAD_EDGES >= 10].sum() < 0.2 * count.sum()
        assert jobs[HEAD_EDGES >= 10].sum() > 0.35 * jobs.sum()


def median_bin(histogram: np.ndarray) -> float:
    """Upper edge of the bin in which the median lies."""
    k = int(np.searchsorted(histogram.cumsum(), histogram.sum() / 2))
    return float(CASH_EDGES[min(k, CASH_EDGES.size - 1)])


def test_young_firms_spend_more_than_they_earn_and_many_run_dry(world):
    for which in (WITH, WITHOUT):
        flow = [median_bin(row) for row in world.diagnostics["flow_by_age"][which, :6]]
        assert max(flow) < 0
        by_cash, otherwise = world.diagnostics["tallies"][which, 2, :2]
        assert by_cash > 0.2 * (by_cash + otherwise)


def test_memoranda_outnumber_offices(world):
    signed, opened = at_the_end(world, "firms.mou"), at_the_end(world, "firms.opened")
    assert (signed >= opened).all()
    assert np.median(opened / np.maximum(signed, 1)) < 0.7


def test_trained_people_leave_for_the_capital(world):
    outside, here = at_the_end(world, "people.placed_outside"), at_the_end(world, "people.placed_region")
    share = outside.sum() / (outside + here).sum()
    assert share * 100 == pytest.approx(figure("grad_to_capital_honam_2021"), abs=15)


def test_works_slip_and_money_is_carried_over(world):
    opened = np.array(
        [np.argmax(draw > 0) for draw in world.values[WITH, :, :, world.measures.index("compute.projects")]]
    )
    planned = case(NAME).plan.month_number(case(NAME).plan.programme("compute-centre").facility.opens)
    late = opened - planned
    assert np.mean(late > 0) > 0.6
    assert late.mean() > np.median(late) > 0, "skewed to the right"
    assert np.median(at_the_end(world, "budget.unspent")) > 0
