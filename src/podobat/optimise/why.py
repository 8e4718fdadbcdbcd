"""What `podobat why` says about better budgets."""

from __future__ import annotations

from typing import Final

from podobat.evidence.explained import Explained, explainer

_explain = explainer("optimise")

EXPLAINED: Final[tuple[Explained, ...]] = (
    _explain(
        "better_budget", "optimise/search.py:search",
        printed=("front", "goals", "evaluations", "draws", "cells", "limits", "moved"),
    ),
    _explain(
        "gain", "optimise/portfolios.py:gain_in", pieces=("better_budget",),
        printed=("portfolios.gains", "portfolios.changes", "portfolios.moved", "portfolios.worlds", "portfolios.npv"),
    ),
    _explain("regret", "optimise/portfolios.py:regrets_of", pieces=("gain",), printed=("portfolios.regret",)),
    _explain("winners_curse", "optimise/rule.py:_curse", pieces=("gain",), printed=("winners_curse",)),
    _explain("specialisation", "optimise/specialise.py:specialised", pieces=("gain",), printed=("specialisation",)),
    _explain("trigger", "optimise/triggers.py:best_rule", pieces=("gain",), printed=("triggers",)),
)  # fmt: skip
