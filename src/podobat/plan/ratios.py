"""What a plan's own numbers imply, each beside figures from elsewhere.

Nothing is simulated here. A plan that promises 27,500 jobs and 1,000 start-ups promises 27.5 jobs per start-up, and a
reader can hold that against what firms of that age employ. The outside view (`growth.py`) stands beside it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from podobat.money import Money, digits
from podobat.plan.document import read_yaml
from podobat.plan.growth import Growth, required_growth
from podobat.plan.plan import Plan
from podobat.plan.read import Case
from podobat.plan.references import Reference, Spell, percentile, references_of, standing
from podobat.plan.schema import Target
from podobat.texts import catalogue
from podobat.units import Text, months_between

_say = catalogue("plan")

JOBS = ("jobs.direct", "jobs.startups", "jobs.hired")
WORKING = ("jobs.direct", "jobs.all", "jobs.new", "jobs.attracted", "jobs.settled")  # people whom settlers add to
SETTLER_STAFF = 100.0  # people of an established firm that settles, where the plan names no size
STARTUPS = ("startups.founded", "startups.operating", "startups.funded")
INCUMBENTS = "region/incumbents.yaml"


@dataclass(frozen=True, slots=True)
class Ratio:
    """One number that the plan implies without saying it.

    view         "inside": from the plan's own numbers; "outside": growth needed, against other clusters
    group        what it is about: jobs_per_startup, cost_per_job, cost_per_startup, cost_per_trainee, places,
                 budget_share, building_months, growth (% a year), additions (firms or jobs a year)
    references   the figures it can be compared with; percentile: where it falls among them (0 to 100), or None
    sentence     all of it in one plain sentence or two
    """

    id: str
    group: str
    view: str
    name: Text
    value: float
    unit: str
    references: tuple[Reference, ...]
    percentile: float | None
    sentence: Text


def implied_ratios(case: Case, references: Iterable[Any] = (), *, plan: Plan | None = None) -> list[Ratio]:
    """Every implied ratio of a case and the growth its targets need, in reading order.

    Parameters
    ----------
    case : Case
        The case, as `read_case` gives it.
    references : iterable
        Rows with id, class, place, quantity, value, unit, years, source, to set the ratios beside; none are needed.
    plan : Plan
        A variant of the case's plan, when it is not the plan itself that is asked about.

    Returns
    -------
    list of Ratio
        Money in the plan's own unit, growth in per cent a year, the rest as each ratio says.

    Examples
    --------
    >>> import podobat
    >>> ratios = podobat.implied_ratios(podobat.read_case("cases/gwangju-phase1"))
    >>> ratios[0].value > 0
    True
    """
    plan = plan or case.plan
    rows = references_of(references)
    return _all(plan, rows, start_level(case))


def _all(plan: Plan, rows: Sequence[Reference], incumbents: float | None) -> list[Ratio]:
    """Inside view first, then the outside view."""
    inside = (*_jobs_per_startup(plan, rows), *_cost_per_job(plan, rows), *_cost_per_startup(plan, rows),
              *_training(plan, rows), *_needs(plan), *_building(plan, rows), *_shares(plan))  # fmt: skip
    growths = required_growth(plan, rows, incumbents)
    return [*inside, *(_growth_ratio(g) for g in growths), *(_added_ratio(g) for g in growths)]


def start_level(case: Case) -> float | None:
    """Start-ups operating at the start, from the case's own parameter region.incumbents; None when it has none."""
    for path in case.parameter_files:
        if path.as_posix().endswith(INCUMBENTS):
            root, _ = read_yaml(path)
            node = root.get("value") if root is not None else None
            if node is not None and isinstance(node.value, int | float) and not isinstance(node.value, bool):
                return float(node.value)
    return None


def _ratio(id: str, group: str, name: Text, value: float, unit: str, alone: Text, references: Sequence[Reference],
           spell: Spell | None) -> Ratio:  # fmt: skip
    """A ratio beside the references of its class; without a `spell` for them it is compared with nothing."""
    beside = tuple(sorted((r for r in references if r.group == group), key=lambda r: r.value)) if spell else ()
    values = [r.value for r in beside]
    where = standing(value, beside, spell, lambda r: r.quantity) if spell else None
    sentence = _say("ratios.beside", sentence=alone, where=where) if where else alone
    return Ratio(id, group, "inside", name, value, unit, beside, percentile(value, values), sentence)


