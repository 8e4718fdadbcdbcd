"""Where a place stands among others: the answer, frozen, and its JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from podobat.plan import Case
from podobat.position.counts import Counts
from podobat.position.long_view import LongView
from podobat.position.movement import Movement
from podobat.position.naming import place_of
from podobat.position.portrait import Portrait, portrait
from podobat.position.result_json import basket_json, movement_json, portrait_json, spread_json, table_json
from podobat.position.scoring import ODDS_LEVEL, Scores
from podobat.position.spread import Spread
from podobat.position.standing import Basket, sectors_of_plan, topics_of_plan
from podobat.position.suggestions import Suggestion
from podobat.position.surroundings import Moment
from podobat.position.with_plan import WithPlan
from podobat.show.json import cleaned, indented
from podobat.show.notebook import Shown
from podobat.texts import Text

Array = NDArray[np.float64]

SCHEMA: Final = 1  # of the JSON: docs/schema/position-1.json
LEVEL = 0.95  # of the intervals of quotients


@dataclass(frozen=True)
class Position(Shown, printer="podobat.position.console:print_position"):
    """Where a region stands among others, what is near to what it does, and where it may go.

    Attributes
    ----------
    counts : Counts
        The table: place, sector, year.
    case : Case or None
        The case whose plan was looked at.
    place : int
        Number of the region that is looked at.
    beside : tuple of int
        Those it is held against.
    moments : tuple of Moment
        One a year that can be compared, in order.
    step : int or None
        Years over which movement was learnt.
    movement : Movement or None
        How quotients move in `step` years, learnt from the table; None where it cannot tell.
    decisions : ndarray or None
        (region, industry) independent decisions behind each count, from which intervals come; None: no intervals.
    basis : str
        What intervals rest on: "table", "borrowed" (another table), "counted" (each firm by itself), or "".
    scores : Scores or None
        How good forecasts of entries were; None where they cannot be scored.
    portrait : Portrait
        What the region is strong in.
    baskets : tuple of Basket
        Sectors that plans name.
    supports : tuple of Basket
        What an AI cluster leans on.
    spreads : tuple of Spread
        How unlike the regions are, year by year.
    suggestions : tuple of Suggestion
        Sectors to turn to, with reasons.
    long_view : LongView or None
        Clusters elsewhere over decades; None without a plan.
    notes : tuple of Text
        Doubts about the table.
    fingerprints : Mapping of str to str
        Short hashes of plan, parameters and code.
    with_plan : WithPlan or None
        Disparity between provinces with the plan and without; None where the table cannot tell.
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
    with_plan: WithPlan | None = None

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
        return self.portrait_of(place_of(self.counts.regions, place))

    def portrait_of(self, at: int) -> Portrait:
        """The portrait of the region with this number."""
        if at not in self._portraits:
            by_year = {m.year: m for m in self.moments}
            calibration = self.scores.calibration if self.scores else None
            self._portraits[at] = portrait(
                self.counts, self.now, by_year, self.movement, calibration, self.decisions, at, level=LEVEL
            )  # fmt: skip
        return self._portraits[at]

    @cached_property
    def _portraits(self) -> dict[int, Portrait]:
        """Those that were asked for, by region: both languages of the page show the same."""
        return {self.place: self.portrait}

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
        chances = self.movement.entry(np.nan_to_num(now.logs), now.colocation.pull, sizes, ODDS_LEVEL)
        if self.scores is not None:
            chances = self.scores.calibration.applied_to(*chances)
        absent = (now.quotients < 1.0) & np.isfinite(now.logs)
        odds, low, high = (np.where(absent, p, np.nan) for p in chances)
        return odds, low, high

    def to_json_dict(self) -> dict[str, Any]:
        """The answer as plain values (docs/schema/position-1.json); figures that cannot be told are null."""
        at, n = self.place, len(self.counts.regions)
        return cleaned(
            {
                "schema": SCHEMA,
                "place": self.name,
                "beside": [self.counts.regions[r] for r in self.beside],
                "case": self.case.plan.id if self.case is not None else None,
                "table": table_json(self.counts),
                "intervals": {"rest_on": self.basis or None, "step_years": self.step, "level": LEVEL},
                "portrait": portrait_json(self.portrait, self.counts.has_industries),
                "sectors": [basket_json(b, at, n) for b in self.baskets],
                "leans_on": [basket_json(b, at, n) for b in self.supports],
                "scores": self.scores.to_json() if self.scores is not None else None,
                "movement": movement_json(self.movement, self.step) if self.movement is not None else None,
                "disparity": [spread_json(s) for s in self.spreads],
                "with_plan": self.with_plan.to_json(self.counts.regions) if self.with_plan is not None else None,
                "suggestions": [s.to_json() for s in self.suggestions],
                "long_view": self.long_view.to_json() if self.long_view is not None else None,
                "notes": list(self.notes),
                "fingerprints": dict(self.fingerprints),
            }
        )


def json_text(position: Position) -> str:
    """The answer as a JSON document."""
    return indented(position.to_json_dict())
