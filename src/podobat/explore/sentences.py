"""What an exploration says in sentences: what decides, under which conditions, what to find out."""

from __future__ import annotations

from podobat.explore.goals import Goal
from podobat.explore.prim import Limit
from podobat.explore.result import Decided, Decision, Discovered, Exploration, Known
from podobat.explore.writing import goal_label, signed
from podobat.money import number_text
from podobat.show.writer import Writer

FIRST = 3


def outcome_label(write: Writer, d: Decided) -> str:
    """An outcome with its month."""
    return write.say("goal.at", name=d.outcome.name, month=write.month(d.outcome.month))


def decided_sentence(write: Writer, found: Exploration, d: Decided) -> str:
    """Which groups decide an outcome, and which single factors come first."""
    share = {g: (s.total if s.total.value == s.total.value else s.first).value for g, s in d.groups.items()}
    groups = sorted(share, key=lambda g: -share[g])[:FIRST]
    named = [write.say("sentence.share", name=write.say(f"group.{g}"), share=write.share(max(share[g], 0.0)))
             for g in groups]  # fmt: skip
    factors = [found.factors[r.factor].name[write.lang] for r in d.factors[:FIRST]]
    if not factors:
        return write.say("sentence.decided_by_groups", outcome=outcome_label(write, d), groups=write.listed(named))
    return write.say("sentence.decided", outcome=outcome_label(write, d), groups=write.listed(named),
                     factors=write.listed(factors))  # fmt: skip


def number(write: Writer, value: float, unit: str) -> str:
    """A bound of a factor in its unit."""
    if unit == "share":
        return write.share(value)
    if unit == "ratio":
        return write.say("sentence.times", n=number_text(value, 2))
    return write.quantity(value, unit)


def limit_sentence(write: Writer, found: Exploration, limit: Limit) -> str:
    """One bound in words: 'conversion under 35 %'."""
    factor = found.watched[limit.factor]
    name = factor.name
    low, high = limit.low > float("-inf"), limit.high < float("inf")
    values = {"low": number(write, limit.low, factor.unit) if low else "",
              "high": number(write, limit.high, factor.unit) if high else ""}  # fmt: skip
    key = "between" if low and high else "above" if low else "below"
    given = {k: v for k, v in values.items() if v}
    return write.say(f"sentence.{key}", name=name, **given)


def condition_sentence(write: Writer, found: Exploration, b: Discovered) -> str:
    """A box in one sentence, with coverage and density in futures that did not shape it."""
    if b.box is None or b.checked is None:
        return write.say(f"condition.{b.kind}_none", name=b.name, share=write.share(b.share))
    limits = write.listed([limit_sentence(write, found, limit) for limit in b.box.limits])
    return write.say(f"condition.{b.kind}", name=b.name, share=write.share(b.share), limits=limits,
                     density=write.share(b.checked.density), coverage=write.share(b.checked.coverage))  # fmt: skip


def decision_sentences(write: Writer, d: Decision) -> tuple[str, ...]:
    """What is best now, what certainty would bring at most, and what is worth counting or learning first."""
    unit = d.goal.unit
    sentences = [write.say(
        "sentence.option", goal=goal_label(write, d.goal), name=d.options[d.best].name,
        gain=signed(write, d.gain, unit),
        error=_size(write, d.goal, 1.96 * d.error), ceiling=signed(write, d.ceiling.value, unit),
    )]  # fmt: skip
    told = [k for k in d.known if k.worth.told_apart]
    records = [k for k in told if k.kind == "record"][:2]
    others = [k for k in told if k.kind in ("parameter", "group")][:FIRST]
    if records:
        sentences += [write.say("sentence.record", name=k.name, month=write.month(k.day),
                                value=signed(write, k.worth.value, unit), share=write.share(k.worth.changes))
                  for k in records]  # fmt: skip
    else:
        sentences.append(write.say("sentence.no_record" if d.day else "sentence.no_later"))
    if others:
        names = [write.say("sentence.worth", name=k.name, value=signed(write, k.worth.value, unit)) for k in others]
        sentences.append(write.say("sentence.learn", names=write.listed(names)))
    else:
        sentences.append(write.say("sentence.no_learning"))
    return tuple(sentences)


def _size(write: Writer, goal: Goal, value: float) -> str:
    return write.points(value) if goal.unit == "share" else write.quantity(value, goal.unit)


def known_name(write: Writer, k: Known) -> str:
    """What could be known, in a cell."""
    if k.kind == "record":
        return write.say("known.record", name=k.name, month=write.month(k.day))
    if k.kind == "pilot":
        return write.say("known.pilot", name=k.name, n=k.size)
    return write.say(f"known.{k.kind}", name=k.name)
