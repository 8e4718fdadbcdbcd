"""Money on what the plan adds: every line of the cost-benefit analysis, year by year and draw by draw.

The lines are declared in `evidence/appraisal_lines.yaml`, with what each might count twice. Money is KRW million at the
plan's prices; nothing is discounted here. Two perspectives:

    national   all money is a cost; what only moves inside the nation cancels; people earn their social wage elsewhere
    regional   city and private money is a cost; what comes in from outside counts, what goes out does not

Resource costs are counted where they arise. A grant pays for work that the firms' accounts take off at its opportunity
cost, so grants and vouchers, being in the project's cost as well, are given back once (`passed_on`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from podobat.appraise.cost_benefit.flows import BUILDS, PASSED_ON, TIMED, Flows

Array = NDArray[np.float64]
Lines = dict[str, Array]

PERSPECTIVES: Final = ("national", "regional")
NATIONAL: Final = "national"
MONTHS: Final = 12
_LEAST: Final = 1.0  # KRW m in a year: less is rounding

PARAMETER_IDS: Final = tuple(
    f"appraisal.{name}"
    for name in (
        "contingency", "decay", "discount_1999", "discount_2004", "discount_2007", "discount_2017", "discount_low",
        "displacement_nation", "displacement_region", "labour_share", "land_share", "life_building", "life_equipment",
        "maturing", "owned_outside", "period_other", "period_works", "public_funds", "relocation", "social_wage",
        "social_wage_region", "staff_elsewhere", "trainee_time", "training_fade", "training_gain", "upkeep",
        "value_added_ratio",
    )
)  # fmt: skip
WORLD_IDS: Final = ("adoption.contract", "cost.compute", "programme.support_months", "region.wage", "region.wage_gap")


@dataclass(frozen=True)
class Counted:
    """What is counted, and up to which year.

    private        private money is a cost;  public_funds: so is raising public money
    labour         the opportunity cost of labour is taken off
    investors      private investors are taken to earn what their money costs, outside the forecast's sight
    """

    last_year: int
    private: bool = True
    public_funds: bool = False
    labour: bool = True
    investors: bool = False


class Extended:
    """The years of the analysis: those of the forecast, and after it what is left of its last year."""

    def __init__(self, flows: Flows, p: Mapping[str, Array], last_year: int) -> None:
        self.n = last_year - flows.years[0] + 1
        self.years = np.arange(flows.years[0], last_year + 1)
        after = np.maximum(self.years - flows.years[-1], 0)
        self.fade = (1.0 - p["appraisal.decay"]) ** after
        self.grown = (1.0 + p["appraisal.maturing"]) ** after

    def effects(self, quantity: Array, *, grow: bool = False) -> Array:
        """A quantity that goes on after the forecast at the level of its last year, fading (and maturing)."""
        return self.spread(quantity, last=True) * (self.fade * self.grown if grow else self.fade)

    def spread(self, quantity: Array, *, last: bool = False) -> Array:
        """A quantity by year of the analysis: cut off at its end, or filled up with zeros (with its last value)."""
        more = self.n - quantity.shape[1]
        if more <= 0:
            return quantity[:, : self.n]
        tail = np.repeat(quantity[:, -1:], more, axis=1) if last else np.zeros((quantity.shape[0], more))
        return np.concatenate([quantity, tail], axis=1)


def value_lines(
    flows: Flows, p: Mapping[str, Array], counted: Counted, perspective: str, only: Collection[str] = ()
) -> Lines:
    """Every line of one perspective: id -> (draw, year) KRW m, undiscounted.

    p      parameter id -> (draw, 1)
    only   the lines that are asked for, to save time; all of them by default
    """
    x = Extended(flows, p, counted.last_year)
    lines: Lines = {}
    for rule, ids in _RULES.items():
        if not only or not ids.isdisjoint(only):
            lines |= rule(flows, x, p, counted, perspective)
    return {id: line for id, line in lines.items() if not only or id in only}


def _borne(flows: Flows, counted: Counted, perspective: str) -> Array:
    """Share of each programme's money that is a cost in this perspective, (programme, 1)."""
    payers = ("national", "city") if perspective == NATIONAL else ("city",)
    payers = (*payers, "private") if counted.private else payers
    return _column([sum(p.funding.get(payer, 0.0) for payer in payers) for p in flows.plan.programmes])


def _column(values: Sequence[float]) -> Array:
    """One value a programme, (programme, 1)."""
    return np.array(values, dtype=np.float64).reshape(-1, 1)


def _public(flows: Flows, perspective: str) -> Array:
    """Share of each programme's money that is raised by taxes paid in this perspective, (programme, 1)."""
    payers = ("national", "city") if perspective == NATIONAL else ("city",)
    return _column([sum(p.funding.get(payer, 0.0) for payer in payers) for p in flows.plan.programmes])


@dataclass(frozen=True)
class Facility:
    """What one facility consists of: land, buildings, equipment built up to each year (draw, year), KRW m.

    mean_year   in which it was built, by money, (draw, 1)
    served      does anybody use it? One that takes money for every project stops with the money, (draw, year)
    """

    land: Array
    buildings: Array
    equipment: Array
    mean_year: Array
    served: NDArray[np.bool_]


