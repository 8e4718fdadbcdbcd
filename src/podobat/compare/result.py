"""Scenarios against each other, future by future.

    comparison = podobat.compare(case, ["half-budget", "plan"], draws=2000, seed=1)
    comparison.measures()      # every measure's difference, its interval, the odds that A beats B: a polars frame
    comparison.targets()       # the odds on every target in both, and their change with its paired error

Every scenario meets the same chance in the same draw (common random numbers), so a difference is the difference of the
plans and not of their luck; `factor` says by how much that cut the variance.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from podobat.compare.better import better
from podobat.engine.inputs import plan_arrays
from podobat.engine.worlds import Pick, simulate_worlds, tasks_of
from podobat.errors import CannotRun
from podobat.evidence.measures import measure
from podobat.forecast.effects import Effect, effect_of
from podobat.forecast.fingerprints import code_fingerprint
from podobat.forecast.result import parameters_of
from podobat.forecast.simulate import LARGEST_SEED, _check_range, _measures, rows_of
from podobat.units import Text

if TYPE_CHECKING:
    import polars as pl

    from podobat.plan import Case, Plan

PLAN: Final = "plan"
LEAST_DRAWS, MOST_DRAWS = 4, 100_000
_AS_IT_STANDS = Text("계획 그대로", "The plan as it stands")

Progress = Callable[[int], None]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Side:
    """One of the scenarios compared: its id (`plan` is the plan itself), its name, and the plan under it."""

    id: str
    name: Text
    plan: Plan


@dataclass(frozen=True)
class Difference:
    """A minus B in one measure and month, over futures.

    better   1 where more is better, -1 where less is, 0 where neither is
    beats    odds that A is better than B (higher, where neither is better), ties counted half
    factor   variance that A - B would have with independent luck, over the variance it has; nan where it is always 0
    """

    a: str
    b: str
    measure: str
    month: str
    unit: str
    better: int
    mean_a: float
    mean_b: float
    effect: Effect
    beats: float
    factor: float

    def row(self) -> dict[str, Any]:
        """As columns of a table."""
        e = self.effect
        return {
            "a": self.a, "b": self.b, "measure": self.measure, "month": self.month, "unit": self.unit,
            "better": self.better, "mean_a": self.mean_a, "mean_b": self.mean_b,
            "difference": e.mean, "error": e.error, **e.quantiles, "beats": self.beats, "ties": e.ties,
            "factor": self.factor,
        }  # fmt: skip


@dataclass(frozen=True)
class OddsChange:
    """The odds of one target in A and in B, each held against its own plan's target, and their paired difference."""

    a: str
    b: str
    target: str
    name: Text
    odds_a: float
    odds_b: float
    change: float
    error: float
    factor: float

    def row(self) -> dict[str, Any]:
        """As columns of a table."""
        return {
            "a": self.a, "b": self.b, "target": self.target, "name_ko": self.name.ko, "name_en": self.name.en,
            "odds_a": self.odds_a, "odds_b": self.odds_b, "change": self.change, "error": self.error,
            "factor": self.factor,
        }  # fmt: skip


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two or more scenarios in the same futures.

    sides    in the order asked for; a pair is an earlier one (A) against a later one (B)
    values   id of a side -> float32 (draw, month, measure), with-world values at `months`
    """

    case_id: str
    sides: tuple[Side, ...]
    months: tuple[str, ...]
    measure_ids: tuple[str, ...]
    values: Mapping[str, NDArray[np.float32]] = field(repr=False)
    draws: int
    seed: int
    fingerprints: Mapping[str, str]
    simulations: int = 0
    seconds: float = 0.0

    @property
    def pairs(self) -> tuple[tuple[Side, Side], ...]:
        """Every earlier side with every later one."""
        return tuple(itertools.combinations(self.sides, 2))

    def drawn(self, side: str, measure_id: str, month: str) -> Floats:
        """Draws of one measure in one month under one scenario, (draw,). Raises KeyError or ValueError when unknown."""
        return self.values[side][:, self.months.index(month), self.measure_ids.index(measure_id)].astype(np.float64)

    def difference(self, a: str, b: str, measure_id: str, month: str) -> Difference:
        """A minus B in one measure and month."""
        one, two = (self.drawn(side, measure_id, month) for side in (a, b))
        effect, way = effect_of(one - two), better(measure_id)
        beats = 1.0 - effect.above if way < 0 else effect.above
        unit = measure(measure_id).unit
        means = float(one.mean()), float(two.mean())
        return Difference(a, b, measure_id, month, unit, way, *means, effect, beats, variance_factor(one, two))

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """Every pair, measure and month."""
        return tuple(
            self.difference(a.id, b.id, m, t) for a, b in self.pairs for m in self.measure_ids for t in self.months
        )

    def reached(self, side: Side, target_id: str) -> Floats:
        """In which draws a scenario reaches a target of its plan: 0 or 1, (draw,)."""
        target = side.plan.target(target_id)
        money = measure(target.measure).unit.startswith("KRW_m")
        least = np.float32(side.plan.won_m(target.value) if money else target.value)
        return (self.drawn(side.id, target.measure, target.by) >= least).astype(np.float64)

    @cached_property
    def odds(self) -> tuple[OddsChange, ...]:
        """Every pair and every target that all plans have."""
        known = [{t.id for t in side.plan.targets} for side in self.sides]
        found = []
        for a, b in self.pairs:
            for target in a.plan.targets:
                if not all(target.id in ids for ids in known):
                    continue
                one, two = self.reached(a, target.id), self.reached(b, target.id)
                effect, means = effect_of(one - two), (float(one.mean()), float(two.mean()))
                factor = variance_factor(one, two)
                found.append(OddsChange(a.id, b.id, target.id, target.name, *means, effect.mean, effect.error, factor))
        return tuple(found)

    def measures(self) -> pl.DataFrame:
        """Every difference: a row a pair, measure and month."""
        import polars as pl

        return pl.DataFrame([d.row() for d in self.differences], infer_schema_length=None)

    def targets(self) -> pl.DataFrame:
        """Change in the odds of every target: a row a pair and target."""
        import polars as pl

        return pl.DataFrame([o.row() for o in self.odds], infer_schema_length=None)

    def to_json_dict(self) -> dict[str, Any]:
        """The comparison as the documented, versioned JSON (docs/json.md): plain dicts, lists, strings and numbers."""
        from podobat.compare.result_json import json_dict

        return json_dict(self)


def variance_factor(a: Floats, b: Floats) -> float:
    """By how much pairing cut the variance of a difference: (var a + var b) / var(a - b).

    With independent luck the difference has variance var a + var b. nan where a - b is the same in every draw.
    """
    paired = float(np.var(a - b))
    return float((np.var(a) + np.var(b)) / paired) if paired > 0 else float("nan")


def compare(
    case: Case,
    scenarios: Sequence[str],
    *,
    draws: int = 2000,
    seed: int = 1,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Compare scenarios of a case in the same futures.

    scenarios   ids; "plan" is the plan itself. One alone is compared with the plan
    draws       futures, 4 to 100,000; two of them share each point of the uncertain parameters
    seed        0 to 2**64 - 1: the same seed gives the same numbers to the bit, however many threads there are
    threads     processor threads to use; all of them by default
    progress    called now and then with the number of simulations that have just finished
    raises      CannotRun for a number outside its range, unknown or repeated scenarios (the nearest is suggested), or
                fewer than two; InputFaults when a scenario does not fit the plan or the parameters have faults
    """
    _check_range("draws", draws, LEAST_DRAWS, MOST_DRAWS)
    _check_range("seed", seed, 0, LARGEST_SEED)
    if threads is not None:
        _check_range("threads", threads, 1, 1024)
    sides = sides_of(case, scenarios)
    parameters = parameters_of(case)
    months = _months(sides)
    common = [m for m in _measures(sides[0].plan) if all(m in _measures(side.plan) for side in sides)]
    values = rows_of(parameters, draws, seed)
    started = time.perf_counter()
    found = {}
    for side in sides:
        columns = _measures(side.plan)
        at = [(side.plan.month_number(t), columns.index(m)) for t in months for m in common]
        pick = Pick(*(np.array(x, dtype=np.intp) for x in zip(*at, strict=True)))
        out = np.empty((draws, len(at)), np.float32)
        tasks = tasks_of(plan_arrays(side.plan), out)
        simulate_worlds(tasks, pick, side.plan, values, seed, threads=threads, progress=progress)
        found[side.id] = out.reshape(draws, len(months), len(common))
    return Comparison(
        case_id=case.plan.id,
        sides=sides,
        months=months,
        measure_ids=tuple(common),
        values=found,
        draws=draws,
        seed=seed,
        fingerprints={
            **{f"plan {side.id}": side.plan.fingerprint for side in sides},
            "parameters": parameters.fingerprint,
            "code": code_fingerprint(),
        },
        simulations=draws * len(sides),
        seconds=time.perf_counter() - started,
    )


