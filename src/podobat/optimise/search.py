"""A search for plans that are good in several respects, when every look at a plan costs simulations.

Candidates meet the same futures. Every generation,

    breed     children of two parents of the elite: simulated binary crossover and polynomial mutation (Deb and Agrawal
              1995, Deb and Goyal 1996), then put right by the problem
    halve     all children in a few futures, the better half of them in more, the better half of those in all
              (successive halving; Karnin, Koren and Somekh 2013)
    survive   non-dominated sorting and crowding (pymoo) over those that were seen in all futures

"Better" is the rank among children and elite in the same futures. Chance comes from the project's generator, keyed by
the seed, so the same seed gives the same front to the bit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from podobat.engine.randomness import uniforms
from podobat.explore.chance import BRED

Array = NDArray[np.float64]
Drawn = NDArray[np.float32]

CROSSOVER, MUTATION = 12.0, 15.0  # distribution indices: larger ones stay nearer to the parents
CROSSED: Final = 0.9
_EPSILON = 1e-12


class Problem(Protocol):
    """What is searched over. All goals are to be made larger."""

    @property
    def lower(self) -> Array:
        """Least value of each number of a candidate."""
        ...

    @property
    def upper(self) -> Array:
        """Largest value of each number of a candidate."""
        ...

    def put_right(self, x: Array) -> Array:
        """Candidates that keep the limits, near those wished for: (candidate, number)."""
        ...

    def play(self, x: Array, a: int, b: int) -> Drawn:
        """What candidates come to in futures a .. b - 1: (candidate, draw, column)."""
        ...

    def goals(self, played: Drawn, a: int, b: int) -> Array:
        """Goals of candidates by what they came to in futures a .. b - 1: (candidate, goal)."""
        ...

    def broken(self, goals: Array) -> Array:
        """By how much limits on goals are broken, 0 where they are kept: (candidate,)."""
        ...


@dataclass(frozen=True)
class Effort:
    """How hard to search: candidates a generation, generations, and the futures of each rung of the halving."""

    population: int = 40
    generations: int = 8
    rungs: tuple[int, ...] = (32, 96, 256)

    def runs(self, first: int) -> int:
        """Simulations it comes to at most, with so many candidates to begin with."""
        total, n = 0, first
        for _ in range(self.generations + 1):
            before = 0
            for rung in self.rungs:
                total += n * (rung - before)
                n, before = max(1, -(-n // 2)), rung
            n = self.population
        return total


@dataclass
class Elite:
    """Candidates that were seen in all futures of the search.

    x  (candidate, number);  played (candidate, draw, column);  seen how many candidates were looked at
    """

    x: Array
    played: Drawn
    generation: int = 0
    seen: int = 0
    runs: int = 0
    stopped: bool = False
    history: list[tuple[float, ...]] = field(default_factory=list)


Keep = Callable[[Elite], None]


def front_of(goals: Array, broken: Array | None = None) -> NDArray[np.intp]:
    """Which candidates no other is better than in every goal; those that break limits only where all do."""
    from pymoo.util.nds.non_dominated_sorting import NonDominatedSorting

    kept = np.arange(len(goals))
    if broken is not None and (broken > 0).any():
        kept = np.flatnonzero(broken <= 0) if (broken <= 0).any() else np.flatnonzero(broken <= broken.min())
    first = NonDominatedSorting().do(-goals[kept], only_non_dominated_front=True)
    return np.sort(kept[first])


def ranked(goals: Array, broken: Array) -> NDArray[np.intp]:
    """Candidates from best to worst: kept limits first, front by front, in a front the lonely before the crowded."""
    from pymoo.operators.survival.rank_and_crowding.metrics import get_crowding_function
    from pymoo.util.nds.non_dominated_sorting import NonDominatedSorting

    good, bad = np.flatnonzero(broken <= 0), np.flatnonzero(broken > 0)
    crowding, order = get_crowding_function("cd"), []
    scaled = _scaled(goals)
    for front in NonDominatedSorting().do(-scaled[good]) if len(good) else []:
        alone = crowding.do(-scaled[good][front], n_remove=0)
        order.append(good[front][np.lexsort((front, -alone))])  # pyright: ignore[reportOperatorIssue]
    order.append(bad[np.argsort(broken[bad], kind="stable")])
    return np.concatenate(order).astype(np.intp)


def _scaled(goals: Array) -> Array:
    span = goals.max(axis=0) - goals.min(axis=0)
    return (goals - goals.min(axis=0)) / np.where(span > _EPSILON, span, 1.0)


def search(
    problem: Problem, start: Array, effort: Effort, seed: int, *, elite: Elite | None = None, keep: Keep | None = None,
) -> Elite:  # fmt: skip
    """Look for the front, from candidates to start with.

    start   (candidate, number)
    elite   of an earlier attempt, to be taken up
    keep    called after every generation
    returns the elite; stopped where a person interrupted, which loses only the generation under way
    """
    x = problem.put_right(start) if elite is None else np.empty((0, len(problem.lower)))
    best = elite
    first = 0 if best is None else best.generation + 1
    for generation in range(first, effort.generations + 1):
        try:
            if generation:
                assert best is not None
                x = problem.put_right(bred(best, problem, effort.population, seed, generation))
            best = _generation(problem, _unlike(x, best), best, effort, generation)
        except KeyboardInterrupt:
            if best is None:
                raise
            best.stopped = True
            return best
        if keep is not None:
            keep(best)
    assert best is not None
    return best


def _unlike(x: Array, elite: Elite | None) -> Array:
    """Candidates that are not there yet, each once, in order."""
    known = {row.tobytes() for row in elite.x} if elite is not None else set()
    rows = []
    for row in x:
        if row.tobytes() not in known:
            known.add(row.tobytes())
            rows.append(row)
    return np.array(rows).reshape(len(rows), x.shape[1])


def _generation(problem: Problem, x: Array, elite: Elite | None, effort: Effort, generation: int) -> Elite:
    """Halve newcomers, and let the best of all that were seen in every future survive."""
    played, before, runs, seen = None, 0, 0, len(x)
    for level, rung in enumerate(effort.rungs):
        if not len(x):
            break
        more = problem.play(x, before, rung)
        runs += len(x) * (rung - before)
        played = more if played is None else np.concatenate([played, more], axis=1)
        before = rung
        if level == len(effort.rungs) - 1:
            break
        goals = problem.goals(played, 0, rung)
        if elite is not None:
            goals = np.concatenate([goals, problem.goals(elite.played[:, :rung], 0, rung)])
        order = ranked(goals, problem.broken(goals))
        kept = np.sort(order[order < len(x)][: max(1, -(-len(x) // 2))])
        x, played = x[kept], played[kept]
    if elite is not None:
        x = np.concatenate([elite.x, x])
        played = np.concatenate([elite.played, played]) if played is not None and len(played) else elite.played
    assert played is not None
    goals = problem.goals(played, 0, effort.rungs[-1])
    best = np.sort(ranked(goals, problem.broken(goals))[: effort.population])
    history = [*(elite.history if elite else []), tuple(goals[best].max(axis=0).tolist())]
    return Elite(
        x[best], played[best], generation, seen + (elite.seen if elite else 0), runs + (elite.runs if elite else 0),
        False, history,
    )  # fmt: skip


def bred(elite: Elite, problem: Problem, n: int, seed: int, generation: int) -> Array:
    """Children of the elite, (n, number): tournaments of two, crossover, mutation."""
    size = len(problem.lower)
    u = uniforms(seed, BRED, np.arange(n * (6 + 4 * size)), generation, 0).reshape(n, 6 + 4 * size)
    goals = problem.goals(elite.played, 0, elite.played.shape[1])
    place = np.empty(len(elite.x), dtype=np.intp)
    place[ranked(goals, problem.broken(goals))] = np.arange(len(elite.x))

    def parent(one: Array, two: Array) -> NDArray[np.intp]:
        a, b = (np.minimum((v * len(elite.x)).astype(np.intp), len(elite.x) - 1) for v in (one, two))
        return np.where(place[a] <= place[b], a, b)

    mother, father = elite.x[parent(u[:, 0], u[:, 1])], elite.x[parent(u[:, 2], u[:, 3])]
    v = u[:, 6:].reshape(n, 4, size)
    child = crossed(mother, father, v[:, 0], v[:, 1], u[:, 4] < CROSSED)
    return mutated(child, problem.lower, problem.upper, v[:, 2], v[:, 3])


def crossed(mother: Array, father: Array, spread: Array, which: Array, mate: NDArray[np.bool_]) -> Array:
    """Simulated binary crossover, (child, number), each near its mother: half of the numbers are crossed."""
    power = 1.0 / (CROSSOVER + 1.0)
    beta = np.where(spread <= 0.5, (2.0 * spread) ** power, (0.5 / np.maximum(1.0 - spread, _EPSILON)) ** power)
    child = 0.5 * ((1.0 + beta) * mother + (1.0 - beta) * father)
    swapped = 0.5 * ((1.0 - beta) * mother + (1.0 + beta) * father)
    child = np.where(which < 0.25, swapped, child)
    return np.where((which < 0.5) & mate[:, None], child, mother)


def mutated(x: Array, lower: Array, upper: Array, spread: Array, which: Array) -> Array:
    """Polynomial mutation, (candidate, number): about two numbers of each move, most of them a little."""
    span = upper - lower
    power = 1.0 / (MUTATION + 1.0)
    down = (2.0 * np.minimum(spread, 0.5)) ** power - 1.0
    up = 1.0 - (2.0 * np.minimum(1.0 - spread, 0.5)) ** power
    moved = np.clip(x + np.where(spread < 0.5, down, up) * span, lower, upper)
    return np.where(which < min(1.0, 2.0 / len(lower)), moved, np.clip(x, lower, upper))


def stored(elite: Elite) -> Mapping[str, NDArray[Any]]:
    """An elite as arrays for the disk."""
    return {
        "x": elite.x, "played": elite.played, "counts": np.array([elite.generation, elite.seen, elite.runs]),
        "history": np.array(elite.history),
    }  # fmt: skip


def taken_up(arrays: Mapping[str, NDArray[Any]]) -> Elite:
    """An elite from the disk."""
    generation, seen, runs = (int(v) for v in arrays["counts"])
    history = [tuple(row) for row in arrays["history"].tolist()]
    return Elite(arrays["x"], arrays["played"], generation, seen, runs, False, history)


def hypervolume(goals: Array, worst: Sequence[float]) -> float:
    """Volume that a front dominates above a worst point."""
    from pymoo.indicators.hv import HV

    return float(HV(ref_point=-np.asarray(worst))(-goals))  # pyright: ignore[reportArgumentType]
