"""The reference workload in the style of podobat.engine: columns, one small rule after another, keyed chance.

Firms live in blocks, each a small table of columns that fits into the innermost cache. A rule is a loop over the
columns of one block; it runs over whole vectors of LANES slots, because the few free slots at the end cost less than
a loop of single firms there. Closed firms give their slot to the last one, so that only living firms are worked on.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import NamedTuple

import numpy as np
import workload
from numba import njit

from podobat.engine.numerics import COMPILE, LANES, F, I, N, U, choose5, exp32, larger, lowest_bit, smaller, truncate
from podobat.engine.randomness import key_of, normal_pair, poisson, uniform, unit, words

BLOCK = 960  # slots a block; below 1,024, because events are counted in ten bits
LINE = 64  # bytes of a cache line: a vector that straddles two lines costs twice
GROUP = 32  # slots that are looked through at once for free ones: the bits of a whole number
SECTORS = workload.SECTORS
FIRM, FOUNDER, ENTRANTS = range(3)  # streams
FREE, REGION, CAPITAL = range(3)  # places
UID, PLACE, SECTOR, STAGE, AGE = range(5)  # whole-number columns
REVENUE, CASH, HEAD = range(3)  # real-number columns
Z_GROWTH, Z_ROUND, U_ROUND, U_EXIT = range(4)  # the month's luck
EVENT, JOBS = range(2)  # scratch: 1 alive + 2^10 round + 2^20 move; staff in 1/64
JOB_STEP = 64.0
AT_START = 0xFFFFFFFF  # the "month" of the firms that are there at the start

BY_STAGE = {
    "growth": workload.GROWTH,
    "funding": workload.FUNDING,
    "amount": workload.AMOUNT,
    "leaving": workload.LEAVING,
}
PARAMETERS = np.dtype(
    [(f"{name}_{k}", np.float32) for name in BY_STAGE for k in range(workload.STAGES)]
    + [(name, np.float32) for name in workload.NUMBERS]
)


class Columns(NamedTuple):
    """Tables of whole and real numbers: (column, slot), or (block, column, slot) for all firms."""

    ints: np.ndarray
    floats: np.ndarray


class World(NamedTuple):
    """Everything one run changes."""

    firms: Columns
    draws: Columns
    counts: np.ndarray  # int64 (output, sector), jobs in 1/64


@njit(**COMPILE)
def draw_luck(n, uid, d, t, draw, key):
    """Two normals and two uniforms for every firm, from one call of the generator."""
    z_growth, z_round, u_round, u_exit = d.floats[Z_GROWTH], d.floats[Z_ROUND], d.floats[U_ROUND], d.floats[U_EXIT]
    for i in range(N(n)):
        w = words(uid[i], t, draw, FIRM, key)
        z_growth[i], z_round[i] = normal_pair(w[0], w[1])
        u_round[i] = unit(w[2])
        u_exit[i] = unit(w[3])


@njit(**COMPILE)
def grow(n, f, d, p):
    """Sales grow, and leave cash after pay and fixed cost."""
    g0, g1, g2, g3, g4 = p.growth_0, p.growth_1, p.growth_2, p.growth_3, p.growth_4
    sigma, wage, fixed = p.sigma, p.wage, p.fixed
    stage, revenue, cash, head, z = f.ints[STAGE], f.floats[REVENUE], f.floats[CASH], f.floats[HEAD], d.floats[Z_GROWTH]
    for i in range(N(n)):
        r = F(revenue[i] * exp32(F(choose5(stage[i], g0, g1, g2, g3, g4) + F(sigma * z[i]))))
        revenue[i] = r
        cash[i] = F(F(cash[i] + r) - F(F(head[i] * wage) + fixed))


@njit(**COMPILE)
def raise_rounds(n, f, d, p):
    """A round lifts the stage and brings cash; rarer in a firm's first year."""
    f0, f1, f2, f3, f4 = p.funding_0, p.funding_1, p.funding_2, p.funding_3, p.funding_4
    a1, a2, a3, a4 = p.amount_1, p.amount_2, p.amount_3, p.amount_4
    place, stage, age, cash = f.ints[PLACE], f.ints[STAGE], f.ints[AGE], f.floats[CASH]
    u, z, event = d.floats[U_ROUND], d.floats[Z_ROUND], d.ints[EVENT]
    for i in range(N(n)):
        k = stage[i]
        hazard = F(choose5(k, f0, f1, f2, f3, f4) * smaller(F(1), F(F(age[i]) * F(1 / 12))))
        raises = (place[i] != I(FREE)) & (u[i] < hazard)
        amount = F(choose5(k, a1, a2, a3, a4, F(0)) * exp32(F(F(0.5) * z[i])))
        stage[i] = I(k + I(1)) if raises else k
        cash[i] = F(cash[i] + amount) if raises else cash[i]
        event[i] = I(1 << 10) if raises else I(0)


