"""The arrays one run lives in: start-ups, attracted offices, pools of people, ledgers, and the state of the region.

Columns are rows of a few tables of 32-bit numbers, a slot a firm, so that a run stays in the processor's cache and
every rule is a loop over columns: `cash = firms.floats[CASH]`. Few tables rather than many arrays, because a compiled
function receives every array it may touch as seven machine words. When a firm is gone the
last one takes its slot; a firm's luck hangs on its identity, never on its slot.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from podobat.engine.inputs import COMPUTE, INDUCED, PROGRAMME, SPACE, TESTBED, PlanArrays
from podobat.engine.numerics import COMPILE, LANES, I, select
from podobat.engine.remembered import MEMORY
from podobat.plan.schema import KINDS, LEVELS

# Places of a start-up's seat. 0 marks an empty slot.
FREE, REGION, CAPITAL = 0, 1, 2
STAGES = ("pre-seed", "seed", "Series A", "Series B", "Series C+")
PRE_SEED, SEED, SERIES_A, SERIES_B, SERIES_C = range(5)

# Identities: origin (3 bits), month of birth (11 bits), order within the month (18 bits).
INCUMBENT, ORGANIC, APPLICANT, SPIN_OFF, SIGNATORY_FIRM, OFFICE_THERE, ESTABLISHED_FIRM, SETTLER_FIRM = range(8)

# Bins of the diagnostic histograms.
AGE_QUARTERS = 48  # cash by age: quarters of age, the last one open
OCTAVES_DOWN, OCTAVES_UP = 12, 17  # cash bins reach from -4,096 to 131,072 KRW m, four a doubling
_QUARTERS = np.array([(1 + m / 4) * 2.0**e for e in range(OCTAVES_UP) for m in range(4)])
CASH_EDGES = np.concatenate([-_QUARTERS[: 4 * OCTAVES_DOWN][::-1], [0.0], _QUARTERS])  # bin 0 lies below the first edge
CASH_BINS = len(CASH_EDGES) + 1
HEAD_EDGES = np.array([1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 50, 100, 200, 500])  # lower edges
AGE_YEARS = 12
PAGE = 4096  # bytes of a page of memory


# Whole-number columns of start-ups (int32).
(
    UID,  # identity, the bits of a uint32
    PLACE,  # 0 empty, 1 region, 2 capital
    SECTOR,
    STAGE,  # 0 pre-seed .. 4 Series C+
    FOUNDED,  # month number of founding; negative for incumbents
    LAST_ROUND,  # month of the last round, or of founding
    FIRST_SALE,  # month of the first sale; NEVER before it
    HEAD,  # people
    AWAY,  # of these, people working in the capital
    COMPUTE_UNTIL,  # the month in which a support is no longer held, by kind: dates need no monthly count-down
    TESTBED_UNTIL,
    GROWTH_UNTIL,
    SPACE_UNTIL,
    RESEARCH_UNTIL,
    CERTIFIED_UNTIL,  # the month in which a grant no longer certifies
    CONTRACT_UNTIL,  # the month in which a local AI+X contract no longer pays
    BLACK,  # months in a row with costs covered by sales
    OUTSIDE,  # 1 after a round by an outside investor
    CROSSED,  # 1 once through the valley
    SUPPORTED,  # 1 once given any support
    SEEDED,  # one more than the month of the seed round; 0 before it, and where it was raised before the plan began
    HEAD_1,  # people a year ago as last noted, two and three years ago; 0 where the firm was not seated here
    HEAD_2,
    HEAD_3,
) = range(24)
NEVER = 1 << 20  # a month that no run reaches
# Real-number columns of start-ups (float32).
(
    READINESS,  # 0..1
    PACE,  # 1/month, reference progress in its sector
    SALES,  # KRW m a month
    CONTRACT_INCOME,  # KRW m a month from a local AI+X contract
    CASH,  # KRW m
    TURNOVER,  # KRW m of the month: product sales, services and local AI+X contracts
    FLOW,  # KRW m of the month: income less cost, before grants and rounds
) = range(7)
# The month's luck and scratch columns of start-ups (float32), and whole-number scratch (int32).
Z_WORK, Z_SALES, U_ROUND, U_EXIT, U_VACANCY, U_HIRE, U_QUIT, U_MOVE = range(8)
# Fewer columns stay in the innermost cache: what is used up makes room for what comes later in the month, and the luck
# in the quarter's calls lies where the month's luck is drawn afterwards.
INCOME, COST, HAZARD = Z_WORK, Z_SALES, Z_SALES
U_COMPUTE, U_TESTBED, U_GROWTH, U_SPACE, U_RESEARCH = range(5)
VACANCY, VACANCY_AWAY, STAYS, EVENT = range(4)
# The same columns while the month's founders line up, a slot a founder.
FOUNDER_UID, GRANT_OF = VACANCY, EVENT
FOUNDER_CASH, U_SECTOR, U_TEAM, U_ANYWAY = INCOME, U_VACANCY, U_HIRE, U_QUIT
# Columns of attracted firms with an office: whole numbers (int32); the staff it grows to and its luck (float32).
OFFICE_UID, OFFICE_OPEN, OFFICE_SECTOR, OFFICE_STAFF, OFFICE_HQ, OFFICE_VACANCY, OFFICE_EVENT = range(7)
OFFICE_GOAL, U_OFFICE_LEAVE, U_OFFICE_HQ, U_OFFICE_QUIT, U_OFFICE_POSTS = range(5)
# What OFFICE_OPEN says: closed, or open and which: attracted with an office, established when the plan began, settled.
GONE, ATTRACTED, ESTABLISHED, SETTLED = range(4)
# Rows of World.settling (firms on their way here), .designs (chips) and .yields (what infrastructure yields).
SETTLING, SETTLING_MONTH, SETTLING_PROGRAMME = range(3)
DESIGN_OF, DESIGN_PROGRAMME, DESIGN_PHASE, DESIGN_DUE, DESIGN_TRIES, DESIGN_MONTHS = range(6)
DELIVERED, USED, OFFERED = range(3)
# Rows of World.ledger (thousand won, and the month a facility really opens), .industries, .stacks, and diagnostics.
GRANTED, SPENT, CHARGED, BUILT, OPENS = range(5)
USERS, USERS_AT_START, PILOTING = range(3)
PENDING, PENDING_MONTH = range(2)
AT_RISK, CLOSED_AT = range(2)
STAGE_REACHED, MONTHS_IN_STAGE, EXITS, DESTINATIONS, COHORT_REACHED, ACQUIRED_AT, MONEY_IN = range(7)
EXIT_CASH, EXIT_BACKGROUND, EXIT_ACQUIRED, EXIT_MOVED = range(4)
COHORT = 36  # months from the start in which a seed round makes a firm one of those followed to the end
GAPS = 61  # months before a round, two to a bin, the last one open
NOTED_YEARS = 16  # years from the start of which the panel of firms is noted, the last one open
# Rows of Diagnostics.panel, counted at the end of each year from the start.
(
    SUPPORTED_FIRMS,  # supported start-ups seated here
    GREW_FAST,  # of these, with ten people or more and 1.2^3 times as many as three years ago
    SUPPORTED_STAFF,
    SUPPORTED_SALES,  # KRW m of the month
) = range(4)


class Columns(NamedTuple):
    """A table of whole-number columns and one of real-number columns, a slot a firm.

    A free slot holds zeros, apart from luck and the month's results: no rule needs to know where the firms end.
    """

    ints: np.ndarray  # int32 (columns, slots)
    floats: np.ndarray  # float32 (columns, slots)


STATE = np.dtype(
    [
        ("n", np.int64),  # slots in use
        ("n_offices", np.int64),
        ("n_pending", np.int64),
        ("full", np.int64),  # 1: a column was too short, run again with longer ones
        ("firm_months", np.int64),
        ("incumbents", np.int64),
        ("venture", np.float64),  # climate, 1 at its long-run mean
        ("root_venture", np.float64),  # its square root
        ("rounds_climate", np.float64),  # what it does to the hazard of rounds
        ("demand_pace", np.float64),  # growth of national AI demand relative to the start
        ("attention", np.float64),
        ("law_month", np.int64),
        ("law", np.int64),
        ("network", np.float64),  # effect of the overseas network, 0..1
        ("network_year", np.float64),  # its spending over a fading year, KRW m
        ("additional_year", np.float64),  # foundings that programmes added, over a fading year
        ("fund_local", np.float64),  # KRW m still to be invested in the region
        ("fund_outside", np.float64),
        ("fund_local_month", np.float64),  # KRW m a month the duty asks for
        ("fund_outside_month", np.float64),
        ("fund_hazard", np.float64),
        ("called", np.int64),  # one more than the last month for whose calls luck was drawn
        ("compute_used", np.float64),
        ("compute_capacity", np.float64),
        ("base_inflow", np.int64),
        ("base_returned", np.int64),
        ("base_hired", np.int64),
        ("base_left", np.int64),
        ("leaving", np.float64),  # monthly chance that a person looking for work leaves for the capital
        ("leaving_postgraduate", np.float64),
        ("log_team_reference", np.float32),  # what a run's parameters say for all its months
        ("log_first_sale", np.float32),
        ("office_leaves", np.float64),  # monthly chances of an office
        ("office_stays_for_good", np.float64),
        ("mean_round", np.float64),  # over its median
        ("research_spent", np.float64),  # KRW m this month
        ("offices_at_start", np.int64),  # attracted firms with an office
        ("signed_before", np.int64),  # firms that had signed a memorandum before the plan began
        ("established", np.int64),  # firms that are or were established here when the plan began, or have settled since
        ("firms_at_start", np.int64),
        ("jobs_at_start", np.int64),
        ("n_settling", np.int64),
        ("n_designs", np.int64),
    ]
)


class Diagnostics(NamedTuple):
    """Histograms summed over draws, one set a world (int64)."""

    cash_by_age: np.ndarray  # (AGE_QUARTERS, CASH_BINS)
    flow_by_age: np.ndarray  # the same of the month's operating cash flow
    survival: np.ndarray  # (2, AGE_YEARS): firm-months lived in (set at the end) and firms closed in this year of age
    headcount: np.ndarray  # (2, len(HEAD_EDGES)) at the plan's end and at the horizon
    tallies: np.ndarray  # (7, 5): rounds into each stage (0 = founded); months from the round before, summed;
    # exits by cause; trained people by destination (cluster, elsewhere in the region, capital, untraced); stages
    # reached by those who raised a seed round in the first COHORT months; acquired by stage; money raised, KRW m
    gaps: np.ndarray  # (5, GAPS): rounds into each stage by the months from the round before
    panel: np.ndarray  # (4, NOTED_YEARS): supported start-ups from year to year


POOLS = len(LEVELS) + 1  # people by level, after those with experience
# Rows of World.paths: the month's luck, venture climate, its square root, what it does to rounds, and demand's pace.
PATH_LUCK, PATH_VENTURE, PATH_ROOT, PATH_ROUNDS, PATH_PACE = range(5)
# Rows of World.memory: Poisson numbers whose mean a run keeps.
APPLICANTS_MEAN, TEAM_MEAN, INFLOW_MEAN, OFFICE_STAFF_MEAN, COURSE_MEAN = range(5)  # from COURSE_MEAN on by level


class World(NamedTuple):
    """Everything one run changes. S sectors, K programmes, T months, M measures."""

    state: np.ndarray  # STATE (1,)
    firms: Columns
    draws: Columns
    offices: Columns
    stacks: np.ndarray  # int64 (2, slots): memoranda that will open an office, and when
    settling: np.ndarray  # int64 (3, slots): established firms that will open here, when, and of which programme
    designs: np.ndarray  # int64 (6, slots): chips on the way
    yields: np.ndarray  # float64 (3, K): share of an infrastructure handed over and in use; offers made to anchors
    ledger: np.ndarray  # int64 (5, K)
    vouchers: np.ndarray  # int64 (K, S) vouchers given so far
    industries: np.ndarray  # int64 (3, S): demand firms using AI, using it at the start, piloting
    pilots_due: np.ndarray  # int64 (S, T + 64)
    members: np.ndarray  # int64 (kinds, K + 1) by kind: how many programmes may act, and which
    granting: np.ndarray  # int32 (T,) 1 in months in which money is granted
    memory: np.ndarray  # float64 (means, MEMORY) running totals of Poisson numbers
    looking: np.ndarray  # int64 (POOLS,) experienced, course, bachelor, postgraduate
    applicants: np.ndarray  # int64 (POOLS,) who would still enrol this month, by level; -1 before anybody is asked
    due: np.ndarray  # int64 (POOLS, T + longest course) people due to complete
    sums: np.ndarray  # int64 (3, S + 3) by sector: start-ups, their staff in the region, their sales in 1/16 KRW m
    stages: np.ndarray  # int64 (5,) start-ups by stage last month
    chances: np.ndarray  # float64 (kinds,) by programme kind: the luck that this month's calls have used up
    induced: np.ndarray  # float64 person-years per KRW bn by input-output sector, this draw
    shares_up_to: np.ndarray  # float64 (S,) running totals of the sectors' shares of founders
    paces: np.ndarray  # float32 (S,) 1/month, reference progress of a product by sector
    per_bn: np.ndarray  # float64 (K,) person-years that a billion won of the programme's spending induces
    research_by_month: np.ndarray  # float64 (T,)
    projects_by_month: np.ndarray  # float64 (T,) joint projects that its money pays
    paths: np.ndarray  # float64 (5, T) what the months bring whatever the region does
    pull: np.ndarray  # float64 (4, T) factors by what rivals draw (engine.rivals), 1 where they draw as at the start
    counts: np.ndarray  # float64 (M,)
    luck: np.ndarray  # int64 (T,) draw number whose luck the month meets
    budget: np.ndarray  # int64 (K, T) the plan's money as this draw has it
    programmes: np.ndarray  # PROGRAMME (K,) its programmes as this draw has them
    after: np.ndarray  # PROGRAMME (K,) the same from the month on in which the plan changes
    diagnostics: Diagnostics


def table(columns: int, slots: int, dtype: type) -> np.ndarray:
    """Zeros (columns, slots or more): whole vectors of slots that begin on a cache line.

    The processor tells a load from a store before it by the lower twelve bits of the address. Columns therefore begin
    whole multiples of eight lines apart, so that the next vector of one never looks like the last of another; an odd
    multiple, so that they do not all share the same few lines of the innermost cache.
    """
    eights = -(-slots // (8 * LANES)) | 1
    row = eights * 8 * LANES
    size = np.dtype(dtype).itemsize * columns * row
    raw = np.zeros(size + PAGE, np.uint8)
    start = -raw.ctypes.data % PAGE
    return raw[start : start + size].view(dtype).reshape(columns, row)


@njit(**COMPILE)
def list_programmes(x, members, granting):
    """Which programmes of each kind may act, in the plan's order, into `members`; months that grant money, `granting`.

    Those that get money may, and facilities, which stand without it.
    """
    members[:, 0] = 0
    granting[:] = 0
    for k in range(x.programmes.size):
        money = 0
        for t in range(x.pins.size):  # a run may be shorter than its plan
            granted = I(select(x.budget[k, t] != 0, I(1), I(0)))
            granting[t] |= granted
            money |= granted
        kind = x.programmes[k].kind
        if money != 0 or kind in (COMPUTE, TESTBED, SPACE):
            members[kind, 0] += 1
            members[kind, members[kind, 0]] = k


def make_diagnostics() -> Diagnostics:
    """Empty histograms."""
    return Diagnostics(
        cash_by_age=np.zeros((AGE_QUARTERS, CASH_BINS), np.int64),
        flow_by_age=np.zeros((AGE_QUARTERS, CASH_BINS), np.int64),
        survival=np.zeros((2, AGE_YEARS), np.int64),
        headcount=np.zeros((2, len(HEAD_EDGES)), np.int64),
        tallies=np.zeros((7, 5), np.int64),
        gaps=np.zeros((5, GAPS), np.int64),
        panel=np.zeros((SUPPORTED_SALES + 1, NOTED_YEARS), np.int64),
    )


def make_world(x: PlanArrays, n_measures: int, slots: int) -> World:
    """Arrays for one thread, used for one run after another."""
    months, programmes, sectors = x.pins.size, x.programmes.size, x.sectors.size
    longest = int(x.programmes["months"].max(initial=0)) + 1
    w = World(
        state=np.zeros(1, dtype=STATE),
        firms=Columns(table(HEAD_3 + 1, slots, np.int32), table(FLOW + 1, slots, np.float32)),
        draws=Columns(table(EVENT + 1, slots, np.int32), table(U_MOVE + 1, slots, np.float32)),
        offices=Columns(table(OFFICE_EVENT + 1, slots, np.int32), table(U_OFFICE_POSTS + 1, slots, np.float32)),
        stacks=np.zeros((PENDING_MONTH + 1, slots), np.int64),
        settling=np.zeros((SETTLING_PROGRAMME + 1, slots), np.int64),
        designs=np.zeros((DESIGN_MONTHS + 1, slots), np.int64),
        yields=np.zeros((OFFERED + 1, programmes)),
        ledger=np.zeros((OPENS + 1, programmes), np.int64),
        vouchers=np.zeros((programmes, sectors), np.int64),
        industries=np.zeros((PILOTING + 1, sectors), np.int64),
        pilots_due=np.zeros((sectors, months + 64), np.int64),
        members=np.zeros((len(KINDS), programmes + 1), np.int64),
        granting=np.zeros(months, np.int32),
        memory=np.zeros((COURSE_MEAN + POOLS, MEMORY)),
        looking=np.zeros(POOLS, np.int64),
        applicants=np.zeros(POOLS, np.int64),
        due=np.zeros((POOLS, months + longest), np.int64),
        sums=np.zeros((3, sectors + 3), np.int64),
        stages=np.zeros(5, np.int64),
        chances=np.zeros(len(KINDS)),
        induced=np.zeros(len(INDUCED)),
        shares_up_to=np.zeros(sectors),
        paces=np.zeros(sectors, np.float32),
        per_bn=np.zeros(programmes),
        research_by_month=np.zeros(months),
        projects_by_month=np.zeros(months),
        paths=np.zeros((PATH_PACE + 1, months)),
        pull=np.ones((4, months)),
        counts=np.zeros(n_measures),
        luck=np.zeros(months, np.int64),
        budget=np.zeros((programmes, months), np.int64),
        programmes=np.zeros(programmes, PROGRAMME),
        after=np.zeros(programmes, PROGRAMME),
        diagnostics=make_diagnostics(),
    )
    list_programmes(x, w.members, w.granting)
    return w
