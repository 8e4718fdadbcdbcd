"""What a plan consists of: the one declaration of plan.yaml.

Each class is a mapping in the file and each field a key, under the same name; `entry(kind)` says what may stand there
(`fields.py`). Everything is frozen. Money is in the plan's own unit until `won_m` turns it into KRW million.
"""

# ruff: noqa: RUF009 - `entry(kind)` declares a field; kinds are functions without state

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from podobat.plan.blocks import Anchor, Chips, Infrastructure
from podobat.plan.fields import (
    Figure,
    FrozenDict,
    by_year,
    choice,
    entry,
    figure,
    flag,
    identifier,
    list_of,
    month,
    number,
    optional,
    record,
    shares_of,
    sources,
    text,
    title,
    word,
    wrong,
)
from podobat.plan.levers import Levers
from podobat.plan.plain import plain
from podobat.plan.start import LEVELS, Place, Start
from podobat.texts import catalogue
from podobat.units import Text, month_index, month_range, month_text

_say = catalogue("plan")

FORMAT = 1

KINDS = (
    "compute",
    "testbed",
    "space",
    "founding",
    "growth",
    "attraction",
    "fund",
    "training",
    "research",
    "adoption",
    "network",
    "operations",
    "anchor",
    "infrastructure",
    "procurement",
    "chips",
)
FACILITY_KINDS = ("compute", "testbed", "space")
UNIT_COST_KINDS = (  # required
    *FACILITY_KINDS, "founding", "growth", "training", "research", "adoption", "anchor", "procurement", "chips",
)  # fmt: skip
UNIT_COST_OPTIONAL = ("attraction",)
ACTS = ("special", "general")
PROVISIONS = ("tax", "sandbox", "land", "procurement", "fund", "staff")
FUNDERS = ("national", "city", "private")
SPENDING_SECTORS = (
    "construction",
    "electronics",
    "electrical",
    "machinery",
    "information",
    "professional",
    "business_support",
    "education",
    "public_admin",
    "health",
)
MONEY_UNITS = {"one": 1.0, "thousand": 1e3, "million": 1e6, "bn": 1e9, "trillion": 1e12}
CURRENCIES = (
    *("AUD", "BRL", "CAD", "CHF", "CLP", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "IDR", "ILS", "INR", "JPY"),
    *("KRW", "MXN", "MYR", "NOK", "NZD", "PHP", "PLN", "RON", "SAR", "SEK", "SGD", "THB", "TRY", "TWD", "UAH", "USD"),
    *("VND", "ZAR"),
)
_KNOWN = ", ".join(CURRENCIES)


def _currency(node: Any, path: str, log: Any) -> Any:
    """A currency by its three letters. A made-up one would be converted at a made-up rate, so the list is closed."""
    if node.value in CURRENCIES:
        return node.value
    allowed = _say("schema.currency")
    in_won = str(node.value).strip().upper() in ("WON", "원", "₩", "KOREAN WON")
    near = _say("schema.write_krw") if in_won else _say("schema.currencies", known=_KNOWN)
    return wrong(path, log, node, allowed, near)


def _won_per_unit(node: Any, path: str, log: Any) -> Any:
    """A Figure; a bare 1 is enough for a plan in won, where nothing is converted."""
    if isinstance(node.value, int | float) and not isinstance(node.value, bool) and node.value == 1:
        return Figure(1.0)
    return figure(1e-3, most=1e6)(node, path, log)


@dataclass(frozen=True)
class Money:
    """In what money the plan is written: currency, unit (bn = 10^9), won for one currency unit, year of prices."""

    currency: str = entry(_currency)
    unit: str = entry(choice(*MONEY_UNITS))
    won_per_unit: Figure = entry(_won_per_unit)
    price_year: int = entry(number(1950, 2100, whole=True))


@dataclass(frozen=True)
class Horizon:
    """First and last month of the plan, the month up to which the forecast runs, and may programmes go on after it?"""

    start: str = entry(month)
    end: str = entry(month)
    forecast_to: str = entry(month)
    may_go_on: bool = entry(flag, default=True)

    @property
    def years(self) -> tuple[int, ...]:
        """The calendar years in which the plan may spend."""
        return tuple(range(int(self.start[:4]), int(self.end[:4]) + 1))


