"""What `podobat why` says about the cost-benefit analysis."""

from __future__ import annotations

from typing import Final

from podobat.appraise.cost_benefit.valuation import PARAMETER_IDS
from podobat.evidence.explained import Explained, explainer
from podobat.evidence.lines import appraisal_lines

_explain = explainer("appraise.cost_benefit")
_COSTS: Final = tuple(f"line.{line.id}" for line in appraisal_lines() if line.side == "cost")
_BENEFITS: Final = tuple(f"line.{line.id}" for line in appraisal_lines() if line.side == "benefit")
_LINES: Final = (*_COSTS, *_BENEFITS)

EXPLAINED: Final[tuple[Explained, ...]] = (
    _explain(
        "npv", "appraise/cost_benefit/discounting.py:net_present_value", pieces=_LINES, parameters=PARAMETER_IDS,
        printed=("cost_benefit.summary", "cost_benefit.by_year", "cost_benefit.rules"),
    ),
    _explain(
        "bc", "appraise/cost_benefit/discounting.py:benefit_cost_ratio", pieces=("pv_benefit", "pv_cost"),
        parameters=PARAMETER_IDS, printed=("cost_benefit.variants",),
    ),
    _explain(
        "irr", "appraise/cost_benefit/discounting.py:internal_rates", pieces=_LINES, parameters=PARAMETER_IDS,
        printed=("cost_benefit.irr_kinds",),
    ),
    _explain("payback", "appraise/cost_benefit/discounting.py:payback", pieces=_LINES, parameters=PARAMETER_IDS),
    _explain(
        "pv_benefit", "appraise/cost_benefit/analysis.py:valued", pieces=_BENEFITS, parameters=PARAMETER_IDS,
        printed=("cost_benefit.benefits",),
    ),
    _explain("pv_cost", "appraise/cost_benefit/analysis.py:valued", pieces=_COSTS, parameters=PARAMETER_IDS),
    _explain(
        "discount_rate", "appraise/cost_benefit/rules.py:rules_of",
        parameters=("appraisal.discount_1999", "appraisal.discount_2004", "appraisal.discount_2007",
                    "appraisal.discount_2017", "appraisal.discount_low", "appraisal.period_works",
                    "appraisal.period_other"),
    ),
    _explain(
        "deciding", "appraise/cost_benefit/sensitivity.py:sensitivity", pieces=("npv",),
        printed=("cost_benefit.sensitivity", "cost_benefit.assumptions"),
    ),
    _explain("sales", "appraise/cost_benefit/sales.py:sales_check", pieces=("bc",), printed=("sales",)),
)  # fmt: skip
