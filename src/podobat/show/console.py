"""What a verb says on the screen: the result on standard output, all else (progress, paths, faults) beside it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from podobat.texts import catalogue

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table as Printed

    from podobat.show.document import Table


def tell(message: str) -> None:
    """A line for the person at the screen, beside the result."""
    print(message, file=sys.stderr, flush=True)


def put(text: str) -> None:
    """The result itself."""
    sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
    sys.stdout.flush()


def paper() -> Console:
    """Where tables are printed: as wide as the terminal, and wide enough for a whole row when there is none."""
    from rich.console import Console

    wide = None if sys.stdout.isatty() or "COLUMNS" in os.environ else 140
    return Console(width=wide, highlight=False)


def page_table(printed: Printed) -> Table:
    """A table of the screen as one of a page: the same caption, heads and cells; columns to the left are words."""
    from podobat.show.document import Table as Written

    heads = tuple(str(column.header) for column in printed.columns)
    cells = zip(*(tuple(map(str, column.cells)) for column in printed.columns), strict=True)
    wordy = frozenset(k for k, column in enumerate(printed.columns) if k and column.justify != "right")
    return Written(str(printed.title or ""), heads, tuple(cells), wordy)


def print_table(table: Table, console: Console) -> None:
    """A table of a page on the screen: the first column and words to the left, numbers to the right."""
    from rich import box
    from rich.table import Table as Printed

    printed = Printed(
        title=table.caption, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold", pad_edge=False
    )
    for i, head in enumerate(table.head):
        printed.add_column(head, justify="left" if i == 0 or i in table.wordy else "right", overflow="fold")
    for row in table.rows:
        printed.add_row(*row)
    console.print(printed)


@contextmanager
def progress_bar(
    draws: int, lang: str, taken_up: Callable[[], bool] = lambda: False
) -> Iterator[Callable[[int], None]]:
    """A bar on standard error that counts finished draws, with the time left; nothing where no one is watching.

    taken_up  says whether the first draws reported come from an earlier attempt: they tell nothing about the speed
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    screen = Console(stderr=True)
    say = catalogue("show").words(lang)
    left = TextColumn(say("progress.left"))
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), left, TimeRemainingColumn())
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task = bar.add_task(say("progress.simulating"), total=draws)
        first = True

        def count(done: int) -> None:
            nonlocal first
            if first and taken_up():
                bar.reset(task, completed=done)
                tell(say("progress.taken_up", done=done, draws=draws))
            else:
                bar.advance(task, done)
            first = False

        yield count
