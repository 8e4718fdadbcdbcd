"""What a plan's own numbers imply, each beside figures from elsewhere.

Nothing is simulated here. A plan that promises 27,500 jobs and 1,000 start-ups promises 27.5 jobs per start-up, and a
reader can hold that against what firms of that age employ. The outside view (`growth.py`) stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from podobat.money import Money, digits
from podobat.plan.document import read_yaml
from podobat.plan.growth import Growth, required_growth
from podobat.plan.plan import Plan
from podobat.plan.read import Case
from podobat.plan.references import NOTHING_KNOWN, Reference, Spell, percentile, references_of, standing
from podobat.plan.schema import Target
from podobat.units import Text, months_between, with_particle

JOBS = ("jobs.direct", "jobs.startups", "jobs.hired")
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


def implied_ratios(
    case: Case, references: Iterable[Any] = (), *, gaps: Mapping[str, Text] | None = None, plan: Plan | None = None
) -> list[Ratio]:
    """Every implied ratio of a case and the growth its targets need, in reading order.

    references  rows with id, class, place, quantity, value, unit, years, source; any of them may be missing
    gaps        for a class without references, why there are none
    plan        a variant of the case's plan, when it is not the plan itself that is asked about
    """
    plan = plan or case.plan
    rows = references_of(references)
    ratios = _all(plan, rows, start_level(case))
    return [_with_gap(r, gaps[r.group]) if gaps and r.group in gaps and not r.references else r for r in ratios]


def _with_gap(r: Ratio, why: Text) -> Ratio:
    """The ratio, saying why nothing comparable is known."""
    said = Text(r.sentence.ko.replace(NOTHING_KNOWN.ko, why.ko), r.sentence.en.replace(NOTHING_KNOWN.en, why.en))
    return replace(r, sentence=said)


def _all(plan: Plan, rows: Sequence[Reference], incumbents: float | None) -> list[Ratio]:
    """Inside view first, then the outside view."""
    inside = (*_jobs_per_startup(plan, rows), *_cost_per_job(plan, rows), *_cost_per_startup(plan, rows),
              *_training(plan, rows), *_building(plan, rows), *_shares(plan))  # fmt: skip
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


def _ratio(id: str, group: str, name: Text, value: float, unit: str, said: Text, references: Sequence[Reference],
           spell: Spell | None) -> Ratio:  # fmt: skip
    """A ratio beside the references of its class; without a `spell` for them it is compared with nothing."""
    beside = tuple(sorted((r for r in references if r.group == group), key=lambda r: r.value)) if spell else ()
    values = [r.value for r in beside]
    where = standing(value, beside, spell, lambda r: r.quantity) if spell else Text("", "")
    sentence = Text(f"{said.ko} {where.ko}".strip(), f"{said.en} {where.en}".strip())
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
                Text(f"창업기업당 일자리({digits(jobs.value)} ÷ {digits(firms.value)})",
                     f"Jobs per start-up ({digits(jobs.value)} / {digits(firms.value)})"),
                each, "jobs/firm",
                Text(f"창업기업 {digits(firms.value)}개에서 일자리 {digits(jobs.value)}개이면 "
                     f"기업당 {digits(each)}명입니다.",
                     f"{digits(jobs.value)} jobs from {digits(firms.value)} start-ups is {digits(each)} each."),
                references, lambda x: Text(f"{digits(x)}명", digits(x)))  # fmt: skip


def _cost_per_job(plan: Plan, references: Sequence[Reference]) -> Iterator[Ratio]:
    money, budget = Money.of_plan(plan), plan.won_m(plan.budget)
    whole = money.both(budget)
    by_value = {t.value: t for t in reversed(list(_distinct(plan.targets, JOBS)))}  # the date does not matter here
    for jobs in sorted(by_value.values(), key=lambda t: -t.value):
        each = budget / jobs.value
        per_job = money.both(each)
        yield _ratio(
            f"cost_per_job.{jobs.id}", "cost_per_job",
            Text(f"일자리당 사업비({digits(jobs.value)}개 기준)", f"Cost per job (at {digits(jobs.value)} jobs)"),
            each, "KRW_m/job",
            Text(f"사업비 {with_particle(whole.ko, '으로/로')} 일자리 {digits(jobs.value)}개이면 "
                 f"일자리당 {per_job.ko}입니다.",
                 f"{whole.en} for {digits(jobs.value)} jobs is {per_job.en} each."),
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
            Text(f"창업기업당 창업 지원금({count}개 기준)", f"Founding grants per start-up (at {count})"),
            each, "KRW_m/firm",
            Text(f"창업 지원 예산 {with_particle(granted.ko, '을/를')} 창업기업 {count}개로 나누면 "
                 f"{per_firm.ko}입니다.",
                 f"Founding grants of {granted.en} over {count} start-ups are {per_firm.en} each."),
            references, money.both)  # fmt: skip
    for firms in startups:
        count, each = digits(firms.value), plan.won_m(plan.budget) / firms.value
        per_firm = money.both(each)
        yield _ratio(
            f"cost_per_startup.total.{firms.id}", "cost_per_startup",
            Text(f"창업기업당 총사업비({count}개 기준)", f"Whole budget per start-up (at {count})"),
            each, "KRW_m/firm",
            Text(f"총사업비를 창업기업 {count}개로 나누면 {per_firm.ko}입니다. "
                 "시설, 교육, 펀드를 모두 포함하므로 창업 지원금과 견주지 않습니다.",
                 f"The whole budget over {count} start-ups is {per_firm.en} each. It holds works, "
                 "training and the fund, so it is not compared with founding grants."),
            references, None)  # fmt: skip
    yield from _places(plan, "founding", STARTUPS, Text("창업 지원", "Founding grants"), Text("개사", "firms"))


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
                Text(f"양성 인원 1명당 교육비({digits(people.value)}명 기준)",
                     f"Cost per trainee (at {digits(people.value)})"),
                each, "KRW_m/person",
                Text(f"교육 예산 {with_particle(whole.ko, '으로/로')} {digits(people.value)}명을 양성하면 "
                     f"1명당 {per_person.ko}입니다.",
                     f"{whole.en} of training for {digits(people.value)} people is {per_person.en} each."),
                references, money.both)  # fmt: skip
    yield from _places(
        plan, "training", ("people.trained", "people.enrolled"), Text("교육", "Training"), Text("명", "people")
    )


def _places(plan: Plan, kind: str, measures: Sequence[str], what: Text, unit: Text) -> Iterator[Ratio]:
    """How much of a target the money buys at the plan's own unit costs: places / target."""
    places = sum(p.total / p.unit_cost.value for p in plan.programmes if p.kind == kind and p.unit_cost is not None)
    for target in _distinct(plan.targets, measures) if places > 0 else ():
        share = places / target.value
        yield _ratio(
            f"places.{kind}.{target.id}", "places",
            Text(f"{what.ko} 예산으로 지원할 수 있는 수 ÷ 목표({digits(target.value)}{unit.ko})",
                 f"{what.en}: places the money buys / target ({digits(target.value)} {unit.en})"),
            share, "share",
            Text(f"{what.ko} 예산은 단가로 나누면 {digits(places)}{unit.ko}분으로, "
                 f"목표 {digits(target.value)}{unit.ko}의 {digits(100 * share)}%입니다.",
                 f"{what.en}: at the plan's unit costs the money buys {digits(places)} places, {digits(100 * share)} % "
                 f"of the {digits(target.value)} promised."),
            (), None)  # fmt: skip


