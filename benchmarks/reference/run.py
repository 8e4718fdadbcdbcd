"""The reference workload in our engine's style, beside its peers and C, in one run: `make bench-reference`.

Peers live in an environment of their own (.cache/bench-env, built from requirements.txt beside this file). Every
measurement is a process of its own; the implementations take turns, and the best of the rounds counts, because a shared
machine only ever makes things slower. Slow implementations simulate fewer runs: what is compared is firm-months a
second. Prints a table and checks, writes benchmarks/results/reference-workload.json, and fails when outputs differ.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import c_firms
import numpy as np
import workload
from llvmlite import binding

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE.parent))
from forecast import machine  # noqa: E402 - the other benchmark of this folder

ENVIRONMENT = ROOT / ".cache" / "bench-env"
RESULT = HERE.parent / "results" / "reference-workload.json"
OURS, MESA, STARSIM, NUMPY, LIMIT = "ours", "mesa", "starsim", "numpy", "c-avx512"


@dataclass(frozen=True)
class Case:
    """How an implementation is run: runs of 120 months with 2,000 slots; (runs, months) with 100,000, if at all."""

    name: str
    label: str
    runs: int
    threads: bool  # does one process use both cores?
    big: tuple[int, int] | None = None
    repeats: int = 3


CASES = (
    Case(OURS, "podobat's style (Numba)", 120, True, (4, 120), 12),
    Case(MESA, "Mesa 3", 1, False, None, 1),
    Case(STARSIM, "Starsim, CRN", 2, False, (1, 36), 1),
    Case("starsim-no-crn", "Starsim, no CRN", 4, False, (1, 36), 1),
    Case(NUMPY, "NumPy (runs x slots)", 16, False, (1, 60), 4),
    Case("c-plain", "C, vectorised by gcc", 120, True, (4, 120), 12),
    Case(LIMIT, "C by hand, AVX-512", 120, True, None, 12),
)
AIMS = (
    ("times Mesa", MESA, "one", 350.0),
    ("times Starsim with CRN", STARSIM, "one", 220.0),
    ("the same with 100,000 slots", STARSIM, "big", 25.0),
    ("times NumPy", NUMPY, "one", 8.0),
    ("of C by hand with the same generator", LIMIT, "one", 0.65),
)


@dataclass
class Result:
    """Best rates in million firm-months a second, memory in MB, seconds to the first result, and outputs of runs."""

    one: float = 0.0
    two: float = 0.0
    big: float = 0.0
    memory: float = 0.0
    first: float = float("inf")
    statistics: list[list[float]] = field(default_factory=lambda: [[], [], [], []])

    def take(self, found: dict[str, Any], what: str) -> None:
        """Keep a measurement when it is the best so far."""
        setattr(self, what, max(getattr(self, what), found["rate"]))
        if what == "one":
            self.memory = max(self.memory, found["memory"])
            self.first = min(self.first, found["first"])
        if what != "big":
            for kept, new in zip(self.statistics, found["statistics"], strict=True):
                kept += new


def make_environment() -> Path:
    """The Python of the peers' environment, built when requirements.txt changed."""
    wanted = HERE / "requirements.txt"
    stamp, python = ENVIRONMENT / "stamp", ENVIRONMENT / "bin" / "python"
    digest = hashlib.sha256(wanted.read_bytes()).hexdigest()
    if not (stamp.exists() and stamp.read_text(encoding="utf-8") == digest):
        print(f"Installing the peers into {ENVIRONMENT.relative_to(ROOT)}: once, some minutes.", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)], check=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(wanted)]
        subprocess.run(pip, check=True)
        stamp.write_text(digest, encoding="utf-8")
    return python


