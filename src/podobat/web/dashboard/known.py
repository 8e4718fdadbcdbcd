"""What is known of a case by its record book: which records count in public, and what was learnt from them.

public_book(case)                  the records that public odds rest on
posterior_of(case, plan, book)     what is learnt from a book; kept by the process, since several rooms ask for the same
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from podobat.learn.observation import usable
from podobat.learn.update import Posterior
from podobat.learn.update import learn as update
from podobat.plan import Case as PlanCase
from podobat.plan import Plan
from podobat.records.book import Record, RecordBook
from podobat.web.book.services import book_of
from podobat.web.core.models import Case
from podobat.web.dashboard.services import PARTICLES, SEED, fingerprints, key_of

MOST: Final = 300  # records that are learnt from at once
KEPT: Final = 3  # posteriors that a process keeps
_kept: dict[str, Posterior] = {}
_turn = threading.Lock()


def public_book(case: Case) -> RecordBook:
    """The records that odds in public rest on: confirmed ones, unless the case says all."""
    return book_of(case, trusted=case.confirmed_only)


def posterior_of(
    case: Case, plan_case: PlanCase, book: RecordBook, *, particles: int = PARTICLES, seed: int = SEED,
    threads: int | None = None, progress: Any = None, checkpoint: Any = None,
) -> Posterior | None:  # fmt: skip
    """What is learnt from a book; None where nothing can be learnt from it. The same book gives the same bits."""
    thin, _ = thinned(book, plan_case.plan)
    if not any(usable(r) for r in thin):
        return None
    key = key_of(fingerprints(plan_case), thin.fingerprint, particles, seed)
    with _turn:
        if key in _kept:
            return _kept[key] if _kept[key].setting.records else None
    found = update(
        plan_case, thin, draws=particles, seed=seed, threads=threads, progress=progress, checkpoint=checkpoint
    )
    with _turn:
        for outdated in list(_kept)[: max(0, len(_kept) + 1 - KEPT)]:
            del _kept[outdated]
        _kept[key] = found
    return found if found.setting.records else None


def thinned(book: RecordBook, plan: Plan) -> tuple[RecordBook, int]:
    """A book of which learning can take every record: of a large one, each counter's last count of each month, quarter,
    half-year or year. Returns it with the number of records left out.

    Time grows with the records, and a thousand counts of one thing say little more than the latest ones.
    """
    records = [r for r in book if usable(r)]
    for months in (0, 1, 3, 6, 12, 24, 600):
        kept = records if months == 0 else list(_last_of_each(records, months))
        if len(kept) <= MOST:
            break
    else:
        kept = kept[-MOST:]
    wanted = {id(r) for r in kept}
    return replace(book, records=tuple(r for r in book if id(r) in wanted)), len(records) - len(kept)


def _last_of_each(records: Iterable[Record], months: int) -> Iterable[Record]:
    last: dict[tuple[Any, ...], Record] = {}
    for r in sorted(records, key=lambda r: (r.as_of, r.day, r.id)):
        stretch = (int(r.day[:4]) * 12 + int(r.day[5:7]) - 1) // months
        last[r.measure, r.counter.id, r.coverage, stretch] = r
    return last.values()
