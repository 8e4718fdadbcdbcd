"""What follows from the month: patents, work induced by the spending, and the histograms behind the pictures."""

from __future__ import annotations

import numpy as np
from numba import njit

from podobat.engine.counting import (
    JOBS_INDUCED,
    PATENTS_FILED,
    RESEARCH_COMMERCIALISED,
    RESEARCH_PROJECTS,
    STARTUPS_OPERATING,
    spending_column,
)
from podobat.engine.entry import origin
from podobat.engine.numerics import COMPILE, INLINE, INLINE_STEP, F, I, N, bits_of, select, truncate, whole
from podobat.engine.randomness import PATENTS, TO_MARKET, poisson, uniform
from podobat.engine.world import (
    AGE_QUARTERS,
    CASH,
    CASH_BINS,
    CHARGED,
    EVENT,
    FLOW,
    FOUNDED,
    GREW_FAST,
    HEAD,
    HEAD_1,
    HEAD_2,
    HEAD_3,
    INCUMBENT,
    NOTED_YEARS,
    OCTAVES_DOWN,
    OCTAVES_UP,
    PLACE,
    REGION,
    SPENT,
    STAYS,
    SUPPORTED,
    SUPPORTED_FIRMS,
    SUPPORTED_SALES,
    SUPPORTED_STAFF,
    TURNOVER,
    UID,
    VACANCY,
    VACANCY_AWAY,
)

NOTED_EVERY = 6  # months between two notes on every firm: it sees every age alike and costs a sixth


@njit(**COMPILE)
def person_years(coefficients, shares):
    """Person-years that a billion won induces in the nation: sum(share x coefficient).

    coefficients  person-years per KRW bn by sector;  shares  of the spending by sector
    source        employment inducement coefficients of the national input-output tables (parameters induced.*)
    """
    per_bn = 0.0
    for j in range(coefficients.size):
        per_bn += coefficients[j] * shares[j]
    return per_bn


@njit(**COMPILE)
def induced_work(spent, per_bn, region_share):
    """Person-years induced in the region by spending: spent / 1000 x per_bn x share kept in the region.

    spent  KRW m;  per_bn  person-years per KRW bn, nation
    """
    return spent / 1000.0 * per_bn * region_share


@njit(**INLINE_STEP)
def file_patents(w, p, t, draw, key):
    """Patents of the month: Poisson with mean research money x patents per KRW bn + start-ups x patents a year / 12."""
    mean = w.state[0].research_spent / 1000.0 * p.research_patents
    mean += w.counts[STARTUPS_OPERATING] * p.startup_patents / 12.0
    w.counts[PATENTS_FILED] += poisson(mean, uniform(0, t, draw, PATENTS, key))


@njit(**INLINE_STEP)
def bring_to_market(w, p, t, draw, key):
    """Joint projects that the money of the month pays, and of those paid `research.to_market` months ago what is sold.

    A unit cost pays a project for a year, so that a year's money pays as many projects as it holds unit costs.
    """
    w.counts[RESEARCH_PROJECTS] += w.projects_by_month[t]
    lag = int(p.research_to_market)
    if t >= lag and w.projects_by_month[t - lag] > 0.0:
        mean = w.projects_by_month[t - lag] * p.research_market_chance
        w.counts[RESEARCH_COMMERCIALISED] += poisson(mean, uniform(0, t, draw, TO_MARKET, key))


@njit(**INLINE_STEP)
def induce_work(w, x, p):
    """Note what was spent this month, and add the person-years that it induces in the region."""
    for k in range(x.programmes.size):
        if w.ledger[SPENT, k] > w.ledger[CHARGED, k]:
            spent = (w.ledger[SPENT, k] - w.ledger[CHARGED, k]) / 1000.0
            w.counts[JOBS_INDUCED] += induced_work(spent, w.per_bn[k], p.region_induced_share)
            w.ledger[CHARGED, k] = w.ledger[SPENT, k]
            w.counts[spending_column(k, x.sectors.size)] = w.ledger[SPENT, k] / 1000.0


@njit(**COMPILE)
def bin_of(edges, value):
    """Index of the bin: number of edges not above the value."""
    above = 0
    for k in range(N(edges.size)):
        above += np.int64(select(edges[k] <= value, I(1), I(0)))
    return above


@njit(**INLINE)
def clip(k, most):
    """k held between 0 and `most`."""
    k = select(k < I(0), I(0), k)
    return select(k > most, most, k)


