"""The outside view: how fast a target makes the cluster grow, beside how fast other clusters grew at first.

The inside view asks whether a plan's steps lead to its target; the outside view asks how often anything like it has
happened (Kahneman and Lovallo 1993). A small start makes any growth rate large, so what has to be added every year
stands beside the rate. Where the region starts from is known only roughly; the sentence says from what.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from podobat.money import digits
from podobat.plan.plan import Plan
from podobat.plan.references import Reference, standing
from podobat.plan.schema import Target
from podobat.texts import catalogue
from podobat.units import Text, months_between

_say = catalogue("plan")

# measure -> what grows, and whether the count begins at zero (cumulative) or at the level of the start (stock)
GROWING = {
    "startups.operating": ("cluster_firms", "stock"),
    "startups.founded": ("cluster_firms", "cumulative"),
    "firms.opened": ("cluster_firms", "cumulative"),
    "jobs.direct": ("cluster_jobs", "stock"),
    "jobs.startups": ("cluster_jobs", "stock"),
}
UNITS_OF = {"cluster_firms": "firms/year", "cluster_jobs": "jobs/year"}
COUNTED = {"cluster_firms": _say("growth.counted_cluster_firms"), "cluster_jobs": _say("growth.counted_cluster_jobs")}
FEW = 3  # with fewer series of the same kind than this, growth rates of the other kind are compared as well


@dataclass(frozen=True, slots=True)
class Growth:
    """What a target asks of a cluster, from a level at the start to a level at the date.

    rate    % a year = 100 * ((end / start) ** (1 / years) - 1); rates: the same of other clusters
    added   a year = (end - start) / years; additions: the same of other clusters
    """

    target: Target
    group: str
    start: float
    end: float
    years: float
    basis: Text
    rates: tuple[Reference, ...]
    additions: tuple[Reference, ...]

    @property
    def rate(self) -> float:
        """Growth needed, % a year."""
        return yearly_growth(self.start, self.end, self.years)

    @property
    def added(self) -> float:
        """Firms or jobs to be added every year."""
        return (self.end - self.start) / self.years

    @property
    def unit(self) -> str:
        """Unit of what is added."""
        return UNITS_OF[self.group]

    @property
    def rate_sentence(self) -> Text:
        """The growth rate and where it stands among other clusters, in words."""
        where = standing(self.rate, self.rates, _percent, _cluster)
        n, years = COUNTED[self.group], digits(self.years)
        return _say(
            "growth.rate_needed", start=digits(self.start), n=n, basis=self.basis, end=digits(self.end),
            years=years, rate=digits(self.rate), where=where
        )

    @property
    def added_sentence(self) -> Text:
        """What has to be added every year and where that stands among other clusters, in words."""
        n = COUNTED[self.group]

        def spell(x: float) -> Text:
            return _say("growth.a_year", x=digits(x), n=n)

        where = standing(self.added, self.additions, spell, _cluster)
        return _say(
            "growth.added_needed", added=digits(self.added), n=n, years=digits(self.years), where=where
        )


def _percent(x: float) -> Text:
    return _say("growth.percent", x=digits(x))


def _cluster(r: Reference) -> Text:
    """Where and when: a cluster is named by its place."""
    return _say("growth.cluster", place=r.place, years=r.years)


def yearly_growth(start: float, end: float, years: float) -> float:
    """Compound growth in % a year: 100 * ((end / start) ** (1 / years) - 1)."""
    return 100 * ((end / start) ** (1 / years) - 1)


def required_growth(plan: Plan, references: Sequence[Reference], incumbents: float | None) -> list[Growth]:
    """The growth that each target on firms or jobs needs, each counted once, steepest first.

    incumbents  start-ups operating in the region at the start (parameter region.incumbents); without it the smallest
                first-year count among the reference clusters stands in
    """
    by_course: dict[tuple[str, float, float, str], Growth] = {}
    for target in plan.targets:
        group, counted = GROWING.get(target.measure, ("", ""))
        years = (months_between(plan.horizon.start, target.by) + 1) / 12
        start, basis = _start(group, references, incumbents) if group else (None, Text.same(""))
        if start is None or start <= 0 or years < 1:
            continue
        end = start + target.value if counted == "cumulative" else target.value
        if end > start:
            rates, additions = comparable_rates(group, years, references), _changes(group, years, references, "added")
            growth = Growth(target, group, start, end, years, basis, rates, tuple(additions))
            by_course.setdefault((group, start, end, target.by), growth)
    return sorted(by_course.values(), key=lambda g: -g.rate)


def _start(group: str, references: Sequence[Reference], incumbents: float | None) -> tuple[float | None, Text]:
    """The level to grow from, and in what way it is known."""
    firms, basis = incumbents, _say("growth.own_firms")
    if firms is None:
        firms = min((rows[0].value for rows in _series("cluster_firms", references)), default=None)
        basis = _say("growth.others_firms")
    if group == "cluster_firms" or firms is None:
        return firms, basis
    sizes = [r.value for r in references if r.group == "jobs_per_startup"]
    if not sizes:
        return None, basis
    size = digits(median(sizes))
    return firms * median(sizes), _say("growth.times_size", basis=basis, size=size)


# --- other clusters ----------------------------------------------------------------------------------------------


def comparable_rates(group: str, years: float, references: Sequence[Reference]) -> tuple[Reference, ...]:
    """Yearly growth of other clusters from their first count, over a time as near as possible to the target's."""
    rates = _changes(group, years, references, "growth")
    if len(rates) < FEW:
        for other in UNITS_OF:
            rates += _changes(other, years, references, "growth") if other != group else []
    return tuple(rates)


def _changes(group: str, years: float, references: Sequence[Reference], what: str) -> list[Reference]:
    """How each cluster changed from its first count to the one nearest `years` later: growth (%) or additions."""
    changes = []
    for first, *later in _series(group, references):
        if later:
            last = min(later, key=lambda r: abs(_year(r) - _year(first) - years))
            changes.append(_change(first, last, what))
    return changes


def _series(group: str, references: Sequence[Reference]) -> list[list[Reference]]:
    """The references of one kind as time series by place and quantity, oldest year first."""
    series: dict[tuple[str, str], list[Reference]] = defaultdict(list)
    for r in references:
        if r.group == group and r.years[:4].isdigit() and r.value > 0:
            series[(r.place.en, r.quantity.en)].append(r)
    return [sorted(rows, key=_year) for _, rows in sorted(series.items())]


def _year(r: Reference) -> int:
    return int(r.years[:4])


def _change(first: Reference, last: Reference, what: str) -> Reference:
    """Growth or yearly addition between two counts of the same thing, as a reference of its own."""
    span = max(_year(last) - _year(first), 1)
    counts = f"{digits(first.value)} -> {digits(last.value)}"
    if what == "growth":
        value, unit = yearly_growth(first.value, last.value, span), "percent/year"
        description = _say("growth.growth_of", quantity=first.quantity, counts=counts)
    else:
        value, unit = (last.value - first.value) / span, UNITS_OF[first.group]
        description = _say("growth.added_to", quantity=first.quantity, counts=counts)
    sources = " ".join(dict.fromkeys([*first.source.split(), *last.source.split()]))
    years = f"{_year(first)}-{_year(last)}"
    return Reference(f"{first.id}.{what}", what, first.place, description, value, unit, years, sources)
