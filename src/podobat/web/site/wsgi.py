"""The application as a WSGI server takes it."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.umask(0o077)  # nobody else on the machine reads what is made here
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "podobat.web.site.settings")
application = get_wsgi_application()