def _months(sides: Sequence[Side]) -> tuple[str, ...]:
    """The ends of the plans, every target's month and the last month of the forecast; those that all plans have."""
    asked = {side.plan.horizon.end for side in sides} | {t.by for side in sides for t in side.plan.targets}
    asked |= {min(side.plan.horizon.forecast_to for side in sides)}
    return tuple(sorted(t for t in asked if all(t in side.plan.months for side in sides)))


def sides_of(case: Case, scenarios: Sequence[str]) -> tuple[Side, ...]:
    """The scenarios by their ids, the plan added where only one was asked for.

    raises  CannotRun with every unknown or repeated id at once
    """
    asked = [*scenarios, PLAN] if len(scenarios) == 1 and PLAN not in scenarios else list(scenarios)
    known = case.scenarios
    wrong = _unknown(asked, known) + _repeated(asked)
    if not wrong and len(asked) < 2:
        wrong.append(
            Text(
                "비교하려면 시나리오가 둘 이상 필요합니다(plan은 계획 그대로).",
                "A comparison needs two scenarios or more (`plan` is the plan itself).",
            )
        )
    if wrong:
        names = ", ".join((PLAN, *known))
        wrong.append(Text(f"쓸 수 있는 이름: {names}", f"Known: {names}"))
        raise CannotRun(Text("\n".join(t.ko for t in wrong), "\n".join(t.en for t in wrong)))
    return tuple(
        Side(PLAN, _AS_IT_STANDS, case.plan) if id == PLAN else Side(id, known[id].name, known[id].apply(case.plan))
        for id in asked
    )


def _unknown(asked: Sequence[str], known: Mapping[str, Any]) -> list[Text]:
    from podobat.units import nearest

    found = []
    for id in dict.fromkeys(asked):
        if id != PLAN and id not in known:
            near = nearest(id, (PLAN, *known))
            ko, en = (f" 혹시 {near}입니까?", f" Did you mean {near}?") if near else ("", "")
            found.append(Text(f"모르는 시나리오: {id}.{ko}", f"Unknown scenario: {id}.{en}"))
    return found


def _repeated(asked: Sequence[str]) -> list[Text]:
    twice = [id for id in dict.fromkeys(asked) if asked.count(id) > 1]
    return [Text(f"두 번 지정한 시나리오: {id}", f"Scenario given twice: {id}") for id in twice]