def start(python: Path | str, name: str, environment: dict[str, str] | None = None, **options: Any) -> subprocess.Popen:
    """A measurement in a process of its own."""
    given = dict(environment or {}, STARSIM_CRN="0" if name == "starsim-no-crn" else "1")
    given |= {k: str(options.get("threads", 1)) for k in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")}
    flags = [f"--{key}={value}" for key, value in options.items()]
    command = [str(python), str(HERE / "measure.py"), name, *flags]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | given, cwd=HERE
    )


def finish(process: subprocess.Popen) -> Any:
    """What a measurement printed; an end to everything when it failed."""
    printed, complaint = process.communicate()
    if process.returncode != 0:
        raise SystemExit(f"{process.args} failed:\n{complaint[-2000:]}")
    return json.loads(printed.splitlines()[-1])


def measure_round(case: Case, number: int, peers: Path, result: Result, months: int) -> None:
    """One round of an implementation: one core, two cores, 100,000 slots."""
    own = case.name == OURS or case.name.startswith("c-")
    python = sys.executable if own else peers
    seed = 1 + 10_000 * (number + 1) + 1_000_000 * CASES.index(case)
    small = {"slots": workload.SLOTS, "months": months, "runs": case.runs, "repeats": case.repeats}
    result.take(finish(start(python, case.name, **small, cores="0", seed=seed)), "one")
    if (os.cpu_count() or 1) > 1:
        if case.threads:
            both = finish(start(python, case.name, **small, threads=2, cores="0,1", seed=seed + 3000))
        else:
            pair = [
                start(python, case.name, **small, cores=str(core), seed=seed + 3000 * (core + 1)) for core in (0, 1)
            ]
            parts = [finish(process) for process in pair]
            both = {
                "rate": sum(part["rate"] for part in parts),
                "statistics": [a + b for a, b in zip(*(part["statistics"] for part in parts), strict=True)],
            }
        result.take(both, "two")
    if case.big:
        runs, long = case.big
        big = {"slots": workload.BIG, "months": min(long, months), "runs": runs, "repeats": min(case.repeats, 4)}
        result.take(finish(start(python, case.name, **big, cores="0", seed=seed)), "big")


def z_scores(results: dict[str, Result]) -> dict[str, list[float]]:
    """How far each implementation's mean outputs lie from ours, in standard errors (ours is the largest sample)."""
    ours = [np.array(values) for values in results[OURS].statistics]
    found = {}
    for name, result in results.items():
        if name != OURS:
            pairs = zip((np.array(values) for values in result.statistics), ours, strict=True)
            found[name] = [float((x.mean() - y.mean()) / y.std() / (1 / x.size + 1 / y.size) ** 0.5) for x, y in pairs]
    return found


def same_bits() -> dict[str, str]:
    """Our fingerprints for several divisions of the work, and for narrower instruction sets."""
    sets: dict[str, dict[str, str]] = {"": {}}
    if binding.get_host_cpu_features().get("avx2"):
        narrow = "+avx2,+fma,+avx,+sse4.2,+bmi,+bmi2,+popcnt,+f16c"
        sets[", AVX2 code"] = {"NUMBA_CPU_NAME": "haswell", "NUMBA_CPU_FEATURES": narrow}
        sets[", SSE2 code"] = {"NUMBA_CPU_NAME": "generic"}
    found = {}
    for label, environment in sets.items():
        found |= {way + label: value for way, value in finish(start(sys.executable, "bits", environment)).items()}
    return found


def ratios(results: dict[str, Result]) -> dict[str, float]:
    """Our rate against each of AIMS, and what the second core adds."""
    found = {}
    for what, other, size, _ in AIMS:
        if other in results and getattr(results[other], size):
            found[what] = getattr(results[OURS], size) / getattr(results[other], size)
    if results[OURS].two:
        found["gain of the second core"] = results[OURS].two / results[OURS].one - 1
    return found


def times(a: float, b: float) -> str:
    """a / b as text, or a dash."""
    return f"{a / b:,.3g}" if a and b else "-"


