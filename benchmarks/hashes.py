"""Hashes of what a rebuilt house must leave as it was: outcomes to the bit, JSON, and the words of the page.

    python benchmarks/hashes.py [--draws 300] [--seed 1]

For both reference cases: every outcome of the simulated world (world, draw, month, measure), every outcome as it will
be true, the JSON of the forecast and its page in both languages, without what names the code. Run it before and after.
"""

from __future__ import annotations

import argparse
import hashlib
import re
from pathlib import Path

import numpy as np

import podobat
from podobat.forecast.page import render
from podobat.show.json import one_line

CASES = Path(__file__).parents[1] / "cases"
REFERENCE = ("gwangju-phase1", "port-maren")


def short(data: bytes) -> str:
    """Sixteen hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()[:16]


def hashes(case: str, draws: int, seed: int) -> dict[str, str]:
    """By name, of one case, before anything was counted."""
    read = podobat.read_case(CASES / case)
    world = podobat.forecast(read, draws=draws, seed=seed, world_only=True)
    true = podobat.forecast(read, draws=draws, seed=seed)
    pages = {lang: render(true, read, lang) for lang in ("ko", "en")}
    code = re.escape(true.fingerprints["code"])
    json = re.sub(rf"{code}|\"seconds\":[^,}}]*", "", one_line(true.to_json_dict()))
    return {
        "simulated": short(np.ascontiguousarray(world.values).tobytes()),
        "true": short(np.ascontiguousarray(true.values).tobytes()),
        "json": short(json.encode()),
        **{f"page, {lang}": short(re.sub(code, "", page).encode()) for lang, page in pages.items()},
    }


def main() -> None:
    """Print them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    for case in REFERENCE:
        for name, digits in hashes(case, given.draws, given.seed).items():
            print(f"{case:<16}{name:<12}{digits}")


if __name__ == "__main__":
    main()
