"""Many variants of one plan, one world each, and only the outcomes asked for.

A forecast keeps every measure of every month, with the plan and without it. To value sixteen programmes takes some
hundred variants of the plan; here each is simulated in its own world alone, a few draws at a time, and all but a few
numbers of it are forgotten at once. Draw d meets the same chance in every variant, so differences are paired, and they
are those of `engine.run_ensemble` to the bit.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from podobat.engine.counting import measure_ids
from podobat.engine.inputs import AS_PLANNED, Lives, PlanArrays, pairs, parameter_records, plan_arrays
from podobat.engine.month import run_draws
from podobat.engine.randomness import key_of
from podobat.engine.run import SLOTS
from podobat.engine.world import HEAD_EDGES, World, make_world
from podobat.plan import Plan
from podobat.units import month_index

AT_ONCE = 8  # draws of one variant that a thread takes at a time; even, so that pairs share their parameters
_OFTEN = 0.1  # seconds between reports of progress

Progress = Callable[[int], None]


class Task(NamedTuple):
    """Draws first .. first + len(out) - 1 of one variant, and where their outcomes go."""

    x: PlanArrays
    first: int
    out: NDArray[np.float32]  # (draw, outcome)


class Pick(NamedTuple):
    """Which numbers of a run are kept: the month and the column of the engine's output of each."""

    months: NDArray[np.intp]
    columns: NDArray[np.intp]


def tasks_of(x: PlanArrays, out: NDArray[np.float32]) -> Iterator[Task]:
    """A variant in all draws, in pieces that threads share."""
    for first in range(0, len(out), AT_ONCE):
        yield Task(x, first, out[first : first + AT_ONCE])


class _Thread:
    """What one thread owns: the arrays of a world for every size of plan it meets, and a buffer for its results."""

    def __init__(self) -> None:
        self.worlds: dict[tuple[int, ...], World] = {}
        self.slots: dict[tuple[int, ...], int] = {}

    def run(
        self, task: Task, records, figures: np.ndarray, lives: Lives, pick: Pick, plan_end: int, key: tuple,
        measures: int,
    ) -> None:  # fmt: skip
        x, n = task.x, len(task.out)
        size = (x.pins.size, x.programmes.size, x.sectors.size, int(x.programmes["months"].max(initial=0)), measures)
        values = np.empty((n, x.pins.size, measures), np.float32)
        done = 0
        while done < n:
            if size not in self.worlds:
                self.worlds[size] = make_world(x, measures, self.slots.setdefault(size, SLOTS))
            first = task.first + done
            edges = HEAD_EDGES.astype(np.float64)
            world, rest = self.worlds[size], values[done:]
            done += run_draws(world, x, records, figures, lives, first, plan_end, key, edges, rest)
            if done < n:  # a column was too short for this run: repeat it with longer ones
                self.slots[size] *= 2
                del self.worlds[size]
        task.out[:] = values[:, pick.months, pick.columns]


def simulate_worlds(
    tasks: Iterable[Task],
    pick: Pick,
    plan: Plan,
    values: NDArray[np.float64],
    seed: int,
    *,
    lives: Lives | None = None,
    figures: np.ndarray = AS_PLANNED,
    threads: int | None = None,
    progress: Progress | None = None,
) -> None:
    """Simulate every task and write its outcomes into its `out`.

    pick      the outcomes; all plans of the tasks have the sectors and programmes of `plan`
    values    (points, parameters) in the order of PARAMETER_IDS; draw d uses row d // 2
    lives     whose parameters and luck each draw has instead;  figures  factors on the plan by point (engine.figures)
    threads   at most this many at once (default: all cores); the result does not depend on it
    progress  called now and then with the number of simulations that have just finished
    raises    KeyboardInterrupt as it comes: what has been written by then is not complete
    """
    records, key = parameter_records(values), key_of(seed)
    lives = pairs(2 * len(records)) if lives is None else lives
    measures = len(measure_ids(tuple(s.id for s in plan.sectors), tuple(p.id for p in plan.programmes)))
    plan_end = plan.month_number(plan.horizon.end)
    waiting, lock, stop = iter(tasks), threading.Lock(), threading.Event()
    finished = 0

    def work() -> None:
        nonlocal finished
        thread = _Thread()
        while not stop.is_set():
            with lock:
                task = next(waiting, None)
            if task is None:
                return
            thread.run(task, records, figures, lives, pick, plan_end, key, measures)
            with lock:
                finished += len(task.out)

    told = 0
    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        try:
            running = {pool.submit(work) for _ in range(threads or os.cpu_count() or 1)}
            while running:
                done, running = wait(running, timeout=_OFTEN, return_when=FIRST_EXCEPTION)
                for future in done:
                    future.result()
                now = finished
                if progress is not None and now > told:
                    progress(now - told)
                told = now
        finally:
            stop.set()


# --- variants ---------------------------------------------------------------------------------------------------------


def together(full: PlanArrays, none: PlanArrays, members: Sequence[bool] | NDArray[np.bool_], law: bool) -> PlanArrays:
    """The plan in which only some programmes have their money, and the special act is sought or not.

    full, none   the plan, and the same without any money or law (`plan.without()`)
    members      one a programme
    """
    mask = np.asarray(members, dtype=bool)
    return full._replace(
        budget=np.where(mask[:, None], full.budget, none.budget),
        programmes=np.where(mask, full.programmes, none.programmes),
        law=full.law if law else none.law,
    )


class Late(NamedTuple):
    """A delayed plan, and the money in KRW million that comes after the forecast's last month and so never."""

    x: PlanArrays
    lost: float


def delayed(x: PlanArrays, members: Sequence[int], months: int, law: bool = False) -> Late:
    """The same money and works of some programmes, so many months later; what came in March comes in a later March.

    Money of the plan's last year comes after its end. Works begin and open later by as much; a special act, where it
    is sought, may pass later by as much.
    """
    budget, programmes, lost = x.budget.copy(), x.programmes.copy(), 0
    for k in members:
        lost += int(x.budget[k, x.budget.shape[1] - months :].sum())
        budget[k] = 0
        budget[k, months:] = x.budget[k, : x.budget.shape[1] - months]
        if x.programmes[k]["starts"] >= 0:
            programmes[k]["starts"] += months
            programmes[k]["opens"] += months
    act = x.law
    if law:
        act = x.law.copy()
        act[1] += months
        act[2] += months if act[2] >= 0 else 0
    return Late(x._replace(budget=budget, programmes=programmes, law=act), lost / 1000.0)


def law_in(plan: Plan, month: str) -> PlanArrays:
    """The plan with the special act in force from a month on."""
    x = plan_arrays(plan)
    law = x.law.copy()
    law[0], law[2] = 1, month_index(month) - month_index(plan.horizon.start)
    return x._replace(law=law)


def twins(x: PlanArrays) -> list[list[int]]:
    """Programmes that are the same in everything but their name, in groups of two or more."""
    fields = [name for name in x.programmes.dtype.names or () if name != "identity"]
    groups: dict[bytes, list[int]] = {}
    for k in range(x.programmes.size):
        same = b"".join(x.programmes[k][name].tobytes() for name in fields) + x.budget[k].tobytes()
        groups.setdefault(same, []).append(k)
    return [group for group in groups.values() if len(group) > 1]
