"""Full input-output tables that a user gives: the Bank of Korea's long CSV, a square table, the OECD's layout."""

from podobat.evidence.input_output.read import read_region, read_table
from podobat.evidence.input_output.table import RegionSizes, Table

__all__ = ["RegionSizes", "Table", "read_region", "read_table"]
