"""What the model misses: its law, its draws, and what it leaves alone to the bit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtri

from podobat.engine import columns, run_ensemble
from podobat.engine.randomness import uniforms
from podobat.evidence import read_parameters
from podobat.forecast import forecast
from podobat.forecast.discrepancy import (
    EXACT,
    Discrepancy,
    Law,
    Layout,
    acting,
    carry,
    group_of,
    prior_draws,
    stretch_of,
)
from podobat.forecast.futures import prior
from podobat.forecast.quantiles import variance_parts
from tests.engine.worlds import case

DRAWS = 12
LAW = Discrepancy.of(read_parameters())


@pytest.fixture(scope="module")
def plan():
    return case().plan


@pytest.fixture(scope="module")
def layout(plan):
    return Layout.of(columns(plan), plan.months)


@pytest.fixture(scope="module")
def world(plan):
    return forecast(case(), draws=DRAWS, seed=5, world_only=True)


@pytest.fixture(scope="module")
def simulated():
    """The simulated world with its plan figures, before anything is missed."""
    return forecast(case(), draws=DRAWS, futures=replace(prior(case(), 5), law=None), seed=5)


@pytest.fixture(scope="module")
def true(plan):
    return forecast(case(), draws=DRAWS, seed=5)


def test_the_covariance_is_that_of_its_parts():
    law = Law(offset=0.5, wander=0.4, chance=0.3, memory=0.64)
    k = law.covariance(3)
    assert k[0, 0] == pytest.approx(0.4**2 + 2 * 0.3**2), "a half-year's own part is larger than a year's"
    assert k[0, 1] == pytest.approx(0.4**2 * 0.8), "memory is that of a year"
    assert k[0, 2] == pytest.approx(0.4**2 * 0.64)
    assert law.middle(2.0, "cumulative") == pytest.approx(-0.5 * 4.0 * 2 * 0.09)
    assert law.middle(2.0, "stock") == 0.0


def test_draws_have_the_spread_of_their_law(layout):
    wide = replace(LAW, least=-50.0, most=50.0)
    d = prior_draws(wide, layout, 8000, 3)
    for name in ("startups.founded", "jobs.direct"):
        g = layout.groups.index(name)
        law = wide.law(layout.kinds[g])
        middles = law.middle(wide.scales, layout.kinds[g])
        expected = law.offset**2 + law.covariance(1)[0, 0] * (wide.scales**2).mean() + np.var(middles)
        assert np.var(d[:, g, 2]) == pytest.approx(expected, rel=0.1)
        assert d[:, g, 2].mean() == pytest.approx(middles.mean(), abs=0.05)
    founded = d[:, layout.groups.index("startups.founded")]
    assert np.corrcoef(founded[:, 0], founded[:, 1])[0, 1] > np.corrcoef(founded[:, 0], founded[:, -1])[0, 1]


def test_what_single_stretches_add_evens_out(layout):
    """The expected factor of a stretch's own part is 1, whatever the scale."""
    law = replace(LAW, rate=Law(0.0, 0.0, 0.4, 0.8), least=-50.0, most=50.0, spread=0.01)
    d = prior_draws(law, layout, 8000, 3)[:, layout.groups.index("startups.founded")]
    assert np.exp(d).mean() == pytest.approx(1.0, abs=0.02)


def test_draws_end_at_their_bounds(layout):
    d = prior_draws(LAW, layout, 500, 1)
    assert d.min() >= LAW.least
    assert d.max() <= LAW.most


def test_a_measure_keeps_its_discrepancies_whatever_else_there_is(plan, layout):
    alone = Layout.of(("jobs.hired", "jobs.direct"), plan.months)
    some, every = prior_draws(LAW, alone, 6, 1, first=4), prior_draws(LAW, layout, 10, 1)
    assert np.array_equal(some[:, 0], every[4:, layout.groups.index("jobs.hired")])


def test_without_discrepancy_the_world_is_the_world_to_the_bit(world, layout):
    values = world.values[0].copy()
    carry(values, layout, np.zeros((DRAWS, len(layout.groups), layout.stretches)))
    assert np.array_equal(values, world.values[0])


