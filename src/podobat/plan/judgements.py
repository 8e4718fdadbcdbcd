# ruff: noqa: RUF009 - entry(...) declares a field and how it is read
"""What evaluators judged for the analytic hierarchy process (AHP), held against the criteria of a rule.

    written = read_judgements("judgements.yaml")          judgement_files.py: what the file says, faults in written.log
    judgements = judgements_of(written, ("economic", "policy", "regional"))     checked, faults added to the log
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from podobat.plan.document import Log
from podobat.plan.fields import FrozenDict, did_you_mean, entry, identifier, known_list, text
from podobat.texts import catalogue
from podobat.units import Text

_say = catalogue("plan")

PROJECT, WITHOUT = "project", "no-project"
GOAL = ""  # the parent of the main criteria
_SUM = 1e-3  # weights written to three places may miss one by this much


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file: under a criterion, a matters `value` times as much as b; b empty: the weight of a itself."""

    path: str
    evaluator: str
    under: str
    a: str
    b: str
    value: float
    rounded: float = 0.0  # by which the value may be off because it was printed to a few places


@dataclass(frozen=True, slots=True)
class Part:
    """A part into which a criterion is divided."""

    id: str = entry(identifier)
    name: Text = entry(text)


@dataclass(frozen=True)
class Written:
    """What a file says, before it is held against the criteria of a rule."""

    log: Log
    rows: tuple[Row, ...] = ()
    names: FrozenDict[str, Text] = field(default_factory=FrozenDict)
    parts: FrozenDict[str, tuple[Part, ...]] = field(default_factory=FrozenDict)
    rule: str | None = None
    made_up: Text | None = None
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Evaluator:
    """What one evaluator judged, complete.

    matrices  by criterion that is divided (GOAL for the main ones): how many times as much each part matters
    weights   by criterion that is divided, where the evaluator stated weights instead of comparing pairs
    project   by criterion that is not divided: how many times the project is to be preferred to none, 1/9 to 9
    """

    id: str
    name: Text
    matrices: FrozenDict[str, tuple[tuple[float, ...], ...]]
    weights: FrozenDict[str, tuple[float, ...]]
    project: FrozenDict[str, float]


@dataclass(frozen=True)
class Judgements:
    """All evaluators whose judgements are complete, and the criteria they judged.

    children  parts by criterion, GOAL first; names of the parts that the file adds
    made_up   set where the evaluators were invented for an example
    """

    file: str
    children: FrozenDict[str, tuple[str, ...]]
    names: FrozenDict[str, Text]
    evaluators: tuple[Evaluator, ...]
    made_up: Text | None


def judgements_of(written: Written, main: Sequence[str], given: Sequence[str] = ()) -> Judgements:
    """The evaluators whose judgements are complete; what is wrong with the others is added to the log.

    main    the criteria of the rule, in its order
    given   those whose score does not come from evaluators: the economic criterion follows from the benefit-cost ratio
    """
    log = written.log
    children: dict[str, tuple[str, ...]] = {GOAL: tuple(main)}
    for criterion, parts in written.parts.items():
        if criterion in main and criterion not in given:
            children[criterion] = tuple(p.id for p in parts)
            for part in parts:
                if part.id in main:
                    found = _say(
                        "judgements.part_of_is_a_main_criterion", criterion=criterion, part_id=part.id
                    )  # fmt: skip
                    log.fault(_path_under(written, criterion, part.id), found, _say("judgements.another_name"))
        else:
            _unknown(f"criteria.{criterion}", criterion, [c for c in main if c not in given], log)
    evaluators: list[Evaluator] = []
    for id in dict.fromkeys(row.evaluator for row in written.rows):
        evaluator = _evaluator(id, [r for r in written.rows if r.evaluator == id], children, given, written, log)
        if evaluator is not None:
            evaluators.append(evaluator)
    if not written.rows and not log.faults:
        log.fault("", _say("judgements.no_judgements"), remedy=_say("judgements.write_some_judgements"))
    names = FrozenDict({p.id: p.name for parts in written.parts.values() for p in parts})
    return Judgements(log.file, FrozenDict(children), names, tuple(evaluators), written.made_up)


def _evaluator(
    id: str,
    rows: Sequence[Row],
    children: Mapping[str, tuple[str, ...]],
    given: Sequence[str],
    written: Written,
    log: Log,
) -> Evaluator | None:
    before = len(log.faults)
    leaves = [c for parts in children.values() for c in parts if c not in children and c not in given]
    project = _project(id, [r for r in rows if PROJECT in (r.a, r.b)], leaves, given, log)
    compared = [r for r in rows if PROJECT not in (r.a, r.b)]
    matrices: dict[str, tuple[tuple[float, ...], ...]] = {}
    weights: dict[str, tuple[float, ...]] = {}
    for row in compared:
        if row.under not in children:
            _unknown(row.path, row.under, [c for c in children if c], log)
    for under, names in children.items():
        here = [r for r in compared if r.under == under]
        stated = [r for r in here if not r.b]
        if stated:
            weights[under] = _weights(id, under, stated, len(stated) < len(here), names, log)
        else:
            matrices[under] = _matrix(id, under, here, names, log)
    if len(log.faults) > before:
        return None
    name = written.names.get(id, Text.same(id))
    return Evaluator(id, name, FrozenDict(matrices), FrozenDict(weights), FrozenDict(project))


def _path_under(written: Written, under: str, name: str) -> str:
    """The path of the first row that names something under a criterion."""
    return next((r.path for r in written.rows if r.under == under and name in (r.a, r.b)), f"criteria.{under}.{name}")


