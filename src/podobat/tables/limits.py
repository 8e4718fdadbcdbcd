"""How large a table may be before it is refused unread: bytes, sheets, rows, columns, cells, letters in a cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Limits:
    """What is read at most; beyond it a file is refused with the figure found and the figure allowed.

    bytes      of the file
    unpacked   bytes of a workbook's parts together
    sheets     of a workbook
    rows       of a sheet that hold something
    columns    of a sheet
    cells      of all sheets together, rows counted as wide as they reach
    longest    letters in a cell (Excel keeps 32,767)
    """

    bytes: int = 30_000_000
    unpacked: int = 150_000_000
    sheets: int = 200
    rows: int = 1_048_576
    columns: int = 16_384
    cells: int = 4_000_000
    longest: int = 32_767


TABLES: Final = Limits()
#: What people hand in through a browser.
UPLOADS: Final = Limits(bytes=5_000_000, unpacked=60_000_000, sheets=50, rows=100_000, columns=2_000, cells=2_000_000)
