"""Kill a verb at a moment of chance and run it again: nothing half-written, nothing left over, the same bits.

job = Job("forecast", ("forecast", CASE, "--draws", "300"))
known = finished(job, folder)                      what an undisturbed run leaves, and how long it takes
trouble = killed(job, known, signal.SIGKILL, 0.4)  "" when all is as promised
"""

from __future__ import annotations

import hashlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.cli.process import ROOT, environment

PATIENCE = 3600.0  # seconds for one run, on a machine that others use as well
ORDERLY = {signal.SIGINT: (130, -2, 0), signal.SIGTERM: (130, -15, 143, 0)}  # exit codes: stopped, or just done
_TIMES = re.compile(rb'"(?:seconds|written|created)":\s*(?:"[^"]*"|[-\d.e]+)')


@dataclass(frozen=True)
class Job:
    """A long verb: its words, OUT standing for the folder of results."""

    name: str
    words: tuple[str, ...]

    def command(self, out: Path) -> list[str]:
        """The whole command."""
        return [sys.executable, "-m", "podobat", *(w.replace("OUT", str(out)) for w in self.words)]


@dataclass(frozen=True)
class Known:
    """What an undisturbed run leaves: fingerprints of its files, times left out; and its seconds."""

    files: Mapping[str, str]
    seconds: float


def fingerprints(out: Path) -> dict[str, str]:
    """Every file below a folder, by its path: its content without the times at which it was made."""
    found = {}
    for path in sorted(out.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            if path.suffix == ".json":
                content = _TIMES.sub(b"", content)
            found[path.relative_to(out).as_posix()] = hashlib.sha256(content).hexdigest()
    return found


def unfinished(out: Path) -> list[str]:
    """What is not yet, or no longer, a result: by the names that such things have."""
    return [p.relative_to(out).as_posix() for p in out.rglob("*") if re.search(r"\.(tmp|partial)(/|$)", f"{p}/")]


def run(job: Job, out: Path) -> subprocess.CompletedProcess[str]:
    """One undisturbed run."""
    return subprocess.run(
        job.command(out), capture_output=True, text=True, env=environment(), cwd=ROOT, timeout=PATIENCE, check=False
    )


def finished(job: Job, out: Path) -> Known:
    """An undisturbed run. Raises AssertionError where it does not end well, or leaves something unfinished."""
    began = time.monotonic()
    done = run(job, out)
    assert done.returncode == 0, f"{job.name}: {done.returncode}\n{done.stderr[-2000:]}"
    assert not unfinished(out), unfinished(out)
    return Known(fingerprints(out), time.monotonic() - began)


def killed(job: Job, known: Known, how: signal.Signals, part: float) -> str:
    """What is wrong after a run was ended when `part` of its time was over, and run again; "" if nothing."""
    out = Path(tempfile.mkdtemp(prefix="crash-")) / "out"
    try:
        process = subprocess.Popen(
            job.command(out), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment(), cwd=ROOT, text=True
        )
        time.sleep(part * known.seconds)
        process.send_signal(how)
        _, said = process.communicate(timeout=PATIENCE)
        trouble = _after(out, known, how, process.returncode, said)
        if trouble:
            return trouble
        time.sleep(2.5)  # what is quite new may still belong to somebody
        again = run(job, out)
        if again.returncode != 0:
            return f"the next run ended with {again.returncode}: {again.stderr[-1000:]}"
        if left := unfinished(out):
            return f"left over after the next run: {left}"
        return _different(known.files, fingerprints(out))
    finally:
        shutil.rmtree(out.parent, ignore_errors=True)


def _after(out: Path, known: Known, how: signal.Signals, code: int, said: str) -> str:
    """What is wrong right after the signal: a traceback, an odd exit code, a result that is not whole."""
    if "Traceback" in said:
        return f"a traceback: {said[-1500:]}"
    if how in ORDERLY and code not in ORDERLY[how]:
        return f"{how.name} gave exit code {code}: {said[-500:]}"
    if not out.exists():
        return ""
    waiting = set(unfinished(out))
    whole = {name: mark for name, mark in fingerprints(out).items() if name not in waiting}
    if whole:  # the result stands under its name: then all of it
        return _different(known.files, whole)
    return ""


def _different(known: Mapping[str, str], found: Mapping[str, str]) -> str:
    wrong = sorted(name for name in {*known, *found} if known.get(name) != found.get(name))
    return f"not the files of an undisturbed run: {wrong[:8]}" if wrong else ""


def signals() -> Sequence[signal.Signals]:
    """What ends a run: a person, a scheduler, the system."""
    return (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
