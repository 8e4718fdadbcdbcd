"""What to expect: a plan simulated thousands of times, with it and without it, and the odds on every target."""

from podobat.forecast.quantiles import QUANTILES, VarianceSplit, quantiles, variance_split
from podobat.forecast.result import WORLDS, Forecast, parameters_of
from podobat.forecast.simulate import forecast
from podobat.forecast.targets import Note, TargetResult

__all__ = [
    "QUANTILES",
    "WORLDS",
    "Forecast",
    "Note",
    "TargetResult",
    "VarianceSplit",
    "forecast",
    "parameters_of",
    "quantiles",
    "variance_split",
]
