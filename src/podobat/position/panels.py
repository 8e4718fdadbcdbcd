"""The parts of the page: sentences, charts and tables of each question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from podobat.evidence.places import read_sectors
from podobat.money import number_text
from podobat.position import sentences as told
from podobat.position.figures import SHAPES, Dot, Row, changes, dots, places
from podobat.position.outlines import outlines
from podobat.position.pen import Pen
from podobat.position.portrait import Line
from podobat.position.scoring import MODEL
from podobat.position.standing import Basket
from podobat.position.suggestions import standing_of
from podobat.position.tiles import provinces_in, tiles
from podobat.show.charts import CANVASES, svg
from podobat.show.document import Table
from podobat.show.panels import Panel

SHOWN = 12  # lines of a chart
MAPS = 2  # sectors that a map of provinces is drawn of
LISTED = 15  # rows of a table


def panels(pen: Pen) -> Iterator[Panel]:
    """Every part of the page that the table has something for."""
    position = pen.position
    yield _panel(pen, "summary", told.headline(pen))
    if position.counts.has_industries:
        yield more_panel(pen)
        yield enter_panel(pen)
        if position.baskets and len(position.counts.regions) > 1:
            yield ahead_panel(pen)
            provinces = provinces_in(position.counts.regions)
            if provinces and position.named_baskets:
                yield map_panel(pen, provinces)
            yield support_panel(pen)
        if len(position.counts.regions) > 1:
            yield alike_panel(pen)
    if position.portrait.growth is not None and position.counts.has_industries:
        yield growth_panel(pen)
    if position.spreads:
        yield spread_panel(pen)


def _panel(
    pen: Pen, id: str, sentences: Sequence[str] = (), pictures: Sequence[str] = (), key: Sequence[tuple[str, str]] = (),
    tables: Sequence[Table] = (), notes: Sequence[str] = (),
) -> Panel:  # fmt: skip
    title = pen.words(f"title.{id}")
    return Panel(f"position-{id}", title, tuple(sentences), tuple(pictures), tuple(key), tuple(tables), tuple(notes))


def _heads(pen: Pen, *names: str) -> tuple[str, ...]:
    return tuple(pen.words(f"word.{name}", kind=pen.kind) if name == "count" else pen.words(f"word.{name}")
                 for name in names)  # fmt: skip


def _drawn(pen: Pen, given: Sequence[Dot], caption: str, **how: Any) -> tuple[str, ...]:
    return tuple(svg(dots(c, given, **how), c, caption) for c in CANVASES)


# --- more and less ----------------------------------------------------------------------------------------------------


def more_panel(pen: Pen) -> Panel:
    """Industries firmly more and less, as a chart of quotients and two tables."""
    position, here = pen.position, pen.position.portrait
    sure = position.decisions is not None
    shown = [*here.more()[:SHOWN], *here.less()[: SHOWN // 2]] if sure else told.highest(pen)[:SHOWN]
    shown.sort(key=lambda line: -line.quotient.value)
    lines = [_quotient_dot(pen, line) for line in shown]
    caption = pen.words("chart.more_of", place=position.name[pen.lang], list="; ".join(d.label for d in lines))
    pictures = _drawn(pen, lines, caption, unit=pen.words("chart.times"), at=1.0, log_scale=True) if lines else ()
    if sure:
        tables = [
            _lines_table(pen, pen.words(f"table.{which}", year=pen.year, kind=pen.kind), some[:LISTED])
            for which, some in (("more", here.more()), ("less", here.less())) if some
        ]  # fmt: skip
    else:
        tables = [_lines_table(pen, pen.words("table.highest", year=pen.year), told.highest(pen)[:LISTED])]
    key = (("dot", pen.words("key.value")), ("band-dark", pen.words("key.interval95")),
           ("dashed", pen.words("key.nation")))  # fmt: skip
    notes = [pen.words("note.quotient"), pen.words(f"note.basis_{position.basis or 'none'}", step=position.step)]
    sentences = told.more(pen)[1:] if sure else told.more(pen)
    return _panel(pen, "more", sentences, pictures, key, tables, notes)


def _quotient_dot(pen: Pen, line: Line) -> Dot:
    band = line.quotient
    label = f"{line.industry.name[pen.lang]}\u2002{pen.times(band.value)}"
    if band.known:
        label += f" ({pen.band(band)})"
    low, high = (band.low, band.high) if band.known else (None, None)
    return Dot(band.value, low, high, label)


def _lines_table(pen: Pen, caption: str, lines: Sequence[Line]) -> Table:
    head = _heads(pen, "industry", "count", "quotient", "interval", "excess")
    rows = [
        (
            pen.label(line.industry), pen.count(line.count), pen.times(line.quotient.value),
            pen.band(line.quotient), pen.count(line.excess, signed=True),
        )
        for line in lines
    ]  # fmt: skip
    return Table(caption, head, tuple(rows))


# --- what may come ----------------------------------------------------------------------------------------------------


def enter_panel(pen: Pen) -> Panel:
    """Related industries with their odds, and how good such odds were."""
    position, here = pen.position, pen.position.portrait
    entrants = here.entrants()
    notes = [pen.words("note.relatedness"), pen.words("note.complexity")]
    if position.movement is None:
        related = sorted((x for x in here.lines if x.pull_rank >= 0.5 and x.quotient.value < 1), key=lambda x: -x.pull)
        return _panel(pen, "enter", told.enter(pen), tables=[_related_table(pen, related[:LISTED])], notes=notes)
    lines = [_odds_dot(pen, line) for line in entrants[:SHOWN]]
    caption = pen.words("chart.enter_of", place=position.name[pen.lang], step=position.step,
                        list="; ".join(d.label for d in lines))  # fmt: skip
    pictures = _drawn(pen, lines, caption, unit=pen.words("chart.odds")) if lines else ()
    key = (("dot", pen.words("key.value")), ("band-dark", pen.words("key.interval80")))
    tables = [_entrants_table(pen, entrants[:LISTED])] if entrants else []
    if position.scores is not None:
        tables.append(scores_table(pen))
    local = any(line.traded is False for line in here.lines)
    notes.insert(0, pen.words("note.odds", kind=pen.kind) if local else pen.words("note.odds_all"))
    if local:
        notes.append(pen.words("note.assumed", text=read_sectors().traded.assumed[pen.lang]))
    return _panel(pen, "enter", told.enter(pen)[1:], pictures, key, tables, notes)


def _odds_dot(pen: Pen, line: Line) -> Dot:
    odds = line.odds
    assert odds is not None
    label = f"{line.industry.name[pen.lang]}\u2002{pen.odds(odds)}"
    return Dot(100 * odds.value, 100 * odds.low, 100 * odds.high, label)


def _entrants_table(pen: Pen, lines: Sequence[Line]) -> Table:
    head = _heads(pen, "industry", "odds", "odds_interval", "quotient", "relatedness", "density", "related")
    rows = [
        (
            pen.label(line.industry), pen.percent(line.odds.value), pen.odds_ends(line.odds),
            pen.times(line.quotient.value), _rank(pen, line), f"{line.density:.2f}", _related(pen, line),
        )
        for line in lines if line.odds is not None
    ]  # fmt: skip
    return Table(pen.words("table.enter", step=pen.position.step), head, tuple(rows))


def _related_table(pen: Pen, lines: Sequence[Line]) -> Table:
    head = _heads(pen, "industry", "quotient", "interval", "relatedness", "density", "related")
    rows = [
        (pen.label(line.industry), pen.times(line.quotient.value), pen.band(line.quotient), _rank(pen, line),
         f"{line.density:.2f}", _related(pen, line))
        for line in lines
    ]  # fmt: skip
    return Table(pen.words("table.related"), head, tuple(rows))


def _rank(pen: Pen, line: Line) -> str:
    """Where it stands among the industries absent here, the most related being the top 1 %."""
    top = max(1, round(100 * (1 - line.pull_rank)))
    return pen.words("word.top", share=f"{top}%")


def _related(pen: Pen, line: Line) -> str:
    names = (pen.industry(i).replace(" ", "\u00a0") for i, _ in line.related[:2])  # a name stays on one line
    return ", ".join(names) or "–"


def scores_table(pen: Pen) -> Table:
    """How good each way of forecasting was on what it was not taught."""
    scores = pen.position.scores
    assert scores is not None
    rows = []
    for s in scores.scores:
        gain, low, high = s.better
        told_gain = "–" if s.name == "chance" else f"{_signed(gain)} ({_signed(low)}{pen.join}{_signed(high)})"
        rows.append((pen.words(f"forecast.{s.name}"), f"{s.auc:.2f}", f"{s.log_score:.3f}", f"{s.brier:.4f}",
                     number_text(round(s.expected), None), told_gain))  # fmt: skip
    caption = pen.words("table.scores", start=scores.start, end=scores.end, entries=scores.entries,
                        cells=f"{scores.cells:,}")  # fmt: skip
    assert any(s.name == MODEL for s in scores.scores)
    return Table(caption, _heads(pen, "forecast", "auc", "log_score", "brier", "expected", "gain"), tuple(rows))


def _signed(value: float) -> str:
    return f"{value:+.3f}".replace("-", "−") if value == value else "–"


# --- sectors ----------------------------------------------------------------------------------------------------------


def ahead_panel(pen: Pen) -> Panel:
    """Sectors of plans here and in the regions beside, as marks on one scale and as a table with ranks."""
    position = pen.position
    shown = (position.place, *position.beside)
    lines = [
        Row(f"{b.name[pen.lang]}\u2002{pen.times(float(b.quotients[position.place]))}",
            tuple(float(b.quotients[r]) for r in shown))
        for b in position.named_baskets
    ]  # fmt: skip
    caption = pen.words("chart.ahead_of", list="; ".join(row.label for row in lines))
    pictures = tuple(svg(places(c, lines, unit=pen.words("chart.times"), at=1.0), c, caption) for c in CANVASES)
    key = [("dot" if k == 0 else SHAPES[k % len(SHAPES)], pen.with_within(r)) for k, r in enumerate(shown)]
    key.append(("dashed", pen.words("key.nation")))
    head = (pen.words("word.sector"), *(pen.with_within(r) for r in shown))
    rows = [(b.name[pen.lang], *(f"{pen.times(float(b.quotients[r]))} ({b.rank(r)})" for r in shown))
            for b in position.named_baskets]  # fmt: skip
    notes = [
        pen.words("note.assumed", text=f"{b.name[pen.lang]}: {b.assumed[pen.lang]}")
        for b in position.named_baskets if b.assumed is not None
    ]  # fmt: skip
    table = Table(pen.words("table.ahead"), head, tuple(rows))
    return _panel(pen, "ahead", told.ahead(pen), pictures, key, [table], notes)


def map_panel(pen: Pen, found: dict[str, int]) -> Panel:
    """The provinces as tiles and by their outline, darker where there is more of each sector that plans name."""
    position = pen.position
    here = next((id for id, r in found.items() if r == position.place), "")
    names = {id: pen.region(r) for id, r in found.items()}
    pictures, tables = [], []
    for basket in position.named_baskets[:MAPS]:
        values = {id: float(basket.quotients[r]) for id, r in found.items()}
        texts = {id: pen.times(value) for id, value in values.items()}
        maps = [draw(names, values, texts, here, basket.name[pen.lang]) for draw in (tiles, outlines)]
        pictures.append(f'<div class="maps">{"".join(maps)}</div>')
        order = sorted(found, key=lambda id: -values[id] if values[id] == values[id] else 1.0)
        rows = tuple((names[id], texts[id]) for id in order)
        tables.append(Table(basket.name[pen.lang], _heads(pen, "place", "quotient"), rows))
    listed = "; ".join(b.name[pen.lang] for b in position.named_baskets[:MAPS])
    return _panel(pen, "map", [pen.words("map.lead", list=listed)], pictures, tables=tables,
                  notes=[pen.words("map.schematic")])  # fmt: skip


def support_panel(pen: Pen) -> Panel:
    """What an AI cluster leans on: how much of it there is here, and where there is most."""
    at = pen.position.place
    rows = [_support(pen, b, at) for b in pen.position.supports]
    head = _heads(pen, "industry", "why", "standing", "quotient", "interval", "rank", "leaders")
    table = Table(pen.words("table.support"), head, tuple(rows))
    assumed = dict.fromkeys(b.assumed for b in pen.position.supports if b.assumed is not None)
    notes = [pen.words("note.assumed", text=text[pen.lang]) for text in assumed]
    return _panel(pen, "support", [told.support(pen)], tables=[table], notes=notes)


def _support(pen: Pen, b: Basket, at: int) -> tuple[str, ...]:
    leaders = ", ".join(f"{pen.with_within(r)} {pen.times(float(b.quotients[r]))}" for r in b.ahead(at))
    why = b.why[pen.lang] if b.why is not None else ""
    band = b.band(at)
    standing = pen.words(f"standing.{standing_of(band)}")
    return (b.name[pen.lang], why, standing, pen.times(band.value), pen.band(band), str(b.rank(at)), leaders or "–")


# --- likeness ---------------------------------------------------------------------------------------------------------


def alike_panel(pen: Pen) -> Panel:
    """Whom it resembles, and measures of structure beside one another."""
    position, here = pen.position, pen.position.portrait
    lines = [Dot(100 * s, None, None, f"{pen.region(r)}\u2002{pen.percent(s)}") for r, s in here.alike[:SHOWN]]
    caption = pen.words("chart.alike_of", place=position.name[pen.lang], list="; ".join(d.label for d in lines))
    low = max(0.0, min(d.value for d in lines) - 5)
    pictures = _drawn(pen, lines, caption, unit=pen.words("chart.overlap"), domain=(low, 100.0))
    rows = []
    for r in dict.fromkeys((position.place, *position.beside, *(r for r, _ in here.alike[:3]))):
        p = position.portrait_of(r)
        share = "–" if r == position.place else pen.percent(dict(here.alike)[r])
        eci = "–" if p.complexity_rank is None else str(p.complexity_rank)
        rows.append((pen.with_within(r), pen.count(p.size), share, f"{p.krugman:.2f}", f"{p.herfindahl:.3f}",
                     f"{p.coherence_z:+.1f}".replace("-", "−") if p.coherence_z == p.coherence_z else "–", eci,
                     str(p.fitness_rank)))  # fmt: skip
    head = _heads(pen, "place", "size", "overlap", "krugman", "herfindahl", "coherence", "eci", "fitness")
    table = Table(pen.words("table.alike"), head, tuple(rows))
    notes = [pen.words("note.coherence"), pen.words("note.complexity")]
    return _panel(pen, "alike", told.alike(pen), pictures, tables=[table], notes=notes)


# --- growth and disparity ---------------------------------------------------------------------------------------------


def growth_panel(pen: Pen) -> Panel:
    """The change in three parts, in all and by industry."""
    g = pen.position.portrait.growth
    assert g is not None
    lines = [
        Dot(part, None, None, f"{pen.words(f'word.{name}')}\u2002{pen.count(part, signed=True)}")
        for name, part in zip(("nation", "mix", "own"), g.whole, strict=True)
    ]
    caption = pen.words("chart.growth_of", place=pen.position.name[pen.lang], list="; ".join(d.label for d in lines))
    unit = pen.words("chart.parts", kind=pen.kind)
    pictures = tuple(svg(changes(c, lines, unit=unit), c, caption) for c in CANVASES)
    order = sorted(range(g.own.size), key=lambda i: -g.own[i])
    picked = order[:8] + [i for i in order[-8:] if i not in order[:8]]
    rows = [
        (
            pen.label(pen.position.counts.industries[i]),
            *(pen.count(float(part), signed=True)
              for part in (g.nation[i] + g.mix[i] + g.own[i], g.nation[i], g.mix[i], g.own[i])),
        )
        for i in picked
    ]  # fmt: skip
    head = _heads(pen, "industry", "change", "nation", "mix", "own")
    key = (("bar", pen.words("key.up")), ("bar-hollow", pen.words("key.down")))
    table = Table(pen.words("table.growth"), head, tuple(rows))
    return _panel(pen, "growth", told.growth(pen), pictures, key, [table], [pen.words("note.shift_share")])


def spread_panel(pen: Pen) -> Panel:
    """Disparity between regions by Theil, Gini and Williamson, parted between and within groups."""
    rows = []
    for s in told.shown_spreads(pen)[-LISTED:]:
        m = s.measures
        between, within = (f"{m.between:.3f}", f"{m.within:.3f}") if len(s.groups) > 1 else ("–", "–")
        rows.append((s.name[pen.lang], pen.year_text(s.year), pen.words(f"base.{s.base}", kind=pen.kind),
                     f"{m.theil_t:.3f}", between, within, f"{m.gini:.3f}", f"{m.williamson:.3f}"))  # fmt: skip
    head = _heads(pen, "measure", "year", "base", "theil", "between", "within", "gini", "williamson")
    years = sorted({s.year for s in told.shown_spreads(pen)})
    span = pen.year_text(years[0]) if len(years) == 1 else f"{years[0]}{pen.join}{years[-1]}"
    table = Table(pen.words("table.spread", year=span), head, tuple(rows))
    return _panel(pen, "spread", told.spread_sentences(pen), tables=[table], notes=[pen.words("note.disparity")])
