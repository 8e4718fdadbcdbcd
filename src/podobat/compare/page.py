"""Scenarios beside each other, as people read them: tables on the console, a page in every language, one picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import Console

from podobat.compare.better import BETTER
from podobat.compare.result import WAYS, Comparison, json_text
from podobat.evidence.measures import measure
from podobat.forecast.again import as_of, rests_on
from podobat.money import MINUS, number_text
from podobat.show.charts import CANVASES, standing_alone, svg
from podobat.show.console import print_table
from podobat.show.document import Table
from podobat.show.forest import Line, forest
from podobat.show.panels import Page, Panel, other_pages, write_pages
from podobat.show.store import write_table, write_whole
from podobat.show.writer import NONE, Writer
from podobat.texts import LANGUAGES

if TYPE_CHECKING:
    from podobat.compare.result import Alternative, Difference, OddsChange

#: What a comparison shows first; every other measure is in the page, the JSON and the tables.
FIRST: Final = (
    "jobs.direct", "startups.founded", "startups.operating", "startups.crossed", "people.trained",
    "people.placed_region", "firms.opened", "venture.raised", "adopters", "spending",
)  # fmt: skip
KEY: Final = ("dot=mean", "band-dark=interval80", "band-light=interval95", "zero=zero")


def writer_of(comparison: Comparison, lang: str) -> Writer:
    """Writes in the money of the first plan's reader."""
    return Writer.of("compare", lang, comparison.alternatives[0].plan)


def print_comparison(comparison: Comparison, lang: str, console: Console) -> None:
    """For every pair: the first measures at the plan's end, and the odds of every target."""
    write, month = writer_of(comparison, lang), comparison.alternatives[0].plan.horizon.end
    known = [m for m in FIRST if m in comparison.measure_ids]
    for a, b in comparison.pairs:
        print_table(measures_table(write, comparison, a, b, known, month), console)
        print_table(odds_table(write, comparison, a, b), console)
    for note in notes(write, comparison):
        console.print(note)


# --- tables -----------------------------------------------------------------------------------------------------------


def pair_name(write: Writer, a: Alternative, b: Alternative) -> str:
    """'A against B'."""
    return write.say("side.pair", a=a.name, b=b.name)


def measure_name(write: Writer, comparison: Comparison, id: str) -> str:
    """The name of a measure; by sector or programme, with the name of that."""
    whole = measure(id)
    plan, part = comparison.alternatives[0].plan, id.removeprefix(whole.id).removeprefix(".")
    names = {x.id: x.name for x in (*plan.sectors, *plan.programmes)}
    return write.say("cell.part", name=whole.name, part=names[part]) if part in names else whole.name[write.lang]


def measures_table(
    write: Writer, comparison: Comparison, a: Alternative, b: Alternative, measure_ids: Sequence[str], month: str
) -> Table:
    """Differences of some measures in one month, one a row."""
    rows = []
    for id in measure_ids:
        d = comparison.difference(a.id, b.id, id, month)
        name, unit = measure_name(write, comparison, id), write.unit_beside(d.unit)
        rows.append((
            write.say("cell.unit", name=name, unit=unit) if unit else name,
            write.cell(d.mean_a, d.unit), write.cell(d.mean_b, d.unit), *_difference(write, d, comparison.draws),
            _factor(write, d.factor),
        ))  # fmt: skip
    between = (write.say(f"head.{h}") for h in ("difference", "interval80", "interval95", "beats", "factor"))
    means = (write.say("head.mean", name=each.name) for each in (a, b))
    head = (write.say("head.measure"), *means, *between)
    caption = write.say("caption.measures", pair=pair_name(write, a, b), month=write.month(month))
    return Table(caption, head, tuple(rows))


def _difference(write: Writer, d: Difference, draws: int) -> tuple[str, str, str, str]:
    """Mean, both intervals, odds that A is better with the share of ties."""
    if d.effect.nothing:
        return (write.say("cell.same"), NONE, NONE, NONE)
    q = d.effect.quantiles
    beats = write.odds(d.beats, draws) if d.better else NONE
    return (
        write.cell(d.effect.mean, d.unit), write.cell_interval(q["p10"], q["p90"], d.unit),
        write.cell_interval(q["p2_5"], q["p97_5"], d.unit), f"{beats} ({write.share(d.effect.ties)})",
    )  # fmt: skip


def _factor(write: Writer, factor: float) -> str:
    """By how much pairing cut the variance; nothing to cut where the difference is the same in every draw."""
    return NONE if factor != factor else write.say("cell.factor", n=number_text(factor, 2))


def odds_table(write: Writer, comparison: Comparison, a: Alternative, b: Alternative) -> Table:
    """The odds on every target under both, and their change."""
    draws = comparison.draws
    rows = [
        (o.name[write.lang], a.plan.target(o.target).by, write.odds(o.odds_a, draws), write.odds(o.odds_b, draws),
         _change(write, o), _factor(write, o.factor))
        for o in comparison.odds if (o.a, o.b) == (a.id, b.id)
    ]  # fmt: skip
    head = (write.say("head.target"), write.say("head.by"), a.name[write.lang], b.name[write.lang],
            write.say("head.change"), write.say("head.factor"))  # fmt: skip
    return Table(write.say("caption.odds", pair=pair_name(write, a, b)), head, tuple(rows))


def _change(write: Writer, o: OddsChange) -> str:
    """A change of odds in percentage points with its paired error."""
    if o.change == 0 and o.error == 0:
        return write.say("cell.same")
    change = f"{MINUS if o.change < 0 else '+'}{abs(100 * o.change):.1f}"
    return write.say("cell.change", change=change, error=f"{100 * o.error:.1f}")


