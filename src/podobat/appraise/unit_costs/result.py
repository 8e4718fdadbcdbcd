"""What one job, one start-up, one person kept has cost: gross and net, never mixed, beside figures from elsewhere.

    cost of one = money spent up to the month / what was counted by then        draw by draw

gross   what stands there with the plan, whether or not it would have come about anyway (less what was there before)
net     with the plan less without it, run by run

A draw in which the plan adds nothing has no finite cost of one; it counts as dearer than any other, so a quantile may
be infinite. The ratio of the means (all money over all jobs) is finite wherever the mean is above zero.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from podobat.appraise.beside import NothingBeside
from podobat.appraise.columns import by_language, ordered
from podobat.evidence import Parameters
from podobat.forecast import Forecast, Note
from podobat.forecast.quantiles import QUANTILES, quantiles
from podobat.money import Money
from podobat.plan.references import NOTHING_KNOWN, Reference, percentile
from podobat.show.json import cleaned
from podobat.texts import Text, catalogue

if TYPE_CHECKING:
    import polars as pl

Array = NDArray[np.float64]

_say = catalogue("appraise.unit_costs")


@dataclass(frozen=True, slots=True)
class Item:
    """A thing whose cost is asked: its measure, how it is counted, and the class of figures it can be held against.

    count     level: above what was there in the plan's first month; added: since the plan began; years: person-years
    money     kinds of programmes whose money is counted; empty: all of them
    """

    id: str
    measure: str
    count: str
    unit: str
    reference: str = ""
    money: tuple[str, ...] = ()

    @property
    def name(self) -> Text:
        """One of it, as people call it."""
        return _say(f"item.{self.id}")


ITEMS: Final = (
    Item("job", "jobs.direct", "level", "KRW_m/job", "cost_per_job"),
    Item("job_year", "jobs.direct", "years", "KRW_m/person-year", "cost_per_job_year"),
    Item("hire", "jobs.hired", "added", "KRW_m/job", "cost_per_job"),
    Item("startup", "startups.operating", "level", "KRW_m/firm", "cost_per_startup"),
    Item("founded", "startups.founded", "added", "KRW_m/firm", "cost_per_startup"),
    Item("founded_by_grants", "startups.founded", "added", "KRW_m/firm", "cost_per_startup", ("founding",)),
    Item("crossed", "startups.crossed", "added", "KRW_m/firm"),
    Item("kept", "people.placed_region", "added", "KRW_m/person"),
    Item("kept_by_training", "people.placed_region", "added", "KRW_m/person", "", ("training",)),
)


@dataclass(frozen=True, eq=False)
class UnitCost:
    """The cost of one thing on one basis in one month: money spent and what was counted, draw by draw."""

    item: Item
    basis: str
    month: str
    spent: Array
    count: Array

    @property
    def cost(self) -> Array:
        """Cost of one in every draw, KRW m; infinite where nothing was added; nan where nothing was spent either."""
        each = np.full(self.spent.shape, np.inf)
        np.divide(self.spent, self.count, out=each, where=self.count > 0)
        return np.where((self.spent <= 0) & (self.count <= 0), np.nan, each)

    @property
    def ratio_of_means(self) -> float:
        """All money over all that was counted; infinite where the mean count is not above zero."""
        mean = float(self.count.mean())
        return float(self.spent.mean()) / mean if mean > 0 else float("inf")

    @property
    def nothing_added(self) -> float:
        """Share of draws in which nothing was added."""
        return float(np.mean(self.count <= 0))


@dataclass(frozen=True, eq=False)
class UnitCosts(NothingBeside):
    """The unit costs of one forecast, and the figures they are held against."""

    forecast: Forecast = field(repr=False)
    costs: tuple[UnitCost, ...]
    known: tuple[Reference, ...]

    def of(self, id: str, basis: str = "net", month: str | None = None) -> UnitCost:
        """One of them, by default net and at the plan's end. KeyError for one there is not."""
        wanted = month or self.forecast.plan.horizon.end
        for cost in self.costs:
            if (cost.item.id, cost.basis, cost.month) == (id, basis, wanted):
                return cost
        raise KeyError(f"no unit cost {id!r}, {basis}, {wanted}")

    def rows(self, lang: str | None = None) -> pl.DataFrame:
        """A row for each thing, basis (net, gross) and month (the plan's end, the forecast's end).

        cost, <quantiles>   money spent (median) and cost of one, KRW m; infinite where a draw added nothing
        count_*             what was counted;  ratio_of_means: all money over all that was counted
        percentile          where the median falls among the references, None with fewer than three
        """
        import polars as pl

        rows = []
        for c in self.costs:
            values = c.cost
            levels = ordered(values[~np.isnan(values)])
            beside = [r.value for r in self.known if c.item.reference and r.group == c.item.reference]
            middle = levels["p50"]
            rows.append({
                "id": c.item.id, "basis": c.basis, "month": c.month, **by_language("name", c.item.name, lang),
                "unit": c.item.unit, "cost": float(np.median(c.spent)), "count_mean": float(c.count.mean()),
                **{f"count_{q}": float(x) for q, x in zip(QUANTILES, quantiles(c.count), strict=True)},
                "ratio_of_means": c.ratio_of_means, **levels, "nothing_added": c.nothing_added,
                "reference_class": c.item.reference or None,
                "percentile": percentile(middle, beside) if middle is not None else None,
                **by_language("sentence", self._sentence(c, middle, beside), lang),
            })  # fmt: skip
        return pl.DataFrame(rows, infer_schema_length=None)

    def references(self, lang: str | None = None) -> pl.DataFrame:
        """The figures from elsewhere, class by class."""
        import polars as pl

        classes = {item.reference for item in ITEMS} - {""}
        rows = [
            {"class": r.group, "id": r.id,
             **by_language("place", r.place, lang), **by_language("quantity", r.quantity, lang),
             "value": r.value, "unit": r.unit, "years": r.years, "source": r.source}
            for r in self.known if r.group in classes
        ]  # fmt: skip
        return pl.DataFrame(rows, infer_schema_length=None)

    def _sentence(self, c: UnitCost, middle: float | None, beside: list[float]) -> Text:
        """Where the median cost stands among the references, and what they count that this does not."""
        money = Money.of_plan(self.forecast.plan)
        if middle is None:
            return _say("standing.nothing_spent")
        if not np.isfinite(middle):
            return _say("standing.endless")
        one = money.both(middle)
        if not beside:
            return _say("standing.alone", one=one, nothing_known=NOTHING_KNOWN)
        below, low, high = sum(x < middle for x in beside), money.both(min(beside)), money.both(max(beside))
        caution = _say(f"standing.{c.item.reference}")
        return _say("standing.beside", one=one, below=below, n=len(beside), low=low, high=high, caution=caution)

    @property
    def notes(self) -> tuple[Note, ...]:
        """Doubts about the unit costs."""
        return self._notes

    @cached_property
    def _notes(self) -> tuple[Note, ...]:
        doubts = [Note(_say("note.several"), about="unit_costs")]
        doubts += [Note(_say(f"note.{id}"), about=f"unit_costs.{id}") for id in ("kept", "founded_by_grants")]
        for c in self.costs:
            if c.basis == "net" and c.nothing_added > 0:
                share = f"{100 * c.nothing_added:.1f}"
                doubt = _say("note.endless", name=c.item.name, month=c.month, share=share)
                doubts.append(Note(doubt, about=f"unit_costs.{c.item.id}"))
        return tuple(doubts)

    # --- as one answer of an appraisal --------------------------------------------------------------------------------

    @property
    def parameters(self) -> Parameters:
        """None beside those of the forecast."""
        return Parameters((), {})

    def told(self) -> dict[str, Any]:
        """Its entry in the JSON of an appraisal."""
        return {"unit_costs": self.to_json_dict()}

    def to_json_dict(self) -> dict[str, Any]:
        """The tables as plain values; an infinite cost is null."""
        notes = [{**note.languages, "about": note.about} for note in self.notes]
        return cleaned({"rows": self.rows().to_dicts(), "references": self.references().to_dicts(), "notes": notes})
