"""What the model misses of each measure: how far what will be true may lie from the simulated world, and for how long.

The simulated world is not the world. What it misses of a measure is a discrepancy d in logs (Kennedy and O'Hagan 2001),
a number for every half of a calendar year, that lasts:

    d_t = offset A + S (wander W_t + chance E_t),    A, W_t, E_t ~ N(0, 1),  corr(W_t, W_u) = memory^(years apart)

A is an offset that stays: the level the model has wrong. W wanders back and forth, E is a half-year of its own. S is
one scale for a measure for life: some measures run evenly, some are wild, and this is what makes the tails heavy. S
takes the middle of each fifth of a lognormal distribution. Draws end at `least` and `most`. What a cumulative measure
adds in single stretches evens out: there the mean of d is lowered by the square of S chance, over 2, so that the
expected factor of a stretch's own part is 1.

    cumulative   d acts on what is still to come: true(t) = true(t - 1) + exp(d(t)) (simulated(t) - simulated(t - 1))
    stock, flow  true(t) = exp(d(t)) simulated(t), d(t) on a line between the middles of half-years; shares end at 1

The discrepancy of a draw is the same with the plan and without it and in every scenario: worlds that are the same stay
the same to the bit. Measures by sector take that of their total, so that parts add up. Money granted and spent, the
work it induces, the venture climate and the law have none: they are decided, worked out, or drawn as they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.special import ndtri

from podobat.engine.numerics import COMPILE
from podobat.engine.randomness import MISSED, key_of, normal_pair, words
from podobat.evidence import Parameters, measure
from podobat.forecast.sampling import sample_points
from podobat.units import month_index

Array = NDArray[np.float64]

LAWS: Final = ("rate", "level")  # of what a cumulative measure adds in a year; of a stock or a flow
PARTS: Final = ("offset", "wander", "chance")
PARAMETER_IDS: Final = (
    *(f"discrepancy.{law}_{what}" for law in LAWS for what in (*PARTS, "memory")),
    "discrepancy.least",
    "discrepancy.most",
    "discrepancy.outside",
    "discrepancy.reach",
    "discrepancy.spread",
)
EXACT: Final = ("budget.granted", "budget.unspent", "climate.venture", "jobs.induced", "law.in_force", "spending")
FIFTHS: Final = 5  # values that the scale of a measure may take, equally likely
SETS: Final = 4  # sets of normals that do not meet: before and after counts
PER_YEAR: Final = 2  # stretches, each with a discrepancy of its own
MONTHS: Final = 12 // PER_YEAR
AT_ONCE: Final = 256  # draws that a thread turns into true ones at a time
_RATE, _LEVEL = range(len(LAWS))


@dataclass(frozen=True)
class Law:
    """Standard deviations, in logs, of the three parts of a discrepancy, and the yearly correlation of what wanders.

    offset, wander  at any time;  chance  of a whole year: that of half a year is sqrt(2) times as large
    """

    offset: float
    wander: float
    chance: float
    memory: float

    @property
    def own(self) -> float:
        """Standard deviation of what is a stretch's own."""
        return self.chance * float(np.sqrt(PER_YEAR))

    @property
    def step(self) -> float:
        """Correlation of what wanders from one stretch to the next."""
        return self.memory ** (1.0 / PER_YEAR)

    def covariance(self, stretches: int) -> Array:
        """Of what the scale acts on, in consecutive stretches, at scale 1. offset^2 comes to it everywhere."""
        apart = np.abs(np.subtract.outer(np.arange(stretches), np.arange(stretches)))
        return self.wander**2 * self.step**apart + self.own**2 * np.eye(stretches)

    def middle(self, scale: NDArray[np.floating] | float, kind: str) -> Any:
        """The mean of d at a scale: -(scale own)^2 / 2 of what a cumulative measure adds, else 0."""
        return -0.5 * np.square(scale) * self.own**2 if kind == "cumulative" else 0.0 * scale


@dataclass(frozen=True)
class Discrepancy:
    """How large discrepancies are and how long they last.

    rate    of what a cumulative measure adds;  level  of a stock or a flow
    spread  standard deviation of the log of a measure's scale;  least, most  bounds of d
    """

    rate: Law
    level: Law
    spread: float
    least: float
    most: float

    @classmethod
    def of(cls, parameters: Parameters) -> Discrepancy:
        """From the parameters of group `discrepancy`."""
        value = {name.removeprefix("discrepancy."): parameters[name].value for name in PARAMETER_IDS}
        rate, level = (Law(*(value[f"{law}_{what}"] for what in (*PARTS, "memory"))) for law in LAWS)
        return cls(rate, level, value["spread"], value["least"], value["most"])

    def law(self, kind: str) -> Law:
        """For a stock, cumulative or flow measure."""
        return self.rate if kind == "cumulative" else self.level

    @cached_property
    def scales(self) -> Array:
        """The values that a measure's scale may take, all equally likely: (fifth,)."""
        return np.exp(self.spread * ndtri((np.arange(FIFTHS) + 0.5) / FIFTHS))


