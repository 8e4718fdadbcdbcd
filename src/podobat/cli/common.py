"""What verbs share: the program itself, plain messages instead of tracebacks, and reading a case."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from podobat.errors import PodobatError
from podobat.leaving import INTERRUPTED
from podobat.show.console import progress_bar, put, tell
from podobat.texts import catalogue

if TYPE_CHECKING:
    from podobat.forecast.futures import Futures
    from podobat.plan import Case

_say = catalogue("cli")


app = typer.Typer(
    name="podobat",
    help="포도밭: 지역 혁신 집적단지의 계획을 점검하고 전망합니다.\n\n"
    "Podobat: checks and forecasts the plan of a regional innovation cluster.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@contextmanager
def plainly(lang: str) -> Iterator[None]:
    """A user's mistake becomes a plain message and an exit code; only a mistake of ours keeps its traceback."""
    try:
        yield
        sys.stdout.flush()
    except PodobatError as error:
        tell(error.text(lang))
        raise typer.Exit(error.exit_code) from None
    except KeyboardInterrupt:
        interrupted(lang)
    except MemoryError:
        tell(_say("common.not_enough_memory")[lang])
        raise typer.Exit(2) from None
    except BrokenPipeError:  # the reader (`| head`) has seen enough
        _silence()
        raise typer.Exit(0) from None
    except OSError as error:  # a full disk, a folder that may not be read: the machine's, not ours
        _silence()
        where = f"{error.filename}: " if error.filename else ""
        reason = error.strerror or str(error)
        tell(_say("common.machine_refuses", where=where, reason=reason)[lang])
        raise typer.Exit(2) from None


def _silence() -> None:
    """Whatever is still to be written to standard output goes nowhere: writing it has failed."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - must outlive this function


def interrupted(lang: str) -> NoReturn:
    """One plain line for a person who pressed Ctrl-C, and the exit code that shells expect."""
    tell(_say("common.nothing_half_written_is_left")[lang])
    raise typer.Exit(INTERRUPTED) from None


def kept_for_later(lang: str) -> NoReturn:
    """The same for a simulation of which something is kept."""
    tell(_say("common.draws_so_far_are_kept")[lang])
    raise typer.Exit(INTERRUPTED) from None


def _version(asked: bool) -> None:
    if asked:
        from podobat import __version__

        put(f"podobat {__version__}")
        raise typer.Exit


@app.callback()
def verbs(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="판 번호 · print the version")
    ] = False,
) -> None:
    """포도밭: 지역 혁신 집적단지의 계획을 점검하고 전망합니다.

    Podobat: checks and forecasts the plan of a regional innovation cluster.
    """


def tell_of_compilation(lang: str) -> None:
    """Say why the first run on a machine is silent for a minute."""
    from podobat.engine.compiled import is_compiled

    if not is_compiled():
        tell(_say("common.first_run_compiles_the_engine")[lang])


def drawing_soon() -> None:
    """Start what draws, for a verb that writes a page: half a second that passes while rooms are imported."""
    from podobat.show.charts import warm_up

    warm_up()


def read_case(folder: Path) -> Case:
    """The case in a folder, its targets held against the catalogue of measures."""
    from podobat.api import case_of

    return case_of(folder)


def known_futures(case: Case, as_of: str | None, draws: int, seed: int, threads: int | None, lang: str) -> Futures:
    """Futures with what is known on a date, learnt anew only where this machine has not learnt the same before."""
    from podobat.engine.compiled import user_cache
    from podobat.learn.steering import futures
    from podobat.learn.update import DRAWS, GENERATIONS
    from podobat.show.shelf import Shelf

    shelf = Shelf(user_cache() / "learnt")
    with progress_bar(DRAWS * GENERATIONS, lang) as progress:
        return futures(case, as_of, draws=draws, seed=seed, threads=threads, progress=progress, shelf=shelf)
