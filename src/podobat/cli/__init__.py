"""The command line: one verb for each stage of work.

What is asked for goes to standard output, everything else (progress, paths, faults) to standard error, so that
`--format json` gives JSON alone. Exit codes: 0 done; 1 done, but the answer is no (the plan has faults); 2 could not
run; 130 interrupted. Rooms are imported inside the verbs, so that `podobat --help` does not wait for the engine.
"""

from __future__ import annotations

import sys
from io import TextIOWrapper

from podobat.cli.common import INTERRUPTED, app

# Importing a file adds its verbs to the program, and `--help` lists them in this order.
# isort: off
from podobat.cli import plan
from podobat.cli import why
from podobat.cli import forecast
from podobat.cli import demo
from podobat.cli import outlook
from podobat.cli import compare
from podobat.cli import explore
from podobat.cli import optimise
from podobat.cli import appraise
from podobat.cli import acts
from podobat.cli import learn
from podobat.cli import match
from podobat.cli import position
from podobat.cli import serve
# isort: on

__all__ = ["app", "main"]

VERBS = (plan, why, forecast, demo, outlook, compare, explore, optimise, appraise, acts, learn, match, position, serve)


def main() -> None:
    """The program `podobat`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except KeyboardInterrupt:  # before a verb had begun
        sys.exit(INTERRUPTED)
