"""The same bits on a cluster, whoever dies; and plain words when there is none."""

import logging
import os
import signal
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest

from podobat.errors import CannotRun
from podobat.forecast import cluster as dask_cluster
from podobat.forecast import forecast
from podobat.plan import read_case
from podobat.show.json import one_line
from podobat.show.store import Partial
from tests.cli.process import ROOT, apart, environment

CASE = "cases/port-maren"
DRAWS = 240


@pytest.fixture(scope="module")
def case():
    return read_case(ROOT / CASE)


@pytest.fixture(scope="module")
def expected(case):
    return forecast(case, draws=DRAWS, seed=6)


@pytest.fixture(scope="module")
def workers():
    """A Dask cluster of two processes that someone else has started."""
    from distributed import LocalCluster

    here = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0"}
    with LocalCluster(n_workers=2, threads_per_worker=1, silence_logs=logging.CRITICAL, **here) as started:
        yield started


def kill(workers) -> int:
    """Kill one worker as the system does when memory runs out. Returns the number of its process."""
    pid = next(iter(workers.workers.values())).pid
    os.kill(pid, signal.SIGKILL)
    return pid


@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGKILL")
@pytest.mark.parametrize("memory", [1.0, 0.001], ids=["kept", "sketched"])
def test_two_workers_one_of_which_is_killed_give_the_bits_of_threads(case, workers, memory):
    seen, killed = [], []

    def progress(done: int) -> None:
        seen.append(done)
        if sum(seen) >= DRAWS // 8 and not killed:
            killed.append(kill(workers))

    result = forecast(case, draws=DRAWS, seed=6, memory=memory, batch=8, cluster=workers.scheduler_address,
                      progress=progress)  # fmt: skip
    threads = forecast(case, draws=DRAWS, seed=6, memory=memory)
    assert killed
    assert sum(seen) == DRAWS
    assert one_line(result.to_json_dict()) == one_line(threads.to_json_dict())
    assert result.firm_months == threads.firm_months
    assert all((result.diagnostics[name] == threads.diagnostics[name]).all() for name in threads.diagnostics)
    if memory == 1.0:
        assert result.values.tobytes() == threads.values.tobytes()


def test_a_run_begun_on_threads_is_ended_on_a_cluster(case, workers, expected, tmp_path):
    seen = []

    def stop(done: int) -> None:
        seen.append(done)
        if sum(seen) > DRAWS // 2:
            raise KeyboardInterrupt

    keep = {"checkpoint": lambda run: Partial(tmp_path / run, 0.0)}
    with pytest.raises(KeyboardInterrupt):
        forecast(case, draws=DRAWS, seed=6, batch=50, progress=stop, **keep)
    counted = []
    result = forecast(case, draws=DRAWS, seed=6, cluster=workers.scheduler_address, progress=counted.append, **keep)
    assert counted[0] >= DRAWS // 4
    assert result.values.tobytes() == expected.values.tobytes()


def test_a_worker_with_other_code_is_refused(case, workers, monkeypatch):
    monkeypatch.setattr(sys.modules["podobat.forecast.simulate"], "code_fingerprint", lambda: "0123456789ab")
    with pytest.raises(CannotRun, match="another version"):
        forecast(case, draws=8, seed=6, cluster=workers.scheduler_address)


def test_local_starts_a_cluster_by_itself(expected, tmp_path):
    said = apart("forecast", CASE, "--draws", DRAWS, "--seed", 6, "--cluster", "local", "--format", "json",
                   "--lang", "en", "--out", tmp_path)  # fmt: skip
    assert said.returncode == 0, said.stderr
    assert said.stdout.rstrip() == one_line(expected.to_json_dict())
    assert said.stderr.strip().startswith("Results:")


