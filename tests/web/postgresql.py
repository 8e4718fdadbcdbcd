"""A PostgreSQL of our own for as long as a process lives: Debian's programs, a temporary directory, a unix socket."""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

NAME = "podobat"
PATIENCE = 60.0  # seconds until it must answer


def programs() -> Path:
    """The folder with initdb and postgres, of the newest version installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
    if not found:
        raise RuntimeError("PostgreSQL is not installed: run tools/browser-and-postgresql")
    return found[-1]


def _as_nobody() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: arguments for subprocess that make it somebody without rights."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in known else "nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def start_postgresql() -> str:
    """Start it and return the DATABASE_URL of an empty database; it stops when this process ends."""
    folder = Path(tempfile.mkdtemp(prefix="podobat-pg-"))
    someone = _as_nobody()
    if someone:
        os.chown(folder, someone["user"], someone["group"])
    surroundings = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    initdb = [programs() / "initdb", "-D", folder / "data", "-U", NAME, "-A", "trust", "-E", "UTF8", "--no-sync"]
    done = subprocess.run(initdb, capture_output=True, text=True, cwd=folder, env=surroundings, **someone)
    if done.returncode:
        raise RuntimeError(f"initdb failed: {done.stderr}")
    options = {
        "listen_addresses": "", "unix_socket_directories": str(folder), "fsync": "off", "synchronous_commit": "off",
        "full_page_writes": "off", "max_connections": "60", "shared_buffers": "64MB",
    }  # fmt: skip
    switches = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
    with open(folder / "log", "wb") as log:
        server = subprocess.Popen(
            [programs() / "postgres", "-D", folder / "data", *switches],
            stdout=log, stderr=log, cwd=folder, env=surroundings, **someone,
        )  # fmt: skip
    atexit.register(_stop, server, folder)
    createdb = [programs() / "createdb", "-h", folder, "-U", NAME, NAME]
    until = time.monotonic() + PATIENCE
    while subprocess.run(createdb, capture_output=True, env=surroundings).returncode:
        if server.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"PostgreSQL did not start: {(folder / 'log').read_text()}")
        time.sleep(0.1)
    return f"postgres://{NAME}@{quote(str(folder), safe='')}/{NAME}"


def _stop(server: subprocess.Popen[bytes], folder: Path) -> None:
    server.send_signal(signal.SIGINT)  # ends sessions and shuts down
    try:
        server.wait(15)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
    shutil.rmtree(folder, ignore_errors=True)
