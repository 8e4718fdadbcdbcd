"""The worker: does jobs until it is told to stop."""

from __future__ import annotations

import fcntl
import os
import resource
import signal
import sys
import threading
import time
from argparse import ArgumentParser
from typing import IO, Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from podobat.errors import PodobatError
from podobat.web.core.models import Case
from podobat.web.dashboard.services import refresh
from podobat.web.jobs.claims import LONG, QUICK, give_back
from podobat.web.jobs.services import recover
from podobat.web.jobs.tasks import worker_name

NICE = 10  # pages come before computations
INTERVAL = {QUICK: 0.2, LONG: 0.7}  # seconds between looks into a queue
SHARE_OF_MEMORY = 0.75  # of the machine's, that work may take
LEAST_MEMORY = 3 * 2**30  # bytes it may take on however small a machine
WATCH = 5.0  # seconds between looks for jobs whose worker has died


class Command(BaseCommand):
    """Does jobs: one thread for answers that somebody waits for, one for everything else."""

    help = "Does the jobs that pages ask for, until it is stopped. One for each data folder is enough."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Options."""
        # The number is given, since a server that dies while this starts leaves no parent to ask for.
        parser.add_argument("--with-parent", type=int, metavar="PID", help="end when this process, its parent, ends")
        parser.add_argument("--once", action="store_true", help="end when nothing is waiting")

    def handle(self, *, with_parent: int | None, once: bool, **options: Any) -> None:
        """Take up what was left, see that every case has a forecast, then wait for work."""
        lock = alone()
        if lock is None:
            self.stderr.write(f"another worker is at work in {settings.DATA}")
            sys.exit(3)
        os.nice(NICE)
        bound_memory()
        recover(everyone=True)
        for case in Case.objects.exclude(folder=""):
            try:
                refresh(case)
            except PodobatError as error:  # one case with faults must not stop the others
                self.stderr.write(f"{case.slug}: {error}")
        workers = [worker(queue, batch=once) for queue in (QUICK, LONG)]
        threads = [threading.Thread(target=run, args=(w,), daemon=True) for w in workers]

        def stop(*_: Any) -> None:
            for w in workers:
                w.running = False

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        for thread in threads:
            thread.start()
        looked = time.monotonic()
        while any(w.running for w in workers) and all(t.is_alive() for t in threads):
            time.sleep(0.2)
            if with_parent is not None and os.getppid() != with_parent:
                stop()
            if time.monotonic() - looked > WATCH:
                looked = time.monotonic()
                recover(everyone=False)
        if once:
            for thread in threads:
                thread.join()
        give_back(worker_name())  # work under way: the next worker takes it up
        died = not once and all(w.running for w in workers)  # a thread has ended although nobody said stop
        sys.stderr.flush()
        os._exit(1 if died else 0)


def alone() -> IO[str] | None:
    """A lock on the data folder that goes with the process; None when another worker has it."""
    settings.DATA.mkdir(parents=True, exist_ok=True)
    file = (settings.DATA / "worker.lock").open("w", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file


def bound_memory() -> None:
    """Let work that asks for more than the machine can give fail by itself, before the system ends something else."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    most = max(LEAST_MEMORY, int(SHARE_OF_MEMORY * pages * size))
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if hard == resource.RLIM_INFINITY or most < hard:
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def worker(queue: str, *, batch: bool) -> Worker:
    """The loop over one queue."""
    return Worker(
        queue_names=[queue], interval=INTERVAL[queue], batch=batch, backend_name="default", startup_delay=False,
        max_tasks=None, worker_id=get_random_string(20), excluded_queue_names=[],
    )  # fmt: skip


def run(of: Worker) -> None:
    """A loop in its thread, with a connection of its own."""
    try:
        of.run()
    finally:
        connection.close()
