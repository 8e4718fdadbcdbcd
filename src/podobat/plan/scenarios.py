"""Scenarios: a plan with some values set differently, and nothing else.

A scenario names paths of the plan and the values they take, or `{times: 0.5}`; `*` stands for every entry at that
place. Paths that the plan does not have are faults, never silently nothing. The result is checked like any plan,
except that its budgets need not add up to the announced total.
"""

# ruff: noqa: RUF009 - `entry(kind)` declares a field; kinds are functions without state

from __future__ import annotations

import dataclasses
import math
from collections.abc import Collection, Iterator, Mapping
from typing import Any, TypeVar

from podobat.errors import Fault, InputFaults
from podobat.plan.check import checked_values
from podobat.plan.document import Log, Node, node_of
from podobat.plan.fields import (
    BAD,
    WRITTEN,
    FrozenDict,
    did_you_mean,
    entry,
    join,
    known_list,
    mapping_of,
    read_values,
    shown,
    text,
)
from podobat.plan.plain import plain
from podobat.plan.schema import PlanFile
from podobat.texts import catalogue
from podobat.units import Text

_say = catalogue("plan")

WITHOUT: Mapping[str, Any] = FrozenDict({"programmes.*.budget.*": 0.0, "law.wanted": False})
#: Why a figure has the value that a scenario gave it, as a plan writes its texts.
SET_BY_SCENARIO = FrozenDict({lang: _say("scenarios.set_by_scenario")[lang] for lang in WRITTEN})

Step = str | int
P = TypeVar("P", bound=PlanFile)
MOST_TIMES = 1e6
_TIMES = _say("scenarios.to", value=-MOST_TIMES, most_times=MOST_TIMES)


@dataclasses.dataclass(frozen=True)
class Scenario:
    """Levers set otherwise than a plan has them, and what is supposed about the world.

    Attributes
    ----------
    id : str
        Name of its file without the ending.
    name, description : Text
        As people read it.
    set : Mapping of str to object
        Path in the plan: the value there, in the unit of the field.
    lines : Mapping of str to int
        Where each path stands in its file.
    """

    id: str
    name: Text = entry(text)
    description: Text = entry(text)
    set: FrozenDict[str, Any] = entry(
        mapping_of(
            lambda k: isinstance(k, str),
            _say("scenarios.paths_of_the_plan"),
            lambda node, path, log: frozen(node.plain()),
        )
    )
    lines: FrozenDict[str, int] = dataclasses.field(default_factory=FrozenDict, repr=False, compare=False)

    def apply(self, plan: P, measure_ids: Collection[str] | None = None) -> P:
        """The plan under this scenario. InputFaults, at the lines of its file, when it does not fit.

        measure_ids   ids that targets may be set against; None: not checked
        """
        file = f"scenarios/{self.id}.yaml"
        return changed(plan, self.set, file=file, lines=self.lines, measure_ids=measure_ids)


_KINDS = {f.name: f.metadata["kind"] for f in dataclasses.fields(Scenario) if "kind" in f.metadata}


def scenario_of(root: Node, id: str, log: Log) -> Scenario | None:
    """The scenario in a tree, or None with every fault in the log."""
    log.lines.setdefault("", root.line)
    parts = read_values(root, "", log, _KINDS, tuple(_KINDS))
    if parts is BAD or log.faults:
        return None
    at = root.value["set"].value
    return Scenario(id=id, **parts, lines=FrozenDict({key: node.line for key, node in at.items()}))


def frozen(value: Any) -> Any:
    """The same plain value, unchangeable."""
    if isinstance(value, dict):
        return FrozenDict({key: frozen(child) for key, child in value.items()})
    if isinstance(value, list | tuple):
        return tuple(frozen(child) for child in value)
    return value


def thawed(value: Any) -> Any:
    """The same plain value, that may be changed."""
    if isinstance(value, Mapping):
        return {key: thawed(child) for key, child in value.items()}
    return [thawed(child) for child in value] if isinstance(value, tuple) else value


