"""Induced work from the convention of feasibility studies to what stays in the region."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from podobat.appraise.input_output.bridge import CONVENTION, LEADING, STEPS
from podobat.appraise.input_output.rule import effects, parameters_of_effects, spending_of
from podobat.forecast import forecast
from podobat.plan import read_case
from tests.engine.worlds import ROOT


@pytest.fixture(scope="module")
def induced():
    case = read_case(ROOT / "cases" / "port-maren")
    result = forecast(case, draws=60, seed=4)
    return effects(case.plan, spending_of(result), parameters_of_effects(case), seed=4), result


def test_the_steps_lead_from_the_whole_budget_to_what_the_appraisal_says(induced):
    io, result = induced
    steps = {step.id: step.draws for step in io.bridge}
    assert tuple(steps) == STEPS
    np.testing.assert_allclose(steps[LEADING], io.draws_of("employment", "region"), rtol=1e-9)
    month = result.months[-1]
    counted = result.joint_draws("jobs.induced", month)["net"]
    np.testing.assert_allclose(steps["stays"], counted, rtol=1e-3, atol=0.5)
    for more, less in pairwise(STEPS[1:4]):
        assert (steps[more] >= steps[less] - 1e-9).all(), f"{less} takes something away from {more}"


def test_the_convention_is_all_the_money_at_national_coefficients(induced):
    io, _ = induced
    convention = next(step.draws for step in io.bridge if step.id == CONVENTION)
    ids = list(io.parameters.ids)
    central = io.parameters.central()
    coefficients = np.array([central[ids.index(f"induced.{sector}")] for sector in io.sectors])
    budgets = np.array([io.plan.won_m(io.plan.programme(id).total) for id in io.programmes])
    expected = budgets @ io.shares @ coefficients / 1000.0
    assert np.median(convention) == pytest.approx(expected, rel=0.05)


def test_money_that_goes_elsewhere_counts_elsewhere(induced):
    io, _ = induced
    for effect in ("employment", "spending"):
        whole = io.draws_of(effect, "nation")
        parts = io.draws_of(effect, "region") + io.draws_of(effect, "outside")
        if effect == "spending":
            parts = parts + io.draws_of(effect, "abroad")
        np.testing.assert_allclose(parts, whole, rtol=1e-9)
