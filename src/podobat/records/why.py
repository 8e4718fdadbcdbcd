"""What `podobat why` says about what the record book says."""

from __future__ import annotations

from typing import Final

from podobat.evidence.explained import Explained, explainer

_explain = explainer("records")

EXPLAINED: Final[tuple[Explained, ...]] = (
    _explain("counted", "records/totals.py:standing", per=("target", "measure")),
    _explain("conflict", "records/check.py:contradiction", parameters=("observation.*",)),
    _explain("bounds", "records/bounds.py:placements", pieces=("placed",)),
)  # fmt: skip
