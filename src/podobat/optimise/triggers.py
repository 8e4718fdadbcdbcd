"""Decide later, by a count: "if fewer than X by D, move M from A to B" - and what that is worth before it is signed.

Three plans are played in the same futures: nothing moves; the money moves at once; it moves from day D on, as far as it
is still there. A rule looks at what will have been counted by D - the truth of that future with the error that counters
make - and chooses the third or the first. The threshold is chosen in one half of the futures and valued in the other.

    value        mean of the rule less the better of "never" and "at once": what deciding later by this count is worth
    false alarm  share of futures that should not have moved in which the rule moves;  miss  the other way round
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from podobat.explore.goals import Goal
from podobat.forecast.effects import paired_error

Array = NDArray[np.float64]
SHARES: Final = np.linspace(0.05, 0.95, 19)  # quantiles of the count that are tried as thresholds


@dataclass(frozen=True)
class Move:
    """Money that may be moved: from a programme to another, KRW million."""

    source: str
    target: str
    money: float


@dataclass(frozen=True)
class Rule:
    """What a rule comes to: move where the count is below (or, `above`, above) a threshold.

    claimed       value of the rule over the better of never and at once, in the futures that chose the threshold
    value, error  the same in the others
    moves         share of futures in which it moves
    """

    threshold: float
    above: bool
    claimed: float
    value: float
    error: float
    false_alarm: float
    miss: float
    moves: float


@dataclass(frozen=True)
class Trigger:
    """A dated trigger for one move.

    measure, month  what is counted, and the last month of the count;  left money that is still there to be moved
    never, at_once, later  mean gain of the goal, over today's plan: 0; moved from the start; moved from the day on
    """

    move: Move
    goal: Goal
    measure: str
    month: str
    left: float
    rule: Rule
    at_once: float
    later: float

    def told(self) -> dict[str, Any]:
        """For the JSON."""
        return {
            "from": self.move.source, "to": self.move.target, "money": self.move.money, "left": self.left,
            "goal": self.goal.id, "measure": self.measure, "month": self.month, "threshold": self.rule.threshold,
            "moves_when": "above" if self.rule.above else "below", "claimed": self.rule.claimed,
            "value": self.rule.value,
            "standard_error": self.rule.error, "false_alarm": self.rule.false_alarm, "miss": self.rule.miss,
            "moves_in": self.rule.moves, "at_once": self.at_once, "later": self.later,
        }  # fmt: skip


def rule_of(count: Array, at_once: Array, later: Array) -> Rule:
    """The best threshold on a count, and what it comes to.

    count    (draw,) as it will have been counted;  at_once, later  (draw,) gains over not moving
    """
    couple = np.arange(len(count)) // 2 % 2 == 0
    learn, check = couple, ~couple
    best, chosen = -np.inf, (0.0, False)
    for threshold in np.unique(np.quantile(count[learn], SHARES)):
        for above in (False, True):
            moves = count[learn] >= threshold if above else count[learn] < threshold
            worth = float(np.where(moves, later[learn], 0.0).mean())
            if worth > best:
                best, chosen = worth, (float(threshold), above)
    threshold, above = chosen
    moves = count >= threshold if above else count < threshold
    kept = np.where(moves, later, 0.0)
    otherwise = at_once if at_once[learn].mean() > 0 else np.zeros(len(count))
    claimed = float((kept - otherwise)[learn].mean())
    d = (kept - otherwise)[check]
    good = later > 0
    bad = ~good
    return Rule(
        threshold, above, claimed, float(d.mean()), paired_error(d),
        float((moves & bad)[check].sum() / max(bad[check].sum(), 1)),
        float((~moves & good)[check].sum() / max(good[check].sum(), 1)), float(moves[check].mean()),
    )  # fmt: skip


def best_rule(
    counts: Sequence[tuple[str, str, Array]], at_once: Array, laters: dict[str, Array]
) -> tuple[str, str, Rule]:
    """The measure and month whose rule is worth most where thresholds are chosen, not where they are valued.

    counts  measure, month, (draw,);  laters  month -> (draw,)
    """
    rules = [(m, t, rule_of(c, at_once, laters[t])) for m, t, c in counts]
    return max(rules, key=lambda f: (f[2].claimed, f[0], f[1]))
