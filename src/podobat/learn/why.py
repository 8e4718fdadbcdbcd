"""What `podobat why` says about what is learnt from counts."""

from __future__ import annotations

from typing import Final

from podobat.evidence.explained import Explained, explainer

_explain = explainer("learn")

EXPLAINED: Final[tuple[Explained, ...]] = (
    _explain(
        "as_of", "learn/views.py:views_of", per="target", pieces=("odds", "counted", "missed"),
        parameters=("observation.*", "discrepancy.*"),
        printed=("views.true", "views.counted", "views.inside", "views.counters", "open_from", "as_of.records"),
    ),
    _explain(
        "outside_view", "learn/leaning.py:leaning_of", per="target", pieces=("outlook",),
        parameters=("discrepancy.outside", "discrepancy.reach"),
        printed=("views.outside", "views.right", "views.behind", "views.outside_weight"),
    ),
    _explain(
        "signpost", "learn/views.py:thresholds", per="target", pieces=("as_of",),
        printed=("views.signposts", "views.latest"),
    ),
    _explain("learnt", "learn/diagnostics.py:divergence", pieces=("as_of",), parameters=("observation.*",)),
    _explain("effective_draws", "learn/population.py:effective", pieces=("as_of",)),
    _explain("skill", "learn/diagnostics.py:crps", pieces=("as_of",)),
    _explain("signal", "learn/signals.py:signals", per="target", pieces=("odds",)),
)  # fmt: skip
