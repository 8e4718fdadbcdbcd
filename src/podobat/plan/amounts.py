"""Amounts of money that make sense: none beyond what any state gives, so that a figure typed in another unit is seen.

A budget typed in won under the unit bn is a thousand million times too large. Besides the bounds, what the money buys
is counted: a budget typed in won, of grants in millions, would found fifty million firms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeVar

from podobat.money import Money as Shown
from podobat.plan.document import Log
from podobat.plan.fields import Figure
from podobat.plan.schema import MONEY_UNITS, Money, Programme, Sector
from podobat.texts import catalogue

_say = catalogue("plan")

T = TypeVar("T")

MOST_A_YEAR: Final = 1e7  # KRW million: KRW 10 tn for one programme in one year; all of the state's R&D takes 30
MOST_IN_ALL: Final = 1e8  # KRW 100 tn for a plan
LEAST_UNIT_COST: Final = 1e-3  # KRW 1,000
MOST_A_FIRM: Final = 1e8  # KRW 100 tn of costs of one demand firm a year
#: Places that a year's budget of a kind may buy: more firms or people than a region can have.
MOST_PLACES: Final = {
    "founding": 20_000, "growth": 20_000, "training": 1_000_000, "research": 20_000, "adoption": 200_000,
    "attraction": 20_000, "anchor": 20_000, "procurement": 20_000, "chips": 20_000,
}  # fmt: skip


def check_amounts(draft: Mapping[str, Any], money: Money, log: Log) -> None:
    """Note every amount of a plan that is beyond what makes sense, with what it is in won."""
    won_m = MONEY_UNITS[money.unit] / 1e6 * money.won_per_unit.value
    for path, amount, least, most in _amounts(draft):
        inside = amount == 0 or least <= amount * won_m <= most
        if not inside:
            _note(path, amount * won_m, least, most, money, log)
    programmes = _records(draft, "programmes", Programme)
    whole = sum(p.total for p in programmes) * won_m
    if whole > MOST_IN_ALL:
        _note("programmes", whole, 0.0, MOST_IN_ALL, money, log)
    for p in programmes:
        _check_places(p, log)


def _records(draft: Mapping[str, Any], name: str, kind: type[T]) -> list[T]:
    """The entries of a list of the draft that could be read."""
    items = draft.get(name)
    return [item for item in items if isinstance(item, kind)] if isinstance(items, tuple) else []


def _amounts(draft: Mapping[str, Any]) -> Iterator[tuple[str, float, float, float]]:
    """Every amount with its path, and the least and the most that it may be in KRW million."""
    total = draft.get("total_budget")
    if isinstance(total, Figure):
        yield "total_budget", total.value, 0.0, MOST_IN_ALL
    for p in _records(draft, "programmes", Programme):
        for year, amount in p.budget.items():
            yield f"programmes.{p.id}.budget.{year}", amount, 0.0, MOST_A_YEAR
        if p.unit_cost is not None:
            yield f"programmes.{p.id}.unit_cost", p.unit_cost.value, LEAST_UNIT_COST, MOST_IN_ALL
        if p.facility is not None and p.facility.cost is not None:
            yield f"programmes.{p.id}.facility.cost", p.facility.cost.value, LEAST_UNIT_COST, MOST_IN_ALL
        if p.anchor is not None and p.anchor.investment is not None:
            yield f"programmes.{p.id}.anchor.investment", p.anchor.investment.value, 0.0, MOST_IN_ALL
        if p.infrastructure is not None and p.infrastructure.private is not None:
            yield f"programmes.{p.id}.infrastructure.private", p.infrastructure.private.value, 0.0, MOST_IN_ALL
    for s in _records(draft, "sectors", Sector):
        yield f"sectors.{s.id}.costs_per_firm", s.costs_per_firm.value, 0.0, MOST_A_FIRM


def _note(path: str, won_m: float, least: float, most: float, money: Money, log: Log) -> None:
    won = Shown()
    amount, low, high = won.both(won_m), won.both(least), won.both(most)
    size = _say("amounts.small") if won_m < least else _say("amounts.large")
    allowed = _say("amounts.at_most", high=high)
    if least:
        allowed = _say("amounts.from", low=low, high=high)
    log.fault(
        path,
        _say("amounts.too_an_amount", size=size, found=amount),
        allowed,
        _say("amounts.check_the_unit_of_the_figure", unit=money.unit, currency=money.currency),
    )


def _check_places(p: Programme, log: Log) -> None:
    """What the money of a year would buy is no more than a region can have; nothing is had for nothing."""
    most = MOST_PLACES.get(p.kind)
    if most is None or p.unit_cost is None:
        return
    if p.unit_cost.value <= 0:
        log.fault(
            f"programmes.{p.id}.unit_cost",
            _say("amounts.supports_for_nothing"),
            _say("amounts.amount_above_0"),
            _say("amounts.give_what_one_of_them_takes"),
        )
        return
    for year, amount in p.budget.items():
        places = amount / p.unit_cost.value
        if places > most:
            log.fault(
                f"programmes.{p.id}.budget.{year}",
                _say("amounts.would_support_in_one_year", places=places),
                _say("amounts.at_most_a_year", most=most),
                _say("amounts.check_the_units_of_the_two"),
            )