def directions_table(write: Writer, comparison: Comparison) -> Table:
    """Which way is better, measure by measure."""
    rows = [(measure_name(write, comparison, id), write.say(f"way.{WAYS[way]}"))
            for id, way in BETTER.items() if id in comparison.measure_ids]  # fmt: skip
    return Table(write.say("caption.directions"), (write.say("head.measure"), write.say("head.way")), tuple(rows))


# --- the page ---------------------------------------------------------------------------------------------------------


def picture(write: Writer, comparison: Comparison, a: Alternative, b: Alternative) -> tuple[str, ...]:
    """Differences at the plan's end as percentages of what B comes to, one line a measure: for a desk and a phone."""
    month = comparison.alternatives[0].plan.horizon.end
    lines = []
    for id in (m for m in FIRST if m in comparison.measure_ids):
        d = comparison.difference(a.id, b.id, id, month)
        base = d.mean_b if d.mean_b else d.mean_a
        if base:
            ends = {q: 100 * d.effect.quantiles[q] / base for q in ("p2_5", "p10", "p90", "p97_5")}
            label, name = write.cell(d.effect.mean, d.unit), measure_name(write, comparison, id)
            lines.append(Line(name, 100 * d.effect.mean / base, **ends, label=label))
    unit = write.say("axis.relative", name=b.name)
    title = write.say("caption.measures", pair=pair_name(write, a, b), month=write.month(month))
    return tuple(svg(forest(c, lines, unit=unit), c, title) for c in CANVASES)


def comparison_panels(comparison: Comparison, lang: str) -> list[Panel]:
    """A panel for every pair, then how they are read."""
    write, end = writer_of(comparison, lang), comparison.alternatives[0].plan.horizon.end
    ids = [m for m in comparison.measure_ids if measure(m).id == m]
    first = [m for m in FIRST if m in ids]
    panels = []
    for n, (a, b) in enumerate(comparison.pairs):
        tables = [odds_table(write, comparison, a, b), measures_table(write, comparison, a, b, ids, end)]
        later = [t for t in comparison.months if t != end]
        tables += [measures_table(write, comparison, a, b, first, t) for t in later]
        panels.append(
            Panel(f"pair-{n}", pair_name(write, a, b), sentences(write, comparison, a, b),
                  picture(write, comparison, a, b), write.key(KEY), tuple(tables))
        )  # fmt: skip
    reading = Panel("reading", write.say("page.reading"), notes(write, comparison),
                    tables=(directions_table(write, comparison),))  # fmt: skip
    return [*panels, reading]


def notes(write: Writer, comparison: Comparison) -> tuple[str, ...]:
    """How the tables are read."""
    c = comparison
    made = write.say("note.made", draws=c.draws, seed=c.seed, simulations=c.simulations)
    known = rests_on(c.told, c.since, c.alternatives[0].plan.months, write.lang)
    return (write.say("note.paired"), write.say("note.factor"), *known, made)


def sentences(write: Writer, comparison: Comparison, a: Alternative, b: Alternative) -> tuple[str, ...]:
    """What the pair comes to: people working at the plan's end, and how sure that is."""
    month = comparison.alternatives[0].plan.horizon.end
    if "jobs.direct" not in comparison.measure_ids:
        return ()
    d = comparison.difference(a.id, b.id, "jobs.direct", month)
    if d.effect.nothing:
        return (write.say("sentence.same"),)
    wide = write.interval(d.effect.quantiles["p10"], d.effect.quantiles["p90"], d.unit)
    mean, odds = number_text(d.effect.mean), write.odds(d.beats, comparison.draws)
    return (write.say("sentence.difference", month=write.month(month), mean=mean, interval=wide, odds=odds),)


def write_comparison(comparison: Comparison, folder: Path, lang: str) -> Path:
    """Write pages in every language, a picture a pair, JSON and tables into a folder. Returns the page asked for."""
    write_whole(folder / "compare.json", json_text(comparison) + "\n")
    write_table(comparison.measures(), folder / "differences.parquet")
    if comparison.odds:
        write_table(comparison.targets(), folder / "odds.parquet")
    for n, (a, b) in enumerate(comparison.pairs):
        drawn = picture(writer_of(comparison, lang), comparison, a, b)[0]
        write_whole(folder / f"differences-{n + 1}-{lang}.svg", standing_alone(drawn))
    return write_pages(folder, "compare", lang, {each: comparison_page(comparison, each, lang) for each in LANGUAGES})


def comparison_page(comparison: Comparison, lang: str, asked: str) -> Page:
    """The whole page; `asked` is the language of compare.html."""
    write = writer_of(comparison, lang)
    facts = {
        "scenarios": ", ".join(s.name[lang] for s in comparison.alternatives),
        "draws": f"{comparison.draws:,}",
        "seed": str(comparison.seed),
        "simulations": f"{comparison.simulations:,}",
    }
    asked_for = "".join(f" --scenario {s.id}" for s in comparison.alternatives)
    known = as_of(comparison.told, comparison.since, comparison.alternatives[0].plan.months)
    return Page(
        title=write.say("page.title", name=comparison.alternatives[0].plan.name),
        facts=tuple((write.say(f"page.{term}"), fact) for term, fact in facts.items()),
        panels=tuple(comparison_panels(comparison, lang)),
        command=f"podobat compare {comparison.case_id}{asked_for}{known} --draws {comparison.draws} "
        f"--seed {comparison.seed} --lang {lang}",
        others=other_pages("compare", asked, lang),
    )
