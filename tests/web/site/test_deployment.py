"""The documented settings for service pass Django's own check, and no secret lies about."""

from __future__ import annotations

import errno
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from podobat.errors import CannotRun
from podobat.web.serve import keep_private
from podobat.web.site import secret
from podobat.web.site.secret import LENGTH, secret_key
from tests.habits.repository import ROOT, texts

SERVICE = re.compile(r"^export (\w+)=(\S+)", flags=re.MULTILINE)


def documented() -> dict[str, str]:
    """The settings for service, as docs/web.md gives them."""
    return dict(SERVICE.findall((ROOT / "docs" / "web.md").read_text(encoding="utf-8")))


def check(data: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """`python -m podobat.web check --deploy`, every warning counting."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PODOBAT_", "DATABASE_URL", "DJANGO_"))}
    command = [sys.executable, "-m", "podobat.web", "check", "--deploy", "--fail-level", "WARNING"]
    given = {**kept, "PODOBAT_DATA": str(data), **more}
    return subprocess.run(command, capture_output=True, text=True, env=given, cwd=ROOT, timeout=120)


def test_the_documented_settings_pass_the_check_for_deployment(tmp_path):
    settings = documented()
    assert {"PODOBAT_HTTPS", "PODOBAT_HOSTS", "PODOBAT_PROXY", "DATABASE_URL"} <= set(settings)
    done = check(tmp_path, **{name: value for name, value in settings.items() if name != "PODOBAT_DATA"})
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no issues" in done.stdout


def test_the_check_sees_what_is_missing(tmp_path):
    done = check(tmp_path)
    assert done.returncode == 1
    assert "security.W004" in done.stderr, "no HSTS without HTTPS"


def test_the_key_is_made_once_and_read_by_its_owner_alone(tmp_path):
    folder = tmp_path / "new" / "data"
    key = secret_key(folder)
    assert len(key) == LENGTH
    assert secret_key(folder) == key
    assert stat.S_IMODE((folder / "secret_key").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert secret_key(tmp_path / "other") != key


def test_an_empty_key_left_by_a_full_disk_is_made_anew(tmp_path):
    (tmp_path / "secret_key").write_bytes(b"")
    key = secret_key(tmp_path)
    assert len(key) == LENGTH
    assert secret_key(tmp_path) == key
    assert [p.name for p in tmp_path.iterdir()] == ["secret_key"]


def test_a_disk_that_is_full_leaves_no_key(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(secret.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        secret_key(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"short\n", "비밀".encode()])
def test_what_is_no_key_is_refused_with_what_to_do(tmp_path, content):
    (tmp_path / "secret_key").write_bytes(content)
    with pytest.raises(CannotRun, match="Delete the file"):
        secret_key(tmp_path)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [("PODOBAT_PARTICLES", "abc", "PODOBAT_PARTICLES=abc"), ("PODOBAT_PARTICLES", "-5", "from 50 to"),
     ("PODOBAT_PARTICLES", "9" * 40, "from 50 to"), ("DATABASE_URL", "foo:pass@x", "no address of a database")],
)  # fmt: skip
def test_wrong_settings_are_told_plainly(tmp_path, name, value, said):
    done = subprocess.run(
        [sys.executable, "-m", "podobat", "serve", "--data", str(tmp_path / "d"), "--port", "8399", "--lang", "en"],
        env={**os.environ, name: value}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "pass@x" not in done.stderr


def test_what_is_kept_is_read_by_its_owner_alone(tmp_path):
    for name in ("db.sqlite3", "db.sqlite3-wal", "secret_key"):
        (tmp_path / name).write_bytes(b"x")
        (tmp_path / name).chmod(0o644)
    (tmp_path / "uploads").mkdir(mode=0o755)
    keep_private(tmp_path)
    assert {stat.S_IMODE(p.stat().st_mode) & 0o077 for p in tmp_path.iterdir()} == {0}
    assert os.access(tmp_path / "uploads", os.X_OK)


SECRET = re.compile(r"(?i)(?:secret_key|password|token)\s*=\s*[\"'][^\"'{}<> ]{20,}[\"']|BEGIN [A-Z ]*PRIVATE KEY")


def test_the_repository_holds_no_secret():
    found = [f"{name}: {m[0]}" for name, text in texts() if name != "LICENSE" for m in SECRET.finditer(text)]
    assert not found, found


@pytest.mark.parametrize(
    "line", ["SECRET_KEY = 'dk3j4h5kj34" + "h5kj3h45kj3h45'", "-----BEGIN RSA PRIVATE " + "KEY-----"]
)
def test_the_search_for_secrets_sees_one(line):
    assert SECRET.search(line)


def test_the_container_is_made_of_what_is_there():
    root = Path(__file__).parents[3]
    lines = (root / "Containerfile").read_text(encoding="utf-8").splitlines()
    copied = [word for line in lines if line.startswith("COPY") and "--from" not in line for word in line.split()[1:-1]]
    assert {"requirements.lock", "requirements-web.lock", "pyproject.toml", "src", "cases"} <= set(copied)
    assert not [name for name in copied if not (root / name).exists()]
    services = yaml.safe_load((root / "compose.yaml").read_text(encoding="utf-8"))["services"]
    assert services["web"]["depends_on"]["database"]["condition"] == "service_healthy"
    assert "PODOBAT_DB_PASSWORD:?" in services["database"]["environment"]["POSTGRES_PASSWORD"], "no password of ours"
