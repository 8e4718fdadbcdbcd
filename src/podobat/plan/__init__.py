"""What is decided: the plan, its scenarios, and what its own numbers imply."""

from podobat.plan.document import Log, Node, read_yaml
from podobat.plan.fields import Figure
from podobat.plan.plan import Plan
from podobat.plan.ratios import Ratio, implied_ratios
from podobat.plan.read import Case, CaseCheck, Source, check_case, read_case, read_sources
from podobat.plan.references import Reference
from podobat.plan.scenarios import Scenario
from podobat.plan.schema import (
    Climate,
    Facility,
    Fund,
    Horizon,
    Law,
    Milestone,
    Money,
    Pin,
    Programme,
    Sector,
    Target,
    Training,
)

__all__ = [
    "Case",
    "CaseCheck",
    "Climate",
    "Facility",
    "Figure",
    "Fund",
    "Horizon",
    "Law",
    "Log",
    "Milestone",
    "Money",
    "Node",
    "Pin",
    "Plan",
    "Programme",
    "Ratio",
    "Reference",
    "Scenario",
    "Sector",
    "Source",
    "Target",
    "Training",
    "check_case",
    "implied_ratios",
    "read_case",
    "read_sources",
    "read_yaml",
]
