"""Django's own commands on the application: `python -m podobat.web check --deploy`, `migrate`, `dumpdata`, ..."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.umask(0o077)  # nobody else on the machine reads what is made here
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "podobat.web.site.settings")
    execute_from_command_line(sys.argv)
