"""Read the reference class - real public programmes with targets and yearly counts - as cases to learn from.

The folder holds japan_outcomes.parquet, japan_outputs.parquet and unhcr_counts.parquet. Questions are asked as a scorer
asks them: as of a year, with the counts up to then and the target as it was first published. Besides them there are
lessons that nobody asks: the target of every single year, also years ahead, and targets as they were last revised.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from podobat.outlook.fit.cases import Case
from podobat.outlook.fit.tabulating import Deadline
from podobat.outlook.series import Count, Series

YEARS_AHEAD = (2, 3, 4)
FAR = 0.5  # weight of a lesson asked years ahead
UNCOUNTED = 0.15  # weight of a question once more without its counts


def read_cases(folder: Path) -> list[Case]:
    """Every question and lesson of a folder of the reference class."""
    cases = [*_outcomes(folder), *_outputs(folder), *_people(folder)]
    return cases + [_without_counts(c) for c in cases if c.mark == "" and _drawn(c.series.id, 0.5)]


def _drawn(name: str, share: float) -> bool:
    return int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) / 2**32 < share


def _counts(rows: Sequence[tuple[int, float, float | None]]) -> tuple[Count, ...]:
    """Counts by year; of two in one year, the last."""
    return tuple(Count(year, value, promised) for year, value, promised in sorted({r[0]: r for r in rows}.values()))


def _case(
    id: str, office: str, unit: str, target: float, due: int, rows, end: float, programme: str, mark: str = ""
) -> Case:
    counts = _counts(rows)
    series = Series(id, target, due, counts, "auto", unit or "", office, counts[-1].year)
    return Case(series, end, programme, mark, FAR if mark == "far" else 1.0)


def _without_counts(case: Case) -> Case:
    s = case.series
    bare = Series(f"{s.id} without", s.target, s.deadline, (), s.kind, s.unit, s.office, s.as_of)
    return Case(bare, case.end, case.programme, "uncounted", UNCOUNTED)


def _outcomes(folder: Path) -> Iterator[Case]:
    frame = pl.read_parquet(folder / "japan_outcomes.parquet").sort("series", "fy")
    for (series,), g in frame.group_by(["series"], maintain_order=True):
        row = g.row(0, named=True)
        programme, unit, first = row["programme"], row["unit"], int(row["first_sheet"])
        known = {
            int(y): (float(a), p)
            for y, a, p in zip(g["fy"], g["actual"], g["target_of_year"], strict=True)
            if a is not None
        }
        years = sorted(known)

        def until(year: int, known=known, years=years):
            return [(y, *known[y]) for y in years if y <= year]

        due = None if row["first_deadline"] is None else int(row["first_deadline"])
        for mark, target, by in (("", row["first_target"], due), ("last", row["last_target"], row["last_deadline"])):
            if target is None or by is None or target <= 0 or int(by) not in known or (mark == "last" and by == due):
                continue
            for now in years:
                if first - 1 <= now < int(by):
                    yield _case(
                        f"jo-{series}-{now}{mark}",
                        "jp-outcome",
                        unit,
                        target,
                        int(by),
                        until(now),
                        known[int(by)][0],
                        programme,
                        mark,
                    )
        for year in years:
            end, target = known[year]
            if target is None or target <= 0 or year == due:
                continue
            for ahead in (1, *YEARS_AHEAD):
                rows = until(year - ahead) if ahead > 1 else until(year - 1)
                if rows and (ahead == 1 or rows[-1][0] == year - ahead):
                    mark = "year" if ahead == 1 else "far"
                    yield _case(
                        f"jo-{series}-{year}-{ahead}", "jp-outcome", unit, target, year, rows, end, programme, mark
                    )


def _outputs(folder: Path) -> Iterator[Case]:
    frame = pl.read_parquet(folder / "japan_outputs.parquet").sort("series", "fy")
    for (series,), g in frame.group_by(["series"], maintain_order=True):
        rows = [
            (int(y), float(a), float(p))
            for y, a, p in zip(g["fy"], g["actual"], g["planned_first"], strict=True)
            if p is not None and a is not None and p > 0
        ]
        for k in range(1, len(rows)):
            year, end, target = rows[k]
            if rows[k][0] != rows[k - 1][0]:
                yield _case(
                    f"jp-{series}-{year}", "jp-output", g["unit"][0], target, year, rows[:k], end, g["programme"][0]
                )


def _people(folder: Path) -> Iterator[Case]:
    frame = pl.read_parquet(folder / "unhcr_counts.parquet").filter(pl.col("target") > 0)
    keys = ["programme", "indicator", "dimension"]
    for key, g in frame.sort(*keys, "year").group_by(keys, maintain_order=True):
        known = {
            int(y): (float(a), float(t))
            for y, t, a in zip(g["year"], g["target"], g["actual"], strict=True)
            if a is not None
        }
        name = hashlib.sha256("|".join(map(str, key)).encode()).hexdigest()[:12]
        years = sorted(known)
        for year in years[1:]:
            rows = [(y, *known[y]) for y in years if y < year]
            yield _case(f"un-{name}-{year}", "un", "people", known[year][1], year, rows, known[year][0], str(key[0]))


LATEST = 2021  # the last year of which the outcomes tell counts


def read_deadlines(folder: Path) -> list[Deadline]:
    """Every first deadline up to the latest year, asked about as it was first published: was it counted in the end?"""
    frame = pl.read_parquet(folder / "japan_outcomes.parquet").sort("series", "fy")
    found = []
    for (series,), g in frame.group_by(["series"], maintain_order=True):
        row = g.row(0, named=True)
        known = [
            (int(y), float(a), p)
            for y, a, p in zip(g["fy"], g["actual"], g["target_of_year"], strict=True)
            if a is not None
        ]
        until = [r for r in known if r[0] <= int(row["first_sheet"]) - 1]
        due, target = row["first_deadline"], row["first_target"]
        if due is None or target is None or target <= 0 or not until or not until[-1][0] < due <= LATEST:
            continue
        case = _case(f"jd-{series}", "jp-outcome", row["unit"], target, int(due), until, 0.0, row["programme"])
        found.append(Deadline(case.series, any(r[0] == due for r in known), row["programme"]))
    return found
