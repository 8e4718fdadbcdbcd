"""What `podobat why` says about the figures of a comparison."""

from __future__ import annotations

from typing import Final

from podobat.evidence.explained import Explained, explainer

_explain = explainer("compare")

EXPLAINED: Final[tuple[Explained, ...]] = (
    _explain(
        "change", "compare/result.py:Comparison.reached", per="target", pieces=("odds",), printed=("pairs.targets",),
    ),
    _explain(
        "difference", "compare/result.py:Comparison.difference", per="measure",
        printed=("pairs.measures.months.mean_a", "pairs.measures.months.mean_b", "pairs.measures.months.difference",
                 "pairs.measures.months.standard_error", "pairs.measures.months.quantiles"),
    ),
    _explain(
        "beats", "compare/result.py:Comparison.difference", per="measure", pieces=("difference",),
        printed=("pairs.measures.months.beats", "pairs.measures.months.ties"),
    ),
    _explain(
        "variance_factor", "compare/result.py:variance_factor",
        printed=("pairs.measures.months.variance_factor", "pairs.targets.variance_factor"),
    ),
)  # fmt: skip
