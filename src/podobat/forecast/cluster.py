"""The same ensemble on a Dask cluster: tasks are chunks of draws, and the bits are those of threads.

The plan is sent once. A task carries the parameters of its own draws and returns their outcomes as an array, so the
order in which tasks finish, and the machine that ran them, leave no trace. A task has no side effect: when a worker
dies, the scheduler gives its tasks to another one.
"""

from __future__ import annotations

import logging
import os
import queue
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator, Hashable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from podobat.errors import CannotRun
from podobat.forecast.fingerprints import code_fingerprint
from podobat.texts import catalogue

if TYPE_CHECKING:
    from podobat.engine import Ensemble
    from podobat.engine.inputs import Lives
    from podobat.forecast.batches import Batches, Range
    from podobat.plan import Plan

_say = catalogue("forecast")

K = TypeVar("K", bound=Hashable)

LOCAL: Final = "local"
CHUNK: Final = 64  # draws a task: some tenths of a second, some megabytes
AHEAD: Final = 2  # tasks a thread has waiting, so that it never does
PATIENCE: Final = 20  # seconds until a scheduler that does not answer is given up
LOOK: Final = 5  # seconds between looks at how many workers there are, and at what they do when nothing comes back
FETCH: Final = 60  # seconds until a result that is there has come, or is worked out again by another worker
ALONE: Final = 300  # seconds that a cluster may be without workers: one that grows on request needs some
DEATHS: Final = 20  # times that workers may die under one task before it is given up


class Task(NamedTuple):
    """What every worker simulates: a plan, the one followed before month `since` if it was another, seed and code."""

    plan: Plan
    base: Plan | None
    since: int
    seed: int
    code: str


