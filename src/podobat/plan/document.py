"""A file as written: a tree of values that remember their lines.

Every fault of a file must be reported at once and with its line, so YAML is read into `Node`s here and given its
meaning later (`schema.py`). Guards against what is not a plan at all: size, encoding, tabs, depth, anchors, tags.
"""

from __future__ import annotations

import math
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from yaml.error import MarkedYAMLError, YAMLError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from podobat.errors import Fault
from podobat.tables.words import odd
from podobat.texts import catalogue
from podobat.units import Text

_say = catalogue("plan")

LARGEST_YAML = 1_000_000  # bytes; the Gwangju plan, with every source named, takes a tenth of it
LARGEST_TABLE = 5_000_000
DEEPEST = 20
LONGEST_TEXT = 20_000  # letters of one value; the longest reading of a target has six hundred
MOST_VALUES = 40_000  # in one file; the Gwangju plan has a tenth of it

_NOTHING = Text.same("")
_READER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml, twenty-five times as fast
#: Plain scalars that are no text in YAML 1.2. (PyYAML builds values by YAML 1.1, where `no` is a truth value.)
_MOST_DIGITS = 40
_NULL = re.compile(r"~|null|Null|NULL|")
_TRUTH = re.compile(r"true|True|TRUE|false|False|FALSE")
_WHOLE = re.compile(r"(?!_)[-+]?(?:0b[0-1_]+|0o[0-7_]+|0x[0-9a-fA-F_]+|[0-9_]+)")
_DECIMAL = re.compile(
    r"[-+]?(?:[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[0-9][0-9_]*[eE][-+]?[0-9]+|\.[0-9_]+(?:[eE][-+][0-9]+)?"
    r"|\.(?:inf|Inf|INF))|\.(?:nan|NaN|NAN)"
)


@dataclass(slots=True)
class Node:
    """A value and its line. A mapping holds Nodes by key, a list holds Nodes, anything else is a plain scalar."""

    value: Any
    line: int | None = None

    def plain(self) -> Any:
        """The value without lines."""
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        if isinstance(self.value, list):
            return [child.plain() for child in self.value]
        return self.value

    def get(self, key: object) -> Node | None:
        """The entry of a mapping, or None when there is none (or this is no mapping)."""
        return self.value.get(key) if isinstance(self.value, dict) else None


def node_of(value: Any) -> Node:
    """A tree without lines from plain values: for plans that are made in Python rather than read from a file."""
    if isinstance(value, dict):
        return Node({key: node_of(child) for key, child in value.items()})
    if isinstance(value, list | tuple):
        return Node([node_of(child) for child in value])
    return Node(value)


@dataclass(slots=True)
class Log:
    """The faults found in one file, and the line of every path seen in it."""

    file: str
    faults: list[Fault] = field(default_factory=list)
    lines: dict[str, int | None] = field(default_factory=dict)

    def fault(self, path: str, found: Text, allowed: Text = _NOTHING, remedy: Text = _NOTHING) -> None:
        """Note a fault at the line of the path, or of the nearest part of it that the file has."""
        self.faults.append(Fault(self.file, self.line_of(path), path, found, allowed, remedy))

    def line_of(self, path: str) -> int | None:
        """The line of a path, or of the nearest part of it that the file has."""
        while path and path not in self.lines:
            path = path.rpartition(".")[0]
        return self.lines.get(path)


class _Stop(Exception):  # noqa: N818 - leaves the reading of one file; never seen outside
    """The rest of the file cannot be read."""


def read_text(path: Path, log: Log, largest: int) -> str | None:
    """The text of a file, or None with a fault that says why it cannot be had."""
    try:
        if path.is_dir():
            log.fault(
                "",
                _say("document.is_a_folder"),
                remedy=_say("document.move_folder_away", name=path.name),
            )
            return None
        status = path.stat()
        size = status.st_size
        if not stat.S_ISREG(status.st_mode):
            log.fault(
                "",
                _say("document.is_no_plain_file_but"),
                remedy=_say("document.put_a_file_named_there", path=path.name),
            )
            return None
        if size > largest:
            log.fault(
                "",
                _say("document.too_large", size=size / 1000000.0),
                _say("document.at_most_mb", most=largest / 1000000.0),
                _say("document.wrong_file"),
            )
            return None
        data = path.read_bytes()
    except FileNotFoundError:
        log.fault(
            "",
            _say("document.missing"),
            remedy=_say("document.write_or_start"),
        )
        return None
    except OSError as error:
        log.fault(
            "",
            _say("document.unreadable", reason=error.strerror),
            remedy=_say("document.may_you_read"),
        )
        return None
    return _decoded(data, log)


