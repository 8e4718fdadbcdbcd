"""Many runs on the threads of this machine: which plan, in which draws, and what of each run is kept.

A run is a pure function of a plan, a point of the parameters, a seed and the numbers of the draws whose luck it has. So
whoever needs runs says which lives are lived: a forecast asks for every draw with the plan and without it, a value for
hundreds of variants of the plan in one world each, learning for chosen draws with parameters of their own. The same
life meets the same chance in every variant; its bits depend neither on the threads nor on what else is run.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from podobat.engine.compiling import compile_steps_once
from podobat.engine.counting import n_measures
from podobat.engine.inputs import AS_PLANNED, MONEY, Lives, PlanArrays, parameter_records
from podobat.engine.month import run_draws
from podobat.engine.randomness import key_of
from podobat.engine.world import HEAD_EDGES, Diagnostics, World, make_diagnostics, make_world

AT_ONCE = 8  # draws of one job that a thread takes at a time; even, so that pairs share what their parameters say
SLOTS = 1024  # start-ups a column holds at first; doubled for runs that need more
_OFTEN = 0.1  # seconds between reports of progress
_HEAD_EDGES = HEAD_EDGES.astype(np.float64)

Keep = Callable[[NDArray[np.float32], Lives], NDArray[np.float32]]
Progress = Callable[[int], None]


class Job(NamedTuple):
    """One variant of a plan in some draws, and where their outcomes go.

    x      the variant; `inputs.first_months` cuts it short
    lives  whose parameters and luck each draw has: `inputs.pairs` or `inputs.lives_of`
    out    float32 (draw, month, measure), or (draw, ...) of what is kept of a run
    world  which of the histograms the runs add to, where they are asked for
    """

    x: PlanArrays
    lives: Lives
    out: NDArray[np.float32]
    world: int = 0


class Pick(NamedTuple):
    """Numbers of a run to keep, the rest being forgotten at once: (draw, month, measure) -> (draw, number).

    months, columns  of each number; `engine.measure_ids` are the columns
    """

    months: NDArray[np.intp]
    columns: NDArray[np.intp]

    def __call__(self, runs: NDArray[np.float32], lives: Lives | None = None) -> NDArray[np.float32]:
        """Of runs (draw, month, measure), whoever lived them."""
        return runs[:, self.months, self.columns]


class Tally(NamedTuple):
    """What is summed over the runs of one world: histograms, and start-ups seated in the region x months."""

    diagnostics: Diagnostics
    firm_months: int


def run_jobs(
    jobs: Iterable[Job],
    values: NDArray[np.float64],
    seed: int,
    *,
    figures: NDArray[np.float64] = AS_PLANNED,
    keep: Keep | None = None,
    worlds: int = 0,
    at_once: int = AT_ONCE,
    threads: int | None = None,
    progress: Progress | None = None,
) -> tuple[Tally, ...]:
    """Simulate every job and write the outcomes into its `out`.

    jobs      taken one after another as threads become free, so a long list need not exist at once
    values    (point, parameter) in the order of PARAMETER_IDS;  seed  0 .. 2**64 - 1
    figures   (point, programme, figure) factors on the plan (engine.figures); none by default
    keep      what is kept of runs (draw, month, measure) of these lives: a `Pick` or any function; all by default
    worlds    how many worlds have histograms (0: none is kept): a job adds to those of its `world`
    at_once   draws of a job that a thread takes at a time: large pieces cost less, small ones end together
    threads   at most this many at once (default: all cores); the result does not depend on it
    progress  called now and then, from this thread, with the number of runs that have just finished
    returns   a Tally a world
    raises    ValueError for draws without a row of parameters or a place in `out`; KeyboardInterrupt as it comes: what
              has been written by then is not complete
    """
    records, key = parameter_records(values), key_of(seed)
    pieces, lock, stop = _pieces(jobs, len(records), figures, at_once), threading.Lock(), threading.Event()
    finished, told = 0, 0

    def work() -> _Thread:
        nonlocal finished
        thread = _Thread(records, figures, key, keep, worlds)
        while not stop.is_set():
            with lock:
                piece = next(pieces, None)
            if piece is None:
                break
            thread.run(piece)
            with lock:
                finished += len(piece.out)
        return thread

    compile_steps_once()
    n = max(1, threads or os.cpu_count() or 1)
    with ThreadPoolExecutor(n) as pool:
        try:
            futures = [pool.submit(work) for _ in range(n)]
            running = set(futures)
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
    owners = [future.result() for future in futures]
    return tuple(_summed(owners, world) for world in range(worlds))


def _check(job: Job, points: int, figures: NDArray[np.float64]) -> None:
    """Kernels read and write where they are told: whatever is not there must be refused before."""
    x, lives, out, _ = job
    if lives.points.size and not 0 <= lives.points.min() <= lives.points.max() < points:
        raise ValueError(f"draws have points up to {lives.points.max()}, and there are {points} rows of parameters")
    if not len(out) == len(lives.points) == len(lives.luck):
        raise ValueError(f"{len(lives.points)} draws and room for {len(out)}")
    end = min(x.end, x.pins.size - 1)
    after = -(-(x.pins.size - 1 - end) // 12)
    needed = (points, x.programmes.size, MONEY + int(x.years[end]) + 1 + after)
    if len(figures) and any(there < n for there, n in zip(figures.shape, needed, strict=True)):
        raise ValueError(f"figures are {figures.shape}, and the plan needs {needed}")


def _pieces(jobs: Iterable[Job], points: int, figures: NDArray[np.float64], at_once: int) -> Iterator[Job]:
    """The jobs in pieces of at most so many draws, draws that share a point kept together."""
    for job in jobs:
        _check(job, points, figures)
        x, lives, out, world = job
        a = 0
        while a < len(out):
            b = min(a + at_once, len(out))
            if a + 1 < b < len(out) and lives.points[b - 1] == lives.points[b]:
                b -= 1
            yield Job(x, lives.part(a, b), out[a:b], world)
            a = b


def _summed(threads: list[_Thread], world: int) -> Tally:
    """Over threads, of one world."""
    diagnostics = (np.sum(parts, axis=0) for parts in zip(*(t.diagnostics[world] for t in threads), strict=True))
    return Tally(Diagnostics(*diagnostics), sum(t.firm_months[world] for t in threads))


class _Thread:
    """What one thread owns: arrays of a world for every size of plan it meets, room for its runs, and histograms."""

    def __init__(
        self, records: np.ndarray, figures: NDArray[np.float64], key: tuple, keep: Keep | None, worlds: int
    ) -> None:
        self.records, self.figures, self.key, self.keep = records, figures, key, keep
        self.diagnostics = tuple(make_diagnostics() for _ in range(worlds))
        self.firm_months = [0] * worlds
        self._worlds: dict[tuple[int, ...], World] = {}
        self._buffers: dict[tuple[int, ...], NDArray[np.float32]] = {}

    def run(self, job: Job) -> World:
        """Every draw of the job; returns the world as the last of them left it."""
        x, n = job.x, len(job.out)
        shape = (n, x.pins.size, n_measures(x))
        values = job.out if self.keep is None else self._buffer(shape)
        if values.shape != shape:
            raise ValueError(f"runs are {shape}, and the room for them is {values.shape}")
        w = self._world(x)
        while run_draws(w, x, self.records, self.figures, job.lives, self.key, _HEAD_EDGES, values) < n:
            # A column was too short: repeat the job in a world with longer ones, and with histograms of its own, as
            # what an unfinished run has added to the old ones cannot be taken out.
            w = self._world(x, 2 * w.stacks.shape[1])
        if self.keep is not None:
            job.out[:] = self.keep(values, job.lives)
        if self.diagnostics:
            self._collect(w, job.world)
        return w

    def _world(self, x: PlanArrays, slots: int | None = None) -> World:
        """The world for plans of this size; a new one where there is none, or where `slots` says how long it is."""
        size = (x.pins.size, x.programmes.size, x.sectors.size, int(x.programmes["months"].max(initial=0)))
        if slots is not None or size not in self._worlds:
            self._worlds[size] = make_world(x, n_measures(x), slots or SLOTS)
        return self._worlds[size]

    def _buffer(self, shape: tuple[int, int, int]) -> NDArray[np.float32]:
        """Room for runs (draw, month, measure) of which something else is kept."""
        n, *size = shape
        buffer = self._buffers.get(tuple(size))
        if buffer is None or len(buffer) < n:
            buffer = self._buffers[tuple(size)] = np.empty(shape, np.float32)
        return buffer[:n]

    def _collect(self, w: World, world: int) -> None:
        """Move what a world has counted to the histograms of the job's world."""
        for total, part in zip(self.diagnostics[world], w.diagnostics, strict=True):
            total += part
            part[...] = 0
        self.firm_months[world] += int(w.state[0]["firm_months"])
        w.state[0]["firm_months"] = 0
