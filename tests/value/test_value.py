"""The value of programmes: shares that sum to the whole, levers that cannot act, twins, costs, and what is refused."""

from __future__ import annotations

import dataclasses
import json
import math

import jsonschema
import numpy as np
import pytest

import podobat
from podobat.errors import CannotRun
from podobat.forecast.effects import cost_of, effect_of, fieller, paired_error
from podobat.plan import Plan
from podobat.value.shapley import GRAIN, whole
from podobat.value.variants import LAW, act_months
from tests.engine.worlds import ROOT, case

NAME = "port-maren"
SCHEMA = json.loads((ROOT / "docs/schema/value-2.json").read_text(encoding="utf-8"))


def only(*ids: str, law: bool = False) -> Plan:
    """The plan in which only these programmes have money."""
    plan = case(NAME).plan
    nothing = {f"programmes.{p.id}.budget.*": 0.0 for p in plan.programmes if p.id not in ids}
    return plan.with_values({**nothing, "law.wanted": law})


def with_twin(plan: Plan, id: str) -> Plan:
    """The plan with a second programme that is the same in everything but its name."""
    tree = plan.to_dict()
    twin = next(p for p in tree["programmes"] if p["id"] == id)
    return plan.with_values({"programmes": [*tree["programmes"], {**twin, "id": "twin"}]})


def sums_to_the_whole(value: podobat.Value) -> bool:
    """Do the parts of all levers sum to the whole effect, in every draw and outcome, to the bit?"""
    of, p = value.outcomes.of, value.simulated
    effect = whole(of(p.full)) - whole(of(p.none))
    return bool((value.parts.parts.sum(axis=0) == value.parts.denominator * effect).all())


@pytest.fixture(scope="module")
def sampled() -> podobat.Value:
    """Eight programmes and no law: orders are sampled."""
    return podobat.value(case(NAME), draws=24, seed=3, threads=2, sweep=["entry.deadweight"])


@pytest.fixture(scope="module")
def small() -> podobat.Value:
    """Three programmes and the law: every coalition is simulated."""
    return podobat.value(case(NAME), plan=only("founding", "growth", "harbour-office", law=True), draws=16, seed=3)


# --- shares -----------------------------------------------------------------------------------------------------------


def test_parts_sum_to_the_whole_in_every_draw_and_outcome(sampled, small):
    assert not sampled.exact
    assert small.exact
    assert sums_to_the_whole(sampled)
    assert sums_to_the_whole(small)
    drawn = sampled.outcomes.of(sampled.simulated.full).astype(np.float64)
    assert np.abs(whole(drawn) / GRAIN - drawn).max() <= 0.5 / GRAIN, "whole numbers of grains, the nearest ones"


def test_the_real_plan_with_its_act_sums_too():
    """Sixteen levers, the act among them, in eighteen targets and ten more outcomes."""
    value = podobat.value(case("gwangju-phase1"), draws=4, seed=9)
    assert not value.exact
    assert len(value.levers) == 16
    assert sums_to_the_whole(value)
    assert value.parts.parts[value.lever(LAW)].any()


def test_a_scenario_is_valued_as_the_plan_it_makes():
    late = podobat.value(case(NAME), scenario="basin-a-year-late", draws=6)
    written = podobat.value(case(NAME), plan=case(NAME).scenario("basin-a-year-late").apply(case(NAME).plan), draws=6)
    assert late.scenario == "basin-a-year-late"
    assert (late.parts.parts == written.parts.parts).all()


def test_a_programme_that_cannot_act_gets_exactly_zero(sampled, small):
    """Operations pay for an office: they touch no firm and nobody."""
    for value in (sampled, small):
        office = value.lever("harbour-office")
        acts_on = {k for k, o in enumerate(value.outcomes) if o.measure not in {"jobs.induced", "spending"}}
        assert all(not value.parts.parts[office, :, k].any() for k in acts_on)
        assert all(value.effects[way][office][k].nothing for way in ("added", "more", "later") for k in acts_on)


