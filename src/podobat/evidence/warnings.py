"""What `podobat check` warns of: a plan that is sound as a file and may still say something else than is meant.

Nothing is simulated here. A warning names its place, what was found and what to do; unlike a fault it stops nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from podobat.errors import Fault
from podobat.evidence.measures import measure
from podobat.evidence.read import Parameter, Parameters, package_parameters, read_parameters
from podobat.evidence.why import kinds
from podobat.plan.document import read_yaml
from podobat.plan.fields import known_list
from podobat.plan.read import Case
from podobat.plan.schema import PlanFile, Programme, Target
from podobat.plan.template import TEMPLATE
from podobat.texts import catalogue
from podobat.units import Text

_say = catalogue("evidence")

#: Measures that a word of promises may stand for; the words are `warnings.said_...`, apart by commas.
READINGS: Final = {
    "jobs": ("jobs.direct", "jobs.hired", "jobs.induced", "jobs.new", "jobs.all", "jobs.startups"),
    "startups": ("startups.founded", "startups.operating", "startups.funded", "firms.supported"),
    "firms": ("firms.mou", "firms.opened", "firms.operating", "firms.new"),
    "people": ("people.trained", "people.enrolled", "people.placed_region"),
}
#: Groups of package parameters whose numbers were counted in Korea, and hang on its labour market and its law.
KOREAN: Final = ("induced", "exit", "hiring", "training", "rounds", "revenue")
ALONE_MOVES_NOTHING: Final = ("network",)  # it multiplies what attraction and rounds do


def warnings_of(case: Case) -> tuple[Fault, ...]:
    """Every warning of a sound case, in the order of a reader: targets, programmes, region, sources."""
    parameters = read_parameters(case.parameter_files, case.sources)
    plan = case.plan
    return (
        *_unmoved(plan), *_read_one_way(plan), *_total_or_new(plan), *_more_places_than_applicants(plan, parameters),
        *_sizes(plan, parameters), *_unconfirmed(parameters), *_elsewhere(plan, parameters), *_unsourced(case),
    )  # fmt: skip


def _warn(path: str, key: str, file: str = "plan.yaml", **said: object) -> Fault:
    return Fault(file, None, path, _say(f"warnings.{key}", **said), remedy=_say(f"warnings.{key}_remedy", **said))


@cache
def upstream(measure_id: str) -> frozenset[str]:
    """A measure and everything that it is built from."""
    base = measure(measure_id)
    return frozenset({base.id}).union(*(upstream(part) for part in base.built_from))


def moves(programme: Programme, measure_id: str) -> bool:
    """Does the kind of this programme move a measure, or one that it is built from?"""
    if programme.total <= 0 or programme.kind in ALONE_MOVES_NOTHING:
        return False
    return bool(upstream(measure_id) & set(kinds()[programme.kind]["measures"]))


def _unmoved(plan: PlanFile) -> Iterator[Fault]:
    """Targets that no programme moves: they are met by what happens anyway, or not at all."""
    for target in plan.targets:
        if any(moves(p, target.measure) for p in plan.programmes):
            continue
        able = [kind for kind, what in kinds().items() if upstream(target.measure) & set(what["measures"])]
        name = measure(target.measure).name
        yield _warn(f"targets.{target.id}", "unmoved", name=name, kinds=known_list(able) or "-")


def _read_one_way(plan: PlanFile) -> Iterator[Fault]:
    """Promises in a word that is counted in several ways, where the plan holds only one of them."""
    for what, ways in READINGS.items():
        words = _say(f"warnings.said_{what}")
        for target in plan.targets:
            if not any(word in target.name[lang].lower() for lang in ("ko", "en") for word in words[lang].split(", ")):
                continue
            read = {t.measure for t in plan.targets} & set(ways)
            if target.measure in ways and len(read) == 1:
                others = [m for m in ways if m != target.measure]
                yield _warn(f"targets.{target.id}", "one_way", what=_say(f"warnings.word_{what}"),
                            here=measure(target.measure).name, others=_names(others))  # fmt: skip


def _names(ids: Iterable[str]) -> Text:
    names = [measure(id).name for id in ids]
    return Text(", ".join(n.ko for n in names), ", ".join(n.en.lower() for n in names))


def _total_or_new(plan: PlanFile) -> Iterator[Fault]:
    """Targets on what was there at the start too, where the plan does not say which is meant."""
    if plan.start is None:
        return
    for target in plan.targets:
        if target.counts is None and measure(target.measure).kind == "stock" and not target.measure.endswith(".new"):
            yield _warn(f"targets.{target.id}.counts", "total_or_new", name=measure(target.measure).name)
        elif target.counts is not None and target.counts != counted(target):
            yield _warn(f"targets.{target.id}.counts", "other_count", name=measure(target.measure).name,
                        said=target.counts, is_=counted(target))  # fmt: skip


def counted(target: Target) -> str:
    """Does a target's measure hold what was there at the start (total) or only what has come since (new)?"""
    what = measure(target.measure)
    return "total" if what.kind == "stock" and not target.measure.endswith(".new") else "new"


