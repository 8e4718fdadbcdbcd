"""`python -m podobat.engine.warm`: compile the engine once, so that later processes only load it."""

from __future__ import annotations

import numpy as np

from podobat.engine import PARAMETER_IDS
from podobat.engine.counting import measure_ids
from podobat.engine.inputs import AS_PLANNED, PROGRAMME, SECTOR, PlanArrays, pairs, parameter_records
from podobat.engine.month import run_draws
from podobat.engine.randomness import key_of
from podobat.engine.world import HEAD_EDGES, make_world


def main() -> None:
    """Simulate one month of an empty region: the types are those of any plan, so everything is compiled."""
    x = PlanArrays(
        budget=np.zeros((1, 1), np.int64),
        programmes=np.zeros(1, PROGRAMME),
        sectors=np.zeros(1, SECTOR),
        pins=np.full(1, -1.0),
        elections=np.zeros(1, np.uint8),
        law=np.zeros(3, np.int64),
        years=np.zeros(1, np.int64),
    )
    x.programmes["opens"] = -1
    x.programmes["starts"] = -1
    records = parameter_records(np.full((1, len(PARAMETER_IDS)), 0.5))
    measures = measure_ids(("one",), ("none",))
    values = np.zeros((1, 1, len(measures)), np.float32)
    world = make_world(x, len(measures), 64)
    edges = HEAD_EDGES.astype(np.float64)
    run_draws(world, x, records, AS_PLANNED, pairs(1), 0, 0, key_of(1), edges, values)


if __name__ == "__main__":
    main()
