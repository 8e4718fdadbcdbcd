"""Cells of the directory's tables and forms, read with complaints: choices, days, amounts, free texts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from podobat.plan import Plan
from podobat.plan.fields import did_you_mean, known_list
from podobat.records.cells import Complaint, date_in, number_in, quoted
from podobat.tables import exact_of, factor
from podobat.texts import catalogue
from podobat.units import Text
from podobat.web.tables.private import private_in

_say = catalogue("web.directory")

NOTHING = Text("", "")
MOST_KRW_M = 10_000_000  # KRW 10 tn, a fiftieth of the state's budget; no support of one firm comes near
_FILL = _say("cells.fill")


def choice_in(cell: str, options: Mapping[str, Text]) -> tuple[str, Complaint | None]:
    """The id of an option, given by id or by its name in either language."""
    usual = " ".join(cell.split()).casefold()
    for id, name in options.items():
        if usual in (id.casefold(), name.ko.casefold(), name.en.casefold()):
            return id, None
    allowed = Text.each(lambda lang: known_list([o[lang] for o in options.values()], 20))
    near = did_you_mean(cell, [*options, *(o.ko for o in options.values())]) if cell else _FILL
    return "", (quoted(cell), allowed, near)


def programmes_of(plan: Plan) -> dict[str, Text]:
    """The programmes of a plan by id."""
    return {p.id: p.name for p in plan.programmes}


def day_in(cell: str, *, needed: bool = True) -> tuple[date | None, Complaint | None]:
    """A day; None without a complaint for an empty cell that may be empty."""
    if not cell and not needed:
        return None, None
    day, complaint = date_in(cell)
    return (date.fromisoformat(day) if day else None), complaint


def amount_in(cell: str, unit: str) -> tuple[float | None, Complaint | None]:
    """An amount in KRW million; None without a complaint for an empty cell."""
    if not cell:
        return None, None
    by = factor(unit, "KRW_m") if unit.strip() else Decimal(1)
    if by is None:
        return None, (
            _say("cells.unknown_unit", unit=unit[:20]),
            _say("cells.krw_krw_m_krw_bn"),
            _say("cells.empty_means_krw_million"),
        )
    number, complaint = number_in(cell)
    if complaint or number is None:
        return None, complaint
    if number < 0:
        return None, (_say("cells.is_negative"), _say("cells.or_more"), NOTHING)
    amount = (exact_of(cell) or Decimal(number)) * by
    if amount > MOST_KRW_M:
        shown = _say("cells.too_large_an_amount", cell=cell[:20])
        most = _say("cells.at_most_krw_m", most_krw_m=MOST_KRW_M)
        return None, (shown, most, _say("cells.check_the_unit"))
    return float(amount), None


def text_in(cell: str, longest: int, *, contacts: bool) -> Complaint | None:
    """Is a free text short enough, and does it say nothing about persons?"""
    if len(cell) > longest:
        found = _say("cells.is_too_long", n=len(cell))
        return found, _say("cells.at_most_characters", longest=longest), NOTHING
    return private_in(cell, contacts=contacts)
