"""The sentences of the report that come from the numbers: the headline, and why each target is met or missed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from podobat.evidence.measures import measure
from podobat.forecast.profiles import Gap
from podobat.forecast.targets import Note, TargetResult
from podobat.money import number_text

if TYPE_CHECKING:
    from podobat.forecast import Forecast
    from podobat.show.writer import Writer

NEARLY_ALL, HALF, SOME = 0.9, 0.5, 0.1
#: From this many times the forecast on, the pace a month says more than the factor does.
FAR = 1.5


def measure_name(measure_id: str, lang: str) -> str:
    """The name of a measure, as the catalogue has it."""
    return measure(measure_id).name[lang]


def promise_text(target: TargetResult, write: Writer) -> str:
    """What was promised, every figure kept."""
    return write.quantity(target.value, target.unit, None)


def why(target: TargetResult, gap: Gap, write: Writer, factor: str = "") -> str:
    """One plain sentence on why a target has the odds it has, and what would have to be different.

    factor   the uncertain number that its draws follow most, where it is known; it is told in place of a measure
    """
    say, share = write.say, write.share(gap.reached)
    probability = target.odds_with.probability
    if gap.reached <= 0:
        sentence = say("why.nothing")
    elif probability >= NEARLY_ALL:
        sentence = say("why.surely", share=share)
    elif probability >= HALF:
        sentence = say("why.likely", share=share)
    elif probability < SOME and gap.per_firm_needed is not None and gap.per_firm_median is not None:
        needed, median = (write.quantity(n, target.unit) for n in (gap.per_firm_needed, gap.per_firm_median))
        sentence = say("why.per_firm", share=share, needed=needed, median=median)
    elif probability < SOME and gap.pace_needed is not None and gap.pace_median is not None and gap.factor >= FAR:
        needed, median = (write.quantity(n, target.unit) for n in (gap.pace_needed, gap.pace_median))
        sentence = say("why.pace", share=share, needed=needed, median=median)
    else:
        key = "why.hardly" if probability < SOME else "why.unlikely"
        sentence = say(key, share=share, factor=number_text(gap.factor, 2 if gap.factor < 10 else 3))
    if probability < SOME and gap.settlers is not None and gap.settler_staff is not None:
        firms, staff = number_text(gap.settlers, 3), number_text(gap.settler_staff, 3)
        sentence += say("why.settlers", firms=firms, staff=staff)
    if factor and 0 < probability < 1:
        sentence += say("why.factor", factor=factor)
    elif gap.driver is not None and 0 < probability < 1:
        sentence += say("why.driver", driver=measure_name(gap.driver, write.lang))
    return sentence + "."


def headline(targets: Sequence[TargetResult], write: Writer) -> str:
    """How many targets have better than even odds."""
    n, k = len(targets), sum(t.odds_with.probability > HALF for t in targets)
    how_many = "none" if k == 0 else "all" if k == n else "one" if k == 1 else "some"
    return write.say(f"headline.{how_many}", n=n, k=k)


def hardest(targets: Sequence[TargetResult], gaps: Sequence[Gap], write: Writer) -> str:
    """The target whose median is the smallest share of its promise."""
    target, gap = min(zip(targets, gaps, strict=True), key=lambda pair: pair[1].reached)
    return write.say(
        "headline.hardest",
        name=target.name[write.lang],
        by=write.month(target.by),
        median=write.quantity(target.quantiles()["p50"], target.unit),
        promise=promise_text(target, write),
        share=write.share(gap.reached),
    )


def news(forecast: Forecast) -> list[Note]:
    """The notes that say more than the table does.

    That none or all of the draws meet a target stands in its odds ("under 0.05%") already; the first note of such a
    target says just that, and eighteen of them would hide the others.
    """
    told_by_odds = {t.id for t in forecast.target_results if t.odds_with.probability in (0.0, 1.0)}
    kept = []
    for note in forecast.notes:
        if note.about in told_by_odds:
            told_by_odds.discard(note.about)
        else:
            kept.append(note)
    return kept
