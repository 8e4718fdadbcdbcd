"""What one job, one start-up, one person kept has cost: gross and net, never mixed, beside figures from elsewhere.

    cost of one = money spent up to the month / what was counted by then        draw by draw

gross   what stands there with the plan, whether or not it would have come about anyway (less what was there before)
net     with the plan less without it, run by run

A draw in which the plan adds nothing has no finite cost of one; it counts as dearer than any other, so a quantile may
be infinite. The ratio of the means (all money over all jobs) is finite wherever the mean is above zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from podobat.appraise.columns import by_language, finite_rows, ordered
from podobat.evidence import read_references
from podobat.forecast import Forecast, Note
from podobat.forecast.quantiles import QUANTILES, quantiles
from podobat.money import Money
from podobat.plan.references import NOTHING_KNOWN, Reference, percentile, references_of
from podobat.units import Text

if TYPE_CHECKING:
    import polars as pl

Array = NDArray[np.float64]

BASES: Final = ("net", "gross")
MONTHS_A_YEAR: Final = 12


@dataclass(frozen=True, slots=True)
class Item:
    """A thing whose cost is asked: its measure, how it is counted, and the class of figures it can be held against.

    count     level: above what was there in the plan's first month; added: since the plan began; years: person-years
    money     kinds of programmes whose money is counted; empty: all of them
    """

    id: str
    measure: str
    name: Text
    count: str
    unit: str
    reference: str
    money: tuple[str, ...] = ()


ITEMS: Final = (
    Item("job", "jobs.direct", Text("일자리 1명(재직 인원)", "One job (people working)"), "level", "KRW_m/job",
         "cost_per_job"),
    Item("job_year", "jobs.direct", Text("일자리 1인년", "One person-year of work"), "years", "KRW_m/person-year",
         "cost_per_job_year"),
    Item("hire", "jobs.hired", Text("신규 채용 1명", "One hire"), "added", "KRW_m/job", "cost_per_job"),
    Item("startup", "startups.operating", Text("운영 중인 창업기업 1개", "One start-up operating"), "level",
         "KRW_m/firm", "cost_per_startup"),
    Item("founded", "startups.founded", Text("설립된 창업기업 1개", "One start-up founded"), "added", "KRW_m/firm",
         "cost_per_startup"),
    Item("founded_by_grants", "startups.founded",
         Text("설립된 창업기업 1개(창업 지원금만)", "One start-up founded (founding grants only)"), "added",
         "KRW_m/firm", "cost_per_startup", ("founding",)),
    Item("crossed", "startups.crossed", Text("계곡을 통과한 창업기업 1개", "One start-up across the valley"), "added",
         "KRW_m/firm", ""),
    Item("kept", "people.placed_region", Text("지역에 남은 수료생 1명", "One graduate kept in the region"), "added",
         "KRW_m/person", ""),
    Item("kept_by_training", "people.placed_region",
         Text("지역에 남은 수료생 1명(교육비만)", "One graduate kept in the region (training money only)"), "added",
         "KRW_m/person", "", ("training",)),
)  # fmt: skip


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
        found = np.full(self.spent.shape, np.inf)
        np.divide(self.spent, self.count, out=found, where=self.count > 0)
        return np.where((self.spent <= 0) & (self.count <= 0), np.nan, found)

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
class UnitCosts:
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
            return Text("집행한 돈이 없습니다.", "Nothing is spent.")
        if not np.isfinite(middle):
            return Text("표본의 절반 이상에서 늘어난 것이 없어 하나당 비용을 정할 수 없습니다.",
                        "In half of the draws or more nothing is added, so one has no finite cost.")  # fmt: skip
        one = money.both(middle)
        if not beside:
            return Text(f"중앙값은 {one.ko}입니다. {NOTHING_KNOWN.ko}", f"The median is {one.en}. {NOTHING_KNOWN.en}")
        below, low, high = sum(x < middle for x in beside), money.both(min(beside)), money.both(max(beside))
        return Text(
            f"중앙값은 {one.ko}이고, 견줄 수 있는 {len(beside)}건({low.ko}~{high.ko}) 가운데 {below}건보다 큽니다. "
            f"{CAUTIONS[c.item.reference].ko}",
            f"The median is {one.en}, above {below} of {len(beside)} comparable figures ({low.en} to {high.en}). "
            f"{CAUTIONS[c.item.reference].en}",
        )

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """Doubts about the unit costs."""
        found = [Note(
            "하나의 사업비로 여러 가지를 함께 얻으므로 하나당 비용들은 더할 수 없습니다.",
            "The same money buys several things at once, so these costs must not be added.", "unit_costs"),
            Note(
            "수료생의 순증은 교육이 없었으면 아무도 수료하지 않았다는 뜻일 뿐이며, 그 가운데 교육 없이도 지역에 남았을 "
            "사람을 가려내지 못합니다. 남은 수료생 1명당 비용은 그만큼 낮게 나옵니다.",
            "Net graduates only means that nobody completes the plan's courses without the plan; those who would have "
            "stayed anyway cannot be told apart, so the cost of one kept is too low.", "unit_costs.kept"),
            Note(
            "창업 지원금만 센 비용은 다른 세부사업이 늘린 설립(연구소기업 등)까지 나누므로 실제보다 낮게 나옵니다.",
            "Founding grants alone are spread over foundings that other programmes added too (spin-offs), so the cost "
            "is too low.", "unit_costs.founded_by_grants")]  # fmt: skip
        for c in self.costs:
            if c.basis == "net" and c.nothing_added > 0:
                share = f"{100 * c.nothing_added:.1f}"
                found.append(Note(
                    f"{c.item.name.ko}, {c.month}: 표본의 {share}%에서는 늘어난 것이 없어 비용이 무한대로 셉니다.",
                    f"{c.item.name.en}, {c.month}: in {share} % of the draws nothing is added; the cost is infinite.",
                    f"unit_costs.{c.item.id}"))  # fmt: skip
        return tuple(found)

    def to_json_dict(self) -> dict[str, Any]:
        """The tables as plain values; an infinite cost is null."""
        notes = [{"ko": n.ko, "en": n.en, "about": n.about} for n in self.notes]
        return {"rows": finite_rows(self.rows()), "references": finite_rows(self.references()), "notes": notes}


CAUTIONS: Final = {
    "cost_per_job": Text("비교 값에는 총량(채용 인원)이 섞여 있어 순증과 바로 견주면 이 사업에 불리합니다.",
                         "Some of them are gross (hires); beside net jobs that is unfavourable to this plan."),
    "cost_per_job_year": Text("비교 값은 지출이 산업연관효과로 유발하는 일이므로 사업이 끝나면 사라집니다.",
                              "They are work induced by spending, which ends with it."),
    "cost_per_startup": Text("비교 값은 기업당 지원금이며 시설·교육 예산은 들어 있지 않고 순증도 아닙니다.",
                             "They are grants per firm: no works or training in them, and not net."),
}  # fmt: skip


def unit_costs(forecast: Forecast, references: Iterable[Any] | None = None) -> UnitCosts:
    """The cost of one job, start-up and person kept, at the plan's end and at the forecast's end.

    references  figures to hold them against; those of the package by default
    raises      CannotRun where single draws were not kept
    """
    known = read_references() if references is None else references_of(references)
    months = dict.fromkeys((str(forecast.plan.horizon.end), forecast.months[-1]))
    found = [
        UnitCost(item, basis, month, _spent(forecast, item, month), _count(forecast, item, basis, month))
        for item in ITEMS
        for basis in BASES
        for month in months
    ]
    return UnitCosts(forecast, tuple(found), tuple(known))


def _spent(forecast: Forecast, item: Item, month: str) -> Array:
    """Money spent up to a month, KRW m: of all programmes, or of those whose kind the item names."""
    if not item.money:
        return forecast.draws_of("spending", month)["with"].astype(np.float64)
    chosen = [p.id for p in forecast.plan.programmes if p.kind in item.money]
    spent = [forecast.draws_of(f"spending.{id}", month)["with"].astype(np.float64) for id in chosen]
    return np.sum(spent, axis=0) if spent else np.zeros(forecast.draws)


def _count(forecast: Forecast, item: Item, basis: str, month: str) -> Array:
    """What was counted by a month: net, or gross above what the plan found in its first month."""
    both = forecast[item.measure].to_numpy()[:, :, : forecast.months.index(month) + 1].astype(np.float64)
    there = both[1, :, :1] if item.count in ("level", "years") else np.zeros((both.shape[1], 1))
    series = both[0] - both[1] if basis == "net" else both[0] - there
    return series.sum(axis=1) / MONTHS_A_YEAR if item.count == "years" else series[:, -1]