def changed(
    plan: P,
    values: Mapping[str, Any],
    *,
    file: str = "with_values",
    lines: Mapping[str, int] | None = None,
    measure_ids: Collection[str] | None = None,
) -> P:
    """The plan with values set at paths; unchanged parts are the same objects.

    raises InputFaults: a path that matches nothing, a value that makes no sense, sums that no longer add up
    """
    log = Log(file, lines=dict(lines or {}))
    tree = plain(plan, whole=True)  # what a plan may say and does not can be set too
    touched: dict[str, str] = {}  # concrete path -> path as written
    often: dict[str, int] = {}  # path as written -> how many places it means
    for path, value in values.items():
        places = list(_places(tree, path, log))
        often[path] = len(places)
        named = [".".join(map(str, _names(tree, steps))) for steps in places]
        earlier = _set_before(named, touched, often, len(places))
        if earlier:
            _note_twice(path, *earlier, log)
            continue
        for steps, name in zip(places, named, strict=True):
            _put(tree, steps, thawed(value), path, log)
            touched[name] = path
    if log.faults:
        raise InputFaults(log.faults)
    inner = Log(file)
    parts = checked_values(node_of(tree), inner, announced=False, measure_ids=measure_ids)
    if parts is None:
        raise InputFaults(_at_their_lines(fault, touched, log) for fault in inner.faults)
    return _shared(plan, type(plan)(**parts))


def _set_before(
    places: list[str], touched: Mapping[str, str], often: Mapping[str, int], n: int
) -> tuple[str, str] | None:
    """A place that a line would set although an earlier one did, and that line; None where none is.

    A later line may set a part of what an earlier one set, or single places of those that a `*` meant; nothing else, or
    one of the two would pass unseen.
    """
    for place in places:
        for before, path in touched.items():
            same = before == place
            inside_earlier = place.startswith(f"{before}.")
            around_earlier = before.startswith(f"{place}.")
            if around_earlier or (same and not inside_earlier and n >= often[path]):
                return before, path
    return None


def _note_twice(path: str, place: str, earlier: str, log: Log) -> None:
    line = log.lines.get(earlier)
    where = _say("scenarios.line", line=line) if line else _say("scenarios.text", earlier=earlier)
    log.fault(
        path,
        _say("scenarios.sets_twice_first", place=place, where=where),
        remedy=_say("scenarios.keep_one_of_them"),
    )


def _at_their_lines(fault: Fault, touched: Mapping[str, str], log: Log) -> Fault:
    """The fault, moved to the line of the scenario that caused it."""

    def distance(place: str) -> int:
        same = 0
        for a, b in zip(place.split("."), fault.path.split("."), strict=False):
            if a != b:
                break
            same += 1
        return -same

    nearest_place = min(touched, key=distance, default=None)
    written = touched.get(nearest_place) if nearest_place is not None else None
    return dataclasses.replace(fault, file=log.file, line=log.lines.get(written) if written else None)


def _places(tree: Any, path: str, log: Log) -> Iterator[list[Step]]:
    """Every place of the tree that a path means. A path that means none is a fault."""
    places: list[list[Step]] = []
    parts = path.split(".") if isinstance(path, str) else [str(path)]
    stuck: tuple[str, list[str]] | None = None

    def walk(node: Any, rest: list[str], steps: list[Step], name: str) -> None:
        nonlocal stuck
        if not rest:
            places.append(steps)
            return
        head, tail = rest[0], rest[1:]
        keys = _keys(node)
        matches = list(keys.items()) if head == "*" else [(head, keys[head])] if head in keys else []
        if not matches and head != "*" and not tail and parts[-2:-1] == ["budget"] and head.isdigit():
            matches = [(head, int(head))]  # a year the line had no money in so far
        if not matches:
            # The longest path understood so far makes the most helpful suggestion.
            if stuck is None or len(steps) >= stuck[0].count(".") + 1:
                stuck = (name, list(keys))
            return
        for label, key in matches:
            child = node.get(key) if isinstance(node, dict) else node[int(key)]
            walk(child, tail, [*steps, key], join(name, label))

    walk(tree, parts, [], "")
    if not places:
        _note_unknown(path, parts, stuck, log)
    yield from places


