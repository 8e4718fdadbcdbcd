"""Where a place stands among others: the rule that makes the answer, and the answer.

position = podobat.position("table.csv", case, place="광주")
position.portrait.more(), position.scores, position.quotients()
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from podobat.errors import CannotRun
from podobat.evidence.places import read_movements, read_provinces
from podobat.forecast.fingerprints import code_fingerprint
from podobat.plan import Case
from podobat.position.counts import Counts
from podobat.position.long_view import LongView, long_view
from podobat.position.movement import TAILS, Movement
from podobat.position.naming import province, region_number
from podobat.position.portrait import Portrait, portrait
from podobat.position.reading import Reading, read_counts
from podobat.position.scoring import ODDS_LEVEL, Scores, score_entries
from podobat.position.spread import Spread, spreads
from podobat.position.standing import Basket, baskets, sectors_of_plan, supports, topics_of_plan
from podobat.position.suggestions import Suggestion, suggestions
from podobat.position.surroundings import Moment, moment, movement_of, step_length, steps_of
from podobat.tables import listed
from podobat.texts import Text, catalogue
from podobat.units import nearest

say = catalogue("position")
Array = NDArray[np.float64]

LEVEL = 0.95  # of the intervals of quotients
HOME = "KR-29"  # Gwangju, for which this program was first written: shown where nobody says which place is meant


@dataclass(frozen=True)
class Position:
    """The answer.

    place       number of the region that is looked at;  beside: those it is held against
    moments     one a year that can be compared, in order
    movement    how quotients move in `step` years, learnt from the table; None where it cannot tell
    basis       what intervals rest on: "table", "borrowed" (another table), "counted" (each firm by itself), or ""
    scores      how good forecasts of entries were; None where they cannot be scored
    baskets     sectors that plans name;  supports: what an AI cluster leans on
    long_view   clusters elsewhere over decades; None without a plan
    """

    counts: Counts
    case: Case | None
    place: int
    beside: tuple[int, ...]
    moments: tuple[Moment, ...] = field(repr=False)
    step: int | None
    movement: Movement | None
    decisions: Array | None = field(repr=False)
    basis: str
    scores: Scores | None
    portrait: Portrait
    baskets: tuple[Basket, ...]
    supports: tuple[Basket, ...]
    spreads: tuple[Spread, ...]
    suggestions: tuple[Suggestion, ...]
    long_view: LongView | None
    notes: tuple[Text, ...]
    fingerprints: Mapping[str, str]

    @property
    def now(self) -> Moment:
        """The last year that can be compared."""
        return self.moments[-1]

    @property
    def name(self) -> Text:
        """The place."""
        return self.counts.regions[self.place]

    @property
    def named_baskets(self) -> tuple[Basket, ...]:
        """The sectors that matter here: with a plan those it names, AI and semiconductors; else all."""
        if self.case is None:
            return self.baskets
        plan = self.case.plan
        named = [b for _, _, b in sectors_of_plan(plan, self.baskets)]
        named += [b for _, b in topics_of_plan(plan, self.baskets)]
        kept = {b.id for b in named if b is not None} | {"ai", "semiconductors"}
        return tuple(b for b in self.baskets if b.id in kept)

    def of(self, place: str) -> Portrait:
        """The portrait of another place, by its name in either language. Raises CannotRun for an unknown one."""
        return self.portrait_of(_place(self.counts, place))

    def portrait_of(self, at: int) -> Portrait:
        """The portrait of the region with this number."""
        if at == self.place:
            return self.portrait
        by_year = {m.year: m for m in self.moments}
        calibration = self.scores.calibration if self.scores else None
        return portrait(
            self.counts, self.now, by_year, self.movement, calibration, self.decisions, at, level=LEVEL
        )  # fmt: skip

    def quotients(self) -> pl.DataFrame:
        """Every cell of the last year: region, industry, count, quotient with interval, relatedness, odds of entry.

        Odds are empty where the industry is a speciality already, and where the table cannot tell.
        """
        return self._cells

    @cached_property
    def _cells(self) -> pl.DataFrame:
        now, counts = self.now, self.counts
        n_regions, n_industries = now.counts.shape
        low, high = now.interval(self.decisions, LEVEL) if self.decisions is not None else (None, None)
        blank = np.full(now.counts.shape, np.nan)
        odds, odds_low, odds_high = self._odds()
        columns = {
            "region": np.repeat([r.ko for r in counts.regions], n_industries),
            "region_en": np.repeat([r.en for r in counts.regions], n_industries),
            "industry": np.tile([i.code or i.name.ko for i in counts.industries], n_regions),
            "industry_ko": np.tile([i.name.ko for i in counts.industries], n_regions),
            "industry_en": np.tile([i.name.en for i in counts.industries], n_regions),
            "year": np.full(now.counts.size, now.year),
            "count": now.counts.ravel(), "quotient": now.quotients.ravel(),
            "quotient_low": (blank if low is None else low).ravel(),
            "quotient_high": (blank if high is None else high).ravel(),
            "density": now.density.ravel(), "pull": now.colocation.pull.ravel(),
            "entry_odds": odds.ravel(), "entry_odds_low": odds_low.ravel(), "entry_odds_high": odds_high.ravel(),
        }  # fmt: skip
        return pl.DataFrame(columns).fill_nan(None)

    def _odds(self) -> tuple[Array, Array, Array]:
        """Odds of entry of every cell that is no speciality, set right, with their intervals; NaN elsewhere."""
        now = self.now
        blank = np.full(now.counts.shape, np.nan)
        if self.movement is None:
            return blank, blank, blank
        sizes = np.maximum(np.nan_to_num(now.counts), 0.0) + now.offset
        found = self.movement.entry(np.nan_to_num(now.logs), now.colocation.pull, sizes, ODDS_LEVEL)
        if self.scores is not None:
            found = self.scores.calibration.applied_to(*found)
        absent = (now.quotients < 1.0) & np.isfinite(now.logs)
        odds, low, high = (np.where(absent, p, np.nan) for p in found)
        return odds, low, high

    def to_json_dict(self) -> dict[str, Any]:
        """The answer as plain values: docs/schema/position-1.json."""
        from podobat.position.result_json import position_json

        return position_json(self)


def position(
    table: str | Path | bytes,
    case: Case | None = None,
    *,
    place: str | None = None,
    beside: Sequence[str] = (),
    value: str | None = None,
    where: Mapping[str, str] | None = None,
    population: str | None = None,
) -> Position:
    """Where a place stands among others.

    table        counts by region, industry and year, long or wide: a path (CSV, XLSX, Parquet) or its bytes
    case         a plan: its region is the place, its sectors and topics are looked at, its promises set beside decades
    place        name of the region to look at, in either language;  beside: regions to hold it against
    value, where, population   which column and rows to read, where the table leaves a choice (`reading.Reading`)
    raises       InputFaults with every fault of the table; CannotRun for a place that the table has not
    """
    counts = read_counts(table, Reading(value, where, population))
    return position_of(counts, case, place=place, beside=beside)


def position_of(
    counts: Counts, case: Case | None = None, *, place: str | None = None, beside: Sequence[str] = ()
) -> Position:
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
    return Position(
        counts, case, at, _beside(counts, case, at, beside, here, known), moments, step, movement, decisions, basis,
        scores, here, known, leaned_on,
        spreads(counts, moments, known), suggestions(counts, here, known, leaned_on, plan),
        long_view(plan) if plan is not None else None, (*counts.notes, *chosen), _fingerprints(counts, case),
    )  # fmt: skip


# --- which place, beside which --------------------------------------------------------------------------------------


def _place(counts: Counts, wanted: str) -> int:
    found = region_number(counts.regions, wanted)
    if found is None:
        near = nearest(wanted, [name for r in counts.regions for name in (r.ko, r.en)])
        hint = say("fault.mean", near=near) if near else Text("", "")
        known = Text.each(lambda lang: listed([r[lang] for r in counts.regions], 30))
        raise CannotRun(say("fault.no_place", place=wanted, hint=hint, known=known))
    return found


def _focus(counts: Counts, case: Case | None, place: str | None) -> tuple[int, tuple[Text, ...]]:
    """The place that is asked for, that of the plan, or the one this program was made for; and a note where guessed."""
    if place is not None:
        return _place(counts, place), ()
    if case is not None:
        for name in (case.plan.region.ko, case.plan.region.en):
            if (found := region_number(counts.regions, name)) is not None:
                return found, ()
        _place(counts, case.plan.region.ko)
    home = next(p for p in read_provinces() if p.id == HOME)
    found = next((at for at, r in enumerate(counts.regions) if province(r.ko) is home), 0)
    if len(counts.regions) == 1:
        return 0, ()
    return found, (say("note.place_guessed", place=counts.regions[found]),)


def _beside(
    counts: Counts, case: Case | None, at: int, asked: Sequence[str], here: Portrait, known: Sequence[Basket]
) -> tuple[int, ...]:
    """Places to set it beside: those asked for; else those that the plan says pull, who leads, who is alike."""
    if asked:
        return tuple(dict.fromkeys(_place(counts, name) for name in asked))
    named: list[int] = []
    if case is not None:
        found = [region_number(counts.regions, n) for pull in case.plan.pull for n in (pull.ko, pull.en)]
        named += [r for r in found if r is not None and r != at]
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
