"""Which results a case should have, which it has, and asking for those that are missing.

refresh(case)            asks for what is missing: the forecast of the plan, and learning from the records
newest(case, kind)       the latest result of a kind, whatever it was made from
bands(snapshot, id)      quantiles by month of one measure
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from podobat.forecast import Forecast, parameters_of
from podobat.forecast.fingerprints import code_fingerprint
from podobat.plan import Case as PlanCase
from podobat.web.book.models import Record, State
from podobat.web.book.services import token_of
from podobat.web.core.models import Case
from podobat.web.dashboard.models import Snapshot
from podobat.web.jobs.models import Job, Kind
from podobat.web.jobs.services import ask

DRAWS: Final = 2000  # of the forecast of the plan, as on the command line
PARTICLES: Final = settings.PARTICLES  # a generation of learning; the page says how many took part
SEED: Final = 1
KEPT: Final = 3  # results of a kind that are kept
CURRENT = "current"

_kept_prints: list[tuple[PlanCase, dict[str, str]]] = []


def fingerprints(plan_case: PlanCase) -> dict[str, str]:
    """What makes the results of a case: plan, parameters, code. Read anew when a file of the case has changed."""
    for known, prints in _kept_prints:
        if known is plan_case:
            return prints
    prints = {
        "plan": plan_case.plan.fingerprint,
        "parameters": parameters_of(plan_case).fingerprint,
        "code": code_fingerprint(),
    }
    _kept_prints[:] = [*_kept_prints[-7:], (plan_case, prints)]
    return prints


def key_of(*made_of: Any) -> str:
    """A short name for everything that makes a result."""
    text = json.dumps(made_of, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def plan_key(prints: Mapping[str, str]) -> str:
    """The name of the forecast of the plan."""
    return key_of("plan", dict(prints), DRAWS, SEED)


def learnt_key(prints: Mapping[str, str], book: str, confirmed_only: bool = True) -> str:
    """The name of what is learnt from a state of the book."""
    return key_of("learnt", dict(prints), book, PARTICLES, SEED, *(() if confirmed_only else ("all",)))


def refresh(case: Case, user: Any = None) -> list[Job]:
    """Ask for the results that a case lacks. Nothing is asked for twice."""
    prints, asked = fingerprints(case.read()), []
    have = set(Snapshot.objects.filter(case=case).values_list("key", flat=True))
    if plan_key(prints) not in have:
        asked.append(ask(case, Kind.FORECAST, {"draws": DRAWS, "seed": SEED}, key=plan_key(prints), user=user))
    any_record = Record.objects.filter(case=case).exclude(state=State.WITHDRAWN).exists()
    if any_record and learnt_key(prints, token_of(case), case.confirmed_only) not in have:
        request = {"particles": PARTICLES, "seed": SEED}
        asked.append(ask(case, Kind.LEARN, request, key=CURRENT, user=user, begun=False))
    return asked


def newest(case: Case, kind: str) -> Snapshot | None:
    """The latest result of a kind."""
    found = Snapshot.objects.filter(case=case, kind=kind).first()
    if found is not None:
        found.case = case
    return found


def holds(snapshot: Snapshot, prints: Mapping[str, str]) -> bool:
    """Was it made from the plan and the parameters as they are now? Odds of another plan are shown nowhere."""
    made = snapshot.fingerprints
    return all(made.get(name) in (None, prints[name]) for name in ("plan", "parameters"))


def current(case: Case, kind: str) -> Snapshot | None:
    """The latest result of a kind, if the plan has not changed since."""
    found = newest(case, kind)
    return found if found is not None and holds(found, fingerprints(case.read())) else None


def carried_over(snapshot: Snapshot, key: str, book: str) -> Snapshot:
    """The same result under the name of a later state of the book, whose records that count are still the same."""
    before = snapshot.folder
    snapshot.key, snapshot.book = key, book
    if before.exists() and before != snapshot.folder:
        shutil.rmtree(snapshot.folder, ignore_errors=True)
        os.replace(before, snapshot.folder)
    Snapshot.objects.filter(case=snapshot.case, kind=snapshot.kind, key=key).exclude(pk=snapshot.pk).delete()
    snapshot.save(update_fields=("key", "book"))
    return snapshot


def keep(case: Case, kind: str, key: str, forecast: Forecast, *, book: str, content: dict[str, Any]) -> Snapshot:
    """Put a result away: bands on the disk, what pages say in the database. Whole, or not at all."""
    snapshot = Snapshot(case=case, kind=kind, key=key, book=book, content=content, seconds=forecast.seconds)
    snapshot.fingerprints = dict(forecast.fingerprints)
    write_bands(forecast, snapshot.folder)
    old = Snapshot.objects.filter(case=case, kind=kind, key=key)
    old.delete()
    snapshot.save()
    for outdated in Snapshot.objects.filter(case=case, kind=kind)[KEPT:]:
        outdated.case = case
        shutil.rmtree(outdated.folder, ignore_errors=True)
        outdated.delete()
    return snapshot


def write_bands(forecast: Forecast, folder: Path) -> None:
    """Quantiles of every measure by month and world, one array a measure, under a temporary name first."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", suffix=".tmp", dir=folder.parent))
    try:
        arrays = {name: forecast.bands(name).astype(np.float32) for name in forecast.measures}
        np.savez(unfinished / "bands.npz", **arrays)  # pyright: ignore[reportArgumentType]
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(unfinished, folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def bands(snapshot: Snapshot, measure_id: str) -> NDArray[np.float64] | None:
    """(with, without, net) x quantile x month of one measure; None when it is not there."""
    try:
        with np.load(snapshot.folder / "bands.npz", allow_pickle=False) as stored:
            return stored[measure_id].astype(np.float64) if measure_id in stored.files else None
    except (OSError, ValueError):
        return None


def clean() -> None:
    """Remove what a killed worker left half-written."""
    for left in Path(settings.RESULTS).glob("*/.*.tmp"):
        shutil.rmtree(left, ignore_errors=True)
