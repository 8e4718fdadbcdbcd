"""What `podobat why` says about simulated beside published figures."""

from __future__ import annotations

from typing import Final

from podobat.evidence.explained import Explained, explainer

_explain = explainer("validate")

EXPLAINED: Final[tuple[Explained, ...]] = (
    _explain("pattern", "validate/result.py:find", pieces=("inside_share",)),
    _explain("inside_share", "validate/result.py:Validation.by_group"),
)  # fmt: skip
