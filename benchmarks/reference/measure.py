"""One measurement of the reference benchmark, in a process of its own: prints one line of JSON. Called by run.py."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import sys
import time
import warnings
from collections.abc import Callable
from functools import partial
from typing import Any

IMPLEMENTATIONS = ("ours", "mesa", "starsim", "starsim-no-crn", "numpy", "c-plain", "c-avx512")


def runner(name: str, threads: int) -> Callable[..., Any]:
    """run(slots, months, runs, seed=...) of an implementation; imports only what it needs."""
    warnings.filterwarnings("ignore")
    if name == "ours":
        import ours

        return partial(ours.run, threads=threads)
    if name.startswith("c-"):
        import c_firms

        return partial(c_firms.run, {"c-plain": "plain", "c-avx512": "avx512"}[name], threads=threads)
    if name == "mesa":
        import mesa_firms as peer
    elif name.startswith("starsim"):
        import starsim_firms as peer
    else:
        import numpy_firms as peer
    return peer.run


def statistics(out: Any) -> list[list[float]]:
    """Of every run: firms and jobs at the end, rounds and moves in all months."""
    ends = [out[:, -1, k].sum(1) for k in (0, 1)]
    totals = [out[:, :, k].sum((1, 2)) for k in (2, 3)]
    return [[float(x) for x in values] for values in ends + totals]


def measure(given: argparse.Namespace) -> dict[str, Any]:
    """Firm-months a second (best of several repeats), seconds to the first result, memory, and what came out."""
    started = time.perf_counter()
    run = runner(given.name, given.threads)
    run(given.slots, 2, 1, seed=given.seed)
    first = time.perf_counter() - started
    best, out, firm_months = float("inf"), None, 0
    for _ in range(given.repeats):
        started = time.perf_counter()
        out, firm_months = run(given.slots, given.months, given.runs, seed=given.seed)
        best = min(best, time.perf_counter() - started)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    return {"rate": firm_months / best / 1e6, "first": first, "memory": peak, "statistics": statistics(out)}


def fingerprints() -> dict[str, str]:
    """Twelve digits of a hash of our outputs for several ways of dividing the same work."""
    import ours

    ways = {
        "block 960, 1 thread": {},
        "block 64": {"block": 64},
        "block 512, 2 threads": {"block": 512, "threads": 2},
        "2 threads, runs one by one": {"threads": 2, "chunk": 1},
        "2 threads, 7 runs at a time": {"threads": 2, "chunk": 7},
    }
    return {
        way: hashlib.sha256(ours.run(2000, 60, 12, seed=5, **options)[0].tobytes()).hexdigest()[:12]
        for way, options in ways.items()
    }


def same_luck(version: str) -> float:
    """Largest relative difference between our mean outputs and those of C with the same seed."""
    import c_firms
    import numpy as np
    import ours

    a, b = ours.run(2000, 120, 40, seed=9)[0], c_firms.run(version, 2000, 120, 40, seed=9)[0]
    x, y = (np.array(statistics(out)).mean(axis=1) for out in (a, b))
    return float(np.abs(x / y - 1).max())


def main() -> None:
    """Measure what the command line says."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("name", choices=(*IMPLEMENTATIONS, "bits", "same-luck-plain", "same-luck-avx512"))
    for name in ("slots", "months", "runs", "threads", "repeats", "seed"):
        options.add_argument(f"--{name}", type=int, default=1)
    options.add_argument("--cores", default="", help="numbers of the cores to stay on, 0,1")
    given = options.parse_args()
    if given.cores and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {int(core) for core in given.cores.split(",")})
    if given.name == "bits":
        print(json.dumps(fingerprints()))
    elif given.name.startswith("same-luck-"):
        print(json.dumps(same_luck(given.name.removeprefix("same-luck-"))))
    else:
        print(json.dumps(measure(given)))


if __name__ == "__main__":
    main()