def _more_places_than_applicants(plan: PlanFile, parameters: Parameters) -> Iterator[Fault]:
    """Courses with money for more people than are expected to apply while it flows."""
    placed = parameters.in_place(plan.size)
    for p in plan.programmes:
        if p.training is None or p.unit_cost is None or p.unit_cost.value <= 0:
            continue
        applicants = placed[f"training.applicants_{p.training.level}"]
        months = 12 * sum(1 for amount in p.budget.values() if amount > 0)
        places, people = p.total / p.unit_cost.value, applicants.value * months
        if places > 1.2 * people > 0:
            yield _warn(f"programmes.{p.id}", "applicants", places=f"{places:,.0f}", people=f"{people:,.0f}",
                        a_month=f"{applicants.value:,.0f}", parameter=applicants.id)  # fmt: skip


def _sizes(plan: PlanFile, parameters: Parameters) -> Iterator[Fault]:
    """Package parameters that were set for a place of another size, or of a size that the plan does not tell."""
    taught = {f"training.applicants_{p.training.level}" for p in plan.programmes if p.training is not None}
    for parameter in parameters:
        if parameter.scale is None or parameter.id not in taught:
            continue
        what, size = parameter.scale
        here = plan.size(what)
        name = _say(f"warnings.size_{what}")
        if here is None:
            yield _warn("place", "no_size", file=parameter.file, parameter=parameter.id, what=name, size=f"{size:,.0f}")
        elif not 0.5 <= here / size <= 2.0:
            yield _warn("place", "other_size", file=parameter.file, parameter=parameter.id, what=name,
                        size=f"{size:,.0f}", here=f"{here:,.0f}")  # fmt: skip


@cache
def _template_numbers() -> dict[str, tuple[object, object]]:
    """Value and distribution of the region's parameters as `podobat new` copies them."""
    by_id: dict[str, tuple[object, object]] = {}
    for path in sorted((TEMPLATE / "parameters").rglob("*.yaml")):
        root, _ = read_yaml(path)
        plain = root.plain() if root is not None else {}
        by_id[f"{path.parent.name}.{path.stem}"] = (plain.get("value"), plain.get("distribution"))
    return by_id


def _unconfirmed(parameters: Parameters) -> Iterator[Fault]:
    """Region values that were copied and that nobody has looked at: as in the template, or marked so."""
    for parameter in parameters:
        if parameter.id in package_parameters() or parameter.confirmed:
            continue
        if parameter.confirmed is False or _as_copied(parameter):
            yield _warn("confirmed", "unconfirmed", file=parameter.file, name=parameter.description)


def _as_copied(parameter: Parameter) -> bool:
    value, spread = _template_numbers().get(parameter.id, (None, None))
    if value is None or value != parameter.value:
        return False
    d = parameter.distribution
    return isinstance(spread, dict) and (spread.get("low"), spread.get("high")) == (d.low, d.high)


def _elsewhere(plan: PlanFile, parameters: Parameters) -> Iterator[Fault]:
    """Another country, and numbers that were counted in Korea."""
    if plan.money.currency == "KRW":
        return
    own = {p.id for p in package_parameters()}
    korean = [group for group in KOREAN if any(
        p.id.startswith(f"{group}.") and p.id in own and p is package_parameters()[p.id] for p in parameters
    )]  # fmt: skip
    if korean:
        yield _warn("money.currency", "korean", currency=plan.money.currency, groups=known_list(korean))


def _unsourced(case: Case) -> Iterator[Fault]:
    """A plan in which no figure rests on a source of its own."""
    if all(source.grade == "assumed" for source in case.sources.values()):
        yield _warn("", "unsourced", file="sources.csv")


def known_elsewhere(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """The faults, unknown sources of which are also looked for among those of the package."""
    known = package_parameters().sources
    return tuple(_lent(fault, known) if fault.file in ("plan.yaml",) else fault for fault in faults)


def _lent(fault: Fault, known: Iterable[str]) -> Fault:
    for id in known:
        if f"`{id}`" in fault.found.en and "source" in fault.found.en:
            return Fault(fault.file, fault.line, fault.path, fault.found, fault.allowed, _say("warnings.lent", id=id))
    return fault

