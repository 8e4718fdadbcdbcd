"""Public procurement as first customer: a contract for a product that is ready, and a reference for its next buyers."""

from __future__ import annotations

from numba import njit

from podobat.engine.counting import FIRMS_SUPPORTED, PROCUREMENT_LOCAL, PROCUREMENT_OUTSIDE
from podobat.engine.inputs import PROCUREMENT
from podobat.engine.numerics import COMPILE, INLINE_STEP, MARKS, F, I, N, lowest_bit, marks, select, whole
from podobat.engine.programmes import affordable, between, choose
from podobat.engine.randomness import CALL_CONTRACTS, uniform, unit, words
from podobat.engine.world import (
    CERTIFIED_UNTIL,
    CONTRACT_INCOME,
    CONTRACT_UNTIL,
    EVENT,
    GRANTED,
    PLACE,
    READINESS,
    REGION,
    SALES,
    SPENT,
    SUPPORTED,
    U_RESEARCH,
    UID,
)


@njit(**COMPILE)
def mark_bidders(n, f, d, t, draw, key):
    """Start-ups of the region with a product and no contract now, and their luck in this call."""
    place, readiness, until, uid = f.ints[PLACE], f.floats[READINESS], f.ints[CONTRACT_UNTIL], f.ints[UID]
    event, u, now = d.ints[EVENT], d.floats[U_RESEARCH], I(t)
    for i in range(N(n)):
        may = (place[i] == I(REGION)) & (readiness[i] >= F(1)) & (until[i] <= now)
        event[i] = select(may, I(1), I(0))
        u[i] = unit(words(uid[i], t, draw, CALL_CONTRACTS, key)[0])


@njit(**INLINE_STEP)
def award(w, i, p, t, amount):
    """Firm i gets a contract of `amount` KRW m: paid by the month, it certifies and lifts sales as a reference."""
    f = w.firms
    months = max(1, int(p.procurement_contract_months))
    f.floats[CONTRACT_INCOME, i] = F(amount / months)
    f.ints[CONTRACT_UNTIL, i] = I(t + months)
    f.floats[SALES, i] = F(float(f.floats[SALES, i]) * (1.0 + p.procurement_reference))
    f.ints[CERTIFIED_UNTIL, i] = I(t + int(p.programme_certified_months))
    if f.ints[SUPPORTED, i] == 0:
        f.ints[SUPPORTED, i] = I(1)
        w.counts[FIRMS_SUPPORTED] += 1


@njit(**INLINE_STEP)
def buy(w, x, p, t, draw, key):
    """The quarter's tenders: a share goes to start-ups of the region that bid, the rest to firms from elsewhere."""
    s, f, d = w.state[0], w.firms, w.draws
    n = whole(s.n)
    for j in range(w.members[PROCUREMENT, 0]):
        k = w.members[PROCUREMENT, 1 + j]
        g = x.programmes[k]
        contracts = affordable(w.ledger[GRANTED, k] - w.ledger[SPENT, k], g.unit_cost)
        if contracts == 0:
            continue
        luck = float(uniform(g.identity, t, draw, CALL_CONTRACTS, key))
        local = min(contracts, int(contracts * p.procurement_local_share + luck))
        mark_bidders(n, f, d, t, draw, key)
        apply = F(p.programme_application)
        bidders = between(n, d.ints[EVENT], d.floats[U_RESEARCH], F(0), apply)
        won = 0
        if bidders > 0 and local > 0:
            choose(n, d.ints[EVENT], d.floats[U_RESEARCH], F(0), F(apply * F(min(1.0, local / bidders))))
            for start in range(0, n, MARKS):
                bits = marks(d.ints[EVENT], start, n)
                while bits != 0 and won < local:
                    award(w, start + lowest_bit(bits), p, t, g.unit_cost / 1000.0)
                    bits &= bits - 1
                    won += 1
        w.counts[PROCUREMENT_LOCAL] += won
        w.counts[PROCUREMENT_OUTSIDE] += contracts - won
        w.ledger[SPENT, k] += contracts * g.unit_cost
