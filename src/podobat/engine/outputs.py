"""What follows from the month: patents, work induced by the spending, and the histograms behind the pictures."""

from __future__ import annotations

from numba import njit

from podobat.engine.counting import JOBS_INDUCED, PATENTS_FILED, STARTUPS_OPERATING
from podobat.engine.numerics import COMPILE, I, bits_of
from podobat.engine.randomness import PATENTS, poisson, uniform
from podobat.engine.world import (
    AGE,
    AGE_QUARTERS,
    AGE_YEARS,
    AT_RISK,
    BORN,
    CASH,
    CHARGED,
    FLOW,
    HEAD,
    OCTAVES_DOWN,
    OCTAVES_UP,
    PLACE,
    REGION,
    SPENT,
)


@njit(**COMPILE)
def induced_work(spent, coefficients, shares, region_share):
    """Person-years induced in the region by spending: spent/1000 x sum(share x coefficient) x share kept in the region.

    spent         KRW m;  coefficients  person-years per KRW bn, nation;  shares  of the spending by sector
    source        employment inducement coefficients of the national input-output tables (parameters induced.*)
    """
    per_bn = 0.0
    for j in range(coefficients.size):
        per_bn += coefficients[j] * shares[j]
    return spent / 1000.0 * per_bn * region_share


@njit(**COMPILE)
def file_patents(w, p, t, draw, key):
    """Patents of the month: Poisson with mean research money x patents per KRW bn + start-ups x patents a year / 12."""
    mean = w.state[0].research_spent / 1000.0 * p.research_patents
    mean += w.counts[STARTUPS_OPERATING] * p.startup_patents / 12.0
    w.counts[PATENTS_FILED] += poisson(mean, uniform(0, t, draw, PATENTS, key))


@njit(**COMPILE)
def induce_work(w, x, p):
    """Add the person-years that this month's spending induces in the region."""
    for k in range(x.programmes.size):
        spent = (w.ledger[SPENT, k] - w.ledger[CHARGED, k]) / 1000.0
        if spent > 0.0:
            w.counts[JOBS_INDUCED] += induced_work(spent, w.induced, x.programmes[k].spending, p.region_induced_share)
            w.ledger[CHARGED, k] = w.ledger[SPENT, k]


@njit(**COMPILE)
def bin_of(edges, value):
    """Index of the bin: number of edges not above the value."""
    low, high = 0, edges.size
    while low < high:
        mid = (low + high) // 2
        if edges[mid] <= value:
            low = mid + 1
        else:
            high = mid
    return low


@njit(**COMPILE)
def cash_bin(x):
    """`bin_of(CASH_EDGES, x)` of a float32 from its bits: the exponent and the upper two bits of the fraction."""
    bits = bits_of(x)
    k = ((bits & I(0x7FFFFFFF)) >> I(21)) - 4 * 127  # quarter of the octave; below 0 for |x| < 1
    if x >= 0:
        return 4 * OCTAVES_DOWN + 1 + max(0, min(k + 1, 4 * OCTAVES_UP))
    exact = (bits & I(0x1FFFFF)) == 0  # a value on an edge belongs to the bin above it
    return 4 * OCTAVES_DOWN - max(0, min(k + (0 if exact and k >= 0 else 1), 4 * OCTAVES_DOWN))


@njit(**COMPILE)
def note_firms(w, t, plan_end, horizon, head_edges):
    """Histograms: cash by age, months lived by year of age, headcount at the plan's end and at the horizon.

    Taken every sixth month, which sees every age alike and costs a sixth.
    """
    f, g = w.firms, w.diagnostics
    noted, last = t % 6 == 5, t in (plan_end, horizon)
    if not (noted or last):
        return
    for i in range(w.state[0].n):
        if f.ints[PLACE, i] != REGION:
            continue
        if noted and f.ints[BORN, i] >= 0:
            age = f.ints[AGE, i]
            quarter_of_age = min(AGE_QUARTERS - 1, age // 3)
            g.cash_by_age[quarter_of_age, cash_bin(f.floats[CASH, i])] += 1
            g.flow_by_age[quarter_of_age, cash_bin(f.floats[FLOW, i])] += 1
            g.survival[AT_RISK, min(AGE_YEARS - 1, age // 12)] += 6
        if last:
            g.headcount[0 if t == plan_end else 1, bin_of(head_edges, float(f.ints[HEAD, i])) - 1] += 1
