"""What some kinds of programme need to know: firms that settle, infrastructure, chips."""

# ruff: noqa: RUF009 - `entry(kind)` declares a field; kinds are functions without state

from __future__ import annotations

from dataclasses import dataclass

from podobat.plan.fields import Figure, choice, entry, figure, flag, month, number, optional, word

OUTPUTS = ("space", "homes", "premises", "other")  # what infrastructure yields


@dataclass(frozen=True)
class Anchor:
    """Established firms that are to settle here: people at one firm, share of them brought along, months to open.

    `investment` is the private money that one such firm is to put into its building and plant.
    """

    staff: Figure = entry(figure(above=0, most=1e5))
    brought: Figure = entry(figure(0, 1))
    months: int = entry(number(1, 240, whole=True))
    investment: Figure | None = entry(optional(figure(0, money=True)), default=None)


@dataclass(frozen=True)
class Infrastructure:
    """Works that house and connect, and found no firm: what they yield and how much, months of start and completion.

    output   space (square metres), homes, premises (connected), or other (nothing that is counted)
    staged   handed over as they are built; else all of it at completion
    private  money of private investors that is to come beside the budget
    """

    start: str = entry(month)
    opens: str = entry(month)
    output: str = entry(choice(*OUTPUTS))
    amount: Figure | None = entry(optional(figure(0, 1e9)), default=None)
    staged: bool = entry(flag, default=False)
    private: Figure | None = entry(optional(figure(0, money=True)), default=None)


@dataclass(frozen=True)
class Chips:
    """Help for start-ups of one sector that design chips.

    shuttle        months between multi-project wafer runs that designs can join
    shuttle_share  share of the cost of a run that the programme pays
    test_centre    prototypes can be verified here before silicon;  partner: a laboratory abroad shares its designs
    """

    sector: str = entry(word)
    shuttle: int = entry(number(1, 36, whole=True))
    shuttle_share: Figure = entry(figure(0, 1))
    test_centre: bool = entry(flag, default=False)
    partner: bool = entry(flag, default=False)
