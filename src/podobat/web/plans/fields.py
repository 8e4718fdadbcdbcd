"""The fields of the form: what can be written about a plan, section by section, and how each is typed.

The form is made from the draft itself, so that it has a field for every year, sector and part the draft has. A field is
called by its path in plan.yaml, with numbers for the items of lists: `programmes.3.budget.2026`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from podobat.plan.blocks import OUTPUTS
from podobat.plan.schema import (
    CURRENCIES,
    FACILITY_KINDS,
    FUNDERS,
    KINDS,
    LEVELS,
    MONEY_UNITS,
    SPENDING_SECTORS,
    UNIT_COST_KINDS,
    UNIT_COST_OPTIONAL,
)
from podobat.web.plans.tree import value_at

LONGEST_PLAN: Final = 40  # years for which a form is made


@dataclass(frozen=True)
class Field:
    """One field of the form.

    path    in plan.yaml; `name` is the same with dots
    label   key of its label in the texts (`plans.field.<label>`), or the label itself where `said` is set
    kind    text, area, number, money, month, choice, flag, sources
    options key and key of its name, for a choice
    """

    path: tuple[str | int, ...]
    label: str
    kind: str = "text"
    options: tuple[str, ...] = ()
    said: str = ""

    @property
    def name(self) -> str:
        """What it is called in the form and in the check."""
        return ".".join(map(str, self.path))


@dataclass(frozen=True)
class Part:
    """Fields that stand together; `folded` ones are opened when wanted."""

    id: str
    fields: tuple[Field, ...]
    folded: bool = False
    table: bool = False


@dataclass(frozen=True)
class Item:
    """One sector, target, programme or milestone."""

    section: str
    at: int
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Section:
    """A section of the form: fields of the plan itself, or a list of items."""

    id: str
    parts: tuple[Part, ...] = ()
    items: tuple[Item, ...] = ()
    grows: bool = False
    kinds: tuple[str, ...] = field(default=())


def sections_of(doc: Any, lang: str) -> list[Section]:
    """The whole form of a draft."""
    years = years_of(doc)

    def programme(at: int, item: Any) -> tuple[Part, ...]:
        return _programme(at, item, doc, years)

    def milestone(at: int, item: Any) -> tuple[Part, ...]:
        return _milestone(at, doc)

    return [
        Section("about", (Part("names", _about()), Part("time", _time()), Part("money", _money()))),
        Section("targets", items=tuple(_items(doc, "targets", lang, _target)), grows=True),
        Section("programmes", items=tuple(_items(doc, "programmes", lang, programme)),
                grows=True, kinds=KINDS),
        Section("milestones", items=tuple(_items(doc, "milestones", lang, milestone)), grows=True),
        Section("sectors", items=tuple(_items(doc, "sectors", lang, _sector)), grows=True),
        Section("law", (Part("law", _law()),)),
    ]  # fmt: skip


def fields_of(sections: Sequence[Section]) -> Iterator[Field]:
    """Every field of a form."""
    for section in sections:
        for parts in (section.parts, *(item.parts for item in section.items)):
            for part in parts:
                yield from part.fields


def years_of(doc: Any) -> list[int]:
    """The years of the plan, and any other that a programme has money in."""
    start, end = (str(value_at(doc, ("horizon", key)) or "")[:4] for key in ("start", "end"))
    years = set(range(int(start), int(end) + 1)) if start.isdigit() and end.isdigit() else set()
    for programme in value_at(doc, ("programmes",)) or ():
        budget = value_at(programme, ("budget",))
        years |= {y for y in budget if isinstance(y, int)} if isinstance(budget, dict) else set()
    return sorted(years)[:LONGEST_PLAN]


def _items(doc: Any, section: str, lang: str, parts: Any) -> Iterator[Item]:
    for at, item in enumerate(value_at(doc, (section,)) or ()):
        name = value_at(item, ("name", lang)) or value_at(item, ("name", "ko")) or value_at(item, ("id",)) or at + 1
        yield Item(section, at, str(name), parts(at, item))


def _both(*path: str | int, label: str, kind: str = "text") -> tuple[Field, Field]:
    return Field((*path, "ko"), f"{label}_ko", kind), Field((*path, "en"), f"{label}_en", kind)


def _figure(*path: str | int, label: str, kind: str = "number") -> tuple[Field, ...]:
    """A figure with its basis: a source, or what is assumed."""
    return (Field((*path, "value"), label, kind), Field((*path, "source"), "source", "sources"),
            Field((*path, "assumed", "ko"), "assumed_ko"))  # fmt: skip


def _basis(*path: str | int) -> tuple[Field, ...]:
    return Field((*path, "source"), "source", "sources"), Field((*path, "assumed", "ko"), "assumed_ko")


def _about() -> tuple[Field, ...]:
    return (*_both("name", label="name"), *_both("region", label="region"))


def _time() -> tuple[Field, ...]:
    return tuple(Field(("horizon", key), key, "month") for key in ("start", "end", "forecast_to"))


def _money() -> tuple[Field, ...]:
    return (
        Field(("money", "currency"), "currency", "choice", CURRENCIES),
        Field(("money", "unit"), "money_unit", "choice", tuple(MONEY_UNITS)),
        Field(("money", "price_year"), "price_year", "number"),
        *_figure("total_budget", label="total_budget", kind="money"),
    )


def _target(at: int, item: Any) -> tuple[Part, ...]:
    here = ("targets", at)
    return (
        Part("target", (*_both(*here, "name", label="name"),
                        Field((*here, "measure"), "measure", "choice", ("<measures>",)),
                        Field((*here, "value"), "promised", "number"), Field((*here, "by"), "by", "month"),
                        Field((*here, "source"), "source", "sources"))),
        Part("meaning", (*_both(*here, "definition", label="definition", kind="area"),
                         *_both(*here, "reading", label="reading", kind="area"),
                         Field((*here, "id"), "id")), folded=True),
    )  # fmt: skip


def _programme(at: int, item: Any, doc: Any, years: Sequence[int]) -> tuple[Part, ...]:
    here, kind = ("programmes", at), value_at(item, ("kind",))
    parts = [
        Part("programme", (*_both(*here, "name", label="name"), Field((*here, "kind"), "kind", "choice", KINDS),
                           *_basis(*here))),
        Part("budget", tuple(Field((*here, "budget", y), "", "money", said=str(y)) for y in years), table=True),
    ]  # fmt: skip
    needs = []
    if kind in (*UNIT_COST_KINDS, *UNIT_COST_OPTIONAL):
        needs += _figure(*here, "unit_cost", label="unit_cost", kind="money")
    if kind in FACILITY_KINDS:
        works = (*here, "facility")
        needs += [Field((*works, "start"), "works_start", "month"), Field((*works, "opens"), "opens", "month")]
        needs += [*_figure(*works, "capacity", label="capacity"), *_figure(*works, "built_share", label="built_share"),
                  *_figure(*works, "cost", label="facility_cost", kind="money")]  # fmt: skip
    if kind == "training":
        needs += [Field((*here, "training", "level"), "level", "choice", LEVELS),
                  Field((*here, "training", "months"), "training_months", "number")]  # fmt: skip
    if kind == "fund":
        needs += [*_figure(*here, "fund", "leverage", label="leverage"),
                  *_figure(*here, "fund", "local_duty", label="local_duty"),
                  Field((*here, "fund", "months"), "fund_months", "number")]  # fmt: skip
    needs += _block(here, kind, doc)
    if needs:
        parts.append(Part(f"needs_{kind}", tuple(needs)))
    if kind == "adoption":
        sectors = [s for s in value_at(doc, ("sectors",)) or () if isinstance(value_at(s, ("id",)), str)]
        named = [(s["id"], str(value_at(s, ("name", "ko")) or s["id"])) for s in sectors]
        shares = tuple(Field((*here, "adoption", id), "", "number", said=name) for id, name in named)
        parts.append(Part("adoption", shares,
                          table=True))  # fmt: skip
    parts += [
        Part("funding", tuple(Field((*here, "funding", f), f"funder_{f}", "number") for f in FUNDERS), True, True),
        Part("spending", tuple(Field((*here, "spending", s), f"industry_{s}", "number") for s in SPENDING_SECTORS),
             True, True),
        Part("more", (Field((*here, "id"), "id"), Field((*here, "apportioned", "ko"), "apportioned", "area")), True),
    ]  # fmt: skip
    return tuple(parts)


def _block(here: tuple[str | int, ...], kind: Any, doc: Any) -> list[Field]:
    """What firms that settle, infrastructure and chips need to know."""
    block = (*here, str(kind))
    if kind == "anchor":
        return [*_figure(*block, "staff", label="settler_staff"), *_figure(*block, "brought", label="brought"),
                Field((*block, "months"), "settler_months", "number"),
                *_figure(*block, "investment", label="investment", kind="money")]  # fmt: skip
    if kind == "infrastructure":
        return [Field((*block, "start"), "works_start", "month"), Field((*block, "opens"), "opens", "month"),
                Field((*block, "output"), "output", "choice", OUTPUTS), *_figure(*block, "amount", label="amount"),
                *_figure(*block, "private", label="private", kind="money")]  # fmt: skip
    if kind == "chips":
        ids = tuple(str(value_at(s, ("id",)) or "") for s in value_at(doc, ("sectors",)) or ())
        return [Field((*block, "sector"), "chip_sector", "choice", ids),
                Field((*block, "shuttle"), "shuttle", "number"),
                *_figure(*block, "shuttle_share", label="shuttle_share"),
                Field((*block, "test_centre"), "test_centre", "flag")]  # fmt: skip
    return []


def _milestone(at: int, doc: Any) -> tuple[Part, ...]:
    here = ("milestones", at)
    ids = tuple(str(value_at(p, ("id",)) or "") for p in value_at(doc, ("programmes",)) or ())
    return (
        Part("milestone", (*_both(*here, "name", label="name"), Field((*here, "month"), "month", "month"),
                           Field((*here, "programme"), "of_programme", "choice", ids), *_basis(*here),
                           Field((*here, "id"), "id"))),
    )  # fmt: skip


def _sector(at: int, item: Any) -> tuple[Part, ...]:
    here = ("sectors", at)
    return (
        Part("sector", (*_both(*here, "name", label="name"), *_figure(*here, "demand_firms", label="demand_firms"),
                        *_figure(*here, "startup_share", label="startup_share"))),
        Part("sector_more", (*_figure(*here, "development", label="development"),
                             *_figure(*here, "employees_per_firm", label="employees_per_firm"),
                             *_figure(*here, "costs_per_firm", label="costs_per_firm", kind="money"),
                             Field((*here, "id"), "id")), folded=True),
    )  # fmt: skip


def _law() -> tuple[Field, ...]:
    return (
        *_both("law", "name", label="name"), Field(("law", "wanted"), "law_wanted", "flag"),
        Field(("law", "earliest"), "law_earliest", "month"), *_basis("law"),
    )  # fmt: skip
