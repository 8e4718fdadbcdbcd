"""What `podobat why` says about what the spending induces."""

from __future__ import annotations

from typing import Final

from podobat.evidence.explained import Explained, explainer

_explain = explainer("appraise.input_output")

EXPLAINED: Final[tuple[Explained, ...]] = (
    _explain(
        "induced", "appraise/input_output/rule.py:effects", pieces=("spending", "multiplier"),
        parameters=("multipliers.*",),
        printed=("input_output.total", "input_output.by_sector", "input_output.by_year",
                 "input_output.by_programme", "input_output.by_producer", "input_output.years",
                 "input_output.announced"),
    ),
    _explain(
        "multiplier", "appraise/input_output/leontief.py:leontief_inverse", parameters=("multipliers.*",),
        printed=("input_output.multipliers",),
    ),
    _explain(
        "induced_deciding", "appraise/input_output/frames.py:sensitivity", pieces=("induced",),
        printed=("input_output.sensitivity", "input_output.references", "input_output.jobs_induced_in_forecast"),
    ),
)  # fmt: skip
