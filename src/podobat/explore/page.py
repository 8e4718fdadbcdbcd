"""An exploration as people read it: sentences and tables on the console, a page in every language, files."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from rich.console import Console

from podobat.explore.factors import GROUPS
from podobat.explore.result import Decided, Discovered, Exploration, json_text
from podobat.explore.sentences import (
    condition_sentence,
    decided_sentence,
    decision_sentences,
    known_name,
    limit_sentence,
    outcome_label,
)
from podobat.explore.writing import goal_label, signed
from podobat.forecast.again import as_of, rests_on
from podobat.money import number_text
from podobat.show.charts import CANVASES, svg
from podobat.show.console import print_table
from podobat.show.document import Table
from podobat.show.forest import Line, forest
from podobat.show.panels import Page, Panel, other_pages, write_pages
from podobat.show.store import write_table, write_whole
from podobat.show.writer import NONE, Writer
from podobat.texts import LANGUAGES

SHOWN: Final = 8


def writer_of(found: Exploration, lang: str) -> Writer:
    """Writes in the money of the plan's reader."""
    return Writer.of("explore", lang, found.plan)


def print_exploration(found: Exploration, lang: str, console: Console) -> None:
    """What decides each outcome, the conditions, and what is worth finding out."""
    write = writer_of(found, lang)
    for sentence in answer(write, found):
        console.print(sentence, soft_wrap=False)
    print_table(groups_table(write, found, ends=False), console)
    if found.decision is not None:
        print_table(known_table(write, found), console)
    for note in notes(write, found):
        console.print(note, soft_wrap=False)


def answer(write: Writer, found: Exploration) -> tuple[str, ...]:
    """The first sentences: one outcome, conditions, the decision."""
    first = [decided_sentence(write, found, d) for d in found.decided[:1]]
    conditions = [condition_sentence(write, found, b) for b in found.boxes if b.box is not None][:3]
    decision = decision_sentences(write, found.decision) if found.decision is not None else ()
    return (*first, *conditions, *decision)


# --- tables -----------------------------------------------------------------------------------------------------------


def groups_table(write: Writer, found: Exploration, *, ends: bool = True) -> Table:
    """Outcomes by groups: total share with its interval, or the first-order share after counting."""
    groups = [g for g in GROUPS if any(g in d.groups for d in found.decided)]
    rows = []
    for d in found.decided:
        cells = []
        for g in groups:
            if g not in d.groups:
                cells.append(NONE)
                continue
            index = d.groups[g].total if found.mixed else d.groups[g].first
            between = write.join(percent(index.low), percent(index.high))
            cells.append(write.say("cell.index", value=percent(index.value), ends=between) if ends
                         else percent(index.value))  # fmt: skip
        rows.append((row_name(write, d), *cells))
    head = (write.say("head.outcome"), *(write.say(f"group.{g}") for g in groups))
    return Table(write.say("caption.groups_total" if found.mixed else "caption.groups_first"), head, tuple(rows))


def percent(share: float) -> str:
    """A share in whole percent, without the sign."""
    return number_text(round(100 * max(share, 0.0)))


def row_name(write: Writer, d: Decided) -> str:
    """An outcome in a cell."""
    return outcome_label(write, d)


def factors_table(write: Writer, found: Exploration, d: Decided) -> Table:
    """Single factors of one outcome."""
    rows = [
        (found.factors[r.factor].name[write.lang], write.say(f"group.{found.factors[r.factor].group}"),
         write.say("cell.place", place=r.place, low=r.place_low, high=r.place_high),
         write.say("cell.index", value=percent(r.first.value),
                   ends=write.join(percent(r.first.low), percent(r.first.high))),
         f"{r.delta:.2f}", f"{r.pawn:.2f}")
        for r in d.factors[:SHOWN]
    ]  # fmt: skip
    head = tuple(write.say(f"head.{h}") for h in ("factor", "group", "place", "first", "delta", "pawn"))
    return Table(write.say("caption.factors", outcome=outcome_label(write, d)), head, tuple(rows), frozenset({1}))


def tree_table(write: Writer, found: Exploration, b: Discovered) -> Table:
    """Leaves of the tree of one condition."""
    rows = [
        (write.listed([limit_sentence(write, found, limit) for limit in leaf.limits]) or write.say("cell.all"),
         write.share(leaf.mass), write.share(leaf.density), write.share(leaf.coverage))
        for leaf in b.tree
    ]  # fmt: skip
    head = tuple(write.say(f"head.{h}") for h in ("condition", "mass", "density", "coverage"))
    return Table(write.say(f"caption.tree_{b.kind}", name=b.name), head, tuple(rows))


def known_table(write: Writer, found: Exploration) -> Table:
    """What could be known before deciding, and what it is worth."""
    d = found.decision
    assert d is not None
    unit = d.goal.unit
    rows = [
        (known_name(write, k), write.say("cell.plus_minus", value=signed(write, k.worth.value, unit),
                                         error=write.points(1.96 * k.worth.error) if unit == "share"
                                         else write.quantity(1.96 * k.worth.error, unit)),
         write.share(k.worth.changes), write.say("cell.yes") if k.worth.told_apart else NONE)
        for k in d.known
    ]  # fmt: skip
    head = tuple(write.say(f"head.{h}") for h in ("known", "worth", "changes", "told"))
    return Table(write.say("caption.known", goal=goal_label(write, d.goal)), head, tuple(rows))


