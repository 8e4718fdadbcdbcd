"""What the hierarchy says in words: its verdict, and what a reader has to know beside it."""

from __future__ import annotations

from functools import reduce

import numpy as np

from podobat.appraise.ahp.analysis import BEST, WORST, Analysis
from podobat.appraise.ahp.evaluators import ECONOMIC
from podobat.appraise.ahp.frames import on_scale
from podobat.forecast.targets import Note
from podobat.texts import Text, catalogue

_say = catalogue("appraise.ahp")
_OFTEN = 0.05  # share of draws at the end of the scale from which it is said


def verdict(result: Analysis) -> Text:
    """One plain sentence on the score, or on what it would take."""
    mark = result.rules.pass_mark.value
    if result.judged:
        median = float(np.median(result.group().total))
        low, high = result.range_over_weights
        zone = _say(f"verdict.zone_{result.verdict_of(median)}")
        share = float(result.share_of_weights.mean())
        return _say("verdict.judged", median=median, zone=zone, mark=mark, low=low, high=high, share=share)
    needed = [float(np.median(result.needed(w))) for w in result.corners]
    middle = float(np.median(result.needed(result.centre)))
    others = _listed("verdict.criteria", [result.rules.criterion(c).name for c in result.criteria if c != ECONOMIC])
    sentence = _say(
        "verdict.not_judged", economic=float(np.median(result.economic)), mark=mark, others=others, needed=middle,
        ratio=on_scale(middle) if middle < 1.0 else "-", least=min(needed), most=max(needed),
    )  # fmt: skip
    return _say("verdict.out_of_reach", verdict=sentence) if min(needed) > BEST else sentence


def notes(result: Analysis) -> tuple[Note, ...]:
    """What a reader has to know beside the score."""
    doubts = [result.made_up] if result.made_up is not None else []
    doubts += [*(caveat.text for caveat in result.rules.caveats), result.rules.economic_score.assumed]
    floor = float((result.economic <= WORST + 1e-9).mean())
    if floor > _OFTEN:
        doubts.append(_say("note.floor", share=floor))
    moved = [e.name for e in result.counted if e.moved]
    if moved:
        doubts.append(_say("note.moved", names=_listed("note.listed", moved)))
    if result.not_counted:
        doubts.append(_say("note.left_out", names=", ".join(result.not_counted)))
    return tuple(Note(text) for text in (*doubts, *result.of_file))


def _listed(key: str, texts: list[Text]) -> Text:
    """Texts one after the other, two at a time."""
    return reduce(lambda first, second: _say(key, first=first, second=second), texts)
