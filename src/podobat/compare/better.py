"""Which way is better, measure by measure: more, less, or neither. Declared here and nowhere guessed."""

from __future__ import annotations

from typing import Final

from podobat.evidence.measures import measure

MORE, LESS, NEITHER = 1, -1, 0

#: Every measure of the catalogue. Neither: it describes the plan or its surroundings, and is no aim of anyone.
BETTER: Final[dict[str, int]] = {
    "firms.mou": MORE, "firms.opened": MORE, "firms.operating": MORE, "firms.hq_moved": MORE, "firms.left": LESS,
    "firms.supported": MORE,
    "startups.founded": MORE, "startups.funded": MORE, "startups.spun_off": MORE, "startups.operating": MORE,
    "startups.crossed": MORE, "startups.closed": LESS, "startups.acquired": NEITHER, "startups.moved_out": LESS,
    "jobs.direct": MORE, "jobs.startups": MORE, "jobs.attracted": MORE, "jobs.hired": MORE, "jobs.induced": MORE,
    "people.enrolled": MORE, "people.in_training": NEITHER, "people.trained": MORE, "people.dropped": LESS,
    "people.looking": NEITHER, "people.placed_region": MORE, "people.placed_outside": LESS, "people.untraced": LESS,
    "compute.projects": MORE, "compute.utilisation": NEITHER,
    "fund.committed": MORE, "fund.invested_region": MORE, "fund.invested_outside": LESS,
    "venture.raised": MORE, "revenue": MORE,
    "rivals.founders": LESS, "rivals.firms": LESS, "rivals.people": LESS,
    "adopters": MORE, "adoption.piloting": NEITHER, "adoption.contracts_local": MORE,
    "adoption.contracts_outside": LESS, "adoption.savings": MORE, "adoption.sales": MORE, "adoption.jobs": MORE,
    "patents": MORE,
    "spending": NEITHER, "budget.granted": NEITHER, "budget.unspent": LESS,
    "climate.venture": NEITHER, "law.in_force": NEITHER,
    "firms.established": MORE, "firms.settled": MORE, "firms.all": MORE, "firms.new": MORE,
    "jobs.established": MORE, "jobs.settled": MORE, "jobs.all": MORE, "jobs.new": MORE, "jobs.supported": NEITHER,
    "investment.private": MORE,
    "infrastructure.space": MORE, "infrastructure.homes": MORE, "infrastructure.premises": MORE,
    "infrastructure.space_used": MORE, "infrastructure.homes_used": MORE, "infrastructure.premises_used": MORE,
    "procurement.local": MORE, "procurement.outside": LESS,
    "chips.designs": MORE, "chips.taped_out": MORE, "chips.silicon": MORE, "chips.customers": MORE,
    "output.value_added": MORE, "research.projects": MORE, "research.commercialised": MORE,
}  # fmt: skip


def better(measure_id: str) -> int:
    """1 where more is better, -1 where less is, 0 where neither is; by sector or programme as the measure behind it."""
    return BETTER[measure(measure_id).id]
