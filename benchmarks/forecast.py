"""How fast a forecast is and what it takes: `make bench`.

Every figure is measured in a process of its own, as a user meets it, and the best of several tries counts: a shared
machine only ever makes things slower. Prints a table and writes benchmarks/results/latest.json; the committed
reference.json stands beside it in the last column (`--save-reference` replaces it).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results"
CASE = HERE.parent / "cases" / "gwangju-phase1"
FIRST_DRAWS = 2

# Name of the figure: what it is, unit, decimals.
FIGURES = {
    "firm_months_per_second_1_thread": ("firm-months a second, one thread", "million", 1),
    "firm_months_per_second_2_threads": ("firm-months a second, two threads", "million", 1),
    "firm_months_per_draw": ("firm-months in a draw, both worlds", "thousand", 1),
    "forecast_seconds": ("forecast, every target summarised, compiled", "s", 2),
    "forecast_process_seconds": ("the same from the start of the process", "s", 2),
    "peak_memory_mb": ("peak memory of that process", "MB", 0),
    "help_seconds": ("podobat --help", "s", 2),
    "second_start_seconds": ("start of a second process until the first draws are done", "s", 2),
    "first_start_seconds": ("the same with nothing compiled before", "s", 1),
}


def inputs(case: Path, draws: int, seed: int = 1) -> tuple[Any, Any]:
    """The plan of a case and its parameter points, as a forecast hands them to the engine."""
    import podobat
    from podobat.engine import PARAMETER_IDS
    from podobat.forecast.result import parameters_of
    from podobat.forecast.sampling import sample_points

    read = podobat.read_case(case)
    parameters = parameters_of(read)
    values = parameters.sample(sample_points(parameters.ids, (draws + 1) // 2, seed))
    return read.plan, values[:, [parameters.ids.index(name) for name in PARAMETER_IDS]]


def measure_rate(case: Path, draws: int, threads: int) -> dict[str, float]:
    """Firm-months a second of the engine alone, once compiled: the best of ten."""
    from podobat.engine import run_ensemble

    plan, values = inputs(case, draws)
    run_ensemble(plan, values, FIRST_DRAWS, 1, threads=threads)
    seconds, firm_months = float("inf"), 0
    for _ in range(10):
        started = time.perf_counter()
        firm_months = run_ensemble(plan, values, draws, 1, threads=threads).firm_months
        seconds = min(seconds, time.perf_counter() - started)
    return {"per_second": firm_months / seconds, "per_draw": firm_months / draws, "seconds": seconds}


def measure_forecast(case: Path, draws: int, threads: int) -> dict[str, float]:
    """A whole forecast with the odds on every target; time, and the most memory the process ever held."""
    import podobat

    read = podobat.read_case(case)
    podobat.forecast(read, draws=FIRST_DRAWS, threads=threads)
    started = time.perf_counter()
    podobat.forecast(read, draws=draws, seed=1, threads=threads).targets()
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"seconds": seconds, "peak_mb": peak / (2**20 if sys.platform == "darwin" else 2**10)}


def measure_start(case: Path, draws: int, threads: int) -> dict[str, float]:
    """The first draws: nothing to report but that they are done."""
    from podobat.engine import run_ensemble

    plan, values = inputs(case, FIRST_DRAWS)
    return {"firm_months": run_ensemble(plan, values, FIRST_DRAWS, 1, threads=threads).firm_months}


PARTS = {"rate": measure_rate, "forecast": measure_forecast, "start": measure_start}


def timed(command: list[str], **environment: str) -> tuple[float, str]:
    """Seconds a command took from outside, and what it printed."""
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | environment)
    seconds = time.perf_counter() - started
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr}")
    return seconds, done.stdout


def part(name: str, case: Path, draws: int, threads: int, **environment: str) -> tuple[float, dict[str, float]]:
    """One part of the benchmark in a process of its own: seconds from outside, and what it measured."""
    command = [sys.executable, __file__, "--part", name, "--case", str(case), "--draws", str(draws)]
    seconds, printed = timed([*command, "--threads", str(threads)], **environment)
    return seconds, json.loads(printed)


def measure_all(case: Path, draws: int) -> dict[str, float]:
    """Every figure of FIGURES, in its unit."""
    with tempfile.TemporaryDirectory() as empty:
        first_start, _ = part("start", case, draws, 1, NUMBA_CACHE_DIR=empty)
    part("start", case, draws, 1)  # fills the cache that everything below uses
    _, one = part("rate", case, draws, 1)
    _, two = part("rate", case, draws, 2)
    process_seconds, whole = part("forecast", case, draws, 2)
    return {
        "firm_months_per_second_1_thread": one["per_second"] / 1e6,
        "firm_months_per_second_2_threads": two["per_second"] / 1e6,
        "firm_months_per_draw": one["per_draw"] / 1e3,
        "forecast_seconds": whole["seconds"],
        "forecast_process_seconds": process_seconds,
        "peak_memory_mb": whole["peak_mb"],
        "help_seconds": min(timed([sys.executable, "-m", "podobat", "--help"])[0] for _ in range(5)),
        "second_start_seconds": min(part("start", case, draws, 1)[0] for _ in range(3)),
        "first_start_seconds": first_start,
    }


def machine() -> dict[str, str]:
    """What the figures depend on and a reader cannot guess."""
    from importlib.metadata import version

    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line]
        model = names[0] if names else model
    return {
        "processor": model,
        "cores": str(os.cpu_count()),
        "load_before": f"{os.getloadavg()[0]:.1f}",
        "python": platform.python_version(),
        "numba": version("numba"),
        "numpy": version("numpy"),
    }


def table(result: Mapping[str, Any], reference: Mapping[str, Any] | None) -> str:
    """The figures as text, with the reference beside them."""
    about = result["machine"]
    lines = [
        f"{result['case']}, {result['draws']:,} draws, both worlds; {about['processor']}, {about['cores']} cores, "
        f"Python {about['python']}, Numba {about['numba']}; load before {about['load_before']}",
        f"{'':58}{'now':>10}{'reference':>12}",
    ]
    for name, (label, unit, decimals) in FIGURES.items():
        then = f"{reference['figures'][name]:,.{decimals}f}" if reference else "-"
        lines.append(f"{label:58}{result['figures'][name]:>10,.{decimals}f}{then:>12} {unit}")
    return "\n".join(lines)


def main() -> None:
    """Measure, print, keep."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--case", type=Path, default=CASE)
    options.add_argument("--draws", type=int, default=2000)
    options.add_argument("--threads", type=int, default=2, help=argparse.SUPPRESS)
    options.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    options.add_argument("--save-reference", action="store_true", help="replace the committed reference")
    given = options.parse_args()
    if given.part:
        print(json.dumps(PARTS[given.part](given.case, given.draws, given.threads)))
        return
    about = machine()
    result = {
        "schema": 1,
        "case": given.case.name,
        "draws": given.draws,
        "machine": about,
        "figures": {name: round(value, 3) for name, value in measure_all(given.case, given.draws).items()},
    }
    kept = RESULTS / "reference.json"
    reference = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else None
    print(table(result, reference))
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "latest.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    if given.save_reference:
        kept.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
