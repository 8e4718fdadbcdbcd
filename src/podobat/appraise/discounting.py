"""The mathematics of discounting under the name by which scripts import it: see `podobat.appraise.cost_benefit`."""

from podobat.appraise.cost_benefit.discounting import (
    benefit_cost_ratio,
    discount_factors,
    internal_rates,
    net_present_value,
    payback,
    rates_of_return,
)

__all__ = [
    "benefit_cost_ratio",
    "discount_factors",
    "internal_rates",
    "net_present_value",
    "payback",
    "rates_of_return",
]
