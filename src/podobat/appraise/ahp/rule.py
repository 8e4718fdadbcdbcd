"""Make a hierarchy: find the rule for the plan, hold the evaluators' judgements against it, put evaluators together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from podobat.appraise.ahp.analysis import Array, Group, economic_score, total_of
from podobat.appraise.ahp.evaluators import (
    ECONOMIC,
    Judged,
    check_consistency,
    check_weights,
    complete,
    no_rule,
    score_of,
)
from podobat.appraise.ahp.polytope import nearest_within
from podobat.appraise.ahp.priorities import aggregate_judgements, aggregate_priorities, principal
from podobat.appraise.ahp.result import Hierarchy
from podobat.errors import Fault, InputFaults
from podobat.evidence.hierarchy import Rule, hierarchy_rules
from podobat.plan import Plan
from podobat.plan.judgements import GOAL, Written, judgements_of
from podobat.texts import Text, catalogue

_say = catalogue("appraise.ahp")


def hierarchy(
    plan: Plan, bc: ArrayLike, written: Written | None = None, *, leave_out_inconsistent: bool = False
) -> Hierarchy | None:
    """The hierarchy for a plan whose draws have these benefit-cost ratios.

    bc        (draw,) finite
    written   evaluators' judgements as read from a file
    returns   None where there is neither a rule for the plan's region and date nor a file
    raises    InputFaults with everything that is wrong with the judgements; ValueError when a ratio is not finite
    """
    ratios = np.asarray(bc, dtype=np.float64)
    if ratios.ndim != 1 or not ratios.size or not bool(np.all(np.isfinite(ratios))):
        raise ValueError("benefit-cost ratios must be finite, one a draw")
    rules = hierarchy_rules()
    if written is None:
        rule = rules.rule_for(plan.region, plan.horizon.start)
        return None if rule is None else Hierarchy(rule, rules, ratios)
    rule, evaluators, left_out, names = judgements_under(plan, written, leave_out_inconsistent=leave_out_inconsistent)
    economic = economic_score(ratios, rules.economic_score.value)
    counted = [e for e in evaluators if e.id not in left_out]
    groups = _groups(counted, rule, economic)
    return Hierarchy(
        rule, rules, ratios, evaluators, left_out, written.log.file, written.made_up, names, groups, written.notes
    )


def judgements_under(
    plan: Plan, written: Written, *, leave_out_inconsistent: bool = False
) -> tuple[Rule, tuple[Judged, ...], tuple[str, ...], Mapping[str, Text]]:
    """The rule, every evaluator under it, who is left out, and the names of parts. Needs no forecast: it comes first.

    raises   InputFaults with every fault of the file at once, with inconsistent evaluators unless they are left out
    """
    rules = hierarchy_rules()
    log = written.log
    wanted = written.rule
    rule = rules.rule(wanted) if wanted else rules.rule_for(plan.region, plan.horizon.start)
    if rule is None:
        if wanted or not log.faults:
            no_rule(log, wanted, [r.id for r in rules.rules])
        raise InputFaults(_in_order(log.faults))
    judgements = judgements_of(written, rule.criteria, (ECONOMIC,))
    evaluators = complete(judgements, rule)
    check_weights(evaluators, written, rule)
    left_out = tuple(e.id for e in evaluators if not e.consistent) if leave_out_inconsistent else ()
    if not leave_out_inconsistent:
        check_consistency(evaluators, written)
    elif evaluators and len(left_out) == len(evaluators):
        check_consistency(evaluators, written)
        log.fault("", _say("fault.nobody"), remedy=_say("fault.judge_again"))
    if log.faults:
        raise InputFaults(_in_order(log.faults))
    return rule, evaluators, left_out, judgements.names


def _in_order(faults: Sequence[Fault]) -> list[Fault]:
    return sorted(dict.fromkeys(faults), key=lambda f: f.line or 0)


def _groups(evaluators: Sequence[Judged], rule: Rule, economic: Array) -> tuple[Group, ...]:
    """The evaluators together, in three ways."""
    others = [c for c in rule.criteria if c != ECONOMIC]
    totals = [total_of(e.allowed, rule.criteria, economic, e.scores) for e in evaluators]
    mean_weights = np.mean([e.allowed for e in evaluators], axis=0)
    mean_scores = {c: float(np.mean([e.scores[c] for e in evaluators])) for c in others}
    aip_weights = nearest_within(aggregate_priorities([e.weights for e in evaluators]), rule.low, rule.high)
    # project and no project are the two alternatives: (s, 1 - s), aggregated like weights
    aip = {c: float(aggregate_priorities([[e.scores[c], 1.0 - e.scores[c]] for e in evaluators])[0]) for c in others}
    aij_weights, aij = _aggregated(evaluators, rule, others)
    return (
        Group("mean", _say("way.mean"), mean_weights, mean_scores, np.mean(totals, axis=0)),
        Group("aij", _say("way.aij"), aij_weights, aij, total_of(aij_weights, rule.criteria, economic, aij)),
        Group("aip", _say("way.aip"), aip_weights, aip, total_of(aip_weights, rule.criteria, economic, aip)),
    )


def _aggregated(evaluators: Sequence[Judged], rule: Rule, others: Sequence[str]) -> tuple[Array, dict[str, float]]:
    """AIJ: weights and scores of the group's own matrices; stated weights enter as the ratios they imply."""
    nodes = [c.under for c in evaluators[0].comparisons]
    weights: dict[str, Array] = {}
    names = {c.under: c.names for c in evaluators[0].comparisons}
    for node in nodes:
        matrices = [c.matrix for one in evaluators for c in one.comparisons if c.under == node]
        weights[node] = principal(aggregate_judgements(matrices))[0]
    leaves = evaluators[0].ratios
    ratio = {leaf: float(np.exp(np.mean([np.log(e.ratios[leaf]) for e in evaluators]))) for leaf in leaves}
    scores: dict[str, float] = {}
    for c in others:
        if c in weights:
            scores[c] = float(weights[c] @ [score_of(ratio[part]) for part in names[c]])
        else:
            scores[c] = score_of(ratio[c])
    return nearest_within(weights[GOAL], rule.low, rule.high), scores
