"""The jobs behind the dashboard: the forecast of the plan, and learning from the record book."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from django.conf import settings

from podobat.errors import CannotRun
from podobat.forecast import Forecast
from podobat.forecast import forecast as simulate
from podobat.forecast.profiles import gap
from podobat.forecast.sentences import hardest, headline, why
from podobat.learn.observation import usable
from podobat.learn.page import Generations, signal_rows
from podobat.learn.signals import signals
from podobat.learn.update import GENERATIONS
from podobat.learn.update import learn as update
from podobat.plan import Plan
from podobat.records.book import Record, RecordBook
from podobat.show.json import cleaned
from podobat.show.writer import Writer
from podobat.units import LANGUAGES, Lang, Text
from podobat.web.book.services import book_of, token_of
from podobat.web.dashboard.models import Snapshot
from podobat.web.dashboard.services import clean, fingerprints, keep, learnt_key, plan_key, refresh
from podobat.web.jobs.tasks import Ticket

MOST: Final = 300  # records that are learnt from at once
FUTURES: Final = 2000  # draws of the forecast after learning
NOTHING = Text(
    "지표와 견줄 수 있는 실적 기록이 아직 없습니다.", "There is no record yet that can be held against a measure."
)


def forecast(ticket: Ticket) -> None:
    """The forecast of the plan as it stands: what the dashboard calls `before records`."""
    case, asked = ticket.job.case, ticket.job.request
    clean()
    plan_case = case.read()
    ticket.expect(asked["draws"])
    result = simulate(
        plan_case, draws=asked["draws"], seed=asked["seed"], threads=ticket.threads, progress=ticket.progress
    )
    content = {"draws": result.draws, "seed": result.seed, "targets": targets(result), **said(result)}
    keep(case, Snapshot.PLAN, plan_key(fingerprints(plan_case)), result, book="", content=content)


def learn(ticket: Ticket) -> None:
    """Parameters, luck and odds given the record book as it is now."""
    asked = ticket.job.request
    learn_now(ticket, asked["particles"], asked["seed"])
    refresh(ticket.job.case)  # the book may have changed meanwhile


def learn_now(ticket: Ticket, particles: int, seed: int) -> Snapshot:
    """Learn, and keep what was learnt. Raises CannotRun without a record that could be learnt from."""
    case = ticket.job.case
    clean()
    token, plan_case = token_of(case), case.read()
    book, left_out = thinned(book_of(case), plan_case.plan)
    key = learnt_key(fingerprints(plan_case), token)
    if not any(usable(r) for r in book):
        raise CannotRun(NOTHING)
    ticket.expect(particles * GENERATIONS + FUTURES)
    place = Generations(settings.RESULTS / case.slug)
    posterior = update(
        plan_case, book, draws=particles, seed=seed, threads=ticket.threads, progress=ticket.progress,
        checkpoint=place.of,
    )  # fmt: skip
    ticket.expect(len(posterior.weights) + FUTURES)
    result = posterior.forecast(FUTURES, ticket.progress)
    found = signals(posterior)
    rows = targets(result)
    content = {
        "draws": result.draws, "seed": result.seed, "targets": rows, "signals": signal_rows(found),
        "particles": len(posterior.weights), "effective": posterior.effective,
        "before": [s.odds[0] for s in found], "records": len(posterior.setting.records),
        "records_print": book_of(case).fingerprint, "left_out": left_out,
        "known": max(r.as_of for r in posterior.setting.records),
        "doubts": [n.languages for n in posterior.doubts], **said(result),
    }  # fmt: skip
    snapshot = keep(case, Snapshot.LEARNT, key, result, book=token, content=content)
    place.remove()
    return snapshot


def targets(result: Forecast) -> list[dict[str, Any]]:
    """What the dashboard says of each target: figures, and why in every language."""
    writers = _writers(result)
    return [
        {
            "id": target.id, "value": target.value, "unit": target.unit,
            "probability": target.odds_with.probability, "probability_without": target.odds_without.probability,
            **{world: cleaned(target.quantiles(world)) for world in ("with", "without", "net")},
            "why": {lang: why(target, gap(result, target), write) for lang, write in writers.items()},
        }
        for target in result.target_results
    ]  # fmt: skip


def said(result: Forecast) -> dict[str, Any]:
    """The headline and the sentence on the target farthest away, in every language."""
    gaps, writers = [gap(result, t) for t in result.target_results], _writers(result)
    return {
        "headline": {lang: headline(result.target_results, write) for lang, write in writers.items()},
        "hardest": {lang: hardest(result.target_results, gaps, write) for lang, write in writers.items()},
    }


def _writers(result: Forecast) -> dict[Lang, Writer]:
    return {lang: Writer.of("forecast", lang, result.plan) for lang in LANGUAGES}


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
