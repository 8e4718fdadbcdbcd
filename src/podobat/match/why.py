"""What `podobat why` says about who should work with whom."""

from __future__ import annotations

from typing import Final

from podobat.evidence.explained import Explained, explainer

_explain = explainer("match")

EXPLAINED: Final[tuple[Explained, ...]] = (
    _explain(
        "fit", "match/rank.py:Ranking.fit", pieces=("feature_weight",), parameters=("match.wish",),
        printed=("demands.fit", "demands.first.fit", "demands.first.place", "proposals.fit", "proposals.place",
                 "demands.first.reasons", "proposals.reasons"),
    ),
    _explain("feature_weight", "match/learning.py:fit", printed=("weights.features", "weights.taught_by")),
    _explain(
        "use", "match/worth.py:worth_of", parameters=("match.begun", "match.success_slope", "adoption.*"),
        pieces=("fit",),
        printed=("demands.first.use", "demands.first.savings", "demands.first.added", "demands.first.voucher",
                 "proposals.use", "proposals.savings", "proposals.added", "proposals.voucher",
                 "demands.first.begun_by_voucher", "proposals.begun_by_voucher"),
    ),
    _explain("unmet", "match/gaps.py:unmet_of", printed=("unmet", "skills")),
    _explain(
        "contract_effect", "match/reach.py:reach_of", pieces=("adoption.contracts_local", "use"),
        printed=("demands.first.targets", "proposals.targets", "reach"),
    ),
)  # fmt: skip
