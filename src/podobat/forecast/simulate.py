"""Simulate a plan many times: in batches, on the threads of this machine or on a cluster, in bounded memory."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from podobat.errors import CannotRun, Fault, InputFaults
from podobat.forecast.batches import Batches, Keeper, Kept, Range, Sketched, gather
from podobat.forecast.fingerprints import code_fingerprint, run_name
from podobat.forecast.profiles import year_ends
from podobat.forecast.result import WORLDS, Forecast, parameters_of
from podobat.forecast.sampling import sample_points
from podobat.units import Text, nearest

if TYPE_CHECKING:
    from podobat.engine import Ensemble
    from podobat.plan import Case, Plan, Scenario

LEAST_DRAWS, MOST_DRAWS = 2, 1_000_000
LARGEST_SEED: Final = 2**64 - 1
LEAST_MEMORY, MOST_MEMORY = 0.001, 100_000.0
MEMORY: Final = 1.0  # GB of single draws kept, unless asked otherwise
_BYTES_A_VALUE = 4
_SPARE = 1.2  # memory beyond the array itself: batches on their way, work arrays of the threads, summaries
_BATCH, _BATCH_A_THREAD = 1000, 128  # draws a batch: long enough that threads seldom wait for its end
_BUFFERS = 8  # a batch takes no more than this part of the memory allowed
_POINTS = 512  # parameter points are sampled so many at a time, wherever batches begin

Progress = Callable[[int], None]


def forecast(
    case: Case,
    *,
    plan: Plan | None = None,
    scenario: Scenario | str | None = None,
    draws: int = 2000,
    seed: int = 1,
    threads: int | None = None,
    progress: Progress | None = None,
    memory: float = MEMORY,
    batch: int | None = None,
    cluster: str | None = None,
    checkpoint: Callable[[str], Keeper] | None = None,
) -> Forecast:
    """Simulate a plan many times, with it and without it.

    plan        a variant to forecast instead of the case's own plan
    scenario    one of the case's scenarios (or its id) to lay over the plan
    draws       futures to simulate, 2 to 1,000,000; two of them share each point of the uncertain parameters
    seed        0 to 2**64 - 1: the same seed gives the same numbers to the bit, however many threads there are
    threads     processor threads to use; all of them by default
    progress    called now and then with the number of draws that have just finished
    memory      GB for single draws. More draws than fit are not kept one by one: targets stay exact, other quantiles
                come from counts in fine bins (forecast.sketch), and a note says so
    batch       draws simulated before they are put away; the result does not depend on it
    cluster     address of a Dask scheduler to simulate on, or "local" for a cluster of processes on this machine
    checkpoint  from the name of the run to the place where a long one leaves what it has done, to be taken up again
    raises      CannotRun for a number outside its range, an unknown scenario, too little memory or no cluster;
                InputFaults when the parameters have faults
    """
    _check_range("draws", draws, LEAST_DRAWS, MOST_DRAWS)
    _check_range("seed", seed, 0, LARGEST_SEED)
    _check_range("memory", memory, LEAST_MEMORY, MOST_MEMORY)
    for name, number in (("threads", threads), ("batch", batch)):
        if number is not None:
            _check_range(name, number, 1, 1024 if name == "threads" else MOST_DRAWS)
    overlay = case.scenario(scenario) if isinstance(scenario, str) else scenario
    plan = plan if plan is not None else case.plan
    plan = overlay.apply(plan) if overlay is not None else plan
    parameters = parameters_of(case)
    fingerprints = {"plan": plan.fingerprint, "parameters": parameters.fingerprint, "code": code_fingerprint()}
    started = time.perf_counter()
    measures = _measures(plan)
    _check_targets(plan, measures)
    a_draw = len(WORLDS) * plan.n_months * len(measures) * _BYTES_A_VALUE
    room = memory * 1e9
    if _SPARE * draws * a_draw <= room:
        _check_memory(draws, _SPARE * draws * a_draw)
        into = Kept(draws, plan.n_months, len(measures))
    else:
        into = _sketched(plan, measures, draws)
        into.threads = threads or os.cpu_count() or 1
    size = batch or max(_BATCH, _BATCH_A_THREAD * (threads or os.cpu_count() or 1))
    size = min(size, max(1, int(room / _BUFFERS / a_draw)))
    scenario_id = overlay.id if overlay is not None else None
    name = run_name(case.plan.id, scenario_id, draws, seed, fingerprints, isinstance(into, Sketched))
    rows = _rows_of(parameters, (draws + 1) // 2, seed)

    if cluster is not None:
        from podobat.forecast.cluster import on_cluster

        simulated = on_cluster(cluster, plan, rows, seed, fingerprints["code"], batch, progress)
    else:
        simulated = _on_threads(plan, rows, seed, threads, progress)
    gather(into, simulated, draws, size, checkpoint(name) if checkpoint is not None else None, progress)
    return Forecast(
        case_id=case.plan.id,
        plan=plan,
        values=into.values if isinstance(into, Kept) else None,
        measures=measures,
        months=tuple(plan.months),
        draws=draws,
        seed=seed,
        fingerprints=fingerprints,
        scenario=scenario_id,
        scenario_name=overlay.name if overlay is not None else None,
        parameters=parameters,
        diagnostics=into.totals.diagnostics,
        firm_months=into.totals.firm_months,
        seconds=time.perf_counter() - started,
        sketched=into if isinstance(into, Sketched) else None,
    )


def _measures(plan: Plan) -> tuple[str, ...]:
    """The engine's columns, in its order."""
    from podobat.engine import columns

    return columns(plan)


