"""The command `backup`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from podobat.errors import PodobatError
from podobat.web.core.backup import back_up


class Command(BaseCommand):
    """Everything that is kept, in one file."""

    help = "Writes everything that is kept into one file, while the application runs."
    requires_system_checks = ()  # pyright: ignore[reportAssignmentType]

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file."""
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options: Any) -> None:
        """Do it, or say why not."""
        try:
            self.stdout.write(str(back_up(file)))
        except PodobatError as error:
            raise CommandError(error.text("ko") + " / " + error.text("en")) from error
