"""What `podobat why` says about the outside view."""

from __future__ import annotations

from typing import Final

from podobat.evidence.explained import Explained, explainer

_explain = explainer("outlook")

EXPLAINED: Final[tuple[Explained, ...]] = (
    _explain(
        "outlook", "outlook/rule.py:outlook_of", per="target",
        printed=("series.probability", "series.quantiles", "series.wide", "series.reported", "series.comparables",
                 "series.last", "series.counts", "series.target", "series.deadline"),
    ),
    _explain("reliability", "outlook/warnings.py:rates_of", printed=("warnings.measured",)),
    _explain("office_habit", "outlook/offices.py:habit_of", printed=("offices",)),
)  # fmt: skip