def table(results: dict[str, Result], z: dict[str, list[float]]) -> str:
    """All figures as text: million firm-months a second, ratios, share of the limit, MB, s, largest z-score."""
    none = Result()
    mesa, starsim, by_numpy, limit = (results.get(name, none) for name in (MESA, STARSIM, NUMPY, LIMIT))
    head = f"{'million firm-months a second':25}{'1 core':>9}{'2 cores':>9}{'100k':>9}{'x Mesa':>9}{'x Starsim':>11}"
    lines = [head + f"{'at 100k':>9}{'x NumPy':>9}{'of limit':>10}{'MB':>6}{'first s':>9}{'max |z|':>9}"]
    for case in CASES:
        if case.name in results:
            r = results[case.name]
            lines.append(
                f"{case.label:25}{r.one:9.3f}{r.two:9.3f}{r.big:9.2f}{times(r.one, mesa.one):>9}"
                f"{times(r.one, starsim.one):>11}{times(r.big, starsim.big):>9}{times(r.one, by_numpy.one):>9}"
                f"{times(r.one, limit.one):>10}{r.memory:6.0f}{r.first:9.2f}"
                + (f"{max(abs(x) for x in z[case.name]):9.1f}" if case.name in z else f"{'-':>9}")
            )
    return "\n".join(lines)


def main() -> None:
    """Measure, check, print, keep."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--months", type=int, default=workload.MONTHS, help="fewer for a quick look")
    options.add_argument("--only", nargs="*", choices=[case.name for case in CASES], help="ours and these")
    given = options.parse_args()
    peers, about = make_environment(), machine()
    wanted = [case for case in CASES if given.only is None or case.name in (OURS, *given.only)]
    reasons = {case.name: c_firms.missing(case.name[2:]) if case.name.startswith("c-") else None for case in wanted}
    for case in wanted:
        if reasons[case.name]:
            print(f"{case.label}: left out, {reasons[case.name]}.")
    cases = [case for case in wanted if not reasons[case.name]]
    results = {case.name: Result() for case in cases}
    for number in range(given.rounds):
        for case in cases:
            measure_round(case, number, peers, results[case.name], given.months)
            now = results[case.name]
            print(f"round {number + 1}: {case.label}: {now.one:.3f}, {now.two:.3f}, {now.big:.3f}", flush=True)
    z, bits, share = z_scores(results), same_bits(), ratios(results)
    luck = {name: finish(start(sys.executable, f"same-luck-{name[2:]}")) for name in results if name.startswith("c-")}
    print(f"\n{about['processor']}, {about['cores']} cores, load before {about['load_before']}")
    print(table(results, z))
    for what, _, _, aim in (*AIMS, ("gain of the second core", "", "", 0.85)):
        if what in share:
            print(f"{what:38}{share[what]:10.3g}   aim {aim:g}   {'met' if share[what] >= aim else 'NOT met'}")
    largest = max((abs(x) for values in z.values() for x in values), default=0.0)
    n = sum(map(len, z.values()))
    print(f"{n} z-scores of firms, jobs, rounds, moves against ours: largest {largest:.1f}")
    print(f"the same draws in C: largest relative difference of a mean output {max(luck.values(), default=0.0):.1e}")
    print(f"our bits: {len(set(bits.values()))} value(s) over {len(bits)} ways (blocks, threads, AVX2 and SSE2 code)")
    RESULT.parent.mkdir(exist_ok=True)
    kept = {name: {k: v for k, v in vars(r).items() if k != "statistics"} for name, r in results.items()}
    whole = {"schema": 1, "machine": about, "rounds": given.rounds, "results": kept, "ratios": share, "z": z}
    RESULT.write_text(json.dumps(whole | {"same_luck": luck, "bits": bits}, indent=2) + "\n", encoding="utf-8")
    if largest > 5 or len(set(bits.values())) > 1 or max(luck.values(), default=0.0) > 0.01:
        raise SystemExit("The implementations do not agree.")


if __name__ == "__main__":
    main()
