"""A run that was interrupted goes on where it stopped, and ends with the same bits."""

import os
import signal
import subprocess
import sys
import time

import pytest

from podobat.forecast import forecast
from podobat.plan import read_case
from podobat.show.json import one_line
from podobat.show.store import Partial
from tests.cli.process import ROOT, apart, environment

CASE = "cases/port-maren"
MODES = {"kept": 1.0, "sketched": 0.001}
DRAWS, STOP = 60, 33


@pytest.fixture(scope="module")
def case():
    return read_case(ROOT / CASE)


@pytest.fixture(scope="module", params=MODES)
def mode(request, case):
    """GB for single draws, and what an uninterrupted run says."""
    memory = MODES[request.param]
    return memory, one_line(forecast(case, draws=DRAWS, seed=2, memory=memory).to_json_dict())


class Stopper:
    """Counts draws, and interrupts after some."""

    def __init__(self, after: int = DRAWS) -> None:
        self.seen, self.after = 0, after

    def __call__(self, done: int) -> None:
        self.seen += done
        if self.seen >= self.after:
            raise KeyboardInterrupt


def stopped(case, memory, folder, fault=KeyboardInterrupt, every=0.0) -> None:
    stop = Stopper(STOP)
    with pytest.raises(fault):
        forecast(case, draws=DRAWS, seed=2, memory=memory, batch=7, threads=1, progress=stop,
                 checkpoint=lambda run: Partial(folder / run, every))  # fmt: skip


@pytest.mark.parametrize("every", [0.0, 1000.0])
def test_an_interrupted_run_is_taken_up(case, mode, tmp_path, every):
    """With a checkpoint after every batch, and with the one of the interruption alone."""
    memory, expected = mode
    stopped(case, memory, tmp_path, every=every)
    calls: list[int] = []
    partial = Partial(tmp_path)

    def there(run: str) -> Partial:
        partial.folder = tmp_path / run
        return partial

    again = forecast(case, draws=DRAWS, seed=2, memory=memory, progress=calls.append, checkpoint=there)
    assert partial.found
    assert calls[0] >= 14, "what was done before comes first"
    assert sum(calls) == DRAWS
    assert one_line(again.to_json_dict()) == expected


def test_interrupted_twice_in_batches_of_another_size(case, mode, tmp_path):
    memory, expected = mode
    stopped(case, memory, tmp_path)
    with pytest.raises(KeyboardInterrupt):
        forecast(case, draws=DRAWS, seed=2, memory=memory, batch=3, progress=Stopper(50), threads=2,
                 checkpoint=lambda run: Partial(tmp_path / run, 0.0))  # fmt: skip
    again = forecast(case, draws=DRAWS, seed=2, memory=memory, checkpoint=lambda run: Partial(tmp_path / run))
    assert one_line(again.to_json_dict()) == expected


def test_damaged_parts_are_simulated_again(case, mode, tmp_path):
    memory, expected = mode
    stopped(case, memory, tmp_path)
    parts = sorted(tmp_path.rglob("*.npz"))
    assert parts
    parts[0].write_bytes(parts[0].read_bytes()[:-200])
    again = forecast(case, draws=DRAWS, seed=2, memory=memory, checkpoint=lambda run: Partial(tmp_path / run))
    assert one_line(again.to_json_dict()) == expected


def test_another_seed_takes_up_nothing(case, mode, tmp_path):
    memory, expected = mode
    stopped(case, memory, tmp_path)
    partial = Partial(tmp_path)

    def there(run: str) -> Partial:
        partial.folder = tmp_path / run
        return partial

    other = forecast(case, draws=DRAWS, seed=3, memory=memory, checkpoint=there)
    assert not partial.found
    assert one_line(other.to_json_dict()) != expected


def test_a_full_disk_costs_the_checkpoint_and_not_the_run(case, mode, tmp_path, monkeypatch):
    def full(*args, **arrays):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("podobat.show.store.np.savez", full)
    memory, expected = mode
    partial = Partial(tmp_path / "p", 0.0)
    result = forecast(case, draws=DRAWS, seed=2, memory=memory, batch=20, checkpoint=lambda run: partial)
    assert one_line(result.to_json_dict()) == expected
    assert partial.fault is not None
    assert not partial.kept
    assert list((tmp_path / "p").iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="sends signals")
@pytest.mark.parametrize(("number", "memory"), [(signal.SIGINT, 1.0), (signal.SIGKILL, 0.01)])
def test_a_process_that_is_stopped_or_killed_goes_on_where_it_was(case, number, memory, tmp_path):
    said = ("--seed", "4", "--memory", memory, "--lang", "en", "--format", "json")
    verb = ("forecast", CASE, "--draws", "600", "--batch", "20", "--checkpoint", "0", *said)
    out = tmp_path / "runs"
    command = [sys.executable, "-m", "podobat", *map(str, verb), "--out", str(out)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
                               env=environment())  # fmt: skip
    end = time.monotonic() + 60
    while not list(out.rglob("*.npz")) and process.poll() is None and time.monotonic() < end:
        time.sleep(0.01)
    os.kill(process.pid, number)
    printed, told = process.communicate(timeout=60)
    assert printed == ""
    if number == signal.SIGINT:
        assert process.returncode == 130
        assert told.strip() == "Interrupted. The draws so far are kept: the same command goes on from there."
    again = apart(*verb, "--out", out)
    assert "Taken up where it stopped" in again.stderr
    assert again.stdout.rstrip() == one_line(forecast(case, draws=600, seed=4, memory=memory).to_json_dict())
    (run,) = (out / "port-maren").iterdir()
    assert run.name.startswith("plan-d600-s4-")
    assert not run.name.endswith(".partial")