def _building(plan: Plan, references: Sequence[Reference]) -> Iterator[Ratio]:
    for p in plan.programmes:
        if p.facility is None:
            continue
        months = months_between(p.facility.start, p.facility.opens)
        yield _ratio(
            f"building_months.{p.id}", "building_months",
            Text(f"공사 기간: {p.name.ko}", f"Months to build: {p.name.en}"), months, "month",
            Text(f"{p.name.ko}의 공사 기간은 {p.facility.start}부터 {p.facility.opens}까지 "
                 f"{months}개월로 잡혀 있습니다.",
                 f"{p.name.en} is allowed {months} months, {p.facility.start} to {p.facility.opens}."),
            references, lambda x: Text(f"{digits(x)}개월", f"{digits(x)} months"))  # fmt: skip


def _shares(plan: Plan) -> Iterator[Ratio]:
    money, whole = Money.of_plan(plan), plan.budget
    for p in sorted(plan.programmes, key=lambda p: -p.total) if whole > 0 else ():
        share, amount = p.total / whole, money.both(plan.won_m(p.total))
        said = Text(f"{p.name.ko}에 {amount.ko}, 사업비의 {digits(100 * share)}%를 씁니다.",
                    f"{p.name.en}: {amount.en}, {digits(100 * share)} % of the money.")  # fmt: skip
        yield _ratio(f"budget_share.{p.id}", "budget_share", p.name, share, "share", said, (), None)


def _growth_ratio(g: Growth) -> Ratio:
    name = Text(f"필요한 연평균 증가율: {g.target.name.ko}", f"Yearly growth needed: {g.target.name.en}")
    return Ratio(f"growth.{g.target.id}", "growth", "outside", name, g.rate, "percent/year", g.rates,
                 percentile(g.rate, [r.value for r in g.rates]), g.rate_sentence)  # fmt: skip


def _added_ratio(g: Growth) -> Ratio:
    name = Text(f"해마다 늘려야 하는 수: {g.target.name.ko}", f"Added every year: {g.target.name.en}")
    return Ratio(f"additions.{g.target.id}", "additions", "outside", name, g.added, g.unit, g.additions,
                 percentile(g.added, [r.value for r in g.additions]), g.added_sentence)  # fmt: skip
