"""Shapley attribution: the effect of a whole plan, shared out so that the parts sum to it exactly.

A game is a value v(S) for every coalition S of n players: here what one future comes to when only the programmes in S
have their money. The share of player i is its mean contribution over every order in which the players could join
(Shapley 1953, "A value for n-person games"):

    phi_i = sum over S without i of  |S|! (n - |S| - 1)! / n!  (v(S + i) - v(S))

Two ways to it. `enumerated` plays all 2^n coalitions. `along_orders` walks a few orders from nobody to everybody, each
with its reverse (antithetic: who came early comes late); the walk telescopes, so the parts sum to v(all) - v(nobody) in
every single draw, however few orders there are (Castro, Gomez and Tejada 2009, for the sampling; Mitchell et al. 2022,
for the reverses).

"Exactly" is meant to the bit. Outcomes become whole numbers of 2^-24 (`whole`) and shares whole numbers over one
denominator; whole numbers have no rounding. Every single-precision outcome of at least 1/2 is such a number already.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]

GRAIN: Final = 2.0**24  # whole numbers in one unit of an outcome
LARGEST: Final = 2.0**36  # of an outcome
_ROOM: Final = 2**62  # that whole numbers of 64 bits hold, with a bit to spare


class Shares(NamedTuple):
    """Shares of the players in a common denominator: `parts / denominator`, in grains of the outcome.

    parts        int64 (player, ...);  their sum over players is denominator x (v(all) - v(nobody)), to the bit
    denominator  at least 1
    """

    parts: Whole
    denominator: int

    def values(self) -> NDArray[np.float64]:
        """The shares in the unit of the outcome: float64 (player, ...)."""
        return self.parts / (self.denominator * GRAIN)


def whole(values: NDArray[np.floating]) -> Whole:
    """Outcomes as whole numbers of 2^-24, the nearest ones. Raises ValueError beyond 2^36 or for nan."""
    wide = np.asarray(values, dtype=np.float64)
    if not (np.abs(wide) <= LARGEST).all():
        raise ValueError(f"an outcome is not a number, or beyond {LARGEST:.3g}")
    return np.rint(wide * GRAIN).astype(np.int64)


def enumerated(values: Whole) -> Shares:
    """The Shapley value from all coalitions.

    values   int64 (2^n, ...)   v of coalition c, in which player i takes part when bit i of c is set
    returns  Shares over n players, with denominator n lcm(C(n-1, 0) ... C(n-1, n-1))
    raises   ValueError when the number of coalitions is no power of two; OverflowError beyond 64 bits
    """
    coalitions = len(values)
    n = coalitions.bit_length() - 1
    if coalitions != 1 << n or n < 1:
        raise ValueError(f"{coalitions} coalitions are not those of any number of players")
    ways = [math.comb(n - 1, size) for size in range(n)]
    denominator = n * math.lcm(*ways)
    _check_room(values, 2 * denominator)
    parts = np.zeros((n, *values.shape[1:]), np.int64)
    for player in range(n):
        for coalition in range(coalitions):
            if not coalition >> player & 1:
                weight = denominator // (n * ways[coalition.bit_count()])
                parts[player] += weight * (values[coalition | 1 << player] - values[coalition])
    return Shares(parts, denominator)


def along_orders(orders: NDArray[np.integer], values: Whole) -> Shares:
    """Shares from walks along orders of the players, the same weight for each.

    orders   (order, n)               the players as they join
    values   int64 (order, n+1, ...)  v of nobody, of the first, of the first two, ... of all
    returns  Shares with the number of orders as denominator
    """
    _check_room(values, 2 * len(orders))
    steps = np.diff(values, axis=1)
    parts = np.zeros((orders.shape[1], *values.shape[2:]), np.int64)
    for order, contributions in zip(orders, steps, strict=True):
        parts[order] += contributions
    return Shares(parts, len(orders))


def with_reverses(orders: NDArray[np.integer]) -> NDArray[np.integer]:
    """Every order followed by its reverse: (order, n) -> (2 order, n)."""
    return np.stack([orders, orders[:, ::-1]], axis=1).reshape(-1, orders.shape[1])


def twins_share_alike(shares: Shares, twins: Sequence[Sequence[int]]) -> Shares:
    """Equal parts for players that are the same in everything but name: each gets the mean of its group.

    The Shapley value gives twins the same share. In a sampled order one comes first, and in a simulated world each has
    luck of its own; both even out over draws, and here at once.

    twins    groups of players, none in two groups
    """
    sizes = [len(group) for group in twins if len(group) > 1]
    if not sizes:
        return shares
    times = math.lcm(*sizes)
    _check_room(shares.parts, times * max(sizes))
    parts = shares.parts * times
    for group in twins:
        if len(group) > 1:
            members = list(group)
            parts[members] = parts[members].sum(axis=0) // len(members)
    return Shares(parts, shares.denominator * times)


def _check_room(values: Whole, times: int) -> None:
    """Raise OverflowError before a sum of shares could leave 64 bits, rather than give a wrong one."""
    if values.size and int(np.abs(values).max()) * times > _ROOM:
        raise OverflowError("outcomes are too large for shares that sum exactly")


def second_difference(
    both: NDArray[np.float64], first: NDArray[np.float64], second: NDArray[np.float64], neither: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How two players work together: v(S+i+j) - v(S+i) - v(S+j) + v(S).

    Above 0 they need each other, below 0 they do the same work twice, 0 where neither notices the other (the
    interaction index of Grabisch and Roubens 1999 at one coalition S).
    """
    return both - first - second + neither
