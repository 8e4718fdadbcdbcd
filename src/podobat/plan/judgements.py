# ruff: noqa: RUF009 - entry(...) declares a field and how it is read
"""Read what evaluators judged for the analytic hierarchy process (AHP), from YAML or a table (CSV, XLSX).

    written = read_judgements("judgements.yaml")          what the file says, faults of its form in written.log
    judgements = judgements_of(written, ("economic", "policy", "regional"))     checked, faults added to the log

A table has the columns evaluator, under, a, b, value: under the criterion `under` (empty: the goal), a matters `value`
times as much as b, from 1/9 to 9. `project` against `no-project` says how much the project is to be preferred; with b
empty, `value` is the weight of a itself. Names that are compared under a criterion are its parts. YAML says the same by
evaluator, and declares the parts. Reciprocals printed to two or three places are read as what they are of: 0.11 is 1/9.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from podobat.errors import InputFaults
from podobat.plan.document import LARGEST_TABLE, Log, Node, parse_yaml, read_text
from podobat.plan.fields import (
    BAD,
    FrozenDict,
    did_you_mean,
    entry,
    identifier,
    known_list,
    list_of,
    mapping_of,
    record,
    shown,
    text,
    word,
    wrong,
)
from podobat.tables import UPLOADS, Column, Placed, one_sheet, read_sheets, table_of
from podobat.units import Text

COLUMNS = ("evaluator", "under", "a", "b", "value")
PROJECT, WITHOUT = "project", "no-project"
GOAL = ""  # the parent of the main criteria
LEAST, MOST = 1.0 / 9.0, 9.0
_EDGE = 1e-3  # 0.111 is meant as 1/9
_SUM = 1e-3  # weights written to three places may miss one by this much
_TABLES = {".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".parquet"}
_HEADS = (
    Column("evaluator", Text("평가자", "evaluator"), needed=True, others=("평가위원", "위원")),
    Column("under", Text("상위 항목", "under"), needed=True, others=("상위", "상위항목", "기준")),
    Column("a", Text("항목 A", "a"), needed=True, others=("A", "항목")),
    Column("b", Text("항목 B", "b"), needed=True, others=("B", "비교 항목")),
    Column("value", Text("값", "value"), needed=True, others=("판단", "판단값", "중요도", "점수")),
)
_DECIMAL = re.compile(r"0?\.\d+", flags=re.ASCII)
_FRACTION = re.compile(r"\s*(\d+(?:\.\d+)?)\s*/\s*(\d+(?:\.\d+)?)\s*", flags=re.ASCII)
_SCALE = Text("1/9 이상 9 이하", "from 1/9 to 9")


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


# --- reading -----------------------------------------------------------------------------------------------------


def read_judgements(path: str | Path) -> Written:
    """What a file of judgements says (CSV and workbooks as a table, anything else as YAML). Faults are in its log."""
    path = Path(path)
    log = Log(path.name)
    if path.suffix.casefold() in _TABLES and path.is_file():
        return _from_table(path, log)
    content = read_text(path, log, LARGEST_TABLE)
    if content is None:
        return Written(log)
    root = parse_yaml(content, log)
    return Written(log) if root is None else _from_yaml(root, log)


def _judged(node: Node, path: str, log: Log) -> Any:
    """A judgement: a number from 1/9 to 9, also written as a fraction."""
    value = _number(node.value)
    if value is None:
        return wrong(path, log, node, _SCALE, Text("예: 3 또는 1/3", "For example: 3 or 1/3."))
    value, _ = _reciprocal(node.value, value)
    if not LEAST - _EDGE <= value <= MOST:
        log.fault(
            path,
            Text(f"척도를 벗어난 판단: {shown(node.value)}", f"a judgement off the scale: {shown(node.value)}"),
            _SCALE,
            _nearest_reciprocal(value),
        )
        return BAD
    return max(value, LEAST)


def _nearest_reciprocal(value: float) -> Text:
    """What may be meant by a judgement off the scale: 0.1 is near 1/9; else to judge again."""
    if 0.095 <= value < LEAST:
        return Text("1/9이면 `1/9`로 쓰십시오.", "If it is 1/9, write `1/9`.")
    return Text("9점 척도로 다시 판단하십시오.", "Judge again on the scale of nine.")


def _reciprocal(written: Any, value: float) -> tuple[float, float]:
    """A judgement as it is meant, and by how much what was written is off: 0.11 is 1/9, 0.14 is 1/7.

    A number printed to two or three places is within half of the last one; where that holds a reciprocal of 2 to 9, it
    is the reciprocal.
    """
    text = str(written).strip()
    places = len(text.partition(".")[2]) if _DECIMAL.fullmatch(text) else 0
    if not 0.0 < value < 1.0 or places < 2:
        return value, 0.0
    half = 0.5 * 10.0**-places
    meant = [n for n in range(2, 10) if abs(value - 1.0 / n) <= half + 1e-12]
    return (1.0 / meant[0], 2 * half) if len(meant) == 1 else (value, half)


def _weight(node: Node, path: str, log: Log) -> Any:
    value = _number(node.value)
    if value is None or not 0.0 <= value <= 1.0:
        allowed = Text("0 이상 1 이하의 가중치", "a weight from 0 to 1")
        return wrong(path, log, node, allowed, Text("40%는 0.4로 쓰십시오.", "Write 40 % as 0.4."))
    return value


def _number(value: Any) -> float | None:
    if isinstance(value, str) and (fraction := _FRACTION.fullmatch(value)):
        below = float(fraction[2])
        return float(fraction[1]) / below if below else None
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    good = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9 and math.isfinite(value)
    return float(value) if good else None


def _plain_word(node: Node, path: str, log: Log) -> Any:
    return word(Node(str(node.value), node.line), path, log)


_BY_NAME = Text("평가 항목", "criteria")


@dataclass(frozen=True, slots=True)
class _Pair:
    under: str = entry(word, default=GOAL)
    a: str = entry(word)
    b: str = entry(word)
    value: float = entry(_judged)


@dataclass(frozen=True, slots=True)
class _One:
    id: str = entry(_plain_word)
    name: Text | None = entry(text, default=None)
    judgements: tuple[_Pair, ...] = entry(list_of(record(_Pair)), default=())
    weights: FrozenDict[str, float] = entry(
        mapping_of(lambda k: isinstance(k, str), _BY_NAME, _weight), default=FrozenDict()
    )
    project: FrozenDict[str, float] = entry(mapping_of(lambda k: isinstance(k, str), _BY_NAME, _judged))


@dataclass(frozen=True, slots=True)
class _File:
    rule: str | None = entry(word, default=None)
    made_up: Text | None = entry(text, default=None)
    criteria: FrozenDict[str, tuple[Part, ...]] = entry(
        mapping_of(lambda k: isinstance(k, str), _BY_NAME, list_of(record(Part), 2, 15)), default=FrozenDict()
    )
    evaluators: tuple[_One, ...] = entry(list_of(record(_One), 1, 200))


_AS_WRITTEN = record(_File)


def _from_yaml(root: Node, log: Log) -> Written:
    written: Any = _AS_WRITTEN(root, "", log)
    parts: Mapping[str, tuple[Part, ...]] = {} if written is BAD else written.criteria
    rows: list[Row] = []
    names: dict[str, Text] = {}
    parent = {p.id: main for main, found in parts.items() for p in found}
    for position, node in enumerate(_list(root.get("evaluators"))):
        at = _called(node, position)
        one: Any = record(_One)(node, f"evaluators.{at}", Log(log.file))  # faults were noted above
        id = at if one is BAD else one.id
        for i, pair in enumerate(_list(node.get("judgements"))):
            path = f"evaluators.{at}.judgements.{i}"
            read: Any = record(_Pair)(pair, path, Log(log.file))
            if read is not BAD:
                given = pair.get("value")
                off = _reciprocal(given.value, read.value)[1] if given is not None else 0.0
                rows.append(Row(path, id, read.under, read.a, read.b, read.value, off))
        for key, child in _mapping(node.get("weights")):
            value = _weight(child, "", Log(log.file))
            if value is not BAD:
                rows.append(Row(f"evaluators.{at}.weights.{key}", id, parent.get(key, GOAL), key, "", value))
        for key, child in _mapping(node.get("project")):
            value = _judged(child, "", Log(log.file))
            if value is not BAD:
                rows.append(Row(f"evaluators.{at}.project.{key}", id, key, PROJECT, WITHOUT, value))
        if one is not BAD and one.name is not None:
            names[id] = one.name
    _check_repeated([_called(n, i) for i, n in enumerate(_list(root.get("evaluators")))], log)
    if written is BAD:
        return Written(log, tuple(rows), FrozenDict(names))
    return Written(log, tuple(rows), FrozenDict(names), written.criteria, written.rule, written.made_up)


def _list(node: Node | None) -> list[Node]:
    return node.value if node is not None and isinstance(node.value, list) else []


def _mapping(node: Node | None) -> Iterable[tuple[str, Node]]:
    return [(str(k), v) for k, v in node.value.items()] if node is not None and isinstance(node.value, dict) else []


def _called(node: Node, position: int) -> str:
    child = node.get("id")
    return child.value if child is not None and isinstance(child.value, str) else str(position)


def _check_repeated(ids: Sequence[str], log: Log) -> None:
    for id, count in Counter(ids).items():
        if count > 1:
            found = Text(f"평가자 id가 {count}번 나옴", f"the evaluator's id appears {count} times")
            log.fault(f"evaluators.{id}", found, remedy=Text("서로 다른 id를 주십시오.", "Give each an id of its own."))


def _from_table(path: Path, log: Log) -> Written:
    """Judgements as rows of a table; what is compared under a criterion are its parts."""
    log.lines[""] = 1
    try:
        sheet = one_sheet(read_sheets(path, limits=UPLOADS), fits=lambda s: not table_of(s, _HEADS).faults)
    except InputFaults as refused:
        log.faults += refused.faults
        return Written(log)
    table = table_of(sheet, _HEADS)
    log.lines[""] = sheet.lines[0]
    log.faults += table.faults
    placed = table.heads.placed if table.heads else {}
    if table.account.columns_not_read and not table.faults:
        names = known_list(table.account.columns_not_read)
        columns = ",".join(COLUMNS)
        found = Text(f"모르는 열: {names}", f"unknown columns: {names}")
        log.fault("", found, Text(columns, columns), Text("그 열을 지우십시오.", "Remove them."))
    rows: list[Row] = []
    for row in table.rows:
        rows += _table_row({id: row.text(id) for id in COLUMNS}, row.line, placed, log)
    parts: dict[str, dict[str, None]] = {}
    for row in rows:
        if row.under != GOAL and PROJECT not in (row.a, row.b):
            parts.setdefault(row.under, {}).update(dict.fromkeys(name for name in (row.a, row.b) if name))
    of = {under: tuple(Part(id=n, name=Text(n, n)) for n in names) for under, names in parts.items() if len(names) > 1}
    return Written(log, tuple(rows), parts=FrozenDict(of), notes=table.notes)


def _table_row(cells: Mapping[str, str], line: int, placed: Mapping[str, Placed], log: Log) -> Iterable[Row]:
    if not any(cells.values()):
        return
    path = ".".join(filter(None, (cells["evaluator"], cells["under"], f"{cells['a']}~{cells['b']}".rstrip("~"))))
    log.lines[path] = line
    empty = [placed[name].head for name in ("evaluator", "a", "value") if not cells[name]]
    if empty:
        found = Text(f"빈칸임: {known_list(empty)}", f"is empty: {known_list(empty)}")
        log.fault(path, found, remedy=Text("값을 적으십시오.", "Fill it in."))
        return
    value = (_judged if cells["b"] else _weight)(Node(cells["value"], line), path, log)
    if value is not BAD:
        off = _reciprocal(cells["value"], _number(cells["value"]) or 0.0)[1] if cells["b"] else 0.0
        yield Row(path, cells["evaluator"], cells["under"], cells["a"], cells["b"], value, off)


# --- checking ----------------------------------------------------------------------------------------------------


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
                    log.fault(_path_under(written, criterion, part.id), found)
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
