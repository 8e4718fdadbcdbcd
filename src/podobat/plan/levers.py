"""What a plan leaves open to choice: how far its money may be moved, when works may start, what it may specialise in.

Everything has a default, so a plan may say nothing. Shares are of today's money in the same programme and year; amounts
are in the plan's money. What a plan declares here does not change the plan: the fingerprint of a plan leaves it out.
"""

# ruff: noqa: RUF009 - `entry(kind)` declares a field; kinds are functions without state

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from podobat.plan.document import Log
from podobat.plan.fields import (
    FrozenDict,
    by_id,
    by_year,
    did_you_mean,
    entry,
    flag,
    identifier,
    known_list,
    list_of,
    number,
    optional,
    record,
    sources,
    text,
    title,
    word,
)
from podobat.texts import catalogue
from podobat.units import Text

_say = catalogue("plan")

#: What holds where a plan says nothing: assumed, and printed with every result.
LEAST, MOST, MOVED = 0.5, 2.0, 0.2
_FUNDERS: Final = ("national", "city", "private")


@dataclass(frozen=True)
class Span:
    """An amount in the plan's money that is not gone below, and one that is not gone above."""

    least: float | None = entry(optional(number(0, money=True)), default=None)
    most: float | None = entry(optional(number(0, money=True)), default=None)


@dataclass(frozen=True)
class Share:
    """A share of the whole that is not gone below, and one that is not gone above."""

    least: float = entry(number(0, 1), default=0.0)
    most: float = entry(number(0, 1), default=1.0)


@dataclass(frozen=True)
class Funding:
    """Shares of the open money that each source may pay."""

    national: Share = entry(record(Share), default=Share())
    city: Share = entry(record(Share), default=Share())
    private: Share = entry(record(Share), default=Share())

    def of(self, funder: str) -> Share:
        """The share of one source."""
        share: Share = getattr(self, funder)
        return share


@dataclass(frozen=True)
class ProgrammeLever:
    """How far one programme may be changed.

    least, most  shares of today's money in a year;  step  the plan's money; whole  all of the money or none
    committed    money by year that is contracted and cannot be taken
    earlier, later  months by which its works may start before or after today's date
    sectors      shares that every sector of an adoption programme may have;  by_sector  of single ones, instead
    """

    programme: str = entry(word)
    least: float | None = entry(optional(number(0, 100)), default=None)
    most: float | None = entry(optional(number(0, 100)), default=None)
    step: float | None = entry(optional(number(above=0, money=True)), default=None)
    whole: bool = entry(flag, default=False)
    committed: FrozenDict[int, float] = entry(by_year(number(0, money=True)), default=FrozenDict())
    earlier: int = entry(number(0, 60, whole=True), default=0)
    later: int = entry(number(0, 60, whole=True), default=0)
    sectors: Share | None = entry(optional(record(Share)), default=None)
    by_sector: FrozenDict[str, Share] = entry(by_id(record(Share)), default=FrozenDict())

    def shares(self, sectors: Sequence[str]) -> tuple[Share, ...] | None:
        """The bounds of every sector in order; None where sectors are left as they are."""
        if self.sectors is None and not self.by_sector:
            return None
        return tuple(self.by_sector.get(id, self.sectors or Share()) for id in sectors)


@dataclass(frozen=True)
class Duty:
    """What some programmes together have to get, or must not exceed: the plan's money over the open years."""

    id: str = entry(identifier)
    name: Text = entry(title)
    programmes: tuple[str, ...] = entry(list_of(word, 1, 200))
    least: float | None = entry(optional(number(0, money=True)), default=None)
    most: float | None = entry(optional(number(0, money=True)), default=None)


@dataclass(frozen=True)
class Levers:
    """What may be chosen, and within which limits.

    least, most  shares of today's money in any programme and year;  moved  share of a year's money that may be added
    total        of all open years;  years  of a single one: at most today's money where nothing is said
    """

    least: float = entry(number(0, 1), default=LEAST)
    most: float = entry(number(1, 100), default=MOST)
    moved: float = entry(number(0, 1), default=MOVED)
    total: Span = entry(record(Span), default=Span())
    years: FrozenDict[int, Span] = entry(by_year(record(Span)), default=FrozenDict())
    funding: Funding = entry(record(Funding), default=Funding())
    programmes: tuple[ProgrammeLever, ...] = entry(list_of(record(ProgrammeLever), most=200), default=())
    duties: tuple[Duty, ...] = entry(list_of(record(Duty), most=50), default=())
    source: tuple[str, ...] = entry(sources, default=())
    assumed: Text | None = entry(optional(text), default=None)

    def of(self, programme: str) -> ProgrammeLever:
        """What is said about one programme; nothing special where nothing is said."""
        return next((p for p in self.programmes if p.programme == programme), ProgrammeLever(programme=programme))


