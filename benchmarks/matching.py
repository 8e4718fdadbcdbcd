"""What matching by the list adds beside matching at random, for a plan's demand firms in their true numbers.

    python benchmarks/matching.py CASE [--suppliers 150] [--draws 2000] [--seed 1]

The firms are made up: as many demand firms in each sector of the plan as the plan says, at its costs a firm, and
suppliers of the same trades, each with two to four terms of the glossary. How alike a demand and a supplier are is
therefore invented; the numbers of firms, their costs, the voucher money, and how fit and partnership go together are
not. Three ways of giving out the plan's vouchers are set side by side: by the list (the best sum of fit), at random
within a sector, and at random.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from podobat.engine.randomness import uniforms
from podobat.evidence import partners as evidence
from podobat.evidence import read_parameters
from podobat.match.assign import Limits, welfare
from podobat.match.features import Features
from podobat.match.gain import Brought, brought, share_from, spread_of
from podobat.match.language import TextReader
from podobat.match.learning import weighed
from podobat.match.market import Demand, Market, Supplier, Wishes
from podobat.match.places import Gazetteer
from podobat.match.rank import learn, rank
from podobat.match.reach import Reach, reach_of
from podobat.match.worth import drawn_of
from podobat.plan import Case, read_case

Floats = NDArray[np.float64]
STREAM: Final = 900  # of the randomness of made-up firms
PLACES: Final = ("광주 광산구", "광주 북구", "광주 서구", "광주 남구", "광주 동구")
#: Terms of each trade: from the first to the last of a stretch of the glossary; any other sector gets all of them.
TRADES: Final = {
    "cars": ("welding", "wiring_harness"), "energy": ("battery", "emissions_trading"),
    "health": ("medical_imaging", "medical_device"),
}  # fmt: skip
SKILLS: Final = ("quality_inspection", "anomaly_detection", "predictive_maintenance", "demand_forecasting",
                 "digital_twin", "industrial_robot", "recommendation", "edge_computing")  # fmt: skip
NEEDS: Final = ("{a}에 {b} 기술을 적용하고 싶습니다.", "{a} 공정의 {b} 문제를 해결해야 합니다.",
                "{a} 업무에서 {b} 체계가 필요합니다.")  # fmt: skip
OFFERS: Final = ("{a} 분야의 {b} 솔루션을 공급합니다.", "{a}용 {b} 장치를 만듭니다.",
                 "{a} 자료로 {b} 모형을 개발합니다.")  # fmt: skip
RANDOM_LISTS: Final = 40
ASSUMED: Final = ("match.begun", "match.success_slope", "adoption.pilot_success", "adoption.voucher_additionality")


class Luck:
    """Uniforms in order, from the project's own generator."""

    def __init__(self, seed: int, kind: int) -> None:
        self._given = iter(uniforms(seed, STREAM, range(400_000), kind).tolist())

    def one(self) -> float:
        """The next number between 0 and 1."""
        return next(self._given)

    def of(self, things: Sequence[str]) -> str:
        """One of some things."""
        return things[int(self.one() * len(things))]


def terms_of(sector: str, terms: dict[str, str]) -> list[str]:
    """Korean words of a sector's trade."""
    ids = list(terms)
    first, last = TRADES.get(sector, (ids[0], ids[-1]))
    return [terms[i] for i in ids[ids.index(first) : ids.index(last) + 1]]


def made_up(case: Case, n_suppliers: int, seed: int) -> Market:
    """Demand firms in the plan's numbers, and suppliers shared out over its sectors as start-ups are."""
    words = {t.id: t.name["ko"] for t in evidence.read_terms(evidence.TERMS)}
    gazetteer, plan = Gazetteer(evidence.read_places()), case.plan
    sectors = [s for s in plan.sectors if s.demand_firms.value > 0]
    of_all = sum(s.startup_share.value for s in sectors)
    demands, suppliers, luck = [], [], Luck(seed, 0)
    for s in sectors:
        trade, skills, name = terms_of(s.id, words), [words[i] for i in SKILLS], frozenset({s.name["ko"]})

        def said(forms: Sequence[str], trade: Sequence[str] = trade, skills: Sequence[str] = skills) -> str:
            return luck.of(forms).format(a=luck.of(trade), b=luck.of(skills))

        for i in range(round(s.demand_firms.value)):
            costs, place = plan.won_m(s.costs_per_firm.value) * (0.4 + 1.2 * luck.one()), luck.of(PLACES)
            demands.append(
                Demand(f"{s.id}-{i:04}", f"{s.id} {i}", said(NEEDS), name, None, place, gazetteer.find(place), 1,
                       frozenset(), Wishes(), costs, None, i + 2)
            )  # fmt: skip
        for i in range(round(n_suppliers * s.startup_share.value / of_all)):
            lines, done, place = (said(OFFERS), said(OFFERS)), int(3 * luck.one()), luck.of(PLACES)
            suppliers.append(
                Supplier(f"{s.id}-s{i:04}", f"{s.id} s{i}", lines, (), done, name, None, place, gazetteer.find(place),
                         1 + int(2 * luck.one()), frozenset(), Wishes(), i + 2)
            )  # fmt: skip
    return Market.of(suppliers, demands)