def _distinct(targets: Iterable[Target], measures: Sequence[str]) -> Iterator[Target]:
    """Targets on some measures, those that promise the same number by the same date only once."""
    seen: set[tuple[float, str]] = set()
    for target in targets:
        if target.measure in measures and (target.value, target.by) not in seen:
            seen.add((target.value, target.by))
            yield target


# --- jobs and money ----------------------------------------------------------------------------------------------


def _jobs_per_startup(plan: Plan, references: Sequence[Reference]) -> Iterator[Ratio]:
    startups = list(_distinct(plan.targets, STARTUPS))
    for jobs in _distinct(plan.targets, JOBS):
        for firms in (t for t in startups if t.by == jobs.by):
            each = jobs.value / firms.value
            yield _ratio(
                f"jobs_per_startup.{jobs.id}.{firms.id}", "jobs_per_startup",
                _say("ratios.jobs_per_startup_name", jobs=digits(jobs.value), firms=digits(firms.value)),
                each, "jobs/firm",
                _say(
                    "ratios.jobs_per_startup_sentence", jobs=digits(jobs.value),
                    firms=digits(firms.value), each=digits(each)
                ),
                references, lambda x: _say("ratios.people_each", n=digits(x)))  # fmt: skip


def _cost_per_job(plan: Plan, references: Sequence[Reference]) -> Iterator[Ratio]:
    money, budget = Money.of_plan(plan), plan.won_m(plan.budget)
    whole = money.both(budget)
    by_value = {t.value: t for t in reversed(list(_distinct(plan.targets, JOBS)))}  # the date does not matter here
    for jobs in sorted(by_value.values(), key=lambda t: -t.value):
        each = budget / jobs.value
        per_job = money.both(each)
        yield _ratio(
            f"cost_per_job.{jobs.id}", "cost_per_job",
            _say("ratios.cost_per_job_name", jobs=digits(jobs.value)),
            each, "KRW_m/job",
            _say("ratios.cost_per_job_sentence", whole=whole, jobs=digits(jobs.value), per_job=per_job),
            references, money.both)  # fmt: skip


def _cost_per_startup(plan: Plan, references: Sequence[Reference]) -> Iterator[Ratio]:
    """Founding grants per start-up beside grants elsewhere; then the whole budget, which is not comparable."""
    money, grants = Money.of_plan(plan), plan.won_m(sum(p.total for p in plan.programmes if p.kind == "founding"))
    granted = money.both(grants)
    startups = list(_distinct(plan.targets, STARTUPS))
    for firms in startups if grants > 0 else ():
        count, each = digits(firms.value), grants / firms.value
        per_firm = money.both(each)
        yield _ratio(
            f"cost_per_startup.grants.{firms.id}", "cost_per_startup",
            _say("ratios.grants_name", count=count),
            each, "KRW_m/firm",
            _say("ratios.grants_sentence", granted=granted, count=count, per_firm=per_firm),
            references, money.both)  # fmt: skip
    for firms in startups:
        count, each = digits(firms.value), plan.won_m(plan.budget) / firms.value
        per_firm = money.both(each)
        yield _ratio(
            f"cost_per_startup.total.{firms.id}", "cost_per_startup",
            _say("ratios.whole_budget_name", count=count),
            each, "KRW_m/firm",
            _say("ratios.whole_budget_sentence", count=count, per_firm=per_firm),
            references, None)  # fmt: skip
    yield from _places(plan, "founding", STARTUPS, _say("ratios.founding_grants"), _say("ratios.firms"))


# --- training, works, shares -------------------------------------------------------------------------------------


