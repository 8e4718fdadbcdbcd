"""What `podobat position` prints: the industries that stand out, what may come, and the sentences of the page."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Styled

from podobat.position import sentences as told
from podobat.position.pen import Pen
from podobat.position.portrait import Line
from podobat.position.result import Position
from podobat.position.standing import Basket

MORE, LESS, ENTRANTS = 8, 5, 5


def print_position(position: Position, lang: str, console: Console) -> None:
    """Print the tables, then the sentences a planner would quote, then the notes."""
    pen = Pen(position, lang)
    if position.counts.has_industries:
        console.print(lines_table(pen))
        if position.named_baskets and len(position.counts.regions) > 1:
            console.print(sectors_table(pen))
    for sentence in [*told.headline(pen), *told.scored_briefly(pen), *told.long_briefly(pen)]:
        console.print(Styled(f"· {sentence}"))
    if position.notes:
        console.print(Styled(pen.words("title.method"), style="bold"))
        for note in position.notes:
            console.print(Padding(Styled(note[lang], style="dim"), (0, 0, 0, 2)))


def _table(title: str, *heads: str) -> Table:
    table = Table(title=title, box=box.SIMPLE_HEAD, title_style="bold", title_justify="left", pad_edge=False)
    for number, head in enumerate(heads):
        table.add_column(head, justify="left" if number == 0 else "right", overflow="fold")
    return table


def lines_table(pen: Pen) -> Table:
    """Industries firmly more, then firmly less, then those that may come."""
    here = pen.position.portrait
    title = pen.words("title.console", place=pen.position.name[pen.lang], year=pen.year, kind=pen.kind)
    table = _table(title, pen.words("word.industry"), pen.kind, pen.words("word.quotient"), pen.words("word.interval"),
                   pen.words("word.excess"), pen.words("word.odds"))  # fmt: skip
    groups = (here.more()[:MORE], here.less()[:LESS], here.entrants()[:ENTRANTS])
    if pen.position.decisions is None:
        groups = (told.highest(pen)[: MORE + LESS], (), ())
    shown: set[int] = set()
    for group in groups:
        for line in group:
            if line.at not in shown:
                table.add_row(*_cells(pen, line))
            shown.add(line.at)
        if group:
            table.add_section()
    return table


def _cells(pen: Pen, line: Line) -> tuple[str, ...]:
    odds = pen.odds(line.odds) if line.odds is not None else "–"
    return (
        pen.label(line.industry), pen.count(line.count), pen.times(line.quotient.value), pen.band(line.quotient),
        pen.count(line.excess, signed=True), odds,
    )  # fmt: skip


def sectors_table(pen: Pen) -> Table:
    """Sectors of plans here and in the regions beside."""
    position = pen.position
    shown = (position.place, *position.beside)
    table = _table(pen.words("table.ahead"), pen.words("word.sector"), *(pen.with_within(r) for r in shown))
    for b in position.named_baskets:
        table.add_row(b.name[pen.lang], *(_standing(pen, b, r) for r in shown))
    return table


def _standing(pen: Pen, b: Basket, region: int) -> str:
    return f"{pen.times(float(b.quotients[region]))} ({b.rank(region)})"
