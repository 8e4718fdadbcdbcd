"""When the book changes, learning is asked for."""

from __future__ import annotations

import logging
from typing import Any

from django.apps import AppConfig

from podobat.errors import PodobatError

log = logging.getLogger(__name__)


class DashboardConfig(AppConfig):
    """Listens to the record book."""

    name = "podobat.web.dashboard"
    label = "dashboard"

    def ready(self) -> None:
        """Connect, once the models are there."""
        from podobat.web.book.signals import book_changed

        book_changed.connect(on_book_changed, dispatch_uid="dashboard")


def on_book_changed(case: Any, **_: Any) -> None:
    """Ask for learning from the changed book. What is wrong with the case's files does not touch its records."""
    from podobat.web.dashboard.services import refresh

    try:
        refresh(case)
    except PodobatError as error:
        log.warning("%s cannot be forecast: %s", case, error)
