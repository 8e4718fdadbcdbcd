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

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from podobat.errors import CannotRun
from podobat.evidence.measures import Measure, measure
from podobat.forecast.quantiles import QUANTILES, quantiles
from podobat.forecast.targets import Note, TargetResult, compute_note, draws_note, target_notes, unspent_note
from podobat.units import Text

if TYPE_CHECKING:
    import polars as pl
    import xarray as xr

    from podobat.plan import Case, Plan, Scenario, Target

WORLDS: Final = ("with", "without")
SUMMARISED: Final = (*WORLDS, "net")
LEAST_DRAWS, MOST_DRAWS = 2, 1_000_000
LARGEST_SEED: Final = 2**64 - 1
_BYTES_A_VALUE = 4
_SPARE = 1.5  # memory beyond the array itself: compiled code, work arrays of the threads, summaries

Progress = Callable[[int], None]


@dataclass(frozen=True, eq=False)
class Forecast:
    """Every future of a plan, labelled world x draw x month x measure, and what made it.

    values        float32 (world, draw, month, measure): with the plan, without it; money in KRW million
    fingerprints  short hashes of plan, parameters and code
    scenario      id of the scenario that was laid over the plan, or None
    parameters    the parameters it was drawn from, with their sources
    diagnostics   counts over all draws that no measure holds (cash by age, survival, headcount, exits, destinations)
    firm_months   start-ups with a seat in the region x months, over all draws and both worlds
    seconds       how long the simulation took
    """

    case_id: str
    plan: Plan
    values: NDArray[np.float32] = field(repr=False)
    measures: tuple[str, ...] = field(repr=False)
    months: tuple[str, ...] = field(repr=False)
    draws: int
    seed: int
    fingerprints: Mapping[str, str]
    scenario: str | None = None
    scenario_name: Text | None = None
    parameters: Any = field(default=None, repr=False)
    diagnostics: Mapping[str, NDArray] = field(default_factory=dict, repr=False)
    firm_months: int = 0
    seconds: float = 0.0

    def __post_init__(self) -> None:
        expected = (len(WORLDS), self.draws, len(self.months), len(self.measures))
        if self.values.shape != expected:
            raise ValueError(f"values have shape {self.values.shape}, not {expected} (world, draw, month, measure)")

    # --- selecting ---------------------------------------------------------------------------------------------------

    def __getitem__(self, measure_id: str) -> xr.DataArray:
        """Every draw of one measure: (world, draw, month). A view; nothing is copied."""
        return self.data.isel(measure=self._column(measure_id))

    @cached_property
    def data(self) -> xr.DataArray:
        """Everything as one labelled array: (world, draw, month, measure). A view; nothing is copied."""
        import xarray as xr

        coords = {
            "world": list(WORLDS),
            "draw": np.arange(self.draws),
            "month": list(self.months),
            "measure": list(self.measures),
        }
        return xr.DataArray(self.values, coords=coords, dims=tuple(coords), name="forecast")

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

    def draws_of(self, measure_id: str, month: str) -> dict[str, NDArray[np.float32]]:
        """The draws of one measure in one month: with, without, net, each (draw,)."""
        if month not in self.months:
            raise KeyError(f"no month {month!r}; the forecast runs from {self.months[0]} to {self.months[-1]}")
        both = self.values[:, :, self.months.index(month), self._column(measure_id)]
        return {"with": both[0], "without": both[1], "net": both[0] - both[1]}

    # --- summarising -------------------------------------------------------------------------------------------------

    def bands(self, measure_id: str) -> NDArray[np.float64]:
        """Quantiles by month: (with, without, net) x quantile x month. Kept once computed."""
        if measure_id not in self._bands:
            both = self.values[..., self._column(measure_id)]
            self._bands[measure_id] = np.stack([quantiles(x) for x in (both[0], both[1], both[0] - both[1])])
        return self._bands[measure_id]

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
        variance_parameters, _chance   shares of the variance: numbers we do not know, luck
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
        return TargetResult(target.id, target.name, target.measure, target.by, value, target.value, unit, draws)

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """Doubts about the results, each with the id of the figure it touches."""
        found = list(draws_note(self.draws))
        for target in self.target_results:
            found += target_notes(target)
        if "compute.utilisation" in self._columns:
            found += compute_note(self.values[0, :, :, self._column("compute.utilisation")])
        end = str(self.plan.horizon.end)
        if {"budget.granted", "budget.unspent"} <= set(self._columns) and end in self.months:
            granted, unspent = (self.draws_of(m, end)["with"] for m in ("budget.granted", "budget.unspent"))
            found += unspent_note(granted, unspent, end)
        return tuple(found)

    def to_json_dict(self) -> dict[str, Any]:
        """The forecast as the documented, versioned JSON (docs/json.md): plain dicts, lists, strings and numbers."""
        return self._json

    @cached_property
    def _json(self) -> dict[str, Any]:
        from podobat.forecast.json import json_dict

        return json_dict(self)


