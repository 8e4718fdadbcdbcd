"""The answer in plain sentences, those that a planner would quote first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from podobat.position.long_view import Promise, Shares
from podobat.position.pen import Pen
from podobat.position.portrait import Line
from podobat.position.scoring import MODEL, RELATED, SIZE
from podobat.position.spread import Spread
from podobat.position.standing import Basket
from podobat.position.suggestions import standing_of

NAMED = 3  # industries or places named in one sentence


def headline(pen: Pen) -> list[str]:
    """Three to five sentences: more, possible, lacking and who is ahead, whom it resembles, how it grew."""
    if not pen.position.counts.has_industries:
        return [pen.words("sentence.no_industries"), *per_head(pen), *spread_sentences(pen)]
    sentences = [more(pen)[0], enter(pen)[0]]
    sentences += [support(pen), *ahead(pen, ("ai",))] if pen.position.baskets else []
    sentences += alike(pen)
    return sentences


# --- more and less --------------------------------------------------------------------------------------------------


def more(pen: Pen) -> list[str]:
    """What there is clearly more of, how many of each, and of what most is missing."""
    here, place = pen.position.portrait, pen.position.name[pen.lang]
    lines, less = here.more(), here.less()
    if pen.position.decisions is None:
        return [pen.words("sentence.more_count_bare", list=pen.listed(_quotients(pen, highest(pen)[:NAMED])))]
    traded = [line for line in lines if line.traded]
    local = [line for line in lines if line.traded is False]
    if not lines:
        first = pen.words("sentence.more_none", place=place)
    elif traded and local:
        first = pen.words(
            "sentence.more_traded", place=place, traded=pen.listed(_quotients(pen, traded[:NAMED])),
            local=pen.listed(_quotients(pen, local[: NAMED - 1])),
        )  # fmt: skip
    else:
        first = pen.words("sentence.more", place=place, list=pen.listed(_quotients(pen, lines[:NAMED])))
    how_many = {"n": len(here.lines), "more": len(lines), "less": len(less)}
    sentences = [first, pen.words("sentence.more_count", **how_many, year=pen.year, kind=pen.kind)]
    if less:
        sentences.append(pen.words("sentence.less", list=pen.listed(_quotients(pen, less[:NAMED]))))
    return sentences


def highest(pen: Pen) -> list[Line]:
    """Industries by their quotients, the highest first, where no interval can be given."""
    known = [line for line in pen.position.portrait.lines if line.quotient.value == line.quotient.value]
    return sorted(known, key=lambda line: -line.quotient.value)


def _quotients(pen: Pen, lines: Sequence[Line]) -> list[str]:
    return [pen.named(line.industry.name[pen.lang], line.quotient) for line in lines]


# --- what may come --------------------------------------------------------------------------------------------------


def enter(pen: Pen) -> list[str]:
    """Which related industries may become specialities, and how good such forecasts were."""
    position = pen.position
    if position.movement is None:
        key = "one_year" if len(position.moments) < 2 else "one_region" if position.step is None else "few"
        return [pen.words(f"sentence.enter_{key}")]
    entries = [_odds(pen, line) for line in position.portrait.entrants()[:NAMED]]
    if not entries:
        return [pen.words("sentence.enter_none"), *scored(pen)]
    first = pen.words("sentence.enter", step=position.step, name=entries[0][0], odds=entries[0][1])
    if len(entries) > 1:
        rest = [pen.words("sentence.enter_one", name=name, odds=odds) for name, odds in entries[1:]]
        first += " " + pen.words("sentence.enter_then", rest=pen.listed(rest))
    return [first, *scored(pen)]


def _odds(pen: Pen, line: Line) -> tuple[str, str]:
    assert line.odds is not None
    return line.industry.name[pen.lang], pen.odds(line.odds)


def scored(pen: Pen) -> list[str]:
    """How good the forecasts of entries were on what they were not taught."""
    scores = pen.position.scores
    if scores is None:
        return [pen.words("sentence.score_none")]
    model, related, size = scores.of(MODEL), scores.of(RELATED), scores.of(SIZE)
    how = pen.words(f"sentence.score_{scores.how}", start=scores.start, end=scores.end,
                    entries=scores.entries, cells=f"{scores.cells:,}")  # fmt: skip
    key = "score_better" if model.better[1] > 0 and model.auc > size.auc else "score_not"
    good = "score_related_good" if related.better[1] > 0 else "score_related"
    return [
        pen.words(f"sentence.{key}", how=how, auc=f"{model.auc:.2f}", size=f"{size.auc:.2f}"),
        pen.words(f"sentence.{good}", auc=f"{related.auc:.2f}"),
        pen.words("sentence.score_expected", expected=round(model.expected), entries=scores.entries),
    ]


def scored_briefly(pen: Pen) -> list[str]:
    """How good the forecasts were, in one sentence; nothing where there are none."""
    return scored(pen)[:1] if pen.position.movement is not None else []


# --- sectors --------------------------------------------------------------------------------------------------------


def ahead(pen: Pen, ids: Sequence[str] | None = None) -> list[str]:
    """For each sector the place's quotient and rank, and who is ahead."""
    return [_ahead(pen, b) for b in pen.position.named_baskets if ids is None or b.id in ids]


