"""Ties: without an effect they change nothing, to the bit; firms with one raise and win sooner; none loses one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from podobat.engine import run_ensemble
from podobat.engine.inputs import plan_arrays
from podobat.engine.randomness import key_of
from podobat.engine.ties import has_tie, tie_factor, tied_luck
from podobat.plan.fields import Figure
from podobat.plan.schema import Ties
from podobat.texts import Text
from tests.engine.worlds import case, rows

NAME, DRAWS, SEED = "port-maren", 8, 5
NONE = {"ties_effect_rounds": 0.0, "ties_effect_contracts": 0.0}
STRONG = {"ties_effect_rounds": 3.0, "ties_effect_contracts": 3.0}


def share(value: float) -> Figure:
    return Figure(value=value, assumed=Text("시험", "a test"))


def plan_with(now: float, later: float | None = None):
    ties = Ties(share=share(now), later=share(later) if later is not None else None)
    return replace(case(NAME).plan, ties=ties)


def simulated(plan, **effects: float):
    """The counts with the plan by measure, (draw, month)."""
    ensemble = run_ensemble(plan, rows(NAME, DRAWS // 2, **effects), DRAWS, SEED)
    return {m: ensemble.values[0, ..., k] for k, m in enumerate(ensemble.measures)}


def test_without_an_effect_ties_change_nothing_to_the_bit():
    plain, tied = simulated(case(NAME).plan, **STRONG), simulated(plan_with(0.2, 0.9), **NONE)
    assert all(np.array_equal(plain[m], tied[m]) for m in plain)


def test_more_ties_bring_more_money_and_keep_more_contracts_here():
    few, many = (simulated(plan_with(0.1, later), **STRONG) for later in (0.1, 0.9))
    for measure in ("venture.raised", "adoption.contracts_local"):
        assert many[measure][:, -1].sum() > few[measure][:, -1].sum(), measure
    contracts = ("adoption.contracts_local", "adoption.contracts_outside")
    assert many[contracts[1]][:, -1].sum() < few[contracts[1]][:, -1].sum(), "what stays here is missing outside"


@pytest.mark.parametrize(("effect", "at_start"), [(0.2, 0.3), (1.0, 0.0), (0.6, 1.0)])
def test_the_mean_of_the_factors_at_the_start_is_one(effect, at_start):
    mean = at_start * tie_factor(effect, at_start, True) + (1 - at_start) * tie_factor(effect, at_start, False)
    assert mean == pytest.approx(1.0)


def test_a_firm_with_a_tie_wins_as_if_it_had_more_lots():
    """Two firms, effect 1: two lots of three."""
    luck = np.random.default_rng(1).uniform(size=(20_000, 2)).astype(np.float32)
    tied = np.array([tied_luck(u, 1.0) for u in luck[:, 0]])
    assert np.mean(tied < luck[:, 1]) == pytest.approx(2 / 3, abs=0.02)


def test_the_share_is_met_and_nobody_loses_a_tie_while_it_rises():
    x, key = plan_arrays(plan_with(0.2, 0.8)), key_of(SEED)
    assert x.ties[0] == 0.2
    assert x.ties[1 + x.end] == pytest.approx(0.8)
    first, last = (np.array([has_tie(x, uid, t, 0, key) for uid in range(2_000)]) for t in (0, x.end))
    assert first.mean() == pytest.approx(0.2, abs=0.04)
    assert last.mean() == pytest.approx(0.8, abs=0.04)
    assert not (first & ~last).any()
