"""Each promise set against what was forecast: the odds by its date, the interval, and what the plan adds."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from podobat.forecast.quantiles import Odds, VarianceSplit, named, odds, variance_parts, variance_split
from podobat.texts import catalogue
from podobat.units import Text

if TYPE_CHECKING:
    from podobat.forecast.views import Told

_say = catalogue("forecast")

FEW_DRAWS = 400  # below it fewer than ten draws lie outside each end of the 95 % interval
BINDING = 0.995  # compute counts as full from this utilisation on
OFTEN = 0.5
IDLE_MONEY = 0.10  # share of the money granted that is still unspent when the plan ends


class Note(Text):
    """A doubt about a result, to be printed beside what it touches: `about` is a target id, a measure id, or empty."""

    __slots__ = ("about",)

    def __init__(self, ko: str | Text, en: str = "", about: str = "") -> None:
        """ko   the whole Text, from a catalogue; a language by itself only where it comes from a file"""
        self._said = ko._said if isinstance(ko, Text) else {"ko": ko, "en": en}
        self.about = about

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Note) and self.about == other.about and self.languages == other.languages

    def __hash__(self) -> int:
        return hash((self.about, *self.languages.values()))


@dataclass(frozen=True)
class TargetResult:
    """One target at its date; `net` is with minus without, run by run.

    value          what was promised, in the unit of the measure (money: KRW million)
    announced      the same as the plan writes it (money: in the plan's own unit)
    odds_with      gross: the measure reaches the value in the world with the plan, however it came about
    odds_without   the same in the world without the plan
    odds_net       net: what the plan adds reaches the value by itself
    """

    id: str
    name: Text
    measure: str
    by: str
    value: float
    announced: float
    unit: str
    draws: Mapping[str, NDArray[np.float32]]  # with, without, net
    again: NDArray[np.float32] | None = None  # with the plan, discrepancies drawn anew
    other: NDArray[np.float32] | None = None  # with the plan, the first draws with plan figures of others

    @property
    def odds_with(self) -> Odds:
        """Odds of the world with the plan: gross, however the value came about."""
        return odds(self.draws["with"], self.value)

    @property
    def odds_without(self) -> Odds:
        """Odds of the world without the plan."""
        return odds(self.draws["without"], self.value)

    @property
    def odds_net(self) -> Odds:
        """Odds that what the plan adds reaches the value by itself."""
        return odds(self.draws["net"], self.value)

    def quantiles(self, world: str = "with") -> dict[str, float]:
        """Named quantiles with the plan, without it, or net."""
        return named(self.draws[world].astype(np.float64))

    @property
    def variance(self) -> VarianceSplit:
        """How the variance with the plan splits into parameters, plan figures, chance, and what the model misses."""
        if self.again is None:
            return variance_split(self.draws["with"])
        return variance_parts(self.draws["with"], self.again, self.other)

    def row(self, lang: str | None = None) -> dict[str, Any]:
        """The target as one row of a table; both names, or one in the language asked for."""
        names = {"name": self.name[lang]} if lang else {"name_ko": self.name.ko, "name_en": self.name.en}
        gross, net, without, variance = self.odds_with, self.odds_net, self.odds_without, self.variance
        return {
            "id": self.id, **names, "measure": self.measure, "by": self.by, "value": self.value, "unit": self.unit,
            "announced": self.announced,
            "probability": gross.probability, "standard_error": gross.standard_error,
            "probability_without": without.probability, "probability_net": net.probability,
            **self.quantiles(),
            **{f"without_{q}": x for q, x in self.quantiles("without").items()},
            **{f"net_{q}": x for q, x in self.quantiles("net").items()},
            "variance_parameters": variance.parameters, "variance_chance": variance.chance,
            "variance_missed": variance.missed, "variance_figures": variance.figures,
            "reached_gross": gross.probability >= OFTEN, "reached_net": net.probability >= OFTEN,
        }  # fmt: skip

    def to_json_dict(self) -> dict[str, Any]:
        """The target as the JSON of a forecast holds it."""
        gross, without, net = self.odds_with, self.odds_without, self.odds_net
        return {
            "id": self.id, "name": self.name, "measure": self.measure, "unit": self.unit, "by": self.by,
            "value": self.value, "announced": self.announced,
            "probability": gross.probability, "standard_error": gross.standard_error,
            "probability_without": without.probability, "probability_net": net.probability,
            "quantiles": self.quantiles("with"), "without": self.quantiles("without"), "net": self.quantiles("net"),
            "variance": self.variance._asdict(),
        }  # fmt: skip


def _amount(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 10 else f"{value:,.2f}".rstrip("0").rstrip(".")


def target_notes(target: TargetResult) -> Iterator[Note]:
    """What a reader of one target's odds should know: no draw or every draw meets it, or it is met without the plan."""
    n = len(target.draws["with"])
    reached = target.odds_with.probability
    scale = target.announced / target.value if target.value else 1.0  # back to the money that the plan is written in
    promised = _amount(target.announced)
    low, high = (_amount(scale * float(x)) for x in (target.draws["with"].min(), target.draws["with"].max()))
    if reached == 0:
        yield Note(
            _say("targets.none_of_draws_reaches", target=target.name, n=n, promised=promised, high=high),
            about=target.id,
        )
    elif reached == 1:
        yield Note(
            _say("targets.every_one_of_draws_reaches", target=target.name, n=n, promised=promised, low=low),
            about=target.id,
        )
    without = target.odds_without.probability
    if without >= OFTEN:
        yield Note(_say("targets.met_in_of_draws_without", target=target.name, without=100 * without), about=target.id)


def told_note(told: Told | None, months: Sequence[str], since: int) -> Iterator[Note]:
    """What was counted, and from when on anything is still open."""
    if told is not None:
        known = _say("targets.told", records=told.records, until=told.until, month=told.month)
        yield Note(known)
    if 0 < since < len(months):
        yield Note(_say("targets.open_from", month=months[since]))


def draws_note(draws: int) -> Iterator[Note]:
    """Few draws make the ends of the intervals rough."""
    if draws < FEW_DRAWS:
        outside = max(1, math.ceil(draws * 0.025))
        yield Note(_say("targets.with_only_draws_each_end", draws=draws, outside=outside))


def compute_note(full: float) -> Iterator[Note]:
    """Compute that is full: firms queue, and more of anything else would not help them.

    full  of the draws and months in which it runs, the share in which it is full; nan where it never runs
    """
    if full >= OFTEN:
        yield Note(_say("targets.compute_centre_is_full", full=100 * full), about="compute.utilisation")


def sketch_note(draws: int, error: float, sample: int) -> Note:
    """More draws than fit: what is exact and what is not.

    error   of a quantile, relative;  sample  draws behind figures that set measures against one another
    """
    one_in = round(1 / error)
    return Note(_say("targets.draws_were_too_many_to_keep", draws=draws, one_in=one_in, sample=sample))


def unspent_note(granted: float, unspent: float, end: str) -> Iterator[Note]:
    """Money that finds no applicants or waits for late works: the plan's own size is then not what limits it.

    granted, unspent  medians at the end of the plan, KRW million
    """
    share = unspent / granted if granted > 0 else 0.0
    if share >= IDLE_MONEY:
        yield Note(_say("targets.when_the_plan_ends", end=end, share=100 * share), about="budget.unspent")
