"""Further parts of the page: decades elsewhere beside the plan's promises, what it might take up, data and method."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from podobat.evidence.places import Told
from podobat.position import sentences as told
from podobat.position.figures import Line, courses
from podobat.position.long_view import Course, LongView, Promise
from podobat.position.pen import Pen
from podobat.position.suggestions import Suggestion
from podobat.show.charts import CANVASES, svg
from podobat.show.document import Table
from podobat.show.panels import Panel


def plan_panels(pen: Pen) -> Iterator[Panel]:
    """Decades, suggestions, data and method."""
    if pen.position.long_view is not None:
        yield long_panel(pen, pen.position.long_view)
    if pen.position.suggestions:
        yield suggestions_panel(pen)
    yield method_panel(pen)


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
    return Panel("position-plan", pen.words("title.plan"), (pen.words(key),), tables=(table,))


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
