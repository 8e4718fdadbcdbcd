"""Better plans as people read them: a table on the console, a page in every language, a workbook, overlays."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from rich.console import Console

from podobat.explore.writing import goal_label, signed, signed_range
from podobat.forecast.again import as_of, rests_on
from podobat.optimise import pictures
from podobat.optimise.overlays import overlay_text
from podobat.optimise.pictures import LETTERS
from podobat.optimise.portfolios import Portfolio
from podobat.optimise.result import Better, json_text
from podobat.optimise.sentences import (
    answer,
    front_sentences,
    name_of,
    other_rows,
    sector_name,
    specialised_sentences,
    trigger_sentence,
)
from podobat.optimise.workbook import workbook_of
from podobat.show.charts import CANVASES, Canvas, Spec, svg
from podobat.show.console import print_table
from podobat.show.document import Table
from podobat.show.panels import Page, Panel, other_pages, write_pages
from podobat.show.store import write_table, write_whole
from podobat.show.writer import NONE, Writer
from podobat.texts import LANGUAGES

SMALL: Final = 0.5  # KRW million below which a change is none


def writer_of(better: Better, lang: str) -> Writer:
    """Writes in the money of the plan's reader."""
    return Writer.of("optimise", lang, better.plan)


def print_better(better: Better, lang: str, console: Console) -> None:
    """Sentences, what each portfolio gains, and what it moves."""
    write = writer_of(better, lang)
    for sentence in answer(write, better):
        console.print(sentence, soft_wrap=False)
    print_table(gains_table(write, better), console)
    print_table(changes_table(write, better), console)
    console.print(method(write, better), soft_wrap=False)


def title_of(write: Writer, n: int, p: Portfolio) -> str:
    """Letter and names of a portfolio: 'A best mean, least regret'."""
    return f"{LETTERS[n]} {', '.join(write.say(f'portfolio.{id}') for id in (p.id, *p.also))}"


# --- tables -----------------------------------------------------------------------------------------------------------


def gains_table(write: Writer, better: Better) -> Table:
    """Every portfolio and goal: claimed, found in fresh futures with interval, how often better."""
    rows = []
    for n, p in enumerate(better.portfolios):
        for goal, gain in zip(better.goals, p.gains, strict=True):
            rows.append((
                f"{LETTERS[n]} · {goal_label(write, goal)}", signed(write, gain.claimed, goal.unit),
                signed(write, gain.fresh, goal.unit), signed_range(write, gain.low, gain.high, goal.unit),
                write.share(gain.better) if gain.better == gain.better else NONE,
            ))  # fmt: skip
        if p.npv is not None:
            v = p.npv
            rows.append((f"{LETTERS[n]} · {write.say('cell.npv')}", NONE, signed(write, v.fresh, "KRW_m"),
                         signed_range(write, v.low, v.high, "KRW_m"), write.share(v.better)))  # fmt: skip
    head = tuple(write.say(f"head.{h}") for h in ("goal", "claimed", "fresh", "interval", "better"))
    return Table(write.say("caption.gains"), head, tuple(rows))


def changes_table(write: Writer, better: Better) -> Table:
    """Open money of every programme today, and by how much each portfolio changes it."""
    today = better.amounts(better.choices.today)
    years = better.choices.years
    rows = []
    for p in better.plan.programmes:
        now = sum(today[p.id, y] for y in years)
        cells = []
        for q in better.portfolios:
            change = better.changes(q.x).get(p.id, 0.0)
            cells.append(signed(write, change, "KRW_m") if abs(change) >= SMALL else NONE)
        rows.append((p.name[write.lang], write.amount(now) if now else NONE, *cells))
    rows += other_rows(write, better)
    moved = [write.amount(q.moved, 3) for q in better.portfolios]
    rows.append((write.say("cell.moved"), NONE, *moved))
    head = (write.say("head.programme"), write.say("head.today"), *(LETTERS[n] for n in range(len(better.portfolios))))
    return Table(write.say("caption.changes", years=f"{years[0]}–{years[-1]}"), head, tuple(rows))


