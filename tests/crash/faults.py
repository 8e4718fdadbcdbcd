"""What a machine does to a run besides ending it: no room, no right to write, files that go, others in the place."""

from __future__ import annotations

import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.cli.process import ROOT, environment
from tests.crash.killing import PATIENCE, Job, Known, fingerprints, unfinished

Said = tuple[int, str]


def _run(job: Job, out: Path, before: Callable[[], Any] | None = None, **more: str) -> Said:
    done = subprocess.run(
        job.command(out), capture_output=True, text=True, env=environment(**more), cwd=ROOT, timeout=PATIENCE,
        check=False, preexec_fn=before,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def _refused(said: Said, out: Path) -> str:
    """A refusal is a plain message and exit code 2, and leaves nothing."""
    code, text = said
    if "Traceback" in text or code != 2:
        return f"exit code {code}: {text[-1500:]}"
    left = sorted(fingerprints(out)) if out.exists() else []
    return f"left {left[:5]}" if left or (out.exists() and unfinished(out)) else ""


def full_disk(job: Job, known: Known, out: Path, sizes: tuple[int, ...] = (0, 2_000, 60_000)) -> str:
    """No file may grow beyond some bytes, as on a full disk: at several sizes, so that it strikes early and late."""
    for size in sizes:
        place = out / str(size)

        def no_room(size: int = size) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

        trouble = _refused(_run(job, place, no_room), place)
        if trouble:
            return f"{size} bytes: {trouble}"
    return ""


def no_place(job: Job, known: Known, out: Path) -> str:
    """The folder for results lies below a file, or is one, or may not be written (where that binds us)."""
    out.mkdir(parents=True)
    (out / "file").write_text("x", encoding="utf-8")
    for place in (out / "file", out / "file" / "runs", Path("/proc/1/runs")):
        code, text = _run(job, place)
        if code != 2 or "Traceback" in text:
            return f"{place.name}: exit code {code}: {text[-1500:]}"
    if (out / "file").read_text(encoding="utf-8") != "x":
        return "a file that was in the way was replaced"
    return ""


def no_cache(job: Job, known: Known, out: Path) -> str:
    """Compiled code can be kept nowhere: the run takes longer and says the same."""
    for cache in ("/proc/1/cache", "/dev/null"):
        code, text = _run(job, out, NUMBA_CACHE_DIR=cache, XDG_CACHE_HOME=cache, HOME="/proc/1")
        if code != 0:
            return f"{cache}: exit code {code}: {text[-1500:]}"
        if fingerprints(out) != known.files:
            return f"{cache}: other files than with a cache"
    return ""


def vanishing(job: Job, known: Known, out: Path) -> str:
    """The case is taken away while a run is on: it ends well with what it read, or says what is missing."""
    case = next(w for w in job.words if w.startswith("cases/"))
    for part in (0.1, 0.5, 0.9):
        folder = Path(tempfile.mkdtemp()) / Path(case).name
        shutil.copytree(ROOT / case, folder)
        moved = Job(job.name, tuple(str(folder) if w == case else w for w in job.words))
        place = out / str(part)
        process = subprocess.Popen(
            moved.command(place),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment(),
            cwd=ROOT,
        )
        time.sleep(part * known.seconds)
        shutil.rmtree(folder.parent)
        text, _ = process.communicate(timeout=PATIENCE)
        if "Traceback" in text or process.returncode not in (0, 1, 2):
            return f"at {part}: exit code {process.returncode}: {text[-1500:]}"
        if process.returncode == 0 and fingerprints(place) != known.files:
            return f"at {part}: other files than undisturbed"
        if process.returncode and place.exists() and fingerprints(place):
            return f"at {part}: something was left"
    return ""


def two_at_once(job: Job, known: Known, out: Path) -> str:
    """The same run twice at the same time into the same folder: both end well, and the result is whole."""
    both = [
        subprocess.Popen(job.command(out), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                         env=environment(), cwd=ROOT)
        for _ in range(2)
    ]  # fmt: skip
    said = [(p.communicate(timeout=PATIENCE)[0], p.returncode) for p in both]
    for text, code in said:
        if code != 0:
            return f"exit code {code}: {text[-1500:]}"
    if left := unfinished(out):
        return f"left over: {left}"
    return "" if fingerprints(out) == known.files else "not the files of one run alone"


def two_servers(folder: Path) -> str:
    """Two servers on one data folder: pages from both, one of them computes, both end in order."""
    import signal

    from tests.web.serving import Served

    first, second = Served(folder), None
    try:
        first.until_ready()
        second = Served(folder)
        second.until_ready()
        for served in (first, second):
            status, page = served.get("/")
            if status != 200 or "Traceback" in page:
                return f"answered {status}"
        time.sleep(3.0)
        codes = [served.end(signal.SIGTERM) for served in (second, first)]
        said = "\n".join([*first.beside, *second.beside])
        if codes != [0, 0] or "Traceback" in said:
            return f"ended with {codes}: {said[-1500:]}"
        return ""
    finally:
        for served in (first, second):
            if served is not None:
                served.stop_for_good()


FAULTS = (full_disk, no_place, no_cache, vanishing, two_at_once)
