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
from podobat.units import Text, with_particle

Array = NDArray[np.float64]
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
    found = priorities(matrix)
    return Comparison(under, names, found.weights, matrix, found, deviations(matrix))


def check_weights(results: Sequence[Judged], written: Written, rule: Rule) -> None:
    """Note weights that evaluators stated outright and that lie outside the rule's ranges."""
    log = written.log
    for one in results:
        goal = next(c for c in one.comparisons if c.under == GOAL)
        if goal.found is not None:
            continue
        for name, weight, allowed in zip(goal.names, goal.weights, rule.weights, strict=True):
            if not allowed.low - _EDGE <= weight <= allowed.high + _EDGE:
                log.fault(
                    _path(written, one.id, GOAL, name, ""),
                    Text(
                        f"규칙의 범위를 벗어난 가중치: {weight:.3g}", f"a weight outside the rule's range: {weight:.3g}"
                    ),
                    Text(
                        f"{allowed.low:g}~{allowed.high:g} ({rule.name.ko})",
                        f"{allowed.low:g} to {allowed.high:g} ({rule.name.en})",
                    ),
                    Text("범위 안의 가중치로 고치십시오.", "State weights within the range."),
                )


def check_consistency(results: Sequence[Judged], written: Written) -> None:
    """Note every evaluator whose judgements contradict one another by more than 0.1, and the judgement that does it."""
    for one in results:
        for comparison in one.comparisons:
            if comparison.cr > CONSISTENT:
                _inconsistent(one, comparison, written)


def _inconsistent(one: Judged, comparison: Comparison, written: Written) -> None:
    pairs = [
        (comparison.names[d.i], comparison.names[d.j], as_judgement(d.given), as_judgement(d.implied))
        for d in comparison.deviations
    ]
    at = _path(written, one.id, comparison.under, *pairs[0][:2])
    under = Text(f" ({comparison.under})", f" under {comparison.under}") if comparison.under else Text("", "")
    if len(pairs) == 1:
        a, b, given, implied = pairs[0]
        cause = Text(
            f"{a}~{b} = {with_particle(given, '이/가')} 가장 어긋나며, 다른 판단에 맞는 값은 {implied}",
            f"{a}~{b} = {given} is furthest from the others, which imply {implied}",
        )
    else:
        listed = ", ".join(f"{a}~{b} = {given} -> {implied}" for a, b, given, implied in pairs)
        cause = Text(
            f"판단끼리 어긋나며 어느 것이 잘못인지는 알 수 없음. 하나만 고친다면 {listed}",
            f"the judgements contradict one another and do not tell which is wrong; changing one would do: {listed}",
        )
    written.log.fault(
        at,
        Text(
            f"평가자 {one.id}{under.ko}: 일관성 비율(CR) {comparison.cr:.2f}. {cause.ko}",
            f"evaluator {one.id}{under.en}: consistency ratio (CR) {comparison.cr:.2f}; {cause.en}",
        ),
        Text(f"CR {CONSISTENT} 이하", f"a CR of at most {CONSISTENT}"),
        Text(
            "판단을 다시 받거나, --leave-out-inconsistent로 이 평가자를 빼고 계산하십시오.",
            "Ask for the judgement again, or leave this evaluator out with --leave-out-inconsistent.",
        ),
    )


def _path(written: Written, evaluator: str, under: str, a: str, b: str) -> str:
    """Where the file says this: the path of the row, so that a fault stands at its line."""
    for row in written.rows:
        if row.evaluator == evaluator and row.under == under and {row.a, row.b} == {a, b}:
            return row.path
    return evaluator


def no_rule(log: Log, wanted: str | None, known: Sequence[str]) -> None:
    """Note that no rule says which criteria count."""
    found = (
        Text(f"모르는 규칙: `{wanted}`", f"unknown rule `{wanted}`")
        if wanted
        else Text("계획의 지역과 시기에 맞는 규칙이 없음", "no rule is known for the plan's region and date")
    )
    allowed = Text(known_list(known), known_list(known))
    remedy = Text("`rule:`에 적용할 규칙을 적으십시오(YAML).", "Name the rule to apply under `rule:` (YAML).")
    log.fault("rule", found, allowed, remedy)


def complete(judgements: Judgements, rule: Rule) -> tuple[Judged, ...]:
    """Every evaluator whose judgements could be read."""
    return tuple(judged(e, judgements.children, rule) for e in judgements.evaluators)
