"""Text that a spreadsheet would take for a formula: a name of a firm must not compute anything where it is opened.

guarded("=1+1")     "'=1+1": the apostrophe tells spreadsheets that text follows
csv_of(table)       a table as CSV, its texts guarded
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    import polars as pl

#: Full-width signs are run by some programs too.
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
Cell = TypeVar("Cell")


def guarded(cell: Cell) -> Cell | str:
    """A cell as it may stand in a CSV: text that begins like a formula gets an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def unguarded(cell: str) -> str:
    """The text behind a guard."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA) else cell


def csv_of(table: pl.DataFrame) -> str:
    """A table as CSV; texts that begin like a formula are guarded, numbers stay as they are."""
    import polars as pl

    texts = [name for name, kind in table.schema.items() if kind == pl.String]
    columns = [
        pl.when(pl.any_horizontal([pl.col(name).str.starts_with(sign) for sign in FORMULA]))
        .then(pl.concat_str([pl.lit("'"), pl.col(name)]))
        .otherwise(pl.col(name))
        .alias(name)
        for name in texts
    ]
    return table.with_columns(columns).write_csv()