@dataclass(frozen=True)
class Sector:
    """An industry in which start-ups work and demand firms live; factors on the months to a product and on adoption."""

    id: str = entry(identifier)
    name: Text = entry(title)
    demand_firms: Figure = entry(figure(0, 1e6))
    startup_share: Figure = entry(figure(0, 1))
    development: Figure = entry(figure(above=0, most=20))
    employees_per_firm: Figure = entry(figure(0, 1e6))
    costs_per_firm: Figure = entry(figure(0, money=True))
    adoption_pace: Figure | None = entry(optional(figure(0, 20)), default=None)


@dataclass(frozen=True)
class Target:
    """What was promised: a measure, a value and a month, with the words of the announcement and our reading of them.

    counts  whether what was there at the start counts (total) or only what has come since (new)
    """

    id: str = entry(identifier)
    name: Text = entry(title)
    measure: str = entry(word)
    value: float = entry(number(above=0, most=1e12))
    by: str = entry(month)
    definition: Text = entry(text)
    reading: Text = entry(text)
    source: tuple[str, ...] = entry(sources)
    counts: str | None = entry(optional(choice("total", "new")), spare=True, default=None)


@dataclass(frozen=True)
class Facility:
    """Works: months of start and planned opening, projects served at once, share of the money spent before opening.

    One that opened before the plan begins is in service from its first month on.

    `cost` is the money that the whole capacity takes; with less in the budget the capacity shrinks in proportion.
    Without it, the capacity stands whatever the budget is.
    """

    start: str = entry(month)
    opens: str = entry(month)
    capacity: Figure = entry(figure(above=0, most=1e6))
    built_share: Figure = entry(figure(0, 1))
    cost: Figure | None = entry(optional(figure(above=0, money=True)), default=None)


@dataclass(frozen=True)
class Training:
    """Level of a training programme, and its months."""

    level: str = entry(choice(*LEVELS))
    months: int = entry(number(1, 72, whole=True))


@dataclass(frozen=True)
class Fund:
    """A venture fund: commitments per unit of budget, share to be invested in the region, months of investing.

    `duty_months` are the months within which the regional duty is to be met; without it, all months of investing.
    """

    leverage: Figure = entry(figure(above=0, most=1000))
    local_duty: Figure = entry(figure(0, 1))
    months: int = entry(number(1, 240, whole=True))
    duty_months: int | None = entry(optional(number(1, 240, whole=True)), default=None)


@dataclass(frozen=True)
class Programme:
    """One budget line: its kind, its money by year, who pays, on what it is spent, and what its kind needs to know.

    `local` is the share of the money that goes to those who work in the region, all of it where nothing is said: a
    national call for research whose winners sit elsewhere neither supports start-ups here nor induces work here.
    """

    id: str = entry(identifier)
    name: Text = entry(title)
    kind: str = entry(choice(*KINDS))
    budget: FrozenDict[int, float] = entry(by_year(number(0, money=True)))
    funding: FrozenDict[str, float] = entry(shares_of(*FUNDERS))
    spending: FrozenDict[str, float] = entry(shares_of(*SPENDING_SECTORS))
    source: tuple[str, ...] = entry(sources, default=())
    assumed: Text | None = entry(optional(text), default=None)
    apportioned: Text | None = entry(optional(text), default=None)
    unit_cost: Figure | None = entry(optional(figure(0, money=True)), default=None)
    facility: Facility | None = entry(optional(record(Facility)), default=None)
    training: Training | None = entry(optional(record(Training)), default=None)
    fund: Fund | None = entry(optional(record(Fund)), default=None)
    adoption: FrozenDict[str, float] | None = entry(optional(shares_of()), default=None)
    topics: tuple[Text, ...] = entry(list_of(title, most=50), default=())
    anchor: Anchor | None = entry(optional(record(Anchor)), spare=True, default=None)
    infrastructure: Infrastructure | None = entry(optional(record(Infrastructure)), spare=True, default=None)
    chips: Chips | None = entry(optional(record(Chips)), spare=True, default=None)
    local: Figure | None = entry(optional(figure(0, 1)), spare=True, default=None)

    @property
    def works(self) -> Facility | Infrastructure | None:
        """What the programme builds: a facility, or infrastructure."""
        return self.facility or self.infrastructure

    @property
    def total(self) -> float:
        """The whole budget of the line, in the plan's money."""
        return sum(self.budget.values())


