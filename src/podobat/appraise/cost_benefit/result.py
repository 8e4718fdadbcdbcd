"""The result of a cost-benefit analysis: what it costs, what it adds, and whether it is worth it.

    result = appraise_costs_and_benefits(forecast, parameters_of_appraisal(case))
    result.summary()          # NPV, B/C, IRR, payback as distributions, for the nation and for the region
    result.sensitivity()      # which assumption decides it

Benefits are what the plan adds: with minus without, draw by draw, so that the uncertainty of the forecast and that of
the appraisal's own parameters meet in the same draws. Draws 2i and 2i + 1 share one point of both.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from podobat.appraise.columns import finite_rows
from podobat.appraise.cost_benefit import frames, notes, sensitivity, variants
from podobat.appraise.cost_benefit.analysis import Analysis
from podobat.evidence.lines import appraisal_left_out
from podobat.forecast import Note
from podobat.units import Text

if TYPE_CHECKING:
    import polars as pl


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
        return sensitivity.sensitivity(self, lang)

    def variants(self, lang: str | None = None) -> pl.DataFrame:
        """The result under other rules: timing, private money, cost of public funds, discount rates, period."""
        return variants.variants(self, lang)

    def verdict(self, perspective: str) -> Text:
        """The result in one plain sentence."""
        return notes.verdict(self, perspective)

    @property
    def left_out(self) -> tuple[Text, ...]:
        """What was left out, why, and in which direction it would move the result."""
        return appraisal_left_out()

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """Doubts about the result."""
        return notes.notes(self)

    def to_json_dict(self) -> dict[str, Any]:
        """The whole analysis as plain dicts, lists, strings and numbers; what does not exist is null."""
        rules = asdict(self.rules)
        rules["reasons"] = [text.languages for text in self.rules.reasons]
        return {
            "case": self.case_id, "scenario": self.scenario, "draws": self.draws, "seed": self.seed,
            "fingerprints": dict(self.fingerprints), "rules": rules,
            "verdict": {p: self.verdict(p).languages for p in self.perspectives},
            "summary": finite_rows(self.summary()), "by_year": finite_rows(self.by_year()),
            "benefits": finite_rows(self.benefits()), "assumptions": finite_rows(self.assumptions()),
            "sensitivity": finite_rows(self.sensitivity()), "variants": finite_rows(self.variants()),
            "irr_kinds": {p: self.irr_kinds(p) for p in self.perspectives},
            "left_out": [text.languages for text in self.left_out],
            "notes": [note.languages for note in self.notes],
        }  # fmt: skip