@njit(**INLINE)
def cash_bin(x):
    """`bin_of(CASH_EDGES, x)` of a float32 from its bits: the exponent and the upper two bits of the fraction."""
    bits = I(bits_of(x))
    k = I(((bits & I(0x7FFFFFFF)) >> I(21)) - I(4 * 127))  # quarter of the octave; below 0 for |x| < 1
    below = select(x < F(0), I(-1), I(0))
    exact = (bits & I(0x1FFFFF)) == I(0)  # a value on an edge belongs to the bin above it
    k = I(k + select(exact, I(below + I(1)), I(1)))
    k = clip(k, select(below != I(0), I(4 * OCTAVES_DOWN), I(4 * OCTAVES_UP)))
    return I((k ^ below) + I(4 * OCTAVES_DOWN + 1))  # k ^ -1 is -k - 1


@njit(**COMPILE)
def bin_firms(n, f, d, t):
    """Where a firm is noted, as places in a histogram by quarter of age and bin: of its cash into d.STAYS, of its flow

    into d.VACANCY; d.EVENT is 1 for start-ups of the region that were founded in the run.
    """
    uid, place, founded, cash, flow = f.ints[UID], f.ints[PLACE], f.ints[FOUNDED], f.floats[CASH], f.floats[FLOW]
    now = I(t)
    cash_at, flow_at, row, event = d.ints[STAYS], d.ints[VACANCY], d.ints[VACANCY_AWAY], d.ints[EVENT]
    for i in range(N(n)):
        quarter = truncate(F(F(F(I(now - founded[i])) + F(0.5)) * F(1 / 3)))  # a whole division would leave the vectors
        row[i] = I(clip(quarter, I(AGE_QUARTERS - 1)) * I(CASH_BINS))
        event[i] = select((place[i] == I(REGION)) & (origin(uid[i]) != I(INCUMBENT)), I(1), I(0))
    for i in range(N(n)):
        cash_at[i] = I(row[i] + cash_bin(cash[i]))
    for i in range(N(n)):
        flow_at[i] = I(row[i] + cash_bin(flow[i]))


@njit(**INLINE_STEP)
def note_firms(w, t, plan_end, horizon, head_edges):
    """Histograms: cash by age, months lived by year of age, headcount at the plan's end and at the horizon.

    Taken every sixth month, which sees every age alike and costs a sixth.
    """
    f, d, g, n = w.firms, w.draws.ints, w.diagnostics, w.state[0].n
    if t % NOTED_EVERY == NOTED_EVERY - 1:
        bin_firms(whole(n), f, w.draws, t)
        cash, flow = g.cash_by_age.reshape(g.cash_by_age.size), g.flow_by_age.reshape(g.flow_by_age.size)
        for i in range(N(n)):
            cash[N(d[STAYS, i])] += d[EVENT, i]
            flow[N(d[VACANCY, i])] += d[EVENT, i]
    if t in (plan_end, horizon):
        for i in range(n):
            if f.ints[PLACE, i] == REGION:
                g.headcount[0 if t == plan_end else 1, bin_of(head_edges, float(f.ints[HEAD, i])) - 1] += 1


@njit(**INLINE_STEP)
def note_year(w, t):
    """At the end of each year from the start: supported start-ups, and which of them grew fast over three years.

    A firm is followed while its seat is in the region, with all its people.
    """
    if t % 12 != 11:
        return
    f, g, year = w.firms, w.diagnostics.panel, min(t // 12, NOTED_YEARS - 1)
    for i in range(w.state[0].n):
        here, head = f.ints[PLACE, i] == REGION, np.int64(f.ints[HEAD, i])
        long_before = np.int64(f.ints[HEAD_3, i])
        if here and f.ints[SUPPORTED, i] != 0:
            g[SUPPORTED_FIRMS, year] += 1
            if long_before > 0 and head >= 10 and 1000 * head >= 1728 * long_before:
                g[GREW_FAST, year] += 1
            g[SUPPORTED_STAFF, year] += head
            g[SUPPORTED_SALES, year] += np.int64(f.floats[TURNOVER, i])
        f.ints[HEAD_3, i] = f.ints[HEAD_2, i]
        f.ints[HEAD_2, i] = f.ints[HEAD_1, i]
        f.ints[HEAD_1, i] = I(head) if here else I(0)
