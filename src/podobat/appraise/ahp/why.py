"""What `podobat why` says about the analytic hierarchy."""

from __future__ import annotations

from typing import Final

from podobat.evidence.explained import Explained, explainer
from podobat.evidence.hierarchy import hierarchy_rules

_explain = explainer("appraise.ahp")

EXPLAINED: Final[tuple[Explained, ...]] = (
    _explain(
        "ahp_weight", "appraise/ahp/priorities.py:priorities", sources=hierarchy_rules().cited,
        printed=("hierarchy.criteria", "hierarchy.weights"),
    ),
    _explain(
        "ahp_economic", "appraise/ahp/analysis.py:economic_score", pieces=("bc",),
        reasons=(hierarchy_rules().economic_score.assumed,), printed=("hierarchy.economic_score",),
    ),
    _explain(
        "ahp_score", "appraise/ahp/analysis.py:total_of", pieces=("ahp_weight", "ahp_economic"),
        sources=hierarchy_rules().pass_mark.source,
        printed=("hierarchy.scores", "hierarchy.pass_mark", "hierarchy.grey_zone", "hierarchy.extremes"),
    ),
    _explain("ahp_consistency", "appraise/ahp/priorities.py:consistency", printed=("hierarchy.consistency",)),
    _explain(
        "ahp_break_even", "appraise/ahp/frames.py:break_even", pieces=("ahp_score",),
        printed=("hierarchy.break_even", "hierarchy.curve", "hierarchy.range_over_weights",
                 "hierarchy.share_of_weights"),
    ),
)  # fmt: skip
