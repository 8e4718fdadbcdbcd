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
from podobat.units import Text, nearest

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
        _period_reason(works, years, end + years, period is None),
        Text(f"현재가치의 기준 시점은 사업 시작 전년도({first - 1}년) 말이며, "
             f"금액은 {plan.money.price_year}년 가격입니다.",
             f"Present values are of the end of {first - 1}, the year before the plan begins; prices of "
             f"{plan.money.price_year}."),
        Text("돈은 그해 " + ("말에" if timing == "end" else "가운데에") + " 흐른다고 보고 할인합니다.",
             f"Money is taken to flow at the {'end' if timing == 'end' else 'middle'} of its year."),
        Text("민간 자금도 " + ("비용에 넣습니다." if private else "비용에 넣지 않습니다."),
             f"Private money is {'counted' if private else 'not counted'} as a cost."),
        Text("공적 자금의 조달 비용은 " + ("더합니다(가정)." if public_funds else "더하지 않습니다."),
             f"The cost of raising public money is {'added (assumed)' if public_funds else 'not added'}."),
    )  # fmt: skip
    return Rules(first - 1, plan.money.price_year, first, int(plan.horizon.forecast_to[:4]), end + years, rate, timing,
                 private, public_funds, years, reasons=reasons)  # fmt: skip


def has_works(plan: Plan) -> bool:
    """Does the plan spend money on buildings or equipment?"""
    return any(p.facility is not None and p.total > 0 for p in plan.programmes)


def _rate_reason(first: int, guideline: int, official: float, chosen: float | None) -> Text:
    if chosen is not None:
        rate = f"{100 * chosen:g}"
        return Text(f"사회적 할인율은 지정한 {rate}%입니다(지침은 {official:g}%).",
                    f"The social discount rate is {rate} % as asked for (guideline: {official:g} %).")  # fmt: skip
    if first < GUIDELINES[0]:
        return Text(f"{first}년에는 지침이 없었으므로 첫 지침({guideline}년)의 사회적 할인율 {official:g}%를 씁니다.",
                    f"There was no guideline in {first}; the first one ({guideline}) sets {official:g} %.")  # fmt: skip
    return Text(f"사회적 할인율은 {first}년에 적용되던 지침({guideline}년부터)의 {official:g}%입니다.",
                f"The social discount rate is {official:g} %, by the guideline in force in {first} "
                f"(since {guideline}).")  # fmt: skip


def _period_reason(works: bool, years: int, last: int, usual: bool) -> Text:
    if not usual:
        return Text(f"분석 기간은 지정한 대로 계획이 끝난 뒤 {years}년({last}년까지)입니다.",
                    f"Benefits are counted for {years} years after the plan, to {last}, as asked for.")  # fmt: skip
    ko, en = ("있는", "with") if works else ("없는", "without")
    return Text(f"시설이 {ko} 사업이므로 계획이 끝난 뒤 {years}년({last}년)까지의 편익을 셉니다.",
                f"For a plan {en} buildings or equipment benefits are counted for {years} years after its end, "
                f"to {last}.")  # fmt: skip


# --- faults ------------------------------------------------------------------------------------------------------


def faults_of(
    parameters: Parameters, timing: str, period: int | None, discount_rate: float | None
) -> tuple[Fault, ...]:
    """Everything wrong with parameters and options, at once."""
    missing = tuple(_missing(id, parameters) for id in (*PARAMETER_IDS, *WORLD_IDS) if id not in parameters)
    return (*missing, *_out_of_bounds(parameters), *_wrong_options(timing, period, discount_rate))


def _missing(id: str, parameters: Parameters) -> Fault:
    near = nearest(id, [i for i in parameters.ids if i.partition(".")[0] == id.partition(".")[0]])
    hint = Text("", "")
    if near:
        hint = Text(f" 혹시 `{near}`을(를) 잘못 적었습니까?", f" Is `{near}` a misspelling of it?")
    return Fault(
        f"parameters/{id.replace('.', '/')}.yaml", None, id,
        Text("비용편익분석에 필요한 모수가 없음", "a parameter that cost-benefit analysis needs is missing"),
        remedy=Text(f"이 파일을 사례의 parameters 폴더에 두십시오.{hint.ko}",
                    f"Put this file into the case's parameters folder.{hint.en}"),
    )  # fmt: skip


