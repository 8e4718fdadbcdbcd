"""The key that signs sessions and forms: made on first start, readable by its owner alone, never in the repository."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from django.utils.crypto import get_random_string

from podobat.errors import CannotRun
from podobat.texts import catalogue

_say = catalogue("web.site")

LENGTH = 64
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&()*+,-./:;<=>?@[]^_{|}~"


LEAST = 32  # characters of a key that somebody put there


def secret_key(folder: Path) -> str:
    """The key of a data folder; made and kept there, whole or not at all, when there is none or an empty one.

    raises   OSError where nothing can be written; CannotRun when what is kept there is no key
    """
    path = folder / "secret_key"
    key = _kept(path)
    if key:
        return key
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if key == "":  # left behind by a disk that was full
        path.unlink(missing_ok=True)
    handle, draft = tempfile.mkstemp(prefix=".secret_key-", dir=folder)  # readable by its owner alone
    try:
        with open(handle, "w", encoding="ascii") as file:
            file.write(get_random_string(LENGTH, _LETTERS) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # the worker was quicker
            os.link(draft, path)
    finally:
        os.unlink(draft)
    return _kept(path) or secret_key(folder)


def _kept(path: Path) -> str | None:
    """The key in a file; "" where the file is empty, None where there is none."""
    try:
        key = path.read_bytes().decode("ascii").strip()
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        key = " "
    if key and len(key) < LEAST:
        raise CannotRun(_say("secret.what_holds_is_no_key", path=path, least=LEAST))
    return key
