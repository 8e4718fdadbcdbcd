"""What happens: the simulated region, month by month (docs/model.md)."""

from podobat.engine import compiled as _compiled  # noqa: F401 - first: says where compiled code is kept
from podobat.engine.ensemble import WORLDS, Ensemble, columns, run_ensemble
from podobat.engine.inputs import PARAMETER_IDS, Lives, lives_of, pairs
from podobat.engine.run import Job, Pick, run_jobs

__all__ = [
    "PARAMETER_IDS",
    "WORLDS",
    "Ensemble",
    "Job",
    "Lives",
    "Pick",
    "columns",
    "lives_of",
    "pairs",
    "run_ensemble",
    "run_jobs",
]
