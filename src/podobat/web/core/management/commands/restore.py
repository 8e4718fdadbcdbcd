"""The command `restore`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from podobat.errors import PodobatError
from podobat.web.core.backup import restore


class Command(BaseCommand):
    """A backup, put back into an empty data folder."""

    help = "Puts a backup back into the data folder, which has to be empty."
    requires_system_checks = ()  # pyright: ignore[reportAssignmentType]

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file."""
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options: Any) -> None:
        """Do it, or say why not."""
        try:
            self.stdout.write(str(restore(file)))
        except PodobatError as error:
            raise CommandError(error.text("ko") + " / " + error.text("en")) from error
