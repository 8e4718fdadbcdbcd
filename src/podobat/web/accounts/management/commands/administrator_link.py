"""A way back in for whoever runs the server."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from podobat.web.accounts.models import Link
from podobat.web.core.audit import audit


class Command(BaseCommand):
    """Prints the path of a one-time link that makes another administrator of everything."""

    help = "Make a one-time link for a new administrator of everything, and print its path."

    def handle(self, **options: Any) -> None:
        """Make it, note it, print it."""
        with transaction.atomic():
            _, token = Link.make(note="administrator, from the command line")
            audit(None, "account.administrator-link")
        self.stdout.write(f"/first/{token}/")
