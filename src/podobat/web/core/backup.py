"""Everything that is kept in one file, and back again: database, evidence, plans, the key that signs sessions.

back_up(Path("podobat-2026-03-02.tar.gz"))     while the application runs
restore(Path("podobat-2026-03-02.tar.gz"))     into a data folder that has nothing in it yet

Results are left out: they are worked out again from what is kept, to the bit.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection, connections

from podobat.errors import CannotRun
from podobat.texts import catalogue

_say = catalogue("web.core")

FOLDERS: Final = ("uploads", "cases")
KEY: Final = "secret_key"
SQLITE, POSTGRESQL = "db.sqlite3", "database.dump"
_KNOWN: Final = (SQLITE, POSTGRESQL, KEY, *FOLDERS)


def back_up(file: Path) -> Path:
    """Write a backup, whole or not at all. Raises CannotRun when the file is there already or cannot be written."""
    if file.exists():
        said = _say("backup.is_there_already", file=file)
        raise CannotRun(said)
    data = Path(settings.DATA)
    try:
        with tempfile.TemporaryDirectory(prefix="podobat-") as place:
            kept = _database(Path(place))
            unfinished = file.with_name(f".{file.name}.tmp")
            with tarfile.open(unfinished, "w:gz") as archive:
                archive.add(kept, kept.name)
                for name in (*FOLDERS, KEY):
                    if (data / name).exists():
                        archive.add(data / name, name)
            os.chmod(unfinished, 0o600)
            os.replace(unfinished, file)
    except OSError as error:
        why = error.strerror
        raise CannotRun(_say("backup.cannot_be_written", file=file, why=why)) from error
    return file


def _database(place: Path) -> Path:
    """The database of this moment as one file."""
    if connection.vendor == "sqlite":
        kept = place / SQLITE
        connection.ensure_connection()
        with closing(sqlite3.connect(kept)) as copy:
            connection.connection.backup(copy)
        return kept
    kept = place / POSTGRESQL
    _run(["pg_dump", "--format=custom", f"--file={kept}", *_where()])
    return kept


def _where() -> list[str]:
    found = connection.settings_dict
    given = {"--host": found["HOST"], "--port": str(found["PORT"] or ""), "--username": found["USER"],
             "--dbname": found["NAME"]}  # fmt: skip
    return [f"{option}={value}" for option, value in given.items() if value]


def _run(words: list[str]) -> None:
    try:
        secret = {"PGPASSWORD": str(connection.settings_dict.get("PASSWORD") or "")}
        subprocess.run(words, check=True, capture_output=True, env={**os.environ, **secret})
    except FileNotFoundError:
        raise CannotRun(_say("backup.no_such_command", command=words[0])) from None
    except subprocess.CalledProcessError as error:
        why = error.stderr.decode(errors="replace").strip()[:500]
        raise CannotRun(_say("backup.command_failed", command=words[0], why=why)) from error


def restore(file: Path) -> Path:
    """Put a backup into the data folder. Raises CannotRun where something is there already, or it is no backup."""
    data = Path(settings.DATA)
    taken = [name for name in (SQLITE, *FOLDERS) if _holds(data / name)]
    if taken:
        listed = ", ".join(taken)
        raise CannotRun(_say("backup.data_folder_holds_already", data=data, listed=listed))  # fmt: skip
    try:
        with tempfile.TemporaryDirectory(prefix="podobat-") as place, tarfile.open(file) as archive:
            names = {member.name.split("/")[0] for member in archive.getmembers()}
            if not names <= set(_KNOWN) or not names & {SQLITE, POSTGRESQL}:
                raise CannotRun(_say("backup.is_no_backup_of_podobat", file=file))
            archive.extractall(place, filter="data")
            _put_back(Path(place), data)
    except (OSError, tarfile.TarError) as error:
        raise CannotRun(_say("backup.cannot_be_read", file=file, error=error)) from error
    return data


def _put_back(place: Path, data: Path) -> None:
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    connections.close_all()
    for name in (SQLITE, *FOLDERS, KEY):
        if (place / name).exists():
            if (data / name).is_dir():
                shutil.rmtree(data / name)
            shutil.move(place / name, data / name)
    if (place / POSTGRESQL).exists():
        _run(["pg_restore", "--clean", "--if-exists", "--no-owner", *_where(), str(place / POSTGRESQL)])
    if (data / KEY).exists():
        os.chmod(data / KEY, 0o600)


def _holds(path: Path) -> bool:
    """Is there anything in it?"""
    return path.is_file() or (path.is_dir() and any(path.iterdir()))
