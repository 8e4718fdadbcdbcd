"""The table of targets as a spreadsheet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from podobat.forecast import Forecast
from podobat.forecast.sentences import measure_name
from podobat.money import Money
from podobat.show.texts import Words
from podobat.units import UNITS, Lang
from podobat.web.reports.counted import Counted

WIDTHS = (44, 26, 10, 12, 14, 12, 12, 12, 12, 12, 12, 60)


def write_sheet(result: Forecast, part: Counted, path: Path, lang: Lang, said: Words) -> None:
    """One row a target: promise, forecast, odds before and after the records, counts. Money in KRW million."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = said("reports.sheet")
    keys = ("target", "measure", "by", "promise", "unit", "median", "low", "high", "net", "odds_before", "odds_after",
            "counted")  # fmt: skip
    _row(sheet, [said(f"reports.column_{key}") for key in keys])
    for target, row in zip(result.target_results, part.rows, strict=True):
        q, net = target.quantiles(), target.quantiles("net")["p50"]
        unit = (
            Money.of_plan(result.plan).currency + " m"
            if target.unit.startswith("KRW_m")
            else UNITS[target.unit].label[lang]
        )
        _row(sheet, [row.name, measure_name(target.measure, lang), target.by, target.value, unit, q["p50"], q["p10"],
                     q["p90"], net, _odds(row.odds_before, row.before, result.draws),
                     _odds(row.odds_after, row.after, result.draws), "\n".join(row.counts)])  # fmt: skip
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for letter, width in zip("ABCDEFGHIJKL", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
        for cell in sheet[letter]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for letter in "JK":
        for cell in sheet[letter][1:]:
            cell.number_format = "0.0%"
    for letter in "DFGHI":
        for cell in sheet[letter][1:]:
            cell.number_format = "#,##0"
    sheet.freeze_panes = "B2"
    book.save(path)


def _odds(odds: float | None, said: str, draws: int) -> float | str | None:
    """A share for the spreadsheet; the same words as in the page where the page does not give a number either."""
    least = max(1.0 / max(draws, 1), 0.001)
    return odds if odds is not None and least <= odds <= 1 - least and said[:1].isdigit() and "(" not in said else said


def _row(sheet: Any, values: list[Any]) -> None:
    """A row in which text stays text, even where it begins like a formula."""
    sheet.append(values)
    for cell, value in zip(sheet[sheet.max_row], values, strict=True):
        if isinstance(value, str):
            cell.data_type = "s"
