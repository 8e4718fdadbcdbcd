"""Verbs that begin with files, as functions: the same names, defaults and answers as on the command line.

    podobat.check("cases/gwangju-phase1")                        podobat check cases/gwangju-phase1
    podobat.learn("cases/gwangju-phase1", until="2022-12-31")    podobat learn cases/gwangju-phase1 --until 2022-12-31

Verbs that begin with a case that is read already are the rules of their rooms: `podobat.forecast(case)`. All are
listed in `podobat.__all__`; `tests/habits/api.txt` holds their signatures.

How names leave: a name that is to go stays for at least two minor versions and half a year. It warns with
DeprecationWarning, which names what to write instead and the version without it (`podobat.LEAVING`), and the list of
changes says so from the first day.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podobat.errors import Fault, InputFaults, needs
from podobat.evidence import read_references
from podobat.evidence.measures import measure_ids
from podobat.forecast.result import parameters_of
from podobat.plan import Case, CaseCheck, Ratio, check_case, implied_ratios, read_case
from podobat.show.notebook import Shown

if TYPE_CHECKING:
    import polars as pl
    from rich.console import Console

    from podobat.acts.result import Acts
    from podobat.forecast.futures import Futures
    from podobat.learn.backtest import Cut
    from podobat.learn.update import Posterior
    from podobat.records.check import RecordCheck
    from podobat.validate.result import Validation

__all__ = [
    "Backtest", "Check", "acts", "backtest", "check", "check_records", "example", "learn", "to_pandas", "validate",
]  # fmt: skip

Progress = Callable[[int], None]


def known_measures() -> tuple[str, ...]:
    """Ids that a target may be set against; <sector> and <programme> stand for those of the plan."""
    return measure_ids(["<sector>"], ["<programme>"])


def case_of(case: Case | str | Path) -> Case:
    """The case itself, or the one in a folder, its targets held against the catalogue of measures."""
    return case if isinstance(case, Case) else read_case(case, measure_ids=known_measures())


@dataclass(frozen=True)
class Check(Shown, printer="podobat.api:print_check"):
    """What `check` finds.

    Attributes
    ----------
    case : Case or None
        The case; None where it has faults.
    faults : tuple of Fault
        Every fault of every file, in the order of files and lines.
    ratios : tuple of Ratio
        What the plan's numbers imply, beside other places; empty where there are faults.
    warnings : tuple of Fault
        What is sound and may still not be meant; empty where there are faults.
    """

    case: Case | None
    faults: tuple[Fault, ...]
    ratios: tuple[Ratio, ...]
    warnings: tuple[Fault, ...] = ()

    @property
    def ok(self) -> bool:
        """Is the case free of faults?"""
        return not self.faults

    def to_json_dict(self) -> dict[str, Any]:
        """What `podobat check --format json` prints, as plain dicts, lists, strings and numbers."""
        from podobat.plan.console import checked_json

        return checked_json(CaseCheck(self.case, self.faults, self.warnings), self.ratios)


def print_check(result: Check, lang: str, console: Console) -> None:
    """Print the faults of a case, or what its numbers imply."""
    from podobat.plan.console import print_checked

    print_checked(CaseCheck(result.case, result.faults, result.warnings), result.ratios, lang=lang, console=console)


@dataclass(frozen=True)
class Backtest(Shown, printer="podobat.api:print_backtest_of"):
    """Scores of forecasts from what was known at each date.

    Attributes
    ----------
    cuts : tuple of Cut
        One for each date: the records that came later, and the scores of the model and of three naive forecasts.
    seed : int
    """

    cuts: tuple[Cut, ...]
    seed: int

    def scores(self) -> pl.DataFrame:
        """A row for each date and forecast: until, forecast, records, crps, log_score, within_50, within_80, skill."""
        import polars as pl

        from podobat.learn.page import backtest_rows

        return pl.DataFrame(backtest_rows(self.cuts))

    def to_json_dict(self) -> dict[str, Any]:
        """What `podobat backtest --format json` prints."""
        from podobat.learn.page import backtest_json

        return backtest_json(self.cuts)


def print_backtest_of(result: Backtest, lang: str, console: Console) -> None:
    """Print the table of scores."""
    from podobat.learn.page import print_backtest

    print_backtest(result.cuts, lang, console)


def acts(
    case: Case | str | Path,
    *,
    draws: int = 1000,
    seed: int = 1,
    threads: int | None = None,
    progress: Progress | None = None,
    futures: Futures | None = None,
) -> Acts:
    """What an act changes: general, special or none, by provision, and a month sooner.

    Parameters
    ----------
    case : Case, str or Path
        The case, or its folder.
    draws : int
        Futures; two of them share each point of the uncertain parameters.
    seed, threads, progress
        As for `learn`.
    futures : Futures, optional
        Who lives the draws (`futures`): after counting, acts differ from the first open month on; by default those
        before anything was counted.

    Returns
    -------
    Acts

    Raises
    ------
    CannotRun
        For a number outside its range, and when nothing is open any more.
    InputFaults
        When the parameters have faults.

    Examples
    --------
    >>> import podobat
    >>> acts = podobat.acts(podobat.example(), draws=100, seed=1)
    >>> acts.effect("special", "jobs.direct@2028-12").mean > acts.effect("general", "jobs.direct@2028-12").mean
    True
    """
    from podobat.acts.rule import acts_of

    return acts_of(case_of(case), draws=draws, seed=seed, threads=threads, progress=progress, futures=futures)


def check(case: str | Path) -> Check:
    """Find every fault of a case at once, then set what its numbers imply beside other places.

    Parameters
    ----------
    case : str or Path
        Folder that holds plan.yaml.

    Returns
    -------
    Check
        `ok`, `faults` and `warnings` with file, line and remedy, `ratios`.

    Raises
    ------
    CannotRun
        When there is no such folder or no plan in it.

    Examples
    --------
    >>> import podobat
    >>> checked = podobat.check("cases/gwangju-phase1")
    >>> checked.ok, len(checked.case.plan.targets)
    (True, 18)
    """
    from podobat.evidence.warnings import known_elsewhere, warnings_of
    from podobat.forecast.anyway import met_anyway

    checked = check_case(case, measure_ids=known_measures())
    if checked.case is None:
        return Check(None, known_elsewhere(checked.faults), ())
    try:
        parameters_of(checked.case)
    except InputFaults as error:
        return Check(None, error.faults, ())
    warnings = (*warnings_of(checked.case), *met_anyway(checked.case))
    return Check(checked.case, (), tuple(implied_ratios(checked.case, read_references())), warnings)


def example() -> Case:
    """The real case that goes with the program: phase 1 of Gwangju's AI cluster, as `podobat demo` writes it.

    Returns
    -------
    Case
        With five scenarios and the record book, read where the program keeps it.

    Examples
    --------
    >>> import podobat
    >>> podobat.example().plan.id
    'gwangju-phase1'
    """
    from podobat.plan.example import example_folder

    return case_of(example_folder())


def check_records(case: Case | str | Path, *, keep_good: bool = False, today: str | None = None) -> RecordCheck:
    """Faults of the record book, then counters that disagree, gaps, falling counts and duplicates.

    Parameters
    ----------
    case : Case, str or Path
        The case, or its folder, with records.csv.
    keep_good : bool
        Check the rows that are sound although others have faults.
    today : str, optional
        "YYYY-MM-DD": no count can have been known later. The day of the clock by default.

    Returns
    -------
    RecordCheck
        `ok`, `faults`, and what was found: conflicts, gaps, falling counts, duplicates, bounds.

    Raises
    ------
    CannotRun
        When the case has no record book.

    Examples
    --------
    >>> import podobat
    >>> podobat.check_records("cases/gwangju-phase1", today="2025-06-30").ok
    True
    """
    from podobat.records.check import check_record_book

    return check_record_book(case_of(case), keep_good=keep_good, today=today)


def learn(
    case: Case | str | Path,
    until: str | None = None,
    *,
    draws: int = 3000,
    seed: int = 1,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Posterior:
    """Learn from what was counted: parameters, luck and discrepancies that go with the record book.

    Parameters
    ----------
    case : Case, str or Path
        The case, or its folder, with records.csv.
    until : str, optional
        "YYYY-MM-DD": only records known by the end of that day.
    draws : int
        Particles a generation.
    seed : int
    threads : int, optional
        All processors by default; the same bits for any number.
    progress : callable, optional
        Called with the number of particles that have just finished.

    Returns
    -------
    Posterior
        `lessons`, `shifts`, `parameter_quantiles()`, and `forecast()` with what was learnt.

    Raises
    ------
    InputFaults
        For a record book with faults, all of them at once.
    CannotRun
        When there is no record book.
    """
    from podobat.learn.update import learn as update
    from podobat.records.read import read_records

    read = case_of(case)
    book = read_records(read.folder, read.plan, until=until)
    return update(read, book, until=until, draws=draws, seed=seed, threads=threads, progress=progress)


def backtest(
    case: Case | str | Path,
    until: Sequence[str] | None = None,
    *,
    draws: int = 3000,
    seed: int = 1,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Backtest:
    """Forecast from what was known at a date, and score it on what was counted later, beside naive forecasts.

    Parameters
    ----------
    case : Case, str or Path
        The case, or its folder, with records.csv.
    until : sequence of str, optional
        Cut-off dates "YYYY-MM-DD"; the ends of the years 2020 to 2023 by default.
    draws, seed, threads, progress
        As for `learn`.

    Returns
    -------
    Backtest
    """
    from podobat.learn.backtest import CUTS
    from podobat.learn.backtest import backtest as score
    from podobat.records.read import read_records

    read = case_of(case)
    book = read_records(read.folder, read.plan)
    cuts = score(read, book, until or CUTS, draws=draws, seed=seed, threads=threads, progress=progress)
    return Backtest(cuts, seed)


def validate(
    case: Case | str | Path, *, seed: int = 1, threads: int | None = None, progress: Progress | None = None, **size: int
) -> Validation:
    """Simulate what literature and official statistics report, and set both side by side.

    Parameters
    ----------
    case : Case, str or Path
        The case, or its folder.
    seed, threads, progress
        As for `learn`.
    **size
        `points` of the uncertain parameters and `runs` at each, in place of those that reports use.

    Returns
    -------
    Validation
        `findings`, each with the published and the simulated value and a verdict.
    """
    from podobat.validate.result import validate as simulate

    return simulate(case_of(case), seed=seed, threads=threads, progress=progress, **size)


def to_pandas(frame: pl.DataFrame) -> Any:
    """A polars frame as a pandas one, for those who go on in pandas.

    Parameters
    ----------
    frame : polars.DataFrame
        Any table of a result: `forecast.targets()`, `comparison.measures()`.

    Returns
    -------
    pandas.DataFrame
        The same rows and columns.

    Raises
    ------
    CannotRun
        When pandas is not installed (extra `xarray`).

    Examples
    --------
    >>> import podobat, polars
    >>> podobat.to_pandas(polars.DataFrame({"id": ["a"], "p50": [1.5]})).p50.sum().item()
    1.5
    """
    needs("to_pandas", "xarray", "pandas")
    import pandas as pd

    return pd.DataFrame(frame.to_dict(as_series=False), columns=frame.columns)
