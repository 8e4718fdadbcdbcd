"""Which rules of the engine became vector code: python benchmarks/vectorised.py [--json] [FILE ...]

A rule is a compiled function with a loop `for i in range(N(n))`; those of other files than the engine's are looked at
where files are named. Each is compiled on its own with its line numbers, and LLVM says of which lines it vectorised the
loop: a rule is vector code when that is all of them. Its instructions are counted too: packed (a vector of numbers at
once) and scalar single-precision arithmetic, packed whole-number arithmetic, arithmetic on vectors of doubles and of
64-bit whole numbers (wide: half as many at once, and two conversions), gathers, which are as slow as a loop, and the
widest vector in bits. Some scalar arithmetic always stands beside the packed: it is the loop for the last few firms.

LLVM reports to standard error, whoever compiles: tests therefore run this script rather than call it.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import importlib.util
import inspect
import json
import os
import pkgutil
import platform
import re
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from llvmlite import binding
from numba import config, njit, typeof, types
from numba.core import errors
from numba.core.cpu import CPUTargetOptions
from numba.core.options import TargetOptions

import podobat.engine
from podobat.engine.inputs import PARAMETER_IDS, parameter_records
from podobat.engine.numerics import COMPILE
from podobat.engine.world import Columns

OVER_FIRMS = re.compile(r"range\((?:\w+\.)?N\(")
REMARK = re.compile(r":(\d+):\d+: vectorized loop \(")
PACKED = re.compile(
    r"^\s+v(?:add|sub|mul|div|sqrt|max|min|cmp\w+|f\w?(?:madd|msub|nmadd|nmsub)\w*?)ps\s", flags=re.MULTILINE
)
SCALAR = re.compile(r"^\s+v(?:add|sub|mul|div|sqrt|max|min|f\w?(?:madd|msub|nmadd|nmsub)\w*?)ss\s", flags=re.MULTILINE)
WHOLE = re.compile(r"^\s+vp(?:add|sub|mul|and|or|xor|cmp|max|min|sl|sr|ro|blend)\w*\s.*%[yz]mm", flags=re.MULTILINE)
# Not the moves, shuffles and bitwise operations: LLVM uses those of 64-bit lanes for 32-bit numbers as well.
WIDE = re.compile(
    r"^\s+v(?:(?:add|sub|mul|div|sqrt|max|min|cmp\w*|blendm|blendv|round|rndscale|f\w?(?:madd|msub|nmadd|nmsub)\w*)pd"
    r"|cvt\w*(?:pd|qq)\w*"
    r"|p(?:(?:add|sub|mul\w*|cmp\w*|max\w|min\w|abs|sllv?|srlv?|srav?|ro[lr]v?|blendm|testn?m)u?q"
    r"|mov[sz]x\wq|movu?s?q[bwd]))\s.*%[yz]mm",
    flags=re.MULTILINE,
)
# The last three collect the numbers of a vector one by one, as LLVM does where gathers are slower still.
GATHER = re.compile(r"^\s+v(?:p?gather|p?scatter|pinsrd|pinsrq|insertps)", flags=re.MULTILINE)

INTS, FLOATS = types.Array(types.int32, 1, "C"), types.Array(types.float32, 1, "C")
TABLE_INTS, TABLE_FLOATS = types.Array(types.int32, 2, "C"), types.Array(types.float32, 2, "C")
DOUBLES, SUMS = types.Array(types.float64, 1, "C"), types.Array(types.int64, 1, "C")
COLUMNS = types.NamedTuple((TABLE_INTS, TABLE_FLOATS), Columns)
# What rules take, by the names of their arguments; everything else is a parameter, a double.
TYPES: dict[str, Any] = {
    **dict.fromkeys(("n", "t", "draw", "k", "kind", "law"), types.int64),
    **dict.fromkeys(("f", "d", "o"), COLUMNS),
    **dict.fromkeys(("uid", "place", "stage", "sector", "head", "away", "event", "until", "column"), INTS),
    **dict.fromkeys(("vacancy", "vacancy_away"), INTS),
    **dict.fromkeys(("revenue", "cash", "readiness", "u"), FLOATS),
    **dict.fromkeys(("low", "high", "log_reference"), types.float32),
    **dict.fromkeys(("pins", "edges"), DOUBLES),
    "paths": types.Array(types.float64, 2, "C"),
    "luck": types.Array(types.int64, 1, "C"),
    "key": types.UniTuple(types.uint32, 2),
    "out": SUMS,
    "p": typeof(parameter_records(np.full((1, len(PARAMETER_IDS)), 0.5))[0]),
}
# Where a rule means something else by a name.
OWN: dict[str, dict[str, Any]] = {
    "adoption.mark_ready": {"k": types.int32},
    "chips.slot_of": {"uid": types.int32},
    "counting.sector_sums": {"out": types.Array(types.int64, 2, "C")},
    "remembered.remembered_poisson": {"row": DOUBLES, "u": types.float32},
}
WORLD = {"w", "x", "g", "world"}  # arguments that nobody can make up here

# Line numbers for LLVM's remarks, and nothing else of what a debugger wants: the code stays as it is.
CPUTargetOptions.dbg_directives_only = TargetOptions.Mapping(  # pyright: ignore[reportAttributeAccessIssue]
    "dbg_directives_only"
)
LINES = {"debug": True, "dbg_directives_only": True, "boundscheck": False, "_dbg_extend_lifetimes": False}


@dataclass(frozen=True)
class Loop:
    """A loop of a rule: its first and its last line, and whether it goes over firms."""

    begin: int
    end: int
    over_firms: bool


@dataclass(frozen=True)
class Counts:
    """Loops of one rule, the lines of those that LLVM left as they were, and instructions."""

    loops: int
    left: list[int]
    packed: int
    scalar: int
    whole: int
    wide: int
    gathers: int
    bits: int

    @property
    def vectorised(self) -> bool:
        """Does every loop work on whole vectors, without collecting them number by number?"""
        return not self.left and self.bits >= 256 and self.gathers == 0


def can_tell() -> bool:
    """Is this a processor whose instructions this script knows?"""
    return platform.machine().lower() in {"x86_64", "amd64"} and bool(binding.get_host_cpu_features().get("avx2"))


def loops(rule: Any) -> list[Loop]:
    """A rule's own loops, as they come: outer ones first."""
    lines, first = inspect.getsourcelines(rule.py_func)
    tree = ast.increment_lineno(ast.parse(textwrap.dedent("".join(lines))), first - 1)
    return [
        Loop(node.lineno, node.end_lineno or node.lineno, isinstance(node, ast.For) and over_firms(node))
        for node in ast.walk(tree)
        if isinstance(node, ast.For | ast.While)
    ]


