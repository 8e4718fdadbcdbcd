"""What a committee would quote: what to move, what it brings, how sure that is, and what to count sooner."""

from __future__ import annotations

from podobat.evidence.measures import measure
from podobat.explore.writing import goal_label, signed, signed_range
from podobat.optimise.portfolios import Portfolio
from podobat.optimise.result import Better
from podobat.optimise.triggers import Trigger
from podobat.show.writer import NONE, Writer

TOLD = 3  # programmes of each kind that a sentence names
LITTLE = 0.025  # share below which a change of a sector is none worth telling


def name_of(write: Writer, better: Better, programme: str) -> str:
    """The name of a programme."""
    return better.plan.programme(programme).name[write.lang]


def answer(write: Writer, better: Better) -> tuple[str, ...]:
    """The first sentences of the page."""
    best = better.portfolios[0]
    sentences = [gain_sentence(write, better, best), *cost_sentences(write, better, best)]
    sentences += moves_sentences(write, better, best)
    if better.always:
        sentences.append(always_sentence(write, better))
    sentences += [sure_sentence(write, better), count_sentence(write, better)]
    if better.stopped:
        sentences.insert(0, write.say("sentence.stopped"))
    return tuple(sentences)


def gain_sentence(write: Writer, better: Better, p: Portfolio) -> str:
    """What the first portfolio brings to the first goal, in fresh futures."""
    goal, gain = better.goals[0], p.gains[0]
    whole = float(better.choices.limits.today.sum())
    key = "sentence.gain" if gain.low > 0 else "sentence.no_gain"
    return write.say(
        key, open=write.amount(whole), moved=write.amount(p.moved, 3),
        share=write.share(p.moved / whole if whole else 0.0),
        goal=goal_label(write, goal), gain=signed(write, gain.fresh, goal.unit),
        interval=signed_range(write, gain.low, gain.high, goal.unit), better=write.share(gain.better),
    )  # fmt: skip


def cost_sentences(write: Writer, better: Better, p: Portfolio) -> list[str]:
    """What the plan gives up: goals that it makes worse, and those whose change is not told from chance."""
    pairs = list(zip(better.goals[1:], p.gains[1:], strict=True))
    lost = [write.say("sentence.item", name=goal_label(write, g), amount=signed(write, v.fresh, g.unit))
            for g, v in pairs if v.high < 0]  # fmt: skip
    unsure = [goal_label(write, g) for g, v in pairs if v.low <= 0 <= v.high]
    sentences = [write.say("sentence.lost", names=write.listed(lost))] if lost else []
    return [*sentences, write.say("sentence.unsure", names=write.listed(unsure))] if unsure else sentences


def moves_sentences(write: Writer, better: Better, p: Portfolio) -> list[str]:
    """What is cut most and what is added to most."""
    changes = better.changes(p.x)
    sentences = []
    cut = sorted((v, k) for k, v in changes.items() if v < 0)
    added = sorted(((v, k) for k, v in changes.items() if v > 0), reverse=True)
    for key, side in (("sentence.cut", cut), ("sentence.added", added)):
        if side:
            names = [write.say("sentence.item", name=name_of(write, better, k), amount=write.amount(abs(v), 3))
                     for v, k in side[:TOLD]]  # fmt: skip
            sentences.append(write.say(key, names=write.listed(names)))
    return [*sentences, *dates_sentences(write, better, p), *sector_sentences(write, better, p)]


def dates_sentences(write: Writer, better: Better, p: Portfolio) -> list[str]:
    """Works that begin at another date."""
    names = [write.say(f"sentence.works_{'later' if n > 0 else 'earlier'}", name=name_of(write, better, k), n=abs(n))
             for k, n in better.works(p.x).items()]  # fmt: skip
    return [write.say("sentence.works", names=write.listed(names))] if names else []


def sector_name(write: Writer, better: Better, sector: str) -> str:
    """The name of a sector of the plan."""
    return next(s.name[write.lang] for s in better.plan.sectors if s.id == sector)


def sector_sentences(write: Writer, better: Better, p: Portfolio) -> list[str]:
    """Adoption programmes that turn to other sectors."""
    today, given, sentences = better.shares(better.choices.today), better.shares(p.x), []
    for s in better.choices.sectors:
        names = [
            write.say("sentence.sector_share", name=sector_name(write, better, id),
                      today=write.share(today[s.programme, id]), share=write.share(given[s.programme, id]))
            for id in s.ids if abs(given[s.programme, id] - today[s.programme, id]) >= LITTLE
        ]  # fmt: skip
        if names:
            name = name_of(write, better, s.programme)
            sentences.append(write.say("sentence.sectors", name=name, names=write.listed(names)))
    return sentences


