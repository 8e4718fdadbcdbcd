"""A draft between its form and its files: what stands in the fields, and what was typed put into plan.yaml.

shown(doc, field, scale)             the text of a field
typed(doc, posted, sections, scale)  what differs goes into the tree; nothing is judged here, the check does that
grown(doc, "targets", "")            one more item, like the one of the template
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any, Final

from podobat.plan.schema import FACILITY_KINDS, UNIT_COST_KINDS
from podobat.plan.template import TEMPLATE
from podobat.texts import catalogue
from podobat.web.plans.fields import Field, Section, fields_of
from podobat.web.plans.tree import drop_at, put_at, read, tree_of, value_at

_say = catalogue("web.plans")

BLOCKS: Final = {
    "facility": FACILITY_KINDS, "training": ("training",), "fund": ("fund",), "adoption": ("adoption",),
    "anchor": ("anchor",), "infrastructure": ("infrastructure",), "chips": ("chips",),
}  # fmt: skip
TO_CHANGE: Final = _say("draft_said.to_change")
HUNDRED_MILLIONS: Final = {"one": 1e-8, "thousand": 1e-5, "million": 0.01, "bn": 10.0, "trillion": 10_000.0}


def scale_of(doc: Any, lang: str) -> tuple[float, str]:
    """Factor and name of the money in the form: 억원 for a Korean reader of a plan in won, else the plan's own unit."""
    currency, unit = (str(value_at(doc, ("money", key)) or "") for key in ("currency", "unit"))
    if currency == "KRW" and unit in HUNDRED_MILLIONS and lang == "ko":
        return HUNDRED_MILLIONS[unit], _say("draft_said.hundred_million_won")[lang]
    return 1.0, f"{currency} {unit}".strip()


def shown(doc: Any, field: Field, scale: float) -> str:
    """A field as it is filled when the form opens."""
    value = value_at(doc, field.path)
    if value is None and field.path[-1] == "value":  # won_per_unit: 1 and the like, without a basis
        bare = value_at(doc, field.path[:-1])
        value = bare if isinstance(bare, int | float) else None
    if value is None or isinstance(value, dict):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, int | float):
        return f"{value * scale if field.kind == 'money' else value:.10g}"
    return str(value)


def typed(doc: Any, posted: Mapping[str, str], sections: Sequence[Section], scale: float) -> None:
    """Put what was typed into the tree, where it differs from what stands there."""
    for field in fields_of(sections):
        if field.name not in posted:
            continue
        text = posted[field.name].strip()
        before = shown(doc, field, scale)
        if text == before or (field.kind == "area" and text.split() == before.split()):
            continue
        if not text:
            drop_at(doc, field.path)
        else:
            put_at(doc, field.path, _value(text, field, scale))
        if field.path[-1] == "ko":
            _english(doc, field, text, before, posted)
    for at, programme in enumerate(value_at(doc, ("programmes",)) or ()):
        _fit_kind(programme, at)


def _english(doc: Any, field: Field, text: str, before: str, posted: Mapping[str, str]) -> None:
    """Where no English is given the Korean stands in its place, so that the file is whole."""
    path = (*field.path[:-1], "en")
    given = posted.get(".".join(map(str, path)), "").strip()
    now = value_at(doc, path)
    if given in ("", before) and now in (None, before, ""):
        if text:
            put_at(doc, path, text)
        else:
            drop_at(doc, path)


def _value(text: str, field: Field, scale: float) -> Any:
    if field.kind in ("number", "money"):
        try:
            number = float(text.replace(",", ""))
        except ValueError:
            return text  # the check says what is wrong with it
        number = round(number / scale, 12) if field.kind == "money" else number
        return int(number) if number == int(number) and abs(number) < 1e15 else number
    if field.kind == "flag":
        return text == "yes"
    if field.kind == "sources":
        ids = [part for part in text.replace(";", ",").replace(" ", ",").split(",") if part]
        return ids[0] if len(ids) == 1 else tree_of(ids, flow=True)
    return text.replace("\r\n", "\n")


def _fit_kind(programme: Any, at: int) -> None:
    """A programme whose kind was changed gets the parts that its kind needs, and loses those of other kinds."""
    kind = value_at(programme, ("kind",))
    for block, kinds in BLOCKS.items():
        if kind not in kinds and block in programme:
            del programme[block]
        elif kind in kinds and block not in programme:
            programme[block] = copy.deepcopy(example("programmes", str(kind))[block])
    if kind in UNIT_COST_KINDS and "unit_cost" not in programme:
        programme["unit_cost"] = copy.deepcopy(example("programmes", str(kind))["unit_cost"])


def example(section: str, kind: str = "") -> Any:
    """The item of the template that a new one starts from; its assumptions say that they are to be changed."""
    doc = read((TEMPLATE / "plan.yaml").read_text(encoding="utf-8"))
    items = doc[section]
    found = next((i for i in items if value_at(i, ("kind",)) == kind), items[0])
    return _marked(tree_of(_plain(found)))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value


def _marked(value: Any) -> Any:
    """The same with every assumption of the example marked as such."""
    if isinstance(value, dict):
        if "value" in value and "assumed" in value:
            value["assumed"] = tree_of(TO_CHANGE.languages, flow=True)
            value.fa.set_flow_style()  # pyright: ignore[reportAttributeAccessIssue]
        for inner in value.values():
            _marked(inner)
    elif isinstance(value, list):
        for inner in value:
            _marked(inner)
    return value


def grown(doc: Any, section: str, kind: str) -> int:
    """One more item at the end of a list; returns its number."""
    item = example(section, kind)
    items = value_at(doc, (section,))
    if not isinstance(items, list):
        put_at(doc, (section,), tree_of([]))
        items = doc[section]
    taken = {str(value_at(i, ("id",))) for i in items}
    stem = str(item["id"]) if section != "milestones" else "milestone"
    item["id"] = next(name for n in range(1, 10_000) if (name := f"{stem}-{n}" if n > 1 else stem) not in taken)
    _at_home(doc, section, item)
    items.append(item)
    return len(items) - 1


def _at_home(doc: Any, section: str, item: Any) -> None:
    """Make an item of the example fit this plan: its months, its sectors, no source that it does not have."""
    start, end = (str(value_at(doc, ("horizon", key)) or "2026-01") for key in ("start", "end"))
    item.pop("source", None)
    if section == "targets":
        item["by"] = end
        item["source"] = tree_of([], flow=True)
    elif section == "milestones":
        programmes = value_at(doc, ("programmes",)) or []
        item |= {"month": end, "programme": str(value_at(programmes, (0, "id")) or "")}
        item["assumed"] = tree_of(TO_CHANGE.languages, flow=True)
    elif section == "programmes":
        item["budget"] = tree_of({int(start[:4]): 0}, flow=True)
        item["assumed"] = tree_of(TO_CHANGE.languages, flow=True)
        if "facility" in item:
            item["facility"] |= {"start": start, "opens": end}
            item["facility"].pop("cost", None)
        if "adoption" in item:
            first = value_at(doc, ("sectors", 0, "id"))
            item["adoption"] = tree_of({str(first): 1.0} if first else {}, flow=True)
    elif section == "sectors":
        item["startup_share"]["value"] = 0.0


def without(doc: Any, section: str, at: int) -> None:
    """Take an item off a list."""
    items = value_at(doc, (section,))
    if isinstance(items, list) and 0 <= at < len(items):
        del items[at]
