"""A worker killed in the middle of its work: nothing half-written, taken up once, then failed; and an orderly end."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.habits.repository import ROOT

PREPARE = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "podobat.web.site.settings"
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from podobat.web.core.models import Case
from podobat.web.dashboard import services as d
from podobat.web.dashboard.models import Snapshot
from podobat.web.jobs.services import ask
from podobat.web.scenarios.models import Scenario
case = Case.objects.create(slug="gwangju-phase1", folder=sys.argv[1], name_ko="광주", name_en="Gwangju")
prints = d.fingerprints(case.read())
for kind, key in (("plan", d.plan_key(prints)), ("learnt", d.learnt_key(prints, ""))):
    Snapshot.objects.create(case=case, kind=kind, key=key)  # the worker need not make them
Scenario.objects.create(case=case, key="half", changes={"programmes.*.budget.*": {"times": 0.5}}, seed=1,
                        draws=int(sys.argv[2]))
ask(case, "scenario", {"scenario": "half"}, key="half")
"""


class Place:
    """A data folder with one scenario waiting, and workers on it."""

    def __init__(self, data: Path, draws: int) -> None:
        self.data = data
        kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
        self.environment = {**kept, "PODOBAT_DATA": str(data)}
        folder = str(ROOT / "cases" / "gwangju-phase1")
        subprocess.run([sys.executable, "-c", PREPARE, folder, str(draws)], check=True, env=self.environment)

    def start(self) -> subprocess.Popen[bytes]:
        """A worker."""
        return subprocess.Popen([sys.executable, "-m", "podobat.web", "work"], env=self.environment)

    def row(self, sql: str) -> tuple:
        """One row of the database, read from outside."""
        connection = sqlite3.connect(self.data / "db.sqlite3", timeout=20)
        try:
            return connection.execute(sql).fetchone()
        finally:
            connection.close()

    def job(self) -> tuple:
        """State, attempts and finished draws of the job."""
        return self.row("select state, attempts, done from jobs_job")

    def until(self, reached, seconds: float = 300.0) -> tuple:
        """Wait for a state of the job."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = self.job()
            if reached(*found):
                return found
            time.sleep(0.05)
        pytest.fail(f"the job came no further than {self.job()}")


@pytest.fixture
def place(tmp_path):
    """`place(draws)`: a data folder; workers that a test leaves running are ended."""
    workers: list[subprocess.Popen[bytes]] = []

    def make(draws: int) -> Place:
        found = Place(tmp_path / "data", draws)
        begin = found.start

        def start() -> subprocess.Popen[bytes]:
            workers.append(begin())
            return workers[-1]

        found.start = start
        return found

    yield make
    for worker in workers:
        if worker.poll() is None:
            worker.kill()
        worker.wait()


def test_a_killed_workers_job_is_taken_up_and_gives_the_same_bits(place):
    here = place(1200)
    first = here.start()
    here.until(lambda state, attempts, done: state == "running" and done > 620)  # the first answer is there
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert here.job()[:2] == ("running", 1)
    result, final = here.row("select result, final from scenarios_scenario")
    assert not final
    assert '"draws": 300' in result, "the first answer is whole, the second has not begun to be written"

    second = here.start()
    here.until(lambda state, attempts, done: state == "done")
    assert here.job()[:2] == ("done", 2)
    result, final = here.row("select result, final from scenarios_scenario")
    assert final
    second.terminate()
    assert second.wait(20) == 0

    from podobat.plan import read_case
    from podobat.web.scenarios.changes import scenario_of
    from podobat.web.scenarios.work import compared, result_of

    changes = scenario_of("half", {"programmes.*.budget.*": {"times": 0.5}})
    afresh = result_of(compared(read_case(ROOT / "cases" / "gwangju-phase1"), changes, 1200, 1, threads=1))
    assert f'"print": "{afresh["print"]}"' in result


def test_a_job_that_kills_its_worker_twice_fails_plainly(place):
    here = place(60_000)
    for attempt in (1, 2):
        worker = here.start()
        here.until(lambda state, n, done, attempt=attempt: state == "running" and n == attempt and done > 0)
        worker.kill()
        worker.wait()
    here.start()
    here.until(lambda state, attempts, done: state == "failed")
    (said,) = here.row("select error_ko from jobs_job")
    assert "두 번 중단되어" in said


def test_an_orderly_end_gives_the_work_back(place):
    here = place(60_000)
    worker = here.start()
    here.until(lambda state, attempts, done: state == "running" and done > 0)
    worker.terminate()
    assert worker.wait(20) == 0
    assert here.job() == ("queued", 0, 0)
    again = here.start()
    here.until(lambda state, attempts, done: state == "running" and attempts == 1)
    again.kill()


def test_a_second_worker_leaves_the_first_alone(place):
    here = place(60_000)
    here.start()
    here.until(lambda state, attempts, done: state == "running" and done > 0)
    second = here.start()
    assert second.wait(60) == 3
    assert here.job()[:2] == ("running", 1)
