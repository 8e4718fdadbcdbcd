"""Where a region starts, and the kinds of programme that bring, build, buy and design."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from podobat.engine import pairs, world
from podobat.engine.chips import next_run, right_first
from podobat.engine.counting import measure_ids, n_measures
from podobat.engine.entry import spread_figure
from podobat.engine.established import posts_and_specialists
from podobat.engine.infrastructure import taken_up
from podobat.engine.inputs import IN_SERVICE, plan_arrays
from podobat.engine.run import Job, run_jobs
from podobat.engine.standing import START_STARTUPS
from podobat.engine.start import skewed_size
from podobat.plan.blocks import Anchor, Chips, Infrastructure
from podobat.plan.fields import Figure, FrozenDict
from podobat.plan.schema import Programme
from podobat.plan.start import EstablishedThere, OfficesThere, Start, StartupsThere
from podobat.units import Text
from tests.engine.worlds import case, lived, rows

DRAWS = 64


def a(value: float, low: float | None = None, high: float | None = None) -> Figure:
    return Figure(value, assumed=Text("가정", "assumed"), low=low, high=high)


def programme(kind: str, money: dict[int, float], **block: object) -> Programme:
    text = Text("시험", "test")
    return Programme(
        id="tried", name=text, kind=kind, budget=FrozenDict(money), funding=FrozenDict(city=1.0),
        spending=FrozenDict(construction=1.0), assumed=text, **block,
    )  # fmt: skip


def outcome(plan, **changes: float) -> dict[str, np.ndarray]:
    """What runs of a plan count: measure -> (draw, month), at median parameters but for the changes."""
    x = plan_arrays(plan)
    out = np.zeros((DRAWS, plan.n_months, n_measures(x)), np.float32)
    run_jobs([Job(x, pairs(DRAWS), out)], rows("port-maren", DRAWS // 2, **changes), seed=3)
    ids = measure_ids(tuple(s.id for s in plan.sectors), tuple(p.id for p in plan.programmes))
    return {id: out[:, :, j] for j, id in enumerate(ids)}


def with_start(**start: object):
    return dataclasses.replace(case().plan, start=Start(**start))


def with_programme(kind: str, money: dict[int, float], **block: object):
    plan = case().plan
    return dataclasses.replace(plan, programmes=(*plan.programmes, programme(kind, money, **block)))


def test_no_start_and_an_empty_start_are_the_same_world():
    plain, empty = outcome(case().plan), outcome(with_start())
    for id, values in plain.items():
        np.testing.assert_array_equal(values, empty[id], err_msg=id)


def test_a_figure_with_ends_has_its_value_as_median_and_its_ends_as_quantiles():
    assert spread_figure(10.0, 5.0, 30.0, 0.0) == pytest.approx(10.0)
    assert spread_figure(10.0, 5.0, 30.0, 1.6449) == pytest.approx(30.0, rel=1e-5)
    assert spread_figure(10.0, 5.0, 30.0, -1.6449) == pytest.approx(5.0, rel=1e-5)


def test_what_stands_at_the_start_is_counted_in_all_and_not_as_new():
    plan = with_start(
        startups=StartupsThere(firms=a(40.0), staff=a(6.0)),
        established=(EstablishedThere(sector=case().plan.sectors[0].id, firms=a(100.0), staff=a(50.0)),),
        offices=OfficesThere(firms=a(30.0), staff=a(5.0)),
        memoranda=a(20.0),
        looking=FrozenDict(course=a(80.0)),
    )
    found, before = outcome(plan), outcome(case().plan)
    assert found["startups.operating"][:, 0].mean() == pytest.approx(40.0, rel=0.1)
    assert found["firms.established"][:, 0].mean() == pytest.approx(100.0, rel=0.03)
    assert found["jobs.established"][:, 0].mean() == pytest.approx(5000.0, rel=0.1)
    assert found["firms.operating"][:, 0].mean() == pytest.approx(30.0, abs=3.0)
    assert found["people.looking"][:, 0].mean() > before["people.looking"][:, 0].mean() + 40.0
    total = found["startups.operating"] + found["firms.operating"] + found["firms.established"]
    np.testing.assert_allclose(found["firms.all"], total, rtol=1e-6)
    assert np.abs(found["firms.new"][:, 0]).mean() < 8.0, "what was there is not new"
    assert found["firms.opened"][:, -1].mean() > before["firms.opened"][:, -1].mean() + 3.0, "memoranda open offices"
    np.testing.assert_array_equal(found["jobs.all"], found["jobs.direct"] + found["jobs.established"])


def test_a_facility_that_opened_before_the_plan_serves_from_its_first_month():
    plan = case().plan
    k, works = next((k, p) for k, p in enumerate(plan.programmes) if p.facility is not None)
    facility = dataclasses.replace(works.facility, start="2020-01", opens="2021-01")
    kept = dataclasses.replace(works, facility=facility, unit_cost=a(0.0))
    other = dataclasses.replace(plan, programmes=(*plan.programmes[:k], kept, *plan.programmes[k + 1 :]))
    x = plan_arrays(other)
    assert x.programmes[k]["starts"] == IN_SERVICE
    assert lived(x, rows("port-maren", 1)).ledger[world.OPENS, k] == 0
    assert plan_arrays(other.without()).programmes[k]["starts"] == IN_SERVICE, "it stands without the plan too"


def test_firms_that_settle_bring_people_and_private_money_or_the_money_stays():
    block = {"unit_cost": a(1.0), "anchor": Anchor(staff=a(80.0), brought=a(0.25), months=12, investment=a(3.0))}
    plan = with_programme("anchor", {2025: 20.0}, **block)
    all_come, none_come = outcome(plan, anchor_follows=1.0), outcome(plan, anchor_follows=0.0)
    assert all_come["firms.settled"][:, -1].max() == 20
    assert all_come["firms.settled"][:, 11].max() == 0, "a year passes before the first one opens"
    assert all_come["jobs.settled"][:, 12:24].mean() >= 20.0
    assert all_come["jobs.settled"][:, 40].mean() > all_come["jobs.settled"][:, 14].mean()
    assert all_come["investment.private"][:, -1].mean() == pytest.approx(20 * 3.0 * plan.won_m(1.0), rel=0.5)
    assert none_come["firms.settled"][:, -1].max() == 0
    assert none_come["spending.tried"][:, -1].max() == 0
    balance = all_come["spending"] + all_come["budget.unspent"] - all_come["budget.granted"]
    assert np.abs(balance).max() < 1.0


def test_infrastructure_is_handed_over_and_taken_up_and_founds_nothing():
    works = Infrastructure(start="2025-02", opens="2026-06", output="homes", amount=a(200.0), private=a(5.0))
    plan = with_programme("infrastructure", {2025: 3.0, 2026: 3.0}, infrastructure=works)
    found, before = outcome(plan), outcome(case().plan)
    assert found["infrastructure.homes"][:, -1].min() == pytest.approx(200.0)
    used = found["infrastructure.homes_used"].mean(axis=0)
    assert (np.diff(used) >= -1e-4).all()
    assert used[-1] < 200.0
    np.testing.assert_array_equal(found["startups.founded"], before["startups.founded"])
    assert found["jobs.induced"][:, -1].mean() > before["jobs.induced"][:, -1].mean()
    assert taken_up(0.0, 1.0, 0.8, 10.0) == pytest.approx(0.08)


def test_a_public_customer_pays_start_ups_with_a_product():
    plan = with_programme("procurement", {2026: 1.0, 2027: 1.0}, unit_cost=a(0.05))
    found, before = outcome(plan, procurement_local_share=1.0), outcome(case().plan)
    contracts = found["procurement.local"][:, -1] + found["procurement.outside"][:, -1]
    assert contracts.min() == contracts.max() == 40
    assert found["procurement.local"][:, -1].mean() > 1.0
    assert found["revenue"][:, 12:48].sum() > before["revenue"][:, 12:48].sum()
    nobody = outcome(plan, procurement_local_share=0.0)
    np.testing.assert_array_equal(nobody["startups.closed"], before["startups.closed"])
    assert nobody["procurement.outside"][:, -1].max() == 40


def test_chips_pass_from_design_to_silicon_to_a_customer():
    block = Chips(sector=case().plan.sectors[0].id, shuttle=6, shuttle_share=a(1.0), test_centre=True)
    plan = with_programme("chips", {2025: 2.0, 2026: 2.0}, unit_cost=a(0.2), chips=block)
    easy = {"chips_cost": 100.0, "chips_first_silicon": 0.9, "chips_customer_chance": 1.0, "chips_customer_months": 3.0}
    found = outcome(plan, **easy)
    last = {id: values[:, -1].mean() for id, values in found.items()}
    assert last["chips.designs"] > 1.0
    assert last["chips.taped_out"] <= 3.0 * last["chips.designs"]
    assert last["chips.taped_out"] > 0.3 * last["chips.designs"]
    assert last["chips.designs"] >= last["chips.silicon"] >= last["chips.customers"] > 0.0
    hard = outcome(plan, chips_cost=100.0, chips_first_silicon=0.0, chips_respin=0.0)
    assert hard["chips.silicon"][:, -1].max() == 0
    assert next_run(7, 6, 4) == 16, "the shuttle of month 12, back four months later"
    assert right_first(0.2, 0.5, 0, 0.7) == pytest.approx(0.3)
    assert right_first(0.2, 0.5, 1, 0.7) == pytest.approx(0.7)


def test_research_money_that_goes_elsewhere_does_less_here():
    plan = case().plan
    k = next(k for k, p in enumerate(plan.programmes) if p.kind == "research")
    half = dataclasses.replace(plan.programmes[k], local=a(0.5))
    there = dataclasses.replace(plan, programmes=(*plan.programmes[:k], half, *plan.programmes[k + 1 :]))
    full, less = outcome(plan), outcome(there)
    projects = full["research.projects"][:, -1].mean()
    assert less["research.projects"][:, -1].mean() == pytest.approx(projects / 2, rel=1e-3)
    assert less["jobs.induced"][:, -1].mean() < full["jobs.induced"][:, -1].mean()
    paid = f"spending.{half.id}"
    np.testing.assert_array_equal(less[paid], full[paid])


@pytest.mark.parametrize(("goal", "staff", "quits", "posts"), [(50, 50, 2, 2), (60, 50, 2, 3), (40, 50, 2, 0)])
def test_an_established_firm_replaces_who_leaves_and_grows_a_little(goal, staff, quits, posts):
    found, rare = posts_and_specialists(float(goal), staff, quits, 0.1, 0.0, 0.0)
    assert found == posts
    assert rare == 0


def test_sizes_are_skewed_around_their_mean():
    z = np.random.default_rng(5).standard_normal(20_000)
    sizes = np.array([skewed_size(40.0, 1.1, value, 0.5) for value in z])
    assert sizes.mean() == pytest.approx(40.0, rel=0.05)
    assert np.median(sizes) < 25
    assert sizes.min() >= 1


def test_what_is_not_given_is_marked():
    assert (plan_arrays(case().plan).start == -1.0).all()
    assert plan_arrays(with_start(startups=StartupsThere(firms=a(4.0)))).start[START_STARTUPS, 0] == 4.0
