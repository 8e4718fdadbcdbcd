"""`python -m podobat.web remind`: write to everyone who asked for it. Run it once a day (cron)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import get_language

from podobat.errors import CannotRun
from podobat.web.core.texts import words
from podobat.web.notices.sending import send


class Command(BaseCommand):
    """Sends what is due, by e-mail."""

    help = "Writes what is due to those who asked for it. Run it once a day."

    def handle(self, **options: Any) -> None:
        """Send, and say how many letters left."""
        lang = get_language() or "ko"
        try:
            sent, failed = send()
        except CannotRun as error:
            raise CommandError(error.text(lang)) from None
        self.stdout.write(words(lang)("notices.mail.sent", sent=sent, failed=failed))
