"""Addresses of css, js and pictures that change with their content, so that a browser may keep them for good."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


@cache
def fingerprint(path: str) -> str:
    """First ten digits of the SHA-256 of a file."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:10]


class VersionedFiles(StaticFilesStorage):
    """`style.css` becomes `/static/podobat/style.css?v=1f2e3d4c5b`; nothing has to be collected beforehand."""

    def url(self, name: str) -> str:
        """The address of a file with its fingerprint. Raises ValueError for a file that is not there."""
        found = finders.find(name)
        if not isinstance(found, str):
            raise ValueError(f"no static file {name!r}")
        return f"{super().url(name)}?v={fingerprint(found)}"
