"""Runs a verb in a process of its own, as a person would."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def environment(**more: str) -> dict[str, str]:
    """The environment of a process that finds this source tree."""
    kept = {name: value for name, value in os.environ.items() if name != "PODOBAT_LANG"}
    return {**kept, "PYTHONPATH": str(ROOT / "src"), **more}


def podobat(*args: object, **more: str) -> subprocess.CompletedProcess[str]:
    """`podobat ARGS` from the root of the repository, its output as text; `more` are environment variables."""
    command = [sys.executable, "-m", "podobat", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment(**more), cwd=ROOT,
                          check=False)  # fmt: skip
