"""How the web application holds out: `make bench-web`.

A book of 200,000 records, 20 readers who ask for the next page as soon as they have the last (or look at each for
`--pause` seconds, as people do), on two cores that the readers share with the server. Dashboard, record list (first
pages, deep pages, filters, a search) and one record, on SQLite and on PostgreSQL. Prints a table and writes
benchmarks/results/web.json. Loopback only; each load lasts `--seconds`.
"""

from __future__ import annotations

import argparse
import http.client
import json
import logging
import os
import platform
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from importlib.util import module_from_spec, spec_from_file_location
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
RESULTS = HERE / "results" / "web.json"
SLUG = "gwangju-phase1"
PARTICLES = "400"  # what the dashboard shows must be there; how finely it was learnt does not change the page
BATCH = 5000
DAYS = 365 * 5
AGAIN = 10  # times that a page is asked for to measure its processor time

#: What the readers ask for, {page} counting up.
LOADS = {
    "dashboard": (f"/{SLUG}/",),
    "records": (
        f"/{SLUG}/records/", f"/{SLUG}/records/?page={{page}}", f"/{SLUG}/records/?measure=firms.mou",
        f"/{SLUG}/records/?measure=jobs.direct&order=day-old&page=3", f"/{SLUG}/records/?grade=B&order=counter",
    ),
    "both": (f"/{SLUG}/", f"/{SLUG}/records/", f"/{SLUG}/records/?page={{page}}"),
    "search": (f"/{SLUG}/records/?q=12345", f"/{SLUG}/records/?q={quote('집계')}"),
    "everything": (f"/{SLUG}/search/?q={quote('협약')}", f"/{SLUG}/search/?q=12345"),
}  # fmt: skip


# In processes of their own, with their own settings


def fill(records: int) -> None:
    """Migrate, open the Gwangju case, let it be forecast and learnt once, then add records until there are so many."""
    from podobat.web.serve import default_folder, open_cases, prepare, read_plan

    prepare("127.0.0.1")
    open_cases({default_folder(): read_plan(default_folder())})
    from django.core.management import call_command

    if os.fork() == 0:  # the worker ends its process
        call_command("work", once=True)
        os._exit(0)
    os.wait()

    from django.db import connection, transaction

    from podobat.web.book.models import Record
    from podobat.web.book.writing import index_words, turn_page
    from podobat.web.core.models import Case

    connection.close()
    case = Case.objects.get(slug=SLUG)
    plan = case.read().plan
    patterns = list(Record.objects.filter(case=case))
    numbers = iter(range(records - len(patterns)))
    with transaction.atomic():
        while batch := list(_more(patterns, numbers)):
            index_words(case, plan, Record.objects.bulk_create(batch))
        turn_page(case)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _more(patterns: Sequence[Any], numbers: Iterator[int]) -> Iterator[Any]:
    """The next records, made after the patterns, each on a day and with a value of its own."""
    first = date(2020, 1, 1)
    for number in numbers:
        pattern = patterns[number % len(patterns)]
        pattern.pk, pattern.key = None, f"load-{number}"
        pattern.day = pattern.as_of = first + timedelta(days=number % DAYS)
        pattern.period_from = pattern.period_to = None
        pattern.value = float(number % 9973)
        pattern.definition_ko, pattern.definition_en = f"집계 {number}", f"count {number}"
        yield type(pattern)(**{f.attname: getattr(pattern, f.attname) for f in pattern._meta.concrete_fields})
        if number % BATCH == BATCH - 1:
            return


def serve(port: int) -> None:
    """The web server as `podobat serve` runs it, without the worker."""
    from waitress import serve as run

    from podobat.web.serve import THREADS
    from podobat.web.site.wsgi import application

    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    run(application, host="127.0.0.1", port=port, threads=THREADS, ident=None, _quiet=True)


def queries() -> dict[str, dict[str, float]]:
    """For every load: the most queries that a page asked of the database, its bytes, and the processor time of a page.

    Processor time does not depend on what else the machine does; the database's own is in it with SQLite alone.
    """
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    found = {}
    browser = Client(HTTP_HOST="127.0.0.1")
    for name, paths in LOADS.items():
        most, size, spent = 0, 0, 0.0
        for path in paths:
            browser.get(path.format(page=7))  # caches of the process are warm in service
            with CaptureQueriesContext(connection) as asked:
                answer = browser.get(path.format(page=7))
            assert answer.status_code == 200, (path, answer.status_code)
            most, size = max(most, len(asked)), max(size, len(answer.content))
            began = time.process_time()
            for _ in range(AGAIN):
                browser.get(path.format(page=7))
            spent += (time.process_time() - began) / AGAIN
        found[name] = {
            "queries_at_most": most, "bytes_at_most": size, "processor_ms": round(1000 * spent / len(paths), 1),
        }  # fmt: skip
    return found


# In the process that measures


