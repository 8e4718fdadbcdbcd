"""From the records to any verb: the futures that go with what is known on a date.

    futures = podobat.futures(case, as_of="2021-12-31")           what was known by then; "start": nothing
    podobat.forecast(case, futures=futures)                       also compare, value, appraise
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from podobat.forecast.futures import Futures, Prior, prior
from podobat.learn.kept import Kept, Shelf
from podobat.learn.learnt import Learnt
from podobat.learn.observation import usable
from podobat.learn.runs import Progress
from podobat.learn.setting import Setting, known_by
from podobat.learn.update import DRAWS, FUTURES, GENERATIONS, learn, made_of, threads_of
from podobat.plan import Case
from podobat.records.read import RECORDS, read_records
from podobat.units import month_index

START: Final = "start"


def futures(
    case: Case, as_of: str | None = None, *, draws: int = FUTURES, seed: int = 1, threads: int | None = None,
    progress: Progress | None = None, shelf: Shelf | None = None,
) -> Futures:  # fmt: skip
    """Futures of a case with what is known on a date: parameters, luck and discrepancies that go with its records.

    Parameters
    ----------
    case : Case
        The case, as `read_case` gives it.
    as_of : str, optional
        "YYYY-MM-DD": records known by the end of that day, and what is decided by then; "start": nothing was counted
        and everything is open; None: every record, and whatever comes after what they count is open.
    draws : int
        How many futures.
    seed : int
        The same seed gives the same numbers to the bit, however many threads there are.
    threads : int, optional
        Processor threads to use; all of them by default.
    progress : Progress, optional
        Called with the number of particles that have just finished, of `learn`'s at most.
    shelf : Shelf, optional
        Where what was learnt is kept, and looked for first.

    Returns
    -------
    Futures
        Those before counting where no record that can be learnt from is known.

    Raises
    ------
    InputFaults
        For a record book with faults.
    CannotRun
        For what is no date.

    Examples
    --------
    >>> import podobat
    >>> podobat.futures(podobat.example(), as_of="start").since
    0
    """
    known_by((), None if as_of == START else as_of)
    if as_of == START or not (Path(case.folder) / RECORDS).exists():
        return _nothing_known(case, seed, as_of)
    book = [r for r in read_records(case.folder, case.plan, until=as_of) if usable(r)]
    if not book:
        return _nothing_known(case, seed, as_of)
    setting = Setting.of(case, book, seed, threads_of(threads))
    if not setting.records:
        return _nothing_known(case, seed, as_of)
    since = open_from(case, as_of, setting.likelihood.months)
    made = {**made_of(setting, DRAWS), "generations": GENERATIONS, "futures": draws}
    kept = Kept.found(shelf, made)
    if kept is not None:
        return Learnt(setting, kept.particles, kept.power, kept.known, as_of, draws, kept.chosen, since)
    posterior = learn(case, book, until=as_of, seed=seed, threads=threads, progress=progress)
    learnt = posterior.futures(draws)
    if shelf is not None and (posterior.population.generation == 0).sum() == DRAWS:  # what the name says
        shelf.keep(made, Kept(learnt.particles, learnt.chosen, learnt.power, learnt.known).arrays())
    return replace(learnt, since=since)


def open_from(case: Case, as_of: str | None, counted: int = 0) -> int:
    """The first month, from the plan's start, in which anything is open: after the date, or after what is counted."""
    if as_of == START:
        return 0
    if as_of is None:
        return counted
    day = date.fromisoformat(as_of)
    return min(max(0, month_index(f"{day:%Y-%m}") - month_index(case.plan.horizon.start) + 1), case.plan.n_months)


def _nothing_known(case: Case, seed: int, as_of: str | None) -> Prior:
    return replace(prior(case, seed), since=open_from(case, as_of))
