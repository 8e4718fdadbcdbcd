"""Better budgets for the same money: a front of plans under an office's own limits, checked on fresh futures."""
