"""What tests/web says of the application on SQLite holds on PostgreSQL as well.

`make test` repeats what asks the database anything that databases answer in ways of their own - locks, bulk writing,
words, sorting, the queue, copying it -; `make test-web` repeats every room.
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
IN_WAYS_OF_ITS_OWN = (
    "book/test_concurrency.py",
    "book/test_large_uploads.py",
    "book/test_list.py",
    "core/test_database.py",
    "core/test_running_it.py",
    "directory/test_alike.py",
    "jobs/test_jobs.py",
    "search",
)
PATIENCE = 900  # seconds


def test_what_asks_the_database_holds_on_postgresql():
    every = bool(os.environ.get("PODOBAT_SLOW"))
    asked = [str(HERE)] if every else [str(HERE / name) for name in IN_WAYS_OF_ITS_OWN]
    ignored = [f"--ignore={HERE / name}" for name in ELSEWHERE]
    command = [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", *asked, *ignored]
    given = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "DJANGO_", "PODOBAT_"))}
    given["PODOBAT_TEST_DATABASE"] = "postgresql"
    done = subprocess.run(command, capture_output=True, text=True, env=given, cwd=HERE.parents[1], timeout=PATIENCE)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed
    assert int(passed[1]) > (400 if every else 40)
