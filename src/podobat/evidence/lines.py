"""The lines of the cost-benefit analysis (`appraisal_lines.yaml`): what each counts, and what it might count twice."""

# ruff: noqa: RUF009 - entry(...) declares a field and how it is read

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from podobat.errors import InputFaults
from podobat.evidence.measures import measure
from podobat.plan.document import Log, Node, read_yaml
from podobat.plan.fields import choice, entry, list_of, record, text, word
from podobat.texts import catalogue
from podobat.units import Text

_say = catalogue("evidence")

TABLE = Path(__file__).parent / "appraisal_lines.yaml"
LEFT_OUT = Path(__file__).parent / "appraisal_left_out.yaml"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its name, side (cost or benefit), definition, the measures and parameters behind it.

    duplicates   what it could count a second time;  avoided   why it does not
    """

    id: str
    name: Text
    side: str
    definition: Text
    measures: tuple[str, ...]
    parameters: tuple[str, ...]
    duplicates: Text
    avoided: Text


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line as it is written in the table."""

    name: Text = entry(text)
    side: str = entry(choice("cost", "benefit"))
    definition: Text = entry(text)
    duplicates: Text = entry(text)
    avoided: Text = entry(text)
    measures: tuple[str, ...] = entry(list_of(word), default=())
    parameters: tuple[str, ...] = entry(list_of(word), default=())


@cache
def appraisal_lines() -> tuple[Line, ...]:
    """The lines of the package, costs before benefits, in the order of the file. Raises InputFaults."""
    return read_lines()


def read_lines(path: Path = TABLE) -> tuple[Line, ...]:
    """The lines of one file. Raises InputFaults with everything that is wrong with it."""
    root, log = read_yaml(path)
    kind = record(_Entry)
    lines: list[Line] = []
    for name, node in ({} if root is None else root.value).items():
        log.lines[name] = node.line
        read = kind(node, name, log)
        if isinstance(read, _Entry):
            _check_measures(name, node, read, log)
            e = read
            lines.append(Line(name, e.name, e.side, e.definition, e.measures, e.parameters, e.duplicates, e.avoided))
    if log.faults:
        raise InputFaults(log.faults)
    return tuple(lines)


@cache
def appraisal_left_out() -> tuple[Text, ...]:
    """What the analysis leaves out and why, in the order of the file. Raises InputFaults with all that is wrong."""
    root, log = read_yaml(LEFT_OUT)
    reasons = [] if root is None else [text(node, name, log) for name, node in root.value.items()]
    if log.faults:
        raise InputFaults(log.faults)
    return tuple(reasons)


def _check_measures(name: str, node: Node, read: _Entry, log: Log) -> None:
    """Every measure named is one that is counted."""
    for id in read.measures:
        try:
            measure(id)
        except KeyError:
            log.lines[f"{name}.measures"] = node.line
            log.fault(f"{name}.measures", _say("lines.unknown_measure", id=id))
