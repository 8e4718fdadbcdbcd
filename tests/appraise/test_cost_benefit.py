"""The appraisal of a whole case: rules by date, distributions, what decides it, the same numbers again."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from podobat import read_case
from podobat.appraise.columns import ordered
from podobat.appraise.cost_benefit.analysis import chance_of_passing
from podobat.appraise.cost_benefit.flows import flows_of
from podobat.appraise.cost_benefit.notes import percent
from podobat.appraise.cost_benefit.result import CostBenefit
from podobat.appraise.cost_benefit.rule import appraise_costs_and_benefits, drawn_parameters, parameters_of_appraisal
from podobat.appraise.cost_benefit.rules import rules_of
from podobat.appraise.cost_benefit.sensitivity import rank_correlations, switching_value, threshold
from podobat.appraise.cost_benefit.valuation import WORLD_IDS
from podobat.evidence import why
from podobat.forecast import forecast
from podobat.forecast.sampling import sample_points
from tests.appraise.worth import pinned

DRAWS = 40


@pytest.fixture(scope="module")
def case(repository):
    return read_case(repository / "cases" / "port-maren")


@pytest.fixture(scope="module")
def future(case):
    return forecast(case, draws=DRAWS, seed=5)


@pytest.fixture(scope="module")
def parameters(case):
    return parameters_of_appraisal(case)


@pytest.fixture(scope="module")
def result(future, parameters) -> CostBenefit:
    return appraise_costs_and_benefits(future, parameters)


# --- rules -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "rate"), [(1998, 7.5), (2003, 7.5), (2005, 6.5), (2010, 5.5), (2017, 4.5), (2020, 4.5)]
)
def test_the_guideline_in_force_when_the_plan_begins_sets_the_rate(case, parameters, year: int, rate: float):
    horizon = replace(case.plan.horizon, start=f"{year}-01", end=f"{year + 3}-12", forecast_to=f"{year + 7}-12")
    rules = rules_of(replace(case.plan, horizon=horizon), parameters)
    assert rules.rate == pytest.approx(rate / 100)
    assert rules.base_year == year - 1
    assert ("no guideline in 1998" in rules.reasons[0].en) == (year == 1998)


def test_plans_with_works_are_appraised_for_longer(case, parameters):
    plan = case.plan
    assert rules_of(plan, parameters).last_year == 2028 + 30
    soft = replace(plan, programmes=tuple(p for p in plan.programmes if p.facility is None))
    assert rules_of(soft, parameters).last_year == 2028 + 10
    assert rules_of(plan, parameters, period=12).last_year == 2040


# --- quantities --------------------------------------------------------------------------------------------------


def test_yearly_quantities_are_those_of_the_forecast(future):
    q = flows_of(future)
    assert q.years == tuple(range(2025, 2033))
    revenue = future.net("revenue").to_numpy()
    assert q.quantities["revenue"][:, 2] == pytest.approx(revenue[:, 24:36].astype(float).sum(axis=1), rel=1e-6)
    jobs = future.net("jobs.startups").to_numpy()
    assert q.quantities["jobs.startups"][:, 3] == pytest.approx(jobs[:, 36:48].astype(float).mean(axis=1), rel=1e-6)
    total = future.draws_of("spending", "2032-12")["with"]
    assert q.spending.sum(axis=(1, 2)) == pytest.approx(total, rel=1e-5)
    assert np.all(q.works <= q.spending + 1e-6)


def test_a_last_year_cut_short_is_brought_up_to_twelve_months(case, future):
    short = flows_of(
        forecast(case, plan=case.plan.with_values({"horizon.forecast_to": "2032-06"}), draws=DRAWS, seed=5)
    )
    whole = flows_of(future)
    assert short.years == whole.years
    half = future.net("revenue").to_numpy()[:, 84:90].astype(float).sum(axis=1)
    assert short.quantities["revenue"][:, -1] == pytest.approx(2 * half, rel=1e-5)
    stock = future.net("jobs.startups").to_numpy()[:, 84:90].astype(float).mean(axis=1)
    assert short.quantities["jobs.startups"][:, -1] == pytest.approx(stock, rel=1e-5, abs=1e-9)
    assert short.quantities["revenue"][:, :-1] == pytest.approx(whole.quantities["revenue"][:, :-1], rel=1e-5, abs=1e-6)


# --- draws -------------------------------------------------------------------------------------------------------


def test_parameters_of_the_world_are_those_the_forecast_drew(future, parameters):
    drawn = drawn_parameters(parameters, DRAWS, future.seed)
    world = future.parameters
    rows = world.sample(sample_points(world.ids, DRAWS // 2, future.seed))
    for id in WORLD_IDS:
        assert np.array_equal(drawn[id][::2, 0], rows[:, world.ids.index(id)]), id
        assert np.array_equal(drawn[id][::2], drawn[id][1::2]), "two draws share a point"


def test_the_same_seed_gives_the_same_bits(future, parameters, result):
    again = appraise_costs_and_benefits(future, parameters)
    for what in ("npv", "bc", "payback"):
        assert again.draws_of("national", what).tobytes() == result.draws_of("national", what).tobytes()


def test_one_parameter_more_leaves_every_other_draw_alone(parameters):
    before = drawn_parameters(parameters, 8, 1)
    after = drawn_parameters(pinned(parameters, "appraisal.decay", 0.0), 8, 1)
    assert all(np.array_equal(before[id], after[id]) for id in before if id != "appraisal.decay")


# --- results -----------------------------------------------------------------------------------------------------


def test_the_summary_tells_quantiles_and_chances(result):
    rows = {(r["perspective"], r["what"]): r for r in result.summary("en").iter_rows(named=True)}
    assert len(rows) == 2 * 6
    npv, bc = rows["national", "npv"], rows["national", "bc"]
    draws = result.draws_of("national", "npv")
    assert npv["p50"] == pytest.approx(np.median(draws), rel=1e-9)
    assert npv["p10"] <= npv["p50"] <= npv["p90"] <= npv["p97_5"]
    assert npv["probability"] == bc["probability"] == pytest.approx(np.mean(draws > 0)), "NPV > 0 where B/C > 1"
    assert sum(result.irr_kinds("national").values()) == pytest.approx(1)
    assert rows["national", "irr"]["defined"] == pytest.approx(result.irr_kinds("national")["one"])


def test_both_languages_have_the_same_tables(result):
    for table in ("summary", "by_year", "benefits", "assumptions", "sensitivity", "variants"):
        both, ko, en = (getattr(result, table)(lang) for lang in (None, "ko", "en"))
        assert len(both) == len(ko) == len(en)
        assert set(ko.columns) == set(en.columns)
        pairs = {c.removesuffix("_ko") for c in both.columns if c.endswith("_ko")}
        assert pairs <= set(ko.columns), table


def test_the_json_is_plain_and_complete(result):
    said = json.loads(json.dumps(result.to_json_dict(), allow_nan=False, ensure_ascii=False))
    assert said["rules"]["last_year"] == 2058
    assert {"summary", "by_year", "benefits", "sensitivity", "variants", "left_out", "notes"} <= set(said)
    assert all(text["ko"] and text["en"] for text in said["left_out"])


def test_few_draws_are_said_to_be_few(result):
    assert any("With 40 draws" in note.en for note in result.notes)


# --- what decides it ---------------------------------------------------------------------------------------------


def test_a_parameter_at_its_end_is_what_the_table_says(result, future, parameters):
    row = result.sensitivity("en").filter(
        (pl.col("id") == "appraisal.social_wage") & (pl.col("perspective") == "national")
    )
    held = appraise_costs_and_benefits(future, pinned(parameters, "appraisal.social_wage", 1.0))
    assert row["npv_high"][0] == pytest.approx(np.median(held.draws_of("national", "npv")), rel=1e-9)
    assert row["probability_high"][0] == chance_of_passing(held.valued["national"].bc)
    assert row["swing"][0] == pytest.approx(abs(row["npv_high"][0] - row["npv_low"][0]))


def test_at_the_switching_value_the_median_npv_is_zero(result, parameters):
    found = 0
    for row in result.sensitivity("en").filter(pl.col("switching").is_not_null()).iter_rows(named=True):
        v = result.again(row["perspective"], {row["id"]: np.full((1, 1), row["switching"])})
        assert abs(np.median(v.npv)) < 1e-3 * np.abs(v.npv).max()
        found += 1
    assert found, "some assumption switches the result of some perspective"
    relocation = parameters["appraisal.relocation"]
    assert switching_value(result, relocation, "regional") is None, "it does not act on the region at all"


def test_rank_correlations_find_what_was_put_in(result):
    wanted = result.drawn["appraisal.social_wage"][:, 0]
    ranks = rank_correlations(result, -(wanted**3))
    assert ranks["appraisal.social_wage"] == pytest.approx(-1.0)
    others = [abs(r) for id, r in ranks.items() if id != "appraisal.social_wage"]
    assert max(others) < 0.9
    assert not {id for id in ranks if id.startswith("induced.")}, "what cannot act is not ranked"


def test_the_threshold_is_rarely_passed_by_chance():
    rng = np.random.default_rng(11)
    points, parameters = 200, 50
    passed = 0
    for _ in range(100):
        x = rng.normal(size=(parameters, points)).argsort(axis=1).argsort(axis=1)
        y = rng.normal(size=points).argsort().argsort()
        r = np.corrcoef(np.vstack([x, y]))[-1, :-1]
        passed += np.abs(r).max() > threshold(points, parameters)
    assert passed <= 12, "about five in a hundred"


def test_variants_are_other_rules_and_nothing_else(result, future, parameters):
    rows = {(r["id"], r["perspective"]): r for r in result.variants("en").iter_rows(named=True)}
    assert rows["as_ruled", "national"]["npv"] == pytest.approx(np.median(result.draws_of("national", "npv")))
    mid = appraise_costs_and_benefits(future, parameters, timing="mid")
    assert rows["timing_mid", "regional"]["npv"] == pytest.approx(np.median(mid.draws_of("regional", "npv")))
    dear = appraise_costs_and_benefits(future, parameters, discount_rate=0.055)
    assert rows["discount_2007", "national"]["npv"] == pytest.approx(np.median(dear.draws_of("national", "npv")))
    short = appraise_costs_and_benefits(future, parameters, period=10)
    assert rows["period_10", "national"]["npv"] == pytest.approx(np.median(short.draws_of("national", "npv")))
    assert ("discount_2017", "national") not in rows, "the rate in force is no variant"
    assert ("investors", "regional") not in rows


# --- words -------------------------------------------------------------------------------------------------------


def test_quantiles_of_infinite_draws_are_draws():
    found = ordered(np.array([1.0, 2, 3, np.inf, np.inf]))
    assert found["p50"] == 3
    assert found["p90"] == np.inf
    assert set(ordered(np.array([])).values()) == {None}


@pytest.mark.parametrize(("share", "said"), [(0.0, "below 0.5 %"), (1.0, "above 99.5 %"), (0.25, "25 %")])
def test_a_finite_number_of_draws_never_says_never(share: float, said: str):
    assert percent(share, 200).en == said


@pytest.mark.parametrize("id", ["appraisal.social_wage", "appraisal.discount_2017", "appraisal.training_gain"])
def test_why_tells_what_a_parameter_of_the_appraisal_decides(id: str):
    trail = why(id)
    assert trail.steps[1].lines, "it decides something"
    assert all(line.ko and line.en for step in trail.steps for line in step.lines)