def _training(plan: Plan, references: Sequence[Reference]) -> Iterator[Ratio]:
    money, courses = Money.of_plan(plan), plan.won_m(sum(p.total for p in plan.programmes if p.kind == "training"))
    whole = money.both(courses)
    for people in _distinct(plan.targets, ("people.trained", "people.enrolled")):
        if courses > 0:
            each = courses / people.value
            per_person = money.both(each)
            yield _ratio(
                f"cost_per_trainee.{people.id}", "cost_per_trainee",
                _say("ratios.trainee_name", people=digits(people.value)),
                each, "KRW_m/person",
                _say(
                    "ratios.trainee_sentence", whole=whole, people=digits(people.value),
                    per_person=per_person
                ),
                references, money.both)  # fmt: skip
    yield from _places(
        plan, "training", ("people.trained", "people.enrolled"), _say("ratios.training"), _say("ratios.people")
    )


def _places(plan: Plan, kind: str, measures: Sequence[str], what: Text, unit: Text) -> Iterator[Ratio]:
    """How much of a target the money buys at the plan's own unit costs: places / target."""
    places = sum(p.total / p.unit_cost.value for p in plan.programmes if p.kind == kind and p.unit_cost is not None)
    for target in _distinct(plan.targets, measures) if places > 0 else ():
        share = places / target.value
        yield _ratio(
            f"places.{kind}.{target.id}", "places",
            _say("ratios.places_name", what=what, target=digits(target.value), unit=unit),
            share, "share",
            _say(
                "ratios.places_sentence", what=what, places=digits(places), share=digits(100 * share),
                target=digits(target.value), unit=unit
            ),
            (), None)  # fmt: skip


def settler_staff(plan: Plan) -> float:
    """People of an established firm that settles: as the plan's programmes of the kind say, else SETTLER_STAFF."""
    sizes = [p.anchor.staff.value for p in plan.programmes if p.anchor is not None]
    return sum(sizes) / len(sizes) if sizes else SETTLER_STAFF


def _needs(plan: Plan) -> Iterator[Ratio]:
    """What each target on people working would need: so many established firms of so many people."""
    size = settler_staff(plan)
    by_value = {t.value: t for t in reversed(list(_distinct(plan.targets, WORKING)))}  # whatever the date
    for jobs in sorted(by_value.values(), key=lambda t: -t.value):
        firms = math.ceil(jobs.value / size)  # half a firm settles nowhere
        yield _ratio(
            f"needs.{jobs.id}", "needs", _say("ratios.needs_name", jobs=digits(jobs.value)), firms, "firms",
            _say("ratios.needs_sentence", jobs=digits(jobs.value), firms=digits(firms), size=digits(size)),
            (), None)  # fmt: skip


def _building(plan: Plan, references: Sequence[Reference]) -> Iterator[Ratio]:
    for p in plan.programmes:
        works = p.works
        if works is None or works.opens < plan.horizon.start:
            continue
        months = months_between(works.start, works.opens)
        yield _ratio(
            f"building_months.{p.id}", "building_months",
            _say("ratios.building_name", programme=p.name), months, "month",
            _say("ratios.building_sentence", programme=p.name, months=months, start=works.start, opens=works.opens),
            references, lambda x: _say("ratios.months", x=digits(x)))  # fmt: skip


def _shares(plan: Plan) -> Iterator[Ratio]:
    money, whole = Money.of_plan(plan), plan.budget
    for p in sorted(plan.programmes, key=lambda p: -p.total) if whole > 0 else ():
        share, amount = p.total / whole, money.both(plan.won_m(p.total))
        sentence = _say("ratios.budget_share_sentence", programme=p.name, amount=amount, share=digits(100 * share))
        yield _ratio(f"budget_share.{p.id}", "budget_share", p.name, share, "share", sentence, (), None)


def _growth_ratio(g: Growth) -> Ratio:
    name = _say("ratios.growth_name", target=g.target.name)
    return Ratio(f"growth.{g.target.id}", "growth", "outside", name, g.rate, "percent/year", g.rates,
                 percentile(g.rate, [r.value for r in g.rates]), g.rate_sentence)  # fmt: skip


def _added_ratio(g: Growth) -> Ratio:
    name = _say("ratios.added_name", target=g.target.name)
    return Ratio(f"additions.{g.target.id}", "additions", "outside", name, g.added, g.unit, g.additions,
                 percentile(g.added, [r.value for r in g.additions]), g.added_sentence)  # fmt: skip
