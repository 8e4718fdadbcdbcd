"""What a plan's spending induces, draw by draw: by effect, place, kind, programme, sector and year."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from podobat.appraise.input_output.bridge import FORECAST, Step
from podobat.appraise.input_output.rates import EFFECTS, Rates
from podobat.evidence import Parameters
from podobat.forecast import Note
from podobat.plan import Plan
from podobat.plan.schema import SPENDING_SECTORS

if TYPE_CHECKING:
    from podobat.evidence.input_output.table import Read

Array = NDArray[np.float64]
#: An effect, a place, and the kind of multiplier.
What = tuple[str, str, str]

PLACES: Final = ("nation", "region", "outside")
KINDS: Final = ("I", "II")
FIRST: Final = ("region", "outside", "abroad")
MONEY: Final[tuple[What, ...]] = tuple(("spending", place, "I") for place in ("nation", *FIRST))
ALL: Final[tuple[What, ...]] = (*MONEY, *((e, place, kind) for e in EFFECTS for place in PLACES for kind in KINDS))


@dataclass(frozen=True, eq=False)
class Induced:
    """What a plan's spending induces, by spending sector, year and programme, in the nation and in the region.

    spending     (draw, programme, year) KRW million at the plan's prices
    shares       (programme, sector)     on what each programme spends
    rates        what a won spent on each sector induces; draws 2i and 2i + 1 share point i
    drift        (point, year)           employment per won of the plan's prices, relative to the coefficient's year
    local        (programme,)            share of a programme's money that goes to those who work in the region
    convention   by effect, (point,): all the plan's money at national coefficients
    bridge       person-years step by step, from all the money at national coefficients to `draws_of("employment")`
    parameters   what it rests on, with sources and grades;  notes: what was left out, what binds
    table, read  the files of the table that was given, and what was read of them and what was not
    """

    plan: Plan = field(repr=False)
    programmes: tuple[str, ...]
    years: tuple[int, ...]
    spending: Array = field(repr=False)
    shares: Array = field(repr=False)
    rates: Rates = field(repr=False)
    drift: Array = field(repr=False)
    local: Array = field(repr=False)
    convention: Mapping[str, Array] = field(repr=False)
    bridge: tuple[Step, ...] = field(repr=False)
    seed: int
    parameters: Parameters = field(repr=False)
    notes: tuple[Note, ...] = field(repr=False)
    table: str | None = None
    read: Read | None = None
    sectors: tuple[str, ...] = SPENDING_SECTORS

    @property
    def as_forecast(self) -> Array:
        """Person-years as the forecast's measure jobs.induced counts them: (draw,)."""
        return next(step.draws for step in self.bridge if step.id == FORECAST)

    def shares_of(self, place: str) -> Array:
        """On what the money that can act in a place is spent: (programme, sector)."""
        return self.shares * self.local[:, None] if place == "region" else self.shares

    @property
    def draws(self) -> int:
        """How many futures."""
        return self.spending.shape[0]

    @property
    def coefficients(self) -> str:
        """Where the coefficients come from: "published", or "table" where one was given."""
        return "published" if self.rates.producers is None else "table"

    def draws_of(
        self,
        effect: str,
        place: str = "region",
        kind: str = "I",
        *,
        programme: str | None = None,
        sector: str | None = None,
        year: int | None = None,
    ) -> Array:
        """Every draw of one effect, (draw,): KRW million at the plan's prices; employment in person-years.

        effect   output, value_added, employment, or spending (the money itself: where it is first spent)
        place    nation, region, outside (nation less region); for spending also abroad
        kind     "I", or "II" with households
        raises   KeyError for a name that there is not
        """
        if place == "outside":
            known = {"programme": programme, "sector": sector, "year": year}
            nation, region = (self.draws_of(effect, where, kind, **known) for where in ("nation", "region"))
            return nation - region - (self.draws_of(effect, "abroad", kind, **known) if effect == "spending" else 0.0)
        rates = self.rates_of(effect, place, kind)
        if sector is not None:
            rates = np.where(np.arange(len(self.sectors)) == _index(self.sectors, sector), rates, 0.0)
        years = slice(None) if year is None else [_index(self.years, year)]
        rows = slice(None) if programme is None else [_index(self.programmes, programme)]
        spent = np.einsum("dpy,dy->dp", self.spending[:, :, years][:, rows], self._drift(effect, years))
        return np.einsum("dp,ps,ds->d", spent, self.shares_of(place)[rows], rates, optimize=True)

    def rates_of(self, effect: str, place: str, kind: str = "I") -> Array:
        """What a KRW million spent on each sector brings about: (draw, sector)."""
        if effect == "spending":
            if place == "nation":
                return np.ones((self.draws, len(self.sectors)))
            return self.by_draw(self.rates.first[..., _index(FIRST, place)])
        e, k = _index(EFFECTS, effect), _index(KINDS, kind)
        nation, region = (self.rates.values[:, :, e, where, k] for where in (0, 1))
        at = {"nation": nation, "region": region, "outside": nation - region}
        if place not in at:
            raise KeyError(f"no place {place!r} of effects; known: {', '.join(PLACES)}")
        return self.by_draw(at[place] / 1000.0 if effect == "employment" else at[place])

    def by_draw(self, by_point: Array) -> Array:
        """Points to draws: draws 2i and 2i + 1 share point i."""
        return np.repeat(by_point, 2, axis=0)[: self.draws]

    def _drift(self, effect: str, years: Any = slice(None)) -> Array:
        drift = self.by_draw(self.drift)[:, years]
        return drift if effect == "employment" else np.ones_like(drift)

    # --- by item ------------------------------------------------------------------------------------------------------

    def by_programme_drawn(self, effect: str, place: str, kind: str) -> Array:
        """(draw, programme)"""
        if place == "outside":
            return self._elsewhere(self.by_programme_drawn, effect, kind)
        return self._spent(effect) * (self.rates_of(effect, place, kind) @ self.shares_of(place).T)

    def by_sector_drawn(self, effect: str, place: str, kind: str) -> Array:
        """By the sector on which the money is spent: (draw, sector)."""
        if place == "outside":
            return self._elsewhere(self.by_sector_drawn, effect, kind)
        return (self._spent(effect) @ self.shares_of(place)) * self.rates_of(effect, place, kind)

    def by_year_drawn(self, effect: str, place: str, kind: str) -> Array:
        """By the year in which the money is spent: (draw, year)."""
        if place == "outside":
            return self._elsewhere(self.by_year_drawn, effect, kind)
        per_won = self.rates_of(effect, place, kind) @ self.shares_of(place).T  # draw, programme
        return np.einsum("dpy,dp->dy", self.spending, per_won) * self._drift(effect)

    def by_producer_drawn(self, effect: str, place: str, _: str = "I") -> Array:
        """By the sector that produces, type I: (draw, producer). Only where a table was given."""
        made = self.rates.producers
        if made is None:
            raise ValueError("published coefficients do not tell who produces")
        if place == "outside":
            return self.by_producer_drawn(effect, "nation") - self.by_producer_drawn(effect, "region")
        e = EFFECTS.index(effect)
        wanted = (self._spent(effect) @ self.shares_of(place)) * self.by_draw(made.spread[..., e])
        if place == "nation":
            output = wanted @ made.nation.T
        else:
            output = np.empty((self.draws, len(made.codes)))
            for d in range(self.draws):
                output[d] = made.region[d // 2] @ wanted[d]
        return output * made.k[e] / (1000.0 if effect == "employment" else 1.0)

    def _elsewhere(self, by: Callable[[str, str, str], Array], effect: str, kind: str) -> Array:
        """What is neither in the region nor, of money itself, abroad."""
        elsewhere = by(effect, "nation", kind) - by(effect, "region", kind)
        return elsewhere - by(effect, "abroad", kind) if effect == "spending" else elsewhere

    def _spent(self, effect: str) -> Array:
        """Money over all years, weighed by the drift of the effect: (draw, programme)."""
        return np.einsum("dpy,dy->dp", self.spending, self._drift(effect))


def _index(known: Sequence[Any], name: Any) -> int:
    if name not in known:
        raise KeyError(f"no {name!r}; known: {', '.join(map(str, known))}")
    return list(known).index(name)
