"""What was learnt, kept on this machine: a verb that is asked again about the same records need not learn again.

Kept are the particles that futures live on, in the user's cache folder beside the compiled engine, under a name made of
all that they rest on (update.made_of). What is read back is what would be learnt, to the bit; a change of any record,
parameter, plan figure or line of code makes another name. A file that cannot be read is as good as none.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from podobat.engine.compiled import user_cache
from podobat.learn.learnt import Particles

MOST: Final = 24  # files that are kept, the latest used


class Kept(NamedTuple):
    """Particles of some futures, which of them each couple of draws lives on, the likelihood's power, its records."""

    particles: Particles
    chosen: NDArray[np.int64]
    power: float
    known: str


class Shelf:
    """A folder of what was learnt."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder if folder is not None else user_cache() / "learnt"

    def path(self, made: Mapping[str, Any]) -> Path:
        """Where what rests on this would be."""
        name = hashlib.sha256(json.dumps(made, sort_keys=True, default=str).encode()).hexdigest()[:24]
        return self.folder / f"{name}.npz"

    def find(self, made: Mapping[str, Any]) -> Kept | None:
        """What was kept; None where nothing was, or nothing that is whole."""
        path = self.path(made)
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                particles = Particles(*(stored[name] for name in Particles._fields))
                found = Kept(particles, stored["chosen"], float(stored["power"]), str(stored["known"]))
            os.utime(path)
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None
        return found

    def keep(self, made: Mapping[str, Any], kept: Kept) -> None:
        """Put it there, whole or not at all; a folder that cannot be written is left alone."""
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            number, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=self.folder)
            try:
                with os.fdopen(number, "wb") as file:
                    np.savez(
                        file, **kept.particles._asdict(), chosen=kept.chosen, power=np.array(kept.power),
                        known=np.array(kept.known),
                    )  # fmt: skip
                os.replace(name, self.path(made))
            except BaseException:
                with suppress(OSError):
                    os.unlink(name)
                raise
            files = sorted(self.folder.glob("*.npz"), key=lambda p: p.stat().st_mtime, reverse=True)
            for outdated in files[MOST:]:
                outdated.unlink(missing_ok=True)
