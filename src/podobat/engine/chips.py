"""AI semiconductors as a chain: design, multi-project wafer run, silicon, first customer.

A start-up of the programme's sector begins a design with the programme's help when its own money carries half of what
is left to pay. Design takes months and money; the finished design waits for the next shuttle run; silicon comes back
right or wrong; what is right looks for its first customer. A test centre raises the chance of right silicon, a shuttle
voucher pays for the run, a partner laboratory shortens design.
"""

from __future__ import annotations

from numba import njit

from podobat.engine.counting import CHIPS_CUSTOMERS, CHIPS_DESIGNS, CHIPS_SILICON, CHIPS_TAPED_OUT, FIRMS_SUPPORTED
from podobat.engine.inputs import CHIPS, PARTNER, TEST_CENTRE
from podobat.engine.numerics import COMPILE, INLINE_STEP, F, I, N, exp32, log32, select
from podobat.engine.programmes import affordable
from podobat.engine.randomness import CALL_CHIPS, SILICON, normal_pair, unit, words
from podobat.engine.world import (
    CASH,
    CONTRACT_INCOME,
    CONTRACT_UNTIL,
    DESIGN_DUE,
    DESIGN_MONTHS,
    DESIGN_OF,
    DESIGN_PHASE,
    DESIGN_PROGRAMME,
    DESIGN_TRIES,
    GRANTED,
    PLACE,
    READINESS,
    REGION,
    SECTOR,
    SPENT,
    SUPPORTED,
    UID,
)

DESIGNING, WAITING, SELLING, ENDED = range(4)
MOST_TRIES = 3  # runs of one design
ALMOST = 0.9999  # readiness of a firm whose silicon is right: the product is ready with the month's work
YEAR = 12


