"""The two C versions of the reference workload: compiled on the spot, called through ctypes."""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import workload

HERE = Path(__file__).resolve().parent
BUILD = HERE.parents[1] / ".cache" / "bench-c"
FLAGS = ("-O3", "-march=native", "-mprefer-vector-width=512", "-ffast-math", "-fopenmp", "-fPIC", "-shared")
VERSIONS = {"plain": "firms_plain.c", "avx512": "firms_avx512.c"}


def compiler() -> str | None:
    """The C compiler: $CC, or gcc."""
    return shutil.which(os.environ.get("CC", "gcc"))


def has_avx512() -> bool:
    """Can this processor run the hand-written version?"""
    cpuinfo = Path("/proc/cpuinfo")
    flags = cpuinfo.read_text(encoding="utf-8").split() if cpuinfo.exists() else []
    return {"avx512f", "avx512bw", "avx512dq", "avx512vl"} <= set(flags)


def missing(version: str) -> str | None:
    """Why this version cannot run here, or None."""
    if compiler() is None:
        return "no C compiler (gcc) on this machine"
    if version == "avx512" and not has_avx512():
        return "this processor has no AVX-512"
    return None


def build(version: str) -> Path:
    """The shared library of a version, compiled unless its source is unchanged."""
    source = HERE / VERSIONS[version]
    content = source.read_bytes() + (HERE / "firms.h").read_bytes() + " ".join(FLAGS).encode()
    library = BUILD / f"{version}-{hashlib.sha256(content).hexdigest()[:12]}.so"
    if not library.exists():
        BUILD.mkdir(parents=True, exist_ok=True)
        part = library.with_suffix(f".{os.getpid()}")
        subprocess.run([str(compiler()), *FLAGS, str(source), "-o", str(part), "-lm"], check=True)
        part.replace(library)
    return library


def parameters() -> np.ndarray:
    """The workload's numbers in the order of `Parameters` in firms.h."""
    by_stage = (*workload.GROWTH, *workload.FUNDING, *workload.AMOUNT, *workload.LEAVING)
    return np.array([*by_stage, *workload.NUMBERS.values()], np.float32)


def run(version: str, slots: int, months: int, runs: int, *, seed: int = 1, threads: int = 1):
    """(outputs (run, month, output, sector), firm-months) of `runs` runs."""
    run_draws = ctypes.CDLL(str(build(version))).run_draws
    run_draws.restype = ctypes.c_int64
    out = np.empty((runs, months, len(workload.OUTPUTS), workload.SECTORS), np.float32)
    numbers = parameters()
    firm_months = run_draws(
        ctypes.c_int(slots),
        ctypes.c_int(months),
        ctypes.c_int(runs),
        ctypes.c_int(workload.firms_at_start(slots)),
        ctypes.c_double(workload.entrants(slots)),
        ctypes.c_uint64(seed),
        ctypes.c_void_p(numbers.ctypes.data),
        ctypes.c_void_p(out.ctypes.data),
        ctypes.c_int(threads),
    )
    if firm_months < 0:
        raise ValueError(f"{version} does not do {slots:,} slots")
    return out, firm_months
