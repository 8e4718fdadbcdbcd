"""Parquet files as a sheet of cells: the names of the columns on line 1, then the rows."""

from __future__ import annotations

import io

import polars as pl

from podobat.errors import Fault, InputFaults
from podobat.tables.delimited import check_size, odd_cells
from podobat.tables.limits import Limits
from podobat.tables.sheet import Sheet
from podobat.tables.workbook import cell_text
from podobat.texts import catalogue

_say = catalogue("tables")

_PANIC: tuple[type[BaseException], ...] = (pl.exceptions.PanicException,)


def sheet_of_parquet(data: bytes, file: str, limits: Limits) -> Sheet:
    """The one sheet of a Parquet file. Raises InputFaults when it cannot be read, or holds more than plain columns."""
    try:
        scan = pl.scan_parquet(io.BytesIO(data))
        schema = scan.collect_schema()
        n = int(scan.select(pl.len()).collect().item())
        check_size(file, limits, rows=n + 1, columns=len(schema), cells=(n + 1) * len(schema))
        nested = [name for name, kind in schema.items() if kind.is_nested() or kind == pl.Binary]
        if nested:
            raise InputFaults([_nested(file, name) for name in nested])
        frame = scan.collect()
    except InputFaults:
        raise
    except (pl.exceptions.PolarsError, OSError, ValueError, MemoryError, *_PANIC) as error:
        found = _say("parquet.not_readable_as_parquet", name=type(error).__name__)
        remedy = _say("parquet.save_it_as_csv_or_xlsx")
        raise InputFaults([Fault(file, None, "", found, remedy=remedy)]) from error
    head = tuple(cell_text(name) for name in frame.columns)
    rows = [head, *(tuple(map(cell_text, row)) for row in frame.iter_rows())]
    faults: list[Fault] = []
    for line, row in enumerate(rows, 1):
        faults += odd_cells(file, line, row, limits, len(faults))
    if faults:
        raise InputFaults(faults)
    kept = [(line, row) for line, row in enumerate(rows, 1) if any(row)]
    return Sheet(file, "", tuple(row for _, row in kept), tuple(line for line, _ in kept), "parquet")


def _nested(file: str, name: str) -> Fault:
    found = _say("parquet.column_of_lists_structures")
    return Fault(file, None, name, found, remedy=_say("parquet.unfold_the_column_or_remove"))