@njit(**COMPILE)
def leave(n, f, d, p):
    """Firms without cash close, others by a hazard that falls with age; a few move to the capital."""
    l0, l1, l2, l3, l4 = p.leaving_0, p.leaving_1, p.leaving_2, p.leaving_3, p.leaving_4
    old, new = p.hazard_old, F(p.hazard_new * F(12))
    place, stage, age, cash = f.ints[PLACE], f.ints[STAGE], f.ints[AGE], f.floats[CASH]
    u, event = d.floats[U_EXIT], d.ints[EVENT]
    for i in range(N(n)):
        h = F(old + F(new / F(F(12) + F(age[i]))))
        stays = (place[i] != I(FREE)) & (cash[i] >= F(0)) & (u[i] >= h)
        limit = F(F(1) - F(choose5(stage[i], l0, l1, l2, l3, l4) * F(F(1) - h)))
        moves = stays & (place[i] == I(REGION)) & (u[i] >= limit)
        there = I(CAPITAL) if moves else place[i]
        place[i] = there if stays else I(FREE)
        event[i] = I(event[i] | (I(1) if stays else I(0)) | (I(1 << 20) if moves else I(0)))


@njit(**COMPILE)
def hire(n, f, d, p):
    """Staff moves a quarter of the way to what sales and cash can pay; survivors' jobs in 1/64."""
    adjust, cash_to_staff, per_wage = p.adjust, p.cash_to_staff, F(F(1) / p.wage)
    place, age, revenue, cash, head = f.ints[PLACE], f.ints[AGE], f.floats[REVENUE], f.floats[CASH], f.floats[HEAD]
    jobs = d.ints[JOBS]
    for i in range(N(n)):
        goal = F(F(revenue[i] + F(larger(cash[i], F(0)) * cash_to_staff)) * per_wage)
        h = larger(F(1), F(head[i] + F(adjust * F(goal - head[i]))))
        head[i] = h
        age[i] = I(age[i] + I(1))
        jobs[i] = truncate(F(F(h * F(JOB_STEP)) + F(0.5))) if place[i] != I(FREE) else I(0)


@njit(**COMPILE)
def sector_sums(n, k, sector, event, jobs):
    """(events, jobs in 1/64) of sector k."""
    events, staff = I(0), I(0)
    for i in range(N(n)):
        mine = sector[i] == k
        events = I(events + (event[i] if mine else I(0)))
        staff = I(staff + (jobs[i] if mine else I(0)))
    return events, staff


@njit(**COMPILE)
def count(n, f, d, counts):
    """Add a block's firms, jobs, rounds and moves to the month's counts by sector."""
    for k in range(SECTORS):
        events, staff = sector_sums(n, I(k), f.ints[SECTOR], d.ints[EVENT], d.ints[JOBS])
        counts[0, k] += events & I(1023)
        counts[1, k] += staff
        counts[2, k] += (events >> I(10)) & I(1023)
        counts[3, k] += events >> I(20)


@njit(**COMPILE)
def found(a, n, new, f, first, t, draw, key, p):
    """Slots a .. a + n of a block: `new` firms with identities first, first + 1, ..., and free slots after them."""
    revenue, revenue_spread, cash, cash_spread = (
        p.first_revenue, p.first_revenue_spread, p.first_cash, p.first_cash_spread,
    )  # fmt: skip
    heads, share_capital = p.first_head, p.share_capital
    uid, place, sector, stage, age = f.ints[UID], f.ints[PLACE], f.ints[SECTOR], f.ints[STAGE], f.ints[AGE]
    sales, money, head = f.floats[REVENUE], f.floats[CASH], f.floats[HEAD]
    for i in range(N(n)):
        me = U(U(first) + U(i))
        w = words(me, t, draw, FOUNDER, key)
        z_revenue, z_cash = normal_pair(w[0], w[1])
        seat = I(CAPITAL) if unit(w[3]) < share_capital else I(REGION)
        uid[a + i] = I(me)
        place[a + i] = seat if I(i) < new else I(FREE)
        sector[a + i] = I(w[2] >> U(29))
        stage[a + i] = I(0)
        age[a + i] = I(0)
        sales[a + i] = F(revenue * exp32(F(revenue_spread * z_revenue)))
        money[a + i] = F(cash * exp32(F(cash_spread * z_cash)))
        head[a + i] = heads


@njit(**COMPILE)
def whole(n):
    """The next multiple of LANES."""
    return N(n + LANES - 1) >> N(4) << N(4)


@njit(**COMPILE)
def enter(w, live, new, first, t, draw, key, p, block):
    """`new` firms in the slots after the living ones; the number of firms now."""
    done = 0
    while done < new:
        b, a = live // block, live % block
        some = min(new - done, block - a)
        f = Columns(w.firms.ints[b], w.firms.floats[b])
        found(N(a), whole(some), I(some), f, first + done, t, draw, key, p)
        done += some
        live += some
    return live


@njit(**COMPILE)
def free_slots(place, start):
    """Which of the GROUP slots from `start` on are free, a bit each."""
    bits = I(0)
    for i in range(N(GROUP)):
        bits = I(bits | (I(I(1) << I(i)) if place[start + i] == I(FREE) else I(0)))
    return bits


@njit(**COMPILE)
def before(b, slot, block):
    """The slot before a slot, which may be the last of the block before."""
    return (b, slot - 1) if slot > 0 else (b - 1, block - 1)


