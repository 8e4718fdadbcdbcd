"""What each programme adds at one date, and what that costs: the table that the console shows too, and what it says."""

from __future__ import annotations

from typing import Final

from podobat.show.document import Table
from podobat.show.panels import Panel
from podobat.show.writer import NONE, Writer
from podobat.value.outcomes import MAIN, NET_JOBS
from podobat.value.panels.cells import budget_text, cost_text, effect_text, head_of, of_whole
from podobat.value.result import Value

#: Outcomes of the table, each with what a unit costs.
COLUMNS: Final = (NET_JOBS, "startups.crossed", "people.placed_region")


def panel(write: Writer, value: Value, n: int, month: str) -> Panel:
    """What each programme adds by a month; the first of them says how the table is read."""
    return Panel(
        f"value-{n}",
        write.say("programmes.title", month=write.month(month)),
        sentences=tuple(findings(write, value, value.outcomes.index(f"{NET_JOBS}@{month}"))),
        tables=(programmes_table(write, value, month),),
        notes=reading(write, value) if n == 0 else (),
    )


def programmes_table(write: Writer, value: Value, month: str, *, costs: bool = True) -> Table:
    """Every lever at one date, cheapest net job first: money, what it adds, its share, its cost a unit.

    costs   of a crossing and of a person kept too, for which a page has room
    """
    spots = {m: value.outcomes.index(f"{m}@{month}") for m in MAIN}
    head = [write.say("head.programme"), write.say("head.budget")]
    for measure in COLUMNS:
        head.append(head_of(write, f"head.added.{measure}", value.outcomes.counted[spots[measure]].unit))
        head += [write.say("head.share")] if measure == NET_JOBS else []
        head += [write.say(f"head.cost.{measure}")] if costs or measure == NET_JOBS else []
    rows = [_row(write, value, i, spots, costs) for i in (*value.ranked(spots[NET_JOBS]), None)]
    return Table(write.say("programmes.caption", month=write.month(month)), tuple(head), tuple(rows))


def _row(write: Writer, value: Value, i: int | None, spots: dict[str, int], costs: bool) -> tuple[str, ...]:
    """One lever; the whole plan where there is none."""
    jobs = spots[NET_JOBS]
    if i is None:
        id, name, money = "", write.say("cell.whole"), value.budget
        effects, share = value.wholes, value.wholes[jobs]
    else:
        id, name, money = value.levers[i].id, value.levers[i].name[write.lang], value.levers[i].cost
        effects, share = value.effects["added"][i], value.effects["share"][i][jobs]
    cells = [name, budget_text(write, money)]
    for measure in COLUMNS:
        outcome, effect = value.outcomes.counted[spots[measure]], effects[spots[measure]]
        cells.append(effect_text(write, effect, outcome.unit, bare=True))
        cells += [of_whole(write, share, value.wholes[jobs])] if measure == NET_JOBS else []
        if costs or measure == NET_JOBS:
            cells.append(cost_text(write, value.cost(id, outcome.id), effect))
    return tuple(cells)


def findings(write: Writer, value: Value, k: int) -> list[str]:
    """What the numbers say about one outcome: the whole, the few that carry it, the dearest, what cannot be told."""
    outcome, whole = value.outcomes.counted[k], value.wholes[k]
    added = [value.effects["added"][i][k] for i in range(len(value.levers))]
    effect = effect_text(write, whole, outcome.unit)
    sentences = [write.say("programmes.whole", month=write.month(outcome.month), what=outcome.name, effect=effect)]
    if whole.mean > 0:
        sentences += _carriers(write, value, k)
    kinds = {
        "unsure": [not e.told and not e.nothing for e in added],
        "never": [e.nothing for e in added],
        "less": [e.quantiles["p90"] < 0 for e in added],
    }
    for kind, is_so in kinds.items():
        names = [p.name[write.lang] for p, so in zip(value.levers, is_so, strict=True) if so]
        if names:
            sentences.append(write.say(f"programmes.{kind}", names=write.listed(names)))
    return sentences


def _carriers(write: Writer, value: Value, k: int) -> list[str]:
    """The three with the largest shares of those that can be told from nothing, and the dearest where it is another."""
    levers, whole = value.levers, value.wholes[k]
    shares = [value.effects["share"][i][k].mean for i in range(len(levers))]
    told = [i for i in range(len(levers)) if value.effects["added"][i][k].told]
    adding = [i for i in told if value.effects["added"][i][k].mean > 0]
    top = sorted(adding, key=lambda i: -shares[i])[:3]
    if not top:
        return []
    names = write.listed([levers[i].name[write.lang] for i in top])
    part = write.share(sum(shares[i] for i in top) / whole.mean)
    money = write.share(sum(levers[i].cost for i in top) / value.budget) if value.budget else NONE
    sentences = [write.say("programmes.top", part=part, names=names, money=money)]
    dearest = max(range(len(shares)), key=lambda i: levers[i].cost)
    if value.budget and dearest in told and dearest not in top:
        p = levers[dearest]
        of_all, part = write.share(p.cost / value.budget), write.share(shares[dearest] / whole.mean)
        budget = budget_text(write, p.cost)
        sentences.append(write.say("programmes.dearest", name=p.name, budget=budget, of_all=of_all, part=part))
    return sentences


def reading(write: Writer, value: Value) -> tuple[str, ...]:
    """How the table is read."""
    notes = (
        write.say("programmes.reading"),
        write.say("programmes.cannot_tell", cannot_tell=write.say("cell.cannot_tell")),
    )
    return (*notes, write.say("programmes.rarely")) if _any_mean_outside(value) else notes


def _any_mean_outside(value: Value) -> bool:
    """Does any mean of what a programme adds lie outside its own 80 % interval?"""
    effects = (e for way in ("added", "share") for of_player in value.effects[way] for e in of_player)
    return any(not e.quantiles["p10"] <= e.mean <= e.quantiles["p90"] for e in effects if not e.nothing)
