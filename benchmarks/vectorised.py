"""Which rules of the engine became vector code: python benchmarks/vectorised.py

A rule is a compiled function with a loop `for i in range(N(n))`. Each is compiled on its own, and its instructions are
counted: packed (a vector of numbers at once) and scalar single-precision arithmetic, packed whole-number arithmetic,
the widest vector in bits, and gathers, which are as slow as a loop. Some scalar arithmetic always stands beside the
packed: it is the loop for the last few firms. Scalar alone means that the compiler gave up.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import platform
import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from llvmlite import binding
from numba import njit, typeof, types
from numba.core import errors

import podobat.engine
from podobat.engine.inputs import PARAMETER_IDS, parameter_records
from podobat.engine.numerics import COMPILE
from podobat.engine.world import Columns

LOOP = re.compile(r"for \w+ in range\((?:\w+\.)?N\(")
PACKED = re.compile(
    r"^\s+v(?:add|sub|mul|div|sqrt|max|min|cmp\w+|f\w?(?:madd|msub|nmadd|nmsub)\w*?)ps\s", flags=re.MULTILINE
)
SCALAR = re.compile(r"^\s+v(?:add|sub|mul|div|sqrt|max|min|f\w?(?:madd|msub|nmadd|nmsub)\w*?)ss\s", flags=re.MULTILINE)
WHOLE = re.compile(r"^\s+vp(?:add|sub|mul|and|or|xor|cmp|max|min|sl|sr|ro|blend)\w*\s.*%[yz]mm", flags=re.MULTILINE)
GATHER = re.compile(r"^\s+vp?gather", flags=re.MULTILINE)

INTS, FLOATS = types.Array(types.int32, 1, "C"), types.Array(types.float32, 1, "C")
TABLE_INTS, TABLE_FLOATS = types.Array(types.int32, 2, "C"), types.Array(types.float32, 2, "C")
COLUMNS = types.NamedTuple((TABLE_INTS, TABLE_FLOATS), Columns)
TYPES: dict[str, Any] = {
    **dict.fromkeys(("n", "t", "draw", "months", "plan_end"), types.int64),
    **dict.fromkeys(("f", "d"), COLUMNS),
    **dict.fromkeys(("uid", "place", "age", "since", "stage", "sector", "head", "away", "selling", "event"), INTS),
    **dict.fromkeys(("vacancy", "vacancy_away"), INTS),
    **dict.fromkeys(("revenue", "cash", "readiness", "turnover", "flow", "u"), FLOATS),
    "k": types.int32,
    **dict.fromkeys(("low", "high"), types.float32),
    "key": types.UniTuple(types.uint32, 2),
    "out": types.Array(types.int64, 1, "C"),
}


@dataclass(frozen=True)
class Counts:
    """Instructions of one rule."""

    packed: int
    scalar: int
    whole: int
    gathers: int
    bits: int

    @property
    def vectorised(self) -> bool:
        """Does the rule work on whole vectors, without collecting them number by number?"""
        return self.packed + self.whole > 0 and self.bits >= 256 and self.gathers == 0


def can_tell() -> bool:
    """Is this a processor whose instructions this script knows?"""
    return platform.machine().lower() in {"x86_64", "amd64"} and bool(binding.get_host_cpu_features().get("avx2"))


def rules() -> dict[str, Any]:
    """Every compiled function of the engine that loops over firms: "month.draw_luck" -> function."""
    found = {}
    for info in pkgutil.iter_modules(podobat.engine.__path__):
        module = importlib.import_module(f"podobat.engine.{info.name}")
        for name, value in vars(module).items():
            rule = getattr(value, "py_func", None)
            if rule is not None and rule.__module__ == module.__name__ and LOOP.search(inspect.getsource(rule)):
                found[f"{info.name}.{name}"] = value
    return found


def signature(rule: Any) -> tuple[Any, ...] | None:
    """The types a rule is called with, told from the names of its arguments; None for rules that take the world."""
    names = list(inspect.signature(rule.py_func).parameters)
    if set(names) & {"w", "x", "g", "world"}:
        return None
    record = typeof(parameter_records(np.full((1, len(PARAMETER_IDS)), 0.5))[0])
    return tuple(record if name == "p" else TYPES.get(name, types.float64) for name in names)


def counts(rule: Any) -> Counts | None:
    """Instructions of a rule compiled on its own; None when it takes the whole world, or types not listed here."""
    takes = signature(rule)
    if takes is None:
        return None
    fresh = njit(**{**COMPILE, "cache": False})(rule.py_func)
    try:
        fresh.compile(takes)
    except errors.TypingError:
        return None
    code = fresh.inspect_asm(fresh.signatures[0])
    bits = 512 if "%zmm" in code else 256 if "%ymm" in code else 128 if "%xmm" in code else 0
    return Counts(*(len(pattern.findall(code)) for pattern in (PACKED, SCALAR, WHOLE, GATHER)), bits)


def main() -> None:
    """Print the table."""
    if not can_tell():
        raise SystemExit("This script reads the instructions of x86 processors with AVX2 only.")
    print(f"{'rule':34}{'packed':>8}{'scalar':>8}{'whole':>8}{'gathers':>9}{'bits':>6}")
    aside = []
    for name, rule in sorted(rules().items()):
        found = counts(rule)
        if found is None:
            aside.append(name)
            continue
        verdict = "" if found.vectorised else "   not vectorised"
        print(
            f"{name:34}{found.packed:8}{found.scalar:8}{found.whole:8}{found.gathers:9}{found.bits:6}{verdict}",
            flush=True,
        )
    print(f"Not looked at, because they take the whole world or other types: {', '.join(aside)}")


if __name__ == "__main__":
    main()
