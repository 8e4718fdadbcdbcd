"""Each promise set against what was forecast: the odds by its date, the interval, and what the plan adds."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from podobat.forecast.quantiles import Odds, VarianceSplit, named, odds, variance_split
from podobat.units import Text

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
        """How the variance of the world with the plan splits into parameters and chance."""
        return variance_split(self.draws["with"])

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
            "reached_gross": gross.probability >= OFTEN, "reached_net": net.probability >= OFTEN,
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
            ko=f"'{target.name.ko}': 표본 {n:,}개 가운데 목표 {promised}에 이른 표본이 없습니다(최댓값 {high}). "
            f"달성 확률은 0이 아니라 '{n:,}분의 1 미만'으로 읽어야 합니다.",
            en=f"'{target.name.en}': none of {n:,} draws reaches {promised} (the highest is {high}). "
            f"Read the odds as under 1 in {n:,}, not as 0.",
            about=target.id,
        )
    elif reached == 1:
        yield Note(
            ko=f"'{target.name.ko}': 표본 {n:,}개가 모두 목표 {promised}에 이릅니다(최솟값 {low}). "
            f"미달 확률은 0이 아니라 '{n:,}분의 1 미만'으로 읽어야 합니다.",
            en=f"'{target.name.en}': every one of {n:,} draws reaches {promised} (the lowest is {low}). "
            f"Read the odds of missing it as under 1 in {n:,}, not as 0.",
            about=target.id,
        )
    without = target.odds_without.probability
    if without >= OFTEN:
        yield Note(
            ko=f"'{target.name.ko}': 사업이 없을 때에도 표본의 {100 * without:.0f}%에서 달성됩니다. "
            "달성 여부만으로는 사업의 효과를 알 수 없습니다.",
            en=f"'{target.name.en}': met in {100 * without:.0f} % of draws without the plan as well. "
            "Meeting it says little about the plan.",
            about=target.id,
        )


def draws_note(draws: int) -> Iterator[Note]:
    """Few draws make the ends of the intervals rough."""
    if draws < FEW_DRAWS:
        outside = max(1, math.ceil(draws * 0.025))
        yield Note(
            ko=f"표본이 {draws:,}개뿐이어서 95% 전망 구간의 양 끝은 각각 표본 {outside}개 안팎에 기대고 있습니다. "
            "보고에는 2,000개 이상을 권합니다.",
            en=f"With only {draws:,} draws each end of the 95 % interval rests on about {outside} of them. "
            "Use 2,000 or more for a report.",
        )


def compute_note(full: float) -> Iterator[Note]:
    """Compute that is full: firms queue, and more of anything else would not help them.

    full  of the draws and months in which it runs, the share in which it is full; nan where it never runs
    """
    if full >= OFTEN:
        yield Note(
            ko=f"AI 데이터센터가 가동 월의 {100 * full:.0f}%에서 가득 찹니다. "
            "이때 기업은 차례를 기다리므로, 이 용량이 다른 지표의 상한으로 작용합니다.",
            en=f"The compute centre is full in {100 * full:.0f} % of the months in which it runs. "
            "Firms queue then, so its capacity caps other measures.",
            about="compute.utilisation",
        )


def sketch_note(draws: int, error: float, sample: int) -> Note:
    """More draws than fit: what is exact and what is not.

    error   of a quantile, relative;  sample  draws behind figures that set measures against one another
    """
    one_in = round(1 / error)
    return Note(
        ko=f"표본이 {draws:,}개여서 하나하나 보관하지 않았습니다. 목표의 확률과 분위수는 모든 표본으로 정확히 "
        f"계산하며, 그 밖의 부채꼴 그림과 분위수에는 {one_in}분의 1 이내의 오차가 있습니다. 지표를 서로 견주는 수치는 "
        f"처음 표본 {sample:,}개로 계산합니다.",
        en=f"{draws:,} draws were too many to keep one by one. Odds and quantiles of targets are exact, from every "
        f"draw; other fan charts and quantiles are within 1 part in {one_in}. Figures that set measures against one "
        f"another rest on the first {sample:,} draws.",
    )


def unspent_note(granted: float, unspent: float, end: str) -> Iterator[Note]:
    """Money that finds no applicants or waits for late works: the plan's own size is then not what limits it.

    granted, unspent  medians at the end of the plan, KRW million
    """
    share = unspent / granted if granted > 0 else 0.0
    if share >= IDLE_MONEY:
        yield Note(
            ko=f"계획이 끝나는 {end}에 교부된 예산의 {100 * share:.0f}%(중앙값)가 집행되지 않고 남습니다. "
            "신청자가 부족하거나 공사가 늦어진 결과이며, 예산이 아니라 이들이 성과를 제한합니다.",
            en=f"When the plan ends ({end}), {100 * share:.0f} % of the money granted (median) is still unspent: "
            "for want of applicants or because works are late. They, not the budget, limit the outcome.",
            about="budget.unspent",
        )
