"""Funding rounds, and what they carry away: people and, less often, the seat."""

from __future__ import annotations

from numba import njit

from podobat.engine.counting import (
    FIRMS_OPERATING,
    FUND_COMMITTED,
    FUND_INVESTED_OUTSIDE,
    FUND_INVESTED_REGION,
    VENTURE_RAISED,
)
from podobat.engine.inputs import FUND
from podobat.engine.numerics import (
    COMPILE,
    INLINE_STEP,
    MARKS,
    F,
    I,
    N,
    choose5,
    exp32,
    log32,
    lowest_bit,
    marks,
    once,
    select,
)
from podobat.engine.randomness import ROUND, normal_pair, unit, words
from podobat.engine.world import (
    CASH,
    CERTIFIED_UNTIL,
    COHORT,
    COHORT_REACHED,
    CONTRACT_UNTIL,
    EVENT,
    GAPS,
    GRANTED,
    HAZARD,
    HEAD,
    LAST_ROUND,
    MONEY_IN,
    MONTHS_IN_STAGE,
    OUTSIDE,
    PLACE,
    PRE_SEED,
    READINESS,
    SALES,
    SEED,
    SEEDED,
    SPACE_UNTIL,
    SPENT,
    STAGE,
    STAGE_REACHED,
    U_MOVE,
    U_ROUND,
    UID,
)


@njit(**COMPILE)
def round_hazard(n, f, d, p, t, outside_factor):
    """Monthly hazard of the next round of every start-up, into d.floats[HAZARD].

    h = h_stage  m^2 / (m^2 + ramp^2)  exp(traction_elasticity x traction)  (1 + certification)  x outside_factor
    traction = readiness - 1/2 + log(1 + sales / full payroll); m months since founding or the last round
    outside_factor = venture climate^elasticity x the region's access x (1 + network) x (1 + law)

    source: form ours; levels from carta2018_*, seed_a_ratio_kr_implied, carta_time_a_b (parameters rounds.*)
    """
    h0, h1 = once(p.rounds_hazard_seed * outside_factor), once(p.rounds_hazard_a * outside_factor)
    h2, h3 = once(p.rounds_hazard_b * outside_factor), once(p.rounds_hazard_c * outside_factor)
    ramp, slope, lift = F(p.rounds_ramp * p.rounds_ramp), F(p.rounds_traction), once(1.0 + p.rounds_certification)
    wage = F(p.region_wage)
    place, stage, last, readiness, revenue, head = (
        f.ints[PLACE],
        f.ints[STAGE],
        f.ints[LAST_ROUND],
        f.floats[READINESS],
        f.floats[SALES],
        f.ints[HEAD],
    )
    certified, hazard, now = f.ints[CERTIFIED_UNTIL], d.floats[HAZARD], I(t)
    for i in range(N(n)):
        months = F(I(now - last[i]))
        m2 = F(months * months)
        people = select(head[i] > I(0), F(head[i]), F(1))
        traction = F(readiness[i] - F(0.5) + log32(F(F(1) + revenue[i] / F(wage * people))))
        h = F(choose5(stage[i], h0, h1, h2, h3, F(0)) * m2 / F(m2 + ramp))
        h = F(h * exp32(F(slope * traction)) * select(certified[i] > now, lift, F(1)))
        hazard[i] = select(place[i] != I(0), h, F(0))


@njit(**COMPILE)
def mark_rounds(n, f, d, fund_hazard, additionality):
    """Firms that raise a round: u < 1 - exp(-(h + additional fund hazard)), the fund's only up to Series B."""
    extra = F(fund_hazard * additionality)
    stage, place, hazard, event, u = f.ints[STAGE], f.ints[PLACE], d.floats[HAZARD], d.ints[EVENT], d.floats[U_ROUND]
    for i in range(N(n)):
        reach = (stage[i] <= I(2)) & (place[i] == I(1))
        chance = F(F(1) - exp32(F(-F(hazard[i] + select(reach, extra, F(0))))))
        event[i] = select((u[i] < chance) & (place[i] != I(0)), I(1), I(0))


@njit(**COMPILE)
def round_amount(stage, p, z, root_venture):
    """Money of the round into stage + 1, KRW m: median of the stage x exp(spread z) x square root of the climate."""
    median = choose5(stage, p.rounds_amount_seed, p.rounds_amount_a, p.rounds_amount_b, p.rounds_amount_c, 0.0)
    return median * float(exp32(F(p.rounds_amount_spread * z))) * root_venture


