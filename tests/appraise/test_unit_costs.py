"""Unit costs: gross beside net and never mixed, infinite where nothing is added, beside comparable figures."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest

from podobat import read_case
from podobat.appraise.unit_costs.result import ITEMS, UnitCost
from podobat.appraise.unit_costs.rule import unit_costs
from podobat.evidence import read_references
from podobat.forecast import forecast
from podobat.units import UNITS


@pytest.fixture(scope="module")
def case(repository):
    return read_case(repository / "cases" / "port-maren")


@pytest.fixture(scope="module")
def future(case):
    return forecast(case, draws=40, seed=5)


@pytest.fixture(scope="module")
def costs(future):
    return unit_costs(future)


def test_a_net_job_is_all_money_over_what_the_plan_adds(future, costs):
    end = future.plan.horizon.end
    spent, net = future.draws_of("spending", end)["with"], future.draws_of("jobs.direct", end)["net"]
    job = costs.of("job")
    added = net > 0
    assert job.cost[added] == pytest.approx(spent[added] / net[added], rel=1e-6)
    assert job.ratio_of_means == pytest.approx(float(spent.mean() / net.mean()), rel=1e-6)


def test_gross_counts_what_came_anyway_and_never_less_than_nothing_was_there(future, costs):
    month = future.plan.horizon.end
    with_plan = future.draws_of("jobs.direct", month)["with"]
    there = future["jobs.direct"].to_numpy()[1, :, 0]
    assert costs.of("job", "gross").count == pytest.approx(with_plan - there)
    assert costs.of("founded", "gross").count == pytest.approx(future.draws_of("startups.founded", month)["with"])


def test_person_years_are_the_months_added_up(future, costs):
    net = future.net("jobs.direct").to_numpy()
    months = future.months.index(future.plan.horizon.end) + 1
    assert costs.of("job_year").count == pytest.approx(net[:, :months].astype(float).sum(axis=1) / 12)


def test_only_the_money_of_the_kinds_asked_for(future, costs):
    founding = [p.id for p in future.plan.programmes if p.kind == "founding"]
    spent = sum(future.draws_of(f"spending.{id}", future.plan.horizon.end)["with"] for id in founding)
    assert costs.of("founded_by_grants").spent == pytest.approx(np.asarray(spent))


def test_nothing_added_costs_infinitely_much_and_is_said():
    c = UnitCost(ITEMS[0], "net", "2024-12", np.array([10.0, 10, 10, 0]), np.array([2.0, 0, -1, 0]))
    assert c.cost[:3].tolist() == [5.0, np.inf, np.inf]
    assert np.isnan(c.cost[3]), "nothing spent and nothing added"
    assert c.nothing_added == 0.75
    assert c.ratio_of_means == pytest.approx(7.5 / 0.25)
    assert UnitCost(ITEMS[0], "net", "2024-12", np.ones(2), -np.ones(2)).ratio_of_means == np.inf


def test_every_row_stands_beside_its_class(costs):
    rows = costs.rows("en")
    assert set(rows["basis"]) == {"net", "gross"}
    known = {r.group for r in read_references()}
    assert {r for r in rows["reference_class"] if r} <= known
    job = rows.filter((pl.col("id") == "job") & (pl.col("basis") == "net")).row(0, named=True)
    values = [r.value for r in read_references() if r.group == "cost_per_job"]
    below = sum(v < job["p50"] for v in values)
    assert job["percentile"] == pytest.approx(100 * below / len(values))
    assert f"above {below} of {len(values)}" in job["sentence"]
    kept = rows.filter(pl.col("id") == "kept").row(0, named=True)
    assert kept["percentile"] is None
    assert "Nothing comparable is known." in kept["sentence"]


def test_units_are_known_and_classes_have_that_unit():
    units = {r.group: r.unit for r in read_references()}
    for item in ITEMS:
        assert item.unit in UNITS
        assert not item.reference or units[item.reference] == item.unit, item.id


def test_the_json_has_no_infinity(costs):
    said = json.dumps(costs.to_json_dict(), allow_nan=False, ensure_ascii=False)
    assert "must not be added" in said
