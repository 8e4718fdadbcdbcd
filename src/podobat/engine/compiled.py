"""Where compiled kernels are kept between runs.

Numba looks only at a function's own file to decide whether its compiled code is out of date, not at the functions it
calls. So the folder carries a fingerprint of the whole engine: a change anywhere in it compiles everything anew, and
never runs half-old code. `NUMBA_CACHE_DIR` in the environment takes precedence.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from llvmlite import binding
from numba import config


def engine_fingerprint() -> str:
    """Twelve hexadecimal digits that change with any source file of the engine."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def user_cache() -> Path:
    """Podobat's own place in the user's cache folder, whether it is there or not."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "podobat"


def cache_folder() -> Path:
    """The user's cache folder for this version of the engine; a new private one where that cannot be written."""
    base = user_cache()
    try:
        base.mkdir(parents=True, exist_ok=True)
        usable = os.access(base, os.W_OK)
    except OSError:
        usable = False
    return (base if usable else Path(tempfile.mkdtemp(prefix="podobat-"))) / engine_fingerprint()


def is_compiled(kept: str = "") -> bool:
    """Has this version of the engine been compiled here? If not, the first run takes about a minute longer.

    kept  folder in which Numba keeps what belongs to one place of the source; without it, that of any
    """
    return any(Path(kept or FOLDER).rglob("month.run_draws*.nbc"))


def whole_vectors() -> str | None:
    """Processor features with which LLVM uses all 512 bits of a vector; None where a processor has fewer.

    It holds back on processors that it takes for older ones, and takes some virtual machines for such.
    """
    features = binding.get_host_cpu_features()
    return features.flatten() + ",-prefer-256-bit" if features.get("avx512f") else None


FOLDER = os.environ.get("NUMBA_CACHE_DIR") or str(cache_folder())
config.CACHE_DIR = FOLDER  # pyright: ignore[reportAttributeAccessIssue]
if not {"NUMBA_CPU_NAME", "NUMBA_CPU_FEATURES"} & set(os.environ):
    config.CPU_FEATURES = whole_vectors()  # pyright: ignore[reportAttributeAccessIssue]
# Columns of a hundred firms are a dozen vectors, and rules run over whole ones: taking several at once would leave most
# of them to slower code, and narrower vectors for what is left over would never run.
for option in ("-force-vector-interleave=1", "-enable-epilogue-vectorization=false"):
    binding.set_option("podobat", option)
