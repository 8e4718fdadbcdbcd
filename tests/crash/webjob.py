"""A worker of the web application killed while it computes a scenario: the next takes it up, with the same bits."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.crash.killing import PATIENCE
from tests.web.jobs.test_killed import Place

DRAWS = 300


def _print_of(place: Place) -> str:
    return json.loads(place.row("select result from scenarios_scenario where key = 'half'")[0]).get("print", "")


def _to_the_end(place: Place) -> float:
    began = time.monotonic()
    command = [sys.executable, "-m", "podobat.web", "work", "--once"]
    subprocess.run(command, check=True, env=place.environment, timeout=PATIENCE)
    return time.monotonic() - began


def reference(data: Path) -> tuple[str, float]:
    """The figures of an undisturbed job, and how long the worker took."""
    place = Place(data, DRAWS)
    seconds = _to_the_end(place)
    return _print_of(place), seconds


def killed(known: tuple[str, float], how: signal.Signals, part: float) -> str:
    """What is wrong after a worker was ended at a moment and another one has worked; "" if nothing."""
    data = Path(tempfile.mkdtemp(prefix="crash-"))
    try:
        place = Place(data, DRAWS)
        worker = place.start()
        time.sleep(part * known[1])
        worker.send_signal(how)
        worker.wait(PATIENCE)
        _to_the_end(place)
        state, final = place.row(
            "select j.state, s.final from jobs_job j, scenarios_scenario s where j.kind = 'scenario' and s.key = 'half'"
        )
        if state != "done" or not final or _print_of(place) != known[0]:
            return f"state {state}, final {final}, figures {_print_of(place)} and not {known[0]}"
        left = (
            [name for name in os.listdir(data / "results") if name.startswith(".")]
            if (data / "results").is_dir()
            else []
        )
        return f"left over: {left}" if left else ""
    finally:
        shutil.rmtree(data, ignore_errors=True)
