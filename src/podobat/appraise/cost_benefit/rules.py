"""The rules of an appraisal: which guideline holds for a plan, for how long benefits are counted, and what is at fault.

The guideline in force when the plan begins decides the discount rate; plans with buildings or equipment are appraised
over a longer period than support programmes. Every fault of parameters and options is reported at once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from podobat.appraise.cost_benefit.valuation import PARAMETER_IDS, WORLD_IDS
from podobat.errors import Fault
from podobat.evidence import Parameters
from podobat.plan import Plan
from podobat.texts import Text, catalogue
from podobat.units import nearest

_say = catalogue("appraise.cost_benefit")
GUIDELINES: Final = (1999, 2004, 2007, 2017)  # years from which a discount rate holds: appraisal.discount_<year>
TIMINGS: Final = ("end", "mid")
LONGEST: Final = 100  # years of benefits that still mean something
OPTIONS: Final = "options"  # where messages say that an option, not a file, is at fault

# What a parameter may be at all; a case may state its own values.
_SHARES = (
    "contingency", "decay", "displacement_nation", "displacement_region", "labour_share", "land_share", "owned_outside",
    "relocation", "social_wage", "social_wage_region", "trainee_time", "training_fade", "value_added_ratio",
)  # fmt: skip
_BOUNDS: Final[dict[str, tuple[float, float]]] = {
    **{f"appraisal.{name}": (0.0, 1.0) for name in _SHARES},
    "appraisal.labour_share": (0.05, 1.0),
    **{f"appraisal.{name}": (0.0, math.inf) for name in ("public_funds", "staff_elsewhere", "training_gain", "upkeep")},
    "appraisal.maturing": (-1.0, 1.0),
    **{f"appraisal.{name}": (1.0, math.inf) for name in ("life_building", "life_equipment")},
    **{f"appraisal.period_{name}": (1.0, float(LONGEST)) for name in ("works", "other")},
    **{f"appraisal.discount_{name}": (-50.0, 100.0) for name in (*GUIDELINES, "low")},
}


@dataclass(frozen=True)
class Rules:
    """By which rules a plan was appraised.

    base_year      present values are of the end of this year;  price_year: prices of all money
    first_year, horizon_year, last_year   of the plan, of the forecast, of the analysis
    rate           social discount rate, a share a year;  timing: "end" or "mid" of the year
    private        is private money a cost;  public_funds: is the cost of raising public money added
    period         years of benefits after the plan's end
    labour         is the opportunity cost of labour taken off (only a variant leaves it out)
    investors      are private investors taken to earn what their money costs (only a variant does)
    reasons        which rule was taken, and why
    """

    base_year: int
    price_year: int
    first_year: int
    horizon_year: int
    last_year: int
    rate: float
    timing: str
    private: bool
    public_funds: bool
    period: int
    labour: bool = True
    investors: bool = False
    reasons: tuple[Text, ...] = ()

    @property
    def years(self) -> tuple[int, ...]:
        """Every year of the analysis."""
        return tuple(range(self.first_year, self.last_year + 1))


def rules_of(
    plan: Plan,
    parameters: Parameters,
    *,
    timing: str = "end",
    private: bool = True,
    public_funds: bool = False,
    period: int | None = None,
    discount_rate: float | None = None,
) -> Rules:
    """The rules for a plan. Options are those of `appraise_costs_and_benefits`; check them first with `faults_of`."""
    first, end = int(plan.horizon.start[:4]), int(plan.horizon.end[:4])
    guideline = max((y for y in GUIDELINES if y <= first), default=GUIDELINES[0])
    official = parameters[f"appraisal.discount_{guideline}"].value
    rate = official / 100 if discount_rate is None else discount_rate
    works = has_works(plan)
    usual = round(parameters[f"appraisal.period_{'works' if works else 'other'}"].value)
    years = usual if period is None else period
    reasons = (
        _rate_reason(first, guideline, official, discount_rate),
        _period_reason(works, years, end + years, asked=period is not None),
        _say("rule.base_year", base=first - 1, prices=plan.money.price_year),
        _say(f"rule.timing_{timing}"),
        _say("rule.private_in" if private else "rule.private_out"),
        _say("rule.public_funds_in" if public_funds else "rule.public_funds_out"),
    )
    return Rules(first - 1, plan.money.price_year, first, int(plan.horizon.forecast_to[:4]), end + years, rate, timing,
                 private, public_funds, years, reasons=reasons)  # fmt: skip


def has_works(plan: Plan) -> bool:
    """Does the plan spend money on buildings or equipment?"""
    return any(p.facility is not None and p.total > 0 for p in plan.programmes)


def _rate_reason(first: int, guideline: int, official: float, chosen: float | None) -> Text:
    """Which discount rate is used, and why."""
    if chosen is not None:
        return _say("rule.rate_asked", rate=100 * chosen, official=official)
    return _say("rule.rate_first" if first < GUIDELINES[0] else "rule.rate", year=first, guideline=guideline,
                official=official)  # fmt: skip


def _period_reason(works: bool, years: int, last: int, *, asked: bool) -> Text:
    """Up to when benefits are counted, and why."""
    key = "rule.period_asked" if asked else "rule.period_works" if works else "rule.period_other"
    return _say(key, years=years, last=last)


# --- faults ------------------------------------------------------------------------------------------------------


def faults_of(
    parameters: Parameters, timing: str, period: int | None, discount_rate: float | None
) -> tuple[Fault, ...]:
    """Everything wrong with parameters and options, at once."""
    missing = tuple(_missing(id, parameters) for id in (*PARAMETER_IDS, *WORLD_IDS) if id not in parameters)
    return (*missing, *_out_of_bounds(parameters), *_wrong_options(timing, period, discount_rate))


def _missing(id: str, parameters: Parameters) -> Fault:
    near = nearest(id, [i for i in parameters.ids if i.partition(".")[0] == id.partition(".")[0]])
    remedy = _say("fault.put_there_near" if near else "fault.put_there", near=near)
    return Fault(f"parameters/{id.replace('.', '/')}.yaml", None, id, _say("fault.missing"), remedy=remedy)


def _out_of_bounds(parameters: Parameters) -> tuple[Fault, ...]:
    faults = []
    for id, (low, high) in _BOUNDS.items():
        if id not in parameters:
            continue
        d = parameters[id].distribution
        least, most = (max(d.low, d.minimum), min(d.high, d.maximum)) if not d.fixed else (d.value, d.value)
        if least < low or most > high:
            found = _say("fault.out_of_bounds", worst=least if least < low else most)
            allowed = _say("fault.between" if math.isfinite(high) else "fault.at_least", low=low, high=high)
            faults.append(Fault(parameters[id].file, None, id, found, allowed, _say("fault.check_value")))
    return tuple(faults)


def _wrong_options(timing: str, period: int | None, rate: float | None) -> tuple[Fault, ...]:
    wrong: dict[str, tuple[Text, ...]] = {}
    if timing not in TIMINGS:
        wrong["timing"] = _say("fault.timing", value=timing), _say("fault.timings"), _say("fault.use_timing")
    if period is not None and not (isinstance(period, int) and 1 <= period <= LONGEST):
        allowed = _say("fault.periods", longest=LONGEST)
        wrong["period"] = _say("fault.period", period=period), allowed, _say("fault.give_period")
    if rate is not None and not (math.isfinite(rate) and -0.5 <= rate <= 1.0):
        remedy = (_say("fault.write_rate", rate=rate, share=rate / 100),) if math.isfinite(rate) else ()
        wrong["discount_rate"] = _say("fault.rate", rate=rate), _say("fault.rates"), *remedy
    return tuple(Fault(OPTIONS, None, option, *texts) for option, texts in wrong.items())


def negative_spending(programme: str, least: float) -> Fault:
    """The fault of a programme whose spending falls over time."""
    found, allowed = _say("fault.negative", least=least), _say("fault.not_negative")
    return Fault("forecast", None, f"spending.{programme}", found, allowed, _say("fault.check_budget"))


def other_parameters() -> Fault:
    """The fault of parameters that are not those the forecast was drawn from."""
    return Fault("parameters", None, "", _say("fault.other_parameters"), remedy=_say("fault.forecast_again"))
