"""Input-output effects of a plan's spending: what it induces in the nation and what of it stays in the region.

    money  = spending_of(forecast)                        what the plan really spends, by programme and year
    result = effects(plan, money, parameters_of_effects(case), seed=forecast.seed)
    result.by_sector()                                    output, value added, employment: polars

Money that was never spent has no effect, so the spending is drawn by the forecast, with the plan less without it. Per
won spent on sector j (uncertain parameters, or a table that the user gives: `table_rates.py`):

    m_j  bought abroad outright; a domestic table says nothing of it, so it induces nothing
    k_j  induced in the nation by a won spent on domestic product j        type I
    l_j  of the domestic purchase, what the region's own suppliers deliver
    g    of the chain behind a purchase in the region, what stays: share of all induced work that stays in the region
         (region.induced_share, as in the forecast) / mean l over all final demand; at most 1

    nation  (1 - m_j) k_j          region  (1 - m_j) k_j l_j g             outside  nation - region, never negative

Both factors of the region are bounds: it cannot deliver more than its suppliers have (location quotients, where the
region's sizes are given), nor keep more of a chain than the whole. Type II adds households, who spend again.

Employment coefficients are people per won of their own year, and fall. Money of the plan is taken to that year's prices
and the coefficient along its trend:  (1 + prices)^(year - price year) (1 + trend)^(year - coefficient's year).

Person-years induced are no people counted: they are never added to jobs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from podobat.appraise.input_output.bridge import bridge_of, convention_of
from podobat.appraise.input_output.notes import notes_of
from podobat.appraise.input_output.rates import EFFECTS, published_rates
from podobat.appraise.input_output.result import InputOutputEffects
from podobat.appraise.input_output.table_rates import table_faults, table_rates
from podobat.errors import Fault, InputFaults
from podobat.evidence import Parameters, read_parameters
from podobat.forecast import Forecast
from podobat.forecast.sampling import sample_points
from podobat.plan import Plan
from podobat.plan.schema import SPENDING_SECTORS
from podobat.texts import Text, catalogue
from podobat.units import nearest

if TYPE_CHECKING:
    from podobat.evidence.input_output import RegionSizes, Table
    from podobat.plan import Case

Array = NDArray[np.float64]
_say = catalogue("appraise.input_output")
NO_TEXT: Final = Text("", "")

_GOODS: Final = ("electronics", "electrical", "machinery")
PARAMETER_IDS: Final = tuple(
    sorted(
        [f"multipliers.{kind}_{sector}" for kind in ("output", "value_added", "local") for sector in SPENDING_SECTORS]
        + [f"multipliers.imported_{sector}" for sector in (*_GOODS, "services")]
        + [f"multipliers.{effect}_all" for effect in EFFECTS]
        + [f"multipliers.kept_{effect}" for effect in EFFECTS[:2]]
        + [f"multipliers.{name}" for name in ("employment_trend", "price_growth", "respent", "intermediate")]
        + [f"multipliers.stays_{effect}_{sector}" for effect in EFFECTS for sector in SPENDING_SECTORS]
        + ["multipliers.flq_delta"]
    )
)
FROM_THE_WORLD: Final = (*(f"induced.{sector}" for sector in SPENDING_SECTORS), "region.induced_share")
LAST_YEAR_KNOWN: Final = 2023  # to which the published coefficients reach
_ADDS_UP = 1e-6


@dataclass(frozen=True, eq=False)
class Spending:
    """What the plan spends: draws x programmes x years, KRW million at the prices of the plan, never negative."""

    values: Array
    programmes: tuple[str, ...]
    years: tuple[int, ...]

    @property
    def draws(self) -> int:
        """How many futures."""
        return self.values.shape[0]


def spending_of(forecast: Forecast) -> Spending:
    """What the plan spends by programme and year, as the forecast drew it: with the plan less without it.

    Years run to the last one in which anything is spent. A forecast that kept only a sketch gives its first draws.
    """
    months = forecast.months
    ends = [t for t, month in enumerate(months) if month.endswith("-12") or t == len(months) - 1]
    programmes = tuple(p.id for p in forecast.plan.programmes)
    columns = [
        [forecast.joint_draws(f"spending.{id}", months[t])["net"].astype(np.float64) for t in ends] for id in programmes
    ]
    cumulative = np.array(columns).transpose(2, 0, 1)  # draw, programme, year
    yearly = np.diff(cumulative, axis=2, prepend=0.0)
    spent = np.flatnonzero(yearly.any(axis=(0, 1)))
    last = int(spent[-1]) + 1 if len(spent) else 1
    years = tuple(int(months[t][:4]) for t in ends[:last])
    return Spending(np.maximum(0.0, yearly[:, :, :last]), programmes, years)


def parameters_of_effects(case: Case) -> Parameters:
    """The parameters that input-output effects need. Raises InputFaults where one is missing or never used."""
    parameters = read_parameters(case.parameter_files, case.sources)
    kept = tuple(p for p in parameters if p.id.startswith("multipliers.") or p.id in FROM_THE_WORLD)
    parameters = Parameters(kept, parameters.sources)
    faults = parameters.check((*PARAMETER_IDS, *FROM_THE_WORLD))
    if faults:
        raise InputFaults(faults)
    return parameters


def effects(
    plan: Plan,
    spending: Spending,
    parameters: Parameters,
    *,
    seed: int = 1,
    table: Table | None = None,
    region: RegionSizes | None = None,
) -> InputOutputEffects:
    """Output, value added and employment that a plan's spending induces, with their uncertainty.

    spending    KRW million by draw, programme and year (`spending_of`)
    parameters  as `parameters_of_effects` gives them
    seed        the forecast's own: draws 2i and 2i + 1 then meet the coefficients that the forecast's measure
                jobs.induced meets in them
    table       coefficients of a table in place of the published ones; the published spread of each coefficient is kept
    region      sizes of the region's sectors for the table: what it delivers follows location quotients (FLQ)
    raises      InputFaults for a plan whose programmes do not say, in shares that add to one, on which sectors they
                spend, for negative spending, and for a table without a sector that the plan spends on
    """
    shares = spending_shares(plan, spending.programmes)
    faults = [*_negative(spending), *(table_faults(table, shares) if table is not None else ())]
    if faults:
        raise InputFaults(faults)
    points = (spending.draws + 1) // 2
    sampled = parameters.sample(sample_points(parameters.ids, points, seed))
    values = {id: sampled[:, column] for column, id in enumerate(parameters.ids)}
    published = published_rates(values)
    region = region or (table.region if table is not None else None)
    rates = published if table is None else table_rates(table, region, values, parameters, published)
    drift = _drift(values, spending.years, plan.money.price_year, rates.year)
    figures = [plan.programme(id).local for id in spending.programmes]
    local = np.array([1.0 if figure is None else figure.value for figure in figures])
    budget = _planned(plan, spending.programmes)
    return InputOutputEffects(
        plan=plan,
        programmes=spending.programmes,
        years=spending.years,
        spending=spending.values,
        shares=shares,
        rates=rates,
        drift=drift,
        local=local,
        convention=convention_of(budget, shares, values),
        bridge=bridge_of(budget, spending.values, shares, local, values, drift),
        seed=seed,
        parameters=parameters,
        notes=notes_of(plan, spending.years, rates, table, region, LAST_YEAR_KNOWN),
        table=None if table is None else table.file,
        read=None if table is None else table.read,
    )


def spending_shares(plan: Plan, programmes: tuple[str, ...]) -> Array:
    """On which sectors each programme spends: (programme, sector), rows that add to one. Raises InputFaults."""
    faults: list[Fault] = []
    shares = np.zeros((len(programmes), len(SPENDING_SECTORS)))
    for row, id in enumerate(programmes):
        stated: Mapping[str, float] = plan.programme(id).spending or {}
        faults += _share_faults(f"programmes.{id}.spending", stated)
        for sector in set(stated) & set(SPENDING_SECTORS):
            shares[row, SPENDING_SECTORS.index(sector)] = stated[sector]
    if faults:
        raise InputFaults(faults)
    return shares


def _share_faults(path: str, stated: Mapping[str, float]) -> list[Fault]:
    """What is wrong with the shares of one programme."""
    known = Text.each(lambda _: ", ".join(SPENDING_SECTORS))
    if not stated:
        return [Fault("plan.yaml", None, path, _say("fault.no_sectors"), known, _say("fault.state_sectors"))]
    faults = []
    for sector in (s for s in stated if s not in SPENDING_SECTORS):
        near = nearest(sector, SPENDING_SECTORS)
        remedy = _say("fault.did_you_mean", near=near) if near else NO_TEXT
        found = _say("fault.unknown_sector", sector=sector)
        faults.append(Fault("plan.yaml", None, f"{path}.{sector}", found, known, remedy))
    total = sum(stated.values())
    if min(stated.values()) < 0.0 or abs(total - 1.0) > _ADDS_UP:
        found, allowed = _say("fault.adds_up_to", total=total), _say("fault.one_in_all")
        faults.append(Fault("plan.yaml", None, path, found, allowed, _say("fault.correct")))
    return faults


def _negative(spending: Spending) -> list[Fault]:
    """Programmes that spend less than nothing in some year."""
    faults = []
    for p, y in np.argwhere((spending.values < 0.0).any(axis=0)):
        path = f"programmes.{spending.programmes[p]}.budget.{spending.years[y]}"
        faults.append(Fault("plan.yaml", None, path, _say("fault.negative"), _say("fault.not_negative")))
    return faults


def _drift(values: Mapping[str, Array], years: tuple[int, ...], price_year: int, coefficient_year: int) -> Array:
    """Employment per won of the plan's prices in each year, relative to the coefficient's year: (point, year)."""
    prices = 1.0 + values["multipliers.price_growth"][:, None] / 100.0
    trend = 1.0 + values["multipliers.employment_trend"][:, None] / 100.0
    when = np.array(years, dtype=np.float64)
    return prices ** (when - price_year) * trend ** (when - coefficient_year)


def _planned(plan: Plan, programmes: tuple[str, ...]) -> Array:
    """KRW million of the plan's budget, a programme each."""
    return np.array([plan.won_m(plan.programme(id).total) for id in programmes])
