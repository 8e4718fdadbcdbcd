"""Cells of the directory's tables and forms, read with complaints: choices, days, amounts, free texts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from podobat.plan import Plan
from podobat.plan.fields import did_you_mean, known_list
from podobat.records.cells import Complaint, date_in, number_in, quoted
from podobat.tables import exact_of, factor
from podobat.units import Text
from podobat.web.tables.private import private_in

NOTHING = Text("", "")
MOST_KRW_M = 10_000_000  # KRW 10 tn, a fiftieth of the state's budget; no support of one firm comes near
_FILL = Text("값을 적으십시오.", "Fill it in.")


def choice_in(cell: str, options: Mapping[str, Text]) -> tuple[str, Complaint | None]:
    """The id of an option, given by id or by its name in either language."""
    usual = " ".join(cell.split()).casefold()
    for id, name in options.items():
        if usual in (id.casefold(), name.ko.casefold(), name.en.casefold()):
            return id, None
    allowed = Text(known_list([o.ko for o in options.values()], 20), known_list([o.en for o in options.values()], 20))
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
            Text(f"모르는 단위: {unit[:20]}", f"unknown unit: {unit[:20]}"),
            Text("원, 천원, 백만원, 억원", "KRW, KRW_m, KRW_bn"),
            Text("비우면 백만 원입니다.", "Empty means KRW million."),
        )
    number, complaint = number_in(cell)
    if complaint or number is None:
        return None, complaint
    if number < 0:
        return None, (Text("음수임", "is negative"), Text("0 이상", "0 or more"), NOTHING)
    amount = (exact_of(cell) or Decimal(number)) * by
    if amount > MOST_KRW_M:
        shown = Text(f"너무 큰 금액: {cell[:20]}", f"too large an amount: {cell[:20]}")
        most = Text(f"{MOST_KRW_M:,}백만 원 이하", f"at most KRW m {MOST_KRW_M:,}")
        return None, (shown, most, Text("단위를 확인하십시오.", "Check the unit."))
    return float(amount), None


def text_in(cell: str, longest: int, *, contacts: bool) -> Complaint | None:
    """Is a free text short enough, and does it say nothing about persons?"""
    if len(cell) > longest:
        found = Text(f"{len(cell)}자로 너무 김", f"is too long ({len(cell)} characters)")
        return found, Text(f"{longest}자 이내", f"at most {longest} characters"), NOTHING
    return private_in(cell, contacts=contacts)