@njit(**COMPILE)
def close_ranks(w, live, block):
    """The last firm takes the slot of one that is gone; the number of firms left."""
    ints, floats = w.firms.ints, w.firms.floats
    c, last = (live - 1) // block, (live - 1) % block
    for b in range(c + 1):
        for start in range(0, min(block, live - b * block), GROUP):
            bits = free_slots(ints[b, PLACE], N(start))
            while bits != I(0):
                slot = start + lowest_bit(bits)
                bits = I(bits & I(bits - I(1)))
                while c >= 0 and ints[c, PLACE, last] == I(FREE):
                    c, last = before(c, last, block)
                if b > c or (b == c and slot > last):
                    break
                for column in range(AGE + 1):
                    ints[b, column, slot] = ints[c, column, last]
                for column in range(HEAD + 1):
                    floats[b, column, slot] = floats[c, column, last]
                ints[c, PLACE, last] = I(FREE)
                c, last = before(c, last, block)
    return c * block + last + 1


@njit(**COMPILE)
def one_month(w, live, p, t, draw, key, block):
    """One month of all firms but for entry; the number of firms left."""
    d = w.draws
    w.counts[:] = 0
    for b in range((live + block - 1) // block):
        f = Columns(w.firms.ints[b], w.firms.floats[b])
        n = whole(min(live - b * block, block))
        draw_luck(n, f.ints[UID], d, t, draw, key)
        grow(n, f, d, p)
        raise_rounds(n, f, d, p)
        leave(n, f, d, p)
        hire(n, f, d, p)
        count(n, f, d, w.counts)
    return close_ranks(w, live, block)


@njit(**COMPILE)
def run_draws(w, p, slots, at_start, mean_entrants, first, key, block, out):
    """Runs first, first + 1, ... into out (run, month, output, sector); returns the firm-months simulated."""
    firm_months = 0
    for j in range(out.shape[0]):
        draw = first + j
        w.firms.ints[:, PLACE] = FREE
        live = enter(w, 0, at_start, 0, AT_START, draw, key, p, block)
        for t in range(out.shape[1]):
            firm_months += live
            live = one_month(w, live, p, t, draw, key, block)
            for k in range(SECTORS):
                out[j, t, 0, k] = w.counts[0, k]
                out[j, t, 1, k] = w.counts[1, k] / JOB_STEP
                out[j, t, 2, k] = w.counts[2, k]
                out[j, t, 3, k] = w.counts[3, k]
            new = min(poisson(mean_entrants, uniform(0, t, draw, ENTRANTS, key)), slots - live)
            live = enter(w, live, new, (t + 1) << 20, t, draw, key, p, block)
    return firm_months


def parameter_record() -> np.void:
    """The workload's numbers as the kernels read them."""
    record = np.zeros(1, PARAMETERS)
    for name, values in BY_STAGE.items():
        for k, value in enumerate(values):
            record[f"{name}_{k}"] = value
    for name, value in workload.NUMBERS.items():
        record[name] = value
    return record[0]


def aligned(shape: tuple[int, ...], dtype: type) -> np.ndarray:
    """Zeros that begin on a cache line, which no other thread's numbers share."""
    size = np.dtype(dtype).itemsize * int(np.prod(shape))
    raw = np.zeros(size + LINE, np.uint8)
    start = -raw.ctypes.data % LINE
    return raw[start : start + size].view(dtype).reshape(shape)


def make_world(slots: int, block: int) -> World:
    """Arrays for one thread.

    A row is longer than a block by a vector, which entrants may spill into, and is no power of two: columns that lie
    4,096 bytes apart would share the same few lines of the innermost cache.
    """
    blocks, row = -(-slots // block), block + 2 * LANES
    row += LANES if row % 1024 == 0 else 0
    return World(
        Columns(aligned((blocks, AGE + 1, row), np.int32), aligned((blocks, HEAD + 1, row), np.float32)),
        Columns(aligned((JOBS + 1, row), np.int32), aligned((U_EXIT + 1, row), np.float32)),
        aligned((len(workload.OUTPUTS), SECTORS), np.int64),
    )


def run(slots: int, months: int, runs: int, *, seed: int = 1, threads: int = 1, block: int = BLOCK, chunk: int = 4):
    """(outputs (run, month, output, sector), firm-months) of `runs` runs."""
    if not (0 < block < 1024 and block % GROUP == 0):
        raise ValueError(f"a block has a multiple of {GROUP} slots below 1,024, not {block}")
    out = np.empty((runs, months, len(workload.OUTPUTS), SECTORS), np.float32)
    p, key = parameter_record(), key_of(seed)
    at_start, mean = workload.firms_at_start(slots), workload.entrants(slots)
    worlds: SimpleQueue[World] = SimpleQueue()
    for _ in range(threads):
        worlds.put(make_world(slots, block))

    def work(a: int) -> int:
        w = worlds.get()
        done = run_draws(w, p, slots, at_start, mean, a, key, block, out[a : a + chunk])
        worlds.put(w)
        return done

    with ThreadPoolExecutor(threads) as pool:
        return out, sum(pool.map(work, range(0, runs, chunk)))
