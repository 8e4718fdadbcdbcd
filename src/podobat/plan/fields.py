"""The kinds of value a file may hold, each a function that reads one and says what is wrong with it.

A kind is called as `kind(node, path, log)` and returns the value, or BAD after noting a fault in the log. It never
raises: all faults of a file are reported at once. `record(cls)` reads a frozen dataclass whose fields were declared
with `entry(kind)`, so that the schema is written down once, in `schema.py`.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

from podobat.plan.document import Log, Node
from podobat.tables import LARGEST, one_line
from podobat.units import Text, is_month, nearest

Kind = Callable[[Node, str, Log], Any]
K = TypeVar("K")
V = TypeVar("V")

_ID = re.compile(r"[a-z0-9][a-z0-9_-]*", flags=re.ASCII)
_NOTHING = Text("", "")


class _Bad:
    """Stands for a value that could not be read; a fault in the log says why."""

    def __repr__(self) -> str:
        return "BAD"


BAD = _Bad()


class Partial(tuple[Any, ...]):
    """A list from which items that could not be read were left out: sums over it would mislead."""

    __slots__ = ()


class FrozenDict(dict[K, V]):
    """A dict that cannot be changed, so that plans can be shared safely and used as keys."""

    def _refuse(self, *_: object, **__: object) -> Any:
        raise TypeError("a plan is frozen; make a variant with plan.with_values({...})")

    __setitem__ = __delitem__ = clear = pop = popitem = setdefault = update = __ior__ = _refuse  # type: ignore[assignment]

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[Any, ...]:
        return (FrozenDict, (dict(self),))


@dataclasses.dataclass(frozen=True, slots=True)
class Figure:
    """A number that says where it comes from: ids in sources.csv, or why it had to be assumed, or both."""

    value: float
    source: tuple[str, ...] = ()
    assumed: Text | None = None


def join(path: str, key: object) -> str:
    """The path one step down."""
    return f"{path}.{key}" if path else str(key)


def shown(value: Any) -> str:
    """A value as it is quoted in a message: short, never a page of noise."""
    if isinstance(value, dict):
        return "{" + ", ".join(str(k) for k in list(value)[:4]) + ("...}" if len(value) > 4 else "}")
    if isinstance(value, list):
        return f"[{len(value)}]"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, int) and abs(value) > 10**30:
        return f"{'-' if value < 0 else ''}0x{abs(value):x}"[:57] + "..."
    text = f"{value:g}" if isinstance(value, float) else one_line(str(value), 60)
    return text if len(text) <= 60 else text[:57] + "..."


def known_list(words: Collection[Any], most: int = 14) -> str:
    """Allowed words in one line, shortened when there are many."""
    words = [str(w) for w in words]
    return ", ".join(words[:most]) + (", ..." if len(words) > most else "")


def did_you_mean(word: object, words: Collection[Any]) -> Text:
    """A suggestion when a known word is close, else nothing."""
    near = nearest(str(word), [str(w) for w in words])
    return Text(f"혹시 `{near}`입니까?", f"Did you mean `{near}`?") if near else _NOTHING


def wrong(path: str, log: Log, node: Node, allowed: Text, remedy: Text = _NOTHING) -> _Bad:
    """Note that the value is of the wrong kind."""
    quoted = shown(node.value)
    log.fault(path, Text(f"쓸 수 없는 값: {quoted}", f"found {quoted}"), allowed, remedy)
    return BAD


# --- single values -----------------------------------------------------------------------------------------------


def identifier(node: Node, path: str, log: Log) -> Any:
    """A short id: lower-case letters, digits, hyphen, underscore."""
    if isinstance(node.value, str) and _ID.fullmatch(node.value) and len(node.value) <= 60:
        return node.value
    return wrong(
        path,
        log,
        node,
        Text(
            "소문자, 숫자, 붙임표(-)로 된 60자 이내의 식별자",
            "an id of lower-case letters, digits and hyphens, at most 60 characters",
        ),
        Text("예: compute-centre", "For example: compute-centre."),
    )


def word(node: Node, path: str, log: Log) -> Any:
    """One word of plain text, such as a source id or a measure id."""
    if isinstance(node.value, str) and node.value.strip() and len(node.value) <= 100:
        return node.value.strip()
    return wrong(path, log, node, Text("낱말 하나", "one word"))


LONGEST_NAME, LONGEST_TEXT = 200, 6_000  # letters; the longest name has ninety, the longest text nine hundred


def text(node: Node, path: str, log: Log) -> Any:
    """A text in both languages: {ko: ..., en: ...}."""
    return _text(node, path, log, LONGEST_TEXT)


def title(node: Node, path: str, log: Log) -> Any:
    """A short text in both languages, such as the name of a programme."""
    return _text(node, path, log, LONGEST_NAME)


def _text(node: Node, path: str, log: Log, longest: int) -> Any:
    shape = Text("{ko: 한국어, en: 영어}", "{ko: Korean, en: English}")
    if not isinstance(node.value, dict):
        return wrong(path, log, node, shape, Text("두 언어를 모두 쓰십시오.", "Write both languages."))
    good = True
    for key, child in node.value.items():
        log.lines[join(path, key)] = child.line
        if key not in ("ko", "en"):
            log.fault(
                join(path, key),
                Text("모르는 언어", "unknown language"),
                shape,
                Text("쉼표가 든 글은 따옴표로 묶으십시오.", "Put a text that holds a comma in quotes.")
                if child.value is None
                else _NOTHING,
            )
    for lang, ko, en in (("ko", "한국어", "Korean"), ("en", "영어", "English")):
        child = node.get(lang)
        if child is None or not isinstance(child.value, str) or not child.value.strip():
            log.fault(
                path if child is None else join(path, lang),
                Text(f"{ko} 글(`{lang}`)이 없음", f"the {en} text (`{lang}`) is missing"),
                shape,
                Text("두 언어를 모두 쓰십시오.", "Write both languages."),
            )
            good = False
        elif len(child.value) > longest:
            log.fault(
                join(path, lang),
                Text(f"{len(child.value):,}자로 너무 김", f"is too long ({len(child.value):,} letters)"),
                Text(f"{longest:,}자 이하", f"at most {longest:,} letters"),
                Text("짧게 줄이십시오.", "Shorten it."),
            )
            good = False
    return Text(ko=node.value["ko"].value.strip(), en=node.value["en"].value.strip()) if good else BAD


def month(node: Node, path: str, log: Log) -> Any:
    """A month, "YYYY-MM"."""
    if is_month(node.value) and "1900" <= node.value < "2200":
        return node.value
    return wrong(
        path,
        log,
        node,
        Text("YYYY-MM 꼴의 월", "a month written YYYY-MM"),
        Text("예: 2022-06", "For example: 2022-06."),
    )


def flag(node: Node, path: str, log: Log) -> Any:
    """true or false."""
    if isinstance(node.value, bool):
        return node.value
    return wrong(path, log, node, Text("true 또는 false", "true or false"))


def choice(*options: str | int) -> Kind:
    """One of a closed list of words."""

    def read(node: Node, path: str, log: Log) -> Any:
        if node.value in options and not isinstance(node.value, bool):
            return node.value
        return wrong(path, log, node, Text(known_list(options), known_list(options)), did_you_mean(node.value, options))

    return read


def number(
    least: float | None = None,
    most: float | None = None,
    above: float | None = None,
    *,
    whole: bool = False,
    money: bool = False,
) -> Kind:
    """A finite number within bounds: least <= x <= most, x > above; `whole` for counts and years."""

    def read(node: Node, path: str, log: Log) -> Any:
        value, allowed = node.value, _range_text(least, most, above, whole)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return wrong(path, log, node, allowed, _number_remedy(value))
        if isinstance(value, int) and abs(value) > LARGEST:
            return wrong(path, log, node, allowed, Text("자릿수를 확인하십시오.", "Check the number of digits."))
        if not math.isfinite(value):
            return wrong(path, log, node, allowed, Text("유한한 수를 쓰십시오.", "Write a finite number."))
        if abs(value) > LARGEST:
            return wrong(path, log, node, allowed, Text("자릿수를 확인하십시오.", "Check the number of digits."))
        if whole and value != int(value):
            return wrong(path, log, node, allowed, Text("소수점 없이 쓰십시오.", "Write it without a fraction."))
        low = (least is not None and value < least) or (above is not None and value <= above)
        if low or (most is not None and value > most):
            negative = money and value < 0
            log.fault(
                path,
                Text(
                    f"{'음수 금액' if negative else '범위를 벗어난 값'}: {shown(value)}",
                    f"{'negative money' if negative else 'out of range'}: {shown(value)}",
                ),
                allowed,
                Text("부호와 단위를 확인하십시오.", "Check the sign and the unit."),
            )
            return BAD
        return int(value) if whole else float(value)

    return read


def _range_text(least: float | None, most: float | None, above: float | None, whole: bool) -> Text:
    kind = Text("정수", "a whole number") if whole else Text("수", "a number")
    if least is not None and most is not None:
        return Text(f"{least:g} 이상 {most:g} 이하의 {kind.ko}", f"{kind.en} from {least:g} to {most:g}")
    if least is not None:
        return Text(f"{least:g} 이상의 {kind.ko}", f"{kind.en}, {least:g} or more")
    if above is not None:
        bound = Text(f", {most:g} 이하", f", at most {most:g}") if most is not None else _NOTHING
        return Text(f"{above:g}보다 큰 {kind.ko}{bound.ko}", f"{kind.en} above {above:g}{bound.en}")
    return kind


def _number_remedy(value: Any) -> Text:
    if isinstance(value, str) and re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?", value.strip()):
        plain = value.strip().replace(",", "")
        return Text(f"쉼표 없이 {plain}으로 쓰십시오.", f"Write it without commas: {plain}.")
    if isinstance(value, str) and re.match(r"[-+]?\d", value.strip()):
        return Text(
            "단위 없이 수만 쓰십시오(단위는 money에서 정함).", "Write the number alone; units are set under `money`."
        )
    if isinstance(value, dict):
        return Text("이 자리에는 출처 묶음이 아니라 수만 씁니다.", "Here a bare number stands, not a mapping.")
    return _NOTHING


def figure(
    least: float | None = None, most: float | None = None, above: float | None = None, *, money: bool = False
) -> Kind:
    """A Figure: {value: 12, source: id} or {value: 12, assumed: {ko: ..., en: ...}}."""
    inner = number(least, most, above, money=money)

    def read(node: Node, path: str, log: Log) -> Any:
        if not isinstance(node.value, dict):
            quoted = shown(node.value)
            return wrong(
                path,
                log,
                node,
                Text(
                    "{value: 수, source: 출처} 또는 {value: 수, assumed: {ko, en}}",
                    "{value: number, source: id} or {value: number, assumed: {ko, en}}",
                ),
                Text(
                    f"{{value: {quoted}, source: ...}}처럼 출처를 붙이십시오.",
                    f"Say where it comes from: {{value: {quoted}, source: ...}}.",
                ),
            )
        parts = read_entries(node, path, log, {"value": inner, "source": sources, "assumed": text}, required=("value",))
        if not parts.get("source") and not parts.get("assumed"):
            no_source(path, log)
            return BAD
        if any(part is BAD for part in parts.values()):
            return BAD
        return Figure(parts["value"], parts.get("source", ()), parts.get("assumed"))

    return read


def no_source(path: str, log: Log) -> None:
    """Every figure says where it comes from."""
    log.fault(
        path,
        Text("출처가 없음", "no source"),
        Text("source: sources.csv의 id, 또는 assumed: {ko, en}", "source: an id in sources.csv, or assumed: {ko, en}"),
        Text("출처를 적거나, 가정이면 까닭을 적으십시오.", "Name the source, or say why it is assumed."),
    )


def sources(node: Node, path: str, log: Log) -> Any:
    """One source id or a list of them. An empty list names none; where one is needed, that is a fault of its own."""
    items = node.value if isinstance(node.value, list) else [node]
    read = [word(item, path, log) for item in items]
    return BAD if any(item is BAD for item in read) else tuple(dict.fromkeys(read))


def optional(kind: Kind) -> Kind:
    """The same kind, or null."""

    def read(node: Node, path: str, log: Log) -> Any:
        return None if node.value is None else kind(node, path, log)

    return read


# --- collections -------------------------------------------------------------------------------------------------


def list_of(kind: Kind, least: int = 0, most: int | None = None) -> Kind:
    """A list; items with an id are called by it in paths, others by their number."""

    def read(node: Node, path: str, log: Log) -> Any:
        if not isinstance(node.value, list):
            return wrong(path, log, node, Text("목록(- 로 시작하는 줄)", "a list (lines that begin with -)"))
        count = len(node.value)
        if count < least or (most is not None and count > most):
            bounds = Text(
                f"{least}개 이상" + (f" {most}개 이하" if most else ""),
                f"at least {least}" + (f", at most {most}" if most else ""),
            )
            log.fault(path, Text(f"항목이 {count}개임", f"{count} entries"), bounds)
        values = []
        for position, item in enumerate(node.value):
            below = join(path, item_name(item, position))
            log.lines.setdefault(below, item.line)
            values.append(kind(item, below, log))
        good = [v for v in values if v is not BAD]
        return tuple(good) if len(good) == len(values) else Partial(good)

    return read


def item_name(item: Node, position: int) -> str:
    """How a list item is called in a path: its id when it has one, else its number from 0."""
    child = item.get("id")
    return child.value if child is not None and isinstance(child.value, str) else str(position)


def mapping_of(key: Callable[[Any], bool], keys: Text, kind: Kind, *, suggest: Collection[str] = ()) -> Kind:
    """A mapping whose keys pass a test, such as budgets by year."""

    def read(node: Node, path: str, log: Log) -> Any:
        if not isinstance(node.value, dict):
            return wrong(
                path, log, node, Text(f"{{이름: 값}} 묶음, 이름은 {keys.ko}", f"a mapping; its keys are {keys.en}")
            )
        entries: dict[Any, Any] = {}
        for name, child in node.value.items():
            below = join(path, name)
            log.lines[below] = child.line
            if not key(name):
                log.fault(below, Text("모르는 항목", "unknown key"), keys, did_you_mean(name, suggest))
                entries[name] = BAD
            else:
                entries[name] = kind(child, below, log)
        return BAD if any(v is BAD for v in entries.values()) else FrozenDict(entries)

    return read


def by_year(kind: Kind) -> Kind:
    """A mapping year -> value."""
    return mapping_of(
        lambda k: isinstance(k, int) and not isinstance(k, bool) and 1900 <= k < 2200,
        Text("연도(예: 2021)", "years, for example 2021"),
        kind,
    )


def shares_of(*names: str) -> Kind:
    """Shares by name, from a closed list of names, or any id when none are given. Their sum is checked later."""
    allowed = Text(known_list(names), known_list(names)) if names else Text("식별자", "ids")
    return mapping_of(lambda k: isinstance(k, str) and (not names or k in names), allowed, number(0, 1), suggest=names)


# --- records -----------------------------------------------------------------------------------------------------


def entry(kind: Kind, *, key: str | None = None, **default: Any) -> Any:
    """Declare a field of a record: its kind, and a default when it may be left out."""
    return dataclasses.field(metadata={"kind": kind, "key": key}, kw_only=True, **default)


def key_of(field: dataclasses.Field[Any]) -> str:
    """The key of a field in files: its name, unless that is a Python word (`from`)."""
    return field.metadata.get("key") or field.name


def read_entries(
    node: Node, path: str, log: Log, kinds: Mapping[str, Kind], required: Collection[str]
) -> dict[str, Any]:
    """Read every entry of a mapping by its kind; unknown and missing keys are faults."""
    values: dict[str, Any] = {}
    for name, child in node.value.items():
        log.lines[join(path, name)] = child.line
        if name in kinds:
            values[name] = kinds[name](child, join(path, name), log)
        else:
            log.fault(
                join(path, name),
                Text("모르는 항목", "unknown key"),
                Text(known_list(kinds, 20), known_list(kinds, 20)),
                did_you_mean(name, kinds),
            )
    for name in required:
        if name not in node.value:
            near = nearest(name, [k for k in map(str, node.value) if k not in kinds])
            log.fault(
                join(path, name),
                Text("빠진 항목", "missing"),
                remedy=Text(f"`{near}`을(를) `{name}`(으)로 고치십시오.", f"Rename `{near}` to `{name}`.")
                if near
                else Text(f"`{name}`을(를) 적으십시오.", f"Add `{name}`."),
            )
            values[name] = BAD
    return values


def record(cls: type) -> Kind:
    """A frozen dataclass, read key by key; returns BAD when any part is bad (all its faults are in the log)."""
    fields = {key_of(f): f for f in dataclasses.fields(cls) if "kind" in f.metadata}
    kinds = {name: f.metadata["kind"] for name, f in fields.items()}
    missing = dataclasses.MISSING
    required = [n for n, f in fields.items() if f.default is missing and f.default_factory is missing]

    def read(node: Node, path: str, log: Log) -> Any:
        values = read_values(node, path, log, kinds, required)
        if values is BAD or any(v is BAD or isinstance(v, Partial) for v in values.values()):
            return BAD
        return cls(**{fields[name].name: value for name, value in values.items()})

    return read


def read_values(node: Node, path: str, log: Log, kinds: Mapping[str, Kind], required: Collection[str]) -> Any:
    """The entries of a record, or BAD when it is no mapping at all."""
    if not isinstance(node.value, dict):
        return wrong(
            path,
            log,
            node,
            Text(f"{{이름: 값}} 묶음: {known_list(kinds, 20)}", f"a mapping with {known_list(kinds, 20)}"),
        )
    return read_entries(node, path, log, kinds, required)


def plain(value: Any) -> Any:
    """A record as plain values that YAML and JSON can hold and `record` can read back."""
    if isinstance(value, Text):
        return {"ko": value.ko, "en": value.en}
    if isinstance(value, Figure):
        if not value.source and value.assumed is None:
            return value.value  # `won_per_unit: 1`, the one figure that needs no source
        given = {"source": list(value.source)} if value.source else {}
        return {"value": value.value, **given, **({"assumed": plain(value.assumed)} if value.assumed else {})}
    if dataclasses.is_dataclass(value):
        return {key_of(f): plain(getattr(value, f.name)) for f in dataclasses.fields(value) if "kind" in f.metadata}
    if isinstance(value, dict):
        return {key: plain(child) for key, child in value.items()}
    if isinstance(value, tuple):
        return [plain(child) for child in value]
    return value
