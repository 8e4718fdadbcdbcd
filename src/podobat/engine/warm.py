"""`python -m podobat.engine.warm`: compile the engine once, so that later processes only load it."""

from __future__ import annotations

import numpy as np

from podobat.engine import PARAMETER_IDS
from podobat.engine.compiling import smallest_plan
from podobat.engine.counting import n_measures
from podobat.engine.inputs import pairs
from podobat.engine.run import Job, run_jobs


def main() -> None:
    """Simulate one month of an empty region: the types are those of any plan, so everything is compiled."""
    x = smallest_plan()
    values = np.full((1, len(PARAMETER_IDS)), 0.5)
    out = np.empty((1, 1, n_measures(x)), np.float32)
    run_jobs([Job(x, pairs(1), out)], values, seed=1, threads=1)


if __name__ == "__main__":
    main()
