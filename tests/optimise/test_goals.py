"""Goals of a search: what a plan is worth by the appraisal's rules, and what it gives up in several worlds."""

from __future__ import annotations

import numpy as np
import pytest

import podobat
from podobat.appraise.cost_benefit.rule import appraise_costs_and_benefits, parameters_of_appraisal
from podobat.errors import CannotRun
from podobat.explore.goals import goal_of
from podobat.explore.stage import Stage
from podobat.forecast.futures import prior
from podobat.forecast.simulate import _measures
from podobat.optimise.choices import Choices
from podobat.optimise.elsewhere import regret_of
from podobat.optimise.goals import asked_goal, plain
from podobat.optimise.npv import NetValue
from podobat.optimise.problem import BudgetProblem
from podobat.optimise.search import Effort
from tests.engine.worlds import case

DRAWS = 32
ASKED = "regret:jobs.direct"


@pytest.fixture(scope="module")
def stage() -> Stage:
    base = case()
    goal = goal_of("jobs.direct", base.plan, _measures(base.plan))
    return Stage.of(base, prior(base, 2), draws=DRAWS, seed=2, columns=[goal.column])


def test_net_present_value_is_that_of_the_appraisal(stage):
    """Draw by draw, of today's plan and of another one."""
    base = case()
    half = base.plan.with_values({f"programmes.{base.plan.programmes[0].id}.budget.*": {"times": 0.5}})
    value = NetValue.of(base, base.plan, stage)
    ours = value.play([base.plan, half], 0, DRAWS)
    for plan, npv in zip((base.plan, half), ours, strict=True):
        made = podobat.forecast(base, plan=plan, draws=DRAWS, seed=2, futures=stage.futures)
        theirs = appraise_costs_and_benefits(made, parameters_of_appraisal(base)).draws_of("national", "npv")
        assert npv == pytest.approx(theirs, rel=0.01, abs=0.002 * np.abs(theirs).mean())
    assert (value.play([half], 8, 20)[0] == ours[1, 8:20]).all()


def test_regret_is_the_most_that_is_given_up_in_any_world(stage):
    """Of today's plan: the largest, over worlds, of what the budget that is good there has more."""
    base = case()
    problem = BudgetProblem(Choices.of(base.plan, 0), stage, ())
    goal = asked_goal(ASKED, base.plan, stage.measures)
    problem.asked, problem.regrets = (goal,), {goal.id: regret_of(base, problem, goal)}
    problem.play_base()
    regret = problem.regrets[goal.id]
    assert len(regret.worlds) > 1
    given_up = []
    for world, there, x in zip(regret.worlds, regret.stages, regret.budgets, strict=True):
        plans = [problem.choices.plan_of(x), base.plan]
        good, today = there.play([world.variant(there, p) for p in plans])[..., 0].mean(axis=1)
        given_up.append(good - today)
    assert min(given_up) >= 0.0
    assert float(goal.value(problem.base[:, problem.column(goal)])) == pytest.approx(max(given_up), rel=1e-4)
    gains = problem.goals(problem.play(regret.budgets, 0, DRAWS), 0, DRAWS)
    assert gains.max() == pytest.approx(max(given_up) - _left(problem, goal), rel=1e-4)


def _left(problem: BudgetProblem, goal) -> float:
    """The least regret among the budgets that are good in one world."""
    played = problem.play(problem.regrets[goal.id].budgets, 0, DRAWS)[..., problem.column(goal)]
    return float(played.mean(axis=1).max(axis=-1).min())


def test_a_search_for_value_and_for_little_regret_gives_both_with_their_intervals():
    """The claimed net present value of a plan with a name is checked by the same rule that tells it for every plan."""
    goals = ["npv", ASKED, "worst:npv", "odds:jobs-1500", "people.placed_region"]
    known = [t.id for t in case().plan.targets]
    goals[3] = f"odds:{known[0]}"
    found = podobat.optimise(case(), goals, effort=Effort(4, 0, (8,)), fresh=8, seed=2)
    assert [g.id.partition("@")[0] for g in found.goals] == goals
    for p in found.portfolios:
        assert p.npv is not None
        assert p.gains[0].fresh == pytest.approx(p.npv.fresh, rel=1e-4, abs=1e-3)
        assert p.gains[1].low <= p.gains[1].fresh <= p.gains[1].high
        assert p.worlds[0] == pytest.approx(p.gains[0].fresh, rel=1e-4, abs=1e-3)
    assert found.goals[0].unit == "KRW_m"


def test_what_cannot_be_regretted_is_refused():
    plan = case().plan
    with pytest.raises(CannotRun) as refused:
        asked_goal(f"regret:worst:{'jobs.direct'}", plan, _measures(plan))
    assert "regret" in refused.value.text("en")
    assert refused.value.text("ko")
    assert plain(asked_goal(ASKED, plan, _measures(plan)), plan, _measures(plan)).kind == "mean"
