"""Files handed in as evidence: what may come in, where it is kept, how it goes out.

A file is taken when its size, its extension and its first bytes agree; it is kept under a name of chance letters in
DATA/uploads, outside anything a web server serves, and goes out only through the view that checks the role, as an
attachment that a browser does not open in our name.
"""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from pathlib import Path, PurePath
from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import FileResponse
from django.utils import timezone
from django.utils.crypto import get_random_string

from podobat.texts import catalogue
from podobat.units import Text
from podobat.web.book.models import Evidence, user_or_none
from podobat.web.core.models import Case

_say = catalogue("web.book")

LARGEST = 8_000_000  # bytes
FOLDER = "evidence"
_OLE, _ZIP = (b"\xd0\xcf\x11\xe0",), (b"PK\x03\x04",)
#: Extension: first bytes (none: text) and the type it is sent out as.
KINDS: dict[str, tuple[tuple[bytes, ...], str]] = {
    "pdf": ((b"%PDF-",), "application/pdf"),
    "png": ((b"\x89PNG\r\n\x1a\n",), "image/png"),
    "jpg": ((b"\xff\xd8\xff",), "image/jpeg"),
    "jpeg": ((b"\xff\xd8\xff",), "image/jpeg"),
    "hwp": (_OLE, "application/x-hwp"),
    "hwpx": (_ZIP, "application/hwp+zip"),
    "doc": (_OLE, "application/msword"),
    "docx": (_ZIP, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xls": (_OLE, "application/vnd.ms-excel"),
    "xlsx": (_ZIP, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pptx": (_ZIP, "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    "csv": ((), "text/csv"),
    "txt": ((), "text/plain"),
}
ACCEPT = ",".join(f".{kind}" for kind in KINDS)
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|]+")


def extension(name: str) -> str:
    """The extension of a file's name in lower case, without the dot."""
    return PurePath(name).suffix[1:].casefold()


def fault_of(file: UploadedFile) -> Text | None:
    """Why a file is not taken, or None."""
    name, size = file.name or "", file.size or 0
    if size > LARGEST:
        most = f"{LARGEST / 1e6:.0f} MB"
        return _say("evidence.file_is_larger_than", most=most)
    if size == 0:
        return _say("evidence.file_is_empty")
    kind = extension(name)
    known = ", ".join(KINDS)
    if kind not in KINDS:
        return _say("evidence.files_of_this_kind_are_not", known=known)
    first_bytes, _ = KINDS[kind]
    file.seek(0)
    head = file.read(8192)
    file.seek(0)
    fits = head.startswith(first_bytes) if first_bytes else b"\x00" not in head
    if not fits:
        return _say("evidence.content_is_not", kind=kind)
    return None


def keep(case: Case, file: UploadedFile, user: Any) -> Evidence:
    """Store a checked file. When the transaction around it fails, `sweep` removes the file later."""
    file.seek(0)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    place = f"{FOLDER}/{case.pk}/{get_random_string(32)}.{extension(file.name or '')}"
    name = _UNSAFE.sub("_", PurePath(file.name or "file").name)[-200:]
    return Evidence.objects.create(
        case=case, file=default_storage.save(place, file), name=name, kind=KINDS[extension(name)][1],
        size=file.size or 0, sha256=digest.hexdigest(), by=user_or_none(user),
    )  # fmt: skip


def sent(evidence: Evidence) -> FileResponse:
    """The file as an attachment."""
    response = FileResponse(evidence.file.open("rb"), as_attachment=True, filename=evidence.name)
    response["Content-Type"] = evidence.kind
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def sweep(case: Case, older_than: timedelta = timedelta(days=1)) -> int:
    """Remove files that no row names: those whose transaction failed, or was cut off. Returns how many."""
    folder = Path(default_storage.path(f"{FOLDER}/{case.pk}"))
    if not folder.is_dir():
        return 0
    limit = (timezone.now() - older_than).timestamp()
    old = [p for p in folder.iterdir() if p.is_file() and p.stat().st_mtime < limit]
    with transaction.atomic():
        known = {PurePath(name).name for name in Evidence.objects.filter(case=case).values_list("file", flat=True)}
    lost = [p for p in old if p.name not in known]
    for path in lost:
        path.unlink(missing_ok=True)
    return len(lost)