def _check_targets(plan: Plan, measures: tuple[str, ...]) -> None:
    """Every target is set against something that is counted. Raises InputFaults."""
    faults = []
    for target in plan.targets:
        if target.measure not in measures:
            near = nearest(target.measure, measures)
            found = Text(f"모르는 지표: `{target.measure}`", f"unknown measure `{target.measure}`")
            remedy = Text(f"혹시 `{near}`입니까?", f"Did you mean `{near}`?") if near else Text("", "")
            faults.append(Fault("plan.yaml", None, f"targets.{target.id}.measure", found, remedy=remedy))
    if faults:
        raise InputFaults(faults)


def _sketched(plan: Plan, measures: tuple[str, ...], draws: int) -> Sketched:
    """An empty sketch that keeps the draws of the plan's targets, and samples at the months that pictures need."""
    months = list(plan.months)
    pairs = {(months.index(t.by), measures.index(t.measure)): None for t in plan.targets}  # ordered, each once
    named = {str(plan.horizon.end), months[-1], *(t.by for t in plan.targets), *year_ends(months)}
    return Sketched(draws, len(months), len(measures), tuple(pairs), sorted(months.index(m) for m in named))


Rows = Callable[[int, int], NDArray[np.float64]]


def _rows_of(parameters: Any, points: int, seed: int) -> Rows:
    """Parameter values of the draws a .. b - 1, a row a pair, columns in the engine's order."""
    from podobat.engine import PARAMETER_IDS

    columns = [parameters.ids.index(name) for name in PARAMETER_IDS]

    @lru_cache(maxsize=8)
    def block(k: int) -> NDArray[np.float64]:
        first, n = k * _POINTS, min(_POINTS, points - k * _POINTS)
        return parameters.sample(sample_points(parameters.ids, n, seed, first))[:, columns]

    def rows(a: int, b: int) -> NDArray[np.float64]:
        first, end = a // 2, (b + 1) // 2
        blocks = range(first // _POINTS, (end - 1) // _POINTS + 1)
        offset = blocks[0] * _POINTS
        return np.concatenate([block(k) for k in blocks])[first - offset : end - offset]

    return rows


def _on_threads(plan: Plan, rows: Rows, seed: int, threads: int | None, progress: Progress | None) -> Batches:
    """Simulates ranges of draws on this machine, one after another, each on all threads."""
    from podobat.engine import run_ensemble

    def simulate(ranges: list[Range]) -> Generator[tuple[int, Ensemble]]:
        for a, b in ranges:
            yield a, run_ensemble(plan, rows(a, b), b - a, seed, first=a, threads=threads, progress=progress)

    return simulate


def _check_range(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise CannotRun(
            Text(
                ko=f"{name}에는 {low:,}부터 {high:,}까지의 수를 지정하십시오(지정한 값: {value:,}).",
                en=f"{name} must be from {low:,} to {high:,}, not {value:,}.",
            )
        )


def _check_memory(draws: int, needed: float) -> None:
    """Refuse to keep more draws than this machine holds, before an hour is spent on it."""
    try:
        there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # not a POSIX system: let it try
        return
    if needed > there:
        need, have = (f"{size / 1e9:,.1f} GB" for size in (needed, there))
        raise CannotRun(
            Text(
                ko=f"표본 {draws:,}개를 모두 보관하려면 메모리 {need}가 필요하나 이 컴퓨터에는 {have}뿐입니다. "
                "--memory를 줄이면 하나하나 보관하지 않고 계산합니다.",
                en=f"To keep {draws:,} draws takes {need} of memory; this machine has {have}. "
                "With a smaller --memory they are not kept one by one.",
            )
        )


def rows_of(parameters: Any, draws: int, seed: int) -> NDArray[np.float64]:
    """The drawn parameters of a forecast with this seed: (point, parameter), in the engine's order."""
    return _rows_of(parameters, (draws + 1) // 2, seed)(0, draws)
