"""Django's own commands on the application: `python -m podobat.web check --deploy`, `migrate`, `dumpdata`, ..."""

from __future__ import annotations

import os
import sys

from podobat.leaving import leaving_quietly

if __name__ == "__main__":
    os.umask(0o077)  # nobody else on the machine reads what is made here
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "podobat.web.site.settings")
    with leaving_quietly():
        import django
        from django.core.management import execute_from_command_line

        django.setup()
    execute_from_command_line(sys.argv)
