"""What is known: parameters with distribution, unit, source and grade; the catalogue of measures; reference classes."""

from podobat.evidence.distributions import Distribution
from podobat.evidence.measures import Measure, drivers, measure, measure_ids, measures, mechanisms
from podobat.evidence.read import Parameter, Parameters, read_parameters
from podobat.evidence.references import read_gaps, read_references

__all__ = [
    "Distribution",
    "Measure",
    "Parameter",
    "Parameters",
    "drivers",
    "measure",
    "measure_ids",
    "measures",
    "mechanisms",
    "read_gaps",
    "read_parameters",
    "read_references",
]
