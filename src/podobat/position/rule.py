"""Where a place stands among others: the rule that makes the answer.

result = position("table.csv", case, place="광주")
result.portrait.more(), result.scores, result.quotients()
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from podobat.evidence.places import read_movements, read_provinces
from podobat.forecast.fingerprints import code_fingerprint
from podobat.plan import Case
from podobat.position.counts import Counts
from podobat.position.long_view import long_view
from podobat.position.movement import TAILS, Movement
from podobat.position.naming import place_of, province, region_number
from podobat.position.portrait import Portrait, portrait
from podobat.position.reading import Reading, read_counts
from podobat.position.result import LEVEL, Position
from podobat.position.scoring import score_entries
from podobat.position.spread import spreads
from podobat.position.standing import Basket, baskets, supports
from podobat.position.suggestions import suggestions
from podobat.position.surroundings import Moment, moment, movement_of, step_length, steps_of
from podobat.position.with_plan import with_plan
from podobat.steady import on_one_thread
from podobat.texts import Text, catalogue

say = catalogue("position")
Array = NDArray[np.float64]

HOME = "KR-29"  # Gwangju, for which this program was first written: shown where nobody says which place is meant


def position(
    table: str | Path | bytes,
    case: Case | None = None,
    *,
    place: str | None = None,
    beside: Sequence[str] = (),
    value: str | None = None,
    where: Mapping[str, str] | None = None,
    population: str | None = None,
    draws: int = 1000,
    seed: int = 1,
) -> Position:
    """Where a place stands among others.

    Parameters
    ----------
    table : str | Path | bytes
        Counts by region, industry and year, long or wide: a path (CSV, XLSX, Parquet) or its bytes.
    case : Case, optional
        A plan: its region is the place, its sectors and topics are looked at, its promises set beside decades.
    place : str, optional
        Name of the region to look at, in either language.
    beside : Sequence[str]
        Regions to hold it against.
    value, where, population : str, optional
        Which column and rows to read, where the table leaves a choice (`reading.Reading`).
    draws, seed : int
        Futures of the plan, for disparity with it and without; no draws: leave that out.

    Returns
    -------
    Position

    Raises
    ------
    InputFaults
        With every fault of the table.
    CannotRun
        For a place that the table has not.

    Examples
    --------
    >>> import podobat
    >>> table = b"region,industry,jobs\\nNorth,cars,90\\nNorth,health,30\\nSouth,cars,40\\nSouth,health,60\\n"
    >>> podobat.position(table, place="North").name["en"]
    'North'
    """
    counts = read_counts(table, Reading(value, where, population))
    return position_of(counts, case, place=place, beside=beside, draws=draws, seed=seed)


@on_one_thread
def position_of(
    counts: Counts, case: Case | None = None, *, place: str | None = None, beside: Sequence[str] = (),
    draws: int = 1000, seed: int = 1,
) -> Position:  # fmt: skip
    """The same from counts that are read already."""
    at, chosen = _focus(counts, case, place)
    moments = tuple(moment(counts, number) for number in range(len(counts.years)))
    by_year = {m.year: m for m in moments}
    step = step_length(counts.years) if counts.has_industries and len(counts.regions) > 1 else None
    steps = steps_of(counts, by_year, step) if step is not None else ()
    movement = movement_of(steps)
    now = moments[-1]
    decisions, basis = _decisions(counts, now, movement)
    scores = score_entries(steps) if movement is not None else None
    here = portrait(
        counts, now, by_year, movement, scores.calibration if scores else None, decisions, at, level=LEVEL
    )  # fmt: skip
    known = baskets(counts, now, decisions, LEVEL)
    leaned_on = supports(counts, now, decisions, LEVEL)
    plan = case.plan if case is not None else None
    changed = with_plan(counts, moments, case, at, LEVEL, draws, seed) if case is not None and draws else None
    doubts = (say("note.no_with_plan"),) if case is not None and draws and changed is None else ()
    return Position(
        counts, case, at, _beside(counts, case, at, beside, here, known), moments, step, movement, decisions, basis,
        scores, here, known, leaned_on,
        spreads(counts, moments, known), suggestions(counts, here, known, leaned_on, plan),
        long_view(plan) if plan is not None else None, (*counts.notes, *chosen, *doubts), _fingerprints(counts, case),
        changed,
    )  # fmt: skip


# --- which place, beside which --------------------------------------------------------------------------------------


def _focus(counts: Counts, case: Case | None, place: str | None) -> tuple[int, tuple[Text, ...]]:
    """The place that is asked for, that of the plan, or the one this program was made for; and a note where guessed."""
    if place is not None:
        return place_of(counts.regions, place), ()
    if case is not None:
        for name in (case.plan.region.ko, case.plan.region.en):
            if (number := region_number(counts.regions, name)) is not None:
                return number, ()
        place_of(counts.regions, case.plan.region.ko)
    home = next(p for p in read_provinces() if p.id == HOME)
    number = next((at for at, r in enumerate(counts.regions) if province(r.ko) is home), 0)
    if len(counts.regions) == 1:
        return 0, ()
    return number, (say("note.place_guessed", place=counts.regions[number]),)


def _beside(
    counts: Counts, case: Case | None, at: int, asked: Sequence[str], here: Portrait, known: Sequence[Basket]
) -> tuple[int, ...]:
    """Places to set it beside: those asked for; else those that the plan says pull, who leads, who is alike."""
    if asked:
        return tuple(dict.fromkeys(place_of(counts.regions, name) for name in asked))
    named: list[int] = []
    if case is not None:
        pulling = [region_number(counts.regions, n) for pull in case.plan.pull for n in (pull.ko, pull.en)]
        named += [r for r in pulling if r is not None and r != at]
    named += [b.ahead(at, 1)[0] for b in known if b.id in ("ai", "semiconductors") and b.ahead(at, 1)]
    named += [r for r, _ in here.alike[:3]]
    return tuple(dict.fromkeys(r for r in named if r != at))[:6]


# --- what intervals rest on -----------------------------------------------------------------------------------------


def _decisions(counts: Counts, now: Moment, movement: Movement | None) -> tuple[Array | None, str]:
    """Independent decisions behind every count, and where that was learnt."""
    sizes = np.maximum(np.nan_to_num(now.counts), 0.0) + now.offset
    if not counts.has_industries:
        return None, ""
    if movement is not None:
        return movement.decisions(sizes), "table"
    if counts.kind == "workers":
        return _borrowed().decisions(sizes), "borrowed"
    if counts.kind == "firms":
        return sizes, "counted"
    return None, ""


def _borrowed() -> Movement:
    """How quotients of workers move in Korea, for tables with one count."""
    b = read_movements().workers
    zero = np.zeros((5, 5))
    return Movement((0.0, 0.0, 0.0), float(np.log(b.sigma.value)), b.exponent.value, b.size, zero, int(TAILS))


def _fingerprints(counts: Counts, case: Case | None) -> dict[str, str]:
    made = hashlib.sha256()
    made.update("\0".join([*(r.ko for r in counts.regions), *(i.code + i.name.ko for i in counts.industries)]).encode())
    made.update(np.asarray(counts.years, np.int64).tobytes())
    for array in (counts.values, counts.national, counts.regional, counts.population):
        made.update(b"-" if array is None else np.ascontiguousarray(array, np.float64).tobytes())
    plan = {"plan": case.plan.fingerprint} if case is not None else {}
    return {"table": made.hexdigest()[:12], "code": code_fingerprint(), **plan}
