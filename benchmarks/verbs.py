"""How long each verb takes from the command to its page, and where the time goes.

    python benchmarks/verbs.py [--case FOLDER] [--draws N] [VERB ...]

Each verb runs in a process of its own, as a person runs it: wall time and the processor's time (which other people's
work does not change much). Then the parts of the way to a forecast's page, in one process by the processor's clock.
Prints tables, writes benchmarks/results/verbs.json.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from forecast import CASE, RESULTS, machine

RESULT = RESULTS / "verbs.json"
VERBS = {
    "check": [], "forecast": ["--draws", "2000"], "compare": ["--scenario", "plan", "--scenario", "without-plan"],
    "appraise": [], "value": [], "learn": [], "backtest": [],
}  # fmt: skip
DRAWN = ("forecast", "compare", "appraise", "value", "learn", "backtest")


def run(verb: str, case: str, draws: int | None) -> dict[str, float]:
    """Wall and processor seconds of one verb, from the command to its page in a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "podobat", verb, case, *VERBS[verb]]
        if draws is not None and verb in DRAWN:
            command += ["--draws", str(draws)]
        command += ["--out", out] if verb in DRAWN else []
        before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - started
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall": round(wall, 2), "processor": round(used, 2)}


def parts(case: str, draws: int) -> dict[str, float]:
    """Processor seconds of each part of the way to a forecast's page, the first time each is done."""
    seconds: dict[str, float] = {}

    def timed(name: str, work: Callable[[], Any]) -> Any:
        started = time.process_time()
        result = work()
        seconds[name] = round(time.process_time() - started, 2)
        return result

    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    subprocess.run([sys.executable, "-c", "import podobat.forecast.page, podobat.forecast.store"], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    seconds["start Python, import the rooms"] = round(after - before, 2)
    import podobat

    plan = timed("read the case", lambda: podobat.read_case(case))
    from podobat.evidence import read_parameters

    timed("read the parameters", read_parameters)
    result = timed("simulate (all threads)", lambda: podobat.forecast(plan, draws=draws, seed=1))
    from podobat.forecast.page import content, page_of
    from podobat.forecast.store import write_run
    from podobat.show.charts import warm_up

    timed("start what draws", lambda: warm_up().join())
    report = timed("write and draw", lambda: content(result, plan, "ko"))
    timed("set the page", lambda: page_of(report))
    with tempfile.TemporaryDirectory() as folder:
        timed("tables of the run", lambda: write_run(result, Path(folder)))
    return seconds


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("verbs", nargs="*", help=f"of {', '.join(VERBS)}; all by default")
    parser.add_argument("--case", default=str(CASE))
    parser.add_argument("--draws", type=int, help="for every verb; each its own number by default")
    given = parser.parse_args()
    verbs = {verb: run(verb, given.case, given.draws) for verb in given.verbs or VERBS}
    print(f"{'verb':<12}{'wall, s':>10}{'processor, s':>15}")
    for verb, found in verbs.items():
        print(f"{verb:<12}{found['wall']:>10.1f}{found['processor']:>15.1f}")
    way = parts(given.case, given.draws or 2000)
    print(f"\n{'the way to a forecast':<32}{'processor, s':>15}")
    for name, seconds in way.items():
        print(f"{name:<32}{seconds:>15.2f}")
    load = os.getloadavg() if hasattr(os, "getloadavg") else ()
    kept = {"machine": machine(), "load": load, "verbs": verbs, "forecast": way}
    RESULT.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
