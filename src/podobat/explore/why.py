"""What `podobat why` says about what decides the outcomes of a plan."""

from __future__ import annotations

from typing import Final

from podobat.evidence.explained import Explained, explainer

_explain = explainer("explore")

EXPLAINED: Final[tuple[Explained, ...]] = (
    _explain(
        "importance", "explore/indices.py:ranked", pieces=("quantiles",),
        printed=("outcomes.factors", "outcomes.first_stays_first", "outcomes.overlap_of_first_five",
                 "outcomes.overlap_low", "outcomes.overlap_high"),
    ),
    _explain("group_share", "explore/indices.py:sobol", printed=("outcomes.groups",)),
    _explain("condition", "explore/prim.py:trajectory", pieces=("odds",), printed=("conditions",)),
    _explain("information", "explore/worth.py:worth_of", printed=("decision",)),
)  # fmt: skip
