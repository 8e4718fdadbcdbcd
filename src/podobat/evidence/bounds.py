"""The lowest and the highest that a parameter of a unit can be: beyond it, a unit was mistaken.

Wide on purpose: a share from -1 to 1, firms up to those of a country's largest region. They keep a slip of the pen from
filling the memory or running for days, and say where it stands.
"""

from __future__ import annotations

from typing import Any, Final

from podobat.plan.document import Log
from podobat.texts import catalogue
from podobat.units import UNITS

_say = catalogue("evidence")

BOUNDS: Final[dict[str, tuple[float, float]]] = {
    "1": (-1e4, 1e4), "share": (-1.0, 1.0), "percent": (-100.0, 1e4), "ratio": (-1e3, 1e3), "log": (-10.0, 10.0),
    "elasticity": (-20.0, 20.0), "z": (-20.0, 20.0), "index": (0.0, 100.0), "0/1": (0.0, 1.0),
    "month": (0.0, 1200.0), "year": (0.0, 200.0), "1/month": (-1.0, 5.0), "1/year": (-1.0, 10.0),
    "percent/year": (-99.0, 1e3), "firms": (0.0, 200_000.0),
    "firms/month": (0.0, 2_000.0), "firms/year": (0.0, 24_000.0),
    "people": (0.0, 2e7), "people/month": (0.0, 1e5), "people/firm": (0.0, 1e6), "jobs": (0.0, 2e7),
    "jobs/year": (0.0, 2e7), "jobs/firm": (0.0, 1e6), "person-years": (0.0, 1e8), "projects": (0.0, 1e6),
    "contracts": (0.0, 1e6), "contracts/firm/month": (0.0, 1e3), "patents": (0.0, 1e7), "patents/firm/year": (0.0, 1e3),
    "KRW": (-1e14, 1e14), "KRW_m": (-1e8, 1e8), "KRW_bn": (-1e5, 1e5), "KRW_m/month": (-1e7, 1e7),
    "KRW_m/year": (-1e8, 1e8), "KRW_m/person": (-1e5, 1e5), "KRW_m/person/month": (-1e4, 1e4),
    "KRW_m/job": (-1e6, 1e6), "KRW_m/person-year": (-1e5, 1e5), "KRW_m/firm": (-1e7, 1e7), "KRW_m/patent": (-1e6, 1e6),
    "patents/KRW_bn": (0.0, 1e4), "person-years/KRW_bn": (0.0, 1e4), "km": (0.0, 40_000.0),
    "m2": (0.0, 1e9), "homes": (0.0, 1e7), "premises": (0.0, 1e8),
}  # fmt: skip


def check_bounds(written: Any, log: Log) -> None:
    """The value, the ends of its spread and its limits lie within what its unit allows."""
    low, high = BOUNDS[written.unit]
    label = UNITS[written.unit].label
    spread = written.distribution
    for path, number in (
        ("value", written.value), ("distribution.low", spread.low), ("distribution.high", spread.high),
        ("min", written.minimum), ("max", written.maximum),
    ):  # fmt: skip
        if number is not None and not low <= number <= high:
            log.fault(
                path,
                _say("bounds.out_of_range", number=number, label=label),
                _say("bounds.from", low=low, high=high),
                _say("bounds.check_the_number_and_its_unit"),
            )
