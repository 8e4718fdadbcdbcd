"""The table that a forecast ends with on the console: promise, forecast, odds and net of every target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Styled

from podobat.forecast.sentences import headline, news
from podobat.forecast.sides import sides_table
from podobat.show.console import print_table
from podobat.show.writer import Writer

if TYPE_CHECKING:
    from podobat.forecast import Forecast

LIKELY, UNLIKELY = 0.5, 0.1
ROOMY = 100  # columns from which the table has room for everything


def print_forecast(forecast: Forecast, lang: str, console: Console) -> None:
    """Print the odds on every target, and the notes on what is doubtful about them."""
    write = Writer.of("forecast", lang, forecast.plan)
    say = write.say
    console.print(forecast_table(forecast, lang, narrow=console.width < ROOMY))
    console.print(Styled(say("console.caption", draws=f"{forecast.draws:,}", seed=forecast.seed), style="dim"))
    console.print(Styled(headline(forecast.target_results, write) + ".", style="bold"))
    if forecast.views:
        print_table(sides_table(forecast, write), console)
    notes = [note[lang] for note in news(forecast)]
    if notes:
        console.print(Styled(say("console.notes"), style="bold"))
        for note in notes:
            console.print(Padding(Styled(note), (0, 0, 0, 2)))


def forecast_table(forecast: Forecast, lang: str, *, narrow: bool = False) -> Table:
    """Every target in one row; no colour stands alone, so it reads the same on paper.

    narrow   for a console of 80 columns: the date stands under the name
    """
    write = Writer.of("forecast", lang, forecast.plan)
    say = write.say
    table = Table(
        title=say("console.title", name=forecast.plan.name[lang]),
        box=box.SIMPLE_HEAD,
        title_style="bold",
        title_justify="left",
        pad_edge=False,
    )
    table.add_column(say("word.target"), overflow="fold", min_width=12 if narrow else 18)
    if not narrow:
        table.add_column(say("word.by"), no_wrap=True)
    for name in ("promise", "median", "interval80", "probability", "net"):
        table.add_column(say(f"word.{name}"), justify="right", overflow="fold")
    for target in forecast.target_results:
        q, probability = target.quantiles(), target.odds_with.probability
        style = "green" if probability >= LIKELY else "yellow" if probability >= UNLIKELY else "red"
        name = (f"{target.name[lang]}\n{target.by}",) if narrow else (target.name[lang], target.by)
        table.add_row(
            *name,
            write.cell(target.value, target.unit, None),
            write.cell(q["p50"], target.unit),
            write.cell_interval(q["p10"], q["p90"], target.unit),
            Styled(write.odds(probability, forecast.draws), style=style),
            write.cell(target.quantiles("net")["p50"], target.unit),
        )
    return table
