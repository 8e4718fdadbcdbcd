"""Where a region stands when its plan begins, and how large it is; all of it optional."""

# ruff: noqa: RUF009 - `entry(kind)` declares a field; kinds are functions without state

from __future__ import annotations

from dataclasses import dataclass

from podobat.plan.fields import Figure, FrozenDict, by_word, entry, figure, list_of, optional, record, word

LEVELS = ("course", "bachelor", "postgraduate")  # of training


@dataclass(frozen=True)
class StartupsThere:
    """Start-ups that operate when the plan begins; what is not given is taken from the parameters.

    firms   how many, in place of the parameter region.incumbents
    age     mean months since founding;  staff: mean people a firm
    funded  share that has raised a seed round;  cash: money in hand of all funded ones together
    """

    firms: Figure = entry(figure(0, 2e5))
    age: Figure | None = entry(optional(figure(above=0, most=240)), default=None)
    staff: Figure | None = entry(optional(figure(least=1, most=200)), default=None)
    funded: Figure | None = entry(optional(figure(0, 1)), default=None)
    cash: Figure | None = entry(optional(figure(0, money=True)), default=None)


@dataclass(frozen=True)
class EstablishedThere:
    """Established firms of one sector when the plan begins, and their mean staff."""

    sector: str = entry(word)
    firms: Figure = entry(figure(0, 2e4))
    staff: Figure = entry(figure(least=1, most=1e5))


@dataclass(frozen=True)
class OfficesThere:
    """Attracted firms with an office when the plan begins, and the mean staff of an office."""

    firms: Figure = entry(figure(0, 2e4))
    staff: Figure | None = entry(optional(figure(least=1, most=1e4)), default=None)


@dataclass(frozen=True)
class Start:
    """Where the region stands when the plan begins: all of it optional, and none of it silently another region's.

    memoranda  signed, with neither an office nor a refusal yet
    looking    people trained before who look for work, by level
    """

    startups: StartupsThere | None = entry(optional(record(StartupsThere)), default=None)
    established: tuple[EstablishedThere, ...] = entry(list_of(record(EstablishedThere), most=40), default=())
    offices: OfficesThere | None = entry(optional(record(OfficesThere)), default=None)
    memoranda: Figure | None = entry(optional(figure(0, 2e4)), default=None)
    looking: FrozenDict[str, Figure] = entry(by_word(figure(0, 1e6), *LEVELS), default=FrozenDict())


@dataclass(frozen=True)
class Place:
    """How large the place is: what parameters scale with that were set for a place of another size."""

    population: Figure | None = entry(optional(figure(above=0, most=1e9)), default=None)
    students: Figure | None = entry(optional(figure(above=0, most=1e8)), default=None)
    firms: Figure | None = entry(optional(figure(above=0, most=1e8)), default=None)


SIZES = ("population", "students", "firms")
