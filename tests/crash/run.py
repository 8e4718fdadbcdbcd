"""`make crash`: python tests/crash/run.py [--times 100] [--seed 1] [--only forecast,value] [--no-faults].

Kills every long verb and the worker of the web application at moments of chance, runs each again, and holds what is
there against an undisturbed run; then full disks, places that cannot be written, files that vanish, two at once.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import types
from collections import Counter
from pathlib import Path
from random import Random

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
ours = types.ModuleType("tests")  # some packages install a folder of this name beside them
ours.__path__ = [str(ROOT / "tests")]
sys.modules["tests"] = ours

MAREN, GWANGJU = "cases/port-maren", "cases/gwangju-phase1"
JOBS = {
    "forecast": ("forecast", MAREN, "--as-of", "start", "--draws", "600", "--checkpoint", "0.3", "--out", "OUT"),
    "value": ("value", MAREN, "--as-of", "start", "--draws", "40", "--out", "OUT"),
    "compare": (
        "compare",
        MAREN,
        "--as-of",
        "start",
        "--draws",
        "100",
        "--scenario",
        "basin-a-year-late",
        "--out",
        "OUT",
    ),
    "appraise": ("appraise", MAREN, "--as-of", "start", "--draws", "100", "--out", "OUT"),
    "learn": ("learn", GWANGJU, "--draws", "50", "--out", "OUT"),
    "backtest": ("backtest", GWANGJU, "--draws", "50", "--until", "2021-12-31", "--out", "OUT"),
    "outlook": ("outlook", "tests/crash/targets.csv", "--out", "OUT"),
    "match": ("match", "tests/match/korean/suppliers.csv", "tests/match/korean/demands.csv", "--out", "OUT"),
}


def main() -> int:
    """Run what the options say; 1 where anything was not as promised."""
    from tests.crash import webjob
    from tests.crash.faults import FAULTS, two_servers
    from tests.crash.killing import Job, finished, killed, signals

    options = argparse.ArgumentParser(prog="make crash", description=__doc__)
    options.add_argument("--times", type=int, default=100)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--only", default="", help="verbs, with commas; `web` for the worker")
    options.add_argument("--no-faults", action="store_true")
    asked = options.parse_args()
    wanted = set(filter(None, asked.only.split(",")))
    jobs = [Job(name, words) for name, words in JOBS.items() if not wanted or name in wanted]
    base, luck, counted, troubles = Path(tempfile.mkdtemp(prefix="crash-")), Random(asked.seed), Counter(), []

    def note(name: str, trouble: str) -> None:
        counted[name, bool(trouble)] += 1
        if trouble:
            troubles.append(f"{name}: {trouble}")
            print(f"FAILED {name}: {trouble}", file=sys.stderr, flush=True)

    known = {}
    for job in jobs:
        if job is jobs[0]:  # it compiles the engine; its time would be of no use
            finished(job, base / "first")
        known[job.name] = finished(job, base / job.name)
        print(f"{job.name}: {len(known[job.name].files)} files in {known[job.name].seconds:.1f} s", flush=True)
    web = webjob.reference(base / "web") if not wanted or "web" in wanted else None
    turns = [*jobs, *([None] if web else [])]
    for n in range(asked.times):
        job, how, part = turns[n % len(turns)], signals()[n // len(turns) % 3], luck.uniform(0.02, 1.05)
        name = job.name if job is not None else "web"
        trouble = killed(job, known[name], how, part) if job is not None else webjob.killed(web, how, part)
        note(name, f"{how.name} at {part:.2f}: {trouble}" if trouble else "")
    if not asked.no_faults:
        for fault in FAULTS:
            of = jobs[0]
            note(fault.__name__, fault(of, known[of.name], base / fault.__name__))
        if not wanted:
            note("two_servers", two_servers(base / "servers"))
    shutil.rmtree(base, ignore_errors=True)
    for name in dict.fromkeys(name for name, _ in counted):
        print(f"{name:12} {counted[name, False]:4} as promised  {counted[name, True]:3} not")
    print(f"seed {asked.seed}: {asked.times} ended runs, {len(troubles)} not as promised")
    return 1 if troubles else 0


if __name__ == "__main__":
    sys.exit(main())