def _ahead(pen: Pen, basket: Basket) -> str:
    at, n = pen.position.place, len(pen.position.counts.regions)
    value, leaders = pen.times(float(basket.quotients[at])), basket.ahead(at, NAMED)
    if not leaders:
        return pen.words("sentence.ahead_first", sector=basket.name[pen.lang], value=value, n=n)
    named = [pen.words("sentence.leader", name=pen.with_within(r), value=pen.times(float(basket.quotients[r])))
             for r in leaders]  # fmt: skip
    return pen.words("sentence.ahead", sector=basket.name[pen.lang], value=value, n=n, rank=basket.rank(at),
                     leaders=pen.listed(named))  # fmt: skip


def support(pen: Pen) -> str:
    """What an AI cluster leans on of which there is clearly less, the scarcest first."""
    at = pen.position.place
    lacking = [b for b in pen.position.supports if standing_of(b.band(at)) == "behind"]
    if not lacking:
        return pen.words("sentence.support_none")
    lacking.sort(key=lambda b: float(b.quotients[at]))
    return pen.words("sentence.support", list=pen.listed([pen.named(b.name[pen.lang], b.band(at)) for b in lacking]))


# --- likeness, growth, disparity ------------------------------------------------------------------------------------


def alike(pen: Pen) -> list[str]:
    """Whom it resembles."""
    most = pen.position.portrait.alike[:NAMED]
    if not most:
        return []
    named = [pen.words("sentence.alike_one", name=pen.region(r), share=pen.percent(s)) for r, s in most]
    return [pen.words("sentence.alike", list=pen.listed(named), kind=pen.kind)]


def growth(pen: Pen) -> list[str]:
    """How it grew, and of what."""
    g = pen.position.portrait.growth
    if g is None:
        return []
    nation, mix, own = (pen.count(part, signed=True) for part in g.whole)
    sentences = [
        pen.words(
            "sentence.growth", start=g.start, end=g.end, before=pen.count(g.before), after=pen.count(g.after),
            change=pen.count(g.after - g.before, signed=True), nation=nation, mix=mix, own=own,
        )
    ]  # fmt: skip
    order = sorted(range(g.own.size), key=lambda i: -g.own[i])
    if len(order) > 2:
        best, worst = ([_part(pen, i, float(g.own[i])) for i in some] for some in (order[:2], order[:-3:-1]))
        sentences.append(pen.words("sentence.growth_own", best=pen.listed(best), worst=pen.listed(worst)))
    if g.steps is not None:
        nation, mix, own = (pen.count(part, signed=True) for part in g.steps)
        sentences.append(pen.words("sentence.growth_steps", nation=nation, mix=mix, own=own))
    return sentences


def _part(pen: Pen, industry: int, value: float) -> str:
    return pen.words("sentence.growth_part", name=pen.industry(industry), value=pen.count(value, signed=True))