def specialised_table(write: Writer, better: Better) -> Table:
    """One sector at its largest share: gain as forecast, and in how many worlds it gains."""
    goal = better.first
    rows = [
        (write.say("cell.sector", programme=name_of(write, better, s.programme),
                   sector=sector_name(write, better, s.sector)),
         write.say("cell.from_to", a=write.share(s.today), b=write.share(s.share)),
         write.say("cell.regret", gain=signed(write, s.gain.fresh, goal.unit),
                   regret=signed_range(write, s.gain.low, s.gain.high, goal.unit)),
         write.say("cell.of_worlds", k=s.gains_in, n=len(better.worlds)))
        for s in better.specialised
    ]  # fmt: skip
    head = tuple(write.say(f"head.{h}") for h in ("sector", "share_of", "gain_as_forecast", "gains_in"))
    return Table(write.say("caption.specialise", goal=goal_label(write, goal)), head, tuple(rows))


def years_table(write: Writer, better: Better, n: int) -> Table:
    """Years by programmes of one portfolio: today -> proposed where they differ."""
    p = better.portfolios[n]
    today, proposed = better.amounts(better.choices.today), better.amounts(p.x)
    years = better.plan.horizon.years
    rows = []
    for programme in better.plan.programmes:
        cells = []
        for y in years:
            a, b = today[programme.id, y], proposed[programme.id, y]
            one = write.amount(b) if b else NONE
            cells.append(one if abs(a - b) < SMALL else write.say("cell.from_to", a=write.amount(a), b=write.amount(b)))
        rows.append((programme.name[write.lang], *cells))
    head = (write.say("head.programme"), *(str(y) for y in years))
    return Table(write.say("caption.years", name=title_of(write, n, p)), head, tuple(rows))


def worlds_table(write: Writer, better: Better) -> Table:
    """Gain in the first goal under other assumptions, and the regret there."""
    goal = better.first
    rows = []
    for k, world in enumerate(better.worlds):
        cells = [
            write.say("cell.regret", gain=signed(write, p.worlds[k], goal.unit),
                      regret=write.quantity(float(better.regrets[n][k]), goal.unit))
            for n, p in enumerate(better.portfolios)
        ]  # fmt: skip
        rows.append((world.name[write.lang], *cells))
    head = (write.say("head.world"), *(LETTERS[n] for n in range(len(better.portfolios))))
    return Table(write.say("caption.worlds", goal=goal_label(write, goal)), head, tuple(rows))


def directions_table(write: Writer, better: Better) -> Table:
    """Which way each programme goes in the best budget under every assumption."""
    rows = []
    for id, changes in better.directions.items():
        up, down = sum(v > SMALL for v in changes), sum(v < -SMALL for v in changes)
        way = better.always.get(id, 0)
        told = write.say("cell.always_more") if way > 0 else write.say("cell.always_cut") if way < 0 else NONE
        rows.append((name_of(write, better, id), str(down), str(up), told))
    head = tuple(write.say(f"head.{h}") for h in ("programme", "cut_in", "added_in", "always"))
    return Table(write.say("caption.directions", n=len(better.worlds)), head, tuple(rows))


def curse_table(write: Writer, better: Better) -> Table:
    """What is left of claimed gains, over all plans of the front."""
    rows = [
        (goal_label(write, g), signed(write, c.claimed, g.unit), signed(write, c.fresh, g.unit),
         write.share(c.shrinkage) if c.shrinkage == c.shrinkage else NONE)
        for g, c in zip(better.goals, better.curse, strict=True)
    ]  # fmt: skip
    head = tuple(write.say(f"head.{h}") for h in ("goal", "claimed", "fresh", "shrinkage"))
    return Table(write.say("caption.curse", n=len(better.front.x)), head, tuple(rows))


def limits_table(write: Writer, better: Better) -> Table:
    """Limits on sums."""
    rows = []
    for r in better.choices.limits.rows:
        if r.id.startswith("funding"):
            rows.append((r.name[write.lang], NONE, NONE, NONE))
            continue
        low = write.amount(r.low) if r.low > 0 else NONE
        high = write.amount(r.high) if r.high < float("inf") else NONE
        rows.append((r.name[write.lang], write.amount(float(r.c @ better.choices.limits.today)), low, high))
    rows += [(write.say("limit.moved_in", year=y), NONE, NONE, write.amount(m)) for y, m in better.choices.limits.moved]
    head = tuple(write.say(f"head.{h}") for h in ("limit", "today", "least", "most"))
    return Table(write.say("caption.limits"), head, tuple(rows))