def test_a_programme_without_money_is_no_player(small):
    assert [p.id for p in small.levers] == ["founding", "growth", "harbour-office", LAW]
    assert "college-research" in small.cannot_act


@pytest.mark.parametrize("others", [("growth",), ("growth", "adoption", "harbour-course", "quay-house")])
def test_twins_share_alike(others):
    """Enumerated with three levers, sampled with six."""
    value = podobat.value(case(NAME), plan=with_twin(only("founding", *others), "founding"), draws=8, seed=1)
    one, two = value.lever("founding"), value.lever("twin")
    assert value.exact == (len(others) == 1)
    assert (value.parts.parts[one] == value.parts.parts[two]).all()
    assert value.parts.parts[one].any()
    assert sums_to_the_whole(value)


def test_sampled_orders_come_to_what_all_coalitions_say(monkeypatch):
    """The mean over draws and orders of the sampled parts is the mean of the enumerated ones, within its error."""
    from podobat.value import variants as value_play

    plan = only("founding", "growth", "adoption", "harbour-course")
    exact = podobat.value(case(NAME), plan=plan, draws=160, seed=2)
    monkeypatch.setattr(value_play, "ENUMERATED", 0)
    drawn = podobat.value(case(NAME), plan=plan, draws=160, seed=2, orders=2)
    assert exact.exact
    assert not drawn.exact
    off = []
    for i in range(len(exact.levers)):
        for k in range(len(exact.outcomes.counted)):
            error = paired_error(drawn.share(i)[:, k] - exact.share(i)[:, k])
            if error > 0:
                off.append((drawn.effects["share"][i][k].mean - exact.effects["share"][i][k].mean) / error)
    assert len(off) > 20
    assert np.abs(off).max() < 4.5
    assert np.mean(np.abs(off) > 2) < 0.15


def test_shares_do_not_depend_on_the_threads_and_differ_with_the_seed(sampled):
    again = podobat.value(case(NAME), draws=24, seed=3, threads=1)
    other = podobat.value(case(NAME), draws=24, seed=4, threads=2)
    assert (again.parts.parts == sampled.parts.parts).all()
    for drawn in ("left_out", "more", "later", "pairs", "all_later"):
        assert (getattr(again.simulated, drawn) == getattr(sampled.simulated, drawn)).all(), drawn
    assert (other.parts.parts != sampled.parts.parts).any()


# --- single changes ---------------------------------------------------------------------------------------------------


def test_leaving_out_is_the_forecast_of_the_plan_without(sampled):
    plan = case(NAME).plan.with_values({"programmes.founding.budget.*": 0.0})
    ours = podobat.forecast(case(NAME), draws=24, seed=3)
    theirs = podobat.forecast(case(NAME), plan=plan, draws=24, seed=3)
    end = plan.horizon.end
    added = sampled.added(sampled.lever("founding"))[:, sampled.outcomes.index(f"jobs.direct@{end}")]
    assert (added == (ours["jobs.direct"] - theirs["jobs.direct"]).sel(world="with", month=end).to_numpy()).all()


def test_the_odds_of_a_target_are_those_of_the_forecast(sampled):
    forecast = podobat.forecast(case(NAME), draws=24, seed=3)
    for target in forecast.target_results:
        k = sampled.outcomes.index(f"odds:{target.id}")
        gained = target.odds_with.probability - target.odds_without.probability
        assert sampled.wholes[k].mean == pytest.approx(gained, abs=1e-12)


def test_money_adds_what_theory_says(sampled):
    """More for founding never founds fewer; a year late means fewer by the plan's end."""
    founded = next(k for k, o in enumerate(sampled.outcomes.counted) if o.measure == "startups.founded")
    founding = sampled.lever("founding")
    assert sampled.effects["added"][founding][founded].mean > 0
    assert sampled.effects["more"][founding][founded].mean >= 0
    assert sampled.effects["later"][founding][founded].mean < 0
    assert sampled.variants["all-later"][founded].mean < 0


