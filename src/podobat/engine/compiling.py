"""The engine compiled by two processes at once, the first time that it runs on a machine.

Numba compiles one function at a time in a process. What a month calls are steps that do not need one another: this
process compiles them from the first on, a second one from the last. Each leaves what it has made on disk and takes from
there what the other has, so that nobody has to say who does what. `run_draws`, which holds them all, comes after them.
"""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import numpy as np
from numba import typeof, types

from podobat.engine import (
    adoption,
    attraction,
    chips,
    climate,
    entry,
    established,
    exit,
    hiring,
    infrastructure,
    month,
    outputs,
    people,
    procurement,
    programmes,
    rounds,
    start,
    works,
)
from podobat.engine.compiled import FOLDER, is_compiled
from podobat.engine.counting import count, n_measures
from podobat.engine.inputs import (
    ACT,
    FOREVER,
    PARAMETER_IDS,
    PROGRAMME,
    SECTOR,
    PlanArrays,
    parameter_records,
)
from podobat.engine.randomness import key_of
from podobat.engine.standing import GROUP_THERE, RIVAL, START_LOOKING
from podobat.engine.world import make_world
from podobat.plan.schema import LEVELS

# In the order of a run. One that takes what TYPES does not know is left to `run_draws`.
STEPS: tuple[Any, ...] = (
    entry.start_firms, month.clear, month.prepare, climate.start_climate, works.start_works, people.start_people,
    start.start_region, adoption.start_adoption, month.change_course, climate.advance_climate, works.advance_works,
    programmes.run_programmes, rounds.advance_fund, entry.enter, attraction.sign_memoranda, attraction.open_offices,
    established.offer_places, established.settle, infrastructure.hand_over, procurement.buy, chips.call_for_designs,
    chips.advance_chips, rounds.raise_rounds, exit.move_seats, adoption.adopt, people.train,
    attraction.advance_offices, established.advance_established, hiring.hire, people.place_hired, people.move_people,
    exit.leave, outputs.file_patents, outputs.bring_to_market, outputs.induce_work, count,
)  # fmt: skip


def smallest_plan() -> PlanArrays:
    """One month of an empty region: the types are those of any plan."""
    x = PlanArrays(
        budget=np.zeros((1, 1), np.int64),
        programmes=np.zeros(1, PROGRAMME),
        sectors=np.zeros(1, SECTOR),
        pins=np.full(1, -1.0),
        elections=np.zeros(1, np.uint8),
        law=np.zeros(7, np.int64),
        years=np.zeros(1, np.int64),
        decided=np.zeros((1, 1), np.int64),
        after=np.zeros(1, PROGRAMME),
        change=FOREVER,
        end=0,
        rivals=np.zeros(0, RIVAL),
        act=np.ones(ACT),
        start=np.full((START_LOOKING + len(LEVELS), 3), -1.0),
        established=np.zeros(0, GROUP_THERE),
        ties=np.zeros(0),
    )
    x.programmes["opens"] = -1
    x.programmes["starts"] = -1
    x.after["opens"] = x.after["starts"] = -1
    return x


def types_of_arguments() -> dict[str, types.Type]:
    """What the arguments of steps are, by the names that they have everywhere."""
    x = smallest_plan()
    parameters = parameter_records(np.full((1, len(PARAMETER_IDS)), 0.5))
    return {
        "w": typeof(make_world(x, n_measures(x), 16)), "x": typeof(x), "p": typeof(parameters[0]),
        "t": types.int64, "draw": types.int64, "key": typeof(key_of(0)), "operating": types.float64,
        "row": types.Array(types.float32, 1, "C"), "hired": types.int64,
    }  # fmt: skip


def compile_steps(steps: Iterable[Any]) -> None:
    """Compile steps one after another; those that are on disk by then are taken from there."""
    types_by_name = types_of_arguments()
    for step in steps:
        step.compile(tuple(types_by_name[name] for name in inspect.signature(step.py_func).parameters))


def compile_from_the_last() -> None:
    """What the second process does."""
    compile_steps(reversed(STEPS))


@contextmanager
def second_process() -> Iterator[None]:
    """A process that compiles from the last step on; without it everything is compiled just the same, in this one."""
    command = [sys.executable, "-c", "from podobat.engine.compiling import compile_from_the_last as work; work()"]
    paths = os.pathsep.join(path for path in sys.path if path)
    other = None
    if (os.cpu_count() or 1) > 1 and sys.executable and not getattr(sys, "frozen", False):
        with suppress(OSError):
            other = subprocess.Popen(
                command, env={**os.environ, "PYTHONPATH": paths, "NUMBA_CACHE_DIR": FOLDER},
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
    try:
        yield
    finally:
        if other is not None:
            other.terminate()
            other.wait()


def compile_steps_once() -> None:
    """Before the first run on a machine: compile the steps with two processes; nothing where that has been done.

    Asked of Numba, which keeps code by the place of its source: another checkout has to compile its own.
    """
    if not month.run_draws.signatures and not is_compiled(month.run_draws.stats.cache_path or FOLDER):
        with second_process():
            compile_steps(STEPS)
