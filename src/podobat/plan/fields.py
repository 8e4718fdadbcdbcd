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
from podobat.texts import catalogue, language_name
from podobat.units import LANGUAGES, Text, is_month, nearest

_say = catalogue("plan")

Kind = Callable[[Node, str, Log], Any]
K = TypeVar("K")
V = TypeVar("V")

_ID = re.compile(r"[a-z0-9][a-z0-9_-]*", flags=re.ASCII)
_NOTHING = Text.same("")
WRITTEN = ("ko", "en")  # languages in which every plan and parameter file is written; further ones may stand beside


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
    """A number that says where it comes from: ids in sources.csv, or why it had to be assumed, or both.

    low, high  where it is known as a range: 5 % and 95 % quantile
    """

    value: float
    source: tuple[str, ...] = ()
    assumed: Text | None = None
    low: float | None = None
    high: float | None = None


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
    return _say("fields.did_you_mean", near=near) if near else _NOTHING


def wrong(path: str, log: Log, node: Node, allowed: Text, remedy: Text = _NOTHING) -> _Bad:
    """Note that the value is of the wrong kind."""
    quoted = shown(node.value)
    log.fault(path, _say("fields.wrong", value=quoted), allowed, remedy)
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
        _say("fields.id"),
        _say("fields.id_example"),
    )


def word(node: Node, path: str, log: Log) -> Any:
    """One word of plain text, such as a source id or a measure id."""
    if isinstance(node.value, str) and node.value.strip() and len(node.value) <= 100:
        return node.value.strip()
    return wrong(path, log, node, _say("fields.one_word"))


LONGEST_NAME, LONGEST_TEXT = 200, 6_000  # letters; the longest name has ninety, the longest text nine hundred


def text(node: Node, path: str, log: Log) -> Any:
    """A text in the languages that every file is written in, {ko: ..., en: ...}, and in any other there is."""
    return _text(node, path, log, LONGEST_TEXT)


def title(node: Node, path: str, log: Log) -> Any:
    """A short text in the same languages, such as the name of a programme."""
    return _text(node, path, log, LONGEST_NAME)


def _text(node: Node, path: str, log: Log, longest: int) -> Any:
    shape = _say("fields.shape")
    if not isinstance(node.value, dict):
        return wrong(path, log, node, shape, _say("fields.both_languages"))
    good = True
    for key, child in node.value.items():
        log.lines[join(path, key)] = child.line
        if key not in LANGUAGES:
            remedy = _say("fields.quote_commas") if child.value is None else _NOTHING
            log.fault(join(path, key), _say("fields.unknown_language"), shape, remedy)
    given: dict[str, str] = {}
    for lang in dict.fromkeys((*WRITTEN, *(key for key in node.value if key in LANGUAGES))):
        child = node.get(lang)
        if child is not None and isinstance(child.value, str) and child.value.strip():
            given[lang] = child.value.strip()
            if len(child.value) > longest:
                long, allowed = len(child.value), _say("fields.at_most_letters", most=longest)
                log.fault(join(path, lang), _say("fields.too_long", n=long), allowed, _say("fields.shorten"))
                good = False
            continue
        name = _say(f"fields.language_{lang}") if lang in WRITTEN else language_name(lang)
        missing = _say("fields.language_missing", name=name, lang=lang)
        log.fault(path if child is None else join(path, lang), missing, shape, _say("fields.both_languages"))
        good = False
    return Text.of(given) if good else BAD


def month(node: Node, path: str, log: Log) -> Any:
    """A month, "YYYY-MM"."""
    if is_month(node.value) and "1900" <= node.value < "2200":
        return node.value
    return wrong(
        path,
        log,
        node,
        _say("fields.month"),
        _say("fields.month_example"),
    )


def flag(node: Node, path: str, log: Log) -> Any:
    """true or false."""
    if isinstance(node.value, bool):
        return node.value
    return wrong(path, log, node, _say("fields.true_or_false"))


def choice(*options: str | int) -> Kind:
    """One of a closed list of words."""

    def read(node: Node, path: str, log: Log) -> Any:
        if node.value in options and not isinstance(node.value, bool):
            return node.value
        return wrong(path, log, node, Text.same(known_list(options)), did_you_mean(node.value, options))

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
            return wrong(path, log, node, allowed, _say("fields.check_digits"))
        if not math.isfinite(value):
            return wrong(path, log, node, allowed, _say("fields.finite"))
        if abs(value) > LARGEST:
            return wrong(path, log, node, allowed, _say("fields.check_digits"))
        if whole and value != int(value):
            return wrong(path, log, node, allowed, _say("fields.no_fraction"))
        low = (least is not None and value < least) or (above is not None and value <= above)
        if low or (most is not None and value > most):
            log.fault(
                path,
                _say("fields.negative_money" if money and value < 0 else "fields.out_of_range", value=shown(value)),
                allowed,
                _say("fields.check_sign"),
            )
            return BAD
        return int(value) if whole else float(value)

    return read


