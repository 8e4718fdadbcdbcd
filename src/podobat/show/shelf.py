"""Arrays kept on this machine under the name of all that they rest on, to be found again by whoever needs the same."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

MOST: Final = 24  # files that are kept, the latest used


class Shelf:
    """A folder of arrays. What cannot be read is as good as absent; a folder that cannot be written is left alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, made_of: Mapping[str, Any]) -> Path:
        """Where arrays that rest on this would be."""
        text = json.dumps(made_of, sort_keys=True, default=str)
        return self.folder / f"{hashlib.sha256(text.encode()).hexdigest()[:24]}.npz"

    def find(self, made_of: Mapping[str, Any]) -> dict[str, NDArray[Any]] | None:
        """What was kept; None where nothing was, or nothing that is whole."""
        path = self.path(made_of)
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                arrays = {name: stored[name] for name in stored.files}
            os.utime(path)
        except (OSError, ValueError, EOFError, zipfile.BadZipFile):
            return None
        return arrays

    def keep(self, made_of: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> None:
        """Put them there, whole or not at all, and let go of what has not been used for longest."""
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            number, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=self.folder)
            try:
                with os.fdopen(number, "wb") as file:
                    np.savez(file, **dict[str, Any](arrays))
                os.replace(name, self.path(made_of))
            except BaseException:
                with suppress(OSError):
                    os.unlink(name)
                raise
            files = sorted(self.folder.glob("*.npz"), key=lambda p: p.stat().st_mtime, reverse=True)
            for outdated in files[MOST:]:
                outdated.unlink(missing_ok=True)
