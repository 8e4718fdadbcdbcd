"""What is known of a case when a scenario is lived: the futures that go with its record book, learnt once."""

from __future__ import annotations

from typing import Final

from podobat.forecast.futures import Futures
from podobat.learn.observation import usable
from podobat.learn.update import Posterior
from podobat.learn.update import learn as update
from podobat.plan import Case as PlanCase
from podobat.web.book.services import book_of, token_of
from podobat.web.core.models import Case
from podobat.web.dashboard.services import PARTICLES, SEED, fingerprints, learnt_key
from podobat.web.dashboard.work import thinned

KEPT: Final = 2  # posteriors that a process keeps
_kept: dict[str, Posterior] = {}


def known_futures(case: Case, plan_case: PlanCase, draws: int, threads: int | None) -> Futures | None:
    """Futures that go with the book as it is now; None where nothing can be learnt from it."""
    book, _ = thinned(book_of(case), plan_case.plan)
    if not any(usable(r) for r in book):
        return None
    key = learnt_key(fingerprints(plan_case), token_of(case))
    if key not in _kept:
        posterior = update(plan_case, book, draws=PARTICLES, seed=SEED, threads=threads)
        for outdated in list(_kept)[: max(0, len(_kept) + 1 - KEPT)]:
            del _kept[outdated]
        _kept[key] = posterior
    return _kept[key].futures(draws) if _kept[key].setting.records else None
