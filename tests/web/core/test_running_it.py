"""Backup and restore, and the page that says whether all is well."""

from __future__ import annotations

import io
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from podobat.errors import CannotRun
from podobat.web.core import backup
from podobat.web.core.backup import back_up, restore


@pytest.fixture
def filled(tmp_path, monkeypatch):
    """A data folder with a database, a piece of evidence, a plan and a key."""
    data = tmp_path / "data"
    for name, text in (("uploads/1/evidence.pdf", "%PDF"), ("cases/haesol/v1/haesol/plan.yaml", "id: haesol"),
                       ("secret_key", "key"), ("results/x.json", "{}")):  # fmt: skip
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_text(text)
    with closing(sqlite3.connect(data / "db.sqlite3")) as database:
        database.execute("CREATE TABLE record (value REAL)")
        database.execute("INSERT INTO record VALUES (0.1)")
        database.commit()

    def database_of(place: Path) -> Path:
        kept = place / "db.sqlite3"
        with closing(sqlite3.connect(data / "db.sqlite3")) as one, closing(sqlite3.connect(kept)) as two:
            one.backup(two)
        return kept

    monkeypatch.setattr(settings, "DATA", data)
    monkeypatch.setattr(backup, "_database", database_of)
    monkeypatch.setattr(backup.connections, "close_all", lambda: None)
    return data


def test_what_is_restored_is_what_was_backed_up_to_the_bit(filled, tmp_path, monkeypatch):
    file = back_up(tmp_path / "kept.tar.gz")
    assert file.stat().st_mode & 0o077 == 0, "nobody else may read it"
    monkeypatch.setattr(settings, "DATA", tmp_path / "new")
    restore(file)
    for name in ("uploads/1/evidence.pdf", "cases/haesol/v1/haesol/plan.yaml", "secret_key"):
        assert (tmp_path / "new" / name).read_bytes() == (filled / name).read_bytes()
    assert not (tmp_path / "new" / "results").exists(), "results are worked out again"
    with closing(sqlite3.connect(tmp_path / "new" / "db.sqlite3")) as database:
        assert database.execute("SELECT value FROM record").fetchall() == [(0.1,)]


def test_nothing_is_written_over(filled, tmp_path):
    file = back_up(tmp_path / "kept.tar.gz")
    with pytest.raises(CannotRun, match="there already"):
        back_up(file)
    with pytest.raises(CannotRun, match="already"):
        restore(file)


def test_what_is_no_backup_is_refused(filled, tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "DATA", tmp_path / "new")
    (tmp_path / "text.tar.gz").write_text("no archive")
    with pytest.raises(CannotRun, match="cannot be read"):
        restore(tmp_path / "text.tar.gz")
    with tarfile.open(tmp_path / "other.tar.gz", "w:gz") as archive:
        archive.addfile(tarfile.TarInfo("../../evil"), io.BytesIO())
    with pytest.raises(CannotRun, match="no backup"):
        restore(tmp_path / "other.tar.gz")
    assert not (tmp_path / "new").exists()


def test_the_page_of_health_says_what_is_not_well(db, tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "DATA", tmp_path)
    answer = Client().get("/health/")
    assert answer.status_code == 503
    assert answer.json()["database"] is True
    assert answer.json()["worker"] is False
    hold = "import fcntl, sys; f = open(sys.argv[1], 'w'); fcntl.flock(f, fcntl.LOCK_EX); print(); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", hold, str(tmp_path / "worker.lock")], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as worker:  # fmt: skip
        assert worker.stdout is not None
        worker.stdout.readline()
        assert Client().get("/health/").json()["worker"] is True
        worker.communicate()
