"""The rooms of the web application, in the order in which their addresses are tried. A new page is one line here."""

from __future__ import annotations

from typing import Final

ROOMS: Final = (
    "accounts", "core", "api", "plans", "dashboard", "book", "directory", "jobs", "scenarios", "answers", "reports",
    "match", "committee", "ties", "search", "notices",
)  # fmt: skip
