"""Simulate a plan many times: in batches, on the threads of this machine or on a cluster, in bounded memory."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from podobat.engine import Job, Pick, run_jobs
from podobat.errors import CannotRun, Fault, InputFaults
from podobat.forecast.batches import Batches, Keeper, Kept, Range, Sketched, gather
from podobat.forecast.fingerprints import code_fingerprint, run_name
from podobat.forecast.futures import Futures, TrueRuns, course, drawn_anew, make_true, prior
from podobat.forecast.profiles import year_ends
from podobat.forecast.result import WORLDS, Forecast
from podobat.texts import catalogue
from podobat.units import Text, nearest

if TYPE_CHECKING:
    from podobat.engine import Ensemble, Lives
    from podobat.plan import Case, Plan, Scenario

_say = catalogue("forecast")

LEAST_DRAWS, MOST_DRAWS = 2, 1_000_000
LARGEST_SEED: Final = 2**64 - 1
LEAST_MEMORY, MOST_MEMORY = 0.001, 100_000.0
MEMORY: Final = 1.0  # GB of single draws kept, unless asked otherwise
OTHERS: Final = 400  # draws that are also lived with the plan figures of others, to tell their share of the variance
_BYTES_A_VALUE = 4
_SPARE = 1.2  # memory beyond the array itself: batches on their way, work arrays of the threads, summaries
_BATCH, _BATCH_A_THREAD = 1000, 128  # draws a batch: long enough that threads seldom wait for its end
_BUFFERS = 8  # a batch takes no more than this part of the memory allowed

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
    futures: Futures | None = None,
    world_only: bool = False,
) -> Forecast:
    """Simulate a plan many times, with it and without it.

    Parameters
    ----------
    case : Case
        The case, as `read_case` gives it.
    plan : Plan, optional
        A variant to forecast instead of the case's own plan.
    scenario : Scenario | str, optional
        One of the case's scenarios (or its id) to lay over the plan.
    draws : int
        Futures to simulate, 2 to 1,000,000; two of them share each point of the uncertain parameters.
    seed : int
        0 to 2**64 - 1: the same seed gives the same numbers to the bit, however many threads there are.
    threads : int, optional
        Processor threads to use; all of them by default.
    progress : Progress, optional
        Called now and then with the number of draws that have just finished.
    memory : float
        GB for single draws. More draws than fit are not kept one by one: targets stay exact, other quantiles come
        from counts in fine bins (forecast.sketch), and a note says so.
    batch : int, optional
        Draws simulated before they are put away; the result does not depend on it.
    cluster : str, optional
        Address of a Dask scheduler to simulate on, or "local" for a cluster of processes on this machine.
    checkpoint : Callable[[str], Keeper], optional
        From the name of the run to the place where a long one leaves what it has done, to be taken up again.
    futures : Futures, optional
        Who lives the draws: those of `learn`, for instance; by default those before anything was counted.
    world_only : bool
        Leave out what the model misses (forecast.discrepancy): the simulated world as it is.

    Returns
    -------
    Forecast

    Raises
    ------
    CannotRun
        For a number outside its range, an unknown scenario, too little memory or no cluster.
    InputFaults
        When the parameters have faults.

    Examples
    --------
    >>> import podobat
    >>> case = podobat.example()
    >>> start = podobat.futures(case, as_of="start")
    >>> forecast = podobat.forecast(case, draws=20, seed=1, futures=start)
    >>> forecast.targets("en")["measure"][0], forecast.draws
    ('jobs.direct', 20)
    >>> forecast.draws_of("jobs.direct", "2024-12")["net"].shape
    (20,)
    """
    _check_numbers(draws, seed, memory, threads, batch)
    asked = case.scenario(scenario) if isinstance(scenario, str) else scenario
    plan = plan if plan is not None else case.plan
    plan = asked.apply(plan) if asked is not None else plan
    futures = prior(case, seed, world_only=world_only) if futures is None else futures
    if futures.most is not None:
        _check_range("draws", draws, LEAST_DRAWS, futures.most)
    base = case.plan if futures.since > 0 and plan is not case.plan else None
    if base is not None:
        course(base, plan, futures.since)
    fingerprints = _fingerprints(plan, futures, world_only)
    started = time.perf_counter()
    measures = _measures(plan)
    _check_targets(plan, measures)
    a_draw = len(WORLDS) * plan.n_months * len(measures) * _BYTES_A_VALUE
    room = memory * 1e9
    pairs = _pairs(plan, measures)
    into = _place_for(plan, measures, pairs, draws, _SPARE * draws * a_draw, room, threads)
    size = batch or max(_BATCH, _BATCH_A_THREAD * (threads or os.cpu_count() or 1))
    size = min(size, max(1, int(room / _BUFFERS / a_draw)))
    scenario_id = asked.id if asked is not None else None
    name = run_name(case.plan.id, scenario_id, draws, seed, fingerprints, isinstance(into, Sketched))
    if cluster is not None:
        from podobat.forecast.cluster import Task, on_cluster

        task = Task(plan, base, futures.since, seed, fingerprints["code"])
        simulated = on_cluster(cluster, task, lambda a, b: _lived(futures, plan, a, b), batch, progress)
    else:
        simulated = _on_threads(plan, base, futures, seed, threads, progress)
    true = _true(simulated, into, futures, measures, tuple(plan.months), pairs, threads or os.cpu_count() or 1)
    gather(into, true, draws, size, checkpoint(name) if checkpoint is not None else None, progress)
    made = Forecast(
        case_id=case.plan.id,
        plan=plan,
        values=into.values if isinstance(into, Kept) else None,
        measures=measures,
        months=tuple(plan.months),
        draws=draws,
        seed=seed,
        fingerprints=fingerprints,
        scenario=scenario_id,
        scenario_name=asked.name if asked is not None else None,
        told=futures.told,
        since=futures.since,
        parameters=futures.parameters,
        diagnostics=into.totals.diagnostics,
        firm_months=into.totals.firm_months,
        seconds=time.perf_counter() - started,
        sketched=into if isinstance(into, Sketched) else None,
        again={} if world_only else _by_target(plan, measures, pairs, into.again),
        other=_by_target(plan, measures, pairs, _other_figures(plan, base, futures, measures, pairs, draws, threads)),
    )
    views = futures.views(made)
    return replace(made, views=views) if views else made


def _lived(futures: Futures, plan: Plan, a: int, b: int) -> tuple[NDArray[np.float64], Lives, NDArray[np.float64]]:
    """Parameters, lives and plan figures of draws a .. b - 1, for another process."""
    rows, lives = futures.lived(a, b)
    return rows, lives, futures.figures(plan, a, b)


def _check_numbers(draws: int, seed: int, memory: float, threads: int | None, batch: int | None) -> None:
    _check_range("draws", draws, LEAST_DRAWS, MOST_DRAWS)
    _check_range("seed", seed, 0, LARGEST_SEED)
    _check_range("memory", memory, LEAST_MEMORY, MOST_MEMORY)
    for name, number in (("threads", threads), ("batch", batch)):
        if number is not None:
            _check_range(name, number, 1, 1024 if name == "threads" else MOST_DRAWS)


def _fingerprints(plan: Plan, futures: Futures, world_only: bool) -> dict[str, str]:
    """What makes the result: plan, parameters, code, and what the futures know."""
    fingerprints = {"plan": plan.fingerprint, "parameters": futures.parameters.fingerprint, "code": code_fingerprint()}
    if futures.beside:
        fingerprints["beside"] = futures.beside
    if futures.known:
        fingerprints["records"] = futures.known
    if world_only:
        fingerprints["world"] = "only"
    return fingerprints


def _place_for(
    plan: Plan, measures: tuple[str, ...], pairs: Pairs, draws: int, needed: float, room: float, threads: int | None
) -> Kept | Sketched:
    """Where the draws go: all of them into memory where there is room (bytes), else into a sketch."""
    if needed <= room:
        _check_memory(draws, needed)
        return Kept(draws, plan.n_months, len(measures), len(pairs))
    into = _sketched(plan, measures, draws, pairs)
    into.threads = threads or os.cpu_count() or 1
    return into


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
            found = _say("simulate.unknown_measure", measure=target.measure)
            remedy = _say("simulate.did_you_mean", near=near) if near else Text("", "")
            faults.append(Fault("plan.yaml", None, f"targets.{target.id}.measure", found, remedy=remedy))
    if faults:
        raise InputFaults(faults)


Pairs = tuple[tuple[int, int], ...]


def _pairs(plan: Plan, measures: tuple[str, ...]) -> Pairs:
    """Month and measure of the plan's targets, each once."""
    months = list(plan.months)
    return tuple(dict.fromkeys((months.index(t.by), measures.index(t.measure)) for t in plan.targets))


