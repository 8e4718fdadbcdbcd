"""`python -m podobat.engine.warm`: compile the engine once, so that later processes only load it."""

from __future__ import annotations

import numpy as np

from podobat.engine import PARAMETER_IDS
from podobat.engine.counting import n_measures
from podobat.engine.inputs import (
    ACT,
    FOREVER,
    PROGRAMME,
    RIVAL,
    SECTOR,
    PlanArrays,
    pairs,
)
from podobat.engine.run import Job, run_jobs
from podobat.engine.standing import GROUP_THERE, START_LOOKING
from podobat.plan.schema import LEVELS


def main() -> None:
    """Simulate one month of an empty region: the types are those of any plan, so everything is compiled."""
    x = PlanArrays(
        budget=np.zeros((1, 1), np.int64),
        programmes=np.zeros(1, PROGRAMME),
        sectors=np.zeros(1, SECTOR),
        pins=np.full(1, -1.0),
        elections=np.zeros(1, np.uint8),
        law=np.zeros(7, np.int64),
        years=np.zeros(1, np.int64),
        decided=np.zeros((1, 1), np.int64),
        after=np.zeros(1, PROGRAMME),
        change=FOREVER,
        end=0,
        rivals=np.zeros(0, RIVAL),
        act=np.ones(ACT),
        start=np.full((START_LOOKING + len(LEVELS), 3), -1.0),
        established=np.zeros(0, GROUP_THERE),
        ties=np.zeros(0),
    )
    x.programmes["opens"] = -1
    x.programmes["starts"] = -1
    x.after["opens"] = x.after["starts"] = -1
    values = np.full((1, len(PARAMETER_IDS)), 0.5)
    out = np.empty((1, 1, n_measures(x)), np.float32)
    run_jobs([Job(x, pairs(1), out)], values, seed=1, threads=1)


if __name__ == "__main__":
    main()
