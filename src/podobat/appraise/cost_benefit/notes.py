"""What the cost-benefit analysis says in words: its verdict and its doubts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from podobat.appraise.cost_benefit.analysis import Analysis, chance_of_passing
from podobat.appraise.cost_benefit.frames import benefits
from podobat.forecast import Note
from podobat.money import MINUS, Money, ratio_text
from podobat.texts import Text, catalogue

_say = catalogue("appraise.cost_benefit")
FEW: Final = 200  # draws below which quantiles are rough
MOSTLY: Final = 0.5  # of the benefits: resting on what comes after the forecast


def verdict(result: Analysis, perspective: str) -> Text:
    """NPV, B/C and the chance that benefits exceed costs, in one sentence."""
    v, who = result.valued[perspective], _who(perspective)
    if not np.any(v.pv_cost > 0):
        return _say("verdict.nothing_spent", who=who)
    low, middle, high = (float(x) for x in np.nanquantile(v.bc, [0.1, 0.5, 0.9]))
    first, last = ratio_text(low), ratio_text(high)
    key = "verdict.interval_signed" if MINUS in first + last else "verdict.interval"
    sentence = _say(
        "verdict.result", who=who, worth=Money.of_plan(result.flows.plan).both(float(np.median(v.npv))),
        bc=ratio_text(middle), interval=_say(key, low=first, high=last),
        chance=percent(chance_of_passing(v.bc), result.draws),
    )  # fmt: skip
    if middle < 0:
        return _say("verdict.negative", result=sentence, largest=_largest_taken_off(result, perspective))
    return sentence


def _who(perspective: str) -> Text:
    return _say(f"verdict.who_{perspective}")


def _largest_taken_off(result: Analysis, perspective: str) -> Text:
    """The line that takes most off the benefits."""
    lines = benefits(result).filter(perspective=perspective, side="benefit").to_dicts()
    most = min(lines, key=lambda r: r["mean"])
    return Text.each(lambda lang: most[f"name_{lang}"])


def percent(share: float, draws: int) -> Text:
    """A share of draws as people say it: never a bare 0 or 100 %, as finitely many draws cannot show it."""
    edge = 100 / draws
    if share <= 0:
        return _say("verdict.below", edge=edge)
    if share >= 1:
        return _say("verdict.above", edge=100 - edge)
    return _say("verdict.share", percent=100 * share)


def notes(result: Analysis) -> tuple[Note, ...]:
    """Doubts that belong beside the result."""
    doubts = [Note(_say("note.few_draws", draws=result.draws), about="npv")] if result.draws < FEW else []
    for perspective in result.perspectives:
        doubts += [*_irr_notes(result, perspective), *_later_notes(result, perspective)]
    last, horizon = result.rules.last_year, result.rules.horizon_year
    if last < horizon:
        doubts.append(Note(_say("note.shorter", last=last, horizon=horizon), about="period"))
    return tuple(doubts)


def _irr_notes(result: Analysis, perspective: str) -> Iterator[Note]:
    """Draws without a rate of return, or with several."""
    kinds, who = result.irr_kinds(perspective), _who(perspective)
    if kinds["none"] > 0:
        share = f"{100 * kinds['none']:.0f}"
        yield Note(_say("note.no_irr", who=who, share=share), about=f"irr.{perspective}")
    if kinds["several"] > 0:
        share = f"{100 * kinds['several']:.1f}"
        yield Note(_say("note.several_irr", who=who, share=share), about=f"irr.{perspective}")


def _later_notes(result: Analysis, perspective: str) -> Iterator[Note]:
    """How much of the benefits lies beyond what was simulated."""
    inside, after = result.after_forecast(perspective)
    if abs(after) > MOSTLY * (abs(inside) + abs(after)):
        doubt = _say("note.later", who=_who(perspective), year=result.rules.horizon_year)
        yield Note(doubt, about=f"benefit.{perspective}")
