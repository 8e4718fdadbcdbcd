"""What a match comes to: every supplier in order for every demand, the pairs to bring together, and who gets nobody."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

import polars as pl

from podobat.evidence.partners import Weights
from podobat.match.features import FEATURES
from podobat.match.gaps import Skill, Unmet
from podobat.match.market import Demand, Market, Supplier
from podobat.match.rank import Learnt
from podobat.match.reach import Reach
from podobat.match.reasons import Reasons
from podobat.match.words import reasons_text
from podobat.show.json import cleaned, one_line
from podobat.show.notebook import Shown
from podobat.texts import Text

ASSIGNING: Final = ("welfare", "stable")
BY: Final = ("fit", "worth", "target")
SCHEMA: Final = 1  # of the JSON: docs/json.md, docs/schema/match-1.json
#: Columns of the table of proposed pairs.
PAIRS: Final = {
    "demand": pl.String, "demand_name": pl.String, "supplier": pl.String, "supplier_name": pl.String,
    "fit": pl.Float64, "use": pl.Float64, "savings": pl.Float64,
    "begun": pl.Float64, "target": pl.Float64, "voucher": pl.Float64, "reasons": pl.String,
}  # fmt: skip


@dataclass(frozen=True)
class Options:
    """How pairs are chosen.

    rank      suppliers listed for every demand
    assign    welfare (the best sum) or stable (no pair would rather leave)
    by        what welfare adds up: fit, or what vouchers add to yearly savings (worth) or to a target (target)
    least     fit below which no pair is proposed: the share of known partnerships that stand out less
    most      demands that one supplier gets at most, beside its own capacity; None for no such cap
    budget    KRW million for vouchers, or None
    target    id of the target or outcome of the case that `by target` adds up; None for people working
    """

    rank: int = 10
    assign: str = "welfare"
    by: str = "fit"
    least: float = 0.05
    most: int | None = None
    budget: float | None = None
    target: str | None = None

    def command(self, suppliers: str, demands: str, outcomes: str | None = None) -> str:
        """What to type for the same answer."""
        usual, words = Options(), ["podobat match", suppliers, demands]
        words += ["--outcomes", outcomes] if outcomes else []
        for name in ("rank", "assign", "by", "least", "most", "budget", "target"):
            value = getattr(self, name)
            words += [] if value == getattr(usual, name) else [f"--{name}", _typed(value)]
        return " ".join(words)


def _typed(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


@dataclass(frozen=True)
class Listed:
    """A supplier in the list of a demand: its row, the learnt log-odds, and the fit (0 to 1)."""

    supplier: int
    score: float
    fit: float


@dataclass(frozen=True)
class Proposal:
    """A pair to bring together, or one of the first in a demand's list.

    place     in the demand's list, from 1; None for a pair that is insisted on and would not be listed
    fit       share of known partnerships that stand out less among all pairs of their table
    use       chance that it becomes lasting use: mean and the 10, 50 and 90 % quantiles
    savings, added  KRW million a year, and what of it the voucher adds; None where the demand's costs are unknown
    voucher   KRW million
    """

    demand: int
    supplier: int
    place: int | None
    fit: float
    use: tuple[float, float, float, float]
    savings: tuple[float, float, float, float] | None
    added: tuple[float, float, float, float] | None
    begun: tuple[float, float, float, float]
    voucher: float
    reasons: Reasons


@dataclass(frozen=True)
class Match(Shown, printer="podobat.match.page:print_match"):
    """Who may work with whom; rows refer to market.demands and market.suppliers, in the order of their ids.

    Attributes
    ----------
    market : Market
        Demands and suppliers.
    options : Options
        What was asked for.
    weights : Weights
        How much each reason counts.
    learnt : Learnt
        Chances that a pair comes about, from recorded outcomes.
    lists : tuple of tuple of Listed
        For every demand, suppliers best first.
    first : tuple of tuple of Proposal
        For every demand, the first few with reasons and worth, whether they are chosen or not.
    proposals : tuple of Proposal
        Pairs chosen, the most worth first.
    unmet : tuple of Unmet
        Firms that get fewer partners than they would take, and why.
    skills : tuple of Skill
        Terms of the trades: how many ask for each, offer it, and are left without anybody.
    recorded : tuple of int
        Outcomes that taught the chances: declined or begun, in use or ended.
    usual_voucher : float
        KRW million, where a demand states none.
    fingerprints : Mapping of str to str
        Short hashes of plan, parameters and code.
    reach : Reach or None
        What a contract adds to the targets of a case, where one was given.
    """

    market: Market
    options: Options
    weights: Weights
    learnt: Learnt
    lists: tuple[tuple[Listed, ...], ...]
    first: tuple[tuple[Proposal, ...], ...]
    proposals: tuple[Proposal, ...]
    unmet: tuple[Unmet, ...]
    skills: tuple[Skill, ...]
    recorded: tuple[int, int]
    usual_voucher: float
    fingerprints: Mapping[str, str]
    reach: Reach | None = None

    def ranked(self, demand: str) -> list[str]:
        """Ids of the suppliers for a demand, best first. Raises KeyError for an unknown demand."""
        return [self.market.suppliers[x.supplier].id for x in self.lists[self.market.demand_row[demand]]]

    def demand(self, row: int) -> Demand:
        """The demand of a row."""
        return self.market.demands[row]

    def supplier(self, row: int) -> Supplier:
        """The supplier of a row."""
        return self.market.suppliers[row]

    def voucher(self, row: int) -> float:
        """What a pair of a demand costs, KRW million."""
        stated = self.market.demands[row].voucher
        return self.usual_voucher if stated is None else stated

    @property
    def fingerprint(self) -> str:
        """Eight hex digits that change when anything that made the answer does."""
        made = json.dumps([dict(self.fingerprints), asdict(self.options)], sort_keys=True)
        return hashlib.sha256(made.encode()).hexdigest()[:8]

    def adds(self, p: Proposal) -> float | None:
        """What a pair adds to the target asked for, or to people working; None without a case."""
        if self.reach is None:
            return None
        return round(p.begun[0] * self.reach.of(self.options.target or self.reach.usual).mean, 6)

    def pairs(self, lang: str = "ko") -> pl.DataFrame:
        """The proposed pairs as a table, in order: ids, names, fit, chance of use, savings (KRW million), reasons.

        begun   chance of a pilot that would not have begun;  target   what the pair adds to the target asked for
        """
        rows = [
            {
                "demand": self.demand(p.demand).id, "demand_name": self.demand(p.demand).name,
                "supplier": self.supplier(p.supplier).id, "supplier_name": self.supplier(p.supplier).name,
                "fit": round(p.fit, 6), "use": round(p.use[0], 6),
                "savings": None if p.savings is None else round(p.savings[0], 6), "begun": round(p.begun[0], 6),
                "target": self.adds(p), "voucher": p.voucher,
                "reasons": reasons_text(p.reasons)[lang],
            }
            for p in self.proposals
        ]  # fmt: skip
        return pl.DataFrame(rows, schema=PAIRS)

    @property
    def notes(self) -> tuple[Text, ...]:
        """What was noted while the tables were read."""
        return self.market.notes

    def to_json_dict(self) -> dict[str, Any]:
        """The whole answer as plain dicts, lists, strings and numbers (docs/json.md)."""
        return json_dict(self)


# --- JSON -------------------------------------------------------------------------------------------------------------


def _spread(four: tuple[float, float, float, float] | None) -> dict[str, float] | None:
    names = ("mean", "p10", "p50", "p90")
    return None if four is None else dict(zip(names, four, strict=True))


def times(four: tuple[float, float, float, float], factor: float) -> tuple[float, float, float, float]:
    """A mean and its quantiles times a factor; a factor below 0 turns the quantiles round."""
    mean, low, middle, high = (x * factor for x in four)
    return (mean, low, middle, high) if factor >= 0 else (mean, high, middle, low)


def _reasons(r: Reasons) -> dict[str, Any]:
    return {
        "terms": r.terms,
        "words": list(r.words),
        "works_alike": r.done,
        "works": r.worked,
        "worked_together": r.tie,
        "region": r.region,
        "kilometres": r.kilometres,
        "place_named": r.named,
        "sectors": r.sectors,
        "insisted": list(r.insisted),
        "hoped": list(r.hoped),
        "text": reasons_text(r),
    }


def _proposal(answer: Match, p: Proposal) -> dict[str, Any]:
    return {
        "demand": answer.demand(p.demand).id,
        "supplier": answer.supplier(p.supplier).id,
        "place": p.place,
        "fit": p.fit,
        "use": _spread(p.use),
        "savings": _spread(p.savings),
        "added": _spread(p.added),
        "begun_by_voucher": _spread(p.begun),
        "targets": _targets(answer, p),
        "voucher": p.voucher,
        "reasons": _reasons(p.reasons),
    }


def _targets(answer: Match, p: Proposal) -> dict[str, Any]:
    """What the pair adds to every outcome of the case: its chance of a pilot times what a contract adds."""
    effects = () if answer.reach is None else answer.reach.effects
    return {e.outcome.id: _spread(times(p.begun, e.mean)) for e in effects}


def _unmet(answer: Match, u: Unmet) -> dict[str, Any]:
    other = answer.supplier if u.side == "demand" else answer.demand
    return {
        "side": u.side,
        "id": u.id,
        "name": u.name,
        "missing": u.missing,
        "why": u.why,
        "skills": u.skills,
        "nearest": [other(row).id for row in u.nearest],
    }


def json_dict(answer: Match) -> dict[str, Any]:
    """The whole answer as plain dicts, lists, strings and numbers."""
    options, learnt = answer.options, answer.learnt
    document = {
        "schema": SCHEMA,
        "fingerprints": dict(answer.fingerprints),
        "options": {
            "rank": options.rank, "assign": options.assign, "by": options.by, "least": options.least,
            "most": options.most, "budget": options.budget, "target": options.target,
        },
        "reach": None if answer.reach is None else answer.reach.to_json_dict(),
        "demands": [
            {
                "id": demand.id,
                "name": demand.name,
                "suppliers": [answer.supplier(x.supplier).id for x in listed],
                "fit": [x.fit for x in listed],
                "first": [_proposal(answer, p) for p in first],
            }
            for demand, listed, first in zip(answer.market.demands, answer.lists, answer.first, strict=True)
        ],
        "proposals": [_proposal(answer, p) for p in answer.proposals],
        "unmet": [_unmet(answer, u) for u in answer.unmet],
        "skills": [
            {"id": s.id, "name": s.name, "demands": s.demands, "suppliers": s.suppliers,
             "capacity": s.capacity, "unmet": s.unmet}
            for s in answer.skills
        ],
        "weights": {
            "features": {
                id: {"value": float(v), "error": float(e), "shipped": float(s),
                     "evidence": answer.weights[id].evidence}
                for id, v, e, s in zip(FEATURES, learnt.value, learnt.error, learnt.shipped, strict=True)
            },
            "taught_by": {"works": learnt.works, "pairs": learnt.pairs, "outcomes": list(answer.recorded)},
        },
        "notes": answer.notes,
    }  # fmt: skip
    return cleaned(document)


def json_text(answer: Match) -> str:
    """The answer as one line of JSON, Korean left readable. The same tables give the same text."""
    return one_line(json_dict(answer))
