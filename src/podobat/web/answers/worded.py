"""Lines of a trail as a page shows them: words that lead on, where the console prints ids that can be typed.

linked("entry.team: 설립 당시 평균 인원 = 1.5명", names)     <a href="?id=entry.team">설립 당시 평균 인원</a> = 1.5명
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from django.utils.html import escape, format_html, urlize
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from podobat.plan import Case
from podobat.units import Lang
from podobat.web.core.texts import words
from podobat.why import askable, explained

_WORD: Final = re.compile(r"[A-Za-z][\w-]*(?:\.[\w-]+)*")
_ADDRESS: Final = re.compile(r"https?://\S+")
FIGURES: Final = ("unit_cost", "capacity", "built_share", "leverage", "local_duty")


def names_of(case: Case, lang: Lang) -> dict[str, str]:
    """What every id is called that a line may hold: things that can be asked, figures of each thing, keys of a plan."""
    named = {a.id: a.name[lang] for a in askable(case) if "<" not in a.id}
    plan = case.plan
    things = {"target": plan.targets, "programme": plan.programmes}
    for figure in explained():
        for kind in figure.per:
            named |= {f"{figure.id}.{thing.id}": figure.name[lang] for thing in things.get(kind, ())}
        if not figure.per:
            named.setdefault(figure.id, figure.name[lang])
    return named


def keys_of(lang: Lang) -> dict[str, str]:
    """Keys of a programme in plan.yaml, and kinds of programmes, as the form of a plan calls them."""
    phrases = words(lang)
    known = [key for key in sorted(phrases.keys()) if key.startswith("plans.kind.")]
    kinds = {key.rpartition(".")[2]: phrases(key) for key in known}
    fields = {name: phrases(f"plans.field.{name}") for name in FIGURES}
    return {**kinds, **fields, **{f"{part}.{name}": label for part in ("facility", "fund")
                                  for name, label in fields.items()}}  # fmt: skip


def linked(line: str, names: Mapping[str, str], keys: Mapping[str, str]) -> SafeString:
    """A line with names that lead on in place of ids, and addresses that can be opened.

    names   what can be asked, by id;  keys  words of a plan file, which lead nowhere
    """
    head, colon, rest = line.partition(": ")
    if colon and head in keys:
        return mark_safe(f"{escape(keys[head])}: {urlize(_valued(rest, keys), autoescape=True)}")
    head, bracket, assumed = head.partition(" (") if colon else (head, "", "")
    if colon and head in names:
        rest = f"({assumed}: {rest}" if bracket else rest
        if rest.startswith(names[head]):
            return mark_safe(_link(head, names[head]) + linked(rest.removeprefix(names[head]), names, keys))
        if not bracket and " [" in rest and "://" not in rest.partition(" [")[0]:  # a source: its document leads on
            document, _, more = rest.partition(" [")
            return mark_safe(f"{_link(head, document)} [{urlize(more, autoescape=True)}")
        return mark_safe(f"{_link(head, names[head])} {linked(rest, names, keys)}")
    pieces, at = [], 0
    addresses = [match.span() for match in _ADDRESS.finditer(line)]
    for match in _WORD.finditer(line):
        id, (start, end) = match.group(), match.span()
        if id not in names or any(a <= start < b for a, b in addresses):
            continue
        before = line[at:start]
        named = f"{names[id]} ("
        if before.endswith(named) and line[end : end + 1] == ")":
            before, end = before.removesuffix(named), end + 1
        if line.startswith(again := f": {names[id]}", end):
            end += len(again)
        pieces += [urlize(before, autoescape=True), _link(id, names[id])]
        at = end
    tail = line[at:]
    return mark_safe("".join(pieces) + urlize(_valued(tail, keys) if not pieces else tail, autoescape=True))


def _valued(text: str, keys: Mapping[str, str]) -> str:
    """The name of a kind of programme at the end of a line, in place of its key."""
    stem, space, last = text.rpartition(" ")
    return f"{stem}{space}{keys[last]}" if last in keys and (space or text == last) else text


def _link(id: str, name: str) -> str:
    return format_html('<a href="?{}">{}</a>', urlencode({"id": id}), name)