def _decoded(data: bytes, log: Log) -> str | None:
    """UTF-8 text; anything else is a fault with the line of the first byte that is not."""
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        korean = _reads_as(data, "cp949")
        log.lines[""] = line
        log.fault(
            "",
            _say("document.cp949" if korean else "document.not_utf8"),
            _say("document.utf8"),
            _say("document.save_as_utf8"),
        )
        return None


def _reads_as(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def read_yaml(path: Path, name: str | None = None) -> tuple[Node | None, Log]:
    """A YAML 1.2 file as a tree of values with lines, and what is wrong with it as YAML.

    path     the file; name is how messages call it (its file name by default)
    returns  the tree, or None when it could not be read; and the log that later faults are added to
    raises   nothing: every fault is in the log
    """
    log = Log(name or path.name)
    text = read_text(path, log, LARGEST_YAML)
    return (parse_yaml(text, log) if text is not None else None), log


def parse_yaml(text: str, log: Log) -> Node | None:
    """The tree of one YAML text; None with faults in the log when it is not one."""
    if not _without_tabs(text, log) or not _of_this_version(text, log):
        return None
    try:
        root = _Builder(text, log).root()
        if root is None:
            _note_empty(log)
        return root
    except _Stop:
        return None
    except (YAMLError, AssertionError) as error:  # the parser asserts what a directive may say
        mark = getattr(error, "problem_mark", None) if isinstance(error, MarkedYAMLError) else None
        log.lines[""] = mark.line + 1 if mark is not None else _line_of_odd_character(text)
        problem = (getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable").strip()
        if "nesting" in problem:  # some builds of libyaml count the depth themselves, before any event reaches us
            log.fault("", _say("document.too_deep", most=DEEPEST), remedy=_say("document.wrong_file"))
            return None
        log.fault(
            "",
            _say("document.no_yaml", problem=problem),
            remedy=_say("document.look_at_indentation"),
        )
        return None


def _note_empty(log: Log) -> None:
    log.lines[""] = 1
    log.fault(
        "",
        _say("document.empty"),
        remedy=_say("document.see_example"),
    )


def _line_of_odd_character(text: str) -> int | None:
    for number, line in enumerate(text.split("\n"), start=1):
        if any(ord(c) < 32 or ord(c) == 127 for c in line):
            return number
    return None


def _without_tabs(text: str, log: Log) -> bool:
    """YAML forbids tabs as indentation; say so in plain words before the parser stumbles."""
    lines = [n for n, line in enumerate(text.split("\n"), start=1) if "\t" in line[: len(line) - len(line.lstrip())]]
    if not lines:
        return True
    log.lines[""] = lines[0]
    more = len(lines) - 1
    log.fault(
        "",
        _say("document.more_tabs" if more else "document.tabs", more=more),
        _say("document.spaces"),
        _say("document.replace_tabs"),
    )
    return False


def _of_this_version(text: str, log: Log) -> bool:
    """YAML 1.1 reads yes, on and 012 as something else; a file that asks for it would mean what it does not say."""
    for line, content in enumerate(text.split("\n", 50)[:50], 1):
        directive = re.match(r"%YAML\s+(\S+)", content)
        if directive and directive[1] != "1.2":
            log.lines[""] = line
            version = directive[1][:10]
            log.fault(
                "",
                _say("document.file_says_that_it_is_yaml", said=version),
                _say("document.yaml_1_2"),
                _say("document.remove_the_line_yaml"),
            )  # fmt: skip
            return False
    return True


class _Builder:
    """Builds the tree from the parser's events, in one pass, refusing what a plan never needs."""

    def __init__(self, text: str, log: Log) -> None:
        self.events: Iterator[Any] = iter(yaml.parse(text, Loader=_READER))
        self.log = log
        self.values = 0

    def root(self) -> Node | None:
        root: Node | None = None
        documents = 0
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.refuse(
                        event,
                        "",
                        _say("document.documents"),
                        _say("document.one_document"),
                    )
                root = self.node(next(self.events), "", 0)
        return root

    def node(self, event: Any, path: str, depth: int) -> Node:
        line = event.start_mark.line + 1
        self.guard(event, path, depth)
        if isinstance(event, ScalarEvent):
            return Node(self.scalar(event), line)
        if isinstance(event, SequenceStartEvent):
            items: list[Node] = []
            while not isinstance(event := next(self.events), SequenceEndEvent):
                items.append(self.node(event, f"{path}.{len(items)}" if path else str(len(items)), depth + 1))
            return Node(items, line)
        return Node(self.mapping(path, depth), line)

    def mapping(self, path: str, depth: int) -> dict[Any, Node]:
        entries: dict[Any, Node] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            line = event.start_mark.line + 1
            if not isinstance(event, ScalarEvent):
                self.refuse(
                    event,
                    path,
                    _say("document.odd_key"),
                    _say("document.plain_keys"),
                )
            key = self.scalar(event)
            below = f"{path}.{key}" if path else str(key)
            value = self.node(next(self.events), below, depth + 1)
            if key in entries:
                self.log.faults.append(
                    Fault(
                        self.log.file,
                        line,
                        below,
                        _say("document.key_twice", line=entries[key].line),
                        remedy=_say("document.keep_one"),
                    )
                )
                continue
            entries[key] = Node(value.value, line)
        return entries

    def scalar(self, event: ScalarEvent) -> Any:
        """A scalar by the rules of YAML 1.2: null, true/false, whole number, number, or text."""
        if len(event.value) > LONGEST_TEXT:
            found = _say("document.text_of_letters", n=len(event.value))
            self.note(event, found, _say("document.at_most", longest_text=LONGEST_TEXT),
                      _say("document.shorten"))  # fmt: skip
        if sign := odd(event.value):
            found = _say("document.holds_a_character_that_no_text", sign=sign)
            self.note(event, found, remedy=_say("document.remove_the_character"))
            return "".join(c if not odd(c) else "\N{REPLACEMENT CHARACTER}" for c in event.value)
        return plain_scalar(event.value) if event.implicit[0] else event.value

    def note(self, event: Any, found: Text, allowed: Text = _NOTHING, remedy: Text = _NOTHING) -> None:
        """Note a fault of a scalar, and go on."""
        self.log.faults.append(Fault(self.log.file, event.start_mark.line + 1, "", found, allowed, remedy))

    def guard(self, event: Any, path: str, depth: int) -> None:
        """Anchors and tags let a small file grow without bound or mean something else; a plan needs neither."""
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            self.refuse(
                event,
                path,
                _say("document.anchor"),
                _say("document.write_out"),
            )
        tag = str(getattr(event, "tag", None) or "!")
        if tag != "!":
            self.refuse(
                event,
                path,
                _say("document.tag", tag=tag[:40]),
                _say("document.remove_the_tag"),
            )
        self.values += 1
        wrong_file = _say("document.wrong_file")
        if depth > DEEPEST:
            self.refuse(event, "", _say("document.too_deep", most=DEEPEST), wrong_file)
        if self.values > MOST_VALUES:
            self.refuse(event, "", _say("document.too_many", most=MOST_VALUES), wrong_file)

    def refuse(self, event: Any, path: str, found: Text, remedy: Text) -> None:
        self.log.faults.append(Fault(self.log.file, event.start_mark.line + 1, path, found, remedy=remedy))
        raise _Stop


def plain_scalar(text: str) -> Any:
    """What a scalar without quotes means in YAML 1.2: None, a truth value, a whole number, a number, or text."""
    if _NULL.fullmatch(text):
        return None
    if _TRUTH.fullmatch(text):
        return text.lower() == "true"
    try:
        if len(text) > _MOST_DIGITS:
            return text  # no number that a plan needs; what stands there is said to be none
        if _WHOLE.fullmatch(text):
            return int(text.replace("_", ""), 0 if text.lstrip("+-").startswith(("0x", "0o", "0b")) else 10)
        if _DECIMAL.fullmatch(text):
            lowered = text.lower().replace("_", "")
            return math.nan if lowered.endswith(".nan") else float(lowered.replace(".inf", "inf"))
    except (ValueError, OverflowError):
        return text
    return text
