"""Scenarios against each other: the same world differs by nothing, pairing cuts variance, better is declared."""

from __future__ import annotations

import dataclasses
import json

import jsonschema
import numpy as np
import pytest

import podobat
from podobat.compare.better import BETTER, better
from podobat.compare.result import Comparison, variance_factor
from podobat.errors import CannotRun
from podobat.evidence.measures import measures
from podobat.plan.fields import FrozenDict
from podobat.plan.scenarios import Scenario
from podobat.units import Text
from tests.engine.worlds import ROOT, case

NAME = "gwangju-phase1"
SCHEMA = json.loads((ROOT / "docs/schema/compare-1.json").read_text(encoding="utf-8"))
END = "2024-12"


@pytest.fixture(scope="module")
def compared() -> Comparison:
    return podobat.compare(case(NAME), ["half-budget", "without-plan", "plan"], draws=60, seed=2, threads=2)


def test_values_are_those_of_the_forecast(compared):
    forecast = podobat.forecast(case(NAME), scenario="half-budget", draws=60, seed=2)
    for month in compared.months:
        for id in ("jobs.direct", "venture.raised", "adopters.cars", "spending.academy"):
            expected = forecast[id].sel(world="with", month=month).to_numpy()
            assert (compared.drawn("half-budget", id, month) == expected).all()
    assert compared.months == ("2021-12", END, "2027-12", "2029-12")


def test_a_scenario_that_changes_nothing_differs_by_exactly_nothing():
    """The act is sought from July 2020 in the plan; saying so again is the same world to the bit."""
    base = case(NAME)
    said, values = Text("같음", "same"), FrozenDict({"law.earliest": base.plan.law.earliest})
    same = Scenario("same", name=said, description=said, set=values)
    again = dataclasses.replace(base, scenarios=FrozenDict({**base.scenarios, "same": same}))
    found = podobat.compare(again, ["same"], draws=12)
    assert [s.id for s in found.alternatives] == ["same", "plan"]
    assert all(d.effect.nothing and d.beats == 0.5 and np.isnan(d.factor) for d in found.differences)
    assert all(o.change == 0 and o.error == 0 for o in found.odds)


def test_the_full_budget_beats_half_of_it(compared):
    table = compared.measures().filter(a="half-budget", b="plan", month=END)
    rows = {row["measure"]: row for row in table.iter_rows(named=True)}
    for id in ("jobs.direct", "startups.founded", "people.trained", "venture.raised"):
        assert rows[id]["difference"] < 0, id
        assert rows[id]["beats"] < 0.2, id
        assert rows[id]["p2_5"] <= rows[id]["p10"] <= rows[id]["p90"] <= rows[id]["p97_5"]


def test_where_less_is_better_fewer_beat_more(compared):
    """Half the budget trains fewer, so fewer drop out: better on that count, and counted so."""
    d = compared.difference("half-budget", "plan", "people.dropped", END)
    assert (d.better, d.effect.mean < 0) == (-1, True)
    assert d.beats == pytest.approx(1 - d.effect.above)
    assert d.beats > 0.9


def test_beating_is_a_game_of_two(compared):
    for id in ("jobs.direct", "startups.closed", "adopters"):
        ab, ba = (compared.difference(*pair, id, END) for pair in (("half-budget", "plan"), ("plan", "half-budget")))
        assert ab.beats + ba.beats == pytest.approx(1)
        assert ab.effect.mean == pytest.approx(-ba.effect.mean)


def test_every_measure_says_which_way_is_better():
    assert set(BETTER) == {m.id for m in measures()}
    assert set(BETTER.values()) == {1, 0, -1}
    assert better("jobs.direct.cars") == 1
    assert better("spending.academy") == 0


def test_pairing_cuts_the_variance_as_independent_seeds_show(compared):
    """The factor from one set of draws is the one that a second, independent set measures."""
    other = podobat.compare(case(NAME), ["half-budget", "plan"], draws=400, seed=91)
    ours = podobat.compare(case(NAME), ["half-budget", "plan"], draws=400, seed=2)
    d = ours.difference("half-budget", "plan", "startups.operating", END)
    a, b = (c.drawn(s, "startups.operating", END) for c, s in ((ours, "half-budget"), (other, "plan")))
    paired = ours.drawn("half-budget", "startups.operating", END) - ours.drawn("plan", "startups.operating", END)
    measured = np.var(a - b) / np.var(paired)
    assert d.factor > 2
    assert d.factor == pytest.approx(measured, rel=0.35)


def test_variance_factor_by_hand():
    assert variance_factor(np.array([0.0, 2.0]), np.array([1.0, 5.0])) == pytest.approx((1 + 4) / 1)
    assert np.isnan(variance_factor(np.array([1.0, 2.0]), np.array([2.0, 3.0])))


def test_change_in_odds_has_the_paired_error(compared):
    forecasts = {s: podobat.forecast(case(NAME), scenario=s, draws=60, seed=2) for s in ("half-budget", None)}
    for o in compared.odds:
        if (o.a, o.b) == ("half-budget", "plan"):
            one, two = ({t.id: t for t in forecasts[s].target_results}[o.target] for s in ("half-budget", None))
            assert (o.odds_a, o.odds_b) == (one.odds_with.probability, two.odds_with.probability)
            assert o.change == pytest.approx(o.odds_a - o.odds_b, abs=1e-12)
            reached = [(t.draws["with"] >= np.float32(t.value)).astype(float) for t in (one, two)]
            couples = (reached[0] - reached[1]).reshape(-1, 2).mean(axis=1)
            assert o.error == pytest.approx(np.std(couples, ddof=1) / np.sqrt(30), abs=1e-12)


def test_the_same_bits_whatever_the_threads(compared):
    again = podobat.compare(case(NAME), ["half-budget", "without-plan", "plan"], draws=60, seed=2, threads=1)
    assert all((again.values[s] == compared.values[s]).all() for s in compared.values)
    assert again.to_json_dict() == compared.to_json_dict()


def test_the_json_fits_its_schema(compared):
    document = compared.to_json_dict()
    jsonschema.validate(document, SCHEMA)
    json.dumps(document, allow_nan=False)
    assert [(p["a"], p["b"]) for p in document["pairs"]] == [
        ("half-budget", "without-plan"), ("half-budget", "plan"), ("without-plan", "plan"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("scenarios", "words"),
    [
        (["half-bugdet", "plan"], ["Unknown scenario: half-bugdet", "Did you mean half-budget?", "without-plan"]),
        (["plan"], ["two scenarios or more"]),
        ([], ["two scenarios or more"]),
        (["plan", "plan", "nothing-like-it"], ["given twice: plan", "Unknown scenario: nothing-like-it"]),
    ],
)
def test_names_that_make_no_comparison_are_refused_all_at_once(scenarios, words):
    with pytest.raises(CannotRun) as refused:
        podobat.compare(case(NAME), scenarios, draws=8)
    assert all(word in refused.value.text("en") for word in words)
    assert refused.value.text("ko") != refused.value.text("en")