def triggers_table(write: Writer, better: Better) -> Table:
    """What deciding later by a count is worth, beside deciding at once."""
    rows = [
        (write.say("cell.move", source=name_of(write, better, t.move.source),
                   target=name_of(write, better, t.move.target), money=write.amount(t.move.money, 3)),
         signed(write, t.at_once, t.goal.unit), signed(write, t.later, t.goal.unit),
         write.say("cell.plus_minus", value=signed(write, t.rule.value, t.goal.unit),
                   error=write.quantity(1.96 * t.rule.error, t.goal.unit)),
         write.share(t.rule.false_alarm), write.share(t.rule.miss), write.share(t.rule.moves))
        for t in better.triggers
    ]  # fmt: skip
    heads = ("move", "at_once", "later", "rule", "false_alarm", "miss", "moves_in")
    head = tuple(write.say(f"head.{h}") for h in heads)
    return Table(write.say("caption.triggers", goal=goal_label(write, better.triggers[0].goal)), head, tuple(rows))


# --- pictures ---------------------------------------------------------------------------------------------------------


def budget_pictures(write: Writer, better: Better) -> tuple[str, ...]:
    """Open money by programme, today and in the first portfolio."""
    today, proposed = better.amounts(better.choices.today), better.amounts(better.portfolios[0].x)
    years = better.choices.years
    sums = [(p, *(sum(m[p.id, y] for y in years) for m in (today, proposed))) for p in better.plan.programmes]
    factor, unit = write.axis("KRW_m", max(max(a, b) for _, a, b in sums))
    given = [
        pictures.Budget(p.name[write.lang], a * factor, b * factor,
                        signed(write, b - a, "KRW_m") if abs(b - a) >= SMALL else write.say("cell.same"))
        for p, a, b in sums if a or b
    ]  # fmt: skip
    title = write.say("picture.budget", name=title_of(write, 0, better.portfolios[0]))
    return tuple(svg(pictures.budget_bars(c, given, unit=unit), c, title) for c in CANVASES)


def front_pictures(write: Writer, better: Better) -> tuple[str, ...]:
    """The first goal against each other one: the front in fresh futures, portfolios by their letters."""
    goals = better.goals
    if len(goals) < 2:
        return ()

    def small(canvas: Canvas) -> list[Spec]:
        return [
            pictures.front(canvas, _points(better, k), x_title=goal_label(write, goals[0]),
                           y_title=goal_label(write, goals[k]), origin=write.say("picture.today"))
            for k in range(1, len(goals))
        ]  # fmt: skip

    others = write.listed([goal_label(write, g) for g in goals[1:]])
    title = write.say("picture.front", x=goal_label(write, goals[0]), y=others)
    return tuple(svg(pictures.beside(c, small), c, title) for c in CANVASES)


def _points(better: Better, k: int) -> list[pictures.Point]:
    """Plans by the first goal and the k-th, in axis units: odds in percentage points."""
    a, b = (100.0 if better.goals[i].unit == "share" else 1.0 for i in (0, k))
    of_the_front = [pictures.Point(float(f[0]) * a, float(f[k]) * b) for f in better.front.fresh]
    return of_the_front + [pictures.Point(p.gains[0].fresh * a, p.gains[k].fresh * b, LETTERS[n])
                           for n, p in enumerate(better.portfolios)]  # fmt: skip


def side_pictures(write: Writer, better: Better) -> tuple[str, ...]:
    """All goals side by side, each as a share of the best gain in it."""
    best = better.front.fresh.max(axis=0)
    paths = [pictures.Path(tuple(100.0 * v / b if b > 0 else 0.0 for v, b in zip(f, best, strict=True)))
             for f in better.front.fresh.tolist()]  # fmt: skip
    paths += [
        pictures.Path(tuple(100.0 * g.fresh / b if b > 0 else 0.0 for g, b in zip(p.gains, best, strict=True)),
                      LETTERS[n])
        for n, p in enumerate(better.portfolios)
    ]  # fmt: skip
    names = [write.say("picture.goal_number", n=n + 1) for n in range(len(better.goals))]
    title = write.say("picture.side")
    return tuple(svg(pictures.side_by_side(c, paths, names, unit=write.say("picture.share_of_best")), c, title)
                 for c in CANVASES)  # fmt: skip