def _unknown(path: str, name: str, known: Sequence[str], log: Log) -> None:
    near = did_you_mean(name, known)
    log.fault(
        path,
        _say("judgements.unknown_criterion", name=name[:40]),
        Text.same(known_list(known)),
        near if near.en else _say("judgements.check_the_name"),
    )


def _who(id: str, under: str) -> str:
    return f"{id}.{under}" if under else id


def _project(id: str, rows: Sequence[Row], leaves: Sequence[str], given: Sequence[str], log: Log) -> dict[str, float]:
    """How much the project is preferred, by criterion that is not divided."""
    scores: dict[str, float] = {}
    for row in rows:
        other = row.b if row.a == PROJECT else row.a
        if row.under in given:
            log.fault(
                row.path,
                _say("judgements.economic_score_follows_from_b_c"),
                remedy=_say("judgements.remove_this_line"),
            )
        elif row.under not in leaves:
            _unknown(row.path, row.under, leaves, log)
        elif other != WITHOUT:
            found_here = _say("judgements.found_here", project=PROJECT, other=other)
            log.fault(row.path, found_here, Text(WITHOUT, WITHOUT))
        elif row.under in scores:
            _repeated(row.path, PROJECT, WITHOUT, log)
        else:
            scores[row.under] = row.value if row.a == PROJECT else 1.0 / row.value
    missing = [leaf for leaf in leaves if leaf not in scores and not any(r.under == leaf for r in rows)]
    if missing:
        log.fault(
            f"{id}.project",
            _say("judgements.no_judgement_of_the_project", missing=known_list(missing)),
            remedy=_say("judgements.say_how_much_better_the_project"),
        )
    return scores


def _repeated(path: str, a: str, b: str, log: Log) -> None:
    found = _say("judgements.and_are_compared_twice", a=a, b=b)
    log.fault(path, found, remedy=_say("judgements.keep_one_of_them"))


def _weights(
    id: str, under: str, rows: Sequence[Row], mixed: bool, names: Sequence[str], log: Log
) -> tuple[float, ...]:
    """Weights as stated, in the order of the criteria."""
    if mixed:
        found = _say("judgements.both_weights_and_comparisons")
        log.fault(rows[0].path, found, remedy=_say("judgements.use_one_of_the_two"))
    stated: dict[str, float] = {}
    for row in rows:
        if row.a not in names:
            _unknown(row.path, row.a, names, log)
        elif row.a in stated:
            found = _say("judgements.weight_of_appears_twice", a=row.a)
            log.fault(row.path, found, remedy=_say("judgements.keep_one_of_them"))
        else:
            stated[row.a] = row.value
    missing = [name for name in names if name not in stated]
    total = sum(stated.values())
    if missing:
        found = _say("judgements.no_weight", missing=known_list(missing))
        log.fault(rows[0].path, found, remedy=_say("judgements.give_one_for_each"))
    elif abs(total - 1.0) > _SUM:
        found = _say("judgements.weights_add_up", id=_who(id, under), total=total)
        log.fault(rows[0].path, found, _say("judgements.sum_of_1"), _say("judgements.correct_them"))
    return tuple(stated.get(name, 0.0) / (total or 1.0) for name in names)


def _matrix(id: str, under: str, rows: Sequence[Row], names: Sequence[str], log: Log) -> tuple[tuple[float, ...], ...]:
    """The reciprocal matrix of one evaluator under one criterion; where pairs are missing, a fault says which."""
    judged: dict[tuple[str, str], float] = {}
    off: dict[tuple[str, str], float] = {}
    for row in rows:
        unknown = [name for name in (row.a, row.b) if name not in names]
        for name in unknown:
            _unknown(row.path, name, names, log)
        if unknown:
            continue
        if row.a == row.b:
            found = _say("judgements.is_compared_with_itself", a=row.a)
            log.fault(row.path, found, remedy=_say("judgements.remove_this_line"))
        elif (row.a, row.b) in judged:
            _repeated(row.path, row.a, row.b, log)
        elif (row.b, row.a) in judged and _not_reciprocal(judged[row.b, row.a], off[row.b, row.a], row):
            earlier = judged[row.b, row.a]
            log.fault(
                row.path,
                _say("judgements.not_reciprocal", b=row.b, a=row.a, earlier=earlier, row_value=row.value),
                remedy=_say("judgements.remove_one_or_write", earlier=1 / earlier),
            )
        else:
            judged[row.a, row.b], off[row.a, row.b] = row.value, row.rounded
    pairs = [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]]
    missing = [f"{a}~{b}" for a, b in pairs if (a, b) not in judged and (b, a) not in judged]
    if missing:
        found = _say("judgements.pairs_not_compared", missing=known_list(missing))
        log.fault(_who(id, under), found, remedy=_say("judgements.compare_each_pair_once"))
    return tuple(tuple(_entry(judged, a, b) for b in names) for a in names)


def _not_reciprocal(earlier: float, rounded: float, row: Row) -> bool:
    """Do two judgements of a pair contradict each other by more than two per cent, or by what rounding leaves?"""
    apart = abs(math.log(earlier * row.value)) > 0.02
    return apart and abs(row.value - 1.0 / earlier) > row.rounded and abs(earlier - 1.0 / row.value) > rounded


def _entry(judged: Mapping[tuple[str, str], float], a: str, b: str) -> float:
    """How many times as much a matters; of a pair judged both ways the greater number counts, which is less rounded."""
    one, other = judged.get((a, b)), judged.get((b, a))
    if one is not None and (other is None or one >= other):
        return one
    return 1.0 / other if other is not None else 1.0
