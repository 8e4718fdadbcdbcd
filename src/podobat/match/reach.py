"""What one more contract at a supplier here adds to the targets of a plan, from the simulated world of its case.

    reach = reach_of(case, draws=1000, seed=1)
    reach.of("jobs.direct@2024-12").mean      jobs that one contract adds

The plan is simulated with its vouchers and with none, under the same chance; what the targets lose is divided by the
contracts that suppliers here lose. A pair that is brought together adds its chance of a pilot that would not have
begun, times this. Measures that follow the money of vouchers rather than who is matched are left out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from podobat.engine import Job, run_jobs
from podobat.engine.inputs import ADOPTION, PlanArrays, plan_arrays
from podobat.errors import CannotRun
from podobat.forecast.futures import TrueRuns, prior
from podobat.forecast.simulate import LARGEST_SEED, _check_range, _measures
from podobat.texts import Text, catalogue
from podobat.value.outcomes import NET_JOBS, Outcome, Outcomes, outcomes_of

if TYPE_CHECKING:
    from podobat.plan import Case, Plan

LOCAL: Final = "adoption.contracts_local"
#: Measures that follow voucher money, or are what a pair itself brings (match.worth).
LEFT_OUT: Final = ("jobs.induced", "spending", "budget.granted", "budget.unspent")
LEAST_DRAWS, MOST_DRAWS = 100, 20_000
CLOSE: Final = 1.96
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class PerContract:
    """What one contract here adds to an outcome: ratio of means, and its 95 % interval (Monte Carlo error alone)."""

    outcome: Outcome
    mean: float
    low: float
    high: float

    @property
    def told(self) -> bool:
        """Is it told from nothing?"""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Reach:
    """Effects of a contract on the plan's outcomes, and what they were simulated from.

    contracts   that the vouchers of the plan bring to suppliers here, mean over draws
    """

    case_id: str
    name: Text
    draws: int
    seed: int
    contracts: float
    effects: tuple[PerContract, ...]

    def of(self, outcome: str) -> PerContract:
        """The effect on one outcome or target, by its id. Raises CannotRun, the choices named."""
        for effect in self.effects:
            if outcome in (effect.outcome.id, effect.outcome.target):
                return effect
        names = ", ".join(e.outcome.target or e.outcome.id for e in self.effects)
        raise CannotRun(catalogue("match")("fault.option.cannot", name="target", value=outcome,
                        allowed=catalogue("match")("fault.option.one_of", names=names)))  # fmt: skip

    @property
    def usual(self) -> str:
        """The outcome by which pairs are chosen where nobody says another: people working, at the plan's end."""
        return next(e.outcome.id for e in self.effects if e.outcome.measure == NET_JOBS)

    @property
    def fingerprint(self) -> str:
        """Twelve hex digits that change when anything that it says does."""
        return hashlib.sha256(json.dumps(self.to_json_dict(), sort_keys=True).encode()).hexdigest()[:12]

    def to_json_dict(self) -> dict[str, Any]:
        """As plain dicts and numbers."""
        return {
            "case": self.case_id, "draws": self.draws, "seed": self.seed, "contracts": self.contracts,
            "per_contract": [
                {"id": e.outcome.id, "target": e.outcome.target, "measure": e.outcome.measure, "month": e.outcome.month,
                 "unit": e.outcome.unit, "mean": e.mean, "low": e.low, "high": e.high}
                for e in self.effects
            ],
        }  # fmt: skip


def reach_of(case: Case, *, draws: int = 1000, seed: int = 1, threads: int | None = None) -> Reach:
    """Simulate a case with its vouchers and without, and say what a contract adds.

    raises   CannotRun when the plan has no programme of kind `adoption` with money, or its vouchers bring nothing here;
             InputFaults when the parameters have faults
    """
    _check_range("draws", draws, LEAST_DRAWS, MOST_DRAWS)
    _check_range("seed", seed, 0, LARGEST_SEED)
    plan = case.plan
    full = plan_arrays(plan)
    if not any(p["kind"] == ADOPTION and p["total"] > 0 for p in full.programmes):
        raise CannotRun(catalogue("match")("fault.no_vouchers", case=plan.id))
    outcomes = _asked(plan)
    futures, measures = prior(case, seed), _measures(plan)
    rows, lives = futures.lived(0, draws)
    keep = TrueRuns(futures, draws, measures, plan.months, outcomes.pick(plan, measures))
    both = np.empty((2, draws, len(outcomes.counted)), np.float32)
    jobs = [Job(full, lives, both[0]), Job(_without_vouchers(full), lives, both[1])]
    run_jobs(jobs, rows, seed, figures=futures.figures(plan, 0, draws), keep=keep, threads=threads)
    lost = (both[0] - both[1]).astype(np.float64)
    return _reach(case, outcomes, lost, draws, seed)


def _asked(plan: Plan) -> Outcomes:
    """What is counted for a plan: contracts here first, then everything that a contract may move."""
    of_plan = outcomes_of(plan)
    end = plan.horizon.forecast_to
    local = Outcome(f"{LOCAL}@{end}", Text(LOCAL, LOCAL), LOCAL, end, "contracts")
    others = [o for o in of_plan.counted if o.measure not in LEFT_OUT and not o.measure.startswith("adopt")]
    return Outcomes((local, *others), ())


def _without_vouchers(x: PlanArrays) -> PlanArrays:
    """The same plan whose vouchers nobody gets."""
    programmes = x.programmes.copy()
    programmes["adoption"][:] = 0.0
    return x._replace(programmes=programmes, after=programmes)


def _reach(case: Case, outcomes: Outcomes, lost: Floats, draws: int, seed: int) -> Reach:
    contracts = lost[:, 0]
    if contracts.mean() <= 0:
        raise CannotRun(catalogue("match")("fault.no_contracts", case=case.plan.id))
    effects = []
    for k, outcome in enumerate(outcomes.counted[1:], start=1):
        mean, error = ratio_of_means(lost[:, k], contracts)
        effects.append(PerContract(outcome, mean, mean - CLOSE * error, mean + CLOSE * error))
    return Reach(case.plan.id, case.plan.name, draws, seed, float(contracts.mean()), tuple(effects))


def ratio_of_means(upper: Sequence[float] | Floats, lower: Sequence[float] | Floats) -> tuple[float, float]:
    """mean(upper) / mean(lower) and its standard error (linearised), draws 2i and 2i + 1 taken as one.

    error = sd(u - r l) / (sqrt(n) mean l) over the n couples.
    """
    u, low = np.asarray(upper, float), np.asarray(lower, float)
    n = len(u) // 2
    u, low = (x[: 2 * n].reshape(n, 2).mean(axis=1) for x in (u, low))
    ratio = float(u.mean() / low.mean())
    off = u - ratio * low
    return ratio, float(off.std(ddof=1) / np.sqrt(n) / abs(low.mean()))