def over_firms(loop: ast.For) -> bool:
    """Is this a loop `for i in range(N(n))`?"""
    return OVER_FIRMS.match(ast.unparse(loop.iter)) is not None


def left_alone(own: list[Loop], vectorised: set[int]) -> list[int]:
    """The lines of a rule's loops over firms that LLVM did not vectorise.

    It names the line of a loop or one within, and none for a loop of an inlined helper.
    """
    innermost = {max((loop.begin for loop in own if loop.begin <= at <= loop.end), default=0) for at in vectorised}
    return sorted(loop.begin for loop in own if loop.over_firms and loop.begin not in innermost)


def rules(*files: str) -> dict[str, Any]:
    """The compiled functions of the engine, or of these files, that loop over firms: "month.draw_luck" -> function."""
    found = {}
    for module in map(read, files) if files else engine():
        for name, value in vars(module).items():
            rule = getattr(value, "py_func", None)
            if rule is None or rule.__module__ != module.__name__:
                continue
            if any(loop.over_firms for loop in loops(value)):
                found[f"{module.__name__.rpartition('.')[2]}.{name}"] = value
    return found


def engine() -> Iterator[Any]:
    """The modules of the engine."""
    for info in pkgutil.iter_modules(podobat.engine.__path__):
        yield importlib.import_module(f"podobat.engine.{info.name}")