def test_the_act_helps_the_sooner_it_comes(small):
    founded = next(k for k, o in enumerate(small.outcomes.counted) if o.measure == "startups.founded")
    early, later, never = (small.variants[f"act-{when}"][founded].mean for when in ("earliest", "year-later", "never"))
    assert early > later > never
    assert never == -small.effects["added"][small.lever(LAW)][founded].mean
    months = act_months(small.plan)
    assert int(months["year-later"][:4]) == int(months["earliest"][:4]) + 1


def test_pairs_that_cannot_meet_do_not_interact(sampled):
    office = sampled.lever("harbour-office")
    for (i, j), effects in zip(sampled.pairs, sampled.pair_effects, strict=True):
        if office in (i, j):
            assert all(e.nothing for e, o in zip(effects, sampled.outcomes, strict=True) if o.measure != "jobs.induced")
    assert any(not e.nothing for effects in sampled.pair_effects for e in effects)


def test_a_pair_is_the_second_difference_of_four_plans(small):
    pair = small.pairs.index((small.lever("founding"), small.lever("growth")))
    k, d = small.outcomes.index(f"jobs.direct@{small.plan.horizon.forecast_to}"), 0
    by_players = small.outcomes.of(small.simulated.joining)  # coalition by its bits: all of four levers is 15
    rest = 0b1100
    expected = by_players[15, d, k] - by_players[rest | 1, d, k] - by_players[rest | 2, d, k] + by_players[rest, d, k]
    assert small.together(pair)[list(small.part).index(d), k] == expected


# --- figures ----------------------------------------------------------------------------------------------------------


def test_costs_are_ranked_and_say_when_nothing_can_be_told(sampled):
    for outcome in {c.outcome for c in sampled.cost_results}:
        lines = [c for c in sampled.cost_results if c.outcome == outcome and c.programme]
        told = [c.cost_a_unit for c in lines if c.told]
        assert told == sorted(told)
        assert [c.told for c in lines] == sorted((c.told for c in lines), reverse=True)
        office = next(c for c in lines if c.programme == "harbour-office")
        assert not office.told
        assert math.isinf(office.cost_a_unit)


def test_cost_a_unit_by_hand():
    added = effect_of(np.array([1.0, 3.0, 2.0, 2.0]))
    cost = cost_of("p", "jobs", 100.0, added, added)
    assert cost.cost_a_unit == 50.0
    assert added.error == 0.0  # couples agree
    assert (cost.low, cost.high) == (50.0, 50.0)
    assert cost.p10 == pytest.approx(100 / added.quantiles["p90"])
    assert cost.told


def test_fieller_is_bounded_only_where_the_effect_is_told_from_zero():
    assert fieller(100.0, 10.0, 2.0, 2.0) == (10.0, 100 / 14, 100 / 6)
    assert fieller(100.0, 10.0, 6.0, 2.0) == (10.0, 100 / 22, math.inf)
    assert fieller(100.0, -10.0, 1.0, 2.0) == (math.inf, math.inf, math.inf)


def test_an_effect_that_covers_zero_is_not_told():
    unsure, sure = effect_of(np.array([-1.0, 2.0] * 10)), effect_of(np.array([1.0, 2.0] * 10))
    assert not unsure.told
    assert sure.told
    assert (unsure.above, effect_of(np.zeros(4)).above, effect_of(np.zeros(4)).ties) == (0.5, 0.5, 1.0)


def test_the_error_of_a_mean_is_taken_between_couples():
    assert paired_error(np.array([1.0, 3.0, 5.0, 7.0])) == pytest.approx(np.std([2.0, 6.0], ddof=1) / math.sqrt(2))
    assert math.isnan(paired_error(np.array([1.0, 3.0])))


