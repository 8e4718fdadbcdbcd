"""The analytic hierarchy process (AHP) of the preliminary feasibility study: a score against 0.5, and how firm it is.

    hierarchy(plan, bc)                                        without evaluators: what policy and region must score
    hierarchy(plan, bc, read_judgements("judgements.yaml"))    the score of every evaluator and of the group

The economic score follows from the benefit-cost ratio of each draw, the others from evaluators. Where there are none,
their scores stay unknown: the result says which would be needed, over all weights that the rule allows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from podobat.appraise.ahp.evaluators import (
    ECONOMIC,
    Judged,
    as_judgement,
    check_consistency,
    check_weights,
    complete,
    no_rule,
    score_of,
)
from podobat.appraise.ahp.polytope import centre, corners, nearest_within, share_above
from podobat.appraise.ahp.priorities import aggregate_judgements, aggregate_priorities, principal
from podobat.errors import Fault, InputFaults
from podobat.evidence.hierarchy import Rule, Rules, hierarchy_rules
from podobat.forecast.quantiles import named
from podobat.forecast.targets import Note
from podobat.plan import Plan
from podobat.plan.judgements import GOAL, Written, judgements_of
from podobat.units import Text

if TYPE_CHECKING:
    import polars as pl

Array = NDArray[np.float64]
WORST, BEST = 0.1, 0.9  # scores at the ends of the scale of nine
GRID = tuple(round(0.1 + 0.05 * i, 2) for i in range(17))
HEADLINE = "mean"
_WAYS = {
    "mean": Text("평가자 종합평점의 평균", "mean of the evaluators' scores"),
    "aij": Text("판단의 통합(AIJ, 기하평균)", "judgements aggregated (AIJ, geometric mean)"),
    "aip": Text("가중치의 통합(AIP, 기하평균)", "priorities aggregated (AIP, geometric mean)"),
}


def economic_score(bc: ArrayLike, steepness: float) -> Array:
    """The economic score of each draw: r / (1 + r), r = (B/C)^k held within 1/9 and 9; no benefit at all scores 0.1.

    bc   (draw,) benefit-cost ratios;  steepness  k, from `evidence/hierarchy.yaml`;  returns  (draw,) 0.1 to 0.9
    """
    ratio = np.clip(np.maximum(np.asarray(bc, dtype=np.float64), 0.0) ** steepness, 1.0 / 9.0, 9.0)
    return ratio / (1.0 + ratio)


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
class Hierarchy:
    """The score of a project, evaluator by evaluator, and how it stands against the mark over all allowed weights.

    rule, rules    the rule for the plan's region and date; the file it is from (mark, grey zone, caveats)
    bc             (draw,) benefit-cost ratios from the national point of view
    evaluators     everyone whose judgements could be read; left_out those not counted for inconsistency
    made_up        why the evaluators were invented, where they were
    names          of criteria and of their parts
    of_file        what had to be said of the file of judgements, such as its encoding
    """

    rule: Rule
    rules: Rules
    bc: Array = field(repr=False)
    evaluators: tuple[Judged, ...] = ()
    left_out: tuple[str, ...] = ()
    file: str | None = None
    made_up: Text | None = None
    names: Mapping[str, Text] = field(default_factory=dict)
    groups: tuple[Group, ...] = field(default=(), repr=False)
    of_file: tuple[Text, ...] = ()

    # --- what is given -----------------------------------------------------------------------------------------------

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
        return tuple(e for e in self.evaluators if e.id not in self.left_out)

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

    def group(self, id: str = HEADLINE) -> Group:
        """The evaluators together: "mean", "aij" or "aip"; KeyError without evaluators."""
        return {g.id: g for g in self.groups}[id]

    # --- with evaluators ---------------------------------------------------------------------------------------------

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

    # --- without them ------------------------------------------------------------------------------------------------

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

    # --- tables ------------------------------------------------------------------------------------------------------

    def weights(self) -> pl.DataFrame:
        """One row an evaluator (or group) and criterion: weight judged, by geometric mean, within the rule; score."""
        import polars as pl

        rows: list[dict[str, Any]] = []
        for one in self.evaluators:
            goal = next(c for c in one.comparisons if c.under == GOAL)
            geometric = goal.found.geometric if goal.found is not None else goal.weights
            for i, criterion in enumerate(self.criteria):
                rows.append(
                    self._weight_row(one.id, one.name, i, one.weights[i], geometric[i], one.allowed[i])
                    | {"score": one.scores.get(criterion), "counted": one.id not in self.left_out}
                )
        for group in self.groups:
            for i, criterion in enumerate(self.criteria):
                row = self._weight_row(group.id, group.name, i, None, None, group.weights[i])
                rows.append(row | {"score": group.scores.get(criterion), "counted": True})
        columns = {
            "id": pl.String, "name_ko": pl.String, "name_en": pl.String, "criterion": pl.String,
            "criterion_ko": pl.String, "criterion_en": pl.String, "judged": pl.Float64, "geometric": pl.Float64,
            "allowed": pl.Float64, "low": pl.Float64, "high": pl.Float64, "score": pl.Float64, "counted": pl.Boolean,
        }  # fmt: skip
        return pl.DataFrame(rows, schema=columns)

    def _weight_row(self, id: str, name: Text, i: int, judged: Any, geometric: Any, allowed: Any) -> dict[str, Any]:
        bound, criterion = self.rule.weights[i], self.rules.criterion(self.criteria[i])
        numbers = {"judged": judged, "geometric": geometric, "allowed": allowed}
        return {
            "id": id, "name_ko": name.ko, "name_en": name.en, "criterion": criterion.id,
            "criterion_ko": criterion.name.ko, "criterion_en": criterion.name.en,
            **{key: None if x is None else float(x) for key, x in numbers.items()},
            "low": bound.low, "high": bound.high,
        }  # fmt: skip

    def consistency(self) -> pl.DataFrame:
        """One row an evaluator and matrix: lambda_max, CI, CR, and the judgement furthest from the others."""
        import polars as pl

        rows = []
        for one in self.evaluators:
            for c in one.comparisons:
                if c.found is None:
                    continue
                d = c.deviations[0] if c.deviations else None
                worst = {} if d is None else {
                    "a": c.names[d.i], "b": c.names[d.j], "given": d.given, "weighed": d.weighed, "implied": d.implied,
                    "cr_then": d.cr_then,
                }  # fmt: skip
                rows.append({
                    "id": one.id, "name_ko": one.name.ko, "name_en": one.name.en, "under": c.under, "n": len(c.names),
                    "lambda_max": c.found.lambda_max, "ci": c.found.ci, "cr": c.found.cr,
                    "consistent": c.found.consistent, "equally_far": len(c.deviations), **worst,
                })  # fmt: skip
        columns = dict.fromkeys(("id", "name_ko", "name_en", "under"), pl.String) | {"n": pl.Int64}
        columns |= dict.fromkeys(("lambda_max", "ci", "cr"), pl.Float64)
        columns |= {"consistent": pl.Boolean, "equally_far": pl.Int64, "a": pl.String, "b": pl.String}
        columns |= dict.fromkeys(("given", "weighed", "implied", "cr_then"), pl.Float64)
        return pl.DataFrame(rows, schema=columns)

    def scores(self) -> pl.DataFrame:
        """One row an evaluator or way of putting them together: score over draws, odds of the mark, verdict."""
        import polars as pl

        rows = []
        for one in self.evaluators:
            total = total_of(one.allowed, self.criteria, self.economic, one.scores)
            rows.append(self._score_row(one.id, one.name, total) | {"counted": one.id not in self.left_out})
        rows += [self._score_row(g.id, g.name, g.total) | {"counted": True} for g in self.groups]
        columns: dict[str, Any] = dict.fromkeys(("id", "name_ko", "name_en"), pl.String)
        columns |= {"mean": pl.Float64, **dict.fromkeys(named(np.zeros(2)), pl.Float64)}
        columns |= {"probability": pl.Float64, "verdict": pl.String, "counted": pl.Boolean}
        return pl.DataFrame(rows, schema=columns)

    def _score_row(self, id: str, name: Text, total: Array) -> dict[str, Any]:
        found = named(total)
        passes = float((total >= self.rules.pass_mark.value).mean())
        who = {"id": id, "name_ko": name.ko, "name_en": name.en, "mean": float(total.mean())}
        return {**who, **found, "probability": passes, "verdict": self.verdict_of(found["p50"])}

    def break_even(self) -> pl.DataFrame:
        """The score that policy and region must reach together, by weights and steepness; also as a judgement.

        One row a corner of the allowed weights (and their centre) and steepness k: quantiles over draws of the score
        needed, `judgement` the ratio on the scale of nine that gives its median, `reachable` whether 0.9 is enough.
        """
        import polars as pl

        k = self.rules.economic_score
        rows = []
        for id, w in [("centre", self.centre), *((f"corner-{i}", w) for i, w in enumerate(self.corners, 1))]:
            for name, steepness in (("value", k.value), ("low", k.low), ("high", k.high)):
                found = named(self.needed(w, steepness))
                middle = found["p50"]
                reachable = middle <= BEST
                ratio = as_judgement(max(middle, WORST) / (1.0 - max(middle, WORST))) if reachable else None
                rows.append({
                    "weights": id, **{f"weight_{c}": float(x) for c, x in zip(self.criteria, w, strict=True)},
                    "steepness": name, "k": steepness, **found, "judgement": ratio, "reachable": reachable,
                })  # fmt: skip
        return pl.DataFrame(rows)

    def curve(self) -> pl.DataFrame:
        """What share of weights and draws passes, by the score of policy and region: score, share."""
        import polars as pl

        return pl.DataFrame({"score": GRID, "share": [float(self.passing(s).mean()) for s in GRID]})

    # --- in words ----------------------------------------------------------------------------------------------------

    @cached_property
    def verdict(self) -> Text:
        """One plain sentence on the score, or on what it would take."""
        mark, economic = self.rules.pass_mark.value, float(np.median(self.economic))
        if self.judged:
            median = float(np.median(self.group().total))
            share = float(self.share_of_weights.mean())
            low, high = self.range_over_weights
            zone = {
                "above": Text("기준을 넘습니다", "above the mark"),
                "grey": Text("회색 영역에 있어 신중한 판단이 필요합니다", "within the grey zone, where caution is due"),
                "below": Text("기준에 못 미칩니다", "below the mark"),
            }[self.verdict_of(median)]
            return Text(
                f"종합평점의 중앙값은 {median:.3f}로 {zone.ko}(기준 {mark:g}). 규칙이 허용하는 가중치 전체에서 "
                f"{low:.3f}~{high:.3f}이고, 가중치와 표본의 {share:.0%}에서 {mark:g} 이상입니다.",
                f"The median score is {median:.3f}, {zone.en} (mark {mark:g}). Over all weights that the rule allows "
                f"it runs from {low:.3f} to {high:.3f}; in {share:.0%} of weights and draws it is {mark:g} or more.",
            )
        needed = [float(np.median(self.needed(w))) for w in self.corners]
        middle = float(np.median(self.needed(self.centre)))
        others = [self.rules.criterion(c).name for c in self.criteria if c != ECONOMIC]
        listed = Text("·".join(n.ko for n in others), " and ".join(n.en for n in others))
        ratio = as_judgement(max(middle, WORST) / (1.0 - max(middle, WORST))) if middle < 1.0 else "-"
        out = Text(" 9점 척도의 끝(0.9)으로도 이를 수 없습니다.", " Even the end of the scale (0.9) is not enough.")
        more = out if min(needed) > BEST else Text("", "")
        return Text(
            f"평가자의 판단이 없어 종합평점은 매기지 않았습니다. 경제성 점수의 중앙값은 {economic:.2f}이고, "
            f"종합평점 {mark:g}에 이르려면 {listed.ko} 점수가 {middle:.2f}(9점 척도로 {ratio}) "
            f"이상이어야 합니다. 가중치에 따라 {min(needed):.2f}~{max(needed):.2f}입니다.{more.ko}",
            f"There are no evaluators' judgements, so no overall score is given. The median economic score is "
            f"{economic:.2f}; to reach {mark:g} the {listed.en} scores must be {middle:.2f} ({ratio} on the scale of "
            f"nine) or more: {min(needed):.2f} to {max(needed):.2f}, depending on the weights.{more.en}",
        )

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """What a reader has to know beside the score."""
        notes = [Note(c.text.ko, c.text.en) for c in self.rules.caveats]
        notes.append(Note(self.rules.economic_score.assumed.ko, self.rules.economic_score.assumed.en))
        floor = float((self.economic <= WORST + 1e-9).mean())
        if floor > 0.05:
            notes.append(
                Note(
                    f"표본의 {floor:.0%}에서는 B/C가 아주 낮아 경제성 점수가 9점 척도의 끝(0.1)에 있습니다. B/C가 더 "
                    "낮아도 점수는 낮아지지 않습니다.",
                    f"In {floor:.0%} of draws B/C is so low that the economic score stands at the end of the scale of "
                    "nine (0.1); a lower B/C lowers it no further.",
                )
            )
        if self.made_up is not None:
            notes.insert(0, Note(self.made_up.ko, self.made_up.en))
        moved = [e.name for e in self.counted if e.moved]
        if moved:
            ko, en = ", ".join(n.ko for n in moved), ", ".join(n.en for n in moved)
            notes.append(
                Note(
                    f"쌍대비교에서 나온 가중치가 규칙의 범위를 벗어나, 범위 안의 가장 가까운 값으로 옮겼습니다: {ko}",
                    f"Weights that comparisons put outside the rule's ranges were moved to the nearest within: {en}",
                )
            )
        if self.left_out:
            names = ", ".join(self.left_out)
            notes.append(
                Note(
                    f"일관성 비율이 0.1을 넘어 뺀 평가자: {names}",
                    f"Evaluators left out for a consistency ratio above 0.1: {names}",
                )
            )
        notes += [Note(said.ko, said.en) for said in self.of_file]
        return tuple(notes)

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
            "verdict": {"ko": self.verdict.ko, "en": self.verdict.en},
            "extremes": list(self.extremes),
            "break_even": self.break_even().to_dicts(),
            "curve": self.curve().to_dicts(),
            "notes": [{"ko": n.ko, "en": n.en} for n in self.notes],
        }
        if self.judged:
            out |= {
                "scores": self.scores().to_dicts(), "weights": self.weights().to_dicts(),
                "consistency": self.consistency().to_dicts(), "range_over_weights": list(self.range_over_weights),
                "share_of_weights": float(self.share_of_weights.mean()), "left_out": list(self.left_out),
            }  # fmt: skip
        return out


# --- making one ------------------------------------------------------------------------------------------------------


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
        found = Text("일관성 있는 평가자가 한 명도 없음", "no evaluator is consistent")
        log.fault("", found, remedy=Text("판단을 다시 받으십시오.", "Ask for judgements again."))
    if log.faults:
        raise InputFaults(_in_order(log.faults))
    return rule, evaluators, left_out, judgements.names


def _in_order(faults: Sequence[Fault]) -> list[Fault]:
    return sorted(dict.fromkeys(faults), key=lambda f: f.line or 0)


def total_of(weights: Array, criteria: Sequence[str], economic: Array, scores: Mapping[str, float]) -> Array:
    """(draw,) overall score: weights times scores, the economic one by draw."""
    rest = sum(w * scores[c] for w, c in zip(weights, criteria, strict=True) if c != ECONOMIC)
    return weights[list(criteria).index(ECONOMIC)] * economic + rest


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
        Group("mean", _WAYS["mean"], mean_weights, mean_scores, np.mean(totals, axis=0)),
        Group("aij", _WAYS["aij"], aij_weights, aij, total_of(aij_weights, rule.criteria, economic, aij)),
        Group("aip", _WAYS["aip"], aip_weights, aip, total_of(aip_weights, rule.criteria, economic, aip)),
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
