"""Every supplier in order for every demand, by weights learnt from partnerships that are known.

    ranking = rank(features, weights, keep=100)
    ranking.order[d]        rows of suppliers, best first
    ranking.fit(...)        how a pair stands among partnerships that are known, 0 to 1

Weights come from three places, each the prior of the next: what the package ships, what the table's own past works
teach (each asked as if it were a demand, with those who did it to be found), and what became of pairs before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import ndtr

from podobat.evidence.partners import Weights
from podobat.match.features import FEATURES, Features
from podobat.match.learning import Choice, Fitted, fit, weighed
from podobat.match.market import REFUSED, WORKED, Market
from podobat.names import name_key

CHUNK = 200  # demands looked at together: bounds the memory
ENOUGH = 30  # past works, or pairs that worked together, from which a table teaches anything
MOST_WORKS = 300  # past works asked, evenly over all of them
BACKGROUND = 400.0  # pairs that what is known of other tables is worth when a small table is standardised
BORROWED = 3.0  # how many times wider than its standard error a weight learnt elsewhere is taken to be
FROM_DEMAND, FROM_SUPPLIER = 40, 10  # candidates that every demand and every supplier brings to the assignment
FIRST = 3  # of every demand, whose reasons are worked out whether they are chosen or not
Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Learnt:
    """Weights in force, in the order of FEATURES, and what taught them.

    shipped        as they came with the package
    works, pairs   past works of the table and pairs of the office that taught them further; 0 for none
    """

    value: Floats
    error: Floats
    shipped: Floats
    works: int
    pairs: int


def learn(features: Features, weights: Weights) -> Learnt:
    """The shipped weights, taught by the table's own past works and by the office's own outcomes."""
    shipped = np.array([weights[f].value for f in FEATURES])
    error = np.array([weights[f].error for f in FEATURES])
    borrowed = np.array([weights[f].evidence != "assumed" for f in FEATURES])
    spread = np.where(borrowed, BORROWED * error, error)
    value, works, pairs = shipped, 0, 0
    for choices in (_work_choices(features), _outcome_choices(features)):
        if len(choices) >= ENOUGH:
            fitted: Fitted = fit(choices, value, spread)
            value, spread, error = fitted.value, np.minimum(spread, fitted.error), fitted.error
            if choices[0].is_work:
                works = len(choices)
            else:
                pairs = fitted.pairs
    return Learnt(value, error, shipped, works, pairs)


def _work_choices(features: Features) -> list[Choice]:
    """Past works as choices: of all suppliers with anything else to be known by, those who did it."""
    holds = sparse.csc_array(features.lines.holds)
    others = np.asarray(features.lines.holds.sum(axis=1)) - 1
    works = [
        j for j in np.flatnonzero(features.lines.works).tolist()
        if (others[holds.indices[holds.indptr[j] : holds.indptr[j + 1]]] > 0).any()
    ]  # fmt: skip
    if len(works) > MOST_WORKS:
        works = [works[i * len(works) // MOST_WORKS] for i in range(MOST_WORKS)]
    choices = []
    for start in range(0, len(works), CHUNK):
        part = works[start : start + CHUNK]
        for j, row in zip(part, features.of_works(part), strict=True):
            did = np.zeros(len(others), dtype=bool)
            did[holds.indices[holds.indptr[j] : holds.indptr[j + 1]]] = True
            known = others + ~did > 0  # has a line other than this one
            choices.append(Choice(row[known], did[known], is_work=True))
    return choices


def _outcome_choices(features: Features) -> list[Choice]:
    """Outcomes as choices: those a demand worked with, against those it declined, or against everyone."""
    market = features.market
    worked: dict[int, set[int]] = {}
    declined: dict[int, set[int]] = {}
    for outcome in market.outcomes:
        side = worked if outcome.stage in WORKED else declined if outcome.stage in REFUSED else {}
        side.setdefault(market.demand_row[outcome.demand], set()).add(market.supplier_row[outcome.supplier])
    choices = []
    for demand in sorted(worked):
        row = features.of_demands([demand])[0]
        chosen = np.zeros(len(row), dtype=bool)
        chosen[sorted(worked[demand])] = True
        against = np.zeros(len(row), dtype=bool)
        against[sorted(declined.get(demand, ()))] = True
        open_ = chosen | against if against.any() else np.ones(len(row), dtype=bool)
        choices.append(Choice(row[open_], chosen[open_], is_work=False))
    return choices


@dataclass(frozen=True)
class Pairs:
    """Pairs that may be proposed, by demand and supplier row.

    demand, supplier  rows
    score             log-odds, comparable within a demand
    features          (pair, feature)
    """

    demand: Rows
    supplier: Rows
    score: Floats
    features: Floats


@dataclass(frozen=True)
class Ranking:
    """Suppliers in order for every demand, and the pairs that may be proposed.

    order        (demand) rows of suppliers, best first, as many as were asked for;  scores: theirs
    pairs        the best of every demand and of every supplier, sorted by demand and supplier
    mean, deviation   of the score over all pairs, and how many pairs there are
    """

    order: tuple[Rows, ...]
    scores: tuple[Floats, ...]
    pairs: Pairs
    mean: float
    deviation: float
    count: int

    def fit(self, score: Floats, weights: Weights) -> Floats:
        """The share of known partnerships that stand out less among all pairs of their table than this one does here.

        Phi((z - m) / s), z the score standardised over all pairs, m and s what z is among known partnerships. What a
        small table cannot say of all pairs is filled up to BACKGROUND pairs with what the weights were learnt from.
        """
        here = self.count / (self.count + BACKGROUND)
        mean = here * self.mean + (1 - here) * weights.background
        spread = here * (self.deviation**2 + (self.mean - mean) ** 2)
        spread += (1 - here) * (weights.background_spread**2 + (weights.background - mean) ** 2)
        return ndtr(((score - mean) / np.sqrt(spread) - weights.stands_out) / weights.spread)


def closed(market: Market) -> set[tuple[int, int]]:
    """Pairs (demand row, supplier row) that must not be: refused by a side, declined before, a firm with itself."""
    pairs = set()
    named: dict[str, list[int]] = {}
    for s, supplier in enumerate(market.suppliers):
        named.setdefault(name_key(supplier.name), []).append(s)
    for d, demand in enumerate(market.demands):
        pairs |= {(d, market.supplier_row[s]) for s in demand.wishes.never if s in market.supplier_row}
        key = name_key(demand.name)
        pairs |= {(d, s) for s in named.get(key, ()) if key}
    for s, supplier in enumerate(market.suppliers):
        pairs |= {(market.demand_row[d], s) for d in supplier.wishes.never if d in market.demand_row}
    for outcome in market.outcomes:
        if outcome.stage in REFUSED:
            pairs.add((market.demand_row[outcome.demand], market.supplier_row[outcome.supplier]))
    return pairs


def wished(market: Market) -> set[tuple[int, int]]:
    """Pairs that a side insists on or hopes for: kept as candidates however they score."""
    pairs = set()
    for d, demand in enumerate(market.demands):
        pairs |= {(d, market.supplier_row[s]) for s in (*demand.wishes.must, *demand.wishes.hoped)}
    for s, supplier in enumerate(market.suppliers):
        pairs |= {(market.demand_row[d], s) for d in (*supplier.wishes.must, *supplier.wishes.hoped)}
    return pairs


def rank(features: Features, value: Floats, keep: int) -> Ranking:
    """All pairs weighed, in chunks of demands; equal scores stand in the order of the suppliers' ids.

    value  weights in the order of FEATURES
    keep   suppliers kept for every demand
    """
    market = features.market
    shut, wish = _by_demand(closed(market)), _by_demand(wished(market))
    order, scores, total, squares = [], [], 0.0, 0.0
    kept = _Kept(len(market.suppliers))
    for start in range(0, len(market.demands), CHUNK):
        rows = range(start, min(len(market.demands), start + CHUNK))
        block = features.of_demands(rows)
        score = weighed(block, value)
        total, squares = total + float(score.sum()), squares + float(np.square(score).sum())
        for i, d in enumerate(rows):
            score[i, sorted(shut.get(d, ()))] = -np.inf
            best = _best(score[i], max(keep, FROM_DEMAND))
            best = best[np.isfinite(score[i, best])]
            order.append(best[:keep])
            scores.append(score[i, best[:keep]])
            chosen = {*best[: max(FROM_DEMAND, min(keep, FIRST))].tolist(), *wish.get(d, set())} - shut.get(d, set())
            kept.add(d, sorted(chosen), block[i])
        kept.add_for_suppliers(rows, score, block)
    count = max(1, len(market.suppliers) * len(market.demands))
    mean = total / count
    deviation = float(np.sqrt(max(squares / count - mean * mean, 0.0)))
    return Ranking(tuple(order), tuple(scores), kept.pairs(value), mean, deviation, count)


def _by_demand(pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    suppliers: dict[int, set[int]] = {}
    for d, s in pairs:
        suppliers.setdefault(d, set()).add(s)
    return suppliers


def _best(row: Floats, keep: int) -> Rows:
    """Places of the highest numbers, highest first; equal ones in the order they stand."""
    if keep >= len(row):
        return np.argsort(-row, kind="stable")
    bound = np.partition(row, len(row) - keep)[len(row) - keep]
    over = np.flatnonzero(row >= bound)
    return over[np.argsort(-row[over], kind="stable")][:keep]


class _Kept:
    """Candidate pairs with their features, gathered while the demands go by."""

    def __init__(self, suppliers: int) -> None:
        self.found: dict[tuple[int, int], Floats] = {}
        self.score = np.full((FROM_SUPPLIER, suppliers), -np.inf)
        self.demand = np.full((FROM_SUPPLIER, suppliers), -1, dtype=np.int64)
        self.features = np.zeros((FROM_SUPPLIER, suppliers, len(FEATURES)))

    def add(self, demand: int, suppliers: Sequence[int], row: Floats) -> None:
        """Pairs of one demand."""
        self.found.update({(demand, s): row[s].copy() for s in suppliers})

    def add_for_suppliers(self, demands: range, score: Floats, block: Floats) -> None:
        """The best demands of every supplier so far, those that came first before equal ones."""
        score = np.concatenate([self.score, score])
        demand = np.concatenate([self.demand, np.repeat(np.array(demands)[:, None], score.shape[1], axis=1)])
        features = np.concatenate([self.features, block])
        best = np.argsort(-score, axis=0, kind="stable")[:FROM_SUPPLIER]
        self.score = np.take_along_axis(score, best, axis=0)
        self.demand = np.take_along_axis(demand, best, axis=0)
        self.features = np.take_along_axis(features, best[..., None], axis=0)

    def pairs(self, value: Floats) -> Pairs:
        """All of them, by demand and supplier."""
        for k, s in zip(*np.nonzero(np.isfinite(self.score)), strict=True):
            self.found[int(self.demand[k, s]), int(s)] = self.features[k, s]
        rows = np.array(sorted(self.found), dtype=np.int64).reshape(-1, 2)
        features = np.array([self.found[d, s] for d, s in rows.tolist()]).reshape(-1, len(FEATURES))
        return Pairs(rows[:, 0], rows[:, 1], weighed(features, value), features)
