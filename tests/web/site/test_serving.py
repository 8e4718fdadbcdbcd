"""`podobat serve` as a person starts it: first start, second start, faults, and how it ends."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.habits.repository import ROOT
from tests.web.serving import PATIENCE, SOON, Served, free_port, surroundings


@pytest.fixture
def start(tmp_path) -> Iterator:
    """Starts servers and makes sure that none is left."""
    begun: list[Served] = []

    def begin(*words: str, data: Path = tmp_path / "data") -> Served:
        begun.append(Served(data, *words))
        return begun[-1]

    yield begin
    for served in begun:
        served.stop_for_good()


def test_first_start_second_start_and_the_end(start, tmp_path):
    (tmp_path / "data").mkdir(mode=0o755)
    first = start()
    first.until_ready()
    assert first.said[0] == f"http://127.0.0.1:{first.port}"
    link = re.fullmatch(rf"http://127\.0\.0\.1:{first.port}(/first/\w{{43}}/)", first.said[1])
    assert link, first.said
    status, page = first.get("/")
    assert (status, "광주" in page) == (200, True), "\n".join(first.beside[-30:])
    assert first.get(link[1])[0] == 200
    assert first.get("/first/" + "a" * 43 + "/")[0] == 404
    data = tmp_path / "data"
    assert {"db.sqlite3", "secret_key", "uploads", "results"} <= {p.name for p in data.iterdir()}
    readable = [p.name for p in data.iterdir() if p.stat().st_mode & 0o077]
    assert not readable, "nobody else on the machine reads what is kept"
    token = link[1].split("/")[2].encode()
    assert not any(token in p.read_bytes() for p in data.glob("db.sqlite3*")), "only the hash is kept"
    worker = first.worker()
    assert first.end(signal.SIGTERM) == 0
    assert "Stopped." in first.beside
    assert not worker.is_running()

    second = start()
    assert second.until_ready() < SOON
    assert second.said[1] != first.said[1], "as long as there is no administrator, every start has a new link"
    assert second.get(link[1])[0] == 404
    assert second.end(signal.SIGINT) == 0


def test_a_worker_that_dies_is_begun_again_and_dies_with_its_server(start):
    served = start()
    served.until_ready()
    worker = served.worker()
    worker.kill()
    until = time.monotonic() + SOON
    while time.monotonic() < until and {p.pid for p in psutil.Process(served.process.pid).children()} <= {worker.pid}:
        time.sleep(0.05)
    again = served.worker()
    assert again.pid != worker.pid
    served.process.kill()
    served.process.wait()
    again.wait(SOON)


def refused(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A start that must fail."""
    command = [sys.executable, "-m", "podobat", "serve", "--lang", "en", *words]
    return subprocess.run(command, capture_output=True, text=True, env=surroundings(data), cwd=ROOT, timeout=PATIENCE)


def test_a_port_in_use_is_said_plainly(tmp_path):
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        done = refused(tmp_path / "data", "--port", str(door.getsockname()[1]))
    assert done.returncode == 2
    assert "cannot be opened" in done.stderr
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "data").exists(), "nothing is made before the port is had"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--port", "0"), "greater than or equal to 1"),
        (("--port", "http"), "valid integer"),
        (("--host", "no.such.host.invalid"), "there is no such address"),
        (("--case", "nowhere"), "nowhere"),
        (("--data", "/dev/null/data"), "cannot be written"),
    ],
)
def test_bad_options_are_said_plainly(tmp_path, words, said):
    port = () if "--port" in words else ("--port", str(free_port()))
    done = refused(tmp_path / "data", *port, *words)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.replace("│", " ").split())
    assert "Traceback" not in done.stderr


def test_a_database_that_does_not_answer_is_said_plainly(tmp_path):
    given = {**surroundings(tmp_path / "data"), "DATABASE_URL": f"postgres://podobat@127.0.0.1:{free_port()}/podobat"}
    command = [sys.executable, "-m", "podobat", "serve", "--lang", "en", "--port", str(free_port())]
    done = subprocess.run(command, capture_output=True, text=True, env=given, cwd=ROOT, timeout=PATIENCE)
    assert done.returncode == 2
    assert "The database cannot be opened" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_faulty_case_is_said_plainly_and_leaves_nothing_behind(tmp_path):
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "plan.yaml").write_text("id: broken\n", encoding="utf-8")
    done = refused(tmp_path / "data", "--port", str(free_port()), "--case", str(folder))
    assert done.returncode == 1
    assert "plan.yaml" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "data").exists()


def test_missing_packages_are_named_with_what_to_install(monkeypatch):
    from typer.testing import CliRunner

    from podobat.cli import app
    from podobat.cli import serve as verb

    monkeypatch.setattr(verb, "find_spec", lambda name: None if name in ("django", "waitress") else object())
    done = CliRunner().invoke(app, ["serve", "--lang", "en"])
    assert done.exit_code == 2
    assert "django, waitress" in done.output
    assert "podobat[web]" in done.output
