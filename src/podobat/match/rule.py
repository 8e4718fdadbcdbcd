"""Who should work with whom: every supplier in order for every demand, and the pairs to bring together.

    answer = match("suppliers.csv", "demands.csv", rank=50)
    answer.ranked("D-17")        ids of suppliers, best first
    answer.proposals             pairs within capacities, wishes and money, each with its reasons and its worth
    answer.unmet, answer.skills  who gets nobody, why, and which skills are missing here
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from podobat.errors import CannotRun, needs
from podobat.evidence import Parameters, read_parameters
from podobat.evidence.partners import TERMS, Weights, fingerprint, read_places, read_terms, read_weights
from podobat.forecast.fingerprints import code_fingerprint
from podobat.match.assign import Limits, stable, welfare
from podobat.match.features import Features
from podobat.match.gaps import skills_of, unmet_of
from podobat.match.language import TextReader
from podobat.match.learning import weighed
from podobat.match.market import Market
from podobat.match.places import Gazetteer
from podobat.match.rank import FIRST, Learnt, Ranking, learn, rank
from podobat.match.reach import Reach
from podobat.match.reading import Source, market_fingerprint, read_market
from podobat.match.reasons import reasons_for
from podobat.match.result import ASSIGNING, BY, Listed, Match, Options, Proposal
from podobat.match.worth import Spread, Worth, worth_of
from podobat.texts import catalogue

say = catalogue("match")
Four = tuple[float, float, float, float]


def match(
    suppliers: Source,
    demands: Source,
    *,
    outcomes: Source | None = None,
    terms: Sequence[str | Path] = (),
    rank: int = 10,
    assign: str = "welfare",
    by: str = "fit",
    least: float = 0.05,
    most: int | None = None,
    budget: float | None = None,
    target: str | None = None,
    reach: Reach | None = None,
    parameters: Parameters | None = None,
) -> Match:
    """Who should work with whom, from two tables as agencies keep them.

    Parameters
    ----------
    suppliers, demands, outcomes : Source
        Paths or bytes of CSV, XLSX or Parquet; columns in docs/match.md.
    terms : Sequence[str | Path]
        Further glossaries: CSV with the columns id, broader, ko, en.
    rank : int
        Suppliers listed for every demand.
    assign, by, least, most, budget, target
        See `Options`.
    reach : Reach, optional
        What a contract adds to the targets of a case (match.reach); needed by `by="target"`.
    parameters : Parameters, optional
        In place of the package's, such as those of a case.

    Returns
    -------
    Match

    Raises
    ------
    InputFaults
        With every fault of every table.
    CannotRun
        When an option or a demand on it is impossible, or the packages of the extra `match` are missing.
    """
    options = checked(Options(rank, assign, by, least, most, budget, target), reach)
    needs("match", "match", "sklearn", "kiwipiepy")
    reader = TextReader(read_terms(TERMS, *map(Path, terms)))
    gazetteer = Gazetteer(read_places())
    market = read_market(suppliers, demands, outcomes, reader=reader, gazetteer=gazetteer)
    return match_market(market, options, reader, gazetteer, parameters or read_parameters(), reach)


def checked(options: Options, reach: Reach | None = None) -> Options:
    """The options, if they make sense. Raises CannotRun."""
    one = say("fault.option.at_least_one")
    wrong = [
        (options.rank < 1, "rank", one),
        (options.assign not in ASSIGNING, "assign", say("fault.option.one_of", names=", ".join(ASSIGNING))),
        (options.by not in BY, "by", say("fault.option.one_of", names=", ".join(BY))),
        (not 0.0 <= options.least <= 1.0, "least", say("fault.option.share")),
        (options.most is not None and options.most < 1, "most", one),
        (options.budget is not None and not 0.0 <= options.budget < np.inf, "budget", say("fault.option.not_negative")),
    ]
    for bad, name, allowed in wrong:
        if bad:
            value = str(getattr(options, name))
            raise CannotRun(say("fault.option.cannot", name=name, value=value, allowed=allowed))
    if options.budget is not None and options.assign == "stable":
        raise CannotRun(say("fault.option.budget_and_stable"))
    if reach is None and (options.by == "target" or options.target is not None):
        raise CannotRun(say("fault.option.target_without_case"))
    if reach is not None and options.target is not None:
        reach.of(options.target)
    return options


def match_market(
    market: Market, options: Options, reader: TextReader, gazetteer: Gazetteer, parameters: Parameters,
    reach: Reach | None = None,
) -> Match:  # fmt: skip
    """The same for a market that is read already."""
    weights = read_weights()
    features = Features.of(market, reader, gazetteer)
    learnt = learn(features, weights)
    ranking = rank(features, learnt.value, options.rank)
    fit = ranking.fit(ranking.pairs.score, weights)
    worth = worth_of(parameters, _recorded(features, learnt, ranking, weights))
    desk = _Desk(features, options, ranking, weights, fit, worth, reach)
    taken = desk.taken()
    unmet = unmet_of(features, ranking.pairs, fit, desk.limits, taken, options.least)
    prints = {
        "tables": market_fingerprint(market),
        "evidence": fingerprint(tuple(reader.terms.values()), weights),
        "parameters": parameters.fingerprint,
        "code": code_fingerprint(),
        **({"reach": reach.fingerprint} if reach is not None else {}),
    }
    return Match(
        market, options, weights, learnt, desk.lists(), desk.first(), desk.proposals(taken), unmet,
        skills_of(features, unmet), worth.recorded, worth.voucher, prints, reach,
    )  # fmt: skip


def _recorded(features: Features, learnt: Learnt, ranking: Ranking, weights: Weights) -> list[tuple[str, float]]:
    """Stage and fit of every pair that the office has recorded."""
    market = features.market
    fits = []
    for outcome in market.outcomes:
        demand, supplier = market.demand_row[outcome.demand], market.supplier_row[outcome.supplier]
        score = weighed(features.of_demands([demand])[0, [supplier]], learnt.value)
        fits.append((outcome.stage, float(ranking.fit(score, weights)[0])))
    return fits


class _Desk:
    """Everything known about the candidate pairs of one market, while the answer is put together."""

    def __init__(
        self, features: Features, options: Options, ranking: Ranking, weights: Weights, fit: NDArray[np.float64],
        worth: Worth, reach: Reach | None,
    ) -> None:  # fmt: skip
        self.reach = reach
        self.features, self.options, self.ranking, self.weights = features, options, ranking, weights
        self.fit, self.worth, self.pairs = fit, worth, ranking.pairs
        market = features.market
        demands = market.demands
        self.costs = np.array([np.nan if d.costs is None else d.costs for d in demands])
        self.vouchers = np.array([worth.voucher if d.voucher is None else d.voucher for d in demands])
        wanted = np.array([d.wanted for d in demands], dtype=np.int64)
        capacity = np.array([s.capacity for s in market.suppliers], dtype=np.int64)
        if options.most is not None:
            capacity = np.minimum(capacity, options.most)
        pairs = list(zip(self.pairs.demand.tolist(), self.pairs.supplier.tolist(), strict=True))
        insisted = {(d, market.supplier_row[s]) for d, a in enumerate(demands) for s in a.wishes.must}
        insisted |= {(market.demand_row[d], s) for s, o in enumerate(market.suppliers) for d in o.wishes.must}
        fixed = np.array([p in insisted for p in pairs], dtype=bool)
        hopes = Counter((d, market.supplier_row[s]) for d, a in enumerate(demands) for s in a.wishes.hoped)
        hopes.update((market.demand_row[d], s) for s, o in enumerate(market.suppliers) for d in o.wishes.hoped)
        self.hoped = np.array([hopes[p] for p in pairs], dtype=float)
        self.limits = Limits(wanted, capacity, fixed, self.vouchers[self.pairs.demand], options.budget)

    def taken(self) -> NDArray[np.bool_]:
        """The candidate pairs that are proposed."""
        d, s, fixed = self.pairs.demand, self.pairs.supplier, self.limits.fixed
        good = (self.fit >= self.options.least) | fixed
        liked = np.where(good, self.fit * (1 + self.worth.wish * self.hoped), 0.0)
        out = np.zeros(len(d), dtype=bool)
        if self.options.assign == "welfare":
            return welfare(d, s, np.where(good, liked * self._each(), 0.0), self.limits)
        some = Limits(self.limits.wanted, self.limits.capacity, fixed[good], self.limits.cost[good])
        asks, offers = self._liking(good)
        out[good] = stable(d[good], s[good], asks, offers, some)
        return out

    def _each(self) -> NDArray[np.float64]:
        """What a unit of fit is worth in each pair: 1, or what the voucher adds to savings or to a target."""
        if self.options.by == "fit":
            return np.ones(len(self.fit))
        if self.options.by == "target" and self.reach is not None:
            effect = self.reach.of(self.options.target or self.reach.usual).mean
            return self.worth.begun(self.fit).mean * max(effect, 0.0) / np.maximum(self.fit, 1e-9)
        known = self.costs[np.isfinite(self.costs)]
        usual = float(np.median(known)) if len(known) else 1.0
        costs = np.where(np.isfinite(self.costs), self.costs, usual)[self.pairs.demand]
        return self.worth.added(self.fit, costs).mean / np.maximum(self.fit, 1e-9)

    def _liking(self, good: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """How much each side likes each pair: those hoped for first, in their order, then by fit."""
        market = self.features.market
        asks, offers = self.fit[good].copy(), self.fit[good].copy()
        pairs = zip(self.pairs.demand[good].tolist(), self.pairs.supplier[good].tolist(), strict=True)
        for i, (d, s) in enumerate(pairs):
            wishes, id = market.demands[d].wishes.hoped, market.suppliers[s].id
            asks[i] += 1 + len(wishes) - wishes.index(id) if id in wishes else 0.0
            wishes, id = market.suppliers[s].wishes.hoped, market.demands[d].id
            offers[i] += 1 + len(wishes) - wishes.index(id) if id in wishes else 0.0
        return asks, offers

    def lists(self) -> tuple[tuple[Listed, ...], ...]:
        """Suppliers best first, for every demand."""
        out = []
        for order, score in zip(self.ranking.order, self.ranking.scores, strict=True):
            fit = self.ranking.fit(score, self.weights)
            out.append(tuple(Listed(int(s), float(x), float(f)) for s, x, f in zip(order, score, fit, strict=True)))
        return tuple(out)

    def first(self) -> tuple[tuple[Proposal, ...], ...]:
        """The first few suppliers of every demand."""
        pairs = zip(self.pairs.demand.tolist(), self.pairs.supplier.tolist(), strict=True)
        at = {pair: p for p, pair in enumerate(pairs)}
        chosen = [[at[d, s] for s in order[:FIRST].tolist()] for d, order in enumerate(self.ranking.order)]
        proposals = iter(self._proposals([p for own in chosen for p in own]))
        return tuple(tuple(next(proposals) for _ in own) for own in chosen)

    def proposals(self, taken: NDArray[np.bool_]) -> tuple[Proposal, ...]:
        """The pairs chosen: by what they add where that is known, then by fit."""
        by_worth = self.options.by == "worth"  # by target the order is that of fit: each contract adds the same
        return tuple(
            sorted(
                self._proposals(np.flatnonzero(taken).tolist()),
                key=lambda p: (-(p.added[0] if by_worth and p.added else 0.0), -p.fit, p.demand, p.supplier),
            )
        )

    def _proposals(self, rows: Sequence[int]) -> list[Proposal]:
        """Candidate pairs, by their rows, with their worth and reasons."""
        at = np.array(rows, dtype=np.int64)
        fit, costs, worth = self.fit[at], self.costs[self.pairs.demand[at]], self.worth
        spreads = (worth.use(fit), worth.savings(fit, costs), worth.added(fit, costs), worth.begun(fit))
        fours = zip(rows, *map(_rows, spreads), strict=True)
        return [self._proposal(p, float(self.fit[p]), *four) for p, *four in fours]

    def _proposal(self, p: int, fit: float, use: Four, savings: Four, added: Four, begun: Four) -> Proposal:
        d, s = int(self.pairs.demand[p]), int(self.pairs.supplier[p])
        known = bool(np.isfinite(self.costs[d]))
        where = np.flatnonzero(self.ranking.order[d] == s)
        return Proposal(
            d, s, int(where[0]) + 1 if len(where) else None, fit, use, savings if known else None,
            added if known else None, begun, float(self.vouchers[d]), reasons_for(self.features, d, s),
        )  # fmt: skip


def _rows(spread: Spread) -> list[Four]:
    """Mean and quantiles of every pair."""
    return list(zip(*(x.tolist() for x in (spread.mean, spread.p10, spread.p50, spread.p90)), strict=True))
