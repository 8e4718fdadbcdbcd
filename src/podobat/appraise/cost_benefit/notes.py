"""What the cost-benefit analysis says in words: its verdict and its doubts."""

from __future__ import annotations

from typing import Final

import numpy as np

from podobat.appraise.cost_benefit.analysis import Analysis, chance_of_passing
from podobat.appraise.cost_benefit.frames import benefits
from podobat.forecast import Note
from podobat.money import MINUS, Money, ratio_text
from podobat.units import Text

FEW = 200  # draws below which quantiles are rough
MOSTLY = 0.5  # of the benefits: resting on what comes after the forecast

PERSPECTIVE: Final = {"national": Text("국가 관점", "For the nation"), "regional": Text("지역 관점", "For the region")}


def verdict(result: Analysis, perspective: str) -> Text:
    """NPV, B/C and the chance that benefits exceed costs, in one sentence."""
    v, who = result.valued[perspective], PERSPECTIVE[perspective]
    money = Money.of_plan(result.flows.plan)
    if not np.any(v.pv_cost > 0):
        return Text(f"{who.ko}: 집행한 비용이 없어 비용과 편익을 견줄 수 없습니다.",
                    f"{who.en}: nothing is spent, so there is nothing to set benefits against.")  # fmt: skip
    low, middle, high = np.nanquantile(v.bc, [0.1, 0.5, 0.9])
    chance = percent(chance_of_passing(v.bc), result.draws)
    worth = money.both(float(np.median(v.npv)))
    first, bc, last = (ratio_text(x) for x in (low, middle, high))
    join = " ~ " if MINUS in first + last else "~"
    why = why_negative(result, perspective) if middle < 0 else Text("", "")
    return Text(
        f"{who.ko}: 순현재가치의 중앙값은 {worth.ko}, 편익/비용(B/C)의 중앙값은 {bc}"
        f"(80% 구간 {first}{join}{last})이며, 편익이 비용을 넘을 확률은 {chance.ko}입니다.{why.ko}",
        f"{who.en} the median net present value is {worth.en} and the median benefit-cost ratio {bc} "
        f"(80 % interval {first} to {last}); the chance that benefits exceed costs is {chance.en}.{why.en}",
    )


def why_negative(result: Analysis, perspective: str) -> Text:
    """Why benefits can be below zero: what is taken off them, and the largest line of it. Begins with a space."""
    lines = benefits(result).filter(perspective=perspective, side="benefit").to_dicts()
    lines = [r for r in lines if r["mean"] < 0]
    most = min(lines, key=lambda r: r["mean"])
    return Text(
        " B/C가 음수라는 것은 편익에서 빼는 것(늘어난 인력이 다른 곳에서 만들었을 가치, 다른 기업이 잃은 매출)이 "
        f"더하는 것보다 크다는 뜻이며, 빼는 항목 가운데 가장 큰 것은 ‘{most['name_ko']}’입니다.",
        " A B/C below zero means that more is taken off the benefits (what the additional people would have made "
        f"elsewhere, sales that other firms lose) than is added; the largest line taken off is “{most['name_en']}”.",
    )


def percent(share: float, draws: int) -> Text:
    """A share of draws as people say it: never a bare 0 or 100 %, as finitely many draws cannot show it."""
    edge = 100 / draws
    if share <= 0:
        return Text(f"{edge:.2g}% 미만", f"below {edge:.2g} %")
    if share >= 1:
        return Text(f"{100 - edge:.4g}% 초과", f"above {100 - edge:.4g} %")
    return Text(f"{100 * share:.2g}%", f"{100 * share:.2g} %")


def notes(result: Analysis) -> tuple[Note, ...]:
    """Doubts that belong beside the result."""
    found = []
    if result.draws < FEW:
        found.append(Note(f"표본이 {result.draws}개뿐이어서 분위수와 확률이 거칠습니다.",
                          f"With {result.draws} draws, quantiles and probabilities are rough.", "npv"))  # fmt: skip
    found += [note for p in result.perspectives for note in (*_irr_notes(result, p), *_later_notes(result, p))]
    if result.rules.last_year < result.rules.horizon_year:
        found.append(Note(
            f"분석 기간({result.rules.last_year}년까지)이 전망 기간({result.rules.horizon_year}년까지)보다 짧아 "
            "그 뒤의 효과는 세지 않습니다.",
            f"The analysis ends in {result.rules.last_year}, before the forecast ({result.rules.horizon_year}); what "
            "comes later is not counted.", "period"))  # fmt: skip
    return tuple(found)


def _irr_notes(result: Analysis, perspective: str) -> tuple[Note, ...]:
    """Draws without a rate of return, or with several."""
    kinds, who = result.irr_kinds(perspective), PERSPECTIVE[perspective]
    found = []
    if kinds["none"] > 0:
        share = f"{100 * kinds['none']:.0f}"
        found.append(Note(f"{who.ko}: 표본의 {share}%에서는 순편익이 끝까지 같은 부호여서 내부수익률이 없습니다.",
                          f"{who.en}: in {share} % of the draws there is no internal rate of return.",
                          f"irr.{perspective}"))  # fmt: skip
    if kinds["several"] > 0:
        share = f"{100 * kinds['several']:.1f}"
        found.append(Note(f"{who.ko}: 표본의 {share}%에서는 내부수익률이 여럿이어서 판단에 쓸 수 없습니다.",
                          f"{who.en}: in {share} % of the draws there are several internal rates of return, and none "
                          "of them says anything.", f"irr.{perspective}"))  # fmt: skip
    return tuple(found)


def _later_notes(result: Analysis, perspective: str) -> tuple[Note, ...]:
    """How much of the benefits lies beyond what was simulated."""
    inside, after = result.after_forecast(perspective)
    if abs(after) <= MOSTLY * (abs(inside) + abs(after)):
        return ()
    who, year = PERSPECTIVE[perspective], result.rules.horizon_year
    return (Note(
        f"{who.ko}: 편익의 절반이 넘게 전망 기간({year}년) 뒤에 생기며, 이는 모의실험이 아니라 "
        "가정(appraisal.decay, appraisal.maturing)에 달려 있습니다.",
        f"{who.en}: more than half of the benefits lie after {year}, where the forecast ends; they rest on assumptions "
        "(appraisal.decay, appraisal.maturing), not on the simulation.", f"benefit.{perspective}"),)  # fmt: skip
