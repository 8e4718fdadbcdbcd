"""The lists in an answer as tables, for verbs that write no page of their own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

MOST_ROWS: Final = 300
MOST_COLUMNS: Final = 10


def tables_of(path: Path) -> list[dict[str, Any]]:
    """Every list of records at the top of an answer: its name, its columns, its rows."""
    try:
        said = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return []
    found = []
    for name, rows in said.items() if isinstance(said, dict) else ():
        if isinstance(rows, list) and rows and all(isinstance(row, dict) for row in rows):
            columns = [c for c in rows[0] if not isinstance(rows[0][c], list)][:MOST_COLUMNS]
            cells = [[_cell(row.get(c)) for c in columns] for row in rows[:MOST_ROWS]]
            found.append({"name": name, "columns": columns, "rows": cells, "more": max(0, len(rows) - MOST_ROWS)})
    return found


def _cell(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get("ko") or json.dumps(value, ensure_ascii=False))
    if isinstance(value, float):
        return f"{value:,.6g}"
    return "" if value is None else str(value)