def _facilities(flows: Flows, x: Extended, p: Mapping[str, Array]) -> list[Facility]:
    """The facilities that the works built, split by the sectors on which their money is spent."""
    facilities = []
    years = np.array(flows.years, dtype=np.float64)
    for k, programme in enumerate(flows.plan.programmes):
        works = flows.works[:, k]
        if programme.facility is None or not np.any(works):
            continue
        builds = sum(programme.spending.get(sector, 0.0) for sector in BUILDS)
        site = p["appraisal.land_share"] if programme.kind == "space" else np.zeros((1, 1))
        total = works.sum(axis=1)
        mean_year = np.divide((works * years).sum(axis=1), total, out=np.full(len(total), years[0]), where=total > 0)
        built = np.cumsum(x.spread(works), axis=1)
        facilities.append(Facility(built * site, built * builds * (1.0 - site), built * (1.0 - builds) * (1.0 - site),
                                   mean_year[:, None], _served(flows, x, k)))  # fmt: skip
    return facilities


def _served(flows: Flows, x: Extended, k: int) -> NDArray[np.bool_]:
    """The years in which the facility of programme k serves: free ones always, others up to the last money for use."""
    price = flows.plan.programmes[k].unit_cost
    if price is None or price.value == 0:
        return np.ones((1, x.n), dtype=np.bool_)
    used = flows.spending[:, k] - flows.works[:, k] > _LEAST
    last = np.where(used.any(axis=1), len(flows.years) - 1 - np.argmax(used[:, ::-1], axis=1), -1)
    return np.arange(x.n) <= last[:, None]


def _costs(flows: Flows, x: Extended, p: Mapping[str, Array], counted: Counted, perspective: str) -> Lines:
    """Money spent, contingency on works, running and renewing facilities after the plan, cost of public funds."""
    borne, public = _borne(flows, counted, perspective), _public(flows, perspective)
    after_plan = x.years > int(flows.plan.horizon.end[:4])
    contingency = p["appraisal.contingency"]
    life = p["appraisal.life_equipment"]
    upkeep, renewal = np.zeros((flows.draws, x.n)), np.zeros((flows.draws, x.n))
    for facility in _facilities(flows, x, p):
        kept = x.fade * (after_plan & facility.served)
        upkeep += p["appraisal.upkeep"] * (facility.buildings + facility.equipment) * kept
        renewal += facility.equipment / life * kept * (x.years >= facility.mean_year + life)
    taxed = (flows.spending * public).sum(axis=1) + contingency * (flows.works * public).sum(axis=1)
    lines = {
        "works": x.spread((flows.works * borne).sum(axis=1)),
        "contingency": x.spread(contingency * (flows.works * borne).sum(axis=1)),
        "programmes": x.spread(((flows.spending - flows.works) * borne).sum(axis=1)),
        "upkeep": upkeep,
        "renewal": renewal,
    }
    if counted.public_funds:
        lines["public_funds"] = p["appraisal.public_funds"] * (x.spread(taxed) + upkeep + renewal)
    return lines


def _startups(flows: Flows, x: Extended, p: Mapping[str, Array], counted: Counted, perspective: str) -> Lines:
    """Value added of net start-ups, the labour it takes, what it displaces, and the grants counted as a cost already.

    value added     a R                                          R net sales, a value-added ratio
    labour          national  s w J (1 + e)                      J net staff, w yearly wage, e staff elsewhere
                    regional  s w J + w gap e J                  pay of staff elsewhere leaves the region
    displaced       d a R (1 - share of labour x s)              their staff are worth s of their wage elsewhere
    outside owners  o (a R - w J (1 + gap e) + grants)           regional: their part of profits and losses
    """
    nation = perspective == NATIONAL
    sales = x.effects(flows.quantities["revenue"], grow=True)
    staff = x.effects(flows.quantities["jobs.startups"])
    wage = MONTHS * p["region.wage"]
    s = p["appraisal.social_wage" if nation else "appraisal.social_wage_region"]
    d = p["appraisal.displacement_nation" if nation else "appraisal.displacement_region"]
    away = p["appraisal.staff_elsewhere"]
    added = p["appraisal.value_added_ratio"] * sales
    elsewhere = s * wage * away * staff if nation else wage * p["region.wage_gap"] * away * staff
    labour = (s * wage * staff + elsewhere) * counted.labour
    lost = d * added * (1.0 - p["appraisal.labour_share"] * s * counted.labour)
    passed_on = x.spread(_passed_on(flows, counted, perspective, PASSED_ON)) * counted.labour
    lines = {
        "startups_value_added": added,
        "startups_labour": -labour,
        "startups_displaced": -lost,
        "passed_on": passed_on,
    }
    if nation and counted.investors:
        public = _passed_on(flows, counted, perspective, ("fund",))
        lines["investors"] = x.effects(flows.quantities["venture.raised"]) - x.spread(public)
    if not nation and counted.labour:
        pay = wage * staff * (1.0 + p["region.wage_gap"] * away)
        lines["outside_owners"] = -p["appraisal.owned_outside"] * (added - pay + passed_on)
    return lines


