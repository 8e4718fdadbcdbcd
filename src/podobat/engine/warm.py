"""`python -m podobat.engine.warm`: compile the engine once, so that later processes only load it."""

from __future__ import annotations

import tempfile
from pathlib import Path


def main() -> None:
    """Simulate two draws of the example plan, which compiles everything a forecast uses."""
    import numpy as np

    from podobat.engine import PARAMETER_IDS, run_ensemble
    from podobat.evidence import read_parameters
    from podobat.plan import read_case
    from podobat.plan.template import write_template

    with tempfile.TemporaryDirectory() as folder:
        example = Path(folder) / "example"
        write_template(example)
        case = read_case(example)
        parameters = read_parameters(case.parameter_files, case.sources)
        run_ensemble(case.plan, parameters.sample(np.full((1, len(PARAMETER_IDS)), 0.5)), 2, seed=1, threads=1)


if __name__ == "__main__":
    main()
