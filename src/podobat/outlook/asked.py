"""Tables of targets and counts, as people keep them, read as series.

Long: one row a count (series, group, kind, unit, target, deadline, as_of, count, promised), or in Korean (지표,
집계 기관, 유형, 단위, 목표, 목표 연도, 연도, 실적, 당해 목표). Wide: one row an indicator, with a target and a count
for every year. Every target of a wide table whose year has no count yet is asked about; those whose year is counted
tell the office's habit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from podobat.errors import Fault, InputFaults
from podobat.outlook.series import Count, Series
from podobat.tables import Column, Row, Sheet, Table, Years, one_sheet, read_sheets, table_of, unmarked
from podobat.texts import Text, catalogue

say = catalogue("outlook")

KIND_NAMES: Final = {kind: say(f"kind.{kind}") for kind in ("cumulative", "yearly", "stock", "auto")}
_OFFICE: Final = (
    "기관",
    "집계기관",
    "부서",
    "담당 부서",
    "담당부서",
    "소관",
    "주관기관",
    "office",
    "counter",
    "department",
)

LONG: Final = (
    Column("series", say("column.series"), required=True, others=("지표명", "성과지표", "세부지표", "indicator", "id")),
    Column("target", say("column.target"), "number", required=True,
           others=("목표치", "최종 목표", "최종목표", "목표값")),
    Column("deadline", say("column.deadline"), "year", required=True,
           others=("목표년도", "목표 시점", "달성 연도", "due")),
    Column("as_of", say("column.as_of"), "year", needed=True,
           others=("실적 연도", "기준 연도", "기준연도", "연도", "year")),
    Column("count", say("column.count"), "number", needed=True, others=("실적치", "실적값", "actual")),
    Column("promised", say("column.promised"), "number", others=("당해 목표", "연차 목표", "계획", "planned")),
    Column("group", say("column.group"), others=_OFFICE),
    Column("kind", say("column.kind"), "choice", others=("구분", "집계 방식"), options=KIND_NAMES),
    Column("unit", say("column.unit")),
    Column("name", say("column.name"), others=("지표 이름", "title")),
)  # fmt: skip

WIDE: Final = (
    Column("series", say("column.series"), required=True, fill_down=True,
           others=("지표명", "성과지표", "성과 지표", "세부지표", "indicator", "measure")),
    Column("unit", say("column.unit")),
    Column("group", say("column.group"), fill_down=True, others=(*_OFFICE, "사업", "사업명", "세부사업", "programme")),
    Column("kind", say("column.kind"), "choice", others=("구분", "집계 방식"), options=KIND_NAMES),
    Column("final", say("column.final"), "number", others=("최종목표", "목표치", "최종 목표치")),
    Column("deadline", say("column.deadline"), "year", others=("목표년도", "목표 시점", "달성 연도")),
)  # fmt: skip
YEARS: Final = Years(
    (
        Column("target", say("column.year_target"), "number", others=("목표치", "계획", "계획치", "plan", "planned")),
        Column("actual", say("column.year_count"), "number", others=("실적치", "결과", "count", "result")),
    ),
    alone="actual",
)


@dataclass(frozen=True)
class Asked:
    """What a table asks about.

    series   open targets, those whose deadline is counted, and what the reader of the page should know (`notes`)
    history  series that are not asked about and only tell the habit of an office
    account  what was read of the sheet and what was not
    """

    file: str
    layout: str
    series: tuple[Series, ...]
    history: tuple[Series, ...]
    notes: tuple[Text, ...]
    account: dict[str, Any]


def read_asked(source: str | Path | bytes, name: str | None = None) -> Asked:
    """The targets and counts of a table (CSV, XLSX or Parquet; long or wide).

    raises   CannotRun when there is no such file; InputFaults with every fault of the table
    """
    sheets = read_sheets(source, name)
    sheet = one_sheet(sheets, fits=lambda s: _layout(s) != "")
    layout = _layout(sheet) or _nearer(sheet)
    table = table_of(sheet, LONG) if layout == "long" else table_of(sheet, WIDE, YEARS)
    faults = list(table.faults)
    asked, history, notes = (_long if layout == "long" else _wide)(table, faults)
    if not faults and not asked:
        faults.append(sheet.fault(None, None, say("fault.nothing_asked"), remedy=say("fault.nothing_asked_remedy")))
    if faults:
        raise InputFaults(sorted(faults, key=lambda f: f.line or 0))
    return Asked(sheet.file, layout, tuple(asked), tuple(history), (*table.notes, *notes), table.account.to_json())


def _layout(sheet: Sheet) -> str:
    """ "long" or "wide" where the heads of a sheet are those of such a table, "" otherwise."""
    head = _Heads(sheet)
    if head.long:
        return "long"
    return "wide" if head.wide else ""


def _nearer(sheet: Sheet) -> str:
    """The layout to whose columns the faults of a sheet are told: that of which more columns are there."""
    return "wide" if _Heads(sheet).years else "long"


class _Heads:
    """Which columns a sheet has, by either layout."""

    def __init__(self, sheet: Sheet) -> None:
        from podobat.tables import find_heads

        long = find_heads(sheet, LONG)
        have = set() if long is None else set(long.placed)
        self.long = {"series", "target", "deadline", "as_of", "count"} <= have
        wide = find_heads(sheet, WIDE, YEARS.names(WIDE))
        self.years = 0
        if wide is not None:
            wide, across, _ = YEARS.columns_in(sheet, wide)
            self.years = len(across)
        self.wide = wide is not None and "series" in wide.placed and self.years > 0


# --- long -------------------------------------------------------------------------------------------------------------


def _long(table: Table, faults: list[Fault]) -> tuple[list[Series], list[Series], list[Text]]:
    by_series: dict[str, list[Row]] = {}
    for row in table.rows:
        by_series.setdefault(unmarked(row["series"]), []).append(row)
    series: list[Series] = []
    twice: list[str] = []
    for id, rows in by_series.items():
        started = len(faults)
        _check_same(rows, faults)
        counts = _counts(rows, faults, twice)
        if len(faults) == started:
            series.append(_series_of(id, rows, counts))
    return series, [], _said_twice(twice)


def _check_same(rows: Sequence[Row], faults: list[Fault]) -> None:
    """What belongs to the series and not to a year has to be the same in all its rows."""
    first = rows[0]
    if first["target"] <= 0:
        faults.append(first.fault("target", say("fault.target", found=first.text("target")), say("fault.above_nought"),
                                  say("fault.target_remedy")))  # fmt: skip
    for row in rows[1:]:
        for id in ("target", "deadline", "group", "kind", "unit"):
            if row[id] != first[id]:
                found = say(
                    "fault.differs", column=say(f"column.{id}"), one=first.text(id), other=row.text(id), line=first.line
                )
                faults.append(row.fault(id, found, remedy=say("fault.differs_remedy")))


def _counts(rows: Sequence[Row], faults: list[Fault], twice: list[str]) -> tuple[Count, ...]:
    counts: dict[int, Count] = {}
    for row in rows:
        if row["count"] is None:
            if len(rows) > 1 and row["as_of"] is None:
                faults.append(row.fault("count", say("fault.no_count"), remedy=say("fault.no_count_remedy")))
            continue
        if row["as_of"] is None:
            faults.append(row.fault("as_of", say("fault.no_year"), remedy=say("fault.no_year_remedy")))
            continue
        year = int(row["as_of"])
        if year in counts:
            twice.append(f"{unmarked(row['series'])} {year}")
        counts[year] = Count(year, row["count"], row["promised"])
    return tuple(counts[year] for year in sorted(counts))


def _series_of(id: str, rows: Sequence[Row], counts: tuple[Count, ...]) -> Series:
    first = rows[0]
    years = [int(row["as_of"]) for row in rows if row["as_of"] is not None]
    return Series(
        id, first["target"], int(first["deadline"]), counts, first["kind"] or "auto", first["unit"] or "",
        first["group"] or "", max(years, default=None), first["name"] or "",
    )  # fmt: skip


def _said_twice(twice: Iterable[str]) -> list[Text]:
    repeated = list(twice)
    if not repeated:
        return []
    return [say("note.twice", n=len(repeated), some=", ".join(repeated[:3]))]


# --- wide -------------------------------------------------------------------------------------------------------------


def _wide(table: Table, faults: list[Fault]) -> tuple[list[Series], list[Series], list[Text]]:
    by_line: dict[int, list[Row]] = {}
    for row in table.rows:
        by_line.setdefault(row.line, []).append(row)
    asked: list[Series] = []
    history: list[Series] = []
    used: dict[str, int] = {}
    for line, rows in by_line.items():
        id = unmarked(rows[0]["series"])
        used[id] = used.get(id, 0) + 1
        if used[id] > 1 or sum(unmarked(r[0]["series"]) == id for r in by_line.values()) > 1:
            id = f"{id} ({rows[0]['group'] or say('note.line', n=line)['ko']})"
            id = id if id not in used else f"{id} #{line}"
            used.setdefault(id, 1)
        open_, closed = _of_indicator(id, rows, faults)
        asked += open_
        history += closed
    return asked, history, []


def _of_indicator(id: str, rows: Sequence[Row], faults: list[Fault]) -> tuple[list[Series], list[Series]]:
    """The targets of one indicator that are still open, and the indicator as the habit of its office."""
    first = rows[0]
    promised = {int(row["year"]): row["target"] for row in rows if row["target"] is not None}
    counts = tuple(
        Count(int(row["year"]), row["actual"], promised.get(int(row["year"])))
        for row in rows
        if row["actual"] is not None
    )
    about = (first["kind"] or "auto", first["unit"] or "", first["group"] or "")
    last = counts[-1].year if counts else None
    targets: dict[int, tuple[float, Row, str]] = {
        int(row["year"]): (row["target"], row, "target") for row in rows if row["target"] is not None
    }
    if first["final"] is not None:
        due = int(first["deadline"]) if first["deadline"] is not None else None
        if due is None:
            faults.append(first.fault("final", say("fault.no_deadline"), remedy=say("fault.no_deadline_remedy")))
        else:
            targets[due] = (first["final"], first, "final")
    asked: list[Series] = []
    for year, (target, row, column) in sorted(targets.items()):
        if any(c.year == year for c in counts):
            continue
        if target <= 0:
            faults.append(
                row.fault(
                    column,
                    say("fault.target", found=row.text(column)),
                    say("fault.above_nought"),
                    say("fault.target_remedy"),
                )
            )
            continue
        asked.append(Series(f"{id}, {year}", target, year, counts, *about, last, id))
    closed = (
        [Series(f"{id}", targets[last][0] if last in targets else 1.0, last, counts, *about, last, id)]
        if last and promised
        else []
    )
    return asked, closed
