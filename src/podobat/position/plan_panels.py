"""Further parts of the page: decades elsewhere beside the plan's promises, what it might take up, data and method."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from podobat.evidence.places import Told
from podobat.forecast.quantiles import named
from podobat.money import number_text
from podobat.position import sentences as told
from podobat.position.figures import Line, courses
from podobat.position.long_view import Course, LongView, Promise
from podobat.position.pen import Pen
from podobat.position.suggestions import Suggestion
from podobat.position.with_plan import MEASURES, WithPlan
from podobat.show.charts import CANVASES, svg
from podobat.show.document import Table
from podobat.show.panels import Panel


def plan_panels(pen: Pen) -> Iterator[Panel]:
    """Disparity with the plan, decades, suggestions, data and method."""
    if pen.position.with_plan is not None:
        yield with_plan_panel(pen, pen.position.with_plan)
    if pen.position.long_view is not None:
        yield long_panel(pen, pen.position.long_view)
    if pen.position.suggestions:
        yield suggestions_panel(pen)
    yield method_panel(pen)


# --- disparity with the plan and without ------------------------------------------------------------------------------


def with_plan_panel(pen: Pen, changed: WithPlan) -> Panel:
    """Disparity of the sector's workers without the plan and with it, and what each province gains or loses."""
    months = tuple(changed.measures)
    first = pen.write.month(months[0])
    theil, capital = (named(changed.measures[months[0]][name]) for name in ("theil_t", "capital"))
    before = changed.before
    sentences = [
        pen.words(
            "sentence.with_plan", sector=changed.sector, year=changed.year, before=_index(before["theil_t"]),
            month=first, after=_index(theil["p50"]), low=_index(theil["p10"]), high=_index(theil["p90"]),
            share=pen.percent(changed.narrower(months[0])),
        ),
        pen.words(
            "sentence.with_plan_capital", sector=changed.sector, before=_fine(before["capital"]),
            after=_fine(capital["p50"]), low=_fine(capital["p10"]).removesuffix("%"), high=_fine(capital["p90"]),
        ),
    ]  # fmt: skip
    heads = tuple(pen.write.month(m) for m in months)
    rows = []
    for name in MEASURES:
        write = _fine if name == "capital" else _index
        cells = (_with_ends(pen, named(changed.measures[m][name]), write) for m in months)
        rows.append((pen.words(f"measure.{name}"), write(before[name]), *cells))
    head = (pen.words("word.index_of"), pen.words("word.without_plan", year=changed.year), *heads)
    table = Table(pen.words("table.with_plan", sector=changed.sector), head, tuple(rows))
    notes = (pen.words("note.with_plan", draws=f"{changed.draws:,}"),)
    tables = (table, _moved_table(pen, changed, heads))
    return Panel("position-with-plan", pen.words("title.with_plan"), tuple(sentences), tables=tables, notes=notes)


def _moved_table(pen: Pen, changed: WithPlan, heads: Sequence[str]) -> Table:
    """What each province gains or loses, the place itself first, with the nation below."""
    here, rows = pen.position.place, []
    for at in sorted(range(len(changed.counts)), key=lambda r: (r != here, -changed.counts[r])):
        moved = (named(m[:, at].astype(np.float64)) for m in changed.moved.values())
        cells = (_with_ends(pen, q, _persons, pen.count(q["p50"], signed=True)) for q in moved)
        rows.append((pen.region(at), pen.count(float(changed.counts[at])), *cells))
    whole = (named(m.sum(axis=1).astype(np.float64)) for m in changed.moved.values())
    cells = (_with_ends(pen, q, _persons, pen.count(q["p50"], signed=True)) for q in whole)
    rows.append((pen.words("word.nation_whole"), pen.count(float(changed.counts.sum())), *cells))
    head = (pen.words("word.place"), pen.words("word.without_plan", year=changed.year), *heads)
    return Table(pen.words("table.moved", sector=changed.sector), head, tuple(rows))


def _with_ends(pen: Pen, q: Mapping[str, float], write: Callable[[float], str], middle: str | None = None) -> str:
    """A median with its 80 % interval."""
    ends = pen.write.join(write(q["p10"]).removesuffix("%"), write(q["p90"]))
    return pen.words("word.with_ends", value=middle or write(q["p50"]), ends=ends)


def _persons(x: float) -> str:
    return number_text(round(x), None) if round(x) <= 0 else f"+{number_text(round(x), None)}"


def _index(value: float) -> str:
    """An index with four decimals: a plan moves the third."""
    return f"{value:.4f}"


def _fine(share: float) -> str:
    """A share of which a plan moves tenths of a per cent."""
    return f"{100 * share:.2f}%"


# --- decades ----------------------------------------------------------------------------------------------------------


def long_panel(pen: Pen, view: LongView) -> Panel:
    """How clusters elsewhere grew, with the plan's promises drawn in."""
    pictures = []
    for measure in ("jobs", "firms"):
        lines = [_line(pen, c) for c in _once(view.of(measure))]
        promised = [_promised(pen, p) for p in told.told_once(view.promises) if p.measure == measure]
        caption = pen.words("chart.long_of", n=len({c.cluster.id for c in view.of(measure)}))
        pictures += [
            svg(courses(c, lines, promised, x_title=pen.words("chart.years"), y_title=pen.words(f"chart.{measure}")), c,
                caption)
            for c in CANVASES
        ]  # fmt: skip
    key = (("line", pen.words("key.cluster")), ("line-dotted", pen.words("key.moved")),
           ("diamond-dashed", pen.words("key.plan")))  # fmt: skip
    tables = [*(_reach_table(pen, p) for p in told.told_once(view.promises)), _begin_table(pen, view),
              _figures_table(pen, view)]  # fmt: skip
    return Panel("position-long", pen.words("title.long"), tuple(told.long_sentences(pen)), tuple(pictures), key,
                 tuple(tables))  # fmt: skip