def forecast(
    case: Case,
    *,
    plan: Plan | None = None,
    scenario: Scenario | str | None = None,
    draws: int = 2000,
    seed: int = 1,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Forecast:
    """Simulate a plan many times, with it and without it.

    plan      a variant to forecast instead of the case's own plan
    scenario  one of the case's scenarios (or its id) to lay over the plan
    draws     futures to simulate, 2 to 1,000,000; two of them share each point of the uncertain parameters
    seed      0 to 2**64 - 1: the same seed gives the same numbers to the bit, however many threads there are
    threads   processor threads to use; all of them by default
    progress  called now and then with the number of draws that have just finished
    raises    CannotRun for a number outside its range, an unknown scenario, or too little memory; InputFaults when the
              parameters have faults
    """
    from podobat.engine import PARAMETER_IDS, run_ensemble
    from podobat.forecast.fingerprints import code_fingerprint
    from podobat.forecast.sampling import sample_points

    _check_range("draws", draws, LEAST_DRAWS, MOST_DRAWS)
    _check_range("seed", seed, 0, LARGEST_SEED)
    if threads is not None:
        _check_range("threads", threads, 1, 1024)
    overlay = case.scenario(scenario) if isinstance(scenario, str) else scenario
    plan = plan if plan is not None else case.plan
    plan = overlay.apply(plan) if overlay is not None else plan
    parameters = parameters_of(case)
    _check_memory(plan, draws)
    values = parameters.sample(sample_points(parameters.ids, (draws + 1) // 2, seed))
    columns = [parameters.ids.index(name) for name in PARAMETER_IDS]
    started = time.perf_counter()
    ensemble = run_ensemble(plan, values[:, columns], draws, seed, threads=threads, progress=progress)
    return Forecast(
        case_id=case.plan.id,
        plan=plan,
        values=ensemble.values,
        measures=tuple(ensemble.measures),
        months=tuple(ensemble.months),
        draws=draws,
        seed=seed,
        fingerprints={"plan": plan.fingerprint, "parameters": parameters.fingerprint, "code": code_fingerprint()},
        scenario=overlay.id if overlay is not None else None,
        scenario_name=overlay.name if overlay is not None else None,
        parameters=parameters,
        diagnostics=ensemble.diagnostics,
        firm_months=ensemble.firm_months,
        seconds=time.perf_counter() - started,
    )


def parameters_of(case: Case) -> Any:
    """The parameters of a case. Raises InputFaults when one is missing that the world needs, or one is never used."""
    from podobat.engine import PARAMETER_IDS
    from podobat.errors import InputFaults
    from podobat.evidence import read_parameters

    parameters = read_parameters(case.parameter_files, case.sources)
    faults = tuple(parameters.check(PARAMETER_IDS))
    if faults:
        raise InputFaults(faults)
    return parameters


def _check_range(name: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise CannotRun(
            Text(
                ko=f"{name}에는 {low:,}부터 {high:,}까지의 수를 지정하십시오(지정한 값: {value:,}).",
                en=f"{name} must be from {low:,} to {high:,}, not {value:,}.",
            )
        )


def _check_memory(plan: Plan, draws: int) -> None:
    """Refuse a forecast that would not fit into this machine, before an hour is spent on it."""
    from podobat.evidence.measures import measure_ids

    n_measures = len(measure_ids([s.id for s in plan.sectors], [p.id for p in plan.programmes]))
    needed = _SPARE * len(WORLDS) * draws * plan.n_months * n_measures * _BYTES_A_VALUE
    try:
        there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # not a POSIX system: let it try
        return
    if needed > there:
        fits = int(draws * there / needed) // 1000 * 1000
        need, have = (f"{size / 2**30:,.1f} GiB" for size in (needed, there))
        raise CannotRun(
            Text(
                ko=f"표본 {draws:,}개에는 메모리 {need}가 필요하나 이 컴퓨터에는 {have}뿐입니다. "
                f"--draws를 {fits:,} 이하로 줄이십시오.",
                en=f"{draws:,} draws need {need} of memory; this machine has {have}. Ask for {fits:,} draws or fewer.",
            )
        )
