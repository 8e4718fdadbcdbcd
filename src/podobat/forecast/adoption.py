"""AI+X as the report shows it: who uses AI, which contracts stay here, what users save and sell - by sector.

The world without the plan stands beside every figure. Savings and sales of new products are two tables' columns and
never one sum; sectors without demand firms are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from podobat.forecast import profiles
from podobat.forecast.quantiles import named
from podobat.forecast.sentences import measure_name
from podobat.show import pictures
from podobat.show.document import Figure, Table

if TYPE_CHECKING:
    from podobat.forecast import Forecast
    from podobat.show.writer import Writer

WORLDS: Final = ("with", "without", "net")
LOCAL, OUTSIDE = "adoption.contracts_local", "adoption.contracts_outside"
MEASURES: Final = ("adopters", "adoption.piloting", LOCAL, OUTSIDE, "adoption.savings", "adoption.sales")


@dataclass(frozen=True)
class Sector:
    """One sector of demand firms: how many there are, and quantiles of every measure with, without and net."""

    id: str
    name: str
    firms: float
    counts: dict[str, dict[str, dict[str, float]]]

    def middle(self, measure_id: str, world: str = "with") -> float:
        """The median of a measure."""
        return self.counts[measure_id][world]["p50"]


def has_demand(forecast: Forecast) -> bool:
    """Does the plan name any firms that could adopt?"""
    return any(s.demand_firms.value > 0 for s in forecast.plan.sectors) and "adoption.sales" in forecast.measures


def by_sector(forecast: Forecast, month: str, lang: str) -> list[Sector]:
    """Every sector with demand firms, in the order of the plan."""
    return [
        Sector(s.id, s.name[lang], s.demand_firms.value,
               {m: forecast.quantiles_of(f"{m}.{s.id}", month) for m in MEASURES})
        for s in forecast.plan.sectors if s.demand_firms.value > 0
    ]  # fmt: skip


def together(forecast: Forecast, month: str) -> dict[str, dict[str, dict[str, float]]]:
    """Quantiles of every measure over all sectors."""
    return {m: forecast.quantiles_of(m, month) for m in MEASURES}


def adoption(forecast: Forecast, write: Writer) -> list[Figure]:
    """The figures of the section; none where the plan names no demand firms."""
    if not has_demand(forecast):
        return []
    month = profiles.last_month(forecast)
    sectors = by_sector(forecast, month, write.lang)
    return [_users(forecast, write, month, sectors), _contracts(forecast, write, month, sectors),
            _money(forecast, write, month, sectors)]  # fmt: skip


def _users(forecast: Forecast, write: Writer, month: str, sectors: Sequence[Sector]) -> Figure:
    """Users of AI by sector, and pilots under way at the end of the plan."""
    say, whole = write.say, together(forecast, month)
    given = [_row(write, s, "adopters", "firms") for s in sectors]
    net = whole["adopters"]["net"]
    title = say(
        "finding.adopters", month=write.month(month), users=write.quantity(whole["adopters"]["with"]["p50"], "firms"),
        net=write.band(net, "firms"), n=write.count(sum(s.firms for s in sectors), "firms"),
    )  # fmt: skip
    end = profiles.plan_end(forecast)
    piloting = {s.id: forecast.quantiles_of(f"adoption.piloting.{s.id}", end) for s in sectors}
    rows = [
        (s.name, write.quantity(s.firms, "firms"), *_three(write, s.counts["adopters"], "firms"),
         write.share(s.middle("adopters") / s.firms), _beside(write, piloting[s.id], "firms"))
        for s in sectors
    ]  # fmt: skip
    rows.append((
        say("word.all_sectors"), write.quantity(sum(s.firms for s in sectors), "firms"),
        *_three(write, whole["adopters"], "firms"),
        write.share(whole["adopters"]["with"]["p50"] / sum(s.firms for s in sectors)),
        _beside(write, forecast.quantiles_of("adoption.piloting", end), "firms"),
    ))  # fmt: skip
    head = (say("word.sector"), say("word.demand_firms"), *_heads(write), say("word.share_using"),
            say("word.piloting_beside", month=write.month(end)))  # fmt: skip
    return write.draw(
        "adopters", title, lambda c: pictures.bars(c, given, unit=measure_name("adopters", write.lang)),
        ("bar=p50", "whisker=band80", "square=without"),
        Table(say("caption.adopters", month=write.month(month)), head, tuple(rows)), say("note.adopters"),
    )  # fmt: skip


def _contracts(forecast: Forecast, write: Writer, month: str, sectors: Sequence[Sector]) -> Figure:
    """Contracts that stay in the region and those that leak out, by sector."""
    say, whole = write.say, together(forecast, month)
    parts, rows = [], []
    for s in sectors:
        local, outside = s.middle(LOCAL), s.middle(OUTSIDE)
        share = local / (local + outside) if local + outside > 0 else 0.0
        parts.append(pictures.Parts(s.name, 100 * share, write.share(share)))
        rows.append((s.name, *_three(write, s.counts[LOCAL], "contracts"), *_three(write, s.counts[OUTSIDE],
                     "contracts")))  # fmt: skip
    rows.append((say("word.all_sectors"), *_three(write, whole[LOCAL], "contracts"),
                 *_three(write, whole[OUTSIDE], "contracts")))  # fmt: skip
    drawn = {m: forecast.joint_draws(m, month)["with"].astype(np.float64) for m in (LOCAL, OUTSIDE)}
    kept = drawn[LOCAL] / np.maximum(drawn[LOCAL] + drawn[OUTSIDE], 1.0)
    band = named(kept)
    title = say(
        "finding.contracts", share=write.share(band["p50"]), low=write.share(band["p10"]),
        high=write.share(band["p90"]), local=f"{whole[LOCAL]['with']['p50']:,.0f}",
    )  # fmt: skip
    head = (say("word.sector"), *(say("word.here", of=h) for h in _heads(write)),
            *(say("word.leaked", of=h) for h in _heads(write)))  # fmt: skip
    return write.draw(
        "contracts", title,
        lambda c: pictures.halves(c, parts, unit=say("axis.contracts"), colours=("with", "without")),
        ("bar=contracts_here", "bar-without=contracts_leaked"),
        Table(say("caption.contracts", month=write.month(month)), head, tuple(rows)),
    )  # fmt: skip


def _money(forecast: Forecast, write: Writer, month: str, sectors: Sequence[Sector]) -> Figure:
    """What users save, and what they sell more of, by sector; two columns, no sum."""
    say, whole = write.say, together(forecast, month)
    largest = max([1.0, *(s.counts["adoption.savings"]["with"]["p90"] for s in sectors)])
    factor, unit = write.axis("KRW_m", largest)
    given = [_row(write, s, "adoption.savings", "KRW_m", factor) for s in sectors]
    saved, sold = whole["adoption.savings"], whole["adoption.sales"]
    title = say(
        "finding.savings", month=write.month(month), saved=write.quantity(saved["with"]["p50"], "KRW_m"),
        net=write.band(saved["net"], "KRW_m"), sold=write.band(sold["net"], "KRW_m"),
    )  # fmt: skip
    rows = [
        (s.name, *_three(write, s.counts["adoption.savings"], "KRW_m"), *_three(write, s.counts["adoption.sales"],
         "KRW_m"))
        for s in sectors
    ]  # fmt: skip
    rows.append((say("word.all_sectors"), *_three(write, saved, "KRW_m"), *_three(write, sold, "KRW_m")))
    head = (say("word.sector"), *(say("word.saved", of=h) for h in _heads(write)),
            *(say("word.sold", of=h) for h in _heads(write)))  # fmt: skip
    axis = f"{measure_name('adoption.savings', write.lang)}, {unit}"
    return write.draw(
        "savings", title, lambda c: pictures.bars(c, given, unit=axis),
        ("bar=p50", "whisker=band80", "square=without"),
        Table(say("caption.savings", month=write.month(month)), head, tuple(rows)), say("note.savings"),
    )  # fmt: skip


def _row(write: Writer, s: Sector, measure_id: str, unit: str, factor: float = 1.0) -> pictures.Row:
    q, without = s.counts[measure_id]["with"], s.counts[measure_id]["without"]["p50"]
    return pictures.Row(s.name, factor * q["p50"], factor * q["p10"], factor * q["p90"], factor * without,
                        write.quantity(q["p50"], unit))  # fmt: skip


def _heads(write: Writer) -> tuple[str, ...]:
    return tuple(write.say(f"word.{w}") for w in WORLDS)


def _three(write: Writer, counts: dict[str, dict[str, float]], unit: str) -> tuple[str, ...]:
    """Medians with and without the plan, and what the plan adds with its interval."""
    plain = tuple(write.quantity(counts[w]["p50"], unit) for w in ("with", "without"))
    return (*plain, write.band(counts["net"], unit))


def _beside(write: Writer, counts: dict[str, dict[str, float]], unit: str) -> str:
    """The median with the plan, and without it in brackets."""
    return write.say("cell.beside", with_=write.quantity(counts["with"]["p50"], unit),
                     without=write.quantity(counts["without"]["p50"], unit))  # fmt: skip
