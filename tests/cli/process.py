"""Runs a verb: in this process, or in one of its own as a person would."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

from podobat import cli

ROOT = Path(__file__).parents[2]


def environment(**more: str) -> dict[str, str]:
    """The environment of a process that finds this source tree."""
    kept = {name: value for name, value in os.environ.items() if name != "PODOBAT_LANG"}
    return {**kept, "PYTHONPATH": str(ROOT / "src"), **more}


def podobat(*args: object, **more: str) -> subprocess.CompletedProcess[str]:
    """`podobat ARGS` from the root of the repository, as text; `more` are environment variables.

    In this process: what a verb prints, keeps and answers does not depend on who loaded it, and loading takes longer
    than most verbs do. `apart` asks a process of its own, for what only that can show.
    """
    told, aside = io.BytesIO(), io.BytesIO()
    out, err = (io.TextIOWrapper(bytes_, encoding="utf-8", write_through=True) for bytes_ in (told, aside))
    before = Path.cwd()
    with (patch.object(sys, "argv", ["podobat", *map(str, args)]), redirect_stdout(out), redirect_stderr(err),
          patch.dict(os.environ, environment(**more), clear=True)):  # fmt: skip
        os.chdir(ROOT)
        try:
            cli.main()
            code: object = 0
        except SystemExit as end:
            code = end.code or 0
        finally:
            os.chdir(before)
    assert isinstance(code, int)
    return subprocess.CompletedProcess(args, code, told.getvalue().decode("utf-8"), aside.getvalue().decode("utf-8"))


def apart(*args: object, **more: str) -> subprocess.CompletedProcess[str]:
    """The same in a process of its own, as a person would."""
    command = [sys.executable, "-m", "podobat", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment(**more), cwd=ROOT,
                          check=False)  # fmt: skip
