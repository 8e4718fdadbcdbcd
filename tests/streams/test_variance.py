"""Common random numbers: a difference between two worlds has far less variance than with independent seeds."""

from __future__ import annotations

import numpy as np
import pytest

from podobat.engine import Ensemble, run_ensemble
from podobat.plan import Plan
from tests.engine.worlds import case, rows

DRAWS = 160
NAME = "gwangju-phase1"


def simulated(plan: Plan, seed: int) -> Ensemble:
    return run_ensemble(plan, rows(NAME, DRAWS // 2), DRAWS, seed)


def at_the_end(ensemble: Ensemble, measure: str, world: int = 0) -> np.ndarray:
    """A measure in the plan's last month, one number a draw."""
    month = ensemble.months.index(case(NAME).plan.horizon.end)
    return ensemble.values[world, :, month, ensemble.measures.index(measure)].astype(float)


@pytest.fixture(scope="module")
def plan() -> Ensemble:
    return simulated(case(NAME).plan, 1)


@pytest.fixture(scope="module")
def a_tenth_more() -> tuple[Ensemble, Ensemble]:
    """A tenth more for founding: with the plan's seed, and with another."""
    more = case(NAME).plan.with_values({"programmes.founding-grants.budget.*": {"times": 1.1}})
    return simulated(more, 1), simulated(more, 2)


def factor(a: np.ndarray, paired: np.ndarray, unpaired: np.ndarray) -> float:
    """How many times as many independent draws tell a difference as exactly as paired ones."""
    return float(np.var(unpaired - a) / np.var(paired - a))


@pytest.mark.parametrize(
    ("measure", "least"),
    [("startups.founded", 20.0), ("startups.operating", 20.0), ("jobs.direct", 20.0), ("patents", 20.0)],
)
def test_a_small_change_is_told_with_far_fewer_draws(plan, a_tenth_more, measure, least):
    same_seed, other_seed = a_tenth_more
    found = factor(*(at_the_end(e, measure) for e in (plan, same_seed, other_seed)))
    print(f"{measure}: variance of the difference {found:.1f} times smaller")
    assert found > least


@pytest.mark.parametrize(
    ("measure", "least"), [("startups.founded", 1.5), ("startups.operating", 1.2), ("adopters", 1.5)]
)
def test_what_the_plan_adds_is_told_with_fewer_draws(plan, a_tenth_more, measure, least):
    other = simulated(case(NAME).plan, 2)
    found = factor(at_the_end(plan, measure), at_the_end(plan, measure, 1), at_the_end(other, measure, 1))
    print(f"{measure}, with against without: variance of the difference {found:.1f} times smaller")
    assert found > least


@pytest.mark.parametrize("measure", ["firms.mou", "people.enrolled", "climate.venture"])
def test_what_a_change_cannot_touch_differs_by_nothing(plan, a_tenth_more, measure):
    same_seed, other_seed = (at_the_end(e, measure) for e in a_tenth_more)
    assert (at_the_end(plan, measure) == same_seed).all()
    assert (at_the_end(plan, measure) != other_seed).any()
