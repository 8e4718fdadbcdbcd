"""Specialisation as a portfolio: what it brings to turn an adoption programme to one sector, world by world.

Every sector in turn gets the largest share that the plan allows, the others keep their proportions. What gains in every
world is robust; what gains in some and loses in others bets on one future.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from podobat.optimise.portfolios import Gain, gain_in

if TYPE_CHECKING:
    from podobat.optimise.choices import Choices
    from podobat.optimise.elsewhere import Elsewhere

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Specialised:
    """One sector of one programme at its largest share.

    today, share  its share of the programme;  gain  in the first goal as forecast, in fresh futures
    worlds        gain by the id of the world
    """

    programme: str
    sector: str
    today: float
    share: float
    gain: Gain
    worlds: Mapping[str, float]

    @property
    def told_apart(self) -> bool:
        """Is the gain, or the loss, as forecast more than chance?"""
        return self.gain.low > 0 or self.gain.high < 0

    @property
    def robust(self) -> bool:
        """Does it gain whatever is assumed?"""
        return all(v > 0 for v in self.worlds.values())

    @property
    def gains_in(self) -> int:
        """In how many worlds it gains."""
        return sum(v > 0 for v in self.worlds.values())

    def told(self) -> dict[str, Any]:
        """For the JSON."""
        return {
            "programme": self.programme, "sector": self.sector, "today": self.today, "share": self.share,
            "gain": self.gain.told(), "worlds": dict(self.worlds),
        }  # fmt: skip


def turned_to(choices: Choices) -> list[tuple[int, int, Array]]:
    """Candidates with one sector at its largest share: which lever, which sector of it, the candidate."""
    turned, at = [], choices.parts[2].start
    for n, s in enumerate(choices.sectors):
        for k in range(len(s.ids)):
            wish, rest = choices.today.copy(), 1.0 - s.today[k]
            others = np.array(s.today) * ((1.0 - s.most[k]) / rest if rest > 0 else 0.0)
            others[k] = s.most[k]
            wish[at : at + len(s.ids)] = others
            x = choices.today.copy()
            x[choices.parts[2]] = choices.put_right(wish)[choices.parts[2]]
            if x[at + k] > s.today[k] + 0.005:
                turned.append((n, k, x))
        at += len(s.ids)
    return turned


def specialised(choices: Choices, there: Elsewhere, ids: tuple[str, ...], a: int, b: int) -> tuple[Specialised, ...]:
    """Every sector that may grow, in draws a .. b - 1; ids of the worlds, the first of them as forecast."""
    turned = turned_to(choices)
    if not turned:
        return ()
    rows = np.array([x for _, _, x in turned])
    worlds, here = there.gains(rows, a, b), there.problems[0]
    played, column, grown = here.play(rows, a, b), here.column(there.goal), []
    for k, (n, sector, x) in enumerate(turned):
        s = choices.sectors[n]
        at = choices.parts[2].start + sum(len(o.ids) for o in choices.sectors[:n]) + sector
        gain = gain_in(there.goal, float("nan"), played[k][:, column], here.base[a:b, column], here.stage.seed)  # pyright: ignore[reportArgumentType]
        grown.append(Specialised(s.programme, s.ids[sector], s.today[sector], float(x[at]), gain,
                                 dict(zip(ids, worlds[:, k].tolist(), strict=True))))  # fmt: skip
    return tuple(grown)
