"""What made a result: short hashes of plan, parameters and code. Two runs with the same three, seed and number of draws
are the same to the bit on the same processor family."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


@cache
def code_fingerprint(package: Path = PACKAGE) -> str:
    """Hash of the package's own source: every .py and .yaml file, by its path inside the package."""
    found = hashlib.sha256()
    for path in sorted(p for p in package.rglob("*") if p.suffix in (".py", ".yaml") and p.is_file()):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        found.update(f"{path.relative_to(package).as_posix()}\0{len(content)}\0".encode())
        found.update(content)
    return found.hexdigest()[:12]
