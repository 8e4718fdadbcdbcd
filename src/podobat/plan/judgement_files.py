# ruff: noqa: RUF009 - entry(...) declares a field and how it is read
"""Read what evaluators judged for the analytic hierarchy process (AHP), from YAML or a table (CSV, XLSX).

    written = read_judgements("judgements.yaml")          what the file says, faults of its form in written.log

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
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from podobat.errors import InputFaults
from podobat.plan.document import LARGEST_TABLE, Log, Node, parse_yaml, read_text
from podobat.plan.fields import (
    BAD,
    FrozenDict,
    entry,
    known_list,
    list_of,
    mapping_of,
    record,
    shown,
    text,
    word,
    wrong,
)
from podobat.plan.judgements import GOAL, PROJECT, WITHOUT, Part, Row, Written
from podobat.tables import UPLOADS, Column, Placed, one_sheet, read_sheets, table_of
from podobat.texts import catalogue
from podobat.units import Text

_say = catalogue("plan")

COLUMNS = ("evaluator", "under", "a", "b", "value")
LEAST, MOST = 1.0 / 9.0, 9.0
_EDGE = 1e-3  # 0.111 is meant as 1/9
_TABLES = {".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".parquet"}
_HEADS = (
    Column("evaluator", _say("judgement_files.evaluator"), needed=True, others=("평가위원", "위원")),
    Column("under", _say("judgement_files.under"), needed=True, others=("상위", "상위항목", "기준")),
    Column("a", _say("judgement_files.a"), needed=True, others=("A", "항목")),
    Column("b", _say("judgement_files.b"), needed=True, others=("B", "비교 항목")),
    Column("value", _say("judgement_files.value"), needed=True, others=("판단", "판단값", "중요도", "점수")),
)
_DECIMAL = re.compile(r"0?\.\d+", flags=re.ASCII)
_FRACTION = re.compile(r"\s*(\d+(?:\.\d+)?)\s*/\s*(\d+(?:\.\d+)?)\s*", flags=re.ASCII)
_SCALE = _say("judgement_files.scale")


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
        return wrong(path, log, node, _SCALE, _say("judgement_files.for_example"))
    value, _ = _reciprocal(node.value, value)
    if not LEAST - _EDGE <= value <= MOST:
        log.fault(
            path,
            _say("judgement_files.judgement_off_the_scale", node_value=shown(node.value)),
            _SCALE,
            _nearest_reciprocal(value),
        )
        return BAD
    return max(value, LEAST)


def _nearest_reciprocal(value: float) -> Text:
    """What may be meant by a judgement off the scale: 0.1 is near 1/9; else to judge again."""
    if 0.095 <= value < LEAST:
        return _say("judgement_files.if_it_is_1_9_write")
    return _say("judgement_files.judge_again_on_the_scale")


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
        allowed = _say("judgement_files.weight_from_0_to_1")
        return wrong(path, log, node, allowed, _say("judgement_files.write_40_as_0_4"))
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


_BY_NAME = _say("judgement_files.by_name")


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
    parent = {p.id: main for main, below in parts.items() for p in below}
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
            found = _say("judgement_files.evaluators_id_appears_times", count=count)
            log.fault(f"evaluators.{id}", found, remedy=_say("judgement_files.give_each_an_id"))


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
        found = _say("judgement_files.unknown_columns", names=names)
        log.fault("", found, Text.same(columns), _say("judgement_files.remove_them"))
    rows: list[Row] = []
    for row in table.rows:
        rows += _table_row({id: row.text(id) for id in COLUMNS}, row.line, placed, log)
    parts: dict[str, dict[str, None]] = {}
    for row in rows:
        if row.under != GOAL and PROJECT not in (row.a, row.b):
            parts.setdefault(row.under, {}).update(dict.fromkeys(name for name in (row.a, row.b) if name))
    of = {
        under: tuple(Part(id=n, name=Text.same(n)) for n in names) for under, names in parts.items() if len(names) > 1
    }
    return Written(log, tuple(rows), parts=FrozenDict(of), notes=table.notes)


def _table_row(cells: Mapping[str, str], line: int, placed: Mapping[str, Placed], log: Log) -> Iterable[Row]:
    if not any(cells.values()):
        return
    path = ".".join(filter(None, (cells["evaluator"], cells["under"], f"{cells['a']}~{cells['b']}".rstrip("~"))))
    log.lines[path] = line
    empty = [placed[name].head for name in ("evaluator", "a", "value") if not cells[name]]
    if empty:
        found = _say("judgement_files.is_empty", empty=known_list(empty))
        log.fault(path, found, remedy=_say("judgement_files.fill"))
        return
    value = (_judged if cells["b"] else _weight)(Node(cells["value"], line), path, log)
    if value is not BAD:
        off = _reciprocal(cells["value"], _number(cells["value"]) or 0.0)[1] if cells["b"] else 0.0
        yield Row(path, cells["evaluator"], cells["under"], cells["a"], cells["b"], value, off)