@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT")
def test_control_c_on_a_cluster_keeps_what_is_done(tmp_path):
    verb = ("forecast", CASE, "--draws", "20000", "--cluster", "local", "--checkpoint", "0", "--lang", "en")
    process = subprocess.Popen([sys.executable, "-m", "podobat", *verb, "--out", str(tmp_path)], text=True, cwd=ROOT,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(),
                               start_new_session=True)  # fmt: skip
    end = time.monotonic() + 60
    while not list(tmp_path.rglob("*.npz")) and process.poll() is None and time.monotonic() < end:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: the workers hear it too
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert told.strip() == "Interrupted. The draws so far are kept: the same command goes on from there."


def test_a_cluster_that_stays_without_workers_is_a_plain_message(case, monkeypatch):
    from distributed import LocalCluster

    monkeypatch.setattr(dask_cluster, "ALONE", 0.2)
    with (LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address="127.0.0.1:0", silence_logs=50) as empty,
          pytest.raises(CannotRun, match="no workers")):  # fmt: skip
        forecast(case, draws=8, seed=6, cluster=empty.scheduler_address)


class Forgetful:
    """A cluster that forgets the first tasks it is given: its workers are there and have nothing to do."""

    scheduler = SimpleNamespace(address="tcp://forgetful:8786")

    def __init__(self, forgets: int, workers: int = 1) -> None:
        self.forgets, self.workers, self.held = forgets, workers, 0

    def nthreads(self):
        return dict.fromkeys(range(self.workers), 1)

    def processing(self):
        return {worker: [] for worker in range(self.workers)}

    def submit(self, work, *given, **_):
        if work is dask_cluster._hold:
            self.held += 1
            return SimpleNamespace(key=f"held-{self.held}", value=given[0])
        self.forgets -= 1
        return Promised(work(given[0].value, *given[1:]), comes=self.forgets < 0)


class Promised:
    """What a forgetful cluster gives for a task: a result that comes at once, or never."""

    status = "finished"

    def __init__(self, value, comes) -> None:
        self.value, self.comes, self.key = value, comes, id(self)

    def add_done_callback(self, tell):
        if self.comes:
            tell(self)

    def result(self, timeout):
        return self.value

    def release(self):
        self.comes = False


@pytest.mark.parametrize("forgets", [0, 1, 2, 5])
def test_what_a_cluster_has_forgotten_is_handed_out_once_more(monkeypatch, forgets):
    monkeypatch.setattr(dask_cluster, "LOOK", 0.01)
    client = Forgetful(forgets)
    held = dask_cluster.Held(client, 10)
    pieces = dict(dask_cluster.handed_out(held, lambda ten, p: ten * p, range(6), lambda p: (p,)))
    assert pieces == {p: 10 * p for p in range(6)}
    assert client.held == 1 + (forgets > 0) + (forgets > 2) + (forgets > 4)


def test_pieces_that_wait_for_workers_that_never_come_are_given_up(monkeypatch):
    monkeypatch.setattr(dask_cluster, "LOOK", 0.01)
    monkeypatch.setattr(dask_cluster, "ALONE", 0.05)
    held = dask_cluster.Held(Forgetful(9, workers=0), 10)
    with pytest.raises(CannotRun, match="no workers"):
        list(dask_cluster.handed_out(held, lambda ten, p: ten * p, range(6), lambda p: (p,)))


def test_no_scheduler_is_a_plain_message(case, monkeypatch):
    monkeypatch.setattr(dask_cluster, "PATIENCE", 1)
    for address in ("tcp://127.0.0.1:9", "nonsense"):
        with pytest.raises(CannotRun, match=r"cannot be reached.*--cluster local"):
            forecast(case, draws=8, cluster=address)


def test_without_dask_it_says_how_to_install_it(case, tmp_path):
    (tmp_path / "distributed.py").write_text("raise ImportError('not installed')")
    path = os.pathsep.join((str(tmp_path), str(ROOT / "src")))
    said = apart("forecast", CASE, "--draws", 4, "--cluster", "local", "--out", tmp_path / "runs", PYTHONPATH=path)
    assert said.returncode == 2
    assert "pip install 'podobat[cluster]'" in said.stderr
    assert "Traceback" not in said.stderr