@dataclass(frozen=True)
class Milestone:
    """A promised date of a programme: within its works where it has any, else not before it has money."""

    id: str = entry(identifier)
    name: Text = entry(title)
    month: str = entry(month)
    programme: str = entry(word)
    source: tuple[str, ...] = entry(sources, default=())
    assumed: Text | None = entry(optional(text), default=None)


@dataclass(frozen=True)
class Law:
    """A special act: whether it is wanted, from when it may pass; `effective` fixes the month (scenarios).

    kind        special: for this place; general: the whole nation has the same provisions
    provisions  what it holds (evidence/provisions.yaml); all of them where the plan is silent
    """

    name: Text = entry(title)
    wanted: bool = entry(flag)
    earliest: str = entry(month)
    effective: str | None = entry(optional(month), default=None)
    kind: str = entry(choice(*ACTS), default="special")
    provisions: tuple[str, ...] | None = entry(optional(list_of(choice(*PROVISIONS), 1, 6)), default=None)
    source: tuple[str, ...] = entry(sources, default=())
    assumed: Text | None = entry(optional(text), default=None)


@dataclass(frozen=True)
class Rival:
    """Another place that draws founders, firms and people: its size, how far it is, what it offers, what becomes of it.

    wage    pay for the same work there over pay here at the plan's start; 1 where nothing is said
    access  access to capital there over that here, in the same way
    grants_times, wage_times, access_times
            each of them from month `from` on (`from_` here) over what it was at the start; 1 as it is
    present false: what if it were not there
    """

    id: str = entry(identifier)
    name: Text = entry(title)
    firms: Figure = entry(figure(above=0, most=1e6))
    distance: Figure = entry(figure(1, 20_000))
    wage: Figure | None = entry(optional(figure(above=0, most=10)), spare=True, default=None)
    access: Figure | None = entry(optional(figure(above=0, most=100)), spare=True, default=None)
    grants_times: float = entry(number(above=0, most=100), default=1.0)
    wage_times: float = entry(number(above=0, most=10), spare=True, default=1.0)
    access_times: float = entry(number(above=0, most=100), spare=True, default=1.0)
    from_: str | None = entry(optional(month), key="from", default=None)
    present: bool = entry(flag, default=True)


@dataclass(frozen=True)
class Ties:
    """Collaboration: the share of start-ups that have worked with a partner, at the start and once the plan has acted.

    share  at the plan's start;  later: in month `by` (the plan's end where nothing is said), on a straight line

    Like rivals it is so with the plan and without; what it brings is seen by a scenario that sets it otherwise.
    """

    share: Figure = entry(figure(0, 1))
    later: Figure | None = entry(optional(figure(0, 1)), default=None)
    by: str | None = entry(optional(month), default=None)


@dataclass(frozen=True)
class Pin:
    """Months in which the venture climate is held at a value (1 = long-run mean). The key `from` is `from_` here."""

    from_: str = entry(month, key="from")
    to: str = entry(month)
    value: float = entry(number(above=0, most=20))
    source: tuple[str, ...] = entry(sources, default=())
    assumed: Text | None = entry(optional(text), default=None)


@dataclass(frozen=True)
class Climate:
    """What is held fixed about the venture climate."""

    pins: tuple[Pin, ...] = entry(list_of(record(Pin), most=100), default=())


@dataclass(frozen=True)
class Announced:
    """Effects of all its money that were announced with the plan, as a study or a city printed them.

    output, value_added  in the plan's money;  employment  people
    """

    output: Figure | None = entry(optional(figure(above=0, money=True)), default=None)
    value_added: Figure | None = entry(optional(figure(above=0, money=True)), default=None)
    employment: Figure | None = entry(optional(figure(above=0, most=1e8)), default=None)