class Town:
    """A market with the fit of every pair."""

    def __init__(self, market: Market) -> None:
        reader, weights = TextReader(evidence.read_terms(evidence.TERMS)), evidence.read_weights()
        features = Features.of(market, reader, Gazetteer(evidence.read_places()))
        value = learn(features, weights).value
        ranking = rank(features, value, 10)
        rows = range(len(market.demands))
        self.fit = ranking.fit(weighed(features.of_demands(rows), value), weights)
        self.market = market
        self.capacity = np.array([s.capacity for s in market.suppliers], dtype=np.int64)
        self.costs = np.array([d.costs or 0.0 for d in market.demands])
        self.same = np.array([[bool(d.sectors & s.sectors) for s in market.suppliers] for d in market.demands])

    def by_list(self, vouchers: int) -> tuple[Floats, Floats]:
        """Fits and costs of the pairs with the best sum of fit under a number of vouchers."""
        best = np.argsort(-self.fit, axis=1, kind="stable")[:, :40]
        demand, supplier = np.repeat(np.arange(len(best)), best.shape[1]), best.ravel()
        wanted, none = np.ones(len(best), dtype=np.int64), np.zeros(len(demand), dtype=bool)
        limits = Limits(wanted, self.capacity, none, np.ones(len(demand)), float(vouchers))
        taken = welfare(demand, supplier, self.fit[demand, supplier], limits)
        return self.fit[demand[taken], supplier[taken]], self.costs[demand[taken]]

    def at_random(self, vouchers: int, luck: Luck, *, within: bool) -> tuple[Floats, Floats]:
        """The same number of vouchers at random; `within` keeps to suppliers of the demand's sector."""
        room, fits, costs = self.capacity.copy(), [], []
        order = np.argsort([luck.one() for _ in self.costs])
        for d in order.tolist():
            free = np.flatnonzero((room > 0) & (self.same[d] if within else True))
            if len(fits) == vouchers:
                break
            if len(free):
                s = int(free[int(luck.one() * len(free))])
                room[s] -= 1
                fits.append(self.fit[d, s])
                costs.append(self.costs[d])
        return np.array(fits), np.array(costs)


def main() -> None:
    """Print what the list adds."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("case", type=Path)
    asked.add_argument("--suppliers", type=int, default=150)
    asked.add_argument("--draws", type=int, default=2000)
    asked.add_argument("--seed", type=int, default=1)
    a = asked.parse_args()
    case = read_case(a.case)
    plan = case.plan
    money = [p for p in plan.programmes if p.kind == "adoption" and p.unit_cost is not None]
    vouchers = int(sum(sum(p.budget.values()) / p.unit_cost.value for p in money))  # pyright: ignore[reportOptionalMemberAccess]
    town = Town(made_up(case, a.suppliers, a.seed))
    vouchers = min(vouchers, int(town.capacity.sum()))
    reach = reach_of(case, draws=a.draws, seed=a.seed)
    parameters = read_parameters(case.parameter_files, case.sources)
    free, held = drawn_of(parameters), drawn_of(parameters, fixed=ASSUMED)
    luck = Luck(a.seed, 1)
    lists = {
        "by the list": [town.by_list(vouchers)],
        "at random within the sector": [town.at_random(vouchers, luck, within=True) for _ in range(RANDOM_LISTS)],
        "at random": [town.at_random(vouchers, luck, within=False) for _ in range(RANDOM_LISTS)],
    }
    print(f"{plan.id}: {len(town.market.demands)} demand firms, {len(town.market.suppliers)} suppliers (made up), "
          f"{vouchers} vouchers\n")  # fmt: skip
    told(lists, (free, held), reach)


def mean_of(lists: Sequence[tuple[Floats, Floats]], drawn) -> Brought:
    """What lists of one kind bring, their mean."""
    each = [brought(fits, costs, drawn) for fits, costs in lists]
    return Brought(*(np.mean([getattr(b, name) for b in each], axis=0) for name in ("pilots", "users", "savings")))


def told(lists: dict[str, Sequence[tuple[Floats, Floats]]], drawn, reach: Reach) -> None:
    """Fit, pilots, users, savings and jobs of every way, and the list's lead over the others."""
    free, held = drawn
    jobs = [e for e in reach.effects if e.outcome.measure == "jobs.direct" and e.outcome.target is None]
    for name, ways in lists.items():
        b = mean_of(ways, free)
        fit = float(np.mean([fits.mean() for fits, _ in ways]))
        print(f"{name}: mean fit {fit:.2f}; " + line(b, free.weight, jobs))
    for other in list(lists)[1:]:
        gains = [mean_of(lists["by the list"], d) - mean_of(lists[other], d) for d in (free, held)]
        print(f"\nthe list beside matching {other}: " + line(gains[0], free.weight, jobs))
        for what in ("users", "savings"):
            share = share_from(getattr(gains[0], what), getattr(gains[1], what), free.weight)
            print(f"  of the variance of {what}, assumed parameters make up {share:.0%}")
    for e in jobs:
        ends = f"({e.low:.2f} to {e.high:.2f}, 95 % interval of the mean)"
        print(f"\none contract here adds {e.mean:.2f} jobs {ends} by {e.outcome.month}")


def line(b: Brought, weight: Floats, jobs) -> str:
    """Means and 80 % intervals in one line."""
    def text(values: Floats, digits: int = 1) -> str:
        mean, low, _, high = spread_of(values, weight)
        return f"{mean:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"

    said = f"pilots {text(b.pilots)}, users {text(b.users)}, saved {text(b.savings, 0)} KRW m a year"
    return said + "".join(f", jobs by {e.outcome.month} {text(b.pilots * e.mean)}" for e in jobs)


if __name__ == "__main__":
    main()
