"""What happens: the simulated region, month by month (docs/model.md)."""

from podobat.engine import compiled as _compiled  # noqa: F401 - first: says where compiled code is kept
from podobat.engine.inputs import PARAMETER_IDS
from podobat.engine.run import Ensemble, run_ensemble

__all__ = ["PARAMETER_IDS", "Ensemble", "run_ensemble"]
