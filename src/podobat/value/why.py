"""What `podobat why` says about the figures of the value of programmes."""

from __future__ import annotations

from typing import Final

from podobat.evidence.explained import Explained, explainer

_explain = explainer("value")

EXPLAINED: Final[tuple[Explained, ...]] = (
    _explain("added", "value/result.py:Value.added", per="programme", pieces=("net",), printed=("levers.added",)),
    _explain("more", "value/result.py:Value.more", per="programme", printed=("levers.more",)),
    _explain("later", "value/result.py:Value.later", per="programme", printed=("levers.later",)),
    _explain(
        "share", "value/shapley.py:enumerated", per="programme", pieces=("added",),
        printed=("levers.share", "orders"),
    ),
    _explain(
        "cost", "forecast/effects.py:cost_of", per="programme", pieces=("added",),
        printed=("levers.cost", "levers.lost", "levers.costs", "whole.costs"),
    ),
    _explain("whole", "value/result.py:Value.whole", pieces=("net",), printed=("whole.effects", "outcomes")),
    _explain("together", "value/shapley.py:second_difference", pieces=("added",), printed=("pairs",)),
    _explain("act", "value/result.py:Value.act", parameters=("law.*",), printed=("variants",)),
    _explain(
        "balance", "forecast/balance.py:balance", per="programme", pieces=("added",), parameters=("balance.*",),
        printed=("balance",),
    ),
    _explain("sweep", "value/sweep.py:held_ends", pieces=("added",), printed=("sweeps",)),
)  # fmt: skip
