"""A file as written: a tree of values that remember their lines.

Every fault of a file must be reported at once and with its line, so YAML is read into `Node`s here and given its
meaning later (`schema.py`). Guards against what is not a plan at all: size, encoding, tabs, depth, anchors, tags.
"""

from __future__ import annotations

import math
import re
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
from podobat.units import Text

LARGEST_YAML = 1_000_000  # bytes; the Gwangju plan, with every source named, takes a tenth of it
LARGEST_TABLE = 5_000_000
DEEPEST = 20
LONGEST_TEXT = 20_000  # letters of one value; the longest reading of a target has six hundred
MOST_VALUES = 40_000  # in one file; the Gwangju plan has a tenth of it

_NOTHING = Text("", "")
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
                Text("파일이 아니라 폴더임", "is a folder, not a file"),
                remedy=Text(
                    f"폴더를 치우고 그 자리에 {path.name} 파일을 두십시오.",
                    f"Move the folder away and put a file named {path.name} there.",
                ),
            )
            return None
        size = path.stat().st_size
        if size > largest:
            log.fault(
                "",
                Text(f"파일 크기 {size / 1e6:.1f} MB로 너무 큼", f"the file is too large ({size / 1e6:.1f} MB)"),
                Text(f"{largest / 1e6:.0f} MB 이하", f"at most {largest / 1e6:.0f} MB"),
                Text("사업 계획 파일이 맞는지 확인하십시오.", "Check that this is the file you meant."),
            )
            return None
        data = path.read_bytes()
    except FileNotFoundError:
        log.fault(
            "",
            Text("파일이 없음", "the file is missing"),
            remedy=Text(
                "파일을 만들거나 `podobat new 폴더`로 예시를 받아 시작하십시오.",
                "Write it, or start from the example that `podobat new FOLDER` makes.",
            ),
        )
        return None
    except OSError as error:
        log.fault(
            "",
            Text(f"파일을 읽을 수 없음({error.strerror})", f"the file cannot be read ({error.strerror})"),
            remedy=Text("파일의 읽기 권한을 확인하십시오.", "Check that you may read it."),
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
            Text(
                "UTF-8이 아님" + (" (CP949/EUC-KR로 저장된 듯함)" if korean else ""),
                "not UTF-8" + (" (it looks saved as CP949/EUC-KR)" if korean else ""),
            ),
            Text("UTF-8로 저장된 텍스트", "text saved as UTF-8"),
            Text("편집기에서 인코딩을 UTF-8로 바꾸어 다시 저장하십시오.", "Save it again with the encoding UTF-8."),
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
        log.fault(
            "",
            Text(f"YAML로 읽을 수 없음: {problem}", f"not readable as YAML: {problem}"),
            remedy=Text(
                "이 줄과 바로 앞줄의 들여쓰기, 따옴표, 쌍점(:), 괄호를 확인하십시오.",
                "Look at indentation, quotes, colons and brackets on this line and the one before.",
            ),
        )
        return None


def _note_empty(log: Log) -> None:
    log.lines[""] = 1
    log.fault(
        "",
        Text("빈 파일임", "the file is empty"),
        remedy=Text(
            "`podobat new 폴더`가 만드는 예시를 참고하십시오.", "See the example that `podobat new FOLDER` makes."
        ),
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
        Text(
            "들여쓰기에 탭 문자가 있음" + (f" (그 밖에 {more}줄 더 있음)" if more else ""),
            "tab characters in the indentation" + (f" (and on {more} more lines)" if more else ""),
        ),
        Text("빈칸", "spaces"),
        Text("탭을 빈칸 두 개로 바꾸십시오.", "Replace each tab by two spaces."),
    )
    return False


def _of_this_version(text: str, log: Log) -> bool:
    """YAML 1.1 reads yes, on and 012 as something else; a file that asks for it would mean what it does not say."""
    for line, content in enumerate(text.split("\n", 50)[:50], 1):
        found = re.match(r"%YAML\s+(\S+)", content)
        if found and found[1] != "1.2":
            log.lines[""] = line
            said = found[1][:10]
            log.fault(
                "",
                Text(f"YAML {said}로 되어 있음(%YAML {said})", f"the file says that it is YAML {said} (%YAML {said})"),
                Text("YAML 1.2", "YAML 1.2"),
                Text("`%YAML` 줄을 지우고, yes/no/on/off는 true/false로 쓰십시오.",
                     "Remove the line `%YAML`; write true or false for yes, no, on, off."),
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
                        Text("문서가 둘 이상임(---)", "more than one document (---)"),
                        Text("파일마다 문서 하나만 두십시오.", "Keep one document in a file."),
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
                    Text("항목 이름이 낱말이 아님", "a key that is not a plain word"),
                    Text("이름은 낱말이나 연도로 쓰십시오.", "Write keys as words or years."),
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
                        Text(
                            f"같은 이름이 두 번 나옴(먼저 {entries[key].line}번째 줄)",
                            f"the key appears twice (first on line {entries[key].line})",
                        ),
                        remedy=Text("하나만 남기십시오.", "Keep one of them."),
                    )
                )
                continue
            entries[key] = Node(value.value, line)
        return entries

    def scalar(self, event: ScalarEvent) -> Any:
        """A scalar by the rules of YAML 1.2: null, true/false, whole number, number, or text."""
        if len(event.value) > LONGEST_TEXT:
            found = Text(f"{len(event.value):,}자로 너무 긴 글", f"a text of {len(event.value):,} letters")
            self.note(event, found, Text(f"{LONGEST_TEXT:,}자 이하", f"at most {LONGEST_TEXT:,}"),
                      Text("짧게 줄이십시오.", "Shorten it."))  # fmt: skip
        if sign := odd(event.value):
            found = Text(f"글에 쓸 수 없는 문자({sign})가 있음", f"holds a character that no text has ({sign})")
            self.note(event, found, remedy=Text("그 문자를 지우십시오.", "Remove the character."))
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
                Text("YAML 앵커(&, *)를 씀", "uses a YAML anchor or alias (& or *)"),
                Text("값을 그 자리에 그대로 쓰십시오.", "Write the value out where it is needed."),
            )
        tag = str(getattr(event, "tag", None) or "!")
        if tag != "!":
            self.refuse(
                event,
                path,
                Text(f"YAML 태그({tag[:40]})를 씀", f"uses a YAML tag ({tag[:40]})"),
                Text("태그를 지우십시오.", "Remove the tag."),
            )
        self.values += 1
        wrong_file = Text("사업 계획 파일이 맞는지 확인하십시오.", "Check that this is the file you meant.")
        if depth > DEEPEST:
            found = Text(f"{DEEPEST}단계보다 깊게 겹쳐 있음", f"nested deeper than {DEEPEST} levels")
            self.refuse(event, "", found, wrong_file)
        if self.values > MOST_VALUES:
            found = Text(f"값이 {MOST_VALUES:,}개보다 많음", f"more than {MOST_VALUES:,} values")
            self.refuse(event, "", found, wrong_file)

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
