"""What made a result: short hashes of plan, parameters and code. Two runs with the same three, seed and number of draws
are the same to the bit on the same processor family."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


@cache
def code_fingerprint(package: Path = PACKAGE) -> str:
    """Hash of the package's own source: every .py, .yaml and .npz file, by its path inside it."""
    digest = hashlib.sha256()
    for path in sorted(p for p in package.rglob("*") if p.suffix in (".py", ".yaml", ".npz") and p.is_file()):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.relative_to(package).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:12]


def run_name(
    case_id: str, scenario: str | None, draws: int, seed: int, fingerprints: Mapping[str, str], sketched: bool = False
) -> str:
    """A name for a run that says what it is and differs when anything differs: plan-d2000-s1-3f9a2b7c.

    sketched  single draws are not kept, so quantiles are those of a sketch
    """
    made_of = [case_id, scenario, draws, seed, dict(fingerprints), *(["sketched"] if sketched else [])]
    short = hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()[:8]
    return f"{scenario or 'plan'}-d{draws}-s{seed}-{short}"
