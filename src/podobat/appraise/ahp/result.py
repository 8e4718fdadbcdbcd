"""The analytic hierarchy process (AHP) of the preliminary feasibility study: a score against 0.5, and how firm it is.

    hierarchy(plan, bc)                                        without evaluators: what policy and region must score
    hierarchy(plan, bc, read_judgements("judgements.yaml"))    the score of every evaluator and of the group

The economic score follows from the benefit-cost ratio of each draw, the others from evaluators. Where there are none,
their scores stay unknown: the result says which would be needed, over all weights that the rule allows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from podobat.appraise.ahp import frames, notes
from podobat.appraise.ahp.analysis import Analysis
from podobat.appraise.beside import NothingBeside
from podobat.evidence import Parameters
from podobat.forecast.quantiles import named
from podobat.forecast.targets import Note
from podobat.show.json import cleaned
from podobat.texts import Text

if TYPE_CHECKING:
    import polars as pl

NO_PARAMETERS: Final = Parameters((), {})


@dataclass(frozen=True, eq=False)
class Hierarchy(NothingBeside, Analysis):
    """The score of a project and what it says: frames, sentences, JSON."""

    def weights(self) -> pl.DataFrame:
        """One row an evaluator (or group) and criterion: weight judged, by geometric mean, within the rule; score."""
        return frames.weights(self)

    def consistency(self) -> pl.DataFrame:
        """One row an evaluator and matrix: lambda_max, CI, CR, and the judgement furthest from the others."""
        return frames.consistency(self)

    def scores(self) -> pl.DataFrame:
        """One row an evaluator or way of putting them together: score over draws, odds of the mark, verdict."""
        return frames.scores(self)

    def break_even(self) -> pl.DataFrame:
        """The score that policy and region must reach together, by weights and steepness; also as a judgement."""
        return frames.break_even(self)

    def curve(self) -> pl.DataFrame:
        """What share of weights and draws passes, by the score of policy and region: score, share."""
        return self._curve

    @cached_property
    def _curve(self) -> pl.DataFrame:
        return frames.curve(self)

    @cached_property
    def verdict(self) -> Text:
        """One plain sentence on the score, or on what it would take."""
        return notes.verdict(self)

    @property
    def notes(self) -> tuple[Note, ...]:
        """What a reader has to know beside the score."""
        return self._notes

    @cached_property
    def _notes(self) -> tuple[Note, ...]:
        return notes.notes(self)

    # --- as one answer of an appraisal --------------------------------------------------------------------------------

    @property
    def parameters(self) -> Parameters:
        """None: its figures stand in the rules."""
        return NO_PARAMETERS

    def told(self) -> dict[str, Any]:
        """Its entries in the JSON of an appraisal."""
        return {"hierarchy": self.to_json_dict(), "why_no_hierarchy": None}

    def to_json_dict(self) -> dict[str, Any]:
        """The result as plain values, documented in docs/json.md."""
        zone = self.rules.grey_zone
        out: dict[str, Any] = {
            "rule": self.rule.id,
            "criteria": [{"id": w.criterion, "low": w.low, "high": w.high} for w in self.rule.weights],
            "pass_mark": self.rules.pass_mark.value,
            "grey_zone": [zone.low, zone.high],
            "economic_score": named(self.economic),
            "judged": self.judged,
            "made_up": self.made_up is not None,
            "verdict": self.verdict,
            "extremes": self.extremes,
            "break_even": self.break_even().to_dicts(),
            "curve": self.curve().to_dicts(),
            "notes": self.notes,
        }
        if self.judged:
            out |= {
                "scores": self.scores().to_dicts(), "weights": self.weights().to_dicts(),
                "consistency": self.consistency().to_dicts(), "range_over_weights": self.range_over_weights,
                "share_of_weights": float(self.share_of_weights.mean()), "left_out": self.not_counted,
            }  # fmt: skip
        return cleaned(out)


@dataclass(frozen=True)
class NoHierarchy(NothingBeside):
    """Why there is no hierarchy: no rule is known for the plan's region and date, or no ratio can be formed."""

    why: Text
    notes: tuple[Note, ...] = ()
    parameters: Parameters = NO_PARAMETERS

    @property
    def left_out(self) -> tuple[Text, ...]:
        """The hierarchy itself."""
        return (self.why,)

    def told(self) -> dict[str, Any]:
        """Its entries in the JSON of an appraisal."""
        return {"hierarchy": None, "why_no_hierarchy": self.why}
