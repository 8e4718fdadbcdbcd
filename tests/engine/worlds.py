"""What the engine's tests are made of: median parameters, columns of firms, and single runs to look into."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from podobat.engine import PARAMETER_IDS, Job, pairs, run, world
from podobat.engine.counting import n_measures
from podobat.engine.inputs import AS_PLANNED, PARAMETERS, PlanArrays, parameter_records, plan_arrays
from podobat.engine.randomness import key_of
from podobat.engine.world import Columns, World, make_world
from podobat.forecast import parameters_of
from podobat.plan import Case, read_case

ROOT = Path(__file__).parents[2]
CASES = ("gwangju-phase1", "port-maren")
REAL_COLUMNS = {"READINESS", "PACE", "SALES", "CONTRACT_INCOME", "CASH", "TURNOVER", "FLOW"}
WHOLE_SCRATCH = {"VACANCY", "VACANCY_AWAY", "EVENT"}


@cache
def case(name: str = "port-maren") -> Case:
    """One of the cases of the repository, read once."""
    return read_case(ROOT / "cases" / name)


@cache
def arrays(name: str = "port-maren") -> PlanArrays:
    """The case's plan as the kernel reads it."""
    return plan_arrays(case(name).plan)


@cache
def _sampled(name: str, u: float) -> np.ndarray:
    parameters = parameters_of(case(name))
    assert parameters.ids == PARAMETER_IDS
    return parameters.sample(np.full((1, len(PARAMETER_IDS)), u))


def rows(name: str, n: int, u: float = 0.5, **changes: float) -> np.ndarray:
    """The case's parameters at quantile u, n times over; `entry_deadweight=0.3` replaces a value."""
    values = np.repeat(_sampled(name, u), n, axis=0)
    for field, value in changes.items():
        values[:, PARAMETERS.names.index(field)] = value
    return values


def record(name: str = "port-maren", **changes: float):
    """Median parameters as the rules read them: p.entry_deadweight."""
    return parameter_records(rows(name, 1, **changes))[0]


def first_slots(columns: Columns, n: int) -> Columns:
    """The first n slots: tables are longer than asked for."""
    return Columns(columns.ints[:, :n].copy(), columns.floats[:, :n].copy())


def firms(n: int, **columns) -> Columns:
    """n start-ups of the region with one person each, no product and no money; `HEAD=[1, 2]` fills a column."""
    f = first_slots(make_world(arrays(), 1, n).firms, n)
    f.ints[world.UID] = np.arange(n)
    f.ints[world.PLACE] = world.REGION
    f.ints[world.HEAD] = 1
    f.ints[world.FIRST_SALE] = world.NEVER
    for name, value in columns.items():
        (f.floats if name in REAL_COLUMNS else f.ints)[getattr(world, name)] = value
    return f


def luck(n: int, **columns) -> Columns:
    """The month's luck and scratch columns of n start-ups: luck in the middle of its range, or as given."""
    d = first_slots(make_world(arrays(), 1, n).draws, n)
    for name in ("U_ROUND", "U_EXIT", "U_VACANCY", "U_HIRE", "U_QUIT", "U_MOVE"):
        d.floats[getattr(world, name)] = 0.5
    for name, value in columns.items():
        (d.ints if name in WHOLE_SCRATCH else d.floats)[getattr(world, name)] = value
    return d


def lived(x: PlanArrays, values: np.ndarray, draw: int = 0, seed: int = 1) -> World:
    """The region after one run: its columns, pools and ledgers as they stand at the end."""
    thread = run._Thread(parameter_records(values), AS_PLANNED, key_of(seed), None, 0)
    return thread.run(Job(x, pairs(1, draw), np.empty((1, x.pins.size, n_measures(x)), np.float32)))


def by_identity(w: World) -> dict[int, int]:
    """Slot of every living start-up by its identity."""
    n = int(w.state[0]["n"])
    place, uid = w.firms.ints[world.PLACE, :n], w.firms.ints[world.UID, :n]
    return {int(uid[i]): i for i in range(n) if place[i] != world.FREE}