def _once(courses: Sequence[Course]) -> list[Course]:
    """Courses in order, the last of each cluster carrying its name."""
    return sorted(courses, key=lambda c: c.points[-1].value)


def _line(pen: Pen, c: Course) -> Line:
    view = pen.position.long_view
    assert view is not None
    same = [o for o in view.of(c.series.measure) if o.cluster is c.cluster]
    name = c.cluster.name[pen.lang] if same[-1] is c else ""
    return Line(tuple(zip(c.ages, (p.value for p in c.points), strict=True)), name, c.series.grown)


def _promised(pen: Pen, p: Promise) -> Line:
    return Line(((0.0, 0.0), (p.years, p.value)), f"{pen.words('chart.plan')} {p.value:,.0f}")


def _reach_table(pen: Pen, p: Promise) -> Table:
    head = tuple(pen.words(f"word.{name}") for name in ("age", "reached", "not_yet", "unknown", "share_bounds"))
    rows = [
        (str(s.age), str(s.reached), str(s.not_yet), str(s.unknown),
         f"{pen.percent(s.low)}{pen.join}{pen.percent(s.high)}")
        for s in p.grown
    ]  # fmt: skip
    caption = pen.words("table.reach", target=p.target.name[pen.lang], value=f"{p.value:,.0f}")
    return Table(caption, head, tuple(rows))


def _begin_table(pen: Pen, view: LongView) -> Table:
    head = tuple(pen.words(f"word.{name}") for name in ("cluster", "founded", "before", "anchor", "firm"))
    rows = []
    for c in dict.fromkeys(course.cluster for course in view.courses):
        b = c.beginning
        founded = f"{c.founded}: {_told(pen, c.founding)}"
        rows.append((c.name[pen.lang], founded, _told(pen, b.before), _told(pen, b.anchor), _told(pen, b.firm)))
    return Table(pen.words("table.begin"), head, tuple(rows))


def _told(pen: Pen, told_of: Told | None) -> str:
    if told_of is None:
        return "–"
    return told_of.text[pen.lang] + (f" ({pen.words('word.recalled')})" if told_of.recalled else "")


def _figures_table(pen: Pen, view: LongView) -> Table:
    head = tuple(pen.words(f"word.{name}") for name in ("cluster", "measure", "figures", "growth", "source"))
    rows = []
    for c in view.courses:
        figures = ", ".join(f"{age}: {p.value:,.0f}" for age, p in zip(c.ages, c.points, strict=True))
        growth = "–" if c.growth is None else f"{100 * c.growth:+.1f}%".replace("-", "−")
        sources = "; ".join(dict.fromkeys(f"{p.source.who[pen.lang]} ({p.source.grade})" for p in c.points))
        rows.append((c.cluster.name[pen.lang], c.series.definition[pen.lang], figures, growth, sources))
    return Table(pen.words("table.figures"), head, tuple(rows))


# --- suggestions and method -------------------------------------------------------------------------------------------


def suggestions_panel(pen: Pen) -> Panel:
    """Sectors and topics with their evidence."""
    head = tuple(pen.words(f"word.{name}") for name in ("name", "kind", "reason", "standing", "evidence"))
    rows = [
        (s.name[pen.lang], pen.words(f"suggested.{s.kind}"), pen.words(f"reason.{s.reason}"),
         pen.words(f"standing.{s.standing}"), _evidence(pen, s))
        for s in pen.position.suggestions
    ]  # fmt: skip
    table = Table(pen.words("table.plan"), head, tuple(rows))
    key = "sentence.plan" if pen.position.case is not None else "sentence.plan_bare"
    notes = (pen.words("note.topics" if pen.position.case is not None else "note.topics_bare"),)
    return Panel("position-plan", pen.words("title.plan"), (pen.words(key),), tables=(table,), notes=notes)


def _evidence(pen: Pen, s: Suggestion) -> str:
    quotient = f"{pen.words('word.quotient')} {pen.times(s.quotient.value)} ({pen.band(s.quotient)})"
    clauses = [quotient, pen.count(s.count)]
    if s.odds is not None:
        clauses.append(f"{pen.words('word.odds')} {pen.odds(s.odds)}")
    if s.leaders:
        clauses.append(f"{pen.words('word.leaders')}: {', '.join(name[pen.lang] for name in s.leaders)}")
    return "; ".join(clauses)


def method_panel(pen: Pen) -> Panel:
    """What was read of the file and what was not, and every note."""
    account = pen.position.counts.account
    sentences, tables = [], []
    if account is not None:
        sentences.append(pen.words("note.read", rows=f"{account.rows:,}", read=f"{account.rows_read:,}"))
        if account.left_out:
            left = [f"{pen.words(f'left.{why}')} {n:,}" for why, n in account.left_out.items()]
            sentences.append(pen.words("note.left_out", list=pen.listed(left)))
        rows = [(head, pen.words(f"column.{what}")) for head, what in account.columns.items()]
        heads = (pen.words("word.column"), pen.words("word.taken"))
        tables.append(Table(pen.words("table.columns"), heads, tuple(rows)))
    if pen.position.counts.has_industries and not pen.position.baskets:
        sentences.append(pen.words("sentence.no_sectors"))
    if len(pen.position.counts.regions) == 1:
        sentences.append(pen.words("sentence.one_region"))
    notes = [note[pen.lang] for note in pen.position.notes]
    title = pen.words("title.method")
    return Panel("position-method", title, tuple(sentences), tables=tuple(tables), notes=tuple(notes))
