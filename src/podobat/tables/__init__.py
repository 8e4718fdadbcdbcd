"""The front door for every table that people hand in: bytes in, sheets of cells out, and from them typed rows.

sheets = read_sheets("표.xlsx")                     CSV, XLSX, Parquet; UTF-8, CP949, UTF-16; limits
sheet = one_sheet(sheets)                           the one that is meant; several are refused by name
table = table_of(sheet, COLUMNS)                    heads in one line or several, units, totals, remarks
table.raise_faults()                                every fault at once
"""

from podobat.tables.columns import Column, Heads, Names, Placed, find_heads
from podobat.tables.dates import Dated, date_of, period_of
from podobat.tables.limits import TABLES, UPLOADS, Limits
from podobat.tables.numbers import LARGEST, decimal_sign, exact_of, is_missing, number_of
from podobat.tables.quantities import Head, factor, head_of, quantity_of, unit_above, unit_word
from podobat.tables.read import bytes_of, one_sheet, read_sheets, sheet_in
from podobat.tables.sheet import Sheet, column_name
from podobat.tables.table import UNVALUED, Account, LeftOut, Row, Table, table_of, value_of
from podobat.tables.wide import Across, Years, year_in
from podobat.tables.words import DASHES, Complaint, key, listed, meant, one_line, tidy, unmarked

__all__ = [
    "DASHES", "LARGEST", "TABLES", "UNVALUED", "UPLOADS", "Account", "Across", "Column", "Complaint", "Dated", "Head",
    "Heads", "LeftOut", "Limits", "Names", "Placed", "Row", "Sheet", "Table", "Years", "bytes_of",
    "column_name", "date_of", "decimal_sign", "exact_of", "factor", "find_heads", "head_of", "is_missing",
    "key", "listed", "meant", "number_of", "one_line", "one_sheet", "period_of", "quantity_of", "read_sheets",
    "sheet_in", "table_of", "tidy", "unit_above", "unit_word", "unmarked", "value_of", "year_in",
]  # fmt: skip
