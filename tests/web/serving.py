"""A server as a person starts it: a process of its own, and what it says."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil

from tests.habits.repository import ROOT

PATIENCE = 120.0  # seconds: two cores that others use as well
SOON = 20.0


def surroundings(data: Path, **more: str) -> dict[str, str]:
    """The environment of a person who has set nothing, except where the data go."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PODOBAT_", "DATABASE_URL", "DJANGO_"))}
    return {**kept, "PODOBAT_DATA": str(data), "PYTHONWARNINGS": "default", **more}


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


class Served:
    """A server of its own process; what it says on standard output and beside it."""

    def __init__(self, data: Path, *words: str, port: int = 0, lang: str = "en", **more: str) -> None:
        self.port = port or free_port()
        self.surroundings = surroundings(data, **more)
        command = [sys.executable, "-m", "podobat", "serve", "--port", str(self.port), "--lang", lang, *words]
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=self.surroundings, cwd=ROOT
        )
        self.said: list[str] = []
        self.beside: list[str] = []
        streams = ((self.process.stdout, self.said), (self.process.stderr, self.beside))
        self.listeners = [threading.Thread(target=self._listen, args=pair, daemon=True) for pair in streams]
        for listener in self.listeners:
            listener.start()

    @staticmethod
    def _listen(stream, lines: list[str]) -> None:
        with stream:
            lines.extend(line.rstrip() for line in stream)  # line by line, as it comes

    def until_ready(self) -> float:
        """Seconds until it says how to stop it."""
        while not any("Ctrl-C" in line for line in self.beside):
            assert self.process.poll() is None, "\n".join(self.beside)
            assert time.monotonic() - self.began < PATIENCE, "\n".join(self.beside)
            time.sleep(0.05)
        return time.monotonic() - self.began

    def get(self, path: str) -> tuple[int, str]:
        """Status and page."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def worker(self) -> psutil.Process:
        """The computing process, once it is there."""
        until = time.monotonic() + SOON
        while time.monotonic() < until:
            children = psutil.Process(self.process.pid).children()
            if children:
                return children[0]
            time.sleep(0.05)
        raise AssertionError("no worker")

    def end(self, how: signal.Signals) -> int:
        """Ask it to end; its exit code."""
        self.process.send_signal(how)
        return self.process.wait(PATIENCE)

    def another_link(self) -> str:
        """Path of a new one-time link for an administrator, made as whoever runs the server would."""
        command = [sys.executable, "-m", "podobat.web", "administrator_link"]
        done = subprocess.run(command, capture_output=True, text=True, env=self.surroundings, cwd=ROOT, check=True)
        return done.stdout.strip()

    def stop_for_good(self) -> None:
        """Whatever state it is in: nothing of it is left. Fails when a process of its own outlives it."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for listener in self.listeners:  # they end when the worker, too, has let go of standard error
            listener.join(SOON)
            assert not listener.is_alive(), "a process of this server is left"
