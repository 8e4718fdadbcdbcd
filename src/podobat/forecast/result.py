"""The forecast: thousands of futures of one plan, each lived twice, with the plan and without it.

    case = podobat.read_case("cases/gwangju-phase1")
    result = podobat.forecast(case, draws=2000, seed=1)
    result.targets()              # the odds on every promise, a polars frame
    result["jobs.direct"]         # every draw of a measure: xarray (world, draw, month)
    result.net("jobs.direct")     # with minus without, run by run

Draws 2i and 2i + 1 share one point of the uncertain parameters and differ by chance alone. Each draw meets the same
chance in both worlds. A Forecast selects, summarises and subtracts; it does not plot, save or judge.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from podobat.errors import CannotRun, needs
from podobat.evidence.measures import Measure, measure
from podobat.forecast.again import known_json
from podobat.forecast.quantiles import QUANTILES, named, quantiles
from podobat.forecast.sketch import RELATIVE_ERROR
from podobat.forecast.targets import (
    BINDING,
    Note,
    TargetResult,
    compute_note,
    draws_note,
    sketch_note,
    target_notes,
    told_note,
    unspent_note,
)
from podobat.show.json import cleaned
from podobat.show.notebook import Shown
from podobat.texts import catalogue
from podobat.units import Text

if TYPE_CHECKING:
    import polars as pl
    import xarray as xr

    from podobat.forecast.batches import Sketched
    from podobat.forecast.views import Told, View
    from podobat.plan import Case, Plan, Target

_say = catalogue("forecast")

WORLDS: Final = ("with", "without")
SUMMARISED: Final = (*WORLDS, "net")
SCHEMA: Final = 1  # of the JSON


@dataclass(frozen=True, eq=False)
class Forecast(Shown, printer="podobat.forecast.console:print_forecast"):
    """Every future of a plan, labelled world x draw x month x measure, and what made it.

    Attributes
    ----------
    case_id : str
        The case's id.
    plan : Plan
        The plan, its scenario laid over it.
    values : ndarray or None
        float32 (world, draw, month, measure): with the plan, without it, in the unit of each measure, money in KRW
        million; None where there were too many draws to keep.
    measures, months : tuple of str
        Labels of the last two axes.
    draws : int
        Futures.
    seed : int
        The seed that gives the same numbers again.
    fingerprints : Mapping of str to str
        Short hashes of plan, parameters and code.
    scenario : str or None
        Id of the scenario that was laid over the plan.
    scenario_name : Text or None
        Its name.
    told : Told or None
        What was counted before it was made.
    since : int
        The first month, from the plan's start, in which anything is still open.
    parameters : Parameters
        The parameters it was drawn from, with their sources.
    diagnostics : Mapping of str to ndarray
        Counts over all draws that no measure holds: cash by age, survival, headcount, exits, destinations.
    firm_months : int
        Start-ups with a seat in the region x months, over all draws and both worlds.
    seconds : float
        How long the simulation took.
    sketched : Sketched or None
        What was kept in the place of `values`: quantiles in fine bins, and the exact draws of every target.
    again : Mapping of tuple to ndarray
        (measure, month) of each target: (draw,) with the plan, discrepancies drawn anew; or empty.
    other : Mapping of tuple to ndarray
        The same of the first draws, with plan figures of others.
    views : tuple of View
        Every target from all sides, once counting has begun.
    """

    case_id: str
    plan: Plan
    values: NDArray[np.float32] | None = field(repr=False)
    measures: tuple[str, ...] = field(repr=False)
    months: tuple[str, ...] = field(repr=False)
    draws: int
    seed: int
    fingerprints: Mapping[str, str]
    scenario: str | None = None
    scenario_name: Text | None = None
    told: Told | None = None
    since: int = 0
    parameters: Any = field(default=None, repr=False)
    diagnostics: Mapping[str, NDArray] = field(default_factory=dict, repr=False)
    firm_months: int = 0
    seconds: float = 0.0
    sketched: Sketched | None = field(default=None, repr=False)
    again: Mapping[tuple[str, str], NDArray[np.float32]] = field(default_factory=dict, repr=False)
    other: Mapping[tuple[str, str], NDArray[np.float32]] = field(default_factory=dict, repr=False)
    views: tuple[View, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        if (self.values is None) == (self.sketched is None):
            raise ValueError("a forecast holds either every draw or a sketch of them")
        if self.values is None:
            return
        expected = (len(WORLDS), self.draws, len(self.months), len(self.measures))
        if self.values.shape != expected:
            raise ValueError(f"values have shape {self.values.shape}, not {expected} (world, draw, month, measure)")

    # --- selecting ---------------------------------------------------------------------------------------------------

    def __getitem__(self, measure_id: str) -> xr.DataArray:
        """Every draw of one measure: (world, draw, month). A view; nothing is copied. Raises CannotRun on a sketch."""
        return self.data.isel(measure=self._column(measure_id))

    @cached_property
    def data(self) -> xr.DataArray:
        """Everything as one labelled array: (world, draw, month, measure). A view; nothing is copied.

        raises   CannotRun where single draws were not kept, or xarray is not installed
        """
        needs("xarray", "xarray", "xarray")
        import xarray as xr

        coords = {
            "world": list(WORLDS),
            "draw": np.arange(self.draws),
            "month": list(self.months),
            "measure": list(self.measures),
        }
        return xr.DataArray(self._every_draw, coords=coords, dims=tuple(coords), name="forecast")

    def net(self, measure_id: str) -> xr.DataArray:
        """What the plan adds to one measure, run by run: with minus without, (draw, month)."""
        both = self[measure_id]
        return (both.isel(world=0, drop=True) - both.isel(world=1, drop=True)).rename("net")

    def measure(self, measure_id: str) -> Measure:
        """What a measure counts: name, definition, unit, and whether it is a stock, cumulative or a flow."""
        self._column(measure_id)
        return measure(measure_id)

    def _column(self, measure_id: str) -> int:
        try:
            return self._columns[measure_id]
        except KeyError:
            from podobat.units import nearest

            near = nearest(measure_id, self.measures)
            raise KeyError(f"no measure {measure_id!r}" + (f"; did you mean {near!r}?" if near else "")) from None

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.measures)}

    @property
    def _every_draw(self) -> NDArray[np.float32]:
        if self.values is None:
            raise CannotRun(_say("result.draws_were_too_many_to_keep", draws=self.draws))
        return self.values

    def _month(self, month: str) -> int:
        if month not in self.months:
            raise KeyError(f"no month {month!r}; the forecast runs from {self.months[0]} to {self.months[-1]}")
        return self.months.index(month)

    def draws_of(self, measure_id: str, month: str) -> dict[str, NDArray[np.float32]]:
        """The draws of one measure in one month: with, without, net, each (draw,).

        raises   CannotRun where single draws were not kept: on a sketch, for all but the targets at their months
        """
        pair = self._month(month), self._column(measure_id)
        if self.sketched is not None and pair in self.sketched.pairs:
            both = self.sketched.targets[:, self.sketched.pairs.index(pair)]
        else:
            both = self._every_draw[:, :, pair[0], pair[1]]
        return {"with": both[0], "without": both[1], "net": both[0] - both[1]}

    def joint_draws(self, measure_id: str, month: str) -> dict[str, NDArray[np.float32]]:
        """Draws of one measure in one month that can be set beside those of another one: with, without, net.

        All draws; on a sketch the first few thousand, at the months of targets, the ends of years and of the plan.
        """
        if self.sketched is None:
            return self.draws_of(measure_id, month)
        t, column = self._month(month), self._column(measure_id)
        if t not in self.sketched.sample_months:
            return self.draws_of(measure_id, month)
        both = self.sketched.sample[:, :, self.sketched.sample_months.index(t), column]
        return {"with": both[0], "without": both[1], "net": both[0] - both[1]}

    # --- summarising -------------------------------------------------------------------------------------------------

    def bands(self, measure_id: str) -> NDArray[np.float64]:
        """Quantiles by month: (with, without, net) x quantile x month. Kept once computed.

        On a sketch they are within `sketch.RELATIVE_ERROR`; those of a target at its month are exact.
        """
        if measure_id not in self._bands:
            column = self._column(measure_id)
            if self.sketched is None:
                both = self._every_draw[..., column]
                bands = np.stack([quantiles(x) for x in (both[0], both[1], both[0] - both[1])])
            else:
                bands = self.sketched.sketch.quantiles(column)
                for month in (t for t, m in self.sketched.pairs if m == column):
                    draws = self.draws_of(measure_id, self.months[month])
                    bands[:, :, month] = [quantiles(draws[w]) for w in SUMMARISED]
            self._bands[measure_id] = bands
        return self._bands[measure_id]

    def quantiles_of(self, measure_id: str, month: str) -> dict[str, dict[str, float]]:
        """Named quantiles of one measure in one month: with, without, net."""
        if self.sketched is None:
            return {w: named(x.astype(np.float64)) for w, x in self.draws_of(measure_id, month).items()}
        bands = self.bands(measure_id)[:, :, self._month(month)]
        return {w: dict(zip(QUANTILES, bands[i].tolist(), strict=True)) for i, w in enumerate(SUMMARISED)}

    @cached_property
    def _bands(self) -> dict[str, NDArray[np.float64]]:
        return {}

    def summary(self, measure_id: str) -> pl.DataFrame:
        """Quantiles of one measure: a row for each world (with, without, net) and month."""
        import polars as pl

        bands = self.bands(measure_id)
        n = len(self.months)
        columns = {"world": np.repeat(SUMMARISED, n), "month": list(self.months) * len(SUMMARISED)}
        named = {q: bands[:, i, :].reshape(-1) for i, q in enumerate(QUANTILES)}
        return pl.DataFrame({**columns, **named})

    def targets(self, lang: str | None = None) -> pl.DataFrame:
        """The odds on every target, in the order of the plan: one row each.

        id, name_ko, name_en (or name, in one language), measure, by, value and unit; announced (as the plan writes it)
        probability, standard_error    share of draws that reach the value by the date; Monte Carlo error of the share
        probability_without, _net      the same without the plan, and for what the plan adds
        p2_5 ... p97_5                 quantiles with the plan; without_*, net_* the same without it and net
        variance_parameters, _figures, _chance, _missed   shares of the variance
        reached_gross, reached_net     more likely than not, counting everything or only what the plan adds
        """
        import polars as pl

        return pl.DataFrame([t.row(lang) for t in self.target_results], infer_schema_length=None)

    @cached_property
    def target_results(self) -> tuple[TargetResult, ...]:
        """Every target with its draws."""
        return tuple(self._result(target) for target in self.plan.targets)

    def _result(self, target: Target) -> TargetResult:
        unit = measure(target.measure).unit
        value = self.plan.won_m(target.value) if unit.startswith("KRW_m") else target.value
        draws = self.draws_of(target.measure, target.by)
        again, other = (kept.get((target.measure, target.by)) for kept in (self.again, self.other))
        return TargetResult(
            target.id, target.name, target.measure, target.by, value, target.value, unit, draws, again, other
        )

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """Doubts about the results, each with the id of the figure it touches."""
        notes = [*told_note(self.told, self.months, self.since), *draws_note(self.draws)]
        if self.sketched is not None:
            notes.append(sketch_note(self.draws, RELATIVE_ERROR, self.sketched.sample.shape[1]))
        for target in self.target_results:
            notes += target_notes(target)
        if "compute.utilisation" in self._columns:
            notes += compute_note(self._share_full(self._column("compute.utilisation")))
        end = str(self.plan.horizon.end)
        if {"budget.granted", "budget.unspent"} <= set(self._columns) and end in self.months:
            granted, unspent = (self.quantiles_of(m, end)["with"]["p50"] for m in ("budget.granted", "budget.unspent"))
            notes += unspent_note(granted, unspent, end)
        return tuple(notes)

    def _share_full(self, column: int) -> float:
        """Of the draws and months in which compute runs, the share in which it is full; nan where it never runs."""
        if self.sketched is not None:
            return self.sketched.sketch.share_from(column, 0, BINDING)
        used = self._every_draw[0, :, :, column]
        return float((used[used > 0] >= BINDING).mean()) if (used > 0).any() else float("nan")

    def to_json_dict(self) -> dict[str, Any]:
        """The forecast as plain dicts, lists, strings and numbers: schema 1, documented in docs/json.md.

        Measure ids are keys, months are ISO ("2020-01"), quantiles go by name. Within a schema number keys are only
        ever added; a change of meaning gets a new number.
        """
        return self._json

    @cached_property
    def _json(self) -> dict[str, Any]:
        viewed = {"views": [view.to_json_dict() for view in self.views]} if self.views else {}
        sketched = {"quantile_error": RELATIVE_ERROR} if self.sketched is not None else {}
        return cleaned({
            "schema": SCHEMA, "case": self.case_id, "scenario": self.scenario, "draws": self.draws, "seed": self.seed,
            "fingerprints": self.fingerprints, **known_json(self.told, self.since, self.months), **viewed, **sketched,
            "targets": [target.to_json_dict() for target in self.target_results],
            "measures": {name: _measure_json(self, name) for name in self.measures},
            "notes": [{"about": note.about, **note.languages} for note in self.notes],
        })  # fmt: skip


def _measure_json(made: Forecast, name: str) -> dict[str, Any]:
    about, bands = made.measure(name), made.bands(name)
    worlds = {world: dict(zip(QUANTILES, bands[w], strict=True)) for w, world in enumerate(SUMMARISED)}
    return {"name": about.name, "unit": about.unit, "kind": about.kind, "months": made.months, **worlds}


def parameters_of(case: Case) -> Any:
    """The parameters of a case's world; those of the rooms beside it (appraisal, observation) are none of them.

    raises   InputFaults when one is missing that the world needs, or one is never used
    """
    from podobat.engine import PARAMETER_IDS
    from podobat.errors import InputFaults
    from podobat.evidence import BESIDE_THE_WORLD, read_parameters

    parameters = read_parameters(case.parameter_files, case.sources).without(*BESIDE_THE_WORLD)
    parameters = parameters.in_place(case.plan.size)
    faults = tuple(parameters.check(PARAMETER_IDS))
    if faults:
        raise InputFaults(faults)
    return parameters
