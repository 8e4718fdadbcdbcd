"""The sentences of the report that come from the numbers: the headline, and why each target is met or missed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from podobat.evidence.measures import measure
from podobat.forecast.profiles import Gap
from podobat.forecast.targets import Note, TargetResult
from podobat.money import Money, number_text
from podobat.show.money import month_name, quantity, share_text
from podobat.show.texts import Words

if TYPE_CHECKING:
    from podobat.forecast import Forecast

NEARLY_ALL, HALF, SOME = 0.9, 0.5, 0.1
#: From this many times the forecast on, the pace a month says more than the factor does.
FAR = 1.5


def measure_name(measure_id: str, lang: str) -> str:
    """The name of a measure, as the catalogue has it."""
    return measure(measure_id).name[lang]


def promise_text(target: TargetResult, lang: str, money: Money) -> str:
    """What was promised, every figure kept."""
    return quantity(target.value, target.unit, lang, money, None)


def why(target: TargetResult, gap: Gap, words: Words, money: Money) -> str:
    """One plain sentence on why a target has the odds it has, and what would have to be different."""
    lang, share = words.lang, share_text(gap.reached)
    probability = target.odds_with.probability
    if gap.reached <= 0:
        said = words("why.nothing")
    elif probability >= NEARLY_ALL:
        said = words("why.surely", share=share)
    elif probability >= HALF:
        said = words("why.likely", share=share)
    elif probability < SOME and gap.per_firm_needed is not None and gap.per_firm_median is not None:
        needed, median = (quantity(n, target.unit, lang, money) for n in (gap.per_firm_needed, gap.per_firm_median))
        said = words("why.per_firm", share=share, needed=needed, median=median)
    elif probability < SOME and gap.pace_needed is not None and gap.pace_median is not None and gap.factor >= FAR:
        needed, median = (quantity(n, target.unit, lang, money) for n in (gap.pace_needed, gap.pace_median))
        said = words("why.pace", share=share, needed=needed, median=median)
    else:
        key = "why.hardly" if probability < SOME else "why.unlikely"
        said = words(key, share=share, factor=number_text(gap.factor, 2 if gap.factor < 10 else 3))
    if gap.driver is not None and 0 < probability < 1:
        said += words("why.driver", driver=measure_name(gap.driver, lang))
    return said + "."


def headline(targets: Sequence[TargetResult], words: Words) -> str:
    """How many targets have better than even odds."""
    n, k = len(targets), sum(t.odds_with.probability > HALF for t in targets)
    return words(f"headline.{'none' if k == 0 else 'all' if k == n else 'some'}", n=n, k=k)


def hardest(targets: Sequence[TargetResult], gaps: Sequence[Gap], words: Words, money: Money) -> str:
    """The target whose median is the smallest share of its promise."""
    target, gap = min(zip(targets, gaps, strict=True), key=lambda pair: pair[1].reached)
    lang = words.lang
    return words(
        "headline.hardest",
        name=target.name[lang],
        by=month_name(target.by, lang),
        median=quantity(target.quantiles()["p50"], target.unit, lang, money),
        promise=promise_text(target, lang, money),
        share=share_text(gap.reached),
    )


def news(forecast: Forecast) -> list[Note]:
    """The notes that say more than the table does.

    That none or all of the draws meet a target stands in its odds ("under 0.05%") already; the first note of such a
    target says just that, and eighteen of them would hide the others.
    """
    said = {t.id for t in forecast.target_results if t.odds_with.probability in (0.0, 1.0)}
    found = []
    for note in forecast.notes:
        if note.about in said:
            said.discard(note.about)
        else:
            found.append(note)
    return found
