"""Appraisals that cannot be made: every reason at once, in words, and nothing guessed."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from podobat import read_case
from podobat.appraise.cost_benefit.rule import appraise_costs_and_benefits, parameters_of_appraisal
from podobat.appraise.cost_benefit.sales import SalesCheck
from podobat.errors import CannotRun, InputFaults
from podobat.evidence import Parameters
from podobat.forecast import forecast
from tests.appraise.worth import pinned


@pytest.fixture(scope="module")
def case(repository):
    return read_case(repository / "cases" / "port-maren")


@pytest.fixture(scope="module")
def future(case):
    return forecast(case, draws=4, seed=3)


@pytest.fixture(scope="module")
def parameters(case):
    return parameters_of_appraisal(case)


def said(error: pytest.ExceptionInfo[InputFaults]) -> str:
    """All faults in English, on one line."""
    return " ".join(str(error.value).split())


def test_missing_and_misspelt_parameters_are_all_named(future, parameters: Parameters):
    kept = tuple(p for p in parameters if p.id not in ("appraisal.decay", "appraisal.upkeep"))
    odd = replace(parameters["appraisal.decay"], id="appraisal.decya")
    with pytest.raises(InputFaults) as error:
        appraise_costs_and_benefits(future, Parameters((*kept, odd), parameters.sources))
    assert {f.path for f in error.value.faults} == {"appraisal.decay", "appraisal.upkeep"}
    assert "Is `appraisal.decya` a misspelling of it?" in said(error)


def test_every_wrong_option_is_named_at_once(future, parameters: Parameters):
    with pytest.raises(InputFaults) as error:
        appraise_costs_and_benefits(future, parameters, timing="start", period=0, discount_rate=4.5)
    assert [f.path for f in error.value.faults] == ["timing", "period", "discount_rate"]
    for words in ("unknown value 'start'", "end, mid", "ends before the plan", "If it is 4.5 %, write 0.045."):
        assert words in said(error)
    assert error.value.exit_code == 1
    assert "분석 기간 0년은 계획보다 짧거나" in error.value.text("ko")


@pytest.mark.parametrize("rate", [float("nan"), float("inf"), -0.9])
def test_rates_that_make_no_sense_are_refused(future, parameters: Parameters, rate: float):
    with pytest.raises(InputFaults, match="makes no sense"):
        appraise_costs_and_benefits(future, parameters, discount_rate=rate)


@pytest.mark.parametrize(
    ("id", "value", "words"),
    [
        ("appraisal.value_added_ratio", 51.6, "may become 51.6"),
        ("appraisal.discount_2017", -80.0, "may become -80"),
        ("appraisal.period_works", 0.0, "may become 0"),
        ("appraisal.life_equipment", 0.0, "1 or more"),
        ("appraisal.social_wage", -0.1, "at most 1"),
    ],
)
def test_parameters_out_of_bounds_are_refused(future, parameters: Parameters, id: str, value: float, words: str):
    with pytest.raises(InputFaults) as error:
        appraise_costs_and_benefits(future, pinned(parameters, id, value))
    assert words in said(error)
    assert [f.path for f in error.value.faults] == [id]


def test_negative_costs_are_refused(future, parameters: Parameters):
    values = future.values.copy()
    programme = future.plan.programmes[0].id
    values[0, :, -12:, future.measures.index(f"spending.{programme}")] = 0.0  # all of it taken back in the last year
    with pytest.raises(InputFaults) as error:
        appraise_costs_and_benefits(replace(future, values=values), parameters)
    assert f"spending.{programme}" in said(error)
    assert "a cost cannot be negative" in said(error)


def test_parameters_of_another_world_are_refused(future, parameters: Parameters):
    with pytest.raises(InputFaults, match="not the parameters that the forecast was drawn from"):
        appraise_costs_and_benefits(future, pinned(parameters, "entry.deadweight", 0.5))


def test_a_forecast_without_single_draws_cannot_be_appraised(case, parameters: Parameters):
    sketched = forecast(case, draws=300, seed=3, memory=0.002)
    assert sketched.values is None
    with pytest.raises(CannotRun, match="too many to keep one by one"):
        appraise_costs_and_benefits(sketched, parameters)


def test_a_plan_that_spends_nothing_has_no_ratio_and_says_so(case, parameters: Parameters):
    nothing = forecast(case, plan=case.plan.without(), draws=4, seed=3)
    result = appraise_costs_and_benefits(nothing, parameters)
    assert np.isnan(result.draws_of("national", "bc")).all()
    assert "nothing is spent" in result.verdict("national").en
    assert "집행한 비용이 없어" in result.verdict("regional").ko
    warning = SalesCheck(result, None, None, 3.0).warning
    assert "there is no B/C" in warning.en
    assert "1 이상" not in warning.ko


def test_a_ratio_below_zero_is_explained_and_one_above_is_not(case, parameters: Parameters):
    result = appraise_costs_and_benefits(forecast(case, draws=8, seed=3), parameters)
    for perspective in result.perspectives:
        said = result.verdict(perspective)
        median = float(np.median(result.draws_of(perspective, "bc")))
        assert not re.search(r"-\d", said.en + said.ko), "a minus is no hyphen"
        assert ("B/C가 음수라는 것은" in said.ko) == ("below zero means" in said.en) == (median < 0)
    national = result.benefits().filter(perspective="national", side="benefit").sort("mean").row(0, named=True)
    assert national["mean"] < 0
    assert f"‘{national['name_ko']}’" in result.verdict("national").ko
    assert f"“{national['name_en']}”" in result.verdict("national").en
