"""What each evaluator's judgements come to under a rule: weights, scores, consistency, and the judgement that spoils.

Main weights that comparisons put outside the rule's ranges are moved to the nearest allowed ones, and the result says
so; weights that an evaluator states outright must lie within them. Judgements with a ratio above 0.1 are faults, unless
such evaluators are to be left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from podobat.appraise.ahp.polytope import nearest_within
from podobat.appraise.ahp.priorities import CONSISTENT, Deviation, Priorities, deviations, priorities
from podobat.evidence.hierarchy import Rule
from podobat.plan.document import Log
from podobat.plan.fields import known_list
from podobat.plan.judgements import GOAL, Evaluator, Judgements, Written
from podobat.texts import Text, catalogue

Array = NDArray[np.float64]
_say = catalogue("appraise.ahp")
ECONOMIC = "economic"
_NOTHING = 1e-3
_EDGE = 5e-4  # weights written to three places may miss a bound by this much


@dataclass(frozen=True, slots=True)
class Comparison:
    """One evaluator's judgements under one criterion.

    under       GOAL or a criterion divided into parts;  names  what was compared
    weights     (n,) adding to one
    matrix      (n, n) of judgements; of the ratios of the weights where these were stated outright
    found       eigenvector, geometric mean and consistency; None where weights were stated
    deviations  the judgement, or the judgements, furthest from the others
    """

    under: str
    names: tuple[str, ...]
    weights: Array
    matrix: Array
    found: Priorities | None
    deviations: tuple[Deviation, ...]

    @property
    def cr(self) -> float:
        """The consistency ratio; 0 where weights were stated."""
        return self.found.cr if self.found is not None else 0.0


@dataclass(frozen=True, slots=True)
class Judged:
    """One evaluator: weights and scores of the main criteria, and whether the judgements count.

    weights   (criterion,) as judged;  allowed  the nearest weights within the rule's ranges
    ratios    by criterion that is not divided: project to no project, 1/9 to 9
    scores    by criterion other than the economic one: score of the project, ratio / (1 + ratio), parts weighed
    """

    id: str
    name: Text
    comparisons: tuple[Comparison, ...]
    weights: Array
    allowed: Array
    ratios: Mapping[str, float]
    scores: Mapping[str, float]

    @property
    def cr(self) -> float:
        """The largest consistency ratio of this evaluator."""
        return max(c.cr for c in self.comparisons)

    @property
    def consistent(self) -> bool:
        """Are all ratios at most 0.1?"""
        return self.cr <= CONSISTENT

    @property
    def moved(self) -> bool:
        """Did the weights have to be moved into the rule's ranges?"""
        return bool(np.abs(self.weights - self.allowed).max() > _EDGE)


def score_of(ratio: float) -> float:
    """The score of the project against none: r / (1 + r), so that 1 is 0.5, 9 is 0.9 and 1/9 is 0.1."""
    return ratio / (1.0 + ratio)


def as_judgement(ratio: float) -> str:
    """A ratio as it is written on the scale of nine: 3, 1/3, 2.4; beyond its ends, >9 or <1/9."""
    if not 1.0 / 9.005 <= ratio <= 9.005:
        return ">9" if ratio > 1.0 else "<1/9"
    return f"{ratio:.2g}" if ratio >= 0.995 else f"1/{1.0 / ratio:.2g}"


def judged(evaluator: Evaluator, children: Mapping[str, Sequence[str]], rule: Rule) -> Judged:
    """One evaluator's weights and scores under the rule."""
    comparisons = [_comparison(evaluator, under, tuple(names)) for under, names in children.items()]
    by_node = {c.under: c for c in comparisons}
    scores: dict[str, float] = {}
    for criterion in children[GOAL]:
        if criterion in by_node:
            parts = by_node[criterion]
            scores[criterion] = float(parts.weights @ [score_of(evaluator.project[n]) for n in parts.names])
        elif criterion in evaluator.project:
            scores[criterion] = score_of(evaluator.project[criterion])
    weights = by_node[GOAL].weights
    allowed = nearest_within(weights, rule.low, rule.high)
    return Judged(evaluator.id, evaluator.name, tuple(comparisons), weights, allowed, evaluator.project, scores)