def per_head(pen: Pen) -> list[str]:
    """The place's value per head beside that of all, where the table has people."""
    position = pen.position
    if position.counts.population is None:
        return []
    people, whole = position.counts.population[-1], position.now.margins.by_region
    each = whole / people
    known = np.isfinite(each)
    if not known[position.place]:
        return []
    own = float(each[position.place])
    return [
        pen.words(
            "sentence.per_head", place=position.name[pen.lang], n=int(known.sum()), year=pen.year,
            rank=int((each[known] > own).sum()) + 1, value=pen.times(own * people[known].sum() / whole[known].sum()),
        )
    ]  # fmt: skip


def spread_sentences(pen: Pen) -> list[str]:
    """Disparity of each thing at its last year, and how it moved where there are several years."""
    sentences = []
    by_thing: dict[str, list[Spread]] = {}
    for s in shown_spreads(pen):
        by_thing.setdefault(s.id, []).append(s)
    for years in by_thing.values():
        last = years[-1]
        name, m = last.name[pen.lang], last.measures
        if len(last.groups) > 1 and m.theil_t > 0:
            sentences.append(pen.words("sentence.spread", name=name, theil=f"{m.theil_t:.3f}",
                                       share=pen.percent(m.between / m.theil_t),
                                       groups=_groups(pen, last)))  # fmt: skip
        else:
            figures = {"theil": f"{m.theil_t:.3f}", "gini": f"{m.gini:.3f}", "williamson": f"{m.williamson:.3f}"}
            sentences.append(pen.words("sentence.spread_bare", name=name, **figures))
        if len(years) > 1:
            first = years[0]
            sentences.append(pen.words("sentence.spread_trend", name=name, start=first.year, end=last.year,
                                       before=f"{first.measures.theil_t:.3f}", after=f"{m.theil_t:.3f}"))  # fmt: skip
    return sentences


def shown_spreads(pen: Pen) -> list[Spread]:
    """Disparity of what matters here: value per head, and the sectors that the plan names."""
    left_out = {b.id for b in pen.position.baskets} - {b.id for b in pen.position.named_baskets}
    return [s for s in pen.position.spreads if s.id not in left_out]


def _groups(pen: Pen, s: Spread) -> str:
    if len(s.groups) == 2:
        return pen.words("sentence.groups_two", a=s.groups[1][pen.lang], b=s.groups[0][pen.lang])
    return pen.words("sentence.groups_many", n=len(s.groups))


# --- decades --------------------------------------------------------------------------------------------------------


def long_sentences(pen: Pen) -> list[str]:
    """For each promise, how many clusters had reached the size by the plan's age, and by when they did."""
    view = pen.position.long_view
    if view is None:
        return []
    sentences = []
    for promise in told_once(view.promises):
        sentences += list(_promise(pen, promise))
    return [*sentences, pen.words("sentence.survivors"), pen.words("sentence.long_defs")]


def long_briefly(pen: Pen) -> list[str]:
    """How many clusters had reached what the plan promises by its age: one sentence for each measure."""
    view = pen.position.long_view
    return [] if view is None else [next(_promise(pen, p)) for p in told_once(view.promises)]


def told_once(promises: Sequence[Promise]) -> list[Promise]:
    """The largest promise of each measure."""
    largest: dict[str, Promise] = {}
    for p in promises:
        if p.measure not in largest or p.value > largest[p.measure].value:
            largest[p.measure] = p
    return list(largest.values())


def _promise(pen: Pen, p: Promise) -> Iterator[str]:
    now, grown = p.share(), p.share(grown=True)
    value = pen.words(f"size.{p.measure}", n=f"{p.value:,.0f}")
    yield pen.words("sentence.long", value=value, age=now.age, n=now.n,
                    reached=now.reached, not_yet=now.not_yet, unknown=now.unknown)  # fmt: skip
    yield pen.words("sentence.long_grown", n=grown.n, reached=grown.reached)
    later = [_age(pen, s) for s in p.grown if s.age in (20, 40)]
    yield pen.words("sentence.long_later", list=pen.listed(later))


def _age(pen: Pen, s: Shares) -> str:
    return pen.words("sentence.long_age", age=s.age, low=pen.percent(s.low), high=pen.percent(s.high))