def _by_target(
    plan: Plan, measures: tuple[str, ...], pairs: Pairs, kept: NDArray[np.float32]
) -> dict[tuple[str, str], NDArray[np.float32]]:
    """Draws of targets (pair, draw) by measure and month; none where none were drawn."""
    return {(measures[m], plan.months[t]): kept[k] for k, (t, m) in enumerate(pairs)} if kept.shape[1] else {}


def _other_figures(
    plan: Plan, base: Plan | None, futures: Futures, measures: tuple[str, ...], pairs: Pairs, draws: int,
    threads: int | None,
) -> NDArray[np.float32]:  # fmt: skip
    """Targets in the first draws with the plan figures of other draws: (pair, draw)."""
    n = min(OTHERS, draws // 2 * 2)
    figures = futures.figures(plan, 0, n)
    if len(figures) < 2 or not pairs:
        return np.empty((len(pairs), 0), np.float32)
    months, columns = (np.array(x, dtype=np.intp) for x in zip(*pairs, strict=True))
    keep = TrueRuns(futures, n, measures, plan.months, Pick(months, columns))
    x = course(base or plan, plan, futures.since)
    rows, lives = futures.lived(0, n)
    out = np.empty((n, len(pairs)), np.float32)
    run_jobs([Job(x, lives, out)], rows, futures.seed, figures=np.roll(figures, 1, axis=0), keep=keep, threads=threads)
    return np.ascontiguousarray(out.T)


def _sketched(plan: Plan, measures: tuple[str, ...], draws: int, pairs: Pairs) -> Sketched:
    """An empty sketch that keeps the draws of the plan's targets, and samples at the months that pictures need."""
    months = list(plan.months)
    named = {str(plan.horizon.end), months[-1], *(t.by for t in plan.targets), *year_ends(months)}
    return Sketched(draws, len(months), len(measures), pairs, sorted(months.index(m) for m in named))


def _on_threads(
    plan: Plan, base: Plan | None, futures: Futures, seed: int, threads: int | None, progress: Progress | None
) -> Batches:
    """Simulates ranges of draws on this machine, one after another, each on all threads."""
    from podobat.engine import run_ensemble

    def simulate(ranges: list[Range]) -> Generator[tuple[int, Ensemble]]:
        for a, b in ranges:
            rows, lives = futures.lived(a, b)
            yield a, run_ensemble(
                plan, rows, b - a, seed, lives=lives, base=base, since=futures.since,
                figures=futures.figures(plan, a, b), threads=threads, progress=progress,
            )  # fmt: skip

    return simulate


def _true(
    simulated: Batches, into: Kept | Sketched, futures: Futures, measures: tuple[str, ...], months: tuple[str, ...],
    pairs: Pairs, threads: int,
) -> Batches:  # fmt: skip
    """The same ranges with what the model misses: what will be true instead of what was simulated.

    The targets are also kept with discrepancies drawn anew, from which the share of what is missed is told.
    """

    def both(ranges: list[Range]) -> Generator[tuple[int, Ensemble]]:
        for a, batch in simulated(ranges):
            some = slice(a, a + batch.values.shape[1])
            into.again[:, some] = drawn_anew(batch.values[0], futures, measures, months, a, pairs)
            make_true(batch.values, futures, measures, months, a, threads)
            yield a, batch

    return both


def _check_range(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise CannotRun(_say("simulate.must_be_from_to_not", name=name, low=low, high=high, value=value))


def _check_memory(draws: int, needed: float) -> None:
    """Refuse to keep more draws than this machine holds, before an hour is spent on it."""
    try:
        there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # not a POSIX system: let it try
        return
    if needed > there:
        need, have = (f"{size / 1e9:,.1f} GB" for size in (needed, there))
        raise CannotRun(_say("simulate.to_keep_draws_takes_of_memory", draws=draws, need=need, have=have))