def other_rows(write: Writer, better: Better) -> list[tuple[str, ...]]:
    """Dates of works and shares of sectors, today and in each portfolio."""
    works = [better.works(p.x) for p in better.portfolios]
    shares = [better.shares(p.x) for p in better.portfolios]
    rows: list[tuple[str, ...]] = []
    for w in better.choices.works:
        facility = better.plan.programme(w.programme).facility
        assert facility is not None
        months = [moved.get(w.programme, 0) for moved in works]
        cells = [write.say("cell.later" if n > 0 else "cell.earlier", n=abs(n)) if n else NONE for n in months]
        rows.append((write.say("cell.works", name=name_of(write, better, w.programme)), write.month(facility.start),
                     *cells))  # fmt: skip
    for id, today in better.shares(better.choices.today).items():
        name = write.say("cell.sector", programme=name_of(write, better, id[0]),
                         sector=sector_name(write, better, id[1]))  # fmt: skip
        cells = [write.share(v[id]) if abs(v[id] - today) >= LITTLE else NONE for v in shares]
        rows.append((name, write.share(today), *cells))
    return rows


def specialised_sentences(write: Writer, better: Better) -> tuple[str, ...]:
    """What it brings to turn a programme to one sector, and whether that bets on one future."""
    goal, n, sentences = better.first, len(better.worlds), []
    for s in better.specialised:
        if not s.told_apart:
            continue
        key = "robust" if s.robust else "bet" if s.gains_in else "loses"
        sentences.append(write.say(
            f"sentence.{key}", programme=name_of(write, better, s.programme), n=n, k=s.gains_in,
            sector=sector_name(write, better, s.sector), share=write.share(s.share),
            gain=signed(write, s.gain.fresh, goal.unit),
            interval=signed_range(write, s.gain.low, s.gain.high, goal.unit),
        ))  # fmt: skip
    return tuple(sentences) or (write.say("sentence.no_sector", goal=goal_label(write, goal)),)


def always_sentence(write: Writer, better: Better) -> str:
    """Which of the first portfolio's cuts and additions the best budget makes whatever is assumed."""
    cut = [name_of(write, better, k) for k, way in better.always.items() if way < 0]
    more = [name_of(write, better, k) for k, way in better.always.items() if way > 0]
    n = len(better.worlds)
    if cut and more:
        return write.say("sentence.always", n=n, cut=write.listed(cut), more=write.listed(more))
    return write.say("sentence.always_cut" if cut else "sentence.always_more", n=n, names=write.listed(cut or more))


def sure_sentence(write: Writer, better: Better) -> str:
    """How much of what the search claims is there in fresh futures."""
    goal, gain = better.goals[0], better.portfolios[0].gains[0]
    worst, at = min(zip(better.portfolios[0].worlds, range(len(better.worlds)), strict=True))
    return write.say(
        "sentence.sure", claimed=signed(write, gain.claimed, goal.unit), fresh=signed(write, gain.fresh, goal.unit),
        draws=better.draws[1], world=better.worlds[at].name, worst=signed(write, worst, better.first.unit),
    )  # fmt: skip


def count_sentence(write: Writer, better: Better) -> str:
    """The trigger that is worth most; or that no count pays for waiting."""
    worth = [t for t in better.triggers if t.rule.value > 1.96 * t.rule.error > 0]
    if not worth:
        return write.say("sentence.no_trigger" if better.triggers else "sentence.nothing_later")
    return trigger_sentence(write, better, max(worth, key=lambda t: t.rule.value))


def trigger_sentence(write: Writer, better: Better, t: Trigger) -> str:
    """One dated rule."""
    about = measure(t.measure)
    return write.say(
        "trigger.above" if t.rule.above else "trigger.below", measure=about.name, month=write.month(t.month),
        threshold=write.quantity(t.rule.threshold, about.unit), source=name_of(write, better, t.move.source),
        target=name_of(write, better, t.move.target), money=write.amount(t.left, 3),
        value=signed(write, t.rule.value, t.goal.unit), error=write.quantity(1.96 * t.rule.error, t.goal.unit),
        false=write.share(t.rule.false_alarm), miss=write.share(t.rule.miss),
    )  # fmt: skip


def front_sentences(write: Writer, better: Better) -> tuple[str, ...]:
    """How large the front is, and how far today's plan lies from it."""
    fresh = better.front.fresh
    n, ahead = len(fresh), int((fresh > 0).all(axis=1).sum())
    sentences = [write.say("sentence.front", n=n)]
    if ahead:
        best = fresh.max(axis=0)
        nearest = max((fresh[(fresh > 0).all(axis=1)] / best).min(axis=1))
        sentences.append(write.say("sentence.distance", ahead=ahead, n=n, share=write.share(float(nearest))))
    else:
        sentences.append(write.say("sentence.no_distance"))
    return tuple(sentences)
