"""What is known: parameters with distribution, unit, source and grade; the catalogue of measures; reference classes."""

from podobat.evidence.distributions import Distribution
from podobat.evidence.measures import Measure, drivers, measure, measure_ids, mechanisms
from podobat.evidence.read import BESIDE_THE_WORLD, Parameter, Parameters, read_parameters
from podobat.evidence.references import read_gaps, read_references
from podobat.evidence.why import Askable, Step, Trail, askable, why

__all__ = [
    "BESIDE_THE_WORLD",
    "Askable",
    "Distribution",
    "Measure",
    "Parameter",
    "Parameters",
    "Step",
    "Trail",
    "askable",
    "drivers",
    "measure",
    "measure_ids",
    "mechanisms",
    "read_gaps",
    "read_parameters",
    "read_references",
    "why",
]
