"""Where any figure that is printed comes from, in three steps.

    trail = podobat.why(case, "npv")              figure -> parameters -> sources
    trail = podobat.why(None, "jobs.direct")      without a case: the package alone
    podobat.askable(case)                         all that can be asked

Each answer lists the figures it prints in its `why.py`; ROOMS lists the answers.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from podobat.evidence import Askable, Trail
    from podobat.evidence.explained import Explained
    from podobat.plan import Case

#: Rooms with a `why.py`, in the order in which people are told what can be asked.
ROOMS: Final = (
    "forecast", "records", "learn", "outlook", "compare", "value", "appraise.cost_benefit", "appraise.input_output",
    "appraise.ahp", "appraise.unit_costs", "appraise.balance", "explore", "optimise", "position", "match", "validate",
)  # fmt: skip


@cache
def explained() -> tuple[Explained, ...]:
    """Every figure that a page prints, room by room."""
    return tuple(figure for room in ROOMS for figure in import_module(f"podobat.{room}.why").EXPLAINED)


def why(case: Case | None, id: str) -> Trail:
    """The trail of anything that has an id: a target, programme, measure, parameter, source, or a printed figure.

    Parameters
    ----------
    case : Case, optional
        The case, as `read_case` gives it.
    id : str
        "jobs-27500", "jobs.direct", "npv"; a figure of one thing has the thing behind it: "odds.jobs-27500".

    Returns
    -------
    Trail

    Raises
    ------
    CannotRun
        For an unknown id, with the nearest known one.

    Examples
    --------
    >>> import podobat
    >>> trail = podobat.why(podobat.example(), "jobs.direct")
    >>> trail.kind, len(trail.steps)
    ('measure', 3)
    """
    from podobat.evidence.why import why as trail_of

    return trail_of(id, case, explained())


def askable(case: Case | None = None) -> tuple[Askable, ...]:
    """All that can be asked about, with its name in every language.

    Parameters
    ----------
    case : Case
        With one, what it declares itself too: its targets, programmes, sectors and records.

    Returns
    -------
    tuple of Askable

    Examples
    --------
    >>> import podobat
    >>> any(each.id == "jobs.direct" for each in podobat.askable())
    True
    """
    from podobat.evidence.why import askable as all_of

    return all_of(case, explained())
