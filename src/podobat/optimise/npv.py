"""Net present value of plans, by the appraisal's own rules, draw by draw in the futures of a stage.

What an appraisal reads is kept of every run in every month, and the region without the plan is played once. Of trained
people placed in the region, the share that the cluster hires is that of today's plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from podobat.appraise.cost_benefit.analysis import valued
from podobat.appraise.cost_benefit.flows import OPERATING, cluster_share, flows_between, needed
from podobat.appraise.cost_benefit.rule import drawn_parameters, parameters_of_appraisal
from podobat.appraise.cost_benefit.rules import Rules, rules_of
from podobat.explore.stage import Drawn, Stage
from podobat.forecast.simulate import forecast

if TYPE_CHECKING:
    from podobat.plan import Case, Plan

Array = NDArray[np.float64]
PERSPECTIVE: Final = "national"
AT_ONCE: Final = 4  # plans of which every month is held at a time
SHARED: Final = 64  # draws in which it is counted who hires trained people


@dataclass(frozen=True)
class NetValue:
    """Works out the net present value of plans on one stage.

    stage    keeps every month of what an appraisal reads;  none (draw, measure, month) of the region without the plan
    drawn    parameters of the appraisal in every draw;  share  of placed trainees that the cluster hires
    """

    stage: Stage
    ids: tuple[str, ...]
    none: Array
    rules: Rules
    drawn: dict[str, Array]
    share: float

    @classmethod
    def of(cls, case: Case, plan: Plan, stage: Stage) -> NetValue:
        """For variants of a plan in all draws of a stage."""
        ids, months = needed(plan), stage.plan.months
        stage = replace(stage, columns=tuple((id, month) for id in ids for month in months))
        parameters = parameters_of_appraisal(case)
        told, draws = stage.report, min(SHARED, stage.draws)
        made = forecast(case, plan=plan, draws=draws, seed=stage.seed, threads=stage.threads, futures=stage.futures,
                        progress=(lambda n: told(2 * n)) if told is not None else None)  # fmt: skip
        none = stage.play([stage.variant(plan.without())])[0].astype(np.float64)
        rules, drawn = rules_of(plan, parameters), drawn_parameters(parameters, stage.draws, stage.seed)
        return cls(stage, ids, none.reshape(stage.draws, len(ids), -1), rules, drawn, cluster_share(made))

    def play(self, plans: Sequence[Plan], a: int, b: int) -> Drawn:
        """Net present value of plans, KRW million, in draws a .. b - 1: (plan, draw)."""
        net = np.empty((len(plans), b - a), np.float32)
        for first in range(0, len(plans), AT_ONCE):
            some = plans[first : first + AT_ONCE]
            played = self.stage.play([self.stage.variant(p) for p in some], a, b)
            for k, (plan, values) in enumerate(zip(some, played, strict=True), first):
                full = values.astype(np.float64).reshape(b - a, len(self.ids), -1)
                net[k] = self._valued(plan, full, self.none[a:b], a, b)
        return net

    def _valued(self, plan: Plan, full: Array, none: Array, a: int, b: int) -> Array:
        at = {id: k for k, id in enumerate(self.ids)}

        def added(id: str) -> Array:
            return full[:, at[id]] - none[:, at[id]]

        operating = full[:, at[OPERATING]], none[:, at[OPERATING]]
        flows = flows_between(plan, self.stage.plan.months, added, operating, self.share)
        drawn = {id: x[a:b] for id, x in self.drawn.items()}
        return valued(flows, drawn, self.rules, PERSPECTIVE).npv
