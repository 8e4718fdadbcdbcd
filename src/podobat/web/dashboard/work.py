"""The jobs behind the dashboard: the forecast of the plan, and learning from the record book."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.utils import timezone

from podobat.errors import CannotRun
from podobat.evidence import measure
from podobat.forecast import Forecast
from podobat.forecast import forecast as simulate
from podobat.forecast.futures import Futures, prior
from podobat.forecast.profiles import gap
from podobat.forecast.sentences import hardest, headline, why
from podobat.learn.page import Generations, signal_rows
from podobat.learn.signals import signals
from podobat.learn.update import GENERATIONS, Posterior
from podobat.records.book import RecordBook
from podobat.records.totals import standing
from podobat.show.json import cleaned
from podobat.show.writer import Writer
from podobat.texts import catalogue
from podobat.units import LANGUAGES, Lang
from podobat.web.book.services import book_of, token_of
from podobat.web.dashboard.drivers import drivers_of
from podobat.web.dashboard.known import posterior_of, public_book, thinned
from podobat.web.dashboard.models import Snapshot
from podobat.web.dashboard.services import (
    carried_over,
    clean,
    fingerprints,
    keep,
    learnt_key,
    newest,
    plan_key,
    refresh,
)
from podobat.web.jobs.tasks import Ticket

_say = catalogue("web.dashboard")

FUTURES: Final = 2000  # draws of the forecast after learning
NOTHING = _say("work.nothing")


def forecast(ticket: Ticket) -> None:
    """The forecast of the plan as it stands: what the dashboard calls `before records`."""
    case, asked = ticket.job.case, ticket.job.request
    clean()
    plan_case = case.read()
    ticket.expect(asked["draws"])
    futures = prior(plan_case, asked["seed"])
    result = simulate(
        plan_case, draws=asked["draws"], seed=asked["seed"], threads=ticket.threads, progress=ticket.progress,
        futures=futures,
    )  # fmt: skip
    content = {"draws": result.draws, "seed": result.seed, "targets": targets(result, futures), **said(result)}
    keep(case, Snapshot.PLAN, plan_key(fingerprints(plan_case)), result, book="", content=content)


def learn(ticket: Ticket) -> None:
    """Parameters, luck and odds given the record book as it is now."""
    asked = ticket.job.request
    learn_now(ticket, asked["particles"], asked["seed"])
    refresh(ticket.job.case)  # the book may have changed meanwhile


def learn_now(ticket: Ticket, particles: int, seed: int) -> Snapshot | None:
    """Learn from the records that count in public, and beside it from all of them where some wait to be confirmed.

    returns   what was learnt for the public; None where only unconfirmed records can be learnt from
    raises    CannotRun without a record that could be learnt from
    """
    case = ticket.job.case
    clean()
    public, every = public_book(case), book_of(case)
    found = _learnt(ticket, Snapshot.LEARNT, public, particles, seed)
    pending = None
    if every.fingerprint != public.fingerprint:
        pending = _learnt(ticket, Snapshot.PENDING, every, particles, seed)
    for kind, kept in ((Snapshot.LEARNT, found), (Snapshot.PENDING, pending)):
        if kept is None:
            Snapshot.objects.filter(case=case, kind=kind).delete()
    if found is None and pending is None:
        raise CannotRun(NOTHING)
    return found


def _learnt(ticket: Ticket, kind: str, book: RecordBook, particles: int, seed: int) -> Snapshot | None:
    """What one book teaches, kept as a result of this kind; taken over where the same was learnt before."""
    case = ticket.job.case
    token, plan_case = token_of(case), case.read()
    prints = fingerprints(plan_case)
    key = learnt_key(prints, token, case.confirmed_only)
    before = newest(case, kind)
    made_of = {"records_print": book.fingerprint, "asked": particles, "seed": seed}
    known = before is not None and prints.items() <= before.fingerprints.items()
    if before is not None and known and made_of.items() <= before.content.items():
        return carried_over(before, key, token)
    place = Generations(settings.RESULTS / case.slug)
    ticket.expect(particles * GENERATIONS + FUTURES)
    posterior = posterior_of(
        case, plan_case, book, particles=particles, seed=seed, threads=ticket.threads, progress=ticket.progress,
        checkpoint=place.of,
    )  # fmt: skip
    if posterior is None:
        return None
    ticket.expect(len(posterior.weights) + FUTURES)
    result = posterior.forecast(FUTURES, ticket.progress)
    found = signals(posterior)
    content = {
        "draws": result.draws, "targets": targets(result, posterior.futures(FUTURES)),
        "signals": signal_rows(found),
        "particles": len(posterior.weights), "effective": posterior.effective,
        "before": [s.odds[0] for s in found], "records": len(posterior.setting.records), **made_of,
        "left_out": thinned(book, plan_case.plan)[1], "standing": standings(posterior, result),
        "known": max(r.as_of for r in posterior.setting.records),
        "doubts": [n.languages for n in posterior.doubts], **said(result),
    }  # fmt: skip
    snapshot = keep(case, kind, key, result, book=token, content=content)
    place.remove()
    return snapshot


def standings(posterior: Posterior, result: Forecast) -> dict[str, Any]:
    """Where each target stands by what is counted: open, met, missed; value and day of the count that says so."""
    records, today = posterior.setting.records, timezone.localdate().isoformat()
    start = posterior.setting.plan.horizon.start
    return {
        t.id: standing(records, t.measure, measure(t.measure).kind, t.value, t.by, today, start)._asdict()
        for t in result.target_results
    }


def targets(result: Forecast, futures: Futures) -> list[dict[str, Any]]:
    """What the dashboard says of each target: figures, what they follow, and why in every language."""
    writers, drivers = _writers(result), drivers_of(result, futures)
    strongest = {id: found[0]["name"] for id, found in drivers.items() if found}
    return [
        {
            "id": target.id, "value": target.value, "unit": target.unit,
            "probability": target.odds_with.probability, "probability_without": target.odds_without.probability,
            **{world: cleaned(target.quantiles(world)) for world in ("with", "without", "net")},
            "drivers": drivers.get(target.id, []),
            "why": {
                lang: why(target, gap(result, target), write, strongest.get(target.id, {}).get(lang, ""))
                for lang, write in writers.items()
            },
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

