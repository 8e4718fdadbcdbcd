"""AI+X: firms of the region's industries take up AI, and local start-ups win some of the contracts."""

from __future__ import annotations

from numba import njit

from podobat.engine.counting import (
    ADOPTION_CONTRACTS_LOCAL,
    ADOPTION_CONTRACTS_OUTSIDE,
    ADOPTION_SALES,
    ADOPTION_SAVINGS,
    SECTOR_LOCAL,
    SECTOR_OUTSIDE,
    SECTOR_SALES,
    SECTOR_SAVINGS,
    sector_column,
)
from podobat.engine.inputs import ADOPTION as ADOPTION_KIND
from podobat.engine.numerics import COMPILE, INLINE_STEP, MARKS, STEP, F, I, N, exp32, lowest_bit, marks, select, whole
from podobat.engine.programmes import affordable
from podobat.engine.randomness import ADOPTION, CONTRACT, binomial, uniform, unit, words
from podobat.engine.ties import has_tie, local_lift, tied_luck
from podobat.engine.world import (
    CONTRACT_INCOME,
    CONTRACT_UNTIL,
    EVENT,
    GRANTED,
    PILOTING,
    PLACE,
    READINESS,
    REGION,
    SECTOR,
    SPENT,
    UID,
    USERS,
    USERS_AT_START,
)


@njit(**COMPILE)
def adoption_chance(innovation, imitation, share, gap):
    """Monthly chance that a firm without AI starts a pilot: 1 - exp(-(p + q x share) gap / 12).

    innovation, imitation  p and q, 1/year
    share                  of the sector's firms that use AI;  gap  speed relative to the nation
    source                 Bass (1969)
    """
    return 1.0 - float(exp32(F(-(innovation + imitation * share) * gap / 12.0)))


@njit(**STEP)
def start_adoption(w, x, p, draw, key):
    """Firms that use AI when the plan begins."""
    for k in range(x.sectors.size):
        users = binomial(x.sectors[k].demand_firms, p.adoption_initial, uniform(k, 0, draw, ADOPTION, key))
        w.industries[USERS, k] = users
        w.industries[USERS_AT_START, k] = users


@njit(**COMPILE)
def mark_ready(n, f, event, k, t):
    """Marks with 1 the start-ups that may win a contract in sector k: in the region, selling, without a contract."""
    place, sector, contract, readiness = f.ints[PLACE], f.ints[SECTOR], f.ints[CONTRACT_UNTIL], f.floats[READINESS]
    now = I(t)
    for i in range(N(n)):
        free = (place[i] == I(REGION)) & (sector[i] == k) & (contract[i] <= now)
        event[i] = select(free & (readiness[i] >= F(1)), I(1), I(0))


@njit(**STEP)
def winner(w, x, p, sector, order, t, draw, key):
    """The ready local start-up of the sector that wins contract number `order`: the one with the least keyed luck.

    Everybody's luck is drawn for the contract, so one firm more changes the winner only when it wins itself. A firm
    with a tie (engine.ties) draws as if it had more lots than one.
    Firms that hold a contract are passed over; -1 where nobody is ready.
    """
    f, event, n = w.firms, w.draws.ints[EVENT], whole(w.state[0].n)
    mark_ready(n, f, event, I(sector), t)
    best, least = -1, F(2)
    for start in range(0, n, MARKS):
        bits = marks(event, start, n)
        while bits != 0:
            i = start + lowest_bit(bits)
            bits &= bits - 1
            u = uniform(f.ints[UID, i], t, draw, CONTRACT + (order << 8), key)
            if x.ties.size > 0 and has_tie(x, f.ints[UID, i], t, w.luck[0], key):
                u = tied_luck(u, p.ties_effect_contracts)
            if u < least:
                best, least = i, u
    return best


@njit(**COMPILE)
def ready_suppliers(n, place, readiness):
    """Start-ups of the region whose product sells: sum(place = 1 and readiness = 1)."""
    ready = I(0)
    for i in range(N(n)):
        ready = I(ready + select((place[i] == I(REGION)) & (readiness[i] >= F(1)), I(1), I(0)))
    return ready


