"""Portfolios as a workbook, as a budget office wants them: years by programmes, today, proposed, change, with sums.

Sums are formulas that carry what they come to, so that a reader can check them and any viewer shows them.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from podobat.explore.writing import goal_label
from podobat.optimise.pictures import LETTERS
from podobat.optimise.result import Better
from podobat.optimise.sentences import other_rows
from podobat.plan.schema import FUNDERS
from podobat.show.writer import NONE, Writer

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_HEAD = {"bold": True, "bg_color": "#EDE7F3", "border": 1, "border_color": "#BDB6C6", "text_wrap": True}
_BODY = {"border": 1, "border_color": "#BDB6C6"}


def workbook_of(better: Better, lang: str) -> bytes:
    """The workbook: a sheet of gains, then one for each portfolio. The same bytes every time."""
    import datetime

    import xlsxwriter

    write, made = Writer.of("optimise", lang, better.plan), io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        book.set_properties({
            "author": "podobat", "title": write.say("page.title", name=better.plan.name),
            "created": datetime.datetime(2020, 1, 1),
        })  # fmt: skip
        looks = {
            "title": book.add_format({"bold": True, "font_size": 13}),
            "head": book.add_format(_HEAD),
            "name": book.add_format(_BODY),
            "money": book.add_format({**_BODY, "num_format": "#,##0.0;−#,##0.0;–"}),
            "sum": book.add_format({**_BODY, "bold": True, "num_format": "#,##0.0;−#,##0.0;–"}),
            "number": book.add_format({**_BODY, "num_format": "#,##0.00;−#,##0.00"}),
        }
        _gains(book.add_worksheet(write.say("sheet.gains")), write, better, looks)
        for n in range(len(better.portfolios)):
            _years(book.add_worksheet(f"{LETTERS[n]} {write.say(f'portfolio.{better.portfolios[n].id}')}"[:31]), write,
                   better, n, looks)  # fmt: skip
    return made.getvalue()


def _gains(sheet: Worksheet, write: Writer, better: Better, looks: dict[str, Any]) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 44)
    sheet.set_column(2, 7, 14)
    sheet.write(0, 0, write.say("caption.gains"), looks["title"])
    heads = ("portfolio", "goal", "unit", "claimed", "fresh", "low", "high", "better")
    for c, h in enumerate(heads):
        sheet.write(2, c, write.say(f"head.{h}"), looks["head"])
    r = 3
    for n, p in enumerate(better.portfolios):
        for goal, gain in zip(better.goals, p.gains, strict=True):
            name = f"{LETTERS[n]} {write.say(f'portfolio.{p.id}')}"
            share, unit = goal.unit == "share", goal.unit
            size = 100.0 if share else 1.0
            told = write.say("head.points") if share else write.axis(unit, 1.0)[1]
            sheet.write_row(r, 0, (name, goal_label(write, goal), told), looks["name"])
            sheet.write_row(r, 3, [v * size for v in (gain.claimed, gain.fresh, gain.low, gain.high)], looks["number"])
            if gain.better == gain.better:
                sheet.write(r, 7, gain.better, looks["number"])
            else:
                sheet.write_blank(r, 7, None, looks["number"])
            r += 1


def _years(sheet: Worksheet, write: Writer, better: Better, n: int, looks: dict[str, Any]) -> None:
    """Three blocks beside one another: today, proposed, change; a row a programme, a column a year, sums."""
    p, years = better.portfolios[n], better.plan.horizon.years
    blocks = (better.amounts(better.choices.today), better.amounts(p.x))
    factor, unit = write.axis("KRW_m", 1e5)
    width = len(years) + 1
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.freeze_panes(4, 1)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 3 * width, 9)
    names = ", ".join(write.say(f"portfolio.{id}") for id in (p.id, *p.also))
    sheet.write(0, 0, f"{LETTERS[n]} {names} ({unit})", looks["title"])
    sheet.write(3, 0, write.say("head.programme"), looks["head"])
    last = 4 + len(better.plan.programmes)
    for b, head in enumerate(("today", "proposed", "change")):
        first = 1 + b * width
        sheet.write(2, first, write.say(f"head.{head}"), looks["title"])
        sheet.write_row(3, first, [*(str(y) for y in years), write.say("head.sum")], looks["head"])
    for r, programme in enumerate(better.plan.programmes):
        sheet.write(4 + r, 0, programme.name[write.lang], looks["name"])
        _row(sheet, 4 + r, [[m[programme.id, y] * factor for y in years] for m in blocks], looks["money"], looks["sum"])
    sheet.write(last, 0, write.say("head.sum"), looks["head"])
    for c in range(3 * width):
        b, k = divmod(c, width)
        value = _sum(blocks, b, [years[k]] if k < len(years) else list(years), factor)
        sheet.write_formula(last, 1 + c, f"=SUM({_cell(4, 1 + c)}:{_cell(last - 1, 1 + c)})", looks["sum"], value)  # pyright: ignore[reportArgumentType]
    for r, funder in enumerate(FUNDERS, last + 1):
        paid = [_paid(better, funder, m) for m in blocks]
        sheet.write(r, 0, write.say("head.of_it", name=write.say(f"funder.{funder}")), looks["name"])
        _row(sheet, r, [[m[y] * factor for y in years] for m in paid], looks["money"], looks["sum"])
    _others(sheet, write, better, n, last + len(FUNDERS) + 2, looks)


def _paid(better: Better, funder: str, amounts: dict[tuple[str, int], float]) -> dict[int, float]:
    """What one source pays in every year, by the shares that the plan states for each programme."""
    shares = {p.id: p.funding.get(funder, 0.0) for p in better.plan.programmes}
    return {y: sum(shares[p] * v for (p, of), v in amounts.items() if of == y) for y in better.plan.horizon.years}


def _others(sheet: Worksheet, write: Writer, better: Better, n: int, first: int, looks: dict[str, Any]) -> None:
    """Dates of works and shares of sectors below the money: today, proposed."""
    rows = other_rows(write, better)
    if not rows:
        return
    sheet.write_row(first, 0, [write.say(f"head.{h}") for h in ("item", "today", "proposed")], looks["head"])
    for r, (name, today, *proposed) in enumerate(rows, first + 1):
        told = write.say("cell.same") if proposed[n] == NONE else proposed[n]
        sheet.write_row(r, 0, (name, today, told), looks["name"])


def _row(sheet: Worksheet, r: int, blocks: list[list[float]], money: Any, total: Any) -> None:
    """One programme: amounts, their sums, and the change by formula."""
    width = len(blocks[0]) + 1
    for b, values in enumerate(blocks):
        first = 1 + b * width
        sheet.write_row(r, first, values, money)
        sheet.write_formula(r, first + width - 1, f"=SUM({_cell(r, first)}:{_cell(r, first + width - 2)})", total,
                            sum(values))  # pyright: ignore[reportArgumentType]  # fmt: skip
    for k in range(width):
        a, b = 1 + k, 1 + width + k
        values = [block[k] if k < width - 1 else sum(block) for block in blocks]
        sheet.write_formula(r, 1 + 2 * width + k, f"={_cell(r, b)}-{_cell(r, a)}", total if k == width - 1 else money,
                            values[1] - values[0])  # pyright: ignore[reportArgumentType]  # fmt: skip


def _sum(blocks: tuple[dict[tuple[str, int], float], ...], b: int, years: list[int], factor: float) -> float:
    sums = [factor * sum(v for (_, y), v in m.items() if y in years) for m in blocks]
    return sums[b] if b < 2 else sums[1] - sums[0]


def _cell(row: int, column: int) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    return str(xl_rowcol_to_cell(row, column))
