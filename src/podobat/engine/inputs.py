"""What a run needs to know: the plan as arrays by month, and one draw's parameters as a record.

A kernel reads `p.entry_deadweight` where a person reads `entry.deadweight`. Money in programme ledgers is counted in
whole thousand won, so that granted = spent + unspent holds to the won.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from podobat.engine.standing import rivals_by_month, start_figures, ties_by_month
from podobat.evidence.provisions import CHANNELS, read_provisions
from podobat.plan import Plan
from podobat.plan.blocks import OUTPUTS, Infrastructure
from podobat.plan.schema import KINDS, SPENDING_SECTORS, Facility, Programme
from podobat.plan.start import LEVELS
from podobat.units import month_index

PARAMETER_IDS = tuple(
    sorted(
        [
            "climate.persistence",
            "climate.volatility",
            "demand.growth",
            "demand.ceiling",
            "works.overrun_compute",
            "works.overrun_testbed",
            "works.overrun_space",
            "works.overrun_spread",
            "region.incumbents",
            "region.organic_rate",
            "region.applicants",
            "region.candidates",
            "region.specialists_looking",
            "region.specialists_inflow",
            "region.wage",
            "region.wage_gap",
            "region.capital_access",
            "region.adoption_gap",
            "region.induced_share",
            "entry.agglomeration",
            "entry.deadweight",
            "entry.displacement",
            "entry.spinoff_cost",
            "entry.spinoff_lag",
            "entry.cash",
            "entry.cash_spread",
            "entry.team",
            "entry.incumbent_age",
            "entry.incumbent_funded",
            "attraction.memorandum_cost",
            "attraction.conversion",
            "attraction.lag",
            "attraction.attention_loss",
            "attraction.attention_after",
            "attraction.opening_staff",
            "attraction.staff_target",
            "attraction.staff_spread",
            "attraction.staff_speed",
            "attraction.hq_move",
            "attraction.leave",
            "product.months",
            "product.team_elasticity",
            "product.team_reference",
            "product.noise",
            "product.effect_compute",
            "product.effect_testbed",
            "product.effect_growth",
            "product.effect_space",
            "product.effect_research",
            "revenue.first_sale",
            "revenue.first_spread",
            "revenue.growth_young",
            "revenue.growth_mature",
            "revenue.growth_months",
            "revenue.volatility",
            "revenue.size_exponent",
            "revenue.margin",
            "revenue.services_share",
            "revenue.services_rate",
            "revenue.breakeven_months",
            "cost.founders_pay",
            "cost.compute",
            "cost.rent",
            "cost.fixed",
            "rounds.hazard_seed",
            "rounds.hazard_a",
            "rounds.hazard_b",
            "rounds.hazard_c",
            "rounds.ramp",
            "rounds.traction",
            "rounds.certification",
            "rounds.climate",
            "rounds.amount_seed",
            "rounds.amount_a",
            "rounds.amount_b",
            "rounds.amount_c",
            "rounds.amount_spread",
            "rounds.outside_share",
            "rounds.capital_hires",
            "rounds.seat_move",
            "rounds.seat_before_seed",
            "rounds.seat_from_a",
            "rounds.stay_space",
            "rounds.stay_contracts",
            "rounds.moved_staff_kept",
            "fund.additionality",
            "hiring.runway",
            "hiring.speed",
            "hiring.layoff_runway",
            "hiring.turnover",
            "hiring.match_efficiency",
            "hiring.match_elasticity",
            "hiring.other_jobs",
            "hiring.capital_leaving",
            "hiring.wage_elasticity",
            "hiring.postgraduate_leaving",
            "hiring.untraced",
            "training.completion",
            "training.applicants_course",
            "training.applicants_bachelor",
            "training.applicants_postgraduate",
            "programme.application",
            "programme.support_months",
            "programme.testbed_from",
            "programme.young_months",
            "programme.space_months",
            "programme.certified_months",
            "adoption.initial",
            "adoption.innovation",
            "adoption.imitation",
            "adoption.voucher_additionality",
            "adoption.pilot_success",
            "adoption.pilot_months",
            "adoption.local_share",
            "adoption.contract",
            "adoption.contract_months",
            "adoption.supplier_capacity",
            "adoption.saving_share",
            "adoption.sales_share",
            "adoption.employment_effect",
            "exit.hazard_new",
            "exit.hazard_old",
            "exit.hazard_months",
            "exit.acquired_early",
            "exit.acquired_late",
            "research.patents",
            "startup.patents",
            "network.scale",
            "network.effect_attraction",
            "network.effect_access",
            "law.hazard",
            "law.entry",
            "law.attraction",
            "law.access",
            "law.stay",
            "rivals.distance_decay",
            "rivals.home_distance",
            "rivals.grants",
            "rivals.access",
            "rivals.founder_share",
            "rivals.signatory_share",
            "rivals.leaver_share",
            "rivals.seat_share",
            "ties.effect_rounds",
            "ties.effect_contracts",
            "induced.construction",
            "induced.electronics",
            "induced.electrical",
            "induced.machinery",
            "induced.information",
            "induced.professional",
            "induced.business_support",
            "induced.education",
            "induced.public_admin",
            "induced.health",
            "works.overrun_infrastructure",
            "established.growth",
            "established.volatility",
            "established.closing",
            "established.size_spread",
            "established.specialists",
            "anchor.follows",
            "infrastructure.take_up",
            "infrastructure.occupancy",
            "infrastructure.private_follows",
            "procurement.local_share",
            "procurement.contract_months",
            "procurement.reference",
            "chips.design_months",
            "chips.design_spread",
            "chips.cost",
            "chips.run_cost",
            "chips.run_months",
            "chips.first_silicon",
            "chips.effect_test",
            "chips.effect_partner",
            "chips.respin",
            "chips.customer_chance",
            "chips.customer_months",
            "chips.contract",
            "research.market_chance",
            "research.to_market",
            "output.startups",
            "output.per_person",
        ]
    )
)
INDUCED = SPENDING_SECTORS  # input-output sectors, in the order of a programme's `spending`

# One draw's parameters: a float64 field each, named after the parameter with '.' written '_'.
PARAMETERS = np.dtype([(name.replace(".", "_"), np.float64) for name in PARAMETER_IDS])

(COMPUTE, TESTBED, SPACE, FOUNDING, GROWTH, ATTRACTION,
 FUND, TRAINING, RESEARCH, ADOPTION, NETWORK, OPERATIONS,
 ANCHOR, INFRASTRUCTURE, PROCUREMENT, CHIPS) = range(len(KINDS))  # fmt: skip
MAX_SECTORS = 8
IN_SERVICE = -2  # `starts` of a facility that serves from the first month on
TEST_CENTRE, PARTNER = 1, 2  # bits of `supports`

PROGRAMME = np.dtype(
    [
        ("kind", np.int64),
        ("identity", np.uint32),  # from the programme's id, so that adding a programme moves nobody's luck
        ("unit_cost", np.int64),  # thousand won a place, 0 where none is given
        ("level", np.int64),  # training
        ("months", np.int64),  # training: length of the course;  anchor: until a firm opens;  chips: between runs
        ("leverage", np.float64),  # fund: commitments per won of the budget
        ("local_duty", np.float64),  # fund: share to be invested in the region
        ("fund_months", np.int64),
        ("duty_months", np.int64),  # fund: months within which the regional duty is to be met
        ("starts", np.int64),  # works: month number in which they start; -1 where there are none, -2 in service
        ("opens", np.int64),
        ("capacity", np.float64),
        ("cost", np.int64),  # thousand won for the works before opening
        ("total", np.int64),  # thousand won over the whole plan
        ("adoption", np.float64, (MAX_SECTORS,)),
        ("spending", np.float64, (len(INDUCED),)),
        ("output", np.int64),  # infrastructure: which of schema.OUTPUTS;  chips: the sector
        ("staged", np.int64),  # infrastructure: 1 where it is handed over as it is built
        ("amount", np.float64),  # infrastructure: how much of its output
        ("private", np.float64),  # infrastructure: private KRW m in all;  anchor: a firm
        ("staff", np.float64),  # anchor: people at one firm
        ("share", np.float64),  # anchor: brought along;  chips: of the cost of a run that is paid
        ("supports", np.int64),  # chips: bits TEST_CENTRE, PARTNER
        ("local", np.float64),  # share of the money that goes to those who work in the region
    ]
)
SECTOR = np.dtype(
    [
        ("demand_firms", np.int64),
        ("startup_share", np.float64),
        ("development", np.float64),
        ("employees", np.float64),
        ("costs", np.float64),  # KRW m a month
        ("adoption", np.float64),  # pace of adoption relative to the region
    ]
)
ACT = 4  # what an act does: founding, attraction, access to capital, staying


FOREVER = 1 << 30  # a month that no run reaches


class PlanArrays(NamedTuple):
    """A plan as the kernel reads it. T months from the start of the plan to the horizon, K programmes, S sectors."""

    budget: np.ndarray  # int64 (K, T) thousand won granted in the month
    programmes: np.ndarray  # PROGRAMME (K,)
    sectors: np.ndarray  # SECTOR (S,)
    pins: np.ndarray  # float64 (T,) venture climate where observed, else -1
    elections: np.ndarray  # uint8 (T,)
    law: np.ndarray  # int64 (7,) wanted 0/1, earliest month, fixed month or -1; month from which the next three hold
    years: np.ndarray  # int64 (T,) calendar year of the month, counted from the plan's first
    decided: np.ndarray  # int64 (K, T) the money that `programmes` were decided with; that of `after` is `budget`
    after: np.ndarray  # PROGRAMME (K,) the programmes from month `change` on
    change: int  # FOREVER where they stay as they are
    end: int  # month number of the plan's last month; the T months go on after it
    rivals: np.ndarray  # RIVAL (R,)
    act: np.ndarray  # float64 (ACT,) how much of each effect of the act comes with its provisions; 1 for all of it
    start: np.ndarray  # float64 (figures, 3) where the region starts: START_...; from START_LOOKING on by level
    established: np.ndarray  # GROUP_THERE (groups of established firms,)
    ties: np.ndarray  # float64 (0,) none declared, or (1 + T,) share of start-ups with a tie at the start, by month


class Lives(NamedTuple):
    """Which lives are lived: draw i has the parameters of a point, and the luck of draw numbers, stretch by stretch."""

    points: np.ndarray  # int64 (draw,) row of the parameters and of the plan figures
    luck: np.ndarray  # int64 (draw, stretch) numbers below 2**32
    until: np.ndarray  # int64 (stretch,) first month that is no longer in it; the last one lasts to the end

    def part(self, first: int, end: int) -> Lives:
        """Those at places first .. end - 1."""
        return Lives(self.points[first:end], self.luck[first:end], self.until)


#: What may differ from the plan, a column a figure: unit cost, capacity, then a calendar year's money (engine.figures).
UNIT_COST, CAPACITY, MONEY = range(3)
AS_PLANNED = np.ones((0, 0, 0))  # no figure differs


def monthly_budget(plan: Plan, yearly: dict[int, float]) -> np.ndarray:
    """A programme's yearly money by month, in whole thousand won: equal months, the odd won in January.

    Months of a year that lie outside the plan get nothing, so a year's money is never lost.
    """
    start = month_index(plan.horizon.start)
    budget = np.zeros(plan.n_months, dtype=np.int64)
    end = min(month_index(plan.horizon.end) - start, plan.n_months - 1)
    for year, amount in yearly.items():
        months = [m for m in range(int(year) * 12 - start, int(year) * 12 - start + 12) if 0 <= m <= end]
        if not months:
            continue
        thousand_won = round(plan.won_m(amount) * 1000)
        share, odd = divmod(thousand_won, len(months))
        budget[months] = share
        budget[months[0]] += odd
    return budget


def _months(programme: Programme) -> int:
    """Length of a course, months until a firm that settles opens, or months between two shuttle runs."""
    if programme.training is not None:
        return programme.training.months
    if programme.anchor is not None:
        return programme.anchor.months
    return programme.chips.shuttle if programme.chips is not None else 0


def _programme_record(plan: Plan, programme) -> tuple:
    sector_ids = [s.id for s in plan.sectors]
    shares = np.zeros(MAX_SECTORS)
    for sector, share in (programme.adoption or {}).items():
        shares[sector_ids.index(sector)] = share
    spending = np.array([float((programme.spending or {}).get(name, 0.0)) for name in INDUCED])
    total = int(monthly_budget(plan, programme.budget).sum())
    facility, training, fund, works = programme.facility, programme.training, programme.fund, programme.works
    capacity, cost = 0.0, 0
    if facility is not None:
        full = getattr(facility, "cost", None)
        planned = round(plan.won_m(full.value) * 1000) if full is not None else total
        share = min(1.0, total / planned) if planned > 0 else 0.0
        capacity = facility.capacity.value * (1.0 if plan.month_number(facility.opens) < 0 else share)
        cost = int(total * facility.built_share.value)
    elif works is not None:
        cost = total
    return (
        KINDS.index(programme.kind),
        zlib.crc32(programme.id.encode()),
        round(plan.won_m(programme.unit_cost.value) * 1000) if programme.unit_cost is not None else 0,
        LEVELS.index(training.level) if training is not None else 0,
        _months(programme),
        fund.leverage.value if fund is not None else 0.0,
        fund.local_duty.value if fund is not None else 0.0,
        fund.months if fund is not None else 0,
        (fund.duty_months or fund.months) if fund is not None else 0,
        *_works_months(plan, works, total),
        capacity,
        cost,
        total,
        shares,
        spending,
        *_block_values(plan, programme, sector_ids),
        programme.local.value if programme.local is not None else 1.0,
    )


def _works_months(plan: Plan, works: Facility | Infrastructure | None, total: int) -> tuple[int, int]:
    """Month numbers of start and opening: IN_SERVICE where it opened before the plan, (-1, -1) without money."""
    if isinstance(works, Facility) and plan.month_number(works.opens) < 0:
        return IN_SERVICE, 0
    if works is None or total == 0:
        return -1, -1
    return max(0, plan.month_number(works.start)), plan.month_number(works.opens)


def _block_values(plan: Plan, programme: Programme, sector_ids: list[str]) -> tuple:
    """What the blocks `anchor`, `infrastructure` and `chips` say: the last fields of a PROGRAMME."""
    anchor, works, chips = programme.anchor, programme.infrastructure, programme.chips
    if anchor is not None:
        private = plan.won_m(anchor.investment.value) if anchor.investment is not None else 0.0
        return 0, 0, 0.0, private, anchor.staff.value, anchor.brought.value, 0
    if works is not None:
        private = plan.won_m(works.private.value) if works.private is not None else 0.0
        amount = works.amount.value if works.amount is not None else 0.0
        return OUTPUTS.index(works.output), int(works.staged), amount, private, 0.0, 0.0, 0
    if chips is not None:
        supports = TEST_CENTRE * chips.test_centre + PARTNER * chips.partner
        return sector_ids.index(chips.sector), 0, 0.0, 0.0, 0.0, chips.shuttle_share.value, supports
    return 0, 0, 0.0, 0.0, 0.0, 0.0, 0


def plan_arrays(plan: Plan) -> PlanArrays:
    """The plan as arrays: budgets by month, programmes, sectors, pinned climate, elections and the law."""
    months = plan.n_months
    programmes = np.zeros(len(plan.programmes), dtype=PROGRAMME)
    budget = np.zeros((len(plan.programmes), months), dtype=np.int64)
    for k, programme in enumerate(plan.programmes):
        programmes[k] = _programme_record(plan, programme)
        budget[k] = monthly_budget(plan, programme.budget)
    sectors = np.zeros(len(plan.sectors), dtype=SECTOR)
    for k, sector in enumerate(plan.sectors):
        sectors[k] = (
            round(sector.demand_firms.value),
            sector.startup_share.value,
            sector.development.value,
            sector.employees_per_firm.value,
            plan.won_m(sector.costs_per_firm.value) / 12,
            1.0 if sector.adoption_pace is None else sector.adoption_pace.value,
        )
    pins = np.full(months, -1.0)
    for pin in plan.climate.pins:
        first, last = plan.month_number(pin.from_), plan.month_number(pin.to)
        pins[max(0, first) : max(0, min(months, last + 1))] = pin.value
    elections = np.zeros(months, dtype=np.uint8)
    for month in plan.elections:
        if 0 <= plan.month_number(month) < months:
            elections[plan.month_number(month)] = 1
    law = plan.law
    fixed = plan.month_number(law.effective) if law.effective is not None else -1
    wanted = np.array([int(law.wanted), plan.month_number(law.earliest), fixed, FOREVER, 0, 0, -1], dtype=np.int64)
    start = month_index(plan.horizon.start)
    years = (start + np.arange(months, dtype=np.int64)) // 12 - start // 12
    end = plan.month_number(plan.horizon.end)
    return PlanArrays(
        budget, programmes, sectors, pins, elections, wanted, years, budget, programmes, FOREVER, end,
        rivals_by_month(plan, months), act_shares(law.kind, law.provisions), *start_figures(plan),
        ties_by_month(plan, months),
    )  # fmt: skip


def act_shares(kind: str, provisions: Sequence[str] | None) -> np.ndarray:
    """How much of each effect of a full special act comes: (ACT,), summed over its provisions.

    kind        special, or general: the whole nation has the provisions, and the region keeps a part of their effect
    provisions  ids; None for all
    """
    if kind == "special" and provisions is None:
        return np.ones(ACT)
    shares = np.zeros(ACT)
    for provision in read_provisions():
        if provisions is None or provision.id in provisions:
            part = provision.nationwide if kind == "general" else 1.0
            shares += part * np.array([getattr(provision, channel) for channel in CHANNELS])
    return shares


def first_months(x: PlanArrays, months: int) -> PlanArrays:
    """The same plan, of which only so many months are run."""
    return x._replace(pins=x.pins[:months])


def lives_of(points: ArrayLike, luck: ArrayLike, until: Sequence[int] = ()) -> Lives:
    """Whose parameters and whose luck each draw has.

    points  (draw,) row of the parameters
    luck    (draw,) or (draw, stretch) draw numbers;  until  first month after each stretch but the last
    """
    rows = np.asarray(points, np.int64)
    numbers = np.ascontiguousarray(np.asarray(luck, np.int64).reshape(len(rows), -1))
    return Lives(rows, numbers, np.array([*until, FOREVER], np.int64))


def pairs(draws: int, first: int = 0) -> Lives:
    """Draws first .. first + draws - 1, each with luck of its own; 2i and 2i + 1 share point i - first // 2."""
    numbers = np.arange(first, first + draws, dtype=np.int64)
    return lives_of(numbers // 2 - first // 2, numbers)


def parameter_records(values: np.ndarray) -> np.ndarray:
    """Rows of parameter values (columns in PARAMETER_IDS order) as records, one a row."""
    values = np.ascontiguousarray(values, dtype=np.float64)
    if values.ndim != 2 or values.shape[1] != len(PARAMETER_IDS):
        raise ValueError(f"expected (n, {len(PARAMETER_IDS)}) parameter values, got {values.shape}")
    return values.view(PARAMETERS).reshape(-1)
