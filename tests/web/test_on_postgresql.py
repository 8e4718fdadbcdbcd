"""What tests/web says of the application on SQLite holds on PostgreSQL as well.

`make test` repeats the rooms that ask the database anything of their own; `make test-web` repeats every room.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
# Servers and browsers bring their own database, reports are drawn from files; the rest is what touches ours.
ELSEWHERE = (
    "browser",
    "reports",
    "jobs/test_killed.py",
    "site/test_serving.py",
    "site/test_deployment.py",
    "test_on_postgresql.py",
)
NOTHING_OF_THEIR_OWN = ("permissions", "answers", "plans", "scenarios", "site")  # pages and forms, a row at a time
PATIENCE = 900  # seconds


def test_what_asks_the_database_holds_on_postgresql():
    left_out = ELSEWHERE if os.environ.get("PODOBAT_SLOW") else (*ELSEWHERE, *NOTHING_OF_THEIR_OWN)
    ignored = [f"--ignore={HERE / name}" for name in left_out]
    command = [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", str(HERE), *ignored]
    given = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "DJANGO_", "PODOBAT_"))}
    given["PODOBAT_TEST_DATABASE"] = "postgresql"
    done = subprocess.run(command, capture_output=True, text=True, env=given, cwd=HERE.parents[1], timeout=PATIENCE)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed
    assert int(passed[1]) > 100
