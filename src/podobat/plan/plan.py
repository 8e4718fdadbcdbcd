"""The plan: what a checked plan.yaml holds, and its variants.

A variant comes from `plan.with_values({...})`, which checks paths and values and shares the parts it does not change.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from podobat.plan.check import checked_values
from podobat.plan.document import Log, Node
from podobat.plan.scenarios import WITHOUT, changed
from podobat.plan.schema import PlanFile


@dataclass(frozen=True)
class Plan(PlanFile):
    """What is decided: targets, programmes, budgets, milestones, law, and the region they are for."""

    def with_values(self, values: Mapping[str, Any]) -> Plan:
        """A variant: {"programmes.founding.budget.2022": 12.0}. `*` stands for every programme, year, ...

        A value may be {"times": 0.5}. Raises InputFaults for a path that the plan does not have (the nearest known one
        is suggested) and for values that make no sense; unchanged parts are shared with this plan.
        """
        return changed(self, values)

    def without(self) -> Plan:
        """The same region without the plan: no budget in any year, no special act wanted."""
        return changed(self, WITHOUT)


def plan_of(
    root: Node, log: Log, *, folder: str | None = None, measure_ids: Collection[str] | None = None
) -> Plan | None:
    """The plan in a tree, or None with every fault in the log.

    folder       name of the case folder, which the plan's id must equal; None: not checked
    measure_ids  ids that targets may be set against; None: not checked
    """
    values = checked_values(root, log, folder=folder, measure_ids=measure_ids)
    return None if values is None else Plan(**values)