def _range_text(least: float | None, most: float | None, above: float | None, whole: bool) -> Text:
    kind = _say("fields.whole_number") if whole else _say("fields.number")
    if least is not None and most is not None:
        return _say("fields.between", kind=kind, least=least, most=most)
    if least is not None:
        return _say("fields.least", kind=kind, least=least)
    if above is not None:
        bound = _say("fields.and_at_most", most=most) if most is not None else _NOTHING
        return _say("fields.above", kind=kind, above=above, bound=bound)
    return kind


def _number_remedy(value: Any) -> Text:
    if isinstance(value, str) and re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?", value.strip()):
        plain = value.strip().replace(",", "")
        return _say("fields.no_commas", plain=plain)
    if isinstance(value, str) and re.fullmatch(r"[-+]?\d+", value.strip()):
        return _say("fields.check_digits")
    if isinstance(value, str) and re.match(r"[-+]?\d", value.strip()):
        return _say("fields.number_alone")
    if isinstance(value, dict):
        return _say("fields.bare_number")
    return _NOTHING


def _in_order(low: float | None, value: float, high: float | None) -> bool:
    """Is a range given as a whole, around the value, or not at all?"""
    if low is None or high is None:
        return low is None and high is None
    return 0.0 < low <= value <= high


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
                _say("fields.figure"),
                _say("fields.say_source", value=quoted),
            )
        kinds = {"value": inner, "source": sources, "assumed": text, "low": inner, "high": inner}
        parts = read_entries(node, path, log, kinds, required=("value",))
        if not parts.get("source") and not parts.get("assumed"):
            no_source(path, log)
            return BAD
        if any(part is BAD for part in parts.values()):
            return BAD
        low, high = parts.get("low"), parts.get("high")
        if not _in_order(low, parts["value"], high):
            found = _say("fields.low_value_high", low=low, parts=parts["value"], high=high)
            log.lines[path] = node.line
            log.fault(path, found, _say("fields.low_value_high_both_of_them"),
                      _say("fields.give_both_ends_of_the_range"))  # fmt: skip
            return BAD
        return Figure(parts["value"], parts.get("source", ()), parts.get("assumed"), low, high)

    return read


def no_source(path: str, log: Log) -> None:
    """Every figure says where it comes from."""
    log.fault(
        path,
        _say("fields.no_source"),
        _say("fields.source_or_assumed"),
        _say("fields.name_source"),
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
            return wrong(path, log, node, _say("fields.list"))
        count = len(node.value)
        if count < least or (most is not None and count > most):
            bounds = _say("fields.entries_between" if most else "fields.entries_least", least=least, most=most)
            log.fault(path, _say("fields.entries", n=count), bounds)
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
            return wrong(path, log, node, _say("fields.mapping_of", keys=keys))
        entries: dict[Any, Any] = {}
        for name, child in node.value.items():
            below = join(path, name)
            log.lines[below] = child.line
            if not key(name):
                log.fault(below, _say("fields.unknown_key"), keys, did_you_mean(name, suggest))
                entries[name] = BAD
            else:
                entries[name] = kind(child, below, log)
        return BAD if any(v is BAD for v in entries.values()) else FrozenDict(entries)

    return read


def by_year(kind: Kind) -> Kind:
    """A mapping year -> value."""
    return mapping_of(
        lambda k: isinstance(k, int) and not isinstance(k, bool) and 1900 <= k < 2200,
        _say("fields.years"),
        kind,
    )


def shares_of(*names: str) -> Kind:
    """Shares by name, from a closed list of names, or any id when none are given. Their sum is checked later."""
    allowed = Text.same(known_list(names)) if names else _say("fields.ids")
    return mapping_of(lambda k: isinstance(k, str) and (not names or k in names), allowed, number(0, 1), suggest=names)


def by_id(kind: Kind) -> Kind:
    """A mapping from ids of the plan to values of a kind; that they are there is checked later."""
    return mapping_of(lambda k: isinstance(k, str), _say("fields.ids"), kind)


def by_word(kind: Kind, *names: str) -> Kind:
    """A mapping from words of a closed list to values of a kind."""
    return mapping_of(lambda k: isinstance(k, str) and k in names, Text.same(known_list(names)), kind, suggest=names)


# --- records -----------------------------------------------------------------------------------------------------


def entry(kind: Kind, *, key: str | None = None, spare: bool = False, **default: Any) -> Any:
    """Declare a field of a record: its kind, and a default when it may be left out.

    spare  a field that is not given is not written either, so that a plan without it keeps its fingerprint
    """
    return dataclasses.field(metadata={"kind": kind, "key": key, "spare": spare}, kw_only=True, **default)


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
                _say("fields.unknown_key"),
                Text.same(known_list(kinds, 20)),
                did_you_mean(name, kinds),
            )
    for name in required:
        if name not in node.value:
            near = nearest(name, [k for k in map(str, node.value) if k not in kinds])
            log.fault(
                join(path, name),
                _say("fields.missing"),
                remedy=_say("fields.rename", near=near, name=name)
                if near
                else _say("fields.add", name=name),
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
            _say("fields.mapping", kinds=known_list(kinds, 20)),
        )
    return read_entries(node, path, log, kinds, required)