def _out_of_bounds(parameters: Parameters) -> tuple[Fault, ...]:
    found = []
    for id, (low, high) in _BOUNDS.items():
        if id not in parameters:
            continue
        d = parameters[id].distribution
        least, most = (max(d.low, d.minimum), min(d.high, d.maximum)) if not d.fixed else (d.value, d.value)
        if least < low or most > high:
            worst = least if least < low else most
            top = f" {high:g} 이하" if math.isfinite(high) else ""
            found.append(Fault(
                parameters[id].file, None, id,
                Text(f"값이 {worst:g}까지 갈 수 있음", f"may become {worst:g}"),
                Text(f"{low:g} 이상{top}", f"{low:g} or more" + (f", at most {high:g}" if math.isfinite(high) else "")),
                Text("값과 단위, low·high를 확인하십시오.", "Check value, unit, low and high."),
            ))  # fmt: skip
    return tuple(found)


def _wrong_options(timing: str, period: int | None, rate: float | None) -> tuple[Fault, ...]:
    found = []
    if timing not in TIMINGS:
        found.append(Fault(OPTIONS, None, "timing", Text(f"모르는 값: {timing}", f"unknown value {timing!r}"),
                           Text("end, mid", "end, mid"),
                           Text("연말에 할인하려면 end, 연중이면 mid를 쓰십시오.",
                                "Use end for flows at the year's end, mid for its middle.")))  # fmt: skip
    if period is not None and not (isinstance(period, int) and 1 <= period <= LONGEST):
        found.append(Fault(OPTIONS, None, "period",
                           Text(f"분석 기간 {period}년은 계획보다 짧거나 너무 긺",
                                f"a period of {period} years ends before the plan, or is too long"),
                           Text(f"1~{LONGEST}년(계획이 끝난 뒤)", f"1 to {LONGEST} whole years after the plan's end"),
                           Text("계획이 끝난 뒤의 햇수를 적으십시오.",
                                "Give the years after the plan's end.")))  # fmt: skip
    if rate is not None and not (math.isfinite(rate) and -0.5 <= rate <= 1.0):
        hint = Text(f"{rate:g}%라면 {rate / 100:g}로 쓰십시오.", f"If it is {rate:g} %, write {rate / 100:g}.")
        found.append(Fault(OPTIONS, None, "discount_rate",
                           Text(f"할인율 {rate:g}은(는) 쓸 수 없음", f"a discount rate of {rate:g} makes no sense"),
                           Text("-0.5~1(비율)", "-0.5 to 1, a share a year"),
                           hint if math.isfinite(rate) else Text("", "")))  # fmt: skip
    return tuple(found)


def negative_spending(programme: str, least: float) -> Fault:
    """The fault of a programme whose spending falls over time."""
    return Fault(
        "forecast", None, f"spending.{programme}",
        Text(f"집행액이 줄어듦(한 해 {least:,.0f}백만 원)", f"spending is negative in a year ({least:,.0f} KRW m)"),
        Text("0 이상", "0 or more"),
        Text("예산과 전망을 다시 확인하십시오. 비용은 음수일 수 없습니다.",
             "Check the budget and the forecast; a cost cannot be negative."),
    )  # fmt: skip


def other_parameters() -> Fault:
    """The fault of parameters that are not those the forecast was drawn from."""
    return Fault(
        "parameters", None, "",
        Text("전망을 만든 모수와 다름", "these are not the parameters that the forecast was drawn from"),
        remedy=Text("같은 사례의 모수로 다시 전망하십시오.", "Forecast again with the parameters of the same case."),
    )  # fmt: skip
