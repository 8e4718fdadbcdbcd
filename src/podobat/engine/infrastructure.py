"""Infrastructure: space, homes and connections that are handed over and taken up, and the private money that follows.

It founds no firm. What it does for the region's work is what its money buys (input-output effects), and what is taken
up is counted as what it is: square metres, homes, premises.
"""

from __future__ import annotations

from numba import njit

from podobat.engine.counting import INFRASTRUCTURE_SPACE, INFRASTRUCTURE_SPACE_USED, INVESTMENT_PRIVATE
from podobat.engine.inputs import INFRASTRUCTURE
from podobat.engine.numerics import COMPILE, INLINE_STEP
from podobat.engine.works import is_open
from podobat.engine.world import BUILT, DELIVERED, USED

KINDS_OF_OUTPUT = 3  # space, homes, premises; what is `other` is not counted


@njit(**COMPILE)
def taken_up(used, delivered, occupancy, months):
    """Share in use a month later: used + (delivered x occupancy - used) / months."""
    return used + (delivered * occupancy - used) / max(1.0, months)


@njit(**INLINE_STEP)
def hand_over(w, x, p, t):
    """What is built is handed over, taken up month by month, and draws private money as it is taken up."""
    c = w.counts
    for output in range(2 * KINDS_OF_OUTPUT):
        c[INFRASTRUCTURE_SPACE + output] = 0.0
    for j in range(w.members[INFRASTRUCTURE, 0]):
        k = w.members[INFRASTRUCTURE, 1 + j]
        g = x.programmes[k]
        delivered = 1.0 if is_open(w, k, t) else 0.0
        if g.staged == 1:
            delivered = w.ledger[BUILT, k] / max(1, g.cost)
        before = w.yields[USED, k]
        w.yields[DELIVERED, k] = delivered
        w.yields[USED, k] = taken_up(before, delivered, p.infrastructure_occupancy, p.infrastructure_take_up)
        more = max(0.0, w.yields[USED, k] - before) / p.infrastructure_occupancy
        c[INVESTMENT_PRIVATE] += g.private * p.infrastructure_private_follows * more
        if g.output < KINDS_OF_OUTPUT:
            c[INFRASTRUCTURE_SPACE + g.output] += g.amount * delivered
            c[INFRASTRUCTURE_SPACE_USED + g.output] += g.amount * w.yields[USED, k]
