"""Sales, and the cash they leave: first sale, growth with age, what a month earns and costs."""

from __future__ import annotations

from numba import njit

from podobat.engine.numerics import (
    COMPILE,
    INLINE_STEP,
    MARKS,
    F,
    I,
    N,
    exp32,
    larger,
    log32,
    lowest_bit,
    marks,
    select,
)
from podobat.engine.randomness import LAUNCH as LAUNCH_STREAM
from podobat.engine.randomness import normal
from podobat.engine.world import (
    AWAY,
    BLACK,
    CASH,
    COMPUTE_UNTIL,
    CONTRACT_INCOME,
    CONTRACT_UNTIL,
    COST,
    EVENT,
    FIRST_SALE,
    FLOW,
    HEAD,
    INCOME,
    PLACE,
    READINESS,
    SALES,
    SPACE_UNTIL,
    STAGE,
    TURNOVER,
    UID,
    Z_SALES,
)


@njit(**COMPILE)
def first_sale(median, spread, z):
    """First month's sales: median exp(spread z), KRW m."""
    return F(F(median) * exp32(F(F(spread) * F(z))))


@njit(**INLINE_STEP)
def launch(w, p, t, draw, key):
    """Firms whose product is ready this month make their first sale."""
    f, d = w.firms, w.draws
    for start in range(0, w.state[0].n, MARKS):
        bits = marks(d.ints[EVENT], start, w.state[0].n)
        while bits != 0:
            i = start + lowest_bit(bits)
            bits &= bits - 1
            z = normal(f.ints[UID, i], t, draw, LAUNCH_STREAM, key)
            f.floats[SALES, i] = first_sale(p.revenue_first_sale, p.revenue_first_spread, z)
            f.ints[FIRST_SALE, i] = I(t)


@njit(**COMPILE)
def grow_sales(n, f, d, p, t, demand_pace, log_reference):
    """Sales of firms that sell: log R' = log R + g(a) / 12 + sigma(R) z.

    g(a)      mature + (young x demand pace - mature) exp(-a / growth_months), a months since the first sale
    sigma(R)  volatility (max(R, R0) / R0)^-beta with R0 the median first sale: volatility falls with size
    log_reference  of R0
    source    Stanley et al. (1996) for the size exponent; parameters revenue.*
    """
    young, mature = F(p.revenue_growth_young * demand_pace), F(p.revenue_growth_mature)
    fade = F(-1.0 / p.revenue_growth_months)
    sigma, beta, reference = F(p.revenue_volatility), F(-p.revenue_size_exponent), F(p.revenue_first_sale)
    first, revenue, z, now = f.ints[FIRST_SALE], f.floats[SALES], d.floats[Z_SALES], I(t)
    for i in range(N(n)):
        months = I(now - first[i])
        r = revenue[i]
        g = F(mature + F((young - mature) * exp32(F(fade * F(months)))))
        spread = F(sigma * exp32(F(beta * F(log32(larger(r, reference)) - F(log_reference)))))
        after = F(r * exp32(F(g * F(1 / 12) + spread * z[i])))
        revenue[i] = select(months > I(0), after, r)


@njit(**COMPILE)
def bill(n, f, d, p, t):
    """Income of the month into d.INCOME and turnover into f.TURNOVER, KRW m.

    sales   margin (product sales + local AI+X contracts)
    billed  services of the people whom sales do not yet pay: share x rate x heads x max(0, 1 - sales / payroll)
    income  sales + billed;  turnover the same before the margin
    """
    wage, margin = F(p.region_wage), F(p.revenue_margin)
    services = F(p.revenue_services_share * p.revenue_services_rate)
    head, revenue = f.ints[HEAD], f.floats[SALES]
    contract, contract_until, now = f.floats[CONTRACT_INCOME], f.ints[CONTRACT_UNTIL], I(t)
    income, turnover = d.floats[INCOME], f.floats[TURNOVER]
    for i in range(N(n)):
        people = F(head[i])
        sold = F(revenue[i] + select(contract_until[i] > now, contract[i], F(0)))
        sales = F(margin * sold)
        busy = select(people > F(0), F(sales / F(wage * people)), F(0))
        billed = F(F(services * people) * larger(F(0), F(F(1) - busy)))
        income[i] = F(sales + billed)
        turnover[i] = F(sold + billed)


@njit(**COMPILE)
def pay(n, f, d, p, t):
    """Operating cash flow of the month into f.FLOW, and what a full payroll would cost into d.COST, KRW m.

    full    wages + extra pay of staff in the capital + rent (none in subsidised space) + fixed
    flow    income - full + waived - compute (bought while developing, if not given)
    waived  founders' pay before a seed round, or whenever cash lasts less than hiring.layoff_runway months
    """
    wage, rent, fixed, compute = F(p.region_wage), F(p.cost_rent), F(p.cost_fixed), F(p.cost_compute)
    unpaid, team = F(1.0 - p.cost_founders_pay), F(p.entry_team)
    extra = F(p.region_wage * (p.region_wage_gap - 1.0))
    short = F(p.hiring_layoff_runway)
    stage, head, away, readiness, cash = f.ints[STAGE], f.ints[HEAD], f.ints[AWAY], f.floats[READINESS], f.floats[CASH]
    space, compute_until, income, now = f.ints[SPACE_UNTIL], f.ints[COMPUTE_UNTIL], d.floats[INCOME], I(t)
    cost, flow = d.floats[COST], f.floats[FLOW]
    for i in range(N(n)):
        people = F(head[i])
        rented = select(space[i] <= now, F(rent * people), F(0))
        bought = select((readiness[i] < F(1)) & (compute_until[i] <= now), compute, F(0))
        full = F(wage * people + extra * F(away[i]) + rented + fixed)
        needy = (stage[i] == I(0)) | (cash[i] < F(short * F(full - income[i])))
        waived = select(needy, F(unpaid * select(people < team, people, team)), F(0))
        cost[i] = full
        flow[i] = F(income[i] - F(full - wage * waived + bought))


@njit(**COMPILE)
def settle(n, f, d, p, t):
    """Cash after the month, and months in a row in which sales alone cover a full payroll."""
    margin = F(p.revenue_margin)
    place, readiness, flow, cost = f.ints[PLACE], f.floats[READINESS], f.floats[FLOW], d.floats[COST]
    revenue, contract, contract_until = f.floats[SALES], f.floats[CONTRACT_INCOME], f.ints[CONTRACT_UNTIL]
    cash, black, now = f.floats[CASH], f.ints[BLACK], I(t)
    for i in range(N(n)):
        alive = place[i] != I(0)
        cash[i] = F(cash[i] + select(alive, flow[i], F(0)))
        sales = F(margin * F(revenue[i] + select(contract_until[i] > now, contract[i], F(0))))
        covered = alive & (readiness[i] >= F(1)) & (sales >= cost[i])
        black[i] = select(covered, I(black[i] + I(1)), I(0))


@njit(**COMPILE)
def earn_and_pay(n, f, d, p, t):
    """Income, cost and cash of the month, in three short rules: many columns written in one loop do not vectorise.

    cash'   cash + income - cost, KRW m; grants and rounds are added where they happen
    """
    bill(n, f, d, p, t)
    pay(n, f, d, p, t)
    settle(n, f, d, p, t)
