"""What `podobat why` says about the balance of net jobs in an appraisal."""

from __future__ import annotations

from typing import Final

from podobat.evidence.explained import Explained, explainer

_explain = explainer("appraise.balance")

EXPLAINED: Final[tuple[Explained, ...]] = (
    _explain(
        "balance_sheet", "forecast/balance.py:balances_of", pieces=("jobs.startups", "jobs.attracted"),
        parameters=("balance.*",), printed=("balance",),
    ),
)  # fmt: skip