def check_levers(
    levers: Levers, programmes: Sequence[Any], ids: Collection[str], years: Collection[int], log: Log
) -> None:
    """Programmes that are there, years of the plan, bounds in order, blocks where their kind has them; all faults."""
    known = {p.id: p for p in programmes}
    seen: set[str] = set()
    for lever in levers.programmes:
        path = f"levers.programmes.{lever.programme}"
        if lever.programme not in ids:
            _unknown(path, lever.programme, ids, log)
            continue
        if lever.programme in seen:
            log.fault(path, _say("levers.twice"), remedy=_say("levers.once"))
        seen.add(lever.programme)
        _in_order(path, lever.least, lever.most, log)
        _years(f"{path}.committed", lever.committed, years, log)
        if lever.programme in known:
            _check_kind(path, lever, known[lever.programme], log)
    for duty in levers.duties:
        path = f"levers.duties.{duty.id}"
        for id in duty.programmes:
            if id not in ids:
                _unknown(path, id, ids, log)
        _in_order(path, duty.least, duty.most, log)
        if duty.least is None and duty.most is None:
            log.fault(path, _say("levers.no_bound"), remedy=_say("levers.give_bound"))
    _years("levers.years", levers.years, years, log)
    for path, span in [("levers.total", levers.total), *((f"levers.years.{y}", s) for y, s in levers.years.items())]:
        _in_order(path, span.least, span.most, log)
    for funder in _FUNDERS:
        share = levers.funding.of(funder)
        _in_order(f"levers.funding.{funder}", share.least, share.most, log)
    if not levers.source and levers.assumed is None:
        log.fault("levers", _say("fields.no_source"), _say("fields.source_or_assumed"), _say("fields.name_source"))


def _check_kind(path: str, lever: ProgrammeLever, programme: Any, log: Log) -> None:
    if (lever.earlier or lever.later) and programme.facility is None:
        log.fault(path, _say("levers.no_works"), remedy=_say("levers.remove_dates"))
    if (lever.sectors is not None or lever.by_sector) and programme.adoption is None:
        log.fault(f"{path}.sectors", _say("levers.no_sectors"), remedy=_say("levers.remove_sectors"))
    elif programme.adoption is not None:
        _check_sectors(path, lever, tuple(programme.adoption), log)
    if lever.whole and lever.step is not None:
        log.fault(f"{path}.step", _say("levers.whole_and_step"), remedy=_say("levers.remove_one"))


def _check_sectors(path: str, lever: ProgrammeLever, sectors: tuple[str, ...], log: Log) -> None:
    for id, share in lever.by_sector.items():
        if id not in sectors:
            log.fault(f"{path}.by_sector.{id}", _say("check.unknown", what=_say("check.sector"), word=id),
                      Text.same(known_list(sectors)), did_you_mean(id, sectors))  # fmt: skip
        _in_order(f"{path}.by_sector.{id}", share.least, share.most, log)
    if lever.sectors is not None:
        _in_order(f"{path}.sectors", lever.sectors.least, lever.sectors.most, log)
    shares = lever.shares(sectors)
    if shares is not None and not sum(s.least for s in shares) <= 1.0 <= sum(s.most for s in shares):
        log.fault(f"{path}.sectors", _say("levers.sectors_sum", n=len(sectors)),
                  remedy=_say("levers.sectors_remedy"))  # fmt: skip


def _in_order(path: str, least: float | None, most: float | None, log: Log) -> None:
    if least is not None and most is not None and least > most:
        log.fault(path, _say("levers.order", least=least, most=most), remedy=_say("levers.swap"))


def _years(path: str, given: Collection[int], years: Collection[int], log: Log) -> None:
    for year in given:
        if year not in years:
            log.fault(f"{path}.{year}", _say("levers.year", year=year),
                      _say("check.from_to", first=min(years), last=max(years)))  # fmt: skip


def _unknown(path: str, id: str, ids: Collection[str], log: Log) -> None:
    log.fault(path, _say("check.unknown", what=_say("check.programme"), word=id), Text.same(known_list(ids)),
              did_you_mean(id, ids))  # fmt: skip
