"""Doing a job: what the queue calls."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import task

from podobat.errors import PodobatError
from podobat.texts import catalogue
from podobat.units import Text
from podobat.web.core.rooms import rooms
from podobat.web.jobs.claims import LONG, claim, tidy
from podobat.web.jobs.models import Job, State

_say = catalogue("web.jobs")

log = logging.getLogger(__name__)

BEAT: Final = 2.0  # seconds between signs of life
REPORTED: Final = 0.25  # seconds between reports of progress
OURS = _say("tasks.ours")
NO_MEMORY = _say("tasks.no_memory")


class Cancelled(Exception):  # noqa: N818 - nothing went wrong
    """Somebody stopped the job."""


class Ticket:
    """A job as its work sees it: what is asked, and where to report progress.

    job       the row, with `case` and `request`
    threads   processor threads that the engine may use
    """

    def __init__(self, job: Job) -> None:
        self.job = job
        self.threads = os.cpu_count() or 1  # at low priority: pages come first
        self._done, self._told = 0, 0.0

    def expect(self, total: int) -> None:
        """How many simulations there will be."""
        Job.objects.filter(pk=self.job.pk).update(total=total)

    def progress(self, n: int) -> None:
        """So many more are done. Raises Cancelled when the job was stopped, or taken away from this worker."""
        self._done += n
        now = time.monotonic()
        if now - self._told >= REPORTED:
            self._told = now
            self.check()

    def check(self) -> None:
        """Write progress down and see whether to go on."""
        mine = Job.objects.filter(pk=self.job.pk, state=State.RUNNING, worker=self.job.worker, cancel_asked=False)
        if not mine.update(done=self._done, heartbeat=timezone.now()):
            raise Cancelled


@contextmanager
def beating(job: Job) -> Iterator[None]:
    """Signs of life from a thread of its own while something long and silent is done."""
    over = threading.Event()

    def beat() -> None:
        try:
            while not over.wait(BEAT):
                Job.objects.filter(pk=job.pk, state=State.RUNNING).update(heartbeat=timezone.now())
        finally:
            connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def worker_name() -> str:
    """This process: machine and number."""
    return f"{socket.gethostname()[:80]}:{os.getpid()}"


def place_of(kind: str) -> str:
    """Where a kind of work is done: the dotted path that its room gives. Raises KeyError for a kind of no room."""
    return next(places[kind] for places in (room.work for room in rooms().values()) if kind in places)


@task(queue_name=LONG)
def run(job_id: int) -> None:
    """Do one job from its beginning to its end."""
    job = claim(job_id, worker_name())
    if job is None:
        return
    with beating(job):
        work(job)


def work(job: Job) -> None:
    """The work itself, in this thread; whatever happens ends up in the job's row."""
    ticket = Ticket(job)
    try:
        import_string(place_of(job.kind))(ticket)
    except Cancelled:
        finish(job, State.CANCELLED)
    except PodobatError as error:
        finish(job, State.FAILED, Text.each(error.text))
    except MemoryError:
        finish(job, State.FAILED, NO_MEMORY)
    except Exception as error:
        log.exception("job %s failed", job.pk)
        if isinstance(error, DatabaseError):
            close_old_connections()  # so that what happened can be written down
        finish(job, State.FAILED, OURS)
    else:
        finish(job, State.DONE)
        tidy(job.case)


def finish(job: Job, state: State, error: Text | None = None) -> None:
    """The end of a job, unless it was taken away from this worker."""
    ended: dict[str, Any] = {"state": state, "finished_at": timezone.now()}
    if error is not None:
        ended |= {"error_ko": error.ko, "error_en": error.en}
    if state == State.DONE:
        ended["cancel_asked"] = False
    Job.objects.filter(pk=job.pk, state=State.RUNNING, worker=job.worker).update(**ended)
    job.refresh_from_db()
