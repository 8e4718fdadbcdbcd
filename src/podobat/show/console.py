"""What a verb says on the screen: the result on standard output, all else (progress, paths, faults) beside it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from podobat.units import Text

if TYPE_CHECKING:
    from rich.console import Console


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
    left = TextColumn(Text("남은 시간", "left:")[lang])
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), left, TimeRemainingColumn())
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task = bar.add_task(Text("모의실험", "Simulating")[lang], total=draws)
        first = True

        def count(done: int) -> None:
            nonlocal first
            if first and taken_up():
                bar.reset(task, completed=done)
                text = f"이어서 합니다: {done:,}/{draws:,}", f"Taken up where it stopped: {done:,} of {draws:,} draws."
                tell(Text(*text)[lang])
            else:
                bar.advance(task, done)
            first = False

        yield count