def test_world_only_is_what_the_engine_simulates(plan, world):
    rows, lives = prior(case(), 5).lived(0, DRAWS)
    assert np.array_equal(run_ensemble(plan, rows, DRAWS, 5, lives=lives).values, world.values)
    assert world.fingerprints["world"] == "only"
    assert not world.again


def test_money_the_climate_and_the_law_stay_as_they_are(simulated, true):
    for name in (*EXACT, "spending.founding-grants" if "spending.founding-grants" in true.measures else "spending"):
        assert np.array_equal(true[name], simulated[name]), name


def test_parts_by_sector_add_up(true, plan):
    for name in ("startups.founded", "startups.operating", "jobs.direct"):
        parts = sum(true[f"{name}.{s.id}"].to_numpy().astype(np.float64) for s in plan.sectors)
        assert parts == pytest.approx(true[name].to_numpy(), rel=1e-5)


def test_cumulative_counts_never_fall_and_shares_end_at_one(true):
    for name in true.measures:
        about, values = true.measure(name), true[name].to_numpy()
        if about.kind == "cumulative":
            assert (np.diff(values, axis=-1) >= 0).all(), name
        if about.unit == "share":
            assert values.max() <= 1.0


def test_where_the_plan_does_nothing_it_adds_exactly_nothing(plan):
    idle = forecast(case(), plan=plan.without(), draws=4, seed=5)
    assert np.array_equal(idle.values[0], idle.values[1])


def test_both_worlds_and_every_scenario_meet_the_same_discrepancy(simulated, true):
    """Where a plan has not acted yet the two worlds are one, in truth as in the simulated world."""
    same = np.logical_and.accumulate(simulated.values[0] == simulated.values[1], axis=1)
    assert same[:, 0].mean() > 0.5
    assert (true.values[0] == true.values[1])[same].all()


def test_draws_do_not_depend_on_batches_or_threads(true):
    assert np.array_equal(forecast(case(), draws=DRAWS, seed=5, batch=5, threads=1).values, true.values)


def test_stretches_are_halves_of_calendar_years():
    first = 2020 * 12 + 3  # April
    assert [stretch_of(first, t) for t in (0, 2, 3, 8, 9)] == [0, 0, 1, 1, 2]
    at, weight = acting("cumulative", first, 10)
    assert at.tolist() == [0, 0, 0, 1, 1, 1, 1, 1, 1, 2]
    assert (weight == 1).all()
    at, weight = acting("stock", 2020 * 12, 24)
    assert weight[0] == 1.0, "level before the middle of the first half-year"
    middle = at + 1.0 - weight
    assert (np.diff(middle) >= 0).all()
    assert middle[-1] == pytest.approx(3.0 + 2.5 / 6), "and on towards the next one, whether it is asked for or not"


def test_what_has_a_discrepancy_of_its_own():
    assert group_of("jobs.direct.cars") == "jobs.direct"
    assert group_of("spending.compute-centre") is None
    assert group_of("people.trained") == "people.trained"


def test_the_variance_splits_into_what_it_was_made_of():
    n = 40_000
    luck = [ndtri(uniforms(1, 90, range(n), k)) for k in range(6)]
    parameters, figures, others = (np.repeat(luck[k][::2], 2) for k in (0, 4, 5))
    values, again = (2 * parameters + figures + luck[1] + 1.5 * m for m in luck[2:4])
    other = 2 * parameters + others + luck[1] + 1.5 * luck[2]
    total = 4 + 1 + 1 + 1.5**2
    split = variance_parts(values, again, other)
    assert split == pytest.approx((4 / total, 1 / total, 1.5**2 / total, 1 / total), abs=0.04)  # ranks bend it
    assert variance_parts(values, again).parameters == pytest.approx(split.parameters + split.figures)
    assert sum(split) == pytest.approx(1.0)
    assert all(np.isnan(variance_parts(np.ones(8), np.ones(8))))


def test_every_target_says_how_much_is_missed(true):
    for target in true.target_results:
        split = target.variance
        assert sum(split) == pytest.approx(1.0) or np.isnan(split.missed)
