"""How many agreements reach each step, with intervals, and what is known of memoranda elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from scipy.stats import beta

from podobat.evidence import read_parameters
from podobat.units import Text
from podobat.web.ties.models import LADDER

CLOSE: Final = 0.8
#: Investment memoranda elsewhere: rows of the package's sources, shares that became real investments.
ELSEWHERE: Final = (
    "memoranda_gyeongnam_2005", "memoranda_incheon_2011", "memoranda_chungbuk_2015", "memoranda_jeonnam_2014",
    "memoranda_jeonbuk_2025",
)  # fmt: skip


@dataclass(frozen=True)
class Reached:
    """Of those that reached a step, how many went on to the next one: a share and its 80 % interval (Jeffreys)."""

    step: str
    n: int
    of: int
    share: float
    low: float
    high: float


def conversion(furthest: Iterable[str]) -> list[Reached]:
    """From each step to the next, over agreements by the furthest step of each."""
    heights = [LADDER.index(step) for step in furthest]
    found = []
    for i, step in enumerate(LADDER[1:], start=1):
        n, k = sum(h >= i - 1 for h in heights), sum(h >= i for h in heights)
        if n:
            found.append(Reached(step, k, n, *share_of(k, n)))
    return found


def share_of(k: int, n: int) -> tuple[float, float, float]:
    """k of n as a share, with its 80 % interval.

    interval   beta(k + 1/2, n - k + 1/2), 10 and 90 %; source: Brown, Cai and DasGupta (2001)
    """
    low, high = beta.ppf([(1 - CLOSE) / 2, (1 + CLOSE) / 2], k + 0.5, n - k + 0.5)
    return k / n, float(low), float(high)


def elsewhere() -> list[tuple[Text, float]]:
    """What became of investment memoranda elsewhere: the definition of each source, and its share."""
    sources = read_parameters().sources
    written = [(sources[id].definition.split(" / ", 1), float(sources[id].value)) for id in ELSEWHERE]
    return [(Text(ko, en), share) for (ko, en), share in written]
