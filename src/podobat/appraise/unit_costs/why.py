"""What `podobat why` says about unit costs."""

from __future__ import annotations

from typing import Final

from podobat.evidence.explained import Explained, explainer

_explain = explainer("appraise.unit_costs")

EXPLAINED: Final[tuple[Explained, ...]] = (
    _explain(
        "unit_cost", "appraise/unit_costs/rule.py:unit_costs",
        pieces=("spending", "jobs.direct", "jobs.hired", "startups.operating", "startups.founded",
                "startups.crossed", "people.placed_region"), printed=("unit_costs.rows", "unit_costs.references"),
    ),
    _explain("unit_cost_standing", "plan/references.py:percentile", pieces=("unit_cost",)),
)  # fmt: skip
