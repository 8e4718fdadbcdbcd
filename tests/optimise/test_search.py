"""The search on problems whose answer is known: pymoo's ZDT and DTLZ, and a budget with a closed form."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from pymoo.problems import get_problem
from scipy.special import ndtri

from podobat.forecast.sampling import sample_points
from podobat.optimise.limits import Limits, Row
from podobat.optimise.search import Effort, Elite, front_of, hypervolume, ranked, search, stored, taken_up
from podobat.texts import Text

SAME = Text.same("x")


@dataclass
class Noisy:
    """A test function of pymoo, seen through noise that all candidates share in a draw, and some of their own."""

    name: str
    variables: int
    goals_: int
    noise: float = 0.02
    calls: int = 0
    stop_at: int = 10**9
    function: object = field(init=False)

    def __post_init__(self) -> None:
        given = {"n_obj": self.goals_} if self.name.startswith("dtlz") else {}
        self.function = get_problem(self.name, n_var=self.variables, **given)
        self.lower, self.upper = np.zeros(self.variables), np.ones(self.variables)

    def put_right(self, x):
        return np.clip(x, 0.0, 1.0)

    def exact(self, x):
        return -self.function.evaluate(x)

    def play(self, x, a, b):
        self.calls += len(x) * (b - a)
        if self.calls > self.stop_at:
            raise KeyboardInterrupt
        luck = ndtri(sample_points([f"g{k}" for k in range(self.goals_)], b - a, seed=9, first=a))
        return (self.exact(x)[:, None, :] + self.noise * luck[None]).astype(np.float32)

    def goals(self, played, a, b):
        return played.astype(np.float64).mean(axis=1)

    def broken(self, goals):
        return np.zeros(len(goals))


def start(n: int, variables: int) -> np.ndarray:
    return sample_points([f"x{k}" for k in range(variables)], n, seed=1)


def test_zdt1_with_halving_comes_near_the_front():
    """The front is f2 = 1 - sqrt(f1); its hypervolume at (1.1, 1.1) is 0.8767."""
    problem = Noisy("zdt1", 8, 2)
    found = search(problem, start(40, 8), Effort(40, 60, (4, 8, 16)), seed=1)
    front = problem.exact(found.x[front_of(problem.goals(found.played, 0, 16))])
    assert hypervolume(front, (-1.1, -1.1)) > 0.95 * 0.8767
    assert problem.calls < 60 * 40 * 16 * 0.7, "bad plans cost little"


def test_dtlz2_with_three_goals_comes_near_the_sphere():
    """On the front the squares of the goals add up to 1."""
    problem = Noisy("dtlz2", 7, 3, noise=0.005)
    found = search(problem, start(48, 7), Effort(48, 40, (2, 4, 8)), seed=2)
    front = problem.exact(found.x[front_of(problem.goals(found.played, 0, 8))])
    away = np.sqrt((front**2).sum(axis=1)) - 1.0
    assert np.median(away) < 0.1
    assert (front.max(axis=0) - front.min(axis=0) > 0.7).all(), "all of the sphere, not a corner of it"


def test_the_same_seed_gives_the_same_bits_and_a_search_is_taken_up_where_it_stopped():
    effort = Effort(12, 6, (2, 4))
    whole = search(Noisy("zdt1", 4, 2), start(12, 4), effort, seed=5)
    kept: list[Elite] = []
    stopped = search(Noisy("zdt1", 4, 2, stop_at=150), start(12, 4), effort, seed=5, keep=kept.append)
    assert stopped.stopped
    assert 0 < stopped.generation < 6
    found = taken_up(stored(kept[-1]))
    again = search(Noisy("zdt1", 4, 2), start(12, 4), effort, seed=5, elite=found)
    assert again.x.tobytes() == whole.x.tobytes()
    assert again.played.tobytes() == whole.played.tobytes()
    assert (again.seen, again.history) == (whole.seen, whole.history)


def test_candidates_that_break_a_limit_come_last():
    goals = np.array([[1.0, 1.0], [0.5, 0.5], [2.0, 2.0]])
    assert ranked(goals, np.array([0.0, 0.0, 0.1])).tolist() == [0, 1, 2]
    assert front_of(goals, np.array([0.0, 0.0, 0.1])).tolist() == [0]
    assert front_of(goals).tolist() == [2]


# --- a world whose best budget is known -------------------------------------------------------------------------------


@dataclass
class Orchard:
    """Yield = sum of c sqrt(money) + luck: the best budget gives money in proportion to c^2 (Lagrange).

    limits  today's money, bounds and the sum of all
    """

    c: np.ndarray
    limits: Limits

    @property
    def lower(self):
        return self.limits.least

    @property
    def upper(self):
        return self.limits.most

    def put_right(self, x):
        return np.array([self.limits.nearest(row) for row in x])

    def worth(self, x):
        return np.sqrt(np.maximum(x, 0.0)) @ self.c

    def play(self, x, a, b):
        luck = ndtri(sample_points(["luck"], b - a, seed=4, first=a))[:, 0]
        weather = np.exp(0.3 * ndtri(sample_points(["weather"], b - a, seed=4, first=a))[:, 0])
        return (self.worth(x)[:, None] * weather + 20.0 * luck)[..., None].astype(np.float32)

    def goals(self, played, a, b):
        return played[..., 0].astype(np.float64).mean(axis=1, keepdims=True)

    def broken(self, goals):
        return np.zeros(len(goals))


def orchard(c: np.ndarray, *, least: float = 0.0) -> Orchard:
    n = len(c)
    today = np.full(n, 100.0)
    whole = Row("total", SAME, np.ones(n), high=100.0 * n)
    limits = Limits(today, np.full(n, least), np.full(n, 600.0), np.zeros(n, dtype=np.int64), (whole,))
    return Orchard(c, limits)


def test_the_best_budget_of_a_world_in_closed_form_is_found_within_one_percent():
    c = np.array([1.0, 2.0, 3.0, 1.5, 0.5])
    problem = orchard(c)
    best = 500.0 * c**2 / (c**2).sum()
    wishes = 250.0 * sample_points([f"x{k}" for k in range(5)], 40, seed=1)
    found = search(problem, wishes, Effort(40, 40, (4, 8, 16)), seed=1)
    x = found.x[np.argmax(problem.goals(found.played, 0, 16)[:, 0])]
    assert problem.worth(x) > 0.99 * problem.worth(best)
    assert problem.worth(best) > 1.1 * problem.worth(problem.limits.today)
    assert x == pytest.approx(best, abs=0.12 * best.max())


def test_a_planted_useless_programme_ends_at_its_floor_and_twins_share():
    c = np.array([2.0, 2.0, 0.0, 1.0])
    problem = orchard(c, least=20.0)
    wishes = 20.0 + 300.0 * sample_points([f"x{k}" for k in range(4)], 40, seed=1)
    found = search(problem, wishes, Effort(40, 40, (4, 8, 16)), seed=3)
    x = found.x[np.argmax(problem.goals(found.played, 0, 16)[:, 0])]
    assert x[2] == pytest.approx(20.0, abs=4.0)
    assert x[0] == pytest.approx(x[1], rel=0.15)
    assert x.sum() <= 400.0 + 1e-6


def test_halving_spends_what_the_effort_says():
    effort = Effort(8, 2, (2, 4))
    problem = Noisy("zdt1", 3, 2)
    search(problem, start(8, 3), effort, seed=1)
    assert problem.calls <= effort.runs(8)
    assert replace(effort, generations=0).runs(8) == 8 * 2 + 4 * 2
