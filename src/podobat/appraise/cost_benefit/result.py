"""The result of a cost-benefit analysis: what it costs, what it adds, and whether it is worth it.

    result = appraise_costs_and_benefits(forecast, parameters_of_appraisal(case))
    result.summary()          # NPV, B/C, IRR, payback as distributions, for the nation and for the region
    result.sensitivity()      # which assumption decides it

Benefits are what the plan adds: with minus without, draw by draw, so that the uncertainty of the forecast and that of
the appraisal's own parameters meet in the same draws. Draws 2i and 2i + 1 share one point of both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from podobat.appraise.cost_benefit import frames, notes, sensitivity, variants
from podobat.appraise.cost_benefit.analysis import Analysis
from podobat.appraise.cost_benefit.sales import SalesCheck, sales_check
from podobat.evidence.lines import appraisal_left_out
from podobat.forecast import Note
from podobat.show.json import cleaned
from podobat.texts import Text

if TYPE_CHECKING:
    import polars as pl

_FRAMES: Final = ("summary", "by_year", "benefits", "assumptions", "sensitivity", "variants")


@dataclass(frozen=True, eq=False)
class CostBenefit(Analysis):
    """Costs and benefits of a plan over thousands of futures, and what they say: frames, sentences, JSON."""

    def summary(self, lang: str | None = None) -> pl.DataFrame:
        """NPV, B/C, IRR, payback and present values: a row for each perspective and result."""
        return frames.summary(self, lang)

    def by_year(self, lang: str | None = None) -> pl.DataFrame:
        """Every line in every year, undiscounted, and the net of all."""
        return frames.by_year(self, lang)

    def benefits(self, lang: str | None = None) -> pl.DataFrame:
        """Every line with its definition, its present value, what it might count twice and why it does not."""
        return frames.benefits(self, lang)

    def assumptions(self, lang: str | None = None) -> pl.DataFrame:
        """Every parameter of the appraisal with value, range, grade and source."""
        return frames.assumptions(self, lang)

    def sensitivity(self, lang: str | None = None) -> pl.DataFrame:
        """Which assumption decides the result: ranked, with swings and switching values."""
        return self._kept("sensitivity", lang, lambda: sensitivity.sensitivity(self, lang))

    def variants(self, lang: str | None = None) -> pl.DataFrame:
        """The result under other rules: timing, private money, cost of public funds, discount rates, period."""
        return self._kept("variants", lang, lambda: variants.variants(self, lang))

    def sides_by_year(self, perspective: str) -> pl.DataFrame:
        """All costs and all benefits by year, undiscounted, KRW million: side, year, mean and quantiles."""
        return frames.sides_by_year(self, perspective)

    def _kept(self, name: str, lang: str | None, made: Callable[[], pl.DataFrame]) -> pl.DataFrame:
        """A table that page, workbook and JSON ask for, worked out once."""
        if (name, lang) not in self._tables:
            self._tables[name, lang] = made()
        return self._tables[name, lang]

    @cached_property
    def _tables(self) -> dict[tuple[str, str | None], pl.DataFrame]:
        return {}

    @cached_property
    def sales(self) -> SalesCheck:
        """How the result moves with the level of start-ups' sales, known to be too low in the model."""
        return sales_check(self)

    def verdict(self, perspective: str) -> Text:
        """The result in one plain sentence."""
        return notes.verdict(self, perspective)

    @property
    def left_out(self) -> tuple[Text, ...]:
        """What was left out, why, and in which direction it would move the result."""
        return appraisal_left_out()

    @property
    def notes(self) -> tuple[Note, ...]:
        """Doubts about the result."""
        return self._notes

    @cached_property
    def _notes(self) -> tuple[Note, ...]:
        return notes.notes(self)

    def to_json_dict(self) -> dict[str, Any]:
        """The whole analysis as plain dicts, lists, strings and numbers; what does not exist is null."""
        return cleaned({
            "case": self.case_id, "scenario": self.scenario, "draws": self.draws, "seed": self.seed,
            "fingerprints": self.fingerprints, "rules": vars(self.rules),
            "verdict": {p: self.verdict(p) for p in self.perspectives},
            **{name: getattr(self, name)().to_dicts() for name in _FRAMES},
            "irr_kinds": {p: self.irr_kinds(p) for p in self.perspectives},
            "left_out": self.left_out, "notes": self.notes,
        })  # fmt: skip

    def told(self) -> dict[str, Any]:
        """Its entries in the JSON of an appraisal."""
        return {"cost_benefit": self.to_json_dict(), "sales": self.sales.to_json_dict()}
