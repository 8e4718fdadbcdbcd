"""When the book changes, learning is asked for."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig


class DashboardConfig(AppConfig):
    """Listens to the record book."""

    name = "podobat.web.dashboard"
    label = "dashboard"

    def ready(self) -> None:
        """Connect, once the models are there."""
        from podobat.web.book.signals import book_changed

        book_changed.connect(on_book_changed, dispatch_uid="dashboard")


def on_book_changed(case: Any, **_: Any) -> None:
    """Ask for learning from the changed book."""
    from podobat.web.dashboard.services import refresh

    refresh(case)