def _keys(node: Any) -> dict[str, Step]:
    """What may follow at this place: names of entries, ids of list items, numbers where items have no id."""
    if isinstance(node, dict):
        return {str(key): key for key in node}
    if isinstance(node, list):
        return {
            str(item["id"]) if isinstance(item, dict) and "id" in item else str(n): n for n, item in enumerate(node)
        }
    return {}


def _note_unknown(path: str, parts: list[str], stuck: tuple[str, list[str]] | None, log: Log) -> None:
    name, known = stuck if stuck is not None else ("", [])
    depth = name.count(".") + 1 if name else 0
    head = parts[depth] if depth < len(parts) else parts[-1]
    wrong = _say("scenarios.matches_nothing") if "*" in parts else _say("scenarios.no_such_path", head=head)
    listed = known_list(known)
    if not known:
        allowed = _say("scenarios.nothing_under", name=name)
    else:
        allowed = _say("scenarios.known_under", name=name, known=listed) if name else Text.same(listed)
    log.fault(path, wrong, allowed, did_you_mean(head, known))


def _names(tree: Any, steps: list[Step]) -> Iterator[Step]:
    """A place in words: list positions become ids."""
    step: Any
    for step in steps:
        child = tree.get(step) if isinstance(tree, dict) else tree[step] if isinstance(tree, list) else None
        yield child["id"] if isinstance(tree, list) and isinstance(child, dict) and "id" in child else step
        tree = child


def _is_figure(value: Any) -> bool:
    return isinstance(value, dict) and "value" in value and not set(value) - {"value", "source", "assumed"}


def _put(tree: Any, steps: list[Step], value: Any, path: str, log: Log) -> None:
    """Set one place. A figure that gets another value loses its source: the scenario is where it now comes from."""
    parent: Any = tree
    node: Any = tree
    step: Any
    for step in steps[:-1]:
        parent, node = node, node[step]
    if steps[-1] == "value" and _is_figure(node):
        steps = steps[:-1]
        node = parent
    last: Any = steps[-1]
    old: Any = node.get(last) if isinstance(node, dict) else node[last]
    new = _multiplied(old, value, path, log) if isinstance(value, Mapping) and set(value) == {"times"} else value
    if _is_figure(old) and not isinstance(new, Mapping):
        same = not isinstance(new, bool) and new == old["value"]
        new = old if same else {"value": new, "assumed": SET_BY_SCENARIO}
    node[last] = new


def _multiplied(old: Any, value: Mapping[str, Any], path: str, log: Log) -> Any:
    """An old amount times a factor."""
    amount, factor = old["value"] if _is_figure(old) else old, value["times"]
    if isinstance(factor, int) and abs(factor) > MOST_TIMES:
        factor = math.inf if factor > 0 else -math.inf
    if isinstance(factor, bool) or not isinstance(factor, int | float):
        log.fault(path, _say("scenarios.times_no_number", factor=shown(factor)), _TIMES)
        return old
    if not math.isfinite(factor) or abs(factor) > MOST_TIMES:
        found = _say("scenarios.times_is_out_of_range", factor=shown(factor))
        log.fault(path, found, _TIMES)
        return old
    if isinstance(amount, bool) or not isinstance(amount, int | float):
        log.fault(
            path,
            _say("scenarios.cannot_multiply"),
            remedy=_say("scenarios.give_value"),
        )
        return old
    return amount * factor


def _shared(old: Any, new: Any) -> Any:
    """The new value built from the old one's parts wherever they are equal."""
    if old == new:
        return old
    if dataclasses.is_dataclass(new) and type(old) is type(new):
        parts = {f.name: _shared(getattr(old, f.name), getattr(new, f.name)) for f in dataclasses.fields(new)}
        return type(new)(**parts)
    if isinstance(new, tuple) and isinstance(old, tuple) and len(old) == len(new):
        return tuple(_shared(a, b) for a, b in zip(old, new, strict=True))
    return new
