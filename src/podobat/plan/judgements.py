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
from podobat.units import Text

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
                    found = Text(f"{criterion}의 세부 항목이 최상위 항목임: {part.id}",
                                 f"a part of {criterion} is a main criterion: {part.id}")  # fmt: skip
                    other = Text("다른 이름", "another name")
                    log.fault(_path_under(written, criterion, part.id), found, other)
        else:
            _unknown(f"criteria.{criterion}", criterion, [c for c in main if c not in given], log)
    evaluators: list[Evaluator] = []
    for id in dict.fromkeys(row.evaluator for row in written.rows):
        evaluator = _evaluator(id, [r for r in written.rows if r.evaluator == id], children, given, written, log)
        if evaluator is not None:
            evaluators.append(evaluator)
    if not written.rows and not log.faults:
        log.fault("", Text("판단이 없음", "no judgements"), remedy=Text("판단을 적으십시오.", "Write some judgements."))
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
    name = written.names.get(id, Text(id, id))
    return Evaluator(id, name, FrozenDict(matrices), FrozenDict(weights), FrozenDict(project))


def _path_under(written: Written, under: str, name: str) -> str:
    """The path of the first row that names something under a criterion."""
    return next((r.path for r in written.rows if r.under == under and name in (r.a, r.b)), f"criteria.{under}.{name}")


def _unknown(path: str, name: str, known: Sequence[str], log: Log) -> None:
    near = did_you_mean(name, known)
    log.fault(
        path,
        Text(f"모르는 평가 항목: `{name[:40]}`", f"unknown criterion `{name[:40]}`"),
        Text(known_list(known), known_list(known)),
        near if near.en else Text("항목 이름을 확인하십시오.", "Check the name."),
    )


def _who(id: str, under: str) -> str:
    return f"{id}.{under}" if under else id


def _project(id: str, rows: Sequence[Row], leaves: Sequence[str], given: Sequence[str], log: Log) -> dict[str, float]:
    """How much the project is preferred, by criterion that is not divided."""
    found: dict[str, float] = {}
    for row in rows:
        other = row.b if row.a == PROJECT else row.a
        if row.under in given:
            log.fault(
                row.path,
                Text(
                    "경제성 점수는 B/C에서 나오므로 판단하지 않음",
                    "the economic score follows from B/C, not from judgement",
                ),
                remedy=Text("이 줄을 지우십시오.", "Remove this line."),
            )
        elif row.under not in leaves:
            _unknown(row.path, row.under, leaves, log)
        elif other != WITHOUT:
            found_here = Text(f"`{PROJECT}`의 상대는 `{other}`이(가) 아님", f"`{PROJECT}` is set against `{other}`")
            log.fault(row.path, found_here, Text(WITHOUT, WITHOUT))
        elif row.under in found:
            _repeated(row.path, PROJECT, WITHOUT, log)
        else:
            found[row.under] = row.value if row.a == PROJECT else 1.0 / row.value
    missing = [leaf for leaf in leaves if leaf not in found and not any(r.under == leaf for r in rows)]
    if missing:
        log.fault(
            f"{id}.project",
            Text(
                f"사업과 미시행의 비교가 빠짐: {known_list(missing)}",
                f"no judgement of the project on: {known_list(missing)}",
            ),
            remedy=Text(
                "이 항목에서 사업 시행이 얼마나 나은지 적으십시오.", "Say how much better the project is on them."
            ),
        )
    return found


def _repeated(path: str, a: str, b: str, log: Log) -> None:
    found = Text(f"{a}와(과) {b}의 비교가 두 번 나옴", f"{a} and {b} are compared twice")
    log.fault(path, found, remedy=Text("하나만 남기십시오.", "Keep one of them."))


def _weights(
    id: str, under: str, rows: Sequence[Row], mixed: bool, names: Sequence[str], log: Log
) -> tuple[float, ...]:
    """Weights as stated, in the order of the criteria."""
    if mixed:
        found = Text("가중치와 쌍대비교를 함께 적음", "both weights and comparisons are given")
        log.fault(rows[0].path, found, remedy=Text("하나의 방법만 쓰십시오.", "Use one of the two."))
    stated: dict[str, float] = {}
    for row in rows:
        if row.a not in names:
            _unknown(row.path, row.a, names, log)
        elif row.a in stated:
            found = Text(f"{row.a}의 가중치가 두 번 나옴", f"the weight of {row.a} appears twice")
            log.fault(row.path, found, remedy=Text("하나만 남기십시오.", "Keep one of them."))
        else:
            stated[row.a] = row.value
    missing = [name for name in names if name not in stated]
    total = sum(stated.values())
    if missing:
        found = Text(f"가중치가 빠짐: {known_list(missing)}", f"no weight for: {known_list(missing)}")
        log.fault(rows[0].path, found, remedy=Text("모든 항목의 가중치를 적으십시오.", "Give one for each."))
    elif abs(total - 1.0) > _SUM:
        found = Text(
            f"{_who(id, under)}: 가중치의 합이 {total:.4g}임", f"{_who(id, under)}: the weights add up to {total:.4g}"
        )
        log.fault(rows[0].path, found, Text("합계 1", "a sum of 1"), Text("가중치를 고치십시오.", "Correct them."))
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
            found = Text(f"{row.a}을(를) 자신과 비교함", f"{row.a} is compared with itself")
            log.fault(row.path, found, remedy=Text("이 줄을 지우십시오.", "Remove this line."))
        elif (row.a, row.b) in judged:
            _repeated(row.path, row.a, row.b, log)
        elif (row.b, row.a) in judged and _not_reciprocal(judged[row.b, row.a], off[row.b, row.a], row):
            earlier = judged[row.b, row.a]
            log.fault(
                row.path,
                Text(
                    f"역수가 맞지 않음: {row.b}/{row.a}은(는) {earlier:.4g}, {row.a}/{row.b}은(는) {row.value:.4g}",
                    f"not reciprocal: {row.b} to {row.a} is {earlier:.4g}, {row.a} to {row.b} is {row.value:.4g}",
                ),
                remedy=Text(
                    f"둘 중 하나를 지우거나 {1 / earlier:.4g}(으)로 고치십시오.",
                    f"Remove one, or write {1 / earlier:.4g}.",
                ),
            )
        else:
            judged[row.a, row.b], off[row.a, row.b] = row.value, row.rounded
    pairs = [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]]
    missing = [f"{a}~{b}" for a, b in pairs if (a, b) not in judged and (b, a) not in judged]
    if missing:
        found = Text(f"비교가 빠짐: {known_list(missing)}", f"pairs not compared: {known_list(missing)}")
        log.fault(_who(id, under), found, remedy=Text("모든 쌍을 한 번씩 비교하십시오.", "Compare each pair once."))
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
