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
from podobat.texts import catalogue
from podobat.units import Text, nearest

_say = catalogue("evidence")


def check_known(cited: Iterable[str], known: Collection[str], log: Log) -> None:
    """Every figure cited is in the table of sources."""
    for id in cited:
        if id not in known:
            near = nearest(id, known)
            log.fault(
                "source",
                _say("check.unknown_source", id=id),
                _say("check.id_in_sources_csv"),
                _say("check.did_you_mean", near=near)
                if near
                else _say("check.add_a_row_to_sources_csv"),
            )


def check_grade(written: Any, log: Log) -> None:
    """`assumed` says why; every other grade rests on a figure."""
    if written.evidence == "assumed" and written.assumed is None:
        log.fault(
            "evidence",
            _say("check.graded_assumed_but_no_reason"),
            remedy=_say("check.say_why_under_assumed"),
        )
    if written.evidence != "assumed" and not written.source:
        log.fault(
            "evidence",
            _say("check.graded_but_no_source", evidence=written.evidence),
            _say("check.without_a_source"),
            _say("check.name_a_source_or_grade"),
        )


def check_spread(written: Any, log: Log) -> None:
    """The numbers agree with each other and with the shape."""
    spread = written.distribution
    if spread.shape == "fixed":
        _check_fixed(written, log)
    elif spread.low is None or spread.high is None:
        log.fault(
            "distribution",
            _say("check.without_low_or_high", shape=spread.shape),
            remedy=_say("check.state_low_and_high"),
        )
    else:
        _check_order(written, spread.low, spread.high, log)
    least = -math.inf if written.minimum is None else written.minimum
    most = math.inf if written.maximum is None else written.maximum
    if not least <= written.value <= most:
        log.fault(
            "value",
            _say("check.lies_outside_min_and_max", written_value=written.value),
            _say("check.from", least=least, most=most),
        )


def _check_fixed(written: Any, log: Log) -> None:
    if written.distribution.low is not None or written.distribution.high is not None:
        log.fault(
            "distribution",
            _say("check.low_or_high_stated"),
            Text.same(known_list(SHAPES)),
            _say("check.remove_them_or_choose_another"),
        )
    if written.role == "uncertainty":
        log.fault(
            "role",
            _say("check.role_uncertainty_but_the_value"),
            remedy=_say("check.make_the_role_constant_or_state"),
        )


def _check_order(written: Any, low: float, high: float, log: Log) -> None:
    value, shape = written.value, written.distribution.shape
    if not (low <= value <= high and low < high):
        log.fault(
            "value",
            _say("check.does_not_lie_between_low", value=value, low=low, high=high),
            _say("check.low_value_high_low_high"),
            _say("check.check_the_three_numbers"),
        )
    if shape == "lognormal" and low <= 0:
        log.fault(
            "distribution.low",
            _say("check.low_of_a_lognormal", low=low),
            _say("check.number_above_0"),
            _say("check.use_another_shape_for_example"),
        )
    if written.role == "constant":
        log.fault(
            "role",
            _say("check.role_constant_but"),
            remedy=_say("check.make_the_role_uncertainty"),
        )
