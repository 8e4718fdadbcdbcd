"""Podobat: plan, forecast, appraise and steer a regional innovation cluster.

    case = podobat.read_case("cases/gwangju-phase1")
    forecast = podobat.forecast(case, draws=4000, seed=1)
    forecast.targets()
    podobat.forecast(case, futures=podobat.futures(case))      with what has been counted since

Names are loaded when they are first used, so that `podobat --help` does not wait for the engine.
"""

from __future__ import annotations

import sys
import warnings
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from podobat.acts.result import Acts
    from podobat.api import Backtest, Check, acts, backtest, check, check_records, example, learn, to_pandas, validate
    from podobat.appraise.result import Appraisal
    from podobat.appraise.rule import appraise
    from podobat.compare.result import Comparison
    from podobat.compare.rule import compare
    from podobat.errors import CannotRun, Fault, InputFaults, PodobatError
    from podobat.evidence.why import Trail
    from podobat.explore.result import Exploration
    from podobat.explore.rule import explore
    from podobat.forecast import Forecast, forecast
    from podobat.learn.steering import futures
    from podobat.learn.update import Posterior
    from podobat.match.result import Match
    from podobat.match.rule import match
    from podobat.optimise.result import Better
    from podobat.optimise.rule import optimise
    from podobat.outlook.result import Outlook
    from podobat.outlook.rule import outlook, outlook_of
    from podobat.outlook.series import Count, Series
    from podobat.plan import Case, Plan, Scenario, implied_ratios, read_case
    from podobat.position import Position, position
    from podobat.validate.result import Validation
    from podobat.value.result import Value
    from podobat.value.rule import value
    from podobat.why import askable, why

__version__ = "0.1.0"

_HOMES = {
    "Acts": "podobat.acts.result",
    "Appraisal": "podobat.appraise.result",
    "Backtest": "podobat.api",
    "Better": "podobat.optimise.result",
    "CannotRun": "podobat.errors",
    "Case": "podobat.plan",
    "Check": "podobat.api",
    "Comparison": "podobat.compare.result",
    "Count": "podobat.outlook.series",
    "Exploration": "podobat.explore.result",
    "Fault": "podobat.errors",
    "Forecast": "podobat.forecast",
    "InputFaults": "podobat.errors",
    "Match": "podobat.match.result",
    "Outlook": "podobat.outlook.result",
    "Plan": "podobat.plan",
    "PodobatError": "podobat.errors",
    "Position": "podobat.position",
    "Posterior": "podobat.learn.update",
    "Scenario": "podobat.plan",
    "Series": "podobat.outlook.series",
    "Trail": "podobat.evidence.why",
    "Validation": "podobat.validate.result",
    "Value": "podobat.value.result",
    "acts": "podobat.api",
    "appraise": "podobat.appraise.rule",
    "askable": "podobat.why",
    "backtest": "podobat.api",
    "check": "podobat.api",
    "check_case": "podobat.plan",
    "check_records": "podobat.api",
    "compare": "podobat.compare.rule",
    "example": "podobat.api",
    "explore": "podobat.explore.rule",
    "forecast": "podobat.forecast",
    "futures": "podobat.learn.steering",
    "implied_ratios": "podobat.plan",
    "learn": "podobat.api",
    "match": "podobat.match.rule",
    "optimise": "podobat.optimise.rule",
    "outlook": "podobat.outlook.rule",
    "outlook_of": "podobat.outlook.rule",
    "position": "podobat.position",
    "read_case": "podobat.plan",
    "to_pandas": "podobat.api",
    "validate": "podobat.api",
    "value": "podobat.value.rule",
    "why": "podobat.why",
}

#: Names that are to go: (what to write instead, the first version without the name). The rule stands in `podobat.api`.
LEAVING: dict[str, tuple[str, str]] = {"check_case": ("check", "0.3")}

__all__ = [
    "Acts",
    "Appraisal",
    "Backtest",
    "Better",
    "CannotRun",
    "Case",
    "Check",
    "Comparison",
    "Count",
    "Exploration",
    "Fault",
    "Forecast",
    "InputFaults",
    "Match",
    "Outlook",
    "Plan",
    "PodobatError",
    "Position",
    "Posterior",
    "Scenario",
    "Series",
    "Trail",
    "Validation",
    "Value",
    "acts",
    "appraise",
    "askable",
    "backtest",
    "check",
    "check_records",
    "compare",
    "example",
    "explore",
    "forecast",
    "futures",
    "implied_ratios",
    "learn",
    "match",
    "optimise",
    "outlook",
    "outlook_of",
    "position",
    "read_case",
    "to_pandas",
    "validate",
    "value",
    "why",
]


def __getattr__(name: str) -> Any:
    """Load a public name from the room it lives in, once; warn of one that is to go, every time."""
    if name not in _HOMES:
        raise AttributeError(f"module 'podobat' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    if name in LEAVING:
        instead, version = LEAVING[name]
        warnings.warn(
            f"podobat.{name} goes with version {version}: use podobat.{instead}", DeprecationWarning, stacklevel=2
        )
    else:
        globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])


class _Package(ModuleType):
    """Keeps `podobat.forecast` the function, although a room of the same name is imported as `podobat.forecast`."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _HOMES and isinstance(value, ModuleType):
            return
        super().__setattr__(name, value)

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        """A module goes to another process by its name, as modules do."""
        return import_module, (self.__name__,)


sys.modules[__name__].__class__ = _Package
