"""What is known of a case when a scenario is lived: the futures that go with the records that count in public."""

from __future__ import annotations

from podobat.forecast.futures import Futures
from podobat.plan import Case as PlanCase
from podobat.web.core.models import Case
from podobat.web.dashboard.known import posterior_of, public_book


def known_futures(case: Case, plan_case: PlanCase, draws: int, threads: int | None) -> Futures | None:
    """Futures that go with the book as it is now; None where nothing can be learnt from it."""
    posterior = posterior_of(case, plan_case, public_book(case), threads=threads)
    return posterior.futures(draws) if posterior is not None else None
