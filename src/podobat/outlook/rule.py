"""The outside view on any number of series: how such targets ended, given all that is counted so far.

    outlook = podobat.outlook("targets.csv")          a table: CSV, XLSX, Parquet; long or wide
    outlook = outlook_of([Series(...), ...])          series made by other rooms

A series of an office that the model does not know is foretold as one of any office; where the table also holds finished
rows of that office - years with a promise and a count - its own habit moves and stretches what is foretold.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from podobat.outlook.asked import read_asked
from podobat.outlook.comparables import comparables_of
from podobat.outlook.deadlines import reported_of, wide_of
from podobat.outlook.distribution import (
    SCORES,
    agreeing,
    at_least,
    normal_score,
    normal_share,
    odds_at_least,
    ordered,
    score_of,
    value_at,
)  # fmt: skip
from podobat.outlook.features import is_cumulative
from podobat.outlook.logs import counts_of, log1p_of
from podobat.outlook.model import OFFICES, End, Model, read_model
from podobat.outlook.networks import LEVELS
from podobat.outlook.offices import Habit, Prior, habit_of
from podobat.outlook.result import Expectation, Outlook
from podobat.outlook.series import Columns, Series, columns_of
from podobat.outlook.warnings import rates_of, signal_of

Floats = NDArray[np.float64]

#: Finished rows of one office that its habit is learnt from, at most: the latest.
ROWS: Final = 3000


def outlook(source: str | Path | bytes, name: str | None = None) -> Outlook:
    """The outside view on every target of a table.

    Parameters
    ----------
    source : str | Path | bytes
        Path of a CSV, XLSX or Parquet file (or its bytes, with its name), long or wide.
    name : str, optional
        Name of the file where bytes are given.

    Returns
    -------
    Outlook

    Raises
    ------
    CannotRun
        When there is no such file.
    InputFaults
        With every fault of the table.

    Examples
    --------
    >>> import podobat
    >>> rows = "series,kind,target,deadline,as_of,count", "jobs,cumulative,140,2024-12,2023-12,70"
    >>> table = bytes(chr(10).join(rows), "utf-8")
    >>> expected = podobat.outlook(table, "targets.csv")["jobs"]
    >>> 0 < expected.probability < 1
    True
    """
    asked = read_asked(source, name)
    seen = outlook_of(asked.series, history=asked.history)
    return replace(seen, file=asked.file, notes=(*asked.notes, *seen.notes), account=asked.account)


def outlook_of(series: Sequence[Series], *, history: Iterable[Series] = (), model: Model | None = None) -> Outlook:
    """The outside view on series of targets and counts that are in memory already; `outlook` reads a table of them.

    Parameters
    ----------
    series : sequence of Series
        What is asked about.
    history : iterable of Series
        Further series that only tell the habit of their offices.
    model : Model
        Another fitted model than the package's own.

    Returns
    -------
    Outlook
        One expectation a series, in their order.
    """
    model = model or read_model()
    open_ = [s for s in series if s.at_deadline is None]
    habits = _habits([*series, *history], model)
    foretold = iter(_foretold(open_, habits, model)) if open_ else iter(())
    seen = tuple(next(foretold) if s.at_deadline is None else _counted(s) for s in series)
    return Outlook(seen, tuple(habits.values()), rates_of(model.tables), model.about, model.fingerprint)


def _counted(s: Series) -> Expectation:
    """A series whose deadline is counted: nothing is left to foretell."""
    end = float(s.at_deadline or 0.0)
    met = end >= s.target
    return Expectation(s, "met" if met else "missed", float(met), dict.fromkeys(LEVELS, end))


def _foretold(series: Sequence[Series], habits: dict[str, Habit], model: Model) -> list[Expectation]:
    columns = columns_of([replace(s, counts=s.until(s.deadline - 1), as_of=_asked_at(s)) for s in series])
    target = log1p_of(columns.target)
    end = _with_habits(model.end_of(columns), columns, habits, target)
    end = _never_falling(end, series, columns, target)
    comparables = comparables_of(columns, model.tables)
    reported = reported_of(columns, model.tables)
    wide = counts_of(wide_of(end.quantiles, reported, model.tables))
    quantiles = counts_of(end.quantiles)
    quantiles = np.where(np.abs(end.quantiles - target[:, None]) < 1e-12, columns.target[:, None], quantiles)
    return [
        Expectation(
            s, "passed" if s.known_until >= s.deadline else "open", _figures(float(end.odds[at])),
            {level: _figures(float(quantiles[at, k])) for k, level in enumerate(LEVELS)}, comparables[at],
            signal_of(float(end.odds[at])), float(reported[at]),
            (_figures(float(wide[at, 0])), _figures(float(wide[at, 1]))),
            s.office if s.office in habits and habits[s.office].rows else "",
        )
        for at, s in enumerate(series)
    ]  # fmt: skip


def _asked_at(s: Series) -> int | None:
    """A deadline that has passed uncounted is looked at from the year of its last count before."""
    return min(s.known_until, s.deadline - 1) if s.as_of is not None else None


def _figures(x: float) -> float:
    """Seven significant figures: beyond what any of it means, and the same text on every machine."""
    return float(f"{x:.7g}")


def _with_habits(end: End, columns: Columns, habits: dict[str, Habit], target: Floats) -> End:
    """Ends of offices with a habit, read off at its normal scores."""
    known = [habits.get(office) for office in columns.office]
    if not any(known):
        return end
    shift = np.array([h.shift if h else 0.0 for h in known])
    factor = np.array([h.factor if h else 1.0 for h in known])
    quantiles = ordered(value_at(end.quantiles, shift[:, None] + factor[:, None] * SCORES))
    odds = normal_share((normal_score(end.odds) + shift) / factor)
    return End(agreeing(quantiles, odds, target), odds)


def _never_falling(end: End, series: Sequence[Series], columns: Columns, target: Floats) -> End:
    """Running totals do not fall below what is counted."""
    total = np.array(
        [s.kind == "cumulative" or (s.kind == "auto" and is_cumulative(f"{s.name} {s.unit}")) for s in series]
    )
    floor = np.where(total, log1p_of(columns.count[:, -1]), np.nan)
    if not total.any():
        return end
    odds = odds_at_least(end.odds, end.quantiles, floor)
    odds = np.where(total & (columns.count[:, -1] >= columns.target), 1.0, odds)
    return End(agreeing(at_least(end.quantiles, floor), odds, target), odds)


# --- the habit of an office -------------------------------------------------------------------------------------------


def _habits(series: Sequence[Series], model: Model) -> dict[str, Habit]:
    """Habits of the offices that the model does not know, from every year with a promise and an earlier count."""
    by_office: dict[str, list[tuple[Series, float, str]]] = {}
    seen: set[tuple[object, ...]] = set()  # several targets of one indicator share its years
    for s in series:
        if s.office and s.office not in OFFICES:
            for row in _finished(s):
                one = (s.office, row[2], row[0].deadline, row[0].target, row[1])
                if one not in seen:
                    seen.add(one)
                    by_office.setdefault(s.office, []).append(row)
    if not by_office:
        return {}
    prior = Prior.of(model.tables)
    kept = {office: sorted(rows, key=lambda r: (r[0].deadline, r[0].id))[-ROWS:] for office, rows in by_office.items()}
    every = [row for rows in kept.values() for row in rows]
    scores = np.empty(0)
    if every:
        columns = columns_of([replace(s, office="") for s, _, _ in every])
        scores = score_of(model.end_of(columns).quantiles, log1p_of(np.array([end for _, end, _ in every])))
    habits, at = {}, 0
    for office, rows in kept.items():
        habits[office] = habit_of(office, scores[at : at + len(rows)], [of for _, _, of in rows], prior)
        at += len(rows)
    return habits


def _finished(s: Series) -> Iterable[tuple[Series, float, str]]:
    """The years of a series that are over, each as it would have been asked about before: series, end, whose it is."""
    for at, count in enumerate(s.counts):
        promised = s.target if count.year == s.deadline else count.promised
        if promised is not None and promised > 0:
            before = s.counts[:at]
            asked_in = before[-1].year if before else count.year - 1
            yield (
                replace(
                    s, id=f"{s.id} {count.year}", target=promised, deadline=count.year, counts=before, as_of=asked_in
                ),
                count.value,
                s.name or s.id,
            )