@njit(**INLINE_STEP)
def advance_fund(w, x, p, t):
    """Close the fund, set what its duty asks to be invested here this month, and invest the rest elsewhere.

    Investors commit everything when the fund is closed, which is when its first public money comes; the budget pays in
    as granted. committed = invested in the region + invested elsewhere + still uninvested.
    The month's duty goes to those it may go to in proportion to what they would raise: attracted firms with an office
    here (a Series A each; that part is invested at once) and start-ups up to Series A, whose hazard it lifts by
    duty / sum(mean rounds).
    """
    s = w.state[0]
    s.fund_hazard = 0.0
    if w.members[FUND, 0] == 0:
        return
    for j in range(w.members[FUND, 0]):
        k = w.members[FUND, 1 + j]
        g = x.programmes[k]
        if w.ledger[GRANTED, k] > w.ledger[SPENT, k]:
            balance = w.ledger[GRANTED, k] - w.ledger[SPENT, k]
            w.ledger[SPENT, k] += balance
            if x.budget[k, t] > 0 and w.ledger[GRANTED, k] == x.budget[k, t]:
                committed = g.total / 1000.0 * g.leverage
                w.counts[FUND_COMMITTED] += committed
                s.fund_local += committed * g.local_duty
                s.fund_outside += committed * (1.0 - g.local_duty)
                s.fund_local_month += committed * g.local_duty / max(1, g.duty_months)
                s.fund_outside_month += committed * (1.0 - g.local_duty) / max(1, g.fund_months)
    outside = min(s.fund_outside, s.fund_outside_month)
    s.fund_outside -= outside
    w.counts[FUND_INVESTED_OUTSIDE] += outside
    if s.fund_local <= 0.0:
        return
    by_startups = w.stages[0] * p.rounds_amount_seed + w.stages[1] * p.rounds_amount_a
    by_startups += w.stages[2] * p.rounds_amount_b
    by_offices = w.counts[FIRMS_OPERATING] * p.rounds_amount_a
    mean = s.mean_round * s.root_venture
    by_startups, by_offices = by_startups * mean, by_offices * mean  # from medians to means
    money = min(s.fund_local, s.fund_local_month)
    if money > 0.0 and by_startups + by_offices > 0.0:
        s.fund_hazard = money / (by_startups + by_offices)
        s.fund_local -= s.fund_hazard * by_offices
        w.counts[FUND_INVESTED_REGION] += s.fund_hazard * by_offices


@njit(**INLINE_STEP)
def raise_rounds(w, p, t, draw, key):
    """Close the rounds of the month: amount, who leads, and whether the investor comes from outside."""
    s, f, d = w.state[0], w.firms, w.draws
    for start in range(0, s.n, MARKS):
        bits = marks(d.ints[EVENT], start, s.n)
        while bits != 0:
            i = start + lowest_bit(bits)
            bits &= bits - 1
            luck = words(f.ints[UID, i], t, draw, ROUND, key)
            z, _ = normal_pair(luck[0], luck[1])
            stage = f.ints[STAGE, i]
            amount = round_amount(stage, p, z, s.root_venture)
            reach = stage <= 2 and f.ints[PLACE, i] == 1
            total = float(d.floats[HAZARD, i]) + s.fund_hazard * p.fund_additionality
            by_fund = reach and total > 0.0 and float(unit(luck[2])) < min(1.0, s.fund_hazard / total)
            if by_fund and s.fund_local > 0.0:
                part = min(amount, s.fund_local)
                s.fund_local -= part
                w.counts[FUND_INVESTED_REGION] += part
            elif float(unit(luck[3])) < p.rounds_outside_share:
                f.ints[OUTSIDE, i] = I(1)
            w.counts[VENTURE_RAISED] += amount if f.ints[PLACE, i] == 1 else 0.0
            if stage == PRE_SEED:
                f.ints[SEEDED, i] = I(t + 1)
            tallies, gap = w.diagnostics.tallies, t - f.ints[LAST_ROUND, i]
            tallies[STAGE_REACHED, stage + 1] += 1
            tallies[MONTHS_IN_STAGE, stage + 1] += gap
            tallies[MONEY_IN, stage + 1] += int(amount)
            if 0 < f.ints[SEEDED, i] <= COHORT:
                tallies[COHORT_REACHED, stage + 1] += 1
            w.diagnostics.gaps[stage + 1, min(GAPS - 1, gap // 2)] += 1
            f.ints[STAGE, i] = I(stage + 1)
            f.ints[LAST_ROUND, i] = I(t)
            f.floats[CASH, i] = F(f.floats[CASH, i] + F(amount))


@njit(**COMPILE)
def mark_seat_moves(n, f, d, p, t, law, pull):
    """Seats that move to the capital: hazard by stage, lower in space, with local contracts and under the act.

    law   0, or how much of the act's effect comes with its provisions;  pull  factor by what rivals draw
    """
    monthly = p.rounds_seat_move / 12.0 * (1.0 - p.law_stay * law) * pull
    h0, h1, h2 = once(monthly * p.rounds_seat_before_seed), once(monthly), once(monthly * p.rounds_seat_from_a)
    by_space, by_contract = once(1.0 - p.rounds_stay_space), once(1.0 - p.rounds_stay_contracts)
    now = I(t)
    stage, place, space, contract, u, event = (
        f.ints[STAGE],
        f.ints[PLACE],
        f.ints[SPACE_UNTIL],
        f.ints[CONTRACT_UNTIL],
        d.floats[U_MOVE],
        d.ints[EVENT],
    )
    for i in range(N(n)):
        h = select(stage[i] == I(PRE_SEED), h0, select(stage[i] == I(SEED), h1, h2))
        h = F(h * select(space[i] > now, by_space, F(1)) * select(contract[i] > now, by_contract, F(1)))
        event[i] = select((place[i] == I(1)) & (u[i] < h), I(1), I(0))