@dataclass(frozen=True)
class PlanFile:
    """What plan.yaml holds: targets, programmes, budgets, milestones, law, and the region they are for.

    `plan.Plan` adds its variants.
    """

    podobat: int = entry(choice(FORMAT))
    id: str = entry(identifier)
    name: Text = entry(title)
    region: Text = entry(title)
    money: Money = entry(record(Money))
    horizon: Horizon = entry(record(Horizon))
    total_budget: Figure = entry(figure(0, money=True))
    sectors: tuple[Sector, ...] = entry(list_of(record(Sector), 1, 8))
    targets: tuple[Target, ...] = entry(list_of(record(Target), 1, 100))
    programmes: tuple[Programme, ...] = entry(list_of(record(Programme), 1, 200))
    law: Law = entry(record(Law))
    pull: tuple[Text, ...] = entry(list_of(text, most=50), default=())
    milestones: tuple[Milestone, ...] = entry(list_of(record(Milestone), most=500), default=())
    elections: tuple[str, ...] = entry(list_of(month, most=100), default=())
    elections_note: Text | None = entry(optional(text), default=None)
    climate: Climate = entry(record(Climate), default=Climate())
    levers: Levers | None = entry(optional(record(Levers)), default=None)
    rivals: tuple[Rival, ...] = entry(list_of(record(Rival), most=20), default=())
    ties: Ties | None = entry(optional(record(Ties)), spare=True, default=None)
    start: Start | None = entry(optional(record(Start)), spare=True, default=None)
    place: Place | None = entry(optional(record(Place)), spare=True, default=None)
    announced: Announced | None = entry(optional(record(Announced)), spare=True, default=None)

    def size(self, what: str) -> float | None:
        """How many of one of SIZES the place has; None where the plan does not say."""
        given: Figure | None = getattr(self.place, what) if self.place is not None else None
        return given.value if given is not None else None

    def programme(self, id: str) -> Programme:
        """The programme with this id; KeyError when there is none."""
        return _by_id(self.programmes, id)

    def target(self, id: str) -> Target:
        """The target with this id; KeyError when there is none."""
        return _by_id(self.targets, id)

    def sector(self, id: str) -> Sector:
        """The sector with this id; KeyError when there is none."""
        return _by_id(self.sectors, id)

    @property
    def n_months(self) -> int:
        """Months of the forecast, from the plan's first month to `forecast_to`, both included."""
        return self.month_number(self.horizon.forecast_to) + 1

    @property
    def months(self) -> tuple[str, ...]:
        """Every month of the forecast."""
        return month_range(self.horizon.start, self.horizon.forecast_to)

    def month_number(self, month: str) -> int:
        """Months since the plan began: its first month is 0. May be negative or beyond the forecast."""
        return month_index(month) - month_index(self.horizon.start)

    def month_at(self, number: int) -> str:
        """The month that many months after the first one."""
        return month_text(month_index(self.horizon.start) + number)

    def won_m(self, amount: float) -> float:
        """An amount of the plan's money in KRW million."""
        return amount * (MONEY_UNITS[self.money.unit] / 1e6) * self.money.won_per_unit.value

    @property
    def budget(self) -> float:
        """The money of all programmes, in the plan's unit (`total_budget` is what was announced)."""
        return sum(p.total for p in self.programmes)

    def to_dict(self) -> dict[str, Any]:
        """The plan as plain values, as they would stand in plan.yaml."""
        return plain(self)

    @cached_property
    def fingerprint(self) -> str:
        """Twelve hex digits of the SHA-256 of the plan's content; the same plan, however written, has the same.

        What might be chosen instead (`levers`) is no part of what is decided.
        """
        decided = {key: value for key, value in self.to_dict().items() if key != "levers"}
        content = json.dumps(decided, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(content.encode()).hexdigest()[:12]


def _by_id(items: tuple[Any, ...], id: str) -> Any:
    for item in items:
        if item.id == id:
            return item
    raise KeyError(id)