# --- the page ---------------------------------------------------------------------------------------------------------


def method(write: Writer, better: Better) -> str:
    """How it was made."""
    return write.say("note.made", looked=better.looked, simulations=better.simulations, search=better.draws[0],
                     fresh=better.draws[1], seed=better.seed, seconds=better.seconds)  # fmt: skip


def better_panels(better: Better, lang: str) -> list[Panel]:
    """Every panel of the page, in order."""
    write = writer_of(better, lang)
    goals = tuple(write.say("picture.goal_is", n=n + 1, goal=goal_label(write, g)) for n, g in enumerate(better.goals))
    panels = [
        Panel("answer", write.say("panel.answer"), answer(write, better), budget_pictures(write, better),
              write.key(("bar-hollow=today", "bar=proposed")), (changes_table(write, better),)),
        Panel("portfolios", write.say("panel.portfolios"), (write.say("sentence.portfolios"),),
              tables=(gains_table(write, better),
                      *(years_table(write, better, n) for n in range(len(better.portfolios)))),
              notes=tuple(write.say(f"about.{id}") for p in better.portfolios for id in (p.id, *p.also))),
        Panel("front", write.say("panel.front"), front_sentences(write, better),
              (*front_pictures(write, better), *side_pictures(write, better)), notes=goals,
              tables=(curse_table(write, better),)),
        Panel("worlds", write.say("panel.worlds"), (write.say("sentence.worlds"),),
              tables=(worlds_table(write, better), directions_table(write, better))),
    ]  # fmt: skip
    if better.specialised:
        panels.append(Panel("specialise", write.say("panel.specialise"), specialised_sentences(write, better),
                            tables=(specialised_table(write, better),),
                            notes=(write.say("note.specialise"),)))  # fmt: skip
    if better.triggers:
        panels.append(Panel("triggers", write.say("panel.triggers"),
                            tuple(trigger_sentence(write, better, t) for t in better.triggers),
                            tables=(triggers_table(write, better),), notes=(write.say("note.triggers"),)))  # fmt: skip
    known = rests_on(better.told, better.choices.since, better.plan.months, lang)
    limits = (*known, write.say("note.limits_declared" if better.plan.levers else "note.limits_assumed"),
              write.say("note.operations"), write.say("note.paired"), method(write, better))  # fmt: skip
    panels.append(Panel("limits", write.say("panel.limits"), tables=(limits_table(write, better),), notes=limits))
    return panels


def better_page(better: Better, lang: str, asked: str) -> Page:
    """The whole page; `asked` is the language of optimise.html."""
    write = writer_of(better, lang)
    since = better.choices.since
    facts = {
        "open_from": write.month(better.plan.months[since]) if since < better.plan.n_months else NONE,
        "open": write.amount(float(better.choices.limits.today.sum())),
        "looked": f"{better.looked:,}",
        "draws": f"{better.draws[0]:,} + {better.draws[1]:,}",
        "simulations": f"{better.simulations:,}",
    }
    command = f"podobat optimise {better.case_id}" + "".join(f" --goal {g.id}" for g in better.goals)
    command += as_of(better.told, since, better.plan.months)
    command += "".join(f" --at-least {one}" for one in better.at_least)
    return Page(
        title=write.say("page.title", name=better.plan.name),
        facts=tuple((write.say(f"page.{term}"), fact) for term, fact in facts.items()),
        panels=tuple(better_panels(better, lang)),
        command=f"{command} --seed {better.seed} --lang {lang}",
        others=other_pages("optimise", asked, lang),
    )


def write_better(better: Better, folder: Path, lang: str) -> Path:
    """Write pages, JSON, tables, the workbook and overlays into a folder. Returns the page asked for."""
    write_whole(folder / "optimise.json", json_text(better) + "\n")
    for name in ("budgets", "gains", "points"):
        write_table(getattr(better, name)(), folder / f"{name}.parquet")
    write_whole(folder / "portfolios.xlsx", workbook_of(better, lang))
    for p in better.portfolios:
        write_whole(folder / "scenarios" / f"better-{p.id}.yaml", overlay_text(better, p.id))
    return write_pages(folder, "optimise", lang, {each: better_page(better, each, lang) for each in LANGUAGES})
