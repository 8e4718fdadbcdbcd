"""Where net jobs come from: new to the nation, from other firms of the region, from the capital, from elsewhere.

    net jobs here = new + from this region + from the capital + from elsewhere
    region  gains net jobs - from this region;  the rest loses what came from the capital and from elsewhere
    nation  = region + rest = new

In whole persons, future by future, so that what one place gains another loses, to the person. The shares are published
displacement and relocation shares (parameters balance.*); they say nothing of single firms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from podobat.evidence import read_parameters
from podobat.forecast import profiles
from podobat.forecast.quantiles import named
from podobat.forecast.sampling import sample_points
from podobat.show import pictures
from podobat.show.document import Figure, Table

if TYPE_CHECKING:
    from podobat.forecast import Forecast
    from podobat.plan import Case
    from podobat.show.writer import Writer

IDS: Final = ("balance.displaced", "balance.within", "balance.moved", "balance.capital")
PARTS: Final = ("new", "region", "capital", "elsewhere")
SHEET: Final = ("here", "rest", "nation")
LINES: Final = ("net", *PARTS, *SHEET)  # of a balance as people read it
Whole = NDArray[np.int64]
Shares = Mapping[str, NDArray[np.float64]]


@dataclass(frozen=True)
class Balance:
    """Persons in every future, (draw): where the net jobs come from, and what each side gains or loses."""

    new: Whole
    region: Whole
    capital: Whole
    elsewhere: Whole

    @property
    def net(self) -> Whole:
        """Net jobs at firms of the cluster."""
        return self.new + self.region + self.capital + self.elsewhere

    @property
    def here(self) -> Whole:
        """What the region gains: net jobs less those taken from its other firms."""
        return self.net - self.region

    @property
    def rest(self) -> Whole:
        """What the rest of the nation gains; mostly a loss."""
        return -(self.capital + self.elsewhere)

    @property
    def nation(self) -> Whole:
        """What the nation gains."""
        return self.here + self.rest


def balance(startups: Whole, attracted: Whole, shares: Shares) -> Balance:
    """The balance of net jobs at start-ups and at attracted firms, in whole persons.

    startups, attracted  (draw) net jobs, persons
    shares               (draw) of each of IDS, by the name after the dot
    """
    displaced = _part(startups, shares["displaced"])
    within = _part(displaced, shares["within"])
    outside = displaced - within + _part(attracted, shares["moved"])
    capital = _part(outside, shares["capital"])
    new = startups + attracted - within - outside
    return Balance(new, within, capital, outside - capital)


def _part(persons: Whole, share: NDArray[np.float64]) -> Whole:
    """A share of some persons, in whole persons."""
    return np.rint(persons * share).astype(np.int64)


def balance_shares(case: Case, draws: int, seed: int) -> Shares:
    """The shares of every draw, (draw) by the name after the dot; draws 2i and 2i + 1 have the same.

    raises  InputFaults when the parameters have faults
    """
    parameters = read_parameters(case.parameter_files, case.sources)
    points = np.repeat(sample_points(IDS, (draws + 1) // 2, seed), 2, axis=0)[:draws]
    return {id.split(".")[1]: parameters[id].distribution.quantile(points[:, k]) for k, id in enumerate(IDS)}


def balance_of(forecast: Forecast, shares: Shares, month: str) -> Balance:
    """The balance of a forecast in one month; draws that share parameters of the world share these shares too."""
    startups, attracted = (
        np.rint(forecast.joint_draws(m, month)["net"]).astype(np.int64) for m in ("jobs.startups", "jobs.attracted")
    )
    return balance(startups, attracted, {name: share[: len(startups)] for name, share in shares.items()})


def balances_of(forecast: Forecast, case: Case) -> dict[str, Balance]:
    """The balance at the plan's end and at the end of the forecast, by month."""
    shares = balance_shares(case, forecast.draws, forecast.seed)
    months = dict.fromkeys((profiles.plan_end(forecast), profiles.last_month(forecast)))
    return {month: balance_of(forecast, shares, month) for month in months}


def balance_sheet(forecast: Forecast, case: Case, write: Writer) -> list[Figure]:
    """The figure of the report: where net jobs come from at the plan's end and at the end of the forecast."""
    return [balance_figure(balances_of(forecast, case), write)]


def balance_figure(sheets: Mapping[str, Balance], write: Writer) -> Figure:
    """Where net jobs come from, drawn for the first month, with every month in the table; in the words of this room."""
    say, (end, now) = write.say, next(iter(sheets.items()))
    quantiles = {name: named(getattr(now, name).astype(float)) for name in (*PARTS, *SHEET, "net")}
    given = [
        pictures.Row(say(f"balance.{name}"), max(0.0, q["p50"]), max(0.0, q["p10"]), max(0.0, q["p90"]), None,
                     write.quantity(q["p50"], "jobs"))
        for name in PARTS for q in [quantiles[name]]
    ]  # fmt: skip
    net, capital = (quantiles[name]["p50"] for name in ("net", "capital"))
    title = say(
        "finding.balance", n=write.count(net, "jobs"), month=write.month(end),
        nation=write.band(quantiles["nation"], "jobs"), capital=write.quantity(capital, "jobs"),
    )  # fmt: skip
    rows = [
        (say(f"balance.{name}"), *(write.band(named(getattr(sheet, name).astype(float)), "jobs")
                                   for sheet in sheets.values()))
        for name in LINES
    ]  # fmt: skip
    head = (say("word.balance"), *(write.month(m) for m in sheets))
    return write.draw(
        "balance", title, lambda c: pictures.bars(c, given, unit=say("axis.people_from")),
        ("bar=p50", "whisker=band80"),
        Table(say("caption.balance"), head, tuple(rows)), say("note.balance"),
    )  # fmt: skip