# --- the page ---------------------------------------------------------------------------------------------------------


def picture(write: Writer, found: Exploration, d: Decided) -> tuple[str, ...]:
    """Shares of groups in one outcome, largest first, with their intervals."""
    picked = {g: (s.total if found.mixed else s.first) for g, s in d.groups.items()}
    lines = [
        Line(write.say(f"group.{g}"), 100 * max(i.value, 0.0),
             *(100 * max(v, 0.0) for v in (i.low, i.low, i.high, i.high)), label=f"{percent(i.value)}%")
        for g, i in sorted(picked.items(), key=lambda p: -p[1].value) if i.value > 0.005
    ]  # fmt: skip
    title = write.say("picture.groups", outcome=outcome_label(write, d))
    return tuple(svg(forest(c, lines, unit="%"), c, title) for c in CANVASES) if lines else ()


def exploration_panels(found: Exploration, lang: str) -> list[Panel]:
    """Every panel of the page, in order."""
    write = writer_of(found, lang)
    head = found.decided[0] if found.decided else None
    panels = [
        Panel("answer", write.say("panel.answer"), answer(write, found), picture(write, found, head) if head else (),
              write.key(("dot=share", "band-dark=interval95")) if head else (), (groups_table(write, found),))
    ]  # fmt: skip
    if found.boxes:
        panels.append(Panel("conditions", write.say("panel.conditions"),
                            tuple(condition_sentence(write, found, b) for b in found.boxes),
                            tables=tuple(tree_table(write, found, b) for b in found.boxes),
                            notes=(write.say("note.conditions"),)))  # fmt: skip
    if found.decision is not None:
        panels.append(Panel("decision", write.say("panel.decision"), decision_sentences(write, found.decision),
                            tables=(known_table(write, found),), notes=(write.say("note.worth"),)))  # fmt: skip
    panels.append(Panel("factors", write.say("panel.factors"),
                        tuple(decided_sentence(write, found, d) for d in found.decided),
                        tables=(steady_table(write, found),
                                *(factors_table(write, found, d) for d in found.decided if d.factors)),
                        notes=notes(write, found)))  # fmt: skip
    return panels


def notes(write: Writer, found: Exploration) -> tuple[str, ...]:
    """How figures are to be read, and how they were made."""
    sentences = [write.say("note.groups_mixed" if found.mixed else "note.groups_fitted", n=found.mixed)]
    sentences.append(write.say("note.made", draws=found.draws, mixed=found.mixed, seed=found.seed,
                               simulations=found.simulations, seconds=found.seconds))  # fmt: skip
    return (*rests_on(found.told, found.since, found.plan.months, write.lang), *sentences)


def steady_table(write: Writer, found: Exploration) -> Table:
    """How the ranking of single uncertainties stands in other draws, outcome by outcome."""
    rows = [
        (row_name(write, d), found.factors[d.factors[0].factor].name[write.lang], write.share(d.steady.first),
         write.say("cell.share_between", value=write.share(d.steady.five),
                   ends=write.join(write.share(d.steady.low), write.share(d.steady.high))))
        for d in found.decided if d.factors
    ]  # fmt: skip
    head = tuple(write.say(f"head.{h}") for h in ("outcome", "first_one", "stays_first", "first_five"))
    return Table(write.say("caption.steady", draws=found.draws), head, tuple(rows))


def exploration_page(found: Exploration, lang: str, asked: str) -> Page:
    """The whole page; `asked` is the language of explore.html."""
    write = writer_of(found, lang)
    facts = {
        "factors": f"{len(found.factors):,}",
        "draws": f"{found.draws:,}",
        "simulations": f"{found.simulations:,}",
        "seed": str(found.seed),
    }
    command = f"podobat explore {found.case_id}{as_of(found.told, found.since, found.plan.months)}"
    options = {"scenario": found.scenario, "against": found.against}
    command += "".join(f" --{name} {value}" for name, value in options.items() if value)
    return Page(
        title=write.say("page.title", name=found.plan.name),
        facts=tuple((write.say(f"page.{term}"), fact) for term, fact in facts.items()),
        panels=tuple(exploration_panels(found, lang)),
        command=f"{command} --draws {found.draws} --seed {found.seed} --lang {lang}",
        others=other_pages("explore", asked, lang),
    )


def write_exploration(found: Exploration, folder: Path, lang: str) -> Path:
    """Write pages in every language, JSON and tables into a folder. Returns the page asked for."""
    write_whole(folder / "explore.json", json_text(found) + "\n")
    for name in ("sensitivity", "groups", "worth_knowing"):
        table = getattr(found, name)()
        if len(table):
            write_table(table, folder / f"{name}.parquet")
    return write_pages(folder, "explore", lang, {each: exploration_page(found, each, lang) for each in LANGUAGES})