@njit(**INLINE_STEP)
def sector_vouchers(w, x, j, k, waiting):
    """Vouchers of programme j for sector k this month: its share of what the money buys, whole vouchers over time."""
    g = x.programmes[j]
    if g.unit_cost <= 0:
        return 0
    # The sector's share of all money granted so far, less what it has had: nothing is lost to rounding.
    entitled = int(w.ledger[GRANTED, j] * g.adoption[k] / g.unit_cost)
    bought = max(0, min(entitled - w.vouchers[j, k], waiting))
    bought = min(bought, affordable(w.ledger[GRANTED, j] - w.ledger[SPENT, j], g.unit_cost))
    w.vouchers[j, k] += bought
    w.ledger[SPENT, j] += bought * g.unit_cost
    return bought


@njit(**INLINE_STEP)
def supplier_room(w, p, t, draw, key):
    """Contracts that the region's ready suppliers can take on this month, rounded by luck."""
    ready = ready_suppliers(whole(w.state[0].n), w.firms.ints[PLACE], w.firms.floats[READINESS])
    return int(ready * p.adoption_supplier_capacity + float(uniform(99, t, draw, ADOPTION, key)))


@njit(**INLINE_STEP)
def award_contracts(w, x, p, sector, contracts, t, draw, key):
    """Contracts of a sector go to local suppliers, one each; returns how many found one."""
    paid_months = max(1, int(p.adoption_contract_months + 0.5))
    for order in range(contracts):
        i = winner(w, x, p, sector, order, t, draw, key)
        if i < 0:
            return order
        w.firms.floats[CONTRACT_INCOME, i] = F(p.adoption_contract / paid_months)
        w.firms.ints[CONTRACT_UNTIL, i] = I(t + paid_months + 1)  # the first payment comes next month
    return max(0, contracts)


@njit(**INLINE_STEP)
def adopt(w, x, p, t, draw, key):
    """Pilots that end, pilots that start (by themselves and with vouchers), and the contracts they bring."""
    s, c = w.state[0], w.counts
    room = -1  # not asked for yet
    lift = local_lift(x, p.ties_effect_contracts, t)
    n_sectors = x.sectors.size
    for k in range(n_sectors):
        ending = w.pilots_due[k, t]
        firms = x.sectors[k].demand_firms
        if firms == 0:
            continue
        luck = words(k, t + 1, draw, ADOPTION, key)
        if ending > 0:
            w.industries[PILOTING, k] -= ending
            w.industries[USERS, k] += binomial(ending, p.adoption_pilot_success, unit(luck[0]))
        waiting = firms - w.industries[USERS, k] - w.industries[PILOTING, k]
        if waiting > 0:
            share = w.industries[USERS, k] / firms
            pace = p.region_adoption_gap * s.demand_pace * x.sectors[k].adoption
            started = binomial(
                waiting, adoption_chance(p.adoption_innovation, p.adoption_imitation, share, pace), unit(luck[1])
            )
            supported = 0
            for m in range(w.members[ADOPTION_KIND, 0]):
                j = w.members[ADOPTION_KIND, 1 + m]
                if x.programmes[j].adoption[k] > 0.0:
                    supported += sector_vouchers(w, x, j, k, waiting - started)
            started += binomial(min(supported, waiting - started), p.adoption_voucher_additionality, unit(luck[2]))
            if started > 0:
                w.industries[PILOTING, k] += started
                w.pilots_due[k, t + max(1, min(60, int(p.adoption_pilot_months)))] += started
                if room < 0:
                    room = supplier_room(w, p, t, draw, key)
                u = uniform(k + 32, t + 1, draw, ADOPTION, key)
                local = min(room, binomial(started, min(1.0, p.adoption_local_share * lift), u))
                won = award_contracts(w, x, p, k, local, t, draw, key)
                room -= won
                c[ADOPTION_CONTRACTS_LOCAL] += won
                c[ADOPTION_CONTRACTS_OUTSIDE] += started - won
                c[sector_column(SECTOR_LOCAL, k, n_sectors)] += won
                c[sector_column(SECTOR_OUTSIDE, k, n_sectors)] += started - won
        costs = (w.industries[USERS, k] - w.industries[USERS_AT_START, k]) * x.sectors[k].costs
        saved, sold = costs * p.adoption_saving_share, costs * p.adoption_sales_share
        c[ADOPTION_SAVINGS] += saved
        c[ADOPTION_SALES] += sold
        c[sector_column(SECTOR_SAVINGS, k, n_sectors)] += saved
        c[sector_column(SECTOR_SALES, k, n_sectors)] += sold