def read(file: str) -> Any:
    """The module in a file, which need not be part of a package."""
    found = importlib.util.spec_from_file_location(Path(file).stem, file)
    if found is None or found.loader is None:
        raise SystemExit(f"{file}: not a file of Python code (name.py).")
    module = importlib.util.module_from_spec(found)
    sys.modules[module.__name__] = module
    found.loader.exec_module(module)
    return module


def signature(name: str, rule: Any) -> tuple[Any, ...] | None:
    """The types a rule is called with, told from the names of its arguments; None for rules that take the world."""
    names = list(inspect.signature(rule.py_func).parameters)
    if WORLD & set(names):
        return None
    known = {**TYPES, **OWN.get(name, {})}
    return tuple(known.get(argument, types.float64) for argument in names)


@contextmanager
def remarks() -> Iterator[set[int]]:
    """The lines of the loops that LLVM vectorises meanwhile, complete at the end: it writes to file descriptor 2."""
    lines: set[int] = set()
    with tempfile.TemporaryFile("w+") as file:
        before = os.dup(2)
        os.dup2(file.fileno(), 2)
        try:
            yield lines
        finally:
            os.dup2(before, 2)
            os.close(before)
            file.seek(0)
            lines.update(int(line) for line in REMARK.findall(file.read()))


def counts(name: str, rule: Any) -> Counts | None:
    """Loops and instructions of a rule compiled on its own; None when it takes the whole world, or types not listed."""
    takes = signature(name, rule)
    if takes is None:
        return None
    options: dict[str, Any] = {**COMPILE, "cache": False, **LINES}
    fresh = njit(**options)(rule.py_func)
    try:
        with remarks() as vectorised:
            fresh.compile(takes)
    except errors.TypingError:
        return None
    code = fresh.inspect_asm(fresh.signatures[0])
    own = loops(rule)
    return Counts(
        loops=sum(loop.over_firms for loop in own),
        left=left_alone(own, vectorised),
        packed=len(PACKED.findall(code)),
        scalar=len(SCALAR.findall(code)),
        whole=len(WHOLE.findall(code)),
        wide=len(WIDE.findall(code)),
        gathers=len(GATHER.findall(code)),
        bits=512 if "%zmm" in code else 256 if "%ymm" in code else 128 if "%xmm" in code else 0,
    )


def verdict(found: Counts) -> str:
    """What is wrong with a rule, in words."""
    if found.left:
        return f"not vectorised: line {', '.join(map(str, found.left))}"
    if not found.vectorised:
        return "collects numbers one by one" if found.gathers else "not vectorised"
    return "works in 64 bits" if found.wide else ""


def table(found: dict[str, Counts | None]) -> Iterator[str]:
    """A line a rule, and the rules that were not looked at."""
    columns = ("loops", "packed", "scalar", "whole", "wide", "gathers", "bits")
    yield f"{'rule':34}" + "".join(f"{column:>8}" for column in columns)
    for name, count in found.items():
        if count is not None:
            numbers = "".join(f"{getattr(count, column):8}" for column in columns)
            yield f"{name:34}{numbers}   {verdict(count)}".rstrip()
    aside = [name for name, count in found.items() if count is None]
    yield f"Not looked at, because they take the whole world or types not listed here: {', '.join(aside) or 'none'}"


def main() -> None:
    """Print the table, or the same as JSON: a rule's name -> its counts, null where it was not looked at."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("files", nargs="*", metavar="FILE", help="look at the rules of these files, not the engine's")
    parser.add_argument("--json", action="store_true", help="print JSON")
    arguments = parser.parse_args()
    if not can_tell():
        raise SystemExit("This script reads the instructions of x86 processors with AVX2 only.")
    binding.set_option("podobat", "-pass-remarks=loop-vectorize")
    with tempfile.TemporaryDirectory() as folder:
        if arguments.files:  # under the names that they have here, nobody else should find their compiled helpers
            config.CACHE_DIR = folder  # pyright: ignore[reportAttributeAccessIssue]
        found = {name: counts(name, rule) for name, rule in sorted(rules(*arguments.files).items())}
    if arguments.json:
        print(json.dumps({name: count and asdict(count) for name, count in found.items()}))
    else:
        print(*table(found), sep="\n")


if __name__ == "__main__":
    main()
