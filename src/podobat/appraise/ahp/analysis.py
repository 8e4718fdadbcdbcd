"""The score of a project in numbers: over draws of its benefit-cost ratio, over all weights that the rule allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from podobat.appraise.ahp.evaluators import ECONOMIC, Judged
from podobat.appraise.ahp.polytope import centre, corners, share_above
from podobat.evidence.hierarchy import Rule, Rules
from podobat.texts import Text

Array = NDArray[np.float64]
WORST, BEST = 0.1, 0.9  # scores at the ends of the scale of nine
HEADLINE: Final = "mean"


def economic_score(bc: ArrayLike, steepness: float) -> Array:
    """The economic score of each draw: r / (1 + r), r = (B/C)^k held within 1/9 and 9; no benefit at all scores 0.1.

    bc   (draw,) benefit-cost ratios;  steepness  k, from `evidence/hierarchy.yaml`;  returns  (draw,) 0.1 to 0.9
    """
    ratio = np.clip(np.maximum(np.asarray(bc, dtype=np.float64), 0.0) ** steepness, 1.0 / 9.0, 9.0)
    return ratio / (1.0 + ratio)


def total_of(weights: Array, criteria: Sequence[str], economic: Array, scores: Mapping[str, float]) -> Array:
    """(draw,) overall score: weights times scores, the economic one by draw."""
    rest = sum(w * scores[c] for w, c in zip(weights, criteria, strict=True) if c != ECONOMIC)
    return weights[list(criteria).index(ECONOMIC)] * economic + rest


@dataclass(frozen=True)
class Group:
    """What all evaluators come to, by one way of putting them together.

    weights  (criterion,) within the rule;  scores  by criterion other than the economic one
    total    (draw,) overall score
    """

    id: str
    name: Text
    weights: Array
    scores: Mapping[str, float]
    total: Array


@dataclass(frozen=True, eq=False)
class Analysis:
    """The score of a project, evaluator by evaluator, and how it stands against the mark over all allowed weights.

    rule, rules    the rule for the plan's region and date; the file it is from (mark, grey zone, caveats)
    bc             (draw,) benefit-cost ratios from the national point of view
    evaluators     everyone whose judgements could be read; not_counted: ids of those left out for inconsistency
    made_up        why the evaluators were invented, where they were
    names          of criteria and of their parts
    of_file        what had to be said of the file of judgements, such as its encoding
    """

    rule: Rule
    rules: Rules
    bc: Array = field(repr=False)
    evaluators: tuple[Judged, ...] = ()
    not_counted: tuple[str, ...] = ()
    file: str | None = None
    made_up: Text | None = None
    names: Mapping[str, Text] = field(default_factory=dict)
    groups: tuple[Group, ...] = field(default=(), repr=False)
    of_file: tuple[Text, ...] = ()

    @property
    def criteria(self) -> tuple[str, ...]:
        """Ids of the main criteria, in the rule's order."""
        return self.rule.criteria

    @property
    def judged(self) -> bool:
        """Are there evaluators? Without them the policy and regional scores stay unknown."""
        return bool(self.groups)

    @property
    def counted(self) -> tuple[Judged, ...]:
        """The evaluators who count."""
        return tuple(e for e in self.evaluators if e.id not in self.not_counted)

    @cached_property
    def economic(self) -> Array:
        """(draw,) economic score at the central steepness."""
        return economic_score(self.bc, self.rules.economic_score.value)

    @cached_property
    def corners(self) -> Array:
        """(corner, criterion) the corners of the weights that the rule allows."""
        return corners(self.rule.low, self.rule.high)

    @cached_property
    def centre(self) -> Array:
        """(criterion,) the centre of the weights that the rule allows."""
        return centre(self.rule.low, self.rule.high)

    # --- with evaluators ----------------------------------------------------------------------------------------------

    def group(self, id: str = HEADLINE) -> Group:
        """The evaluators together: "mean", "aij" or "aip"; KeyError without evaluators."""
        return {g.id: g for g in self.groups}[id]

    def verdict_of(self, score: float) -> str:
        """above | below the grey zone, or grey within it."""
        zone = self.rules.grey_zone
        return "below" if score < zone.low else "above" if score > zone.high else "grey"

    @cached_property
    def range_over_weights(self) -> tuple[float, float]:
        """Least and greatest score over all allowed weights, with the group's scores and the median economic score."""
        values = self.corners @ self._scores(float(np.median(self.economic)), self.group("aij").scores)
        return float(values.min()), float(values.max())

    @cached_property
    def share_of_weights(self) -> Array:
        """(draw,) share of the allowed weights for which the project passes, with the group's scores."""
        return self._shares(self.group("aij").scores)

    # --- without them -------------------------------------------------------------------------------------------------

    def needed(self, weights: ArrayLike, steepness: float | None = None) -> Array:
        """(draw,) the score that all criteria but the economic one must reach, at these weights, for the mark."""
        w = np.asarray(weights, dtype=np.float64)
        at = self.criteria.index(ECONOMIC)
        economic = self.economic if steepness is None else economic_score(self.bc, steepness)
        return (self.rules.pass_mark.value - w[at] * economic) / (1.0 - w[at])

    def passing(self, score: float) -> Array:
        """(draw,) share of the allowed weights for which the project passes if all other criteria score this."""
        return self._shares({c: score for c in self.criteria if c != ECONOMIC})

    @cached_property
    def extremes(self) -> tuple[float, float]:
        """Least and greatest score thinkable: others at 0.1 or 0.9, any allowed weights, median economic score."""
        economic = float(np.median(self.economic))
        others = [c for c in self.criteria if c != ECONOMIC]
        low = self.corners @ self._scores(economic, dict.fromkeys(others, WORST))
        high = self.corners @ self._scores(economic, dict.fromkeys(others, BEST))
        return float(low.min()), float(high.max())

    def _scores(self, economic: float, others: Mapping[str, float]) -> Array:
        return np.array([economic if c == ECONOMIC else others[c] for c in self.criteria])

    def _shares(self, others: Mapping[str, float]) -> Array:
        mark = self.rules.pass_mark.value
        return np.array([share_above(self.corners, self._scores(float(e), others), mark) for e in self.economic])
