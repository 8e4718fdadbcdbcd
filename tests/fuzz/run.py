"""`make fuzz`: python tests/fuzz/run.py [--inputs 10000] [--seed 1] [--only plan,records] [--at 123 [--keep FOLDER]].

Prints every failure as soon as it is known, and the figures at the end; exit code 1 when there was one.
"""

from __future__ import annotations

import argparse
import sys
import time
import types
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
ours = types.ModuleType("tests")  # some packages install a folder of this name beside them
ours.__path__ = [str(ROOT / "tests")]
sys.modules["tests"] = ours


def main() -> int:
    """Run what the options say."""
    from tests.fuzz.harness import fuzz, one, tell
    from tests.fuzz.inputs import KINDS
    from tests.fuzz.same import SAME_KINDS
    from tests.fuzz.uploads import UPLOAD_KINDS

    options = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    options.add_argument("--inputs", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--start", type=int, default=0, help="number of the first input")
    options.add_argument("--only", default="", help="kinds, with commas")
    options.add_argument("--seconds", type=float, default=float("inf"), help="stop after so long")
    options.add_argument("--at", type=int, help="one input alone, in this process")
    options.add_argument("--keep", type=Path, help="with --at: a folder in which its files are left")
    asked = options.parse_args()
    wanted = set(filter(None, asked.only.split(",")))
    kinds = [kind for kind in (*KINDS, *SAME_KINDS, *UPLOAD_KINDS) if not wanted or kind.name in wanted]
    if asked.at is not None:
        outcome = one(kinds, asked.seed, asked.at, asked.keep)
        print(f"{outcome.kind} {outcome.index}: {outcome.said} {outcome.trouble} ({outcome.seconds:.1f} s)")
        return 1 if outcome.trouble else 0
    numbers = range(asked.start, asked.start + asked.inputs)
    account = fuzz(kinds, asked.seed, numbers, until=time.monotonic() + asked.seconds, told=tell)
    print(account.text())
    return 1 if account.failures else 0


if __name__ == "__main__":
    sys.exit(main())
