"""The record book of a case: what was counted, by whom, on what evidence; its faults, conflicts and gaps."""
