"""What a plan is worth by the rules for such projects: several answers from one forecast.

    result = podobat.appraise(case, draws=2000, seed=1)
    result.io                what the spending induces, by sector and year
    result.cost_benefit      costs and benefits, NPV, B/C, IRR as distributions
    result.hierarchy         the score (AHP) under the rule for the region and date
    result.unit_costs        what a job and a start-up cost, net and gross
    result.balance           what of net jobs the region gains, the rest of the nation loses, the nation gains

Every answer is drawn from the same futures. Induced work is never added to counted jobs, gross never to net.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from podobat.evidence import Parameters
from podobat.forecast import Forecast
from podobat.forecast.again import known_json
from podobat.forecast.targets import Note
from podobat.plan import Plan
from podobat.plan.read import Source
from podobat.show.json import cleaned, one_line
from podobat.show.notebook import Shown
from podobat.texts import Text

if TYPE_CHECKING:
    from podobat.appraise.ahp.result import Hierarchy
    from podobat.appraise.balance.result import BalanceSheet
    from podobat.appraise.cost_benefit.result import CostBenefit
    from podobat.appraise.input_output.result import InputOutputEffects
    from podobat.appraise.unit_costs.result import UnitCosts

SCHEMA: Final = 1  # of the JSON: docs/json.md, docs/schema/appraisal-1.json


@dataclass(frozen=True)
class Asked:
    """What was asked for beside the case and the draws; every answer takes what concerns it.

    io, io_unit, region      files of an input-output table, the money of a square one, sizes of the region's sectors
    judgements               evaluators' judgements, and whether those who contradict themselves are left out
    rules                    options of the cost-benefit analysis
    """

    io: tuple[str | Path, ...] = ()
    io_unit: str | None = None
    region: str | Path | None = None
    judgements: str | Path | None = None
    leave_out_inconsistent: bool = False
    rules: Mapping[str, Any] = field(default_factory=dict)

    @property
    def options(self) -> tuple[str, ...]:
        """The options of the command that ask for the same, as they were given."""
        named = [*(("--io", path) for path in self.io), ("--io-unit", self.io_unit), ("--region", self.region),
                 ("--judgements", self.judgements)]  # fmt: skip
        options = [word for option, value in named if value is not None for word in (option, str(value))]
        return (*options, *(("--leave-out-inconsistent",) if self.leave_out_inconsistent else ()))


class Found(Protocol):
    """What any answer found."""

    @property
    def parameters(self) -> Parameters:
        """What it rests on, with sources and grades."""
        ...

    @property
    def fingerprints(self) -> Mapping[str, str]:
        """What made it, beside what made the forecast."""
        ...

    @property
    def notes(self) -> tuple[Note, ...]:
        """What it asks its reader to know."""
        ...

    @property
    def left_out(self) -> tuple[Text, ...]:
        """What it does not hold, and why."""
        ...

    def told(self) -> dict[str, Any]:
        """Its entries in the JSON of the appraisal."""
        ...


@dataclass(frozen=True, eq=False)
class Appraisal(Shown, printer="podobat.appraise.console:print_appraisal"):
    """Answers about one plan, from one forecast, and what made them.

    Attributes
    ----------
    forecast : Forecast
        The futures that every answer reads.
    asked : Asked
        What was asked for beside the case and the draws.
    answers : Mapping of str to object
        Id of an answer: what it found, in the order of the page; money in KRW million of the plan's prices.
    """

    forecast: Forecast = field(repr=False)
    asked: Asked
    answers: Mapping[str, Any] = field(repr=False)

    @property
    def io(self) -> InputOutputEffects:
        """What the spending induces."""
        return self.answers["input_output"]

    @property
    def cost_benefit(self) -> CostBenefit:
        return self.answers["cost_benefit"]

    @property
    def hierarchy(self) -> Hierarchy | None:
        """The score; None where no rule is known for the region and date, or no ratio can be formed."""
        return None if self.why_no_hierarchy is not None else self.answers["hierarchy"]

    @property
    def why_no_hierarchy(self) -> Text | None:
        """Why there is no hierarchy, where there is none."""
        return getattr(self.answers["hierarchy"], "why", None)

    @property
    def unit_costs(self) -> UnitCosts:
        """What one job, start-up or graduate kept costs."""
        return self.answers["unit_costs"]

    @property
    def balance(self) -> BalanceSheet:
        """Where net jobs come from: region, rest of the nation, nation."""
        return self.answers["balance"]

    @property
    def case_id(self) -> str:
        return self.forecast.case_id

    @property
    def plan(self) -> Plan:
        """The plan that was appraised, scenario included."""
        return self.forecast.plan

    @property
    def draws(self) -> int:
        """How many futures."""
        return self.forecast.draws

    @cached_property
    def parameters(self) -> Parameters:
        """Every parameter that an answer rests on, the world's included, with its source and grade."""
        by_id = {p.id: p for answer in self.answers.values() for p in answer.parameters}
        sources: dict[str, Source] = {}
        for answer in self.answers.values():
            sources |= answer.parameters.sources
        return Parameters(tuple(by_id[id] for id in sorted(by_id)), sources)

    @property
    def sources(self) -> Mapping[str, Source]:
        """The figures that the parameters cite."""
        return self.parameters.sources

    def parameters_of(self, group: str) -> Parameters:
        """The parameters of one group, such as "appraisal" or "multipliers"."""
        kept = tuple(p for p in self.parameters if p.id.startswith(f"{group}."))
        return Parameters(kept, self.parameters.sources)

    @property
    def fingerprints(self) -> Mapping[str, str]:
        """Of plan, parameters, code, and what the answers add to them."""
        prints = dict(self.forecast.fingerprints)
        for answer in self.answers.values():
            prints |= answer.fingerprints
        return prints

    @property
    def left_out(self) -> tuple[Text, ...]:
        """What no answer holds, and why."""
        return tuple(text for answer in self.answers.values() for text in answer.left_out)

    @property
    def notes(self) -> tuple[Note, ...]:
        """What each answer asks its reader to know, in the order of the answers, each said once."""
        return tuple(dict.fromkeys(note for answer in self.answers.values() for note in answer.notes))

    def to_json_dict(self) -> dict[str, Any]:
        """The result as plain values: schema 1, documented in docs/json.md and docs/schema/appraisal-1.json."""
        made = self.forecast
        head = {
            "schema": SCHEMA,
            "case": made.case_id,
            "scenario": made.scenario,
            "draws": made.draws,
            "seed": made.seed,
            "fingerprints": self.fingerprints,
            **known_json(made.told, made.since, made.months),
            "price_year": made.plan.money.price_year,
        }
        told = {key: entry for answer in self.answers.values() for key, entry in answer.told().items()}
        return cleaned({**head, **told, "left_out": self.left_out})


def json_text(appraisal: Appraisal) -> str:
    """The appraisal as one line of JSON, Korean left readable; what does not exist or is infinite is null."""
    return one_line(appraisal.to_json_dict())