@njit(**COMPILE)
def next_run(t, every, months):
    """Month in which silicon is back: of shuttles that leave every so many months the first after t, plus its time."""
    return (t // every + 1) * every + months


@njit(**COMPILE)
def right_first(first, effect, tries, respin_right):
    """Chance that silicon is right: of the first run first (1 + effect), at most 0.95; of later runs `respin_right`."""
    return min(0.95, first * (1.0 + effect)) if tries == 0 else respin_right


@njit(**COMPILE)
def slot_of(n, column, uid):
    """Slot of the firm with this identity, -1 when it is gone."""
    place = I(0)
    for i in range(N(n)):
        place = I(place + select(column[i] == uid, I(I(i) + I(1)), I(0)))
    return int(place) - 1


@njit(**INLINE_STEP)
def designing(w, uid):
    """Has the firm a chip on the way?"""
    designs = 0
    for j in range(w.state[0].n_designs):
        designs += select(w.designs[DESIGN_OF, j] == uid, 1, 0)
    return designs > 0


@njit(**INLINE_STEP)
def begin_designs(w, x, p, k, t, draw, key):
    """The quarter's call of one programme: designs as far as money goes, by each firm's own luck."""
    s, f = w.state[0], w.firms
    g = x.programmes[k]
    room = affordable(w.ledger[GRANTED, k] - w.ledger[SPENT, k], g.unit_cost)
    own = max(0.0, p.chips_cost - g.unit_cost / 1000.0)
    for i in range(s.n):
        if room == 0:
            return
        fits = f.ints[PLACE, i] == REGION and f.ints[SECTOR, i] == g.output and f.floats[READINESS, i] < 1.0
        if not fits or float(f.floats[CASH, i]) < 0.5 * own or designing(w, int(f.ints[UID, i])):
            continue
        luck = words(f.ints[UID, i], t, draw, CALL_CHIPS, key)
        if float(unit(luck[2])) >= p.programme_application:
            continue
        if s.n_designs == w.designs.shape[1]:
            s.full = 1
            return
        z, _ = normal_pair(luck[0], luck[1])
        faster = 1.0 - p.chips_effect_partner if g.supports & PARTNER else 1.0
        months = max(3, int(p.chips_design_months * float(exp32(F(p.chips_design_spread * z))) * faster + 0.5))
        j = s.n_designs
        s.n_designs += 1
        w.designs[DESIGN_OF, j], w.designs[DESIGN_PROGRAMME, j] = int(f.ints[UID, i]), k
        w.designs[DESIGN_PHASE, j], w.designs[DESIGN_DUE, j] = DESIGNING, t + months
        w.designs[DESIGN_TRIES, j], w.designs[DESIGN_MONTHS, j] = 0, months
        w.ledger[SPENT, k] += g.unit_cost
        w.counts[CHIPS_DESIGNS] += 1
        room -= 1
        if f.ints[SUPPORTED, i] == 0:
            f.ints[SUPPORTED, i] = I(1)
            w.counts[FIRMS_SUPPORTED] += 1


@njit(**INLINE_STEP)
def silicon(w, p, g, i, j, t, draw, key):
    """A run comes back: right, and the product is ready and looks for a customer; or wrong, and the design goes on."""
    f = w.firms
    tries = w.designs[DESIGN_TRIES, j]
    luck = words(f.ints[UID, i], t, draw, SILICON, key)
    effect = p.chips_effect_test if g.supports & TEST_CENTRE else 0.0
    if float(unit(luck[0])) < right_first(p.chips_first_silicon, effect, tries, p.chips_respin):
        w.counts[CHIPS_SILICON] += 1
        f.floats[READINESS, i] = F(max(float(f.floats[READINESS, i]), ALMOST))
        w.designs[DESIGN_PHASE, j] = SELLING if float(unit(luck[1])) < p.chips_customer_chance else ENDED
        w.designs[DESIGN_DUE, j] = t + 1 + int(-p.chips_customer_months * float(log32(F(unit(luck[2])))))
        return
    w.designs[DESIGN_TRIES, j] = tries + 1
    w.designs[DESIGN_PHASE, j] = DESIGNING if tries + 1 < MOST_TRIES else ENDED
    w.designs[DESIGN_DUE, j] = t + max(1, w.designs[DESIGN_MONTHS, j] // 3)  # a respin, not a new design


@njit(**INLINE_STEP)
def advance_design(w, x, p, j, t, draw, key):
    """One design, one month."""
    f = w.firms
    i = slot_of(w.state[0].n, f.ints[UID], I(w.designs[DESIGN_OF, j]))
    if i < 0 or f.ints[PLACE, i] != REGION:
        w.designs[DESIGN_PHASE, j] = ENDED
        return
    g = x.programmes[w.designs[DESIGN_PROGRAMME, j]]
    phase = w.designs[DESIGN_PHASE, j]
    if phase == DESIGNING:
        own = max(0.0, p.chips_cost - g.unit_cost / 1000.0) / w.designs[DESIGN_MONTHS, j]
        f.floats[CASH, i] = F(float(f.floats[CASH, i]) - own)
    if t < w.designs[DESIGN_DUE, j]:
        return
    if phase == DESIGNING:
        w.counts[CHIPS_TAPED_OUT] += 1
        f.floats[CASH, i] = F(float(f.floats[CASH, i]) - p.chips_run_cost * (1.0 - g.share))
        w.designs[DESIGN_PHASE, j] = WAITING
        w.designs[DESIGN_DUE, j] = next_run(t, max(1, g.months), int(p.chips_run_months))
    elif phase == WAITING:
        silicon(w, p, g, i, j, t, draw, key)
    elif phase == SELLING:
        w.counts[CHIPS_CUSTOMERS] += 1
        f.floats[CONTRACT_INCOME, i] = F(p.chips_contract / YEAR)
        f.ints[CONTRACT_UNTIL, i] = I(t + YEAR)
        w.designs[DESIGN_PHASE, j] = ENDED


@njit(**INLINE_STEP)
def advance_chips(w, x, p, t, draw, key):
    """Every design goes on by a month; what has ended makes room."""
    s, kept = w.state[0], 0
    for j in range(s.n_designs):
        advance_design(w, x, p, j, t, draw, key)
        if w.designs[DESIGN_PHASE, j] != ENDED:
            for row in range(w.designs.shape[0]):
                w.designs[row, kept] = w.designs[row, j]
            kept += 1
    s.n_designs = kept


@njit(**INLINE_STEP)
def call_for_designs(w, x, p, t, draw, key):
    """The quarter's calls of every programme of the kind."""
    for j in range(w.members[CHIPS, 0]):
        begin_designs(w, x, p, w.members[CHIPS, 1 + j], t, draw, key)
