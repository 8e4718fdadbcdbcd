"""What was learnt, kept for the next verb: asked again about the same records, it need not learn again.

Kept are the particles that futures live on, under the name of all that they rest on (update.made_of). What is read back
is what would be learnt, to the bit; a change of any record, parameter, plan figure or line of code makes another name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from podobat.learn.learnt import Particles


class Shelf(Protocol):
    """Where arrays are kept (show.shelf.Shelf)."""

    def find(self, made_of: Mapping[str, Any]) -> dict[str, NDArray[Any]] | None:
        """What was kept under this name."""
        ...

    def keep(self, made_of: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> None:
        """Keep arrays under it."""
        ...


class Kept(NamedTuple):
    """Particles of some futures, which of them each couple of draws lives on, the likelihood's power, its records."""

    particles: Particles
    chosen: NDArray[np.int64]
    power: float
    known: str

    def arrays(self) -> dict[str, NDArray[Any]]:
        """As a shelf keeps them."""
        return {**self.particles._asdict(), "chosen": self.chosen, "power": np.array(self.power),
                "known": np.array(self.known)}  # fmt: skip

    @classmethod
    def found(cls, shelf: Shelf | None, made_of: Mapping[str, Any]) -> Kept | None:
        """What a shelf has of these, if anything."""
        stored = shelf.find(made_of) if shelf is not None else None
        if stored is None or {*stored} != {*Particles._fields, "chosen", "power", "known"}:
            return None
        particles = Particles(*(stored[name] for name in Particles._fields))
        return cls(particles, stored["chosen"], float(stored["power"]), str(stored["known"]))
