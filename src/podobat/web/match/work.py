"""The job behind a list of pairs: match the two tables, given what became of earlier pairs, and keep the pairs."""

from __future__ import annotations

from django.db import transaction

from podobat.evidence import read_parameters
from podobat.match.market import STAGES, Market, Outcome
from podobat.match.result import Match, Options, Proposal
from podobat.match.rule import checked, match_market
from podobat.match.words import reasons_text
from podobat.web.core.models import Case
from podobat.web.directory.matching import Matcher
from podobat.web.directory.registration import registration_in
from podobat.web.jobs.tasks import Ticket
from podobat.web.match import rolls
from podobat.web.match.models import PROPOSED, Listing, Pair

SHOWN = 12  # firms without a partner, and skills missing, that a page names


def put_together(ticket: Ticket) -> None:
    """Make one list. Its pairs appear together, or not at all."""
    listing = Listing.objects.select_related("case", "suppliers", "demands").get(pk=ticket.job.request["listing"])
    ticket.expect(2)
    reader, gazetteer = rolls.readers()
    tables = ((roll.name, bytes(roll.content)) for roll in (listing.suppliers, listing.demands))
    read = rolls.read(*tables, reader, gazetteer)  # pyright: ignore[reportCallIssue]
    market = Market.of(read.suppliers, read.demands, outcomes_of(listing.case, read), read.notes)
    case = listing.case.read()
    parameters = read_parameters(case.parameter_files, case.sources)
    answer = match_market(market, checked(Options(**listing.options)), reader, gazetteer, parameters)
    ticket.progress(1)
    with transaction.atomic():
        keep_pairs(listing, answer)
        listing.summary = _summary(answer)
        listing.ready = True
        listing.save()
    ticket.progress(1)


def outcomes_of(case: Case, market: Market) -> list[Outcome]:
    """What the register says of pairs whose firms both stand in a market."""
    rows = Pair.objects.filter(
        case=case, stage__in=tuple(STAGES), supplier__in=market.supplier_row, demand__in=market.demand_row
    ).values_list("demand", "supplier", "stage", "reason")
    return [Outcome(*row) for row in sorted(rows)]


def keep_pairs(listing: Listing, answer: Match) -> None:
    """Proposals as rows: a pair that is known keeps its stage; proposals of earlier lists that nobody took up go."""
    case = listing.case
    known = {(p.demand, p.supplier): p for p in Pair.objects.filter(case=case)}
    matcher = Matcher(case)
    fresh, changed = [], []
    for place, proposal in enumerate(answer.proposals, start=1):
        row = _row(listing, place, answer, proposal, matcher)
        old = known.get((row.demand, row.supplier))
        if old is None:
            fresh.append(row)
        elif old.stage == PROPOSED:
            for name in ("place", "fit", "told", "demand_name", "supplier_name", "demand_text", "supplier_text"):
                setattr(old, name, getattr(row, name))
            old.listing = listing
            changed.append(old)
    Pair.objects.bulk_create(fresh)
    Pair.objects.bulk_update(changed, ["place", "fit", "told", "demand_name", "supplier_name", "demand_text",
                                       "supplier_text", "listing"])  # fmt: skip
    Pair.objects.filter(case=case, stage=PROPOSED).exclude(listing=listing).delete()


def _row(listing: Listing, place: int, answer: Match, p: Proposal, matcher: Matcher) -> Pair:
    demand, supplier = answer.demand(p.demand), answer.supplier(p.supplier)
    four = ("mean", "p10", "p50", "p90")
    told = {
        "use": dict(zip(four, p.use, strict=True)), "begun": dict(zip(four, p.begun, strict=True)),
        "savings": None if p.savings is None else dict(zip(four, p.savings, strict=True)), "voucher": p.voucher,
        "reasons": reasons_text(p.reasons).languages,
    }  # fmt: skip
    return Pair(
        case=listing.case, listing=listing, place=place, demand=demand.id, demand_name=demand.name,
        demand_text=demand.text, demand_entry_id=_entry(matcher, demand.name, demand.id),
        supplier=supplier.id, supplier_name=supplier.name,
        supplier_text="\n".join((*supplier.profile, *supplier.works)),
        supplier_entry_id=_entry(matcher, supplier.name, supplier.id), fit=p.fit, told=told,
    )  # fmt: skip


def _entry(matcher: Matcher, name: str, id: str) -> int | None:
    """The entry of the directory that a firm of a table is beyond doubt."""
    number, _ = registration_in(id)
    return matcher.find(name, number).entry


def _summary(answer: Match) -> dict:
    unmet = [u for u in answer.unmet if u.side == "demand" and u.missing]
    return {
        "suppliers": len(answer.market.suppliers), "demands": len(answer.market.demands),
        "pairs": len(answer.proposals), "served": len({p.demand for p in answer.proposals}), "unmet": len(unmet),
        "without": [u.name for u in unmet[:SHOWN]],
        "missing_skills": [s.name.languages for s in answer.skills if not s.suppliers][:SHOWN],
        "taught": answer.learnt.pairs, "recorded": list(answer.recorded), "fingerprint": answer.fingerprint,
        "notes": [n.languages for n in answer.notes],
    }  # fmt: skip
