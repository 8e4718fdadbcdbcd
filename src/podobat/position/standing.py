"""Sectors that plans name, across all regions: how much is where, who is ahead, and what an AI cluster leans on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from podobat.evidence.places import PlanSector, Support, read_sectors
from podobat.plan import Plan
from podobat.position.bands import Band
from podobat.position.counts import Counts
from podobat.position.quotients import Margins, quotient_interval
from podobat.position.surroundings import Moment
from podobat.texts import Text

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Basket:
    """A few industries taken together, in every region.

    industries   numbers of the industries;  counts: (region,);  low, high: (region,) bounds of the quotients
    """

    id: str
    name: Text
    industries: tuple[int, ...]
    counts: Array
    quotients: Array
    low: Array
    high: Array
    national_share: Array
    why: Text | None = None
    assumed: Text | None = None

    def band(self, at: int) -> Band:
        """Quotient of one region with its interval."""
        return Band(float(self.quotients[at]), float(self.low[at]), float(self.high[at]))

    def rank(self, at: int) -> int:
        """Rank of a region by quotient: 1 for the highest."""
        return int((self.quotients > self.quotients[at]).sum()) + 1

    def ahead(self, at: int, most: int = 3) -> tuple[int, ...]:
        """Regions whose whole interval lies above the region's own quotient, the highest first."""
        better = [r for r in np.argsort(-np.nan_to_num(self.quotients), kind="stable")
                  if r != at and self.quotients[r] > self.quotients[at]]  # fmt: skip
        return tuple(int(r) for r in better[:most])


def baskets(counts: Counts, now: Moment, decisions: Array | None, level: float) -> tuple[Basket, ...]:
    """The known sectors that the table's classification can tell."""
    return _of(counts, now, decisions, level, [(s.id, s.name, s.codes(counts.classification), None, s.assumed)
                                               for s in read_sectors().sectors])  # fmt: skip


def supports(counts: Counts, now: Moment, decisions: Array | None, level: float) -> tuple[Basket, ...]:
    """What an AI cluster leans on, as far as the table's classification can tell."""
    return _of(
        counts, now, decisions, level,
        [("-".join(_codes(s, counts.classification)), Text("", ""), _codes(s, counts.classification), s.why, s.assumed)
         for s in read_sectors().leans_on],
    )  # fmt: skip


def _codes(support: Support, classification: str) -> tuple[str, ...]:
    return support.codes.ksic if classification == "ksic" else support.codes.isic


def _of(
    counts: Counts, now: Moment, decisions: Array | None, level: float,
    wanted: Sequence[tuple[str, Text, tuple[str, ...], Text | None, Text | None]],
) -> tuple[Basket, ...]:  # fmt: skip
    if counts.classification not in ("ksic", "isic"):
        return ()
    by_code = {industry.code: at for at, industry in enumerate(counts.industries)}
    made = []
    for id, name, codes, why, assumed in wanted:
        places = tuple(by_code[code] for code in codes if code in by_code)
        if not places or len(places) < len(codes):
            continue
        shown = name if name.ko else _joined([counts.industries[at].name for at in places])
        made.append(_basket(id, shown, places, now, decisions, level, why, assumed))
    return tuple(made)


def _joined(names: Sequence[Text]) -> Text:
    return Text(", ".join(n.ko for n in names), " and ".join(n.en for n in names))


def _basket(
    id: str, name: Text, places: tuple[int, ...], now: Moment, decisions: Array | None, level: float,
    why: Text | None, assumed: Text | None,
) -> Basket:  # fmt: skip
    at = list(places)
    held = now.counts[:, at].sum(axis=1)
    nation = now.margins.by_industry[at].sum()
    base = Margins(now.margins.by_region, np.array([nation]))
    at_par = now.margins.by_region * nation / now.margins.total
    quotients = np.divide(held, at_par, out=np.full(held.shape, np.nan), where=at_par > 0)
    low = high = np.full(held.shape, np.nan)
    if decisions is not None:
        behind = decisions[:, at].sum(axis=1)[:, None]
        ones = Margins(base.by_region, np.array([nation]))
        low, high = _bounds(held, behind, level, ones, now.margins.total)
    return Basket(id, name, places, held, quotients, low, high, held / nation, why, assumed)


def _bounds(held: Array, decisions: Array, level: float, base: Margins, total: float) -> tuple[Array, Array]:
    """Bounds of the quotients of a basket, whose total is that of all industries."""
    low, high = quotient_interval(held[:, None], decisions, level, base)
    scale = total / base.total  # quotient_interval takes the basket for the whole economy
    return low[:, 0] * scale, high[:, 0] * scale


def sectors_of_plan(plan: Plan, known: Sequence[Basket]) -> tuple[tuple[str, Text, Basket | None], ...]:
    """The plan's sectors: id, name, and the basket that its name means; None where the table cannot tell."""
    return tuple((s.id, s.name, _meant((s.id, s.name.ko, s.name.en), known)) for s in plan.sectors)


def topics_of_plan(plan: Plan, known: Sequence[Basket]) -> tuple[tuple[Text, Basket | None], ...]:
    """The topics of the plan's joint research, and the basket that each is about."""
    topics = dict.fromkeys(topic for p in plan.programmes for topic in p.topics)
    return tuple((topic, _meant((topic.ko, topic.en), known)) for topic in topics)


def _meant(names: Sequence[str], known: Sequence[Basket]) -> Basket | None:
    """The basket with the most of its words in the names; AI, which is in everything, only where nothing else is."""
    wording = " ".join(names).casefold()
    words = set(wording.replace(",", " ").split())

    def found(sector: PlanSector) -> int:
        return sum(word in words or ("가" <= word[0] <= "힣" and word in wording) or (len(word) > 4 and word in wording)
                   for word in sector.words)  # fmt: skip

    by_id = {basket.id: basket for basket in known}
    scored = [(found(s), s.id != "ai", s.id) for s in read_sectors().sectors if s.id in by_id]
    best = max(scored, key=lambda s: (s[0] > 0, s[1], s[0]), default=(0, False, ""))
    return by_id[best[2]] if best[0] > 0 else None
