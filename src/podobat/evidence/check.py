"""Does a parameter, as it is written, make sense: are its sources known, does its grade hold, do its numbers agree?

Each check notes its faults in the log of the file and goes on, so that all are reported at once.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from typing import Any

from podobat.evidence.distributions import SHAPES
from podobat.plan.document import Log
from podobat.plan.fields import known_list
from podobat.units import Text, nearest


def check_known(cited: Iterable[str], known: Collection[str], log: Log) -> None:
    """Every figure cited is in the table of sources."""
    for id in cited:
        if id not in known:
            near = nearest(id, known)
            log.fault(
                "source",
                Text(f"모르는 출처: `{id}`", f"unknown source `{id}`"),
                Text("sources.csv에 있는 id", "an id in sources.csv"),
                Text(f"혹시 `{near}`입니까?", f"Did you mean `{near}`?")
                if near
                else Text("sources.csv에 줄을 더하십시오.", "Add a row to sources.csv."),
            )


def check_grade(written: Any, log: Log) -> None:
    """`assumed` says why; every other grade rests on a figure."""
    if written.evidence == "assumed" and written.assumed is None:
        log.fault(
            "evidence",
            Text("가정(assumed)이라고 했으나 까닭이 없음", "graded assumed, but no reason is given"),
            remedy=Text("`assumed: {ko, en}`에 까닭을 적으십시오.", "Say why under `assumed: {ko, en}`."),
        )
    if written.evidence != "assumed" and not written.source:
        log.fault(
            "evidence",
            Text(f"{written.evidence} 등급인데 출처가 없음", f"graded {written.evidence}, but no source"),
            Text("출처가 없으면 assumed", "without a source: assumed"),
            Text("`source`를 적거나 등급을 assumed로 바꾸십시오.", "Name a `source`, or grade it assumed."),
        )


def check_spread(written: Any, log: Log) -> None:
    """The numbers agree with each other and with the shape."""
    spread = written.distribution
    if spread.shape == "fixed":
        _check_fixed(written, log)
    elif spread.low is None or spread.high is None:
        log.fault(
            "distribution",
            Text(f"{spread.shape} 분포에 low나 high가 없음", f"{spread.shape} without low or high"),
            remedy=Text("low와 high를 적으십시오.", "State low and high."),
        )
    else:
        _check_order(written, spread.low, spread.high, log)
    least = -math.inf if written.minimum is None else written.minimum
    most = math.inf if written.maximum is None else written.maximum
    if not least <= written.value <= most:
        log.fault(
            "value",
            Text(f"값 {written.value:g}이(가) min~max를 벗어남", f"{written.value:g} lies outside min and max"),
            Text(f"{least:g} 이상 {most:g} 이하", f"from {least:g} to {most:g}"),
        )


def _check_fixed(written: Any, log: Log) -> None:
    if written.distribution.low is not None or written.distribution.high is not None:
        log.fault(
            "distribution",
            Text("고정값(fixed)에 low나 high가 있음", "low or high stated for a fixed value"),
            Text(known_list(SHAPES), known_list(SHAPES)),
            Text("low와 high를 지우거나 분포를 바꾸십시오.", "Remove them, or choose another shape."),
        )
    if written.role == "uncertainty":
        log.fault(
            "role",
            Text("uncertainty인데 값이 고정됨(fixed)", "role uncertainty, but the value is fixed"),
            remedy=Text("role을 constant로 바꾸거나 분포를 정하십시오.", "Make the role constant, or state a spread."),
        )


def _check_order(written: Any, low: float, high: float, log: Log) -> None:
    value, shape = written.value, written.distribution.shape
    if not (low <= value <= high and low < high):
        log.fault(
            "value",
            Text(
                f"값 {value:g}이(가) low {low:g}와 high {high:g} 사이에 있지 않음",
                f"{value:g} does not lie between low {low:g} and high {high:g}",
            ),
            Text("low ≤ value ≤ high이고 low < high인 수", "low <= value <= high, low < high"),
            Text("세 값과 단위를 확인하십시오.", "Check the three numbers and the unit."),
        )
    if shape == "lognormal" and low <= 0:
        log.fault(
            "distribution.low",
            Text(f"lognormal 분포의 low가 0 이하임: {low:g}", f"low of a lognormal is {low:g}"),
            Text("0보다 큰 수", "a number above 0"),
            Text("다른 분포를 쓰십시오(예: triangular).", "Use another shape, for example triangular."),
        )
    if written.role == "constant":
        log.fault(
            "role",
            Text("constant인데 분포가 있음", "role constant, but it has a spread"),
            remedy=Text(
                "role을 uncertainty로 바꾸거나 분포를 fixed로 하십시오.",
                "Make the role uncertainty, or the shape fixed.",
            ),
        )