def group_of(measure_id: str) -> str | None:
    """The measure whose discrepancy it takes: its own, or that of its total; None where nothing is missed."""
    group = measure(measure_id).id
    return None if group in EXACT else group


@dataclass(frozen=True)
class Layout:
    """Which discrepancy acts on which column, in which way.

    groups    ids of the measures that have one;  column  (measure,) place among them, -1 for none
    kind      (measure,) 0 cumulative, 1 stock or flow, 2 a stock that is a share
    first     month number of the first month;  months  how many there are
    """

    groups: tuple[str, ...]
    column: NDArray[np.int64]
    kind: NDArray[np.int64]
    first: int
    months: int

    @classmethod
    def of(cls, measures: Sequence[str], months: Sequence[str]) -> Layout:
        """For the columns and months of a forecast."""
        own = [group_of(m) for m in measures]
        groups = tuple(dict.fromkeys(g for g in own if g is not None))
        at = {g: k for k, g in enumerate(groups)}
        column = np.array([-1 if g is None else at[g] for g in own], dtype=np.int64)
        about = [measure(m) for m in measures]
        kind = [0 if m.kind == "cumulative" else 2 if m.unit == "share" else 1 for m in about]
        return cls(groups, column, np.array(kind, np.int64), month_index(months[0]), len(months))

    @property
    def stretches(self) -> int:
        """Halves of calendar years, the first and last perhaps in part, and the one after, which levels lead to."""
        return stretches_of("stock", self.first, self.months)

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kind of each group: cumulative, stock or flow."""
        return tuple(measure(g).kind for g in self.groups)

    @cached_property
    def weights(self) -> tuple[Acting, Acting]:
        """What acts on each month: on rates, and on levels."""
        return acting("cumulative", self.first, self.months), acting("stock", self.first, self.months)


class Acting(NamedTuple):
    """What acts in a month: `weight` of the discrepancy of stretch `at`, the rest of the one after. Each (month,)."""

    at: NDArray[np.int64]
    weight: Array


def stretch_of(first: int, month: int) -> int:
    """The half of a calendar year in which a month lies, both counted from the first month, number `first`."""
    return (first + month) // MONTHS - first // MONTHS


def stretches_of(kind: str, first: int, months: int) -> int:
    """How many discrepancies act on so many months."""
    return stretch_of(first, months - 1) + (1 if kind == "cumulative" else 2)


def acting(kind: str, first: int, months: int) -> Acting:
    """On a cumulative measure that of the month's own stretch; on others a line between the middles of stretches."""
    place = (first % MONTHS + np.arange(months) + 0.5) / MONTHS
    if kind == "cumulative":
        return Acting(np.floor(place).astype(np.int64), np.ones(months))
    between = np.maximum(place - 0.5, 0.0)
    at = np.floor(between).astype(np.int64)
    return Acting(at, np.asarray(1.0 - (between - at), dtype=np.float64))


# --- draws ------------------------------------------------------------------------------------------------------------


def entity_of(group: str) -> int:
    """A 32-bit number that names a measure for ever in the generator's counter."""
    return int.from_bytes(hashlib.blake2b(group.encode(), digest_size=4).digest(), "little")


@njit(**COMPILE)
def _fill(out, entities, first, part, key):
    """Standard normals, keyed by measure, draw and stretch: (draw, measure, stretch). `part` keeps two sets apart."""
    for i in range(out.shape[0]):
        for g in range(out.shape[1]):
            for t in range(out.shape[2]):
                w = words(entities[g], SETS * t + part, first + i, MISSED, key)
                out[i, g, t] = normal_pair(w[0], w[1])[0]


def keyed_normals(groups: Sequence[str], size: int, n: int, seed: int, first: int, part: int) -> Array:
    """Standard normals for draws first .. first + n - 1, the same whatever else is drawn: (draw, group, size)."""
    out = np.empty((n, len(groups), size))
    entities = np.array([entity_of(g) for g in groups], dtype=np.uint32)
    _fill(out, entities, first, part, key_of(seed))
    return out


WANDER_LUCK, CHANCE_LUCK = 0, 1


