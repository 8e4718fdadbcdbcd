"""Is everything well? For whoever watches the service: database, disk, worker."""

from __future__ import annotations

import shutil
from typing import Any, Final

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from podobat import __version__

LEAST: Final = 200_000_000  # bytes free on the disk


def health(request: HttpRequest) -> JsonResponse:
    """200 when all is well, 503 when something is not; nothing that is anybody's business but the office's."""
    found = {"database": _database(), "disk": _disk(), "worker": _worker()}
    well = all(found.values())
    said: dict[str, Any] = {"ok": well, "version": __version__, **found}
    return JsonResponse(said, status=200 if well else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except DatabaseError:
        return False


def _disk() -> bool:
    try:
        return shutil.disk_usage(settings.DATA).free > LEAST
    except OSError:
        return False


def _worker() -> bool:
    """A worker that is at work holds the lock; one that is not leaves it to us."""
    import fcntl

    try:
        with (settings.DATA / "worker.lock").open("a", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
