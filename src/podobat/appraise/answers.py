"""The questions that an appraisal answers, in the order of the page. An answer may use what those before it found."""

from __future__ import annotations

from typing import Final

from podobat.appraise.ahp.answer import HIERARCHY
from podobat.appraise.answer import Answer
from podobat.appraise.balance.answer import BALANCE
from podobat.appraise.cost_benefit.answer import COST_BENEFIT
from podobat.appraise.input_output.answer import INPUT_OUTPUT
from podobat.appraise.unit_costs.answer import UNIT_COSTS

ANSWERS: Final[tuple[Answer, ...]] = (INPUT_OUTPUT, COST_BENEFIT, HIERARCHY, UNIT_COSTS, BALANCE)