def prior_draws(
    law: Discrepancy, layout: Layout, n: int, seed: int, first: int = 0, *, but: Collection[str] = ()
) -> Array:
    """Discrepancies of draws first .. first + n - 1 before anything was counted: (draw, group, stretch).

    Offsets and scales are spread evenly over draws; all of it is keyed by the seed, the measure and the draw, so that a
    group's draws do not depend on which others are drawn.

    but  groups that are left out, at 0: those that something was counted of
    """
    missed = np.zeros((n, len(layout.groups), layout.stretches))
    drawn = [g for g, name in enumerate(layout.groups) if name not in but]
    if drawn:
        missed[:, drawn] = _drawn_before(law, layout, drawn, n, seed, first)
    return missed


def _drawn_before(law: Discrepancy, layout: Layout, drawn: Sequence[int], n: int, seed: int, first: int) -> Array:
    """The discrepancies of some groups of a layout: (draw, group, stretch)."""
    groups, stretches = [layout.groups[g] for g in drawn], layout.stretches
    even = sample_points([f"discrepancy.{what}.{g}" for what in ("offset", "scale") for g in groups], n, seed, first)
    offset, u = ndtri(even[:, : len(groups)]), even[:, len(groups) :]
    scale = law.scales[np.minimum((u * FIFTHS).astype(np.int64), FIFTHS - 1)]
    steps = keyed_normals(groups, stretches, n, seed, first, WANDER_LUCK)
    own = keyed_normals(groups, stretches, n, seed, first, CHANCE_LUCK)
    missed = np.empty((n, len(groups), stretches))
    for g, kind in enumerate(layout.kinds[g] for g in drawn):
        each = law.law(kind)
        wandering = steps[:, g, 0]
        for t in range(stretches):
            if t:
                wandering = each.step * wandering + np.sqrt(1.0 - each.step**2) * steps[:, g, t]
            missed[:, g, t] = scale[:, g] * (each.wander * wandering + each.own * own[:, g, t])
        missed[:, g] += (each.offset * offset[:, g] + each.middle(scale[:, g], kind))[:, None]
    return np.clip(missed, law.least, law.most)


# --- what will be true ------------------------------------------------------------------------------------------------


@njit(**COMPILE)
def _carry(values, column, kind, factors, floor):
    """Turns simulated into true values, in place: values (draw, month, measure), factors (draw, group, month)."""
    for i in range(values.shape[0]):
        for j in range(values.shape[2]):
            g = column[j]
            if g < 0:
                continue
            if kind[j] == 0:
                before, true = 0.0, 0.0
                for t in range(values.shape[1]):
                    now = float(values[i, t, j])
                    true += factors[i, g, t] * (now - before + floor[j, t])
                    before = now
                    values[i, t, j] = true
            else:
                for t in range(values.shape[1]):
                    true = factors[i, g, t] * values[i, t, j]
                    values[i, t, j] = min(true, 1.0) if kind[j] == 2 else true


def carry(
    values: NDArray[np.float32], layout: Layout, missed: Array, floor: Array | None = None, threads: int = 1
) -> None:
    """Turn the simulated values of a world, or of several, into true ones, in place.

    values  float32 (draw, month, measure) or (world, draw, month, measure), C-contiguous in its last two axes
    missed  (draw, group, stretch), as `prior_draws` gives it: the same in every world
    floor   (measure, month) single events that a month could as well have had, added to those simulated; none without
    """
    worlds = values if values.ndim == 4 else values[None]
    least = np.zeros((worlds.shape[3], worlds.shape[2])) if floor is None else floor

    def carry_some(first: int) -> None:
        some = slice(first, first + AT_ONCE)
        factors = monthly_factors(layout, missed[some])
        for world in worlds:
            _carry(world[some], layout.column, layout.kind, factors, least)

    each_of(carry_some, range(0, worlds.shape[1], AT_ONCE), threads)


def each_of(work: Callable[[int], None], pieces: Sequence[int], threads: int) -> None:
    """Work on every piece, on this thread alone or on several."""
    if threads <= 1 or len(pieces) <= 1:
        for piece in pieces:
            work(piece)
        return
    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(work, pieces):
            pass


def monthly_factors(layout: Layout, missed: Array) -> Array:
    """exp(d) of every month for the groups that act on a column, 1 for others: (draw, group, month)."""
    factors = np.ones((len(missed), len(layout.groups), layout.months))
    after = np.minimum(np.arange(layout.stretches) + 1, layout.stretches - 1)
    for g in np.unique(layout.column[layout.column >= 0]):
        at, weight = layout.weights[_RATE if layout.kinds[g] == "cumulative" else _LEVEL]
        factors[:, g] = np.exp(weight * missed[:, g, at] + (1.0 - weight) * missed[:, g, after[at]])
    return factors