def own(words: Sequence[str], surroundings: dict[str, str]) -> str:
    """Run this file once more with other words, and hand back what it prints."""
    done = subprocess.run(
        [sys.executable, __file__, *words], env=surroundings, cwd=ROOT, capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(done.stderr[-3000:])
    return done.stdout


def load(port: int, paths: Sequence[str], readers: int, seconds: float, pause: float) -> dict[str, float]:
    """Pages a second and how long a page takes, with so many readers for so long; each looks at a page for a while."""
    took: list[float] = []
    wrong: list[str] = []
    pages = count(1)
    end = time.perf_counter() + seconds

    def read(reader: int) -> None:
        door = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        turn = reader
        time.sleep(pause * reader / readers)  # they do not begin together
        while time.perf_counter() < end:
            path = paths[turn % len(paths)].format(page=next(pages) % 4000 + 1)
            turn += 1
            began = time.perf_counter()
            door.request("GET", path, headers={"Accept-Encoding": "gzip"})
            answer = door.getresponse()
            answer.read()
            took.append(time.perf_counter() - began)
            if answer.status != 200:
                wrong.append(f"{answer.status} {path}")
            time.sleep(pause)
        door.close()

    began = time.perf_counter()
    threads = [threading.Thread(target=read, args=(reader,)) for reader in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed = time.perf_counter() - began
    if wrong:
        sys.exit(f"{len(wrong)} pages failed, first: {wrong[0]}")
    took.sort()
    return {
        "pages": len(took), "pages_per_second": round(len(took) / elapsed, 1),
        "p50_ms": round(1000 * took[len(took) // 2], 1), "p95_ms": round(1000 * took[int(len(took) * 0.95)], 1),
        "longest_ms": round(1000 * took[-1], 1),
    }  # fmt: skip


def postgresql() -> str:
    """The PostgreSQL that the tests start: another package called `tests` may be installed, so by its file."""
    spec = spec_from_file_location("postgresql", ROOT / "tests" / "web" / "postgresql.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return str(module.start_postgresql())


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def measure(database: str, records: int, readers: int, seconds: float, pause: float) -> dict[str, Any]:
    """All loads on one database."""
    with tempfile.TemporaryDirectory() as folder:
        given = {k: v for k, v in os.environ.items() if not k.startswith(("PODOBAT_", "DATABASE_URL", "DJANGO_"))}
        given |= {"PODOBAT_DATA": folder, "DJANGO_SETTINGS_MODULE": "podobat.web.site.settings"}
        given |= {"PODOBAT_PARTICLES": PARTICLES}
        if database == "postgresql":
            given["DATABASE_URL"] = postgresql()
        began = time.perf_counter()
        own(["--fill", str(records)], given)
        result: dict[str, Any] = {"fill_seconds": round(time.perf_counter() - began, 1)}
        pages = json.loads(own(["--queries"], given))
        port = free_port()
        server = subprocess.Popen([sys.executable, __file__, "--serve", str(port)], env=given, cwd=ROOT)
        try:
            until = time.monotonic() + 60
            while socket.socket().connect_ex(("127.0.0.1", port)):
                if server.poll() is not None or time.monotonic() > until:
                    sys.exit("the server did not start")
                time.sleep(0.1)
            for name, paths in LOADS.items():
                load(port, paths, readers, min(3.0, seconds), 0.0)  # warm
                result[name] = {**load(port, paths, readers, seconds, pause), **pages[name]}
            result["server_memory_mb"] = round(psutil.Process(server.pid).memory_info().rss / 1e6)
        finally:
            server.terminate()
            server.wait()
    return result


def table(results: dict[str, Any]) -> str:
    """The figures as lines of text."""
    head = ("pages/s", "p50 ms", "p95 ms", "longest", "queries", "CPU ms")
    lines = [" " * 24 + "".join(f"{word:>9}" for word in head) + f"{'kB':>7}"]
    for database, result in results.items():
        for name in LOADS:
            r = result[name]
            times = f"{r['pages_per_second']:9.1f}{r['p50_ms']:9.0f}{r['p95_ms']:9.0f}{r['longest_ms']:9.0f}"
            cost = f"{r['queries_at_most']:9d}{r['processor_ms']:9.1f}{r['bytes_at_most'] / 1000:7.0f}"
            lines.append(f"{database + ' ' + name:24}{times}{cost}")
        lines.append(f"{database} memory of the server: {result['server_memory_mb']} MB")
    return "\n".join(lines)


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--records", type=int, default=200_000)
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=15.0, help="how long each load lasts")
    parser.add_argument("--pause", type=float, default=0.0, help="seconds that a reader looks at a page")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append", help="default: both")
    parser.add_argument("--fill", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--queries", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.fill:
        fill(asked.fill)
    elif asked.serve:
        serve(asked.serve)
    elif asked.queries:
        print(json.dumps(queries()))
    else:
        results = {
            database: measure(database, asked.records, asked.readers, asked.seconds, asked.pause)
            for database in asked.database or ("sqlite", "postgresql")
        }
        print(f"{asked.records:,} records, {asked.readers} readers at once, {os.cpu_count()} cores shared with them")
        print(table(results))
        kept = {
            "records": asked.records, "readers": asked.readers, "seconds": asked.seconds, "pause": asked.pause,
            "cores": os.cpu_count(),
            "python": platform.python_version(), "load_before": os.getloadavg()[0], "databases": results,
        }  # fmt: skip
        RESULTS.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