def test_frames_have_a_row_for_everything(sampled):
    levers, outcomes = len(sampled.levers), len(sampled.outcomes)
    assert len(sampled.programmes()) == 3 * levers * outcomes
    assert len(sampled.shapley()) == levers * outcomes
    assert len(sampled.interactions()) == levers * (levers - 1) // 2 * outcomes
    assert len(sampled.sweep()) == 2 * levers * outcomes
    assert set(sampled.changes()["variant"]) == {"all-later", "act-earliest", "act-year-later", "act-never"}


def test_a_sweep_pulls_the_way_theory_says(sampled):
    """The more founders would have come anyway, the less the grants add."""
    table = sampled.sweep().filter(programme="founding", outcome=f"startups.operating@{sampled.plan.horizon.end}")
    low, high = (table.filter(end=end)["mean"].item() for end in ("low", "high"))
    assert low > high


def test_simulations_are_counted(sampled):
    told: list[int] = []
    promised: list[int] = []

    def begin(n: int):
        promised.append(n)
        return told.append

    value = podobat.value(case(NAME), plan=only("founding", "growth"), draws=8, begin=begin)
    assert promised == [value.simulations]
    assert sum(told) == value.simulations


def test_the_json_fits_its_schema_and_is_the_same_every_time(sampled, small):
    for value in (sampled, small):
        document = value.to_json_dict()
        jsonschema.validate(document, SCHEMA)
        json.dumps(document, allow_nan=False)
    again = podobat.value(case(NAME), draws=24, seed=3, threads=1, sweep=["entry.deadweight"])
    assert again.to_json_dict() == sampled.to_json_dict()


# --- what is refused --------------------------------------------------------------------------------------------------


def test_a_plan_in_which_nothing_can_act_is_refused():
    with pytest.raises(CannotRun, match="nothing to value"):
        podobat.value(case(NAME), plan=case(NAME).plan.without())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"draws": 3}, "draws must be from 4"), ({"seed": -1}, "seed"), ({"orders": 0}, "orders"),
        ({"threads": 0}, "threads"), ({"scenario": "basin-a-year-lat"}, "basin-a-year-late"),
        ({"sweep": ["entry.deadwait"]}, "entry.deadweight"),
    ],
)  # fmt: skip
def test_numbers_and_names_that_make_no_sense_are_refused(arguments, words):
    with pytest.raises(podobat.PodobatError, match=words):
        podobat.value(case(NAME), **arguments)


def test_unknown_players_and_outcomes_are_named_with_the_nearest(sampled):
    with pytest.raises(KeyError, match="did you mean 'founding'"):
        sampled.lever("fonding")
    with pytest.raises(KeyError, match=r"did you mean 'jobs\.direct"):
        sampled.outcomes.index("jobs.dirct@2028-12")


def test_a_value_cannot_be_changed(sampled):
    with pytest.raises(dataclasses.FrozenInstanceError):
        sampled.draws = 5


# --- where net jobs come from -----------------------------------------------------------------------------------------


def test_the_balance_of_the_whole_plan_adds_up_to_the_person_and_a_lever_that_adds_nothing_moves_nobody(sampled):
    month = sampled.plan.horizon.end
    whole = sampled.balance(month)
    assert (whole.net == whole.new + whole.region + whole.capital + whole.elsewhere).all()
    assert (whole.nation == whole.here + whole.rest).all()
    of, p = sampled.outcomes.of_balance, sampled.simulated
    parts = [np.rint(of(p.full, m, month) - of(p.none, m, month)) for m in ("jobs.startups", "jobs.attracted")]
    assert (whole.net == sum(parts)).all(), "people at start-ups and at offices"
    idle = [i for i, p in enumerate(sampled.levers) if sampled.effects["added"][i][0].nothing]
    assert all(not sampled.balance(month, i).net.any() for i in idle)
    assert set(sampled.balances[month]) == {"", *(p.id for p in sampled.levers)}
