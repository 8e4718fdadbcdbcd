"""Read plans from their folders, and again only when a file changed."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from podobat.evidence.measures import measure_ids
from podobat.plan import Case, read_case


def read_plan(folder: Path) -> Case:
    """The case in a folder, its targets held against the catalogue of measures, as the command line reads it.

    raises   InputFaults, CannotRun as podobat.plan.read_case
    """
    return read_case(folder, measure_ids=measure_ids(["<sector>"], ["<programme>"]))


def current_plan(folder: Path) -> Case:
    """The same, kept in memory until a file of the case changes."""
    stats = [(p, p.stat()) for pattern in ("*.yaml", "*.csv", "*/*.yaml") for p in folder.glob(pattern)]
    return _kept(folder, tuple(sorted((str(p), s.st_mtime_ns, s.st_size) for p, s in stats)))


@lru_cache(maxsize=8)
def _kept(folder: Path, state: tuple[tuple[str, int, int], ...]) -> Case:
    return read_plan(folder)