def _comparison(evaluator: Evaluator, under: str, names: tuple[str, ...]) -> Comparison:
    if under in evaluator.weights:
        weights = np.array(evaluator.weights[under])
        held = np.maximum(weights, _NOTHING)  # a weight of nothing has no ratio to the others
        return Comparison(under, names, weights, held[:, None] / held[None, :], None, ())
    matrix = np.array(evaluator.matrices[under])
    derived = priorities(matrix)
    return Comparison(under, names, derived.weights, matrix, derived, deviations(matrix))


def check_weights(results: Sequence[Judged], written: Written, rule: Rule) -> None:
    """Note weights that evaluators stated outright and that lie outside the rule's ranges."""
    for one in results:
        goal = next(c for c in one.comparisons if c.under == GOAL)
        if goal.found is not None:
            continue
        for name, weight, allowed in zip(goal.names, goal.weights, rule.weights, strict=True):
            if not allowed.low - _EDGE <= weight <= allowed.high + _EDGE:
                written.log.fault(
                    _path(written, one.id, GOAL, name, ""),
                    _say("fault.weight", weight=weight),
                    _say("fault.weight_range", low=allowed.low, high=allowed.high, rule=rule.name),
                    _say("fault.weight_within"),
                )


def check_consistency(results: Sequence[Judged], written: Written) -> None:
    """Note every evaluator whose judgements contradict one another by more than 0.1, and the judgement that does it."""
    for one in results:
        for comparison in one.comparisons:
            if comparison.cr > CONSISTENT:
                _inconsistent(one, comparison, written)


def _inconsistent(one: Judged, comparison: Comparison, written: Written) -> None:
    """Note the judgement that contradicts the others, or those of which one does."""
    pairs = [(comparison.names[d.i], comparison.names[d.j]) for d in comparison.deviations]
    off = [
        (f"{a}~{b}", as_judgement(d.given), as_judgement(d.implied))
        for (a, b), d in zip(pairs, comparison.deviations, strict=True)
    ]
    if len(off) == 1:
        pair, given, implied = off[0]
        cause = _say("fault.one_off", pair=pair, given=given, implied=implied)
    else:
        changes = ", ".join(f"{pair} = {given} -> {implied}" for pair, given, implied in off)
        cause = _say("fault.all_off", changes=changes)
    key = "fault.inconsistent_under" if comparison.under else "fault.inconsistent"
    written.log.fault(
        _path(written, one.id, comparison.under, *pairs[0]),
        _say(key, evaluator=one.id, under=comparison.under, cr=comparison.cr, cause=cause),
        _say("fault.consistent", most=CONSISTENT),
        _say("fault.ask_again"),
    )


def _path(written: Written, evaluator: str, under: str, a: str, b: str) -> str:
    """Where the file says this: the path of the row, so that a fault stands at its line."""
    for row in written.rows:
        if row.evaluator == evaluator and row.under == under and {row.a, row.b} == {a, b}:
            return row.path
    return evaluator


def no_rule(log: Log, wanted: str | None, known: Sequence[str]) -> None:
    """Note that no rule says which criteria count."""
    found = _say("fault.unknown_rule", rule=wanted) if wanted else _say("fault.no_rule")
    allowed = Text.each(lambda _: known_list(known))
    log.fault("rule", found, allowed, _say("fault.name_rule"))


def complete(judgements: Judgements, rule: Rule) -> tuple[Judged, ...]:
    """Every evaluator whose judgements could be read."""
    return tuple(judged(e, judgements.children, rule) for e in judgements.evaluators)
