"""What will have been counted of a measure by a day: the truth of a future, with the error that counters make.

    log count = log truth + bias + error,    sd as for a record of grade B (learn.observation)

A count that would be taken is a draw of what the record book will say; rules and decisions may look at nothing else.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from podobat.engine.randomness import uniforms
from podobat.evidence import read_parameters
from podobat.explore.chance import COUNTED

if TYPE_CHECKING:
    from podobat.plan import Case

Array = NDArray[np.float64]

#: What each kind of programme is counted by, the nearest first.
BY_KIND: Final[dict[str, tuple[str, ...]]] = {
    "compute": ("compute.projects", "firms.supported"),
    "testbed": ("firms.supported", "startups.operating"),
    "space": ("startups.operating", "firms.supported"),
    "founding": ("startups.funded", "startups.founded"),
    "growth": ("firms.supported", "startups.crossed"),
    "attraction": ("firms.opened", "firms.mou"),
    "fund": ("fund.invested_region", "venture.raised"),
    "training": ("people.placed_region", "people.trained"),
    "research": ("startups.spun_off", "patents"),
    "adoption": ("adopters", "adoption.contracts_local"),
    "network": ("firms.mou", "firms.opened"),
    "operations": ("jobs.direct", "startups.operating"),
    "anchor": ("firms.opened", "jobs.attracted"),
    "infrastructure": ("firms.settled", "firms.opened"),
    "procurement": ("procurement.local", "startups.crossed"),
    "chips": ("chips.customers", "chips.designs"),
}


def counting_error(case: Case) -> float:
    """Standard deviation in logs of a count of grade B: its counter's bias, and its own error."""
    stated = read_parameters(case.parameter_files, case.sources)
    bias, error = (stated[f"observation.{what}_b"].value for what in ("bias", "error"))
    return float(np.hypot(bias, error))


def counted(truth: NDArray[np.floating], measure: str, month: int, error: float, seed: int) -> Array:
    """Counts of draws whose truth is (draw,), keyed by measure and month number."""
    u = uniforms(seed, COUNTED, np.arange(len(truth)), month, zlib.crc32(measure.encode()))
    return truth.astype(np.float64) * np.exp(error * ndtri(u))
