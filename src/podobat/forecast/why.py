"""What `podobat why` says about the figures of a forecast."""

from __future__ import annotations

from typing import Final

from podobat.evidence.explained import Explained, explainer

_explain = explainer("forecast")

EXPLAINED: Final[tuple[Explained, ...]] = (
    _explain(
        "odds", "forecast/quantiles.py:odds", per="target",
        printed=("targets.probability", "targets.standard_error", "targets.probability_without",
                 "targets.probability_net", "targets.value", "targets.announced"),
    ),
    _explain(
        "quantiles", "forecast/quantiles.py:quantiles", per=("target", "measure"),
        printed=("targets.quantiles", "measures.with", "quantile_error"),
    ),
    _explain(
        "without", "engine/run.py:run_jobs", per=("target", "measure"),
        printed=("targets.without", "measures.without"),
    ),
    _explain(
        "net", "forecast/result.py:Forecast.net", per=("target", "measure"), pieces=("without",),
        printed=("targets.net", "measures.net"),
    ),
    _explain("missed", "forecast/discrepancy.py:carry", per=("target", "measure"), parameters=("discrepancy.*",)),
    _explain(
        "variance", "forecast/quantiles.py:variance_parts", per="target", pieces=("missed",),
        parameters=("discrepancy.*", "planned.*"), printed=("targets.variance",),
    ),
    _explain("gap", "forecast/profiles.py:gap", per="target", pieces=("quantiles",)),
    _explain("planned_figures", "engine/figures.py:vary", parameters=("planned.*",)),
    _explain(
        "money_by_year", "forecast/profiles.py:money_by_year",
        pieces=("budget.granted", "spending", "budget.unspent"),
    ),
    _explain("money_by_programme", "forecast/profiles.py:money_by_programme", per="programme", pieces=("spending",)),
    _explain(
        "funnel", "forecast/profiles.py:funnel",
        pieces=("firms.mou", "firms.opened", "firms.operating", "startups.founded", "startups.crossed"),
    ),
    _explain(
        "placed", "forecast/profiles.py:placements",
        pieces=("people.trained", "people.placed_region", "people.placed_outside"),
    ),
    _explain(
        "valley", "forecast/profiles.py:flow_curve",
        pieces=("startups.founded", "startups.closed", "startups.crossed"),
    ),
)  # fmt: skip