def _passed_on(flows: Flows, counted: Counted, perspective: str, kinds: tuple[str, ...]) -> Array:
    """Spending that becomes money of firms, (draw, year): what is counted as a cost, and to the region all of it."""
    share = _borne(flows, counted, perspective)
    if perspective != NATIONAL:  # national money comes in from outside - of a fund, what is invested in the region
        stays = [1.0 if p.fund is None else p.fund.local_duty.value for p in flows.plan.programmes]
        national = [p.funding.get("national", 0.0) for p in flows.plan.programmes]
        share = share + _column(national) * _column(stays)
    chosen = _column([float(p.kind in kinds) for p in flows.plan.programmes])
    return (flows.spending * share * chosen).sum(axis=1)


def _attracted(flows: Flows, x: Extended, p: Mapping[str, Array], counted: Counted, perspective: str) -> Lines:
    """Staff of attracted firms: what they make, what they would have made, and what only moved.

    national   w A / labour share - s w A, less the share that would have been elsewhere in the nation
    regional   w A - s w A (profits leave), less what other firms of the region lose
    """
    nation = perspective == NATIONAL
    pay = MONTHS * p["region.wage"] * x.effects(flows.quantities["jobs.attracted"])
    s = p["appraisal.social_wage" if nation else "appraisal.social_wage_region"]
    moved = p["appraisal.relocation" if nation else "appraisal.displacement_region"]
    added = pay / p["appraisal.labour_share"] if nation else pay
    labour = s * pay * counted.labour
    return {
        "attracted_value_added": added,
        "attracted_labour": -labour,
        "attracted_displaced": -moved * (added - labour),
    }


def _firms(flows: Flows, x: Extended, p: Mapping[str, Array], counted: Counted, perspective: str) -> Lines:
    """Computing no longer bought; savings of adopters, what their contracts cost them, vouchers given back."""
    q = flows.quantities
    contracts = q["adoption.contracts_local"] + q["adoption.contracts_outside"]
    bought = q["compute.projects"] * flows.anyway * p["programme.support_months"] * p["cost.compute"]
    vouchers = _passed_on(flows, counted, perspective, ("adoption",))
    return {
        "compute_saved": x.spread(bought),
        "adopters_savings": x.effects(q["adoption.savings"]),
        "adopters_payments": x.spread(vouchers - p["adoption.contract"] * contracts),
    }


def _people(flows: Flows, x: Extended, p: Mapping[str, Array], counted: Counted, perspective: str) -> Lines:
    """What training adds to earnings outside the cluster, and the earnings given up while training.

    W_y = (1 - fade) W_{y-1} + placed_y, half a year in the year of placement; gain = 12 g W
    """
    q = flows.quantities
    placed = q["people.placed_region"] * (1.0 - flows.cluster_share)
    if perspective == NATIONAL:
        placed = placed + q["people.placed_outside"]
    placed, keep = x.spread(placed), 1.0 - p["appraisal.training_fade"]
    gains, level = np.zeros_like(placed), np.zeros((flows.draws, 1))
    for y in range(x.n):
        new = placed[:, y : y + 1]
        gains[:, y : y + 1] = keep * level + new / 2
        level = keep * level + new
    months = np.zeros((flows.draws, len(flows.years)))
    for k, programme in enumerate(flows.plan.programmes):
        course, price = programme.training, programme.unit_cost
        if course is not None and course.level in TIMED and price is not None and price.value > 0:
            months += flows.spending[:, k] / flows.plan.won_m(price.value) * course.months
    return {
        "training_gains": MONTHS * p["appraisal.training_gain"] * gains,
        "trainees_time": -x.spread(p["appraisal.trainee_time"] * p["region.wage"] * months),
    }


def _residual(flows: Flows, x: Extended, p: Mapping[str, Array], counted: Counted, perspective: str) -> Lines:
    """Land in full and buildings by what is left of their life, in the last year."""
    worth = np.zeros((flows.draws, x.n))
    for facility in _facilities(flows, x, p):
        left = np.clip(1.0 - (x.years[-1] - facility.mean_year) / p["appraisal.life_building"], 0.0, 1.0)
        worth[:, -1:] += facility.land[:, -1:] + facility.buildings[:, -1:] * left
    return {"residual": worth}


#: The rules, and the lines that each of them works out.
_RULES: Final = {
    _costs: {"works", "contingency", "programmes", "upkeep", "renewal", "public_funds"},
    _startups: {"startups_value_added", "startups_labour", "startups_displaced", "passed_on", "outside_owners",
                "investors"},
    _attracted: {"attracted_value_added", "attracted_labour", "attracted_displaced"},
    _firms: {"compute_saved", "adopters_savings", "adopters_payments"},
    _people: {"training_gains", "trainees_time"},
    _residual: {"residual"},
}  # fmt: skip
