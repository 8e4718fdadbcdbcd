"""The key that signs sessions and forms: made on first start, readable by its owner alone, never in the repository."""

from __future__ import annotations

import os
from pathlib import Path

from django.utils.crypto import get_random_string

LENGTH = 64
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&()*+,-./:;<=>?@[]^_{|}~"


def secret_key(folder: Path) -> str:
    """The key of a data folder; made and kept there when there is none. Raises OSError where nothing can be written."""
    path = folder / "secret_key"
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # the worker was quicker
        return path.read_text(encoding="ascii").strip()
    key = get_random_string(LENGTH, _LETTERS)
    with open(handle, "w", encoding="ascii") as file:
        file.write(key + "\n")
    return key
