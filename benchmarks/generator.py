"""The long version of tests/generator: more draws and seeds, and how many rounds are needed: `make bench-generator`.

Prints the smallest p-value of every test over all seeds and axes (times their number), then the number of tests that
reject Threefry with fewer rounds: the distance to twelve is our margin. Writes benchmarks/results/generator.json.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RESULT = ROOT / "benchmarks" / "results" / "generator.json"
sys.path.insert(0, str(ROOT))
from tests.generator.battery import TESTS, battery  # noqa: E402
from tests.generator.hashes import ours, threefry  # noqa: E402

ROUNDS = (2, 3, 4, 5, 6, 7, 8, 10, 12)
REJECTED = 1e-6


def smallest(batteries: list[dict[str, float]], test: str) -> float:
    """Smallest p-value of a test over seeds and axes, times the number of tries."""
    p = [value for found in batteries for name, value in found.items() if name.split(",")[0] == test]
    return min(1.0, min(p) * len(p))


def main() -> None:
    """Try ours on many draws, and fewer rounds on fewer."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--draws", type=int, default=1 << 21, help="a seed and axis")
    options.add_argument("--seeds", type=int, default=3)
    given = options.parse_args()
    started = time.perf_counter()
    batteries = [battery(ours, given.draws, seed=1 + 1_000_003 * k) for k in range(given.seeds)]
    found = {test: smallest(batteries, test) for test in TESTS}
    print(f"Threefry4x32-12, {given.draws:,} draws of four words an axis, {given.seeds} seeds")
    for test, p in found.items():
        print(f"  {test:22} p = {p:.3g}")
    margin = {
        rounds: [
            name for name, p in battery(partial(threefry, rounds=rounds), given.draws // 8).items() if p < REJECTED
        ]
        for rounds in ROUNDS
    }
    for rounds, names in margin.items():
        of = ", ".join(sorted({name.split(",")[0] for name in names}))
        print(f"  {rounds:2} rounds: rejected by {len(names):2} of {len(batteries[0])} tests{': ' * bool(of)}{of}")
    print(f"{time.perf_counter() - started:.0f} s")
    RESULT.parent.mkdir(exist_ok=True)
    whole = {"schema": 1, "draws": given.draws, "seeds": given.seeds, "p": found, "rejected_by_rounds": margin}
    RESULT.write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")
    if min(found.values()) < REJECTED:
        raise SystemExit("The generator failed a test.")


if __name__ == "__main__":
    main()