def on_cluster(
    address: str,
    task: Task,
    lived: Callable[[int, int], tuple[NDArray[np.float64], Lives, NDArray[np.float64]]],
    chunk: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Batches:
    """Simulates ranges of draws on a cluster.

    address  of a Dask scheduler ("tcp://host:8786"), or "local": processes on this machine, for trying out
    task     what is simulated; a worker with another code is refused
    lived    parameters, lives and plan figures of the draws a .. b - 1
    chunk    draws a task
    raises   CannotRun when Dask is not installed, the cluster cannot be reached or runs other code
    """

    def simulate(ranges: list[Range]) -> Generator[tuple[int, Ensemble]]:
        size = min(chunk or CHUNK, CHUNK)
        chunks = [(c, min(c + size, b)) for a, b in ranges for c in range(a, b, size)]
        if not chunks:
            return
        with connected(address) as client, losses(address):
            for first, ensemble in _finished(client, task, lived, chunks):
                if progress is not None:
                    progress(ensemble.values.shape[1])
                yield first, ensemble

    return simulate


def _finished(
    client: Any,
    task: Task,
    lived: Callable[[int, int], tuple[NDArray[np.float64], Lives, NDArray[np.float64]]],
    chunks: list[Range],
) -> Iterator[tuple[int, Ensemble]]:
    """Every chunk as it comes back: its first draw, what it came to."""
    there = Held(client, task)
    for chunk, ensemble in handed_out(there, _simulate, chunks, lambda c: (*lived(*c), c[1] - c[0])):
        yield chunk[0], ensemble


@dataclass
class Held:
    """Something that many pieces need, kept by the cluster as long as this is.

    Computed by the cluster, and not put there, so that it survives the death of whoever holds it.

    client  of the cluster;  what  is held there
    """

    client: Any
    what: Any
    there: Any = field(init=False)

    def __post_init__(self) -> None:
        self.send()

    def send(self) -> None:
        """To the cluster, once more when it has lost it."""
        self.there = self.client.submit(_hold, self.what, pure=False, retries=DEATHS)


def handed_out(
    held: Held, work: Callable[..., Any], pieces: Iterable[K], given: Callable[[K], tuple[Any, ...]]
) -> Iterator[tuple[K, Any]]:
    """Hand out pieces a few at a time, so that neither side ever holds many; yield each when it comes back.

    held    what every piece needs;  work  what a worker does: (what is held, *given(piece)) -> a result
    given   what one piece needs of its own
    raises  CannotRun when there has been no worker for `ALONE` seconds
    """
    from distributed.scheduler import KilledWorker

    client = held.client
    waiting = iter(pieces)
    back: queue.SimpleQueue[Any] = queue.SimpleQueue()
    handed: dict[Any, K] = {}
    blamed: Counter[K] = Counter()

    def hand_out(piece: K) -> None:
        done = client.submit(work, held.there, *given(piece), pure=False)
        handed[done] = piece
        done.add_done_callback(back.put)

    def look() -> None:
        if silence.nobody_works({held.there.key, *(task.key for task in handed)}):
            lost = list(handed.values())
            handed.clear()
            held.send()
            for piece in lost:
                hand_out(piece)

    looked, room, silence = time.monotonic(), _room(client), _Silence(client)
    for piece in islice(waiting, room):
        hand_out(piece)
    while handed:
        try:
            done = back.get(timeout=LOOK)
        except queue.Empty:
            look()
            continue
        if done not in handed:  # handed out once more meanwhile
            continue
        try:
            result = done.result(timeout=FETCH)
        except TimeoutError:  # lost with whoever held it: worked out again, unless nobody does
            if done.status == "error":
                raise
            look()
            if done in handed:
                done.add_done_callback(back.put)
            continue
        except KilledWorker:  # the scheduler blames the task for the deaths of workers that held it
            piece = handed.pop(done)
            blamed[piece] += 1
            if blamed[piece] > DEATHS:
                raise
            hand_out(piece)
            continue
        piece = handed.pop(done)
        done.release()
        silence = _Silence(client)
        if time.monotonic() - looked > LOOK:  # workers may have come or gone
            looked, room = time.monotonic(), _room(client)
        for more in islice(waiting, max(0, room - len(handed))):
            hand_out(more)
        yield piece, result


@dataclass
class _Silence:
    """A time in which nothing came back from the cluster: somebody is at work, everybody has gone, or all is lost."""

    client: Any
    idle: int = 0
    alone: float | None = None

    def nobody_works(self, keys: set[str]) -> bool:
        """Whether tasks of these keys are lost: workers are there, and at two looks on end none of them had any.

        raises  CannotRun when there has been no worker for `ALONE` seconds
        """
        if not self.client.nthreads():
            now = time.monotonic()
            self.alone = now if self.alone is None else self.alone
            if now - self.alone > ALONE:
                raise _no_workers(self.client)
            return False
        self.alone = None
        at_work = {key for worker in self.client.processing().values() for key in worker}
        self.idle = 0 if keys & at_work else self.idle + 1
        if self.idle < 2:
            return False
        self.idle = 0
        return True


def _room(client: Any) -> int:
    """How many tasks the cluster is given at a time."""
    return AHEAD * max(1, sum(client.nthreads().values()))


def _hold(held: Any) -> Any:
    """What all pieces need, kept in the memory of the workers that need it."""
    return held


def check_code(code: str) -> None:
    """Raises CannotRun on a worker that runs another version than the one whose fingerprint is given."""
    if code_fingerprint() != code:
        raise CannotRun(_say("cluster.worker_of_the_cluster_runs", code_fingerprint=code_fingerprint(), code=code))


_one_at_a_time = threading.Lock()
_compiled = False


def _simulate(
    task: Task, values: NDArray[np.float64], lives: Lives, figures: NDArray[np.float64], draws: int
) -> Ensemble:
    """What a worker does: simulate one chunk of draws, on one thread."""
    from podobat.engine import run_ensemble

    global _compiled
    plan, base, since, seed, code = task
    check_code(code)
    if not _compiled:  # the threads of a worker would all compile at once
        with _one_at_a_time:
            run_ensemble(plan, values[:1], 1, seed, threads=1)
            _compiled = True
    return run_ensemble(plan, values, draws, seed, lives=lives, base=base, since=since, figures=figures, threads=1)


@contextmanager
def connected(address: str) -> Iterator[Any]:
    """A client of the cluster; a local one lasts as long as the client does. Raises CannotRun where none answers."""
    try:
        import dask.config
        from distributed import Client
    except ImportError:
        raise CannotRun(_say("cluster.cluster_needs_dask")) from None
    # Workers may be taken away at any time; that is no fault of the task they happen to hold.
    with dask.config.set({"distributed.scheduler.allowed-failures": DEATHS}):
        if address == LOCAL:
            with _local_cluster() as cluster, Client(cluster) as client:
                yield client
            return
        try:
            client = Client(address, timeout=PATIENCE)
        except (OSError, TimeoutError, ValueError) as error:
            raise _cannot_reach(address, error) from error
        with client:
            if not client.nthreads():
                try:
                    client.wait_for_workers(1, timeout=ALONE)
                except TimeoutError as error:
                    raise _no_workers(client) from error
            yield client


@contextmanager
def losses(address: str) -> Iterator[None]:
    """The end of a scheduler is a plain message: what was done is kept, and the same command goes on.

    raises  CannotRun in its place
    """
    from distributed.client import FutureCancelledError
    from distributed.comm.core import CommClosedError

    try:
        yield
    except (CommClosedError, FutureCancelledError) as error:
        raise CannotRun(_say("cluster.connection_to_the_dask_scheduler", address=address)) from error


@contextmanager
def _local_cluster() -> Iterator[Any]:
    """A process a processor, each with a thread, on this machine alone."""
    from distributed import LocalCluster

    with _deaf_children():
        cluster = LocalCluster(
            n_workers=os.cpu_count() or 1,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            silence_logs=logging.CRITICAL,
        )
    with cluster:
        yield cluster


@contextmanager
def _deaf_children() -> Iterator[None]:
    """Processes started here ignore Ctrl-C, which a terminal sends to them as well: whoever started them ends them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _no_workers(client: Any) -> CannotRun:
    return CannotRun(_say("cluster.cluster_has_no_workers", address=client.scheduler.address, minutes=ALONE // 60))


def _cannot_reach(address: str, error: Exception) -> CannotRun:
    reason = str(error) or type(error).__name__
    return CannotRun(_say("cluster.dask_scheduler_cannot_be_reached", address=address, reason=reason))
